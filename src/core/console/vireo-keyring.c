/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/console/vireo-keyring.h"

static const SecretSchema schema = {
  "io.github.vireovm.Vireo.Console",
  SECRET_SCHEMA_NONE,
  { { "vm", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "user-name", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

VireoCredentials *
vireo_credentials_new (const char *user_name, const char *password)
{
  VireoCredentials *self = g_new0 (VireoCredentials, 1);

  self->user_name = g_strdup (user_name != NULL ? user_name : "");
  self->password = g_strdup (password != NULL ? password : "");
  return self;
}

void
vireo_credentials_free (VireoCredentials *self)
{
  /* A password does not stay in freed memory. */
  explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->user_name);
  g_free (self);
}

static void
secret_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GHashTable) attributes =
      secret_retrievable_get_attributes (SECRET_RETRIEVABLE (source));
  GError *error = NULL;
  SecretValue *value =
      secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  const char *password = value != NULL ? secret_value_get_text (value) : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (password == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (
        task, vireo_credentials_new (g_hash_table_lookup (attributes, "user-name"), password),
        (GDestroyNotify) vireo_credentials_free);
  g_clear_pointer (&value, secret_value_unref);
}

static void
found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (items == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    secret_retrievable_retrieve_secret (items->data, g_task_get_cancellable (task), secret_read,
                                        g_object_ref (task));
  g_list_free_full (items, g_object_unref);
}

/**
 * vireo_keyring_find_async:
 * @uuid: the VM's
 * @cancellable: (nullable): stops the wait
 *
 * Looks up what is kept for the VM's screen.  May take as long as the user needs to unlock the
 * keyring.
 */
void
vireo_keyring_find_async (const char *uuid, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_keyring_find_async);
  secret_password_search (&schema, SECRET_SEARCH_UNLOCK, cancellable, found, task, "vm", uuid,
                          NULL);
}

/**
 * vireo_keyring_find_finish:
 *
 * Returns: (transfer full) (nullable): what is kept; %NULL without @error when nothing is
 */
VireoCredentials *
vireo_keyring_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, error);
  else
    {
      g_info ("keyring: %s", error->message);
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED, "%s",
                               _ ("No keyring answers in this session."));
      g_error_free (error);
    }
}

/**
 * vireo_keyring_keep_async:
 * @uuid: the VM's
 * @label: what a keyring's own window calls it
 *
 * Keeps @credentials, in place of what was kept for this user name.
 */
void
vireo_keyring_keep_async (const char *uuid, const char *label,
                          const VireoCredentials *credentials, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_keyring_keep_async);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, credentials->password,
                         cancellable, kept, task, "vm", uuid, "user-name",
                         credentials->user_name, NULL);
}

/**
 * vireo_keyring_keep_finish:
 * @error: (out) (optional): %VIREO_ERROR_UNSUPPORTED when there is no keyring
 */
gboolean
vireo_keyring_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_info ("keyring: %s", error->message);
}

/**
 * vireo_keyring_forget:
 *
 * Forgets what is kept for the VM's screen.
 */
void
vireo_keyring_forget (const char *uuid)
{
  VIREO_ASSERT_MAIN ();
  secret_password_clear (&schema, NULL, forgotten, NULL, "vm", uuid, NULL);
}
