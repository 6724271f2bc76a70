/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who may do what with a file, by its mode and its access control list.  Pure; any thread. */

#define VIREO_ACL_READ 4u
#define VIREO_ACL_SEARCH 1u
#define VIREO_ACL_XATTR "system.posix_acl_access"

/* A process that wants something. */
typedef struct
{
  guint uid;
  guint *gids; /* (array length=n_gids): its own group first, then the others */
  guint n_gids;
} VireoAclSubject;

gboolean vireo_acl_permits (guint mode, guint owner, guint group, GBytes *list,
                            const VireoAclSubject *subject, guint wanted);
GBytes  *vireo_acl_add_search (guint mode, GBytes *list, guint uid);

G_END_DECLS
