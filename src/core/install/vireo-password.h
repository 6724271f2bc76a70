/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Passwords of guests: judged, hashed, and wiped out of memory.  Any thread. */

typedef enum
{
  VIREO_PASSWORD_WEAK,
  VIREO_PASSWORD_FAIR,
  VIREO_PASSWORD_GOOD,
} VireoPasswordStrength;

gboolean              vireo_password_check (const char *password, GError **error);
VireoPasswordStrength vireo_password_judge (const char *password, const char *login);
char                 *vireo_password_hash (const char *password, GError **error); /* worker */
void                  vireo_password_free (char *password);

G_END_DECLS
