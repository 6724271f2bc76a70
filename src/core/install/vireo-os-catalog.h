/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The operating systems that libosinfo and our own data know.  Loaded once on a worker; the
 * catalog is main's.  A VireoOs never changes and may be read on any thread.
 *
 * Data is taken from, the later one winning: $OSINFO_SYSTEM_DIR or /usr/share/osinfo; our own in
 * $VIREO_DATA_DIR/osinfo or where it is installed; $OSINFO_LOCAL_DIR or /etc/osinfo;
 * $OSINFO_USER_DIR or ~/.config/osinfo. */

/* What an installed OS supports and wants, as plain values a worker may carry. */
typedef struct
{
  gboolean known;         /* FALSE: nothing is listed, modern defaults were put in */
  gboolean virtio_disk;
  gboolean virtio_net;
  gboolean virtio_video;
  gboolean virtio_rng;
  gboolean virtio_balloon;
  gboolean virtio_serial; /* can have a guest agent channel */
  gboolean usb3;
  gboolean tablet;
  gboolean q35;
  gboolean bios;          /* boots with BIOS */
  gboolean uefi;          /* boots with UEFI */
  gboolean utc_clock;     /* FALSE: expects local time (Windows) */
  guint min_cpus, recommended_cpus;         /* 0: not said */
  guint64 min_memory, recommended_memory;   /* bytes, 0: not said */
  guint64 min_storage, recommended_storage; /* bytes, 0: not said */
} VireoOsNeeds;

#define VIREO_TYPE_OS (vireo_os_get_type ())
G_DECLARE_FINAL_TYPE (VireoOs, vireo_os, VIREO, OS, GObject)

/* Properties: id, short-id, name (in the user's language), vendor, version, family, distro,
 * icon-name, end-of-life (boolean, today), release-date (nullable text) */
const char  *vireo_os_get_id (VireoOs *self);
const char  *vireo_os_get_short_id (VireoOs *self);
const char  *vireo_os_get_name (VireoOs *self);
const char  *vireo_os_get_family (VireoOs *self);
const char  *vireo_os_get_distro (VireoOs *self);
const char  *vireo_os_get_icon_name (VireoOs *self);
gboolean     vireo_os_get_end_of_life (VireoOs *self);
VireoOsNeeds vireo_os_get_needs (VireoOs *self, const char *arch);

#define VIREO_TYPE_OS_CATALOG (vireo_os_catalog_get_type ())
G_DECLARE_FINAL_TYPE (VireoOsCatalog, vireo_os_catalog, VIREO, OS_CATALOG, GObject)

/* Property: loaded */
VireoOsCatalog *vireo_os_catalog_new (const char *own_data_dir);
void            vireo_os_catalog_load_async (VireoOsCatalog *self, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
gboolean        vireo_os_catalog_load_finish (VireoOsCatalog *self, GAsyncResult *result,
                                              GError **error);
gboolean        vireo_os_catalog_get_loaded (VireoOsCatalog *self);
GListModel     *vireo_os_catalog_get_items (VireoOsCatalog *self); /* of VireoOs: each distribution together, newest first */
VireoOs        *vireo_os_catalog_lookup (VireoOsCatalog *self, const char *id_or_short_id);
VireoOs        *vireo_os_catalog_get_fallback (VireoOsCatalog *self); /* "Linux, modern" */
VireoOs        *vireo_os_catalog_get_other (VireoOsCatalog *self);    /* no drivers assumed */

G_END_DECLS
