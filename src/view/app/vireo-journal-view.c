/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-journal-row.h"
#include "view/app/vireo-journal-view.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"

struct _VireoJournalView
{
  AdwWindow parent_instance;

  VireoJournal *journal;       /* (owned) */
  GtkStringFilter *by_subject; /* (owned): what is typed is in the VM's name, or */
  GtkStringFilter *by_command; /* (owned): in the command */
  GListModel *shown;           /* (owned): what is left, newest first */

  GtkStack *stack;
  GtkListView *list;
  GtkWidget *filter;
  GtkWidget *copy_all;
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

/* All that are shown, in the order they were given, as a script. */
static void
copy_all_cb (VireoJournalView *self)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = g_list_model_get_n_items (self->shown); i > 0; i--)
    {
      g_autoptr (VireoJournalEntry) entry = g_list_model_get_item (self->shown, i - 1);

      g_string_append_printf (all, "%s\n", vireo_journal_entry_get_command (entry));
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), all->str);
  vireo_report_done (GTK_WIDGET (self), _ ("All commands were copied."));
}

static void
update_stack (VireoJournalView *self)
{
  guint n_all = g_list_model_get_n_items (vireo_journal_get_entries (self->journal));
  guint n = g_list_model_get_n_items (self->shown);

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : n_all > 0 ? "none" : "empty");
  gtk_widget_set_visible (self->filter, n_all > 0);
  gtk_widget_set_sensitive (self->copy_all, n > 0);
}

static void
filter_typed_cb (VireoJournalView *self, GtkEditable *entry)
{
  gtk_string_filter_set_search (self->by_subject, gtk_editable_get_text (entry));
  gtk_string_filter_set_search (self->by_command, gtk_editable_get_text (entry));
}

/* The first press empties the filter, the next one closes the window. */
static void
filter_stopped_cb (VireoJournalView *self, GtkEditable *entry)
{
  if (*gtk_editable_get_text (entry) == '\0')
    gtk_window_close (GTK_WINDOW (self));
  else
    gtk_editable_set_text (entry, "");
}

/* Returns: (transfer full): of entries */
static GtkStringFilter *
make_filter (GtkMultiFilter *any, const char *property)
{
  GtkExpression *text = gtk_property_expression_new (VIREO_TYPE_JOURNAL_ENTRY, NULL, property);
  GtkStringFilter *filter = gtk_string_filter_new (text);

  gtk_multi_filter_append (any, GTK_FILTER (g_object_ref (filter)));
  return filter;
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
  g_clear_object (&self->shown);
  g_clear_object (&self->by_subject);
  g_clear_object (&self->by_command);
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
  gtk_widget_class_bind_template_child (widget_class, VireoJournalView, filter);
  gtk_widget_class_bind_template_child (widget_class, VireoJournalView, copy_all);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_stopped_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_journal_view_init (VireoJournalView *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

GtkWidget *
vireo_journal_view_new (GtkWindow *parent, VireoJournal *journal)
{
  VireoJournalView *self = g_object_new (VIREO_TYPE_JOURNAL_VIEW, "transient-for", parent, NULL);
  GListModel *entries = vireo_journal_get_entries (journal);
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (newest_first, NULL, NULL));
  GtkSortListModel *sorted = gtk_sort_list_model_new (g_object_ref (entries), sorter);
  GtkMultiFilter *any = GTK_MULTI_FILTER (gtk_any_filter_new ());
  g_autoptr (GtkNoSelection) model = NULL;

  self->journal = g_object_ref (journal);
  self->by_subject = make_filter (any, "subject");
  self->by_command = make_filter (any, "command");
  self->shown
      = G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (sorted), GTK_FILTER (any)));
  model = gtk_no_selection_new (g_object_ref (self->shown));
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  update_stack (self);
  return GTK_WIDGET (self);
}
