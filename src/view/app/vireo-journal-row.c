/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-journal-row.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"

struct _VireoJournalRow
{
  AdwBin parent_instance;

  VireoJournalEntry *entry; /* (owned) (nullable) */
};

enum
{
  PROP_ENTRY = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoJournalRow, vireo_journal_row, ADW_TYPE_BIN)

/* "14:02:11 · web-01 · done" */
static char *
heading_text (gpointer instance, GDateTime *time, const char *subject, guint result)
{
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%X") : g_strdup ("");
  const char *end = "";

  switch ((VireoJournalResult) result)
    {
    case VIREO_JOURNAL_UNDER_WAY:
      end = _ ("under way");
      break;
    case VIREO_JOURNAL_DONE:
      end = _ ("done");
      break;
    case VIREO_JOURNAL_FAILED:
      end = _ ("failed");
      break;
    }
  return g_strjoin (" · ", when, subject != NULL ? subject : "", end, NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoJournalRow *self = VIREO_JOURNAL_ROW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          vireo_journal_entry_get_command (self->entry));
  vireo_report_done (GTK_WIDGET (self), _ ("The command was copied."));
}

static void
vireo_journal_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ENTRY:
      g_value_set_object (value, VIREO_JOURNAL_ROW (object)->entry);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_journal_row_dispose (GObject *object)
{
  VireoJournalRow *self = VIREO_JOURNAL_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_JOURNAL_ROW);
  g_clear_object (&self->entry);
  G_OBJECT_CLASS (vireo_journal_row_parent_class)->dispose (object);
}

static void
vireo_journal_row_class_init (VireoJournalRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_journal_row_get_property;
  object_class->dispose = vireo_journal_row_dispose;

  props[PROP_ENTRY] = g_param_spec_object ("entry", NULL, NULL, VIREO_TYPE_JOURNAL_ENTRY,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/app/vireo-journal-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, heading_text);
  vireo_text_bind (widget_class);
  gtk_widget_class_install_action (widget_class, "journal.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "journal.copy",
                                       NULL);
}

static void
vireo_journal_row_init (VireoJournalRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

GtkWidget *
vireo_journal_row_new (void)
{
  return g_object_new (VIREO_TYPE_JOURNAL_ROW, NULL);
}

/**
 * vireo_journal_row_set_entry:
 * @entry: (nullable): the order to show
 */
void
vireo_journal_row_set_entry (VireoJournalRow *self, VireoJournalEntry *entry)
{
  if (g_set_object (&self->entry, entry))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENTRY]);
}
