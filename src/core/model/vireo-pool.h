/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "core/base/vireo-libvirt-types.h"

G_BEGIN_DECLS

/* A storage pool of a host.  Main thread unless marked otherwise. */

typedef struct
{
  char uuid[VIREO_UUID_LENGTH];
  char *name;
  char *type;    /* "dir", "logical", ... */
  char *path;    /* (nullable): target path */
  gboolean active;
  gboolean autostart;
  guint64 capacity;  /* bytes; 0 while not active */
  guint64 available; /* bytes */
} VireoPoolFacts;

VireoPoolFacts *vireo_pool_facts_read (virStoragePoolPtr handle, GError **error); /* worker */
void            vireo_pool_facts_free (VireoPoolFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoPoolFacts, vireo_pool_facts_free)

#define VIREO_TYPE_POOL (vireo_pool_get_type ())
G_DECLARE_FINAL_TYPE (VireoPool, vireo_pool, VIREO, POOL, GObject)

/* Properties: name, type, path, active, autostart, capacity, available.
 * Signal "refreshed": it was read again. */
VireoPool            *vireo_pool_new (VireoPoolFacts *facts);
void                  vireo_pool_apply (VireoPool *self, VireoPoolFacts *facts);
const VireoPoolFacts *vireo_pool_get_facts (VireoPool *self);

G_END_DECLS
