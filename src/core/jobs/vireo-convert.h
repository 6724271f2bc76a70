/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* qemu-img at work on a disk image that a stranger made.  It is told the format, opens no other
 * file than it is given, and can neither grow without end nor outlive us.  Worker. */

typedef struct
{
  int fd;             /* of the file */
  const char *path;   /* (nullable): only for an image of several files, which has to be named */
  const char *format; /* as QEMU names it */
  guint64 offset;     /* bytes: where in the file the image begins */
  guint64 length;     /* bytes; 0: up to the end */
} VireoConvertSource;

/* How much is done: 0 to 1. */
typedef void (*VireoConvertProgress) (double fraction, gpointer data);

gboolean vireo_convert_measure (const VireoConvertSource *source, const char *format,
                                guint64 *needed, GCancellable *cancellable, GError **error);
gboolean vireo_convert_run (const VireoConvertSource *source, const char *format,
                            const char *target, guint64 limit, VireoConvertProgress progress,
                            gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
