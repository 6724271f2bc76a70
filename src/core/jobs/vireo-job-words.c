/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/jobs/vireo-job-words.h"

/**
 * vireo_job_say:
 * @error: (inout): an error that is set
 * @format: a whole translated sentence, with what it speaks of
 *
 * Puts a sentence that knows what it was about in the place of the general one.  The code and
 * libvirt's own words stay.
 */
void
vireo_job_say (GError **error, const char *format, ...)
{
  char *sentence;
  va_list list;

  g_return_if_fail (error != NULL && *error != NULL);
  va_start (list, format);
  sentence = g_strdup_vprintf (format, list); /* first: it may quote the old one */
  va_end (list);
  g_free ((*error)->message);
  (*error)->message = sentence;
}

/**
 * vireo_job_say_left_behind:
 * @error: (inout): an error that is set
 * @names: (element-type utf8): what could not be removed, perhaps nothing
 *
 * Adds to the sentence what has stayed behind, for nothing half-made is left in silence.
 */
void
vireo_job_say_left_behind (GError **error, GPtrArray *names)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (names->len == 0)
    return;
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (list, "%s“%s”", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  /* Translators: what failed, and a list of names */
  vireo_job_say (error, _ ("%s  Could not be removed again: %s."), (*error)->message, list->str);
}
