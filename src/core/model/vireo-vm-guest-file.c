/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-guest-file.h"
#include "core/model/vireo-vm-private.h"

#define PATIENCE 10        /* s for each answer of the agent */
#define CHUNK (48 * 1024)  /* bytes a message; the agent takes no long ones */

typedef struct
{
  char *path;
  char *text;
} GuestFile;

static void
guest_file_free (gpointer data)
{
  GuestFile *file = data;

  g_free (file->path);
  g_free (file->text);
  g_free (file);
}

/* Whether the guest can be asked at all. */
gboolean
vireo_vm_can_write_guest_file (VireoVm *self)
{
  return vireo_vm_get_state (self) == VIREO_VM_STATE_RUNNING &&
         vireo_vm_get_facts (self)->agent_connected;
}

static char *
ask_agent (virDomainPtr handle, const char *command, GError **error)
{
  char *answer = virDomainQemuAgentCommand (handle, command, PATIENCE, 0);
  g_autoptr (GError) reason = NULL;
  char *copy;

  if (answer == NULL)
    {
      const char *detail;

      vireo_error_take_libvirt (&reason);
      detail = vireo_error_get_detail (reason);
      /* Administrators of guests often forbid it. */
      if (detail != NULL && strstr (detail, "disabled") != NULL)
        g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_DENIED,
                             _ ("The guest agent inside the virtual machine is set to write no "
                                "files."));
      else
        g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  copy = g_strdup (answer);
  free (answer);
  return copy;
}

static gboolean
tell_agent (virDomainPtr handle, const char *command, GError **error)
{
  g_autofree char *answer = ask_agent (handle, command, error);

  return answer != NULL;
}

/* The agent answers {"return":1000}. */
static gboolean
read_number (const char *answer, gint64 *number)
{
  const char *at = strstr (answer, "\"return\"");
  char *end;

  at = at != NULL ? strchr (at, ':') : NULL;
  if (at == NULL)
    return FALSE;
  *number = g_ascii_strtoll (at + 1, &end, 10);
  return end > at + 1;
}

static char *
open_command (const char *path)
{
  g_autofree char *escaped = g_strescape (path, NULL); /* only ASCII, so that it is JSON too */

  return g_strdup_printf ("{\"execute\":\"guest-file-open\","
                          "\"arguments\":{\"path\":\"%s\",\"mode\":\"w\"}}",
                          escaped);
}

static gboolean
write_text (virDomainPtr handle, gint64 number, const char *text, GError **error)
{
  gsize length = strlen (text);

  for (gsize at = 0; at < length; at += CHUNK)
    {
      g_autofree char *packed =
          g_base64_encode ((const guchar *) text + at, MIN (length - at, CHUNK));
      g_autofree char *command =
          g_strdup_printf ("{\"execute\":\"guest-file-write\",\"arguments\":"
                           "{\"handle\":%" G_GINT64_FORMAT ",\"buf-b64\":\"%s\"}}",
                           number, packed);

      if (!tell_agent (handle, command, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_call (virDomainPtr handle, gpointer argument, GError **error)
{
  const GuestFile *file = argument;
  g_autofree char *open = open_command (file->path);
  g_autofree char *answer = ask_agent (handle, open, error);
  g_autofree char *close = NULL;
  gboolean written;
  gint64 number;

  if (answer == NULL)
    return FALSE;
  if (!read_number (answer, &number))
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_FAILED,
                           _ ("The guest agent inside the virtual machine gave an answer that "
                              "cannot be understood."));
      return FALSE;
    }
  written = write_text (handle, number, file->text, error);
  close = g_strdup_printf ("{\"execute\":\"guest-file-close\",\"arguments\":"
                           "{\"handle\":%" G_GINT64_FORMAT "}}",
                           number);
  /* Closing is what writes; but the first thing that failed is what is told. */
  return tell_agent (handle, close, written ? error : NULL) && written;
}

/**
 * vireo_vm_write_guest_file_async:
 * @text: what to write, %VIREO_GUEST_FILE_MAX at most
 * @cancellable: (nullable): stops the wait, not the writing
 *
 * Writes @text to a new file inside the guest, where each of its users can read it.  The name is
 * a new one each time: nobody can have laid something else there before.
 *
 * Returns: (transfer full): the file's path in the guest
 */
char *
vireo_vm_write_guest_file_async (VireoVm *self, const char *text, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  const char *os = vireo_vm_get_facts (self)->os_id;
  const char *folder = os != NULL && strstr (os, "microsoft.com") != NULL ? "C:\\Windows\\Temp\\"
                                                                        : "/tmp/";
  GuestFile *file = g_new0 (GuestFile, 1);
  char *path = g_strdup_printf ("%svireo-clipboard-%08x.txt", folder, g_random_int ());
  g_autofree char *open = open_command (path);
  const char *command[] = { "virsh", "-c", vireo_vm_get_uri (self), "qemu-agent-command",
                            vireo_vm_get_name (self), open, NULL };

  VIREO_ASSERT_MAIN ();
  g_return_val_if_fail (strlen (text) <= VIREO_GUEST_FILE_MAX, NULL);
  file->path = g_strdup (path);
  file->text = g_strdup (text);
  vireo_vm_call_async (self, write_call, file, guest_file_free, command,
                       vireo_vm_write_guest_file_async, cancellable, callback, user_data);
  return path;
}

/**
 * vireo_vm_write_guest_file_finish:
 * @error: (out) (optional): %VIREO_ERROR_WRONG_STATE when the agent does not answer,
 *   %VIREO_ERROR_DENIED when it is set to write no files
 */
gboolean
vireo_vm_write_guest_file_finish (VireoVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_write_guest_file_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
