/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the definition is read, and what becomes of edits when another VM is shown. */

#include "config.h"

#include "view/vm/vireo-xml-pane-private.h"

void
_vireo_xml_pane_stop_reading (VireoXmlPane *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->read_again = FALSE;
}

static void
text_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoXmlPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = vireo_vm_xml_read_finish (VIREO_VM (source), result, &error);
  gboolean again = self->read_again;

  /* Another reading took the place of this one. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  _vireo_xml_pane_stop_reading (self);
  if (text != NULL)
    {
      vireo_xml_draft_tell (_vireo_xml_pane_get_shown_draft (self), text);
      _vireo_xml_pane_set_problem (self, NULL);
    }
  else
    {
      _vireo_xml_pane_set_problem (self, error->message);
      _vireo_xml_pane_set_status (self, error->message);
    }
  if (again)
    _vireo_xml_pane_read (self);
}

/**
 * _vireo_xml_pane_read:
 *
 * Reads what is shown anew, while somebody looks.
 */
void
_vireo_xml_pane_read (VireoXmlPane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  if (vm == NULL || !vireo_vm_pane_get_shown (VIREO_VM_PANE (self))
      || _vireo_xml_pane_get_shown_draft (self) == NULL || vireo_vm_is_stale (vm))
    return;
  if (self->reading != NULL)
    {
      self->read_again = TRUE;
      return;
    }
  self->reading = g_cancellable_new ();
  vireo_vm_xml_read_async (vm,
                           _vireo_xml_pane_is_live (self) ? VIREO_VM_XML_LIVE
                                                          : VIREO_VM_XML_NEXT_START,
                           self->reading, text_read, g_object_ref (self));
}

/**
 * _vireo_xml_pane_vm_refreshed:
 *
 * The VM started, stopped, or its definition changed.
 */
void
_vireo_xml_pane_vm_refreshed (VireoXmlPane *self)
{
  VireoXmlDraft *followed = g_signal_group_dup_target (self->followed);

  if (followed != _vireo_xml_pane_get_shown_draft (self))
    {
      _vireo_xml_pane_stop_reading (self);
      _vireo_xml_pane_show_draft (self);
    }
  else
    g_object_notify (G_OBJECT (self), "both");
  g_clear_object (&followed);
  _vireo_xml_pane_read (self);
}

/* An edited draft stays with its VM; another one is read again when it is wanted. */
static void
leave_draft (VireoXmlPane *self, VireoVm *vm)
{
  if (vm != NULL && self->draft != NULL && !vireo_xml_draft_is_edited (self->draft))
    g_object_set_data (G_OBJECT (vm), VIREO_XML_DRAFT_KEY, NULL);
  g_clear_object (&self->draft);
  g_clear_object (&self->running);
}

/* Its edits are still here, whether they are shown or not. */
static void
vm_removed (VireoXmlPane *self, VireoVm *vm)
{
  VireoXmlDraft *draft = g_object_get_data (G_OBJECT (vm), VIREO_XML_DRAFT_KEY);

  if (draft != NULL && vireo_xml_draft_is_edited (draft))
    _vireo_xml_pane_offer_rescue (self, vm);
}

static void
find_draft (VireoXmlPane *self, VireoVm *vm)
{
  VireoXmlDraft *kept = g_object_get_data (G_OBJECT (vm), VIREO_XML_DRAFT_KEY);

  self->draft = kept != NULL ? g_object_ref (kept) : vireo_xml_draft_new ();
  self->running = vireo_xml_draft_new ();
  if (kept == NULL)
    g_object_set_data_full (G_OBJECT (vm), VIREO_XML_DRAFT_KEY, g_object_ref (self->draft),
                            g_object_unref);
  /* Goes on when another VM is shown. */
  g_signal_handlers_disconnect_by_func (vm, vm_removed, self);
  g_signal_connect_object (vm, "removed", G_CALLBACK (vm_removed), self, G_CONNECT_SWAPPED);
}

/**
 * _vireo_xml_pane_follow:
 * @vm: (nullable): to show from now on
 */
void
_vireo_xml_pane_follow (VireoXmlPane *self, VireoVm *vm)
{
  VireoVm *before = g_signal_group_dup_target (self->watched);

  _vireo_xml_pane_stop_reading (self);
  leave_draft (self, before);
  g_clear_object (&before);
  g_signal_group_set_target (self->watched, vm);
  if (vm != NULL)
    find_draft (self, vm);
  _vireo_xml_pane_set_problem (self, NULL);
  _vireo_xml_pane_show_draft (self);
  _vireo_xml_pane_read (self);
}
