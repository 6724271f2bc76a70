/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Check, apply, discard, and what differs. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/vm/vireo-xml-changes.h"
#include "view/vm/vireo-xml-pane-private.h"

/* Beginning and end of a question: meanwhile nothing can be typed. */
static GCancellable *
begin (VireoXmlPane *self)
{
  self->asking = g_cancellable_new ();
  _vireo_xml_pane_update_actions (self);
  return self->asking;
}

/* Returns: FALSE when the pane shows something else by now */
static gboolean
end (VireoXmlPane *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  g_clear_object (&self->asking);
  _vireo_xml_pane_update_actions (self);
  return TRUE;
}

static void
show_verdict (VireoXmlPane *self, const VireoVmXmlVerdict *verdict)
{
  guint n = verdict->problems->len;
  g_autofree char *found = g_strdup_printf (ngettext ("%u problem", "%u problems", n), n);

  _vireo_xml_pane_set_problems (self, verdict->problems);
  if (n > 0)
    _vireo_xml_pane_set_status (self, found);
  else if (verdict->schema_checked)
    _vireo_xml_pane_set_status (self, _ ("No problems found"));
  else
    _vireo_xml_pane_set_status (self, _ ("No problems found.  libvirt's schema is not on this "
                                         "computer: the host checks it when you apply."));
}

static void
checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoXmlPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoVmXmlVerdict) verdict
      = vireo_vm_xml_check_finish (VIREO_VM (source), result, &error);

  if (end (self, error))
    show_verdict (self, verdict);
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoXmlPane *self = VIREO_XML_PANE (widget);
  g_autofree char *text = vireo_xml_draft_dup_text (self->draft);

  vireo_vm_xml_check_async (vireo_vm_pane_get_vm (VIREO_VM_PANE (self)), text, begin (self),
                            checked, g_object_ref (self));
}

/* Applying: the draft is noted with the order, for the pane may show another VM at its end. */

typedef struct
{
  VireoXmlPane *pane;   /* (owned) */
  VireoXmlDraft *draft; /* (owned) */
  char *text;           /* (owned) */
} Applying;

static void
applying_free (Applying *applying)
{
  g_object_unref (applying->pane);
  g_object_unref (applying->draft);
  g_free (applying->text);
  g_free (applying);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Applying, applying_free)

static void ask_to_overwrite (VireoXmlPane *self);

/* What libvirt itself refuses comes without a line. */
static void
show_refusal (VireoXmlPane *self, const VireoVmXmlVerdict *verdict, const GError *error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (vireo_vm_xml_problem_free);
  const char *detail = vireo_error_get_detail (error);

  if (verdict != NULL && verdict->problems->len > 0)
    {
      show_verdict (self, verdict);
      return;
    }
  g_ptr_array_add (problems, vireo_vm_xml_problem_new (0, error->message));
  if (detail != NULL && !g_str_equal (detail, error->message))
    g_ptr_array_add (problems, vireo_vm_xml_problem_new (0, detail));
  _vireo_xml_pane_set_problems (self, problems);
  _vireo_xml_pane_set_status (self, _ ("libvirt refused it"));
}

static void
tell_saved (VireoXmlPane *self, VireoVm *vm, gboolean shown)
{
  if (shown)
    {
      _vireo_xml_pane_set_problems (self, NULL);
      _vireo_xml_pane_set_status (self, NULL);
    }
  vireo_report_done (GTK_WIDGET (self), vireo_vm_get_facts (vm)->id >= 0
                                            ? _ ("Saved.  It takes effect at the next start.")
                                            : _ ("Saved."));
}

static void
applied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Applying) applying = data;
  VireoXmlPane *self = applying->pane;
  VireoVm *vm = VIREO_VM (source);
  g_autoptr (VireoVmXmlVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  gboolean saved = vireo_vm_xml_save_finish (vm, result, &verdict, &error);
  gboolean shown = _vireo_xml_pane_get_shown_draft (self) == applying->draft;

  vireo_xml_draft_end_saving (applying->draft, saved ? applying->text : NULL);
  _vireo_xml_pane_read (self); /* also what it heard nothing of meanwhile */
  if (saved)
    tell_saved (self, vm, shown);
  else if (!shown)
    vireo_report_error (GTK_WIDGET (self), _ ("The definition could not be saved."), error);
  else if (g_error_matches (error, VIREO_ERROR, VIREO_ERROR_CONFLICT))
    ask_to_overwrite (self);
  else
    show_refusal (self, verdict, error);
}

