/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VIREO_ERROR (vireo_error_quark ())

/* What a caller or a page tells apart; everything else is FAILED. */
typedef enum
{
  VIREO_ERROR_FAILED,
  VIREO_ERROR_GONE,         /* the object was removed meanwhile */
  VIREO_ERROR_DENIED,       /* no permission, or a read-only connection */
  VIREO_ERROR_UNREACHABLE,  /* no daemon answers, or the connection broke */
  VIREO_ERROR_AUTH,         /* wrong or missing credentials */
  VIREO_ERROR_EXISTS,       /* name, UUID, MAC or file taken */
  VIREO_ERROR_NO_SPACE,     /* disk, pool or memory full */
  VIREO_ERROR_WRONG_STATE,  /* not possible in the present state */
  VIREO_ERROR_UNSUPPORTED,  /* this libvirt or hypervisor cannot */
  VIREO_ERROR_INVALID,      /* what was asked for makes no sense */
  VIREO_ERROR_NO_KVM,       /* hardware acceleration does not work here */
  VIREO_ERROR_TIMED_OUT,
  VIREO_ERROR_CONFLICT,     /* somebody else changed it meanwhile */
} VireoErrorCode;

GQuark      vireo_error_quark (void);

GError     *vireo_error_from_libvirt (int libvirt_code, int domain, const char *text);
void        vireo_error_take_libvirt (GError **error);
const char *vireo_error_get_detail (const GError *error);

G_END_DECLS
