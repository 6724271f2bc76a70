/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of operating systems: loaded once by a worker, then read on main. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>

#include "core/base/vireo-thread.h"
#include "core/install/vireo-os-catalog-private.h"
#include "core/install/vireo-os-private.h"

#define FALLBACK_ID "http://vireovm.github.io/linux/modern"
#define OTHER_ID "http://vireovm.github.io/other"

struct _VireoOsCatalog
{
  GObject parent_instance;

  char *own_data_dir;
  GListStore *items;   /* of VireoOs */
  GHashTable *by_name; /* id or short id -> VireoOs, both borrowed from items */
  VireoOs *fallback;
  VireoOs *other;
  VireoOsDb *db;      /* (nullable): NULL until loaded */
  gboolean loading;
  GPtrArray *waiting; /* of GTask: the callers of load while it goes on */
};

enum
{
  PROP_LOADED = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoOsCatalog, vireo_os_catalog, G_TYPE_OBJECT)

/* What the worker brings. */
typedef struct
{
  VireoOsDb *db;
  GPtrArray *systems; /* of VireoOs, sorted */
  GStrv problems;
} Loaded;

static void
loaded_free (Loaded *loaded)
{
  vireo_os_db_unref (loaded->db);
  g_ptr_array_unref (loaded->systems);
  g_strfreev (loaded->problems);
  g_free (loaded);
}

