/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-iso.h"
#include "core/install/vireo-treeinfo.h"

G_BEGIN_DECLS

/* The loaded libosinfo data.  libosinfo promises nothing about threads, so the data is used by
 * one thread at a time, under the lock that every function here takes, and never by the main
 * thread: what main wants to know is copied out as VireoOsFacts while loading. */

typedef struct _VireoOsDb VireoOsDb;

/* An entry that fits a medium. */
typedef struct
{
  char *os_id;
  const char *arch;        /* (nullable): interned; NULL when the entry is for all */
  gboolean catch_all;      /* "some version of it": not an exact entry */
  guint installer_reboots; /* 1 when not said */
} VireoOsMatch;

VireoOsDb *vireo_os_db_load (const char *own_data_dir, GStrv *problems);
VireoOsDb *vireo_os_db_ref (VireoOsDb *self);
void       vireo_os_db_unref (VireoOsDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoOsDb, vireo_os_db_unref)

GPtrArray *vireo_os_db_dup_facts (VireoOsDb *self);
GPtrArray *vireo_os_db_identify_iso (VireoOsDb *self, const VireoIso *iso);
GPtrArray *vireo_os_db_identify_tree (VireoOsDb *self, const VireoTreeinfo *info);
gboolean   vireo_os_db_has (VireoOsDb *self, const char *os_id);

void       vireo_os_match_free (VireoOsMatch *match);

G_END_DECLS
