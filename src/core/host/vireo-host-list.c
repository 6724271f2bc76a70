/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-list.h"

#define SYSTEM_URI "qemu:///system"
#define SESSION_URI "qemu:///session"

struct _VireoHostList
{
  GObject parent_instance;

  VireoJournal *journal; /* (owned) */
  GListStore *items;     /* of VireoHost */
  GHashTable *saved;     /* URIs that are in the file */
  char *path;            /* of the file */
  gboolean writing;      /* one writer at a time, so that the last word is the last written */
  gboolean write_again;
};

G_DEFINE_FINAL_TYPE (VireoHostList, vireo_host_list, G_TYPE_OBJECT)

static void
vireo_host_list_finalize (GObject *object)
{
  VireoHostList *self = VIREO_HOST_LIST (object);

  g_object_unref (self->journal);
  g_object_unref (self->items);
  g_hash_table_unref (self->saved);
  g_free (self->path);
  G_OBJECT_CLASS (vireo_host_list_parent_class)->finalize (object);
}

static void
vireo_host_list_class_init (VireoHostListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_host_list_finalize;
}

static void
vireo_host_list_init (VireoHostList *self)
{
  self->items = g_list_store_new (VIREO_TYPE_HOST);
  self->saved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->path = g_build_filename (g_get_user_config_dir (), "vireo", "hosts.ini", NULL);
}

VireoHostList *
vireo_host_list_new (VireoJournal *journal)
{
  VireoHostList *self = g_object_new (VIREO_TYPE_HOST_LIST, NULL);

  self->journal = g_object_ref (journal);
  return self;
}

GListModel *
vireo_host_list_get_items (VireoHostList *self)
{
  return G_LIST_MODEL (self->items);
}

/**
 * vireo_host_list_lookup:
 *
 * Returns: (transfer none) (nullable): the host with exactly this URI
 */
VireoHost *
vireo_host_list_lookup (VireoHostList *self, const char *uri)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_str_equal (vireo_host_get_uri (host), uri))
        return host; /* the list holds it */
    }
  return NULL;
}

/* --- the file: a group a host, named by its URI --- */

static void
read_on_worker (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error) &&
      !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_pointer (task, g_steal_pointer (&file), (GDestroyNotify) g_key_file_unref);
}

/**
 * vireo_host_list_load_async:
 * @cancellable: (nullable): stops the wait
 *
 * Reads the saved hosts.  They are added, not opened.
 */
void
vireo_host_list_load_async (VireoHostList *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_host_list_load_async);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  vireo_worker_push (task, read_on_worker);
}

/**
 * vireo_host_list_load_finish:
 * @error: (out) (optional): the file is there and cannot be read; it is left as it is
 */
gboolean
vireo_host_list_load_finish (VireoHostList *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GKeyFile) file = g_task_propagate_pointer (G_TASK (result), error);
  g_auto (GStrv) groups = NULL;

  if (file == NULL)
    return FALSE;
  groups = g_key_file_get_groups (file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *uri = g_key_file_get_string (file, groups[i], "uri", NULL);
      g_autofree char *label = g_key_file_get_string (file, groups[i], "label", NULL);
      g_autoptr (VireoHost) host = NULL;

      if (uri == NULL || vireo_host_list_lookup (self, uri) != NULL)
        continue;
      host = vireo_host_new (uri, label, self->journal);
      g_hash_table_add (self->saved, g_strdup (uri));
      g_list_store_append (self->items, host);
    }
  return TRUE;
}

typedef struct
{
  char *path;
  char *text;
} Writing;

static void
writing_free (gpointer pointer)
{
  Writing *writing = pointer;

  g_free (writing->path);
  g_free (writing->text);
  g_free (writing);
}

static void
write_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  g_autofree char *folder = g_path_get_dirname (writing->path);
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents (writing->path, writing->text, -1, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void save (VireoHostList *self);

static void
written (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoHostList *self = VIREO_HOST_LIST (source);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("The list of hosts could not be saved: %s", error->message);
  self->writing = FALSE;
  if (self->write_again)
    save (self);
}

static void
save (VireoHostList *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GTask) task = NULL;
  Writing *writing;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_saved = 0;

  self->write_again = self->writing;
  if (self->writing)
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      g_autofree char *group = NULL;

      if (!g_hash_table_contains (self->saved, vireo_host_get_uri (host)))
        continue;
      group = g_strdup_printf ("host %u", ++n_saved);
      g_key_file_set_string (file, group, "uri", vireo_host_get_uri (host));
    }
  self->writing = TRUE;
  writing = g_new0 (Writing, 1);
  writing->path = g_strdup (self->path);
  writing->text = g_key_file_to_data (file, NULL, NULL);
  task = g_task_new (self, NULL, written, NULL);
  g_task_set_task_data (task, writing, writing_free);
  vireo_worker_push (task, write_on_worker);
}

/**
 * vireo_host_list_ensure:
 * @uri: where the host is; already checked
 * @save_it: whether to show it at the next start, too
 *
 * Returns: (transfer none): the host, which may be new and off
 */
VireoHost *
vireo_host_list_ensure (VireoHostList *self, const char *uri, gboolean save_it)
{
  VireoHost *known = vireo_host_list_lookup (self, uri);
  g_autoptr (VireoHost) made = NULL;

  VIREO_ASSERT_MAIN ();
  if (known == NULL)
    {
      known = made = vireo_host_new (uri, NULL, self->journal);
      g_list_store_append (self->items, made);
    }
  if (save_it && g_hash_table_add (self->saved, g_strdup (uri)))
    save (self);
  return known;
}

/**
 * vireo_host_list_remove:
 *
 * Closes @host and forgets it.  Nothing on the host changes.
 */
void
vireo_host_list_remove (VireoHostList *self, VireoHost *host)
{
  g_autoptr (VireoHost) kept = g_object_ref (host);
  guint position;

  VIREO_ASSERT_MAIN ();
  if (!g_list_store_find (self->items, host, &position))
    return;
  vireo_host_disconnect (host);
  g_list_store_remove (self->items, position);
  if (g_hash_table_remove (self->saved, vireo_host_get_uri (host)))
    save (self);
}

/* The system daemon did not answer: the user's own is always there. */
static void
default_changed (VireoHost *host, GParamSpec *pspec, VireoHostList *self)
{
  const GError *error = vireo_host_get_error (host);

  if (vireo_host_get_state (host) == VIREO_HOST_OPENING)
    return;
  g_signal_handlers_disconnect_by_func (host, default_changed, self);
  if (vireo_host_get_state (host) != VIREO_HOST_OFF || error == NULL)
    return;
  vireo_host_connect (vireo_host_list_ensure (self, SESSION_URI, FALSE));
  /* A refusal is worth showing: there is something the user can do about it. */
  if (!g_error_matches (error, VIREO_ERROR, VIREO_ERROR_DENIED) &&
      !g_error_matches (error, VIREO_ERROR, VIREO_ERROR_AUTH))
    vireo_host_list_remove (self, host);
}

/**
 * vireo_host_list_connect_default:
 *
 * Opens what is saved.  With nothing saved, the system daemon of this computer, and the user's
 * own when that does not answer.
 */
void
vireo_host_list_connect_default (VireoHostList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  VireoHost *host;

  VIREO_ASSERT_MAIN ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoHost) saved = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      vireo_host_connect (saved);
    }
  if (n > 0)
    return;
  host = vireo_host_list_ensure (self, SYSTEM_URI, FALSE);
  g_signal_connect_object (host, "notify::state", G_CALLBACK (default_changed), self, 0);
  vireo_host_connect (host);
}
