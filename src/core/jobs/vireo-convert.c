/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/jobs/vireo-convert.h"
#include "core/jobs/vireo-job-words.h"

#define SECTOR 512u

/* Where the child finds the image: no name is looked up, so nobody can put another file there. */
#define CHILD_FD 3

/* Bytes of memory, of what it says, and of a file when none is to be written. */
#define MEMORY_LIMIT (4 * VIREO_GIB)
#define MAX_WORDS (64 * 1024)

#define NICENESS 10

/* --- the process --- */

/* Between fork and exec: nothing but system calls. */
static void
restrict_child (gpointer limit)
{
  const struct rlimit file = { *(guint64 *) limit, *(guint64 *) limit };
  const struct rlimit memory = { MEMORY_LIMIT, MEMORY_LIMIT };
  const struct rlimit none = { 0, 0 };

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  setpriority (PRIO_PROCESS, 0, NICENESS);
  signal (SIGXFSZ, SIG_IGN); /* so that it says what is wrong, and ends by itself */
  setrlimit (RLIMIT_FSIZE, &file);
  setrlimit (RLIMIT_AS, &memory);
  setrlimit (RLIMIT_CORE, &none);
}

/* With a plain name, where the image has to be named; else as a layer over our descriptor, with the
 * base that it may name left out. */
static void
add_image (GStrvBuilder *argv, const VireoConvertSource *source)
{
  struct stat info;
  const char *driver
      = fstat (source->fd, &info) == 0 && S_ISBLK (info.st_mode) ? "host_device" : "file";
  g_autofree char *part = NULL;
  g_autofree char *json = NULL;

  if (source->path != NULL)
    {
      g_strv_builder_add (argv, "-f");
      g_strv_builder_add (argv, source->format);
      g_strv_builder_add (argv, source->path);
      return;
    }
  if (source->length > 0)
    /* What fills the last sector up belongs to the archive, and is there. */
    part = g_strdup_printf ("\"driver\":\"raw\",\"offset\":%" G_GUINT64_FORMAT
                            ",\"size\":%" G_GUINT64_FORMAT ",\"file\":{",
                            source->offset, (source->length + SECTOR - 1) / SECTOR * SECTOR);
  json = g_strdup_printf ("json:{\"driver\":\"%s\",\"backing\":null,\"file\":{%s"
                          "\"driver\":\"%s\",\"filename\":\"/proc/self/fd/%d\"}}%s",
                          source->format, part != NULL ? part : "", driver, CHILD_FD,
                          part != NULL ? "}" : "");
  g_strv_builder_add (argv, json);
}

static GSubprocess *
spawn (const VireoConvertSource *source, GStrv argv, guint64 *limit, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GError) failure = NULL;
  GSubprocess *child;
  int fd = fcntl (source->fd, F_DUPFD_CLOEXEC, CHILD_FD);

  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE);
  g_subprocess_launcher_set_cwd (launcher, "/");
  g_subprocess_launcher_set_child_setup (launcher, restrict_child, limit, NULL);
  if (fd >= 0)
    g_subprocess_launcher_take_fd (launcher, fd, CHILD_FD);
  child = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &failure);
  if (g_error_matches (failure, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
    g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                         _ ("The program qemu-img, which converts disks, is not on this computer.  "
                            "Install it: it is in the package qemu-utils or qemu-img."));
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return child;
}

/* --- what it says --- */

/* "    (12.50/100%)\r", again and again, among other words. */
static double
find_fraction (const char *text)
{
  const char *last = strrchr (text, '(');
  char *end;
  double percent;

  if (last == NULL)
    return -1;
  percent = g_ascii_strtod (last + 1, &end);
  if (!g_str_has_prefix (end, "/100%") || !(percent >= 0 && percent <= 100))
    return -1;
  return percent / 100;
}

/* The last line that is not its progress. */
static char *
find_complaint (const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);
  char *found = NULL;

  for (char **line = lines; *line != NULL; line++)
    if (*g_strstrip (*line) != '\0' && find_fraction (*line) < 0)
      {
        g_free (found);
        found = g_utf8_make_valid (*line, -1);
      }
  return found != NULL ? found : g_strdup ("qemu-img");
}