static void
vireo_os_catalog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, vireo_os_catalog_get_loaded (VIREO_OS_CATALOG (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_os_catalog_finalize (GObject *object)
{
  VireoOsCatalog *self = VIREO_OS_CATALOG (object);

  g_free (self->own_data_dir);
  g_hash_table_unref (self->by_name);
  g_object_unref (self->items);
  g_object_unref (self->fallback);
  g_object_unref (self->other);
  g_clear_pointer (&self->db, vireo_os_db_unref);
  g_ptr_array_unref (self->waiting);
  G_OBJECT_CLASS (vireo_os_catalog_parent_class)->finalize (object);
}

static void
vireo_os_catalog_class_init (VireoOsCatalogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vireo_os_catalog_get_property;
  object_class->finalize = vireo_os_catalog_finalize;

  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

/* The two entries of our own list no device: what vireo_os_get_needs() takes then is what they
 * stand for. */
static VireoOs *
make_own (const char *id, const char *short_id, const char *name, const char *family)
{
  const char *short_ids[] = { short_id, NULL };
  VireoOsFacts *facts = vireo_os_facts_new ();

  facts->id = g_strdup (id);
  facts->short_ids = g_strdupv ((char **) short_ids);
  facts->name = g_strdup (name);
  facts->family = g_strdup (family);
  return vireo_os_new (facts);
}

static void
append (VireoOsCatalog *self, VireoOs *os)
{
  const VireoOsFacts *facts = vireo_os_get_facts (os);

  g_hash_table_insert (self->by_name, facts->id, os);
  for (char **id = facts->short_ids; *id != NULL; id++)
    if (!g_hash_table_contains (self->by_name, *id))
      g_hash_table_insert (self->by_name, *id, os);
}

static void
vireo_os_catalog_init (VireoOsCatalog *self)
{
  self->items = g_list_store_new (VIREO_TYPE_OS);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->fallback = make_own (FALLBACK_ID, "vireo-linux", _ ("Linux, modern"), "linux");
  self->other = make_own (OTHER_ID, "vireo-other", _ ("Other operating system"), NULL);
  append (self, self->fallback);
  append (self, self->other);
  g_list_store_append (self->items, self->fallback);
  g_list_store_append (self->items, self->other);
}

/**
 * vireo_os_catalog_new:
 * @own_data_dir: (nullable): the OS data that comes with Vireo; %NULL for where it is
 *   installed, or for osinfo/ in $VIREO_DATA_DIR when that is set, as it is in the build tree
 *
 * Main thread.
 *
 * Returns: (transfer full): a catalog with the two entries that are always there; the rest
 *   comes with vireo_os_catalog_load_async()
 */
VireoOsCatalog *
vireo_os_catalog_new (const char *own_data_dir)
{
  VireoOsCatalog *self;
  const char *data_dir = g_getenv ("VIREO_DATA_DIR");

  VIREO_ASSERT_MAIN ();
  xmlInitParser (); /* libxml2 wants it once, before threads use it */
  self = g_object_new (VIREO_TYPE_OS_CATALOG, NULL);
  if (own_data_dir != NULL)
    self->own_data_dir = g_strdup (own_data_dir);
  else
    self->own_data_dir = g_build_filename (data_dir != NULL && *data_dir != '\0' ? data_dir
                                                                                 : VIREO_PKGDATADIR,
                                           "osinfo", NULL);
  return self;
}

/* What an entry sorts by, made once for each. */
typedef struct
{
  VireoOs *os; /* (owned) */
  guint family_rank;
  const char *family, *distro; /* borrowed from os, never NULL */
  char *date;                  /* "" when not known */
  char *version;               /* collation key, "" without a version */
  char *name;                  /* collation key */
} SortKey;

static void
sort_key_clear (SortKey *key)
{
  g_clear_object (&key->os);
  g_free (key->date);
  g_free (key->version);
  g_free (key->name);
}

/* Many distributions name a release after its month, which is as good as a date. */
static char *
make_sort_date (const VireoOsFacts *facts)
{
  if (facts->release_date != NULL)
    return g_strdup (facts->release_date);
  if (facts->version != NULL && g_regex_match_simple ("^[0-9]{2}\\.(0[1-9]|1[0-2])$", facts->version, 0, 0))
    return g_strdup_printf ("20%.2s-%s", facts->version, facts->version + 3);
  return g_strdup ("");
}

static guint
rank_family (const char *family)
{
  static const char *const ranks[] = { "linux", "winnt", "freebsd", "netbsd", "openbsd" };

  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    if (g_str_equal (ranks[i], family))
      return i;
  return G_N_ELEMENTS (ranks);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const SortKey *one = a, *two = b;
  int order;

  if (one->family_rank != two->family_rank)
    return one->family_rank < two->family_rank ? -1 : 1;
  if ((order = strcmp (one->family, two->family)) != 0
      || (order = strcmp (one->distro, two->distro)) != 0)
    return order;
  if ((order = strcmp (two->date, one->date)) != 0
      || (order = strcmp (two->version, one->version)) != 0)
    return order; /* newest first */
  return strcmp (one->name, two->name);
}

/* Each distribution together, newest first; Linux before the rest. */
static GPtrArray *
make_sorted (GPtrArray *all_facts)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, TRUE, sizeof (SortKey));
  GPtrArray *sorted = g_ptr_array_new_with_free_func (g_object_unref);

  g_array_set_clear_func (keys, (GDestroyNotify) sort_key_clear);
  for (guint i = 0; i < all_facts->len; i++)
    {
      VireoOsFacts *facts = all_facts->pdata[i];
      SortKey key = {
        .family = facts->family != NULL ? facts->family : "",
        .distro = facts->distro != NULL ? facts->distro : "",
        .date = make_sort_date (facts),
        .version = facts->version != NULL ? g_utf8_collate_key_for_filename (facts->version, -1)
                                          : g_strdup (""),
        .name = g_utf8_collate_key_for_filename (facts->name, -1),
      };

      key.family_rank = rank_family (key.family);
      key.os = vireo_os_new (facts);
      g_array_append_val (keys, key);
    }
  g_ptr_array_set_free_func (all_facts, NULL); /* the entries own them now */

  g_array_sort (keys, compare_keys);
  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (sorted, g_steal_pointer (&g_array_index (keys, SortKey, i).os));
  return sorted;
}

static void
load_on_worker (GTask *task, gpointer source, gpointer own_data_dir, GCancellable *cancellable)
{
  Loaded *loaded = g_new0 (Loaded, 1);
  g_autoptr (GPtrArray) all_facts = NULL;

  VIREO_ASSERT_WORKER ();
  loaded->db = vireo_os_db_load (own_data_dir, &loaded->problems);
  all_facts = vireo_os_db_dup_facts (loaded->db);
  loaded->systems = make_sorted (all_facts);
  g_task_return_pointer (task, loaded, (GDestroyNotify) loaded_free);
}

static void
apply (VireoOsCatalog *self, Loaded *loaded)
{
  self->db = vireo_os_db_ref (loaded->db);
  for (guint i = 0; i < loaded->systems->len; i++)
    append (self, loaded->systems->pdata[i]);
  /* Between the two of our own. */
  g_list_store_splice (self->items, 1, 0, loaded->systems->pdata, loaded->systems->len);
  for (char **problem = loaded->problems; *problem != NULL; problem++)
    g_message ("%s", *problem);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoOsCatalog *self = VIREO_OS_CATALOG (source);
  Loaded *loaded = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GPtrArray) waiting = NULL;

  self->loading = FALSE;
  apply (self, loaded);
  loaded_free (loaded);
  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADED]);
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_boolean (waiting->pdata[i], TRUE);
}