/* Not to be cancelled: the order goes on when another VM is looked at. */
static void
apply (VireoXmlPane *self, VireoVm *vm, VireoXmlDraft *draft, const char *read)
{
  Applying *applying = g_new0 (Applying, 1);

  _vireo_xml_pane_stop_reading (self); /* what is read now is old when it comes */
  applying->pane = g_object_ref (self);
  applying->draft = g_object_ref (draft);
  applying->text = vireo_xml_draft_begin_saving (draft);
  vireo_vm_xml_save_async (vm, read, applying->text, NULL, applied, applying);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoXmlPane *self = VIREO_XML_PANE (widget);

  apply (self, vireo_vm_pane_get_vm (VIREO_VM_PANE (self)), self->draft,
         vireo_xml_draft_get_base (self->draft));
}

static void
overwrite_confirmed (GtkWidget *where, gpointer draft)
{
  VireoXmlPane *self = VIREO_XML_PANE (where);

  if (self->draft == draft && !vireo_xml_draft_is_saving (draft))
    apply (self, vireo_vm_pane_get_vm (VIREO_VM_PANE (self)), draft, NULL);
}

static void
ask_to_overwrite (VireoXmlPane *self)
{
  vireo_confirm (GTK_WIDGET (self), _ ("Overwrite a Change by Somebody Else?"),
                 _ ("The definition was changed outside of this editor since it was read.  "
                    "Overwriting loses that change."),
                 _ ("_Overwrite"), TRUE, overwrite_confirmed, g_object_ref (self->draft),
                 g_object_unref);
}

/* The draft is the VM's, which lives as long as somebody has something to ask of it. */
static void
rescue_confirmed (GtkWidget *where, gpointer vm)
{
  apply (VIREO_XML_PANE (where), vm, g_object_get_data (vm, VIREO_XML_DRAFT_KEY), NULL);
}

/**
 * _vireo_xml_pane_offer_rescue:
 * @vm: was undefined while there are edits of its definition
 */
void
_vireo_xml_pane_offer_rescue (VireoXmlPane *self, VireoVm *vm)
{
  g_autofree char *heading
      /* Translators: %s is a virtual machine */
      = g_strdup_printf (_ ("“%s” Was Removed"), vireo_vm_get_display_name (vm));

  vireo_confirm (GTK_WIDGET (self), heading,
                 _ ("You have edits of its definition that are not saved.  They can still be: "
                    "that defines the virtual machine again."),
                 _ ("_Define Again"), FALSE, rescue_confirmed, g_object_ref (vm), g_object_unref);
}

static void
discard (VireoXmlPane *self)
{
  vireo_xml_draft_discard (self->draft);
  _vireo_xml_pane_set_problems (self, NULL);
  _vireo_xml_pane_set_status (self, NULL);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  discard (VIREO_XML_PANE (widget));
}

/* What differs */

static void
reload_cb (VireoXmlPane *self, VireoXmlChanges *dialog)
{
  if (g_object_get_data (G_OBJECT (dialog), "draft") == self->draft)
    discard (self);
}

static void
keep_cb (VireoXmlPane *self, VireoXmlChanges *dialog)
{
  vireo_xml_draft_keep (g_object_get_data (G_OBJECT (dialog), "draft"));
}

static void
show_differences (VireoXmlPane *self, const char *title, GPtrArray *lines, gboolean asks)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = vireo_xml_changes_new (window, title, lines, asks);

  g_object_set_data_full (G_OBJECT (dialog), "draft", g_object_ref (self->draft), g_object_unref);
  g_signal_connect_object (dialog, "reload", G_CALLBACK (reload_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "keep", G_CALLBACK (keep_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
edits_compared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoXmlPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = vireo_vm_xml_compare_finish (VIREO_VM (source), result, &error);

  if (end (self, error) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_differences (self, _ ("Changes"), lines, FALSE);
}

static void
changes_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoXmlPane *self = VIREO_XML_PANE (widget);
  g_autofree char *text = vireo_xml_draft_dup_text (self->draft);

  vireo_vm_xml_compare_async (vireo_vm_pane_get_vm (VIREO_VM_PANE (self)),
                              vireo_xml_draft_get_base (self->draft), text, begin (self),
                              edits_compared, g_object_ref (self));
}

static void
outside_compared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoXmlPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = vireo_vm_xml_compare_finish (VIREO_VM (source), result, &error);

  if (end (self, error) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_differences (self, _ ("Changed Outside"), lines, TRUE);
}

static void
outside_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoXmlPane *self = VIREO_XML_PANE (widget);

  if (self->asking != NULL || self->draft == NULL
      || vireo_xml_draft_get_outside (self->draft) == NULL)
    return;
  vireo_vm_xml_compare_async (vireo_vm_pane_get_vm (VIREO_VM_PANE (self)),
                              vireo_xml_draft_get_base (self->draft),
                              vireo_xml_draft_get_outside (self->draft), begin (self),
                              outside_compared, g_object_ref (self));
}

void
_vireo_xml_pane_class_orders_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "xml.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "xml.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "xml.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "xml.changes", NULL, changes_action);
  gtk_widget_class_install_action (widget_class, "xml.outside", NULL, outside_action);
}
