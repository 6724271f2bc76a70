/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-diff.h"
#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-private.h"
#include "core/model/vireo-vm-xml.h"

#define DIFF_CONTEXT 3
#define DIFF_MAX_LINES 5000

typedef struct
{
  virDomainPtr handle; /* (owned) (nullable) */
  VireoVmXmlKind kind;
  char *uuid;                 /* (owned) */
  char *name;                 /* (owned) */
  char *read;                 /* (owned) (nullable) */
  char *text;                 /* (owned) (nullable) */
  VireoJournalEntry *entry;   /* (owned) (nullable): of saving */
  VireoVmXmlVerdict *verdict; /* (owned) (nullable): of saving */
} Work;

static void
work_free (gpointer pointer)
{
  Work *work = pointer;

  vireo_worker_drop (work->handle, (GDestroyNotify) virDomainFree);
  g_free (work->uuid);
  g_free (work->name);
  g_free (work->read);
  g_free (work->text);
  g_clear_object (&work->entry);
  g_clear_pointer (&work->verdict, vireo_vm_xml_verdict_free);
  g_free (work);
}

static Work *
work_new (VireoVm *vm, const char *read, const char *text)
{
  Work *work = g_new0 (Work, 1);

  work->handle = vireo_vm_ref_handle (vm);
  work->uuid = g_strdup (vireo_vm_get_uuid (vm));
  work->name = g_strdup (vireo_vm_get_name (vm));
  work->read = g_strdup (read);
  work->text = g_strdup (text);
  return work;
}

void
vireo_vm_xml_verdict_free (VireoVmXmlVerdict *verdict)
{
  g_ptr_array_unref (verdict->problems);
  g_free (verdict);
}

/* A read-only connection does not tell passwords; it cannot save either, so nothing is lost. */
static char *
read_xml (virDomainPtr handle, VireoVmXmlKind kind, GError **error)
{
  char *xml, *text;

  if (kind == VIREO_VM_XML_LIVE)
    xml = virDomainGetXMLDesc (handle, 0);
  else
    {
      xml = virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);
      if (xml == NULL && (virGetLastErrorCode () == VIR_ERR_OPERATION_DENIED
                          || virGetLastErrorCode () == VIR_ERR_ACCESS_DENIED))
        xml = virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE);
    }
  if (xml == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  virResetLastError ();
  text = g_utf8_make_valid (xml, -1); /* libvirt's own, as against the C library's */
  free (xml);
  return text;
}

static void
read_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  char *text = read_xml (work->handle, work->kind, &error);

  VIREO_ASSERT_WORKER ();
  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * vireo_vm_xml_read_async:
 * @kind: which of its two definitions; they are one when it is off
 * @cancellable: (nullable): stops the wait, not the call
 */
void
vireo_vm_xml_read_async (VireoVm *vm,
                         VireoVmXmlKind kind,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);
  Work *work = work_new (vm, NULL, NULL);

  VIREO_ASSERT_MAIN ();
  work->kind = kind;
  g_task_set_source_tag (task, vireo_vm_xml_read_async);
  g_task_set_task_data (task, work, work_free);
  vireo_worker_push (task, read_on_worker);
}

/**
 * vireo_vm_xml_read_finish:
 *
 * Returns: (transfer full) (nullable): the definition as libvirt writes it, valid UTF-8; g_free()
 */
char *
vireo_vm_xml_read_finish (VireoVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_xml_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static VireoVmXmlVerdict *
judge (const Work *work)
{
  VireoVmXmlVerdict *verdict = g_new0 (VireoVmXmlVerdict, 1);
  g_autofree char *schema = vireo_vm_xml_find_schema ();

  verdict->problems = vireo_vm_xml_check (work->text, work->uuid, work->name, schema);
  verdict->schema_checked = schema != NULL;
  return verdict;
}

static void
check_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  VIREO_ASSERT_WORKER ();
  g_task_return_pointer (task, judge (data), (GDestroyNotify) vireo_vm_xml_verdict_free);
}

/**
 * vireo_vm_xml_check_async:
 * @text: a definition
 * @cancellable: (nullable): stops the wait, not the work
 *
 * Tells what is wrong with @text as the definition of @vm, and changes nothing.
 */
void
vireo_vm_xml_check_async (VireoVm *vm,
                          const char *text,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_vm_xml_check_async);
  g_task_set_task_data (task, work_new (vm, NULL, text), work_free);
  vireo_worker_spawn (task, check_on_worker);
}

/**
 * vireo_vm_xml_check_finish:
 *
 * Returns: (transfer full) (nullable): what was found; %NULL only when it was cancelled
 */
