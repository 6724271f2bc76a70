/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the file .treeinfo of an installation medium says of itself; each (nullable).  Any
 * thread. */
typedef struct
{
  char *family;
  char *variant;
  char *version;
  char *arch;
  char *kernel; /* path in the medium, relative and without "..", as is initrd */
  char *initrd;
} VireoTreeinfo;

void vireo_treeinfo_parse (VireoTreeinfo *info, const char *text);
void vireo_treeinfo_clear (VireoTreeinfo *info);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VireoTreeinfo, vireo_treeinfo_clear)

G_END_DECLS
