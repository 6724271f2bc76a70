/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Documents of snapshots, text in and text out.  Any thread. */

/* A disk of a new external snapshot. */
typedef struct
{
  char *target;
  char *overlay; /* (nullable): NULL: keeps out of it */
} VireoSnapshotOverlay;

char *vireo_snapshot_xml_make (const char *name, const char *description, const char *memory_file,
                               const VireoSnapshotOverlay *overlays, guint n_overlays);
char *vireo_snapshot_xml_edit (const char *xml, const char *name, const char *title,
                               const char *description, GError **error);
char *vireo_snapshot_xml_set_parent (const char *xml, const char *parent, GError **error);
char *vireo_snapshot_xml_move_file (const char *xml, const char *from, const char *to,
                                    const char *format, GError **error);
char *vireo_snapshot_xml_detach_overlays (const char *xml, GError **error);
char *vireo_snapshot_xml_get_domain (const char *xml, GError **error);
char *vireo_snapshot_xml_set_sources (const char *domain_xml, const char *name,
                                      GHashTable *sources, GError **error);

G_END_DECLS
