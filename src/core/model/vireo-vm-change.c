/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every change of a VM is made of: what is kept is edited as a document and defined anew,
 * then what runs is changed; when that fails, what is kept becomes again what it was. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-change-private.h"

/**
 * vireo_change_resolve:
 * @apply: (inout): what is wished for, and what that comes to in the present state
 * @error: (out) (optional): %VIREO_ERROR_WRONG_STATE when it comes to nothing
 */
gboolean
vireo_change_resolve (virDomainPtr handle, VireoApply *apply, GError **error)
{
  int active = virDomainIsActive (handle);
  int persistent = virDomainIsPersistent (handle);

  if (active < 0 || persistent < 0)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  if (*apply == VIREO_APPLY_BOTH)
    *apply = (active ? VIREO_APPLY_NOW : 0) | (persistent ? VIREO_APPLY_NEXT_START : 0);
  if ((*apply & VIREO_APPLY_NOW) != 0 && !active)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
                           _ ("The virtual machine does not run any more, so nothing can be "
                              "changed now."));
      return FALSE;
    }
  if ((*apply & VIREO_APPLY_NEXT_START) != 0 && !persistent)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
                           _ ("The virtual machine is not kept when it stops, so there is no "
                              "next start to change."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
define (virDomainPtr handle, const char *xml, guint flags)
{
  virDomainPtr defined = virDomainDefineXMLFlags (virDomainGetConnect (handle), xml, flags);

  if (defined != NULL)
    virDomainFree (defined);
  return defined != NULL;
}

static gboolean
is_schema_error (void)
{
  virErrorPtr last = virGetLastError ();

  return last != NULL && last->code == VIR_ERR_XML_INVALID_SCHEMA;
}

/* Against libvirt's schema, unless that does not even like what was there before. */
static gboolean
define_checked (virDomainPtr handle, const char *before, const char *xml, GError **error)
{
  g_autoptr (GError) refused = NULL;
  gboolean was_refused_before;

  if (define (handle, xml, VIR_DOMAIN_DEFINE_VALIDATE))
    return TRUE;
  if (!is_schema_error ())
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  vireo_error_take_libvirt (&refused);
  was_refused_before = !define (handle, before, VIR_DOMAIN_DEFINE_VALIDATE) && is_schema_error ();
  virResetLastError ();
  if (!was_refused_before)
    {
      g_propagate_error (error, g_steal_pointer (&refused));
      return FALSE;
    }
  if (define (handle, xml, 0))
    return TRUE;
  vireo_error_take_libvirt (error);
  return FALSE;
}

/**
 * vireo_change_define:
 * @edit: changes the document
 * @data: for @edit
 * @before: (out) (optional): the document as it was
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Reads what is kept, with what libvirt only tells those who ask, has it edited and defines it.
 */
gboolean
vireo_change_define (virDomainPtr handle,
                     VireoDefinitionEdit edit,
                     gconstpointer data,
                     char **before,
                     GError **error)
{
  char *read = virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);
  g_autofree char *old = g_strdup (read);
  g_autofree char *edited = NULL;

  VIREO_ASSERT_WORKER ();
  if (read == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  free (read);
  edited = edit (old, data, error);
  if (edited == NULL || !define_checked (handle, old, edited, error))
    return FALSE;
  if (before != NULL)
    *before = g_steal_pointer (&old);
  return TRUE;
}

/**
 * vireo_change_run:
 * @apply: as resolved
 * @steps: what is to be done for each of the two
 * @error: (out) (optional): %VIREO_ERROR
 */
gboolean
vireo_change_run (virDomainPtr handle,
                  VireoApply apply,
                  const VireoChangeSteps *steps,
                  GError **error)
{
  g_autofree char *before = NULL;

  if ((apply & VIREO_APPLY_NEXT_START) != 0
      && !vireo_change_define (handle, steps->edit, steps->edit_data, &before, error))
    return FALSE;
  if ((apply & VIREO_APPLY_NOW) == 0 || steps->now (handle, steps->now_data, error))
    return TRUE;
  if (before != NULL && !define (handle, before, 0))
    virResetLastError (); /* it shows as pending then, which is the truth */
  return FALSE;
}

/**
 * vireo_change_read:
 * @flags: of virDomainGetXMLDesc()
 *
 * Returns: (transfer full) (nullable): the document
 */
VireoXmlDoc *
vireo_change_read (virDomainPtr handle, guint flags, GError **error)
{
  char *xml = virDomainGetXMLDesc (handle, flags);
  VireoXmlDoc *doc = xml != NULL ? vireo_xml_parse (xml, error) : NULL;

  if (xml == NULL)
    vireo_error_take_libvirt (error);
  free (xml);
  return doc;
}

/**
 * vireo_change_call:
 * @argument: (transfer full): for @call
 * @command: (transfer full): for the journal
 *
 * The way of every change to its worker and back to vireo_vm_change_finish().
 *
 * Returns: (transfer none): the entry of the journal
 */
VireoJournalEntry *
vireo_change_call (VireoVm *self,
                   VireoVmCall call,
                   gpointer argument,
                   GDestroyNotify destroy,
                   GPtrArray *command,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  VireoJournalEntry *entry;

  VIREO_ASSERT_MAIN ();
  g_ptr_array_add (command, NULL);
  entry = vireo_vm_call_async (self, call, argument, destroy, (const char *const *) command->pdata,
                               vireo_vm_change_finish, cancellable, callback, user_data);
  g_ptr_array_unref (command);
  return entry;
}

/**
 * vireo_vm_change_finish:
 * @error: (out) (optional): %VIREO_ERROR, or %G_IO_ERROR_CANCELLED
 */
gboolean
vireo_vm_change_finish (VireoVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_change_finish), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- any edit --- */

typedef struct
{
  VireoDefinitionEdit edit;
  gpointer data; /* (owned) */
  GDestroyNotify destroy;
} AnyEdit;

static void
any_edit_free (gpointer pointer)
{
  AnyEdit *any = pointer;

  if (any->destroy != NULL)
    any->destroy (any->data);
  g_free (any);
}

static gboolean
any_edit_call (virDomainPtr handle, gpointer argument, GError **error)
{
  const AnyEdit *any = argument;
  VireoApply apply = VIREO_APPLY_NEXT_START;

  return vireo_change_resolve (handle, &apply, error)
         && vireo_change_define (handle, any->edit, any->data, NULL, error);
}

/**
 * vireo_vm_edit_definition_async:
 * @edit: what to change; runs on a worker
 * @data: (transfer full): for @edit
 * @destroy: (nullable): frees @data, on the main thread
 * @command: (nullable) (array zero-terminated): the equivalent command; %NULL: "virsh edit"
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Changes what is kept.  Ends with vireo_vm_change_finish().
 *
 * Returns: (transfer none): the entry of the journal
 */
VireoJournalEntry *
vireo_vm_edit_definition_async (VireoVm *self,
                                VireoDefinitionEdit edit,
                                gpointer data,
                                GDestroyNotify destroy,
                                const char *const *command,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  AnyEdit *any = g_new0 (AnyEdit, 1);
  GPtrArray *words = command == NULL ? vireo_change_command_new (self, "edit", NULL)
                                     : g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; command != NULL && command[i] != NULL; i++)
    g_ptr_array_add (words, g_strdup (command[i]));
  any->edit = edit;
  any->data = data;
  any->destroy = destroy;
  return vireo_change_call (self, any_edit_call, any, any_edit_free, words, cancellable, callback,
                            user_data);
}
