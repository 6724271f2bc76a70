/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The ISO images that were installed from before, newest first.  Main thread. */

typedef struct
{
  char *path;
  char *os_name; /* what was recognised in it then; may be "" */
} VireoRecentMedia;

GPtrArray *vireo_recent_media_list (void); /* (transfer full) (element-type VireoRecentMedia) */
void       vireo_recent_media_add (const char *path, const char *os_name);

G_END_DECLS
