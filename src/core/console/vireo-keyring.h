/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Passwords of consoles in the user's keyring, where there is one.  None is no failure to tell
 * anybody about, except to who wanted one kept.  Main thread; nothing here waits. */

typedef struct
{
  char *user_name; /* (owned): empty when the screen wants none */
  char *password;  /* (owned) */
} VireoCredentials;

VireoCredentials *vireo_credentials_new (const char *user_name, const char *password);
void              vireo_credentials_free (VireoCredentials *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoCredentials, vireo_credentials_free)

void              vireo_keyring_find_async (const char *uuid, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
VireoCredentials *vireo_keyring_find_finish (GAsyncResult *result, GError **error);
void              vireo_keyring_keep_async (const char *uuid, const char *label,
                                            const VireoCredentials *credentials,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean          vireo_keyring_keep_finish (GAsyncResult *result, GError **error);
void              vireo_keyring_forget (const char *uuid);

G_END_DECLS