VireoVmXmlVerdict *
vireo_vm_xml_check_finish (VireoVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_xml_check_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Between this look and the definition somebody may still be quicker: libvirt has no call that
 * does both at once. */
static gboolean
is_as_read (const Work *work, GError **error)
{
  g_autofree char *now = NULL;

  if (work->read == NULL)
    return TRUE;
  now = read_xml (work->handle, VIREO_VM_XML_NEXT_START, error);
  if (now == NULL)
    return FALSE;
  if (g_str_equal (now, work->read))
    return TRUE;
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_CONFLICT,
                       _ ("The definition was changed by somebody else since it was read."));
  return FALSE;
}

static gboolean
define (const Work *work, GError **error)
{
  virConnectPtr connection = virDomainGetConnect (work->handle);
  virDomainPtr defined
      = virDomainDefineXMLFlags (connection, work->text, VIR_DOMAIN_DEFINE_VALIDATE);

  if (defined == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  virDomainFree (defined);
  return TRUE;
}

static void
save_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  work->verdict = judge (work);
  if (work->verdict->problems->len > 0)
    {
      const VireoVmXmlProblem *first = work->verdict->problems->pdata[0];

      g_set_error_literal (&error, VIREO_ERROR, VIREO_ERROR_INVALID, first->text);
    }
  else if (is_as_read (work, &error) && define (work, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_task_return_error (task, error);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  vireo_journal_entry_finish (work->entry, error);
  vireo_vm_reread (VIREO_VM (source));
  g_task_set_task_data (task, g_steal_pointer (&work->verdict),
                        (GDestroyNotify) vireo_vm_xml_verdict_free);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * vireo_vm_xml_save_async:
 * @read: (nullable): the definition for the next start as it was read; when it is another one by
 *   now nothing is saved and the error is %VIREO_ERROR_CONFLICT.  %NULL saves over whatever there
 *   is
 * @text: what is to take its place at the next start
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Saves only what vireo_vm_xml_check_async() finds nothing wrong with, and what libvirt's own
 * check lets through.
 */
void
vireo_vm_xml_save_async (VireoVm *vm,
                         const char *read,
                         const char *text,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (vm, cancellable, callback, user_data);
  g_autoptr (GTask) on_worker = g_task_new (vm, NULL, saved, task);
  Work *work = work_new (vm, read, text);
  g_autofree char *file = g_strconcat (vireo_vm_get_name (vm), ".xml", NULL);
  const char *command[] = { "virsh", "-c", vireo_vm_get_uri (vm), "define", file, "--validate",
                            NULL };

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_vm_xml_save_async);
  work->entry = g_object_ref (
      vireo_journal_add (vireo_vm_get_journal (vm), vireo_vm_get_name (vm), command));
  g_task_set_task_data (on_worker, work, work_free);
  vireo_worker_spawn (on_worker, save_on_worker);
}

/**
 * vireo_vm_xml_save_finish:
 * @verdict: (out) (optional) (transfer full) (nullable): what the check before saving found
 *
 * Returns: whether it was saved
 */
gboolean
vireo_vm_xml_save_finish (VireoVm *vm,
                          GAsyncResult *result,
                          VireoVmXmlVerdict **verdict,
                          GError **error)
{
  VireoVmXmlVerdict *found = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, vm), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_xml_save_async), FALSE);

  if (verdict != NULL && found != NULL)
    {
      *verdict = g_new0 (VireoVmXmlVerdict, 1);
      (*verdict)->problems = g_ptr_array_ref (found->problems);
      (*verdict)->schema_checked = found->schema_checked;
    }
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
compare_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;

  VIREO_ASSERT_WORKER ();
  g_task_return_pointer (
      task, vireo_diff_compare (work->read, work->text, DIFF_CONTEXT, DIFF_MAX_LINES),
      (GDestroyNotify) g_ptr_array_unref);
}

/**
 * vireo_vm_xml_compare_async:
 * @before: a definition of @vm
 * @after: what became of it
 * @cancellable: (nullable): stops the wait, not the work
 */
void
vireo_vm_xml_compare_async (VireoVm *vm,
                            const char *before,
                            const char *after,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_vm_xml_compare_async);
  g_task_set_task_data (task, work_new (vm, before, after), work_free);
  vireo_worker_spawn (task, compare_on_worker);
}

/**
 * vireo_vm_xml_compare_finish:
 *
 * Returns: (transfer full) (nullable) (element-type VireoDiffLine): as vireo_diff_compare();
 *   %NULL only when it was cancelled
 */
GPtrArray *
vireo_vm_xml_compare_finish (VireoVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_xml_compare_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