static gboolean
fail (const char *text, GError **error)
{
  g_autofree char *complaint = find_complaint (text);

  g_propagate_error (error, vireo_error_from_libvirt (VIR_ERR_OK, 0, complaint));
  if (g_error_matches (*error, VIREO_ERROR, VIREO_ERROR_NO_SPACE))
    return FALSE;
  if (strstr (complaint, "lock") != NULL && strstr (complaint, "Failed to get") != NULL)
    vireo_job_say (error, _ ("The disk image is in use, perhaps by a running virtual machine.  Shut "
                             "that down first."));
  else if (strstr (complaint, "File too large") != NULL)
    vireo_job_say (error, _ ("The disk image holds more than it says.  It is not used."));
  else
    vireo_job_say (error, _ ("The disk image cannot be converted: it is damaged or of a kind that "
                             "QEMU does not know."));
  return FALSE;
}

/* Reads until it ends.  Returns: all it said that matters */
static char *
listen (GSubprocess *child, VireoConvertProgress progress, gpointer data,
        GCancellable *cancellable, GError **error)
{
  GInputStream *output = g_subprocess_get_stdout_pipe (child);
  g_autoptr (GString) said = g_string_new (NULL);
  char buffer[4096];
  gssize got;

  while ((got = g_input_stream_read (output, buffer, sizeof buffer - 1, cancellable, error)) > 0)
    {
      double fraction;

      buffer[got] = '\0';
      if (said->len + (gsize) got > MAX_WORDS)
        g_string_truncate (said, 0);
      g_string_append_len (said, buffer, got);
      fraction = find_fraction (said->str);
      if (fraction >= 0 && progress != NULL)
        progress (fraction, data);
    }
  return got < 0 ? NULL : g_string_free (g_steal_pointer (&said), FALSE);
}

/* Returns: (transfer full) (nullable): what it said, when it did what it should */
static char *
run (const VireoConvertSource *source, GStrv argv, guint64 limit, VireoConvertProgress progress,
     gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autofree char *said = NULL;

  VIREO_ASSERT_WORKER ();
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  child = spawn (source, argv, &limit, error);
  if (child == NULL)
    return NULL;
  said = listen (child, progress, data, cancellable, error);
  if (said == NULL)
    g_subprocess_force_exit (child);
  /* Not to be interrupted: it may still write into a file that is about to be removed. */
  g_subprocess_wait (child, NULL, NULL);
  if (said == NULL)
    return NULL;
  if (g_subprocess_get_successful (child))
    return g_steal_pointer (&said);
  fail (said, error);
  return NULL;
}

/**
 * vireo_convert_measure:
 * @format: that it shall have
 * @needed: (out): bytes that the result takes at most
 * @error: (out) (optional): %VIREO_ERROR, %G_IO_ERROR_CANCELLED
 */
gboolean
vireo_convert_measure (const VireoConvertSource *source, const char *format, guint64 *needed,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autofree char *said = NULL;
  const char *number;

  g_strv_builder_add_many (builder, "qemu-img", "measure", "--output=json", "-O", format, NULL);
  add_image (builder, source);
  argv = g_strv_builder_end (builder);
  said = run (source, argv, 0, NULL, NULL, cancellable, error);
  if (said == NULL)
    return FALSE;
  number = strstr (said, "\"required\":");
  if (number == NULL)
    return fail (said, error);
  *needed = g_ascii_strtoull (number + strlen ("\"required\":"), NULL, 10);
  return TRUE;
}

/**
 * vireo_convert_run:
 * @format: that it shall have
 * @target: a file, which is written over
 * @limit: bytes that it may have
 * @progress: called from here
 * @error: (out) (optional): %VIREO_ERROR, %G_IO_ERROR_CANCELLED
 *
 * What it wrote until it failed is left for the caller to remove.
 */
gboolean
vireo_convert_run (const VireoConvertSource *source, const char *format, const char *target,
                   guint64 limit, VireoConvertProgress progress, gpointer data,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autofree char *said = NULL;

  g_strv_builder_add_many (builder, "qemu-img", "convert", "-p", "-O", format, NULL);
  add_image (builder, source);
  g_strv_builder_add (builder, target);
  argv = g_strv_builder_end (builder);
  said = run (source, argv, limit, progress, data, cancellable, error);
  return said != NULL;
}
