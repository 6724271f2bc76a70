/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/vireo-acl.h"
#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* Whether the QEMU of a host can read an ISO image of this computer, and what to do when not.
 * Main thread unless marked otherwise. */

typedef enum
{
  VIREO_ISO_READABLE,      /* or nothing is known to the contrary */
  VIREO_ISO_MISSING,       /* nor can the user see it */
  VIREO_ISO_REMOTE,        /* the host is another computer */
  VIREO_ISO_CLOSED_FOLDER, /* QEMU's user may not pass through a folder on the way */
  VIREO_ISO_CLOSED_FILE,   /* nor read the file, and libvirt cannot change that */
  VIREO_ISO_SELINUX,       /* SELinux keeps QEMU out */
} VireoIsoVerdict;

/* A folder on the way, or the file itself, which is the last. */
typedef struct
{
  char *path;
  guint mode;   /* permission bits */
  guint owner;
  guint group;
  GBytes *list; /* (nullable): access control list */
  char *label;  /* (nullable): of SELinux */
} VireoIsoStep;

typedef enum
{
  VIREO_ISO_STORE_LOCAL,
  VIREO_ISO_STORE_NFS,
  VIREO_ISO_STORE_SMB,
  VIREO_ISO_STORE_FUSE,        /* everybody may use it */
  VIREO_ISO_STORE_FUSE_CLOSED, /* only who mounted it may */
} VireoIsoStore;

typedef struct
{
  gboolean is_local;        /* the host is this computer */
  gboolean is_session;      /* QEMU runs as the user */
  gboolean exists;
  gboolean qemu_known;
  VireoAclSubject qemu;     /* gids: (owned) */
  char *qemu_name;          /* (nullable) */
  guint user;               /* who runs Vireo */
  GPtrArray *steps;         /* (owned) (element-type VireoIsoStep) */
  VireoIsoStore store;
  gboolean selinux;         /* enforcing */
} VireoIsoFacts;

VireoIsoFacts *vireo_iso_facts_new (void);
void           vireo_iso_facts_free (VireoIsoFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoIsoFacts, vireo_iso_facts_free)
void           vireo_iso_facts_add_step (VireoIsoFacts *facts, const char *path, guint mode,
                                         guint owner, guint group, GBytes *list,
                                         const char *label);
VireoIsoFacts *vireo_iso_facts_collect (virConnectPtr connection, const char *path); /* worker */

/* What follows.  A value. */
typedef struct
{
  VireoIsoVerdict verdict;
  char *path;          /* of the image */
  char *sentence;      /* what is wrong; "" when it is readable */
  GStrv closed;        /* folders that QEMU's user may not pass through */
  gboolean can_permit; /* they are the user's own: vireo_iso_permit_async() may open them */
  char *command;       /* (nullable): that opens them */
  guint qemu_uid;
} VireoIsoAccess;

VireoIsoAccess *vireo_iso_judge (const VireoIsoFacts *facts, const char *path); /* any thread */
void            vireo_iso_access_free (VireoIsoAccess *access);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoIsoAccess, vireo_iso_access_free)

void            vireo_iso_check_async (VireoHost *host, const char *path,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
VireoIsoAccess *vireo_iso_check_finish (VireoHost *host, GAsyncResult *result, GError **error);

void            vireo_iso_permit_async (VireoHost *host, const VireoIsoAccess *access,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean        vireo_iso_permit_finish (VireoHost *host, GAsyncResult *result, GError **error);

G_END_DECLS
