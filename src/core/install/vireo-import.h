/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-image-header.h"
#include "core/install/vireo-ovf.h"

G_BEGIN_DECLS

/* What new disks are made from: a disk image of any format, or those in a virtual appliance (OVA).
 * A value that does not change; any thread. */

typedef struct
{
  char *member;     /* (owned) (nullable): its name in the archive; NULL: the file itself */
  guint64 offset;   /* bytes: where in the file it begins */
  guint64 length;   /* bytes */
  gboolean gzip;    /* it is packed */
  guint64 capacity; /* bytes that the guest will see; a packed one's: at most */
  char *format;     /* (owned) (nullable): as QEMU names it; NULL: not known before unpacking */
  char *checksum;   /* (owned) (nullable): in small letters */
  GChecksumType checksum_type;
} VireoImportDisk;

typedef struct
{
  char *path;       /* (owned) */
  GPtrArray *disks; /* (owned) (element-type VireoImportDisk): at least one */
} VireoImport;

VireoImport *vireo_import_new_image (const char *path, const VireoImageHeader *header);
VireoImport *vireo_import_new_appliance (const char *path, const VireoByteSource *archive,
                                         VireoOvf **ovf, GError **error);
VireoImport *vireo_import_ref (VireoImport *import);
void         vireo_import_unref (VireoImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoImport, vireo_import_unref)

const VireoImportDisk *vireo_import_get_disk (const VireoImport *import, guint i);
gboolean               vireo_import_check_header (const VireoImageHeader *header, gboolean alone,
                                                  GError **error);
gboolean               vireo_import_check_parts (int directory, const VireoImageHeader *header,
                                                 GError **error);

G_END_DECLS