/**
 * vireo_os_catalog_load_async:
 * @self: a catalog
 * @cancellable: (nullable): ends the caller's interest; the loading itself goes on, since others
 *   may wait for it
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Loads the OS data, once: calls while it goes on wait for the same, later ones succeed at once.
 * Damaged data is left out and told in the log; it is not an error.  Main thread.
 */
void
vireo_os_catalog_load_async (VireoOsCatalog *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_os_catalog_load_async);
  if (self->db != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  if (!self->loading)
    {
      g_autoptr (GTask) work = g_task_new (self, NULL, loaded_cb, NULL);

      self->loading = TRUE;
      g_task_set_task_data (work, g_strdup (self->own_data_dir), g_free);
      vireo_worker_spawn (work, load_on_worker);
    }
}

gboolean
vireo_os_catalog_load_finish (VireoOsCatalog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_os_catalog_load_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
vireo_os_catalog_get_loaded (VireoOsCatalog *self)
{
  return self->db != NULL;
}

/**
 * vireo_os_catalog_get_items:
 *
 * Returns: (transfer none): a list of #VireoOs: "Linux, modern", then every known one, then
 *   "Other operating system"
 */
GListModel *
vireo_os_catalog_get_items (VireoOsCatalog *self)
{
  return G_LIST_MODEL (self->items);
}

/**
 * vireo_os_catalog_lookup:
 * @self: a catalog
 * @id_or_short_id: (nullable): as in a virtual machine's metadata
 *
 * Returns: (transfer none) (nullable): %NULL when it is not known, or not loaded yet
 */
VireoOs *
vireo_os_catalog_lookup (VireoOsCatalog *self, const char *id_or_short_id)
{
  VIREO_ASSERT_MAIN ();
  return id_or_short_id != NULL ? g_hash_table_lookup (self->by_name, id_or_short_id) : NULL;
}

/**
 * vireo_os_catalog_get_fallback:
 *
 * Returns: (transfer none): "Linux, modern": virtio throughout.  There before loading, too.
 */
VireoOs *
vireo_os_catalog_get_fallback (VireoOsCatalog *self)
{
  return self->fallback;
}

/**
 * vireo_os_catalog_get_other:
 *
 * Returns: (transfer none): "Other operating system": nothing that would need a driver.  There
 *   before loading, too.
 */
VireoOs *
vireo_os_catalog_get_other (VireoOsCatalog *self)
{
  return self->other;
}

/* (nullable): NULL until loaded.  Main thread; a reference may be taken to a worker. */
VireoOsDb *
vireo_os_catalog_get_db (VireoOsCatalog *self)
{
  return self->db;
}
