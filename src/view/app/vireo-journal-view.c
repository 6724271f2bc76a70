/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-journal-row.h"
#include "view/app/vireo-journal-view.h"
#include "view/common/vireo-report.h"

struct _VireoJournalView
{
  AdwWindow parent_instance;

  VireoJournal *journal; /* (owned) */

  GtkStack *stack;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (VireoJournalView, vireo_journal_view, ADW_TYPE_WINDOW)

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, vireo_journal_row_new ());
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  vireo_journal_row_set_entry (VIREO_JOURNAL_ROW (gtk_list_item_get_child (list_item)),
                               gtk_list_item_get_item (list_item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  vireo_journal_row_set_entry (VIREO_JOURNAL_ROW (gtk_list_item_get_child (list_item)), NULL);
}

/* All of them in the order they were given, as a script. */
static void
copy_all_cb (VireoJournalView *self)
{
  GListModel *entries = vireo_journal_get_entries (self->journal);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (VireoJournalEntry) entry = g_list_model_get_item (entries, i);

      g_string_append_printf (all, "%s\n", vireo_journal_entry_get_command (entry));
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), all->str);
  vireo_report_done (GTK_WIDGET (self), _ ("All commands were copied."));
}

static void
update_stack (VireoJournalView *self)
{
  guint n = g_list_model_get_n_items (vireo_journal_get_entries (self->journal));

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

static int
newest_first (gconstpointer a, gconstpointer b, gpointer unused)
{
  g_autoptr (GDateTime) time_a = NULL;
  g_autoptr (GDateTime) time_b = NULL;

  g_object_get ((gpointer) a, "time", &time_a, NULL);
  g_object_get ((gpointer) b, "time", &time_b, NULL);
  return g_date_time_compare (time_b, time_a);
}

static void
vireo_journal_view_dispose (GObject *object)
{
  VireoJournalView *self = VIREO_JOURNAL_VIEW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_JOURNAL_VIEW);
  g_clear_object (&self->journal);
  G_OBJECT_CLASS (vireo_journal_view_parent_class)->dispose (object);
}

static void
vireo_journal_view_class_init (VireoJournalViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_journal_view_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/app/vireo-journal-view.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoJournalView, stack);
  gtk_widget_class_bind_template_child (widget_class, VireoJournalView, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_all_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_journal_view_init (VireoJournalView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vireo_journal_view_new (GtkWindow *parent, VireoJournal *journal)
{
  VireoJournalView *self = g_object_new (VIREO_TYPE_JOURNAL_VIEW, "transient-for", parent, NULL);
  GListModel *entries = vireo_journal_get_entries (journal);
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (newest_first, NULL, NULL));
  GtkSortListModel *sorted = gtk_sort_list_model_new (g_object_ref (entries), sorter);
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (G_LIST_MODEL (sorted));

  self->journal = g_object_ref (journal);
  g_signal_connect_object (entries, "items-changed", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  update_stack (self);
  return GTK_WIDGET (self);
}
