/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the definition: name, title, description. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-private.h"

static gboolean
rename_call (virDomainPtr handle, gpointer name, GError **error)
{
  if (virDomainRename (handle, name, 0) >= 0)
    return TRUE;
  vireo_error_take_libvirt (error);
  return FALSE;
}

/* Metadata goes to what is defined and, when it runs, to what runs. */
static gboolean
set_metadata (virDomainPtr handle, int kind, const char *text, GError **error)
{
  const char *value = text != NULL && *text != '\0' ? text : NULL;
  unsigned int flags = 0;

  if (virDomainIsActive (handle) > 0)
    flags |= VIR_DOMAIN_AFFECT_LIVE;
  if (virDomainIsPersistent (handle) > 0)
    flags |= VIR_DOMAIN_AFFECT_CONFIG;
  if (virDomainSetMetadata (handle, kind, value, NULL, NULL, flags) >= 0)
    return TRUE;
  vireo_error_take_libvirt (error);
  return FALSE;
}

static gboolean
set_title_call (virDomainPtr handle, gpointer title, GError **error)
{
  return set_metadata (handle, VIR_DOMAIN_METADATA_TITLE, title, error);
}

static gboolean
set_description_call (virDomainPtr handle, gpointer description, GError **error)
{
  return set_metadata (handle, VIR_DOMAIN_METADATA_DESCRIPTION, description, error);
}

/**
 * vireo_vm_rename_async:
 * @name: the new name; only a VM that is off can be renamed
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_edit_finish().
 */
void
vireo_vm_rename_async (VireoVm *self,
                       const char *name,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  const char *command[] = { "virsh", "-c", vireo_vm_get_uri (self), "domrename",
                            vireo_vm_get_name (self), name, NULL };

  vireo_vm_call_async (self, rename_call, g_strdup (name), g_free, command,
                       vireo_vm_edit_finish, cancellable, callback, user_data);
}

/* What runs and what is defined, as set_metadata() has it.  @text comes last: it may begin with a
 * dash. */
static void
describe (VireoVm *self,
          gboolean title,
          const char *text,
          VireoVmCall call,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  const VireoVmFacts *facts = vireo_vm_get_facts (self);
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  const char *words[] = { "virsh", "-c", vireo_vm_get_uri (self), "desc", vireo_vm_get_name (self) };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (command, (gpointer) words[i]);
  if (facts->id >= 0)
    g_ptr_array_add (command, (gpointer) "--live");
  if (facts->persistent)
    g_ptr_array_add (command, (gpointer) "--config");
  if (title)
    g_ptr_array_add (command, (gpointer) "--title");
  g_ptr_array_add (command, (gpointer) "--");
  g_ptr_array_add (command, (gpointer) (text != NULL ? text : ""));
  g_ptr_array_add (command, NULL);
  vireo_vm_call_async (self, call, g_strdup (text), g_free, (const char *const *) command->pdata,
                       vireo_vm_edit_finish, cancellable, callback, user_data);
}

/**
 * vireo_vm_set_title_async:
 * @title: (nullable): one line for people; empty or %NULL takes it away
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_edit_finish().
 */
void
vireo_vm_set_title_async (VireoVm *self,
                          const char *title,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  describe (self, TRUE, title, set_title_call, cancellable, callback, user_data);
}

/**
 * vireo_vm_set_description_async:
 * @description: (nullable): any text; empty or %NULL takes it away
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_edit_finish().
 */
void
vireo_vm_set_description_async (VireoVm *self,
                                const char *description,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  describe (self, FALSE, description, set_description_call, cancellable, callback, user_data);
}

gboolean
vireo_vm_edit_finish (VireoVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_edit_finish), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
