/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-byte-source.h"

G_BEGIN_DECLS

/* The table of contents of a tar archive (ustar, pax, GNU's long names).  Nothing is ever unpacked
 * by name: a name is only what a member is found by.  Any thread; a worker when it is a file. */

typedef struct
{
  char *name;       /* (owned): as written, may be anything */
  guint64 offset;   /* bytes from the beginning of the archive */
  guint64 size;     /* bytes */
  gboolean is_file; /* FALSE: a link, a directory, a device; there is nothing to read */
} VireoTarMember;

gboolean              vireo_tar_matches (const VireoByteSource *source);
GPtrArray            *vireo_tar_list (const VireoByteSource *source, GError **error);
const VireoTarMember *vireo_tar_find (GPtrArray *members, const char *name, GError **error);

G_END_DECLS
