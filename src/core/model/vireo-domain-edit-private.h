/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/vireo-xml.h"
#include "core/model/vireo-domain-edit.h"

G_BEGIN_DECLS

/* For vireo-domain-edit*.c and what makes devices: changing a document in place
 * (vireo-domain-edit-tree.c).  Any thread. */

typedef gboolean (*VireoTreeEdit) (xmlNode *root, gconstpointer data, GError **error);

char    *vireo_tree_edit_text (const char *xml, VireoTreeEdit edit, gconstpointer data,
                               GError **error);
xmlNode *vireo_tree_copy_in (xmlDoc *doc, const char *element, GError **error);
xmlNode *vireo_tree_insert (xmlNode *parent, xmlNode *node, xmlNode *after);
xmlNode *vireo_tree_ensure (xmlNode *parent, const char *name, const char *after);
void     vireo_tree_remove (xmlNode *node);
void     vireo_tree_remove_all (xmlNode *parent, const char *xpath);
void     vireo_tree_set_text (xmlNode *parent, const char *name, const char *text);
void     vireo_tree_set_bytes (xmlNode *parent, const char *name, guint64 bytes, const char *after);
void     vireo_tree_set_attribute (xmlNode *node, const char *name, const char *value);
void     vireo_tree_set_number (xmlNode *node, const char *name, guint64 value);
void     vireo_tree_set_flag (xmlNode *parent, const char *name, gboolean present);
void     vireo_tree_prune (xmlNode *parent, const char *name);

/* vireo-domain-edit-device.c */
gboolean vireo_tree_edit_disk (xmlNode *disk, const VireoDiskOptions *options,
                               const char *const *used, GError **error);
gboolean vireo_tree_edit_nic (xmlNode *nic, const VireoNicOptions *options, GError **error);
void     vireo_tree_edit_media (xmlNode *disk, const VireoMedia *media);
gboolean vireo_tree_lacks_scsi (xmlNode *domain, xmlNode *device);

G_END_DECLS
