/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "core/base/vireo-libvirt-types.h"

G_BEGIN_DECLS

/* A question that libvirt asks while a host opens (user name, password, ...).  Asked on the
 * opening worker, answered on main; the worker waits. */

typedef struct
{
  char *prompt;  /* what libvirt says, as "Enter username for root@host" */
  gboolean echo; /* may be shown while typed */
  char *answer;  /* (nullable) */
} VireoAuthField;

#define VIREO_TYPE_AUTH_REQUEST (vireo_auth_request_get_type ())
G_DECLARE_FINAL_TYPE (VireoAuthRequest, vireo_auth_request, VIREO, AUTH_REQUEST, GObject)

/* worker */
VireoAuthRequest *vireo_auth_request_new (virConnectCredentialPtr credentials, guint n);
gboolean          vireo_auth_request_wait (VireoAuthRequest *self, GCancellable *cancellable);
void              vireo_auth_request_fill (VireoAuthRequest *self,
                                           virConnectCredentialPtr credentials, guint n);

/* main */
guint             vireo_auth_request_get_n_fields (VireoAuthRequest *self);
const char       *vireo_auth_request_get_prompt (VireoAuthRequest *self, guint i);
gboolean          vireo_auth_request_get_echo (VireoAuthRequest *self, guint i);
void              vireo_auth_request_set_answer (VireoAuthRequest *self, guint i, const char *answer);
void              vireo_auth_request_answer (VireoAuthRequest *self);
void              vireo_auth_request_cancel (VireoAuthRequest *self);

G_END_DECLS
