/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads the OS data of the system, our own, the administrator's and the user's, each for
 * itself, and asks it which OS a medium installs. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <osinfo/osinfo.h>
#include <string.h>

#include "core/base/vireo-thread.h"
#include "core/install/vireo-os-db.h"
#include "core/install/vireo-os-reader.h"

#define SYSTEM_DATA_DIR "/usr/share/osinfo"
#define LOCAL_DATA_DIR "/etc/osinfo"
#define SPARE_ID "http://openanolis.cn/anolis/8.8" /* stands for all of them */

struct _VireoOsDb
{
  GMutex lock;
  OsinfoDb *db; /* (owned), under lock */
};

VireoOsDb *
vireo_os_db_ref (VireoOsDb *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_db (gpointer data)
{
  VireoOsDb *self = data;

  g_object_unref (self->db);
  g_mutex_clear (&self->lock);
}

void
vireo_os_db_unref (VireoOsDb *self)
{
  g_atomic_rc_box_release_full (self, clear_db);
}

/* The variables are those that libosinfo and its tools follow. */
static char *
get_dir (const char *variable, const char *otherwise)
{
  const char *said = g_getenv (variable);

  return g_strdup (said != NULL && *said != '\0' ? said : otherwise);
}

/* libosinfo gives up a directory at its first broken file, so each directory is loaded by a
 * call of its own, and what was loaded before it stays. */
static void
load_dir (OsinfoLoader *loader, const char *dir, GStrvBuilder *problems)
{
  g_autoptr (GError) error = NULL;

  if (dir == NULL || !g_file_test (dir, G_FILE_TEST_IS_DIR))
    return;
  osinfo_loader_process_path (loader, dir, &error);
  if (error != NULL)
    {
      /* Translators: a folder, and what libosinfo says is wrong in it */
      g_autofree char *problem = g_strdup_printf (_ ("Operating system data in %s: %s"), dir,
                                                  error->message);

      g_strv_builder_add (problems, problem);
    }
}

/* Systems that newer osinfo-db describes as well as we do: its word counts there, and loading both
 * would give each of them its short id twice. */
static void
load_spare_dir (OsinfoLoader *loader, const char *own_data_dir, GStrvBuilder *problems)
{
  g_autofree char *dir = own_data_dir != NULL ? g_strconcat (own_data_dir, "-spare", NULL) : NULL;

  if (osinfo_db_get_os (osinfo_loader_get_db (loader), SPARE_ID) == NULL)
    load_dir (loader, dir, problems);
}

/**
 * vireo_os_db_load:
 * @own_data_dir: (nullable): the data that comes with Vireo; beside it, with -spare in its name,
 *   what is read only where the system's data lacks it
 * @problems: (out) (transfer full): a sentence for each directory that is damaged
 *
 * Loads everything, which takes about half a second.  Leaves out the lists of PCI and USB
 * devices, which would double the time and take four times the memory.  Names are in the
 * language of the process.  Worker.
 *
 * Returns: (transfer full): the data; there may be none in it
 */
VireoOsDb *
vireo_os_db_load (const char *own_data_dir, GStrv *problems)
{
  g_autoptr (OsinfoLoader) loader = osinfo_loader_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *user_default = g_build_filename (g_get_user_config_dir (), "osinfo", NULL);
  g_autofree char *system_dir = get_dir ("OSINFO_SYSTEM_DIR", SYSTEM_DATA_DIR);
  g_autofree char *local_dir = get_dir ("OSINFO_LOCAL_DIR", LOCAL_DATA_DIR);
  g_autofree char *user_dir = get_dir ("OSINFO_USER_DIR", user_default);
  VireoOsDb *self = g_atomic_rc_box_new0 (VireoOsDb);

  VIREO_ASSERT_WORKER ();
  /* The later one wins where two describe the same OS. */
  load_dir (loader, system_dir, builder);
  load_dir (loader, own_data_dir, builder);
  load_spare_dir (loader, own_data_dir, builder);
  load_dir (loader, local_dir, builder);
  load_dir (loader, user_dir, builder);

  g_mutex_init (&self->lock);
  self->db = g_object_ref (osinfo_loader_get_db (loader));
  *problems = g_strv_builder_end (builder);
  return self;
}

/**
 * vireo_os_db_dup_facts:
 *
 * Worker.
 *
 * Returns: (transfer full): an array of #VireoOsFacts, which frees what is not taken out of it
 */
GPtrArray *
vireo_os_db_dup_facts (VireoOsDb *self)
{
  GPtrArray *all;

  VIREO_ASSERT_WORKER ();
  g_mutex_lock (&self->lock);
  all = vireo_os_reader_read_all (self->db);
  g_mutex_unlock (&self->lock);
  return all;
}

/**
 * vireo_os_db_has:
 *
 * Worker.
 */
gboolean
vireo_os_db_has (VireoOsDb *self, const char *os_id)
{
  OsinfoOs *os;

  VIREO_ASSERT_WORKER ();
  g_mutex_lock (&self->lock);
  os = osinfo_db_get_os (self->db, os_id);
  g_mutex_unlock (&self->lock);
  return os != NULL;
}

void
vireo_os_match_free (VireoOsMatch *match)
{
  g_free (match->os_id);
  g_free (match);
}

static void
add_match (GPtrArray *matches, OsinfoOs *os, const char *arch, gint installer_reboots)
{
  const char *id = os != NULL ? osinfo_entity_get_id (OSINFO_ENTITY (os)) : NULL;
  VireoOsMatch *match;

  if (id == NULL)
    return;
  for (guint i = 0; i < matches->len; i++)
    if (g_str_equal (((VireoOsMatch *) matches->pdata[i])->os_id, id))
      return;

  match = g_new0 (VireoOsMatch, 1);
  match->os_id = g_strdup (id);
  match->arch = g_strcmp0 (arch, "all") != 0 ? g_intern_string (arch) : NULL;
  match->catch_all = g_str_has_suffix (id, "/unknown");
  match->installer_reboots = MAX (installer_reboots, 1);
  g_ptr_array_add (matches, match);
}

/* What names a version goes before what fits any, what names an architecture before what fits any,
 * and of versions that share a label the newest comes first, in whatever order they were loaded. */
static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const VireoOsMatch *one = *(VireoOsMatch *const *) a, *two = *(VireoOsMatch *const *) b;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (one->catch_all != two->catch_all)
    return one->catch_all - two->catch_all;
  if ((one->arch == NULL) != (two->arch == NULL))
    return one->arch == NULL ? 1 : -1;
  first = g_utf8_collate_key_for_filename (one->os_id, -1);
  second = g_utf8_collate_key_for_filename (two->os_id, -1);
  return strcmp (second, first);
}

/**
 * vireo_os_db_identify_iso:
 * @iso: what an image's descriptors say
 *
 * Worker.
 *
 * Returns: (transfer full): an array of #VireoOsMatch, best first, each OS once; maybe empty
 */
GPtrArray *
vireo_os_db_identify_iso (VireoOsDb *self, const VireoIso *iso)
{
  g_autoptr (OsinfoMedia) media = osinfo_media_new ("vireo:medium", NULL);
  OsinfoEntity *entity = OSINFO_ENTITY (media);
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_os_match_free);

  VIREO_ASSERT_WORKER ();
  osinfo_entity_set_param (entity, OSINFO_MEDIA_PROP_VOLUME_ID, iso->label);
  osinfo_entity_set_param (entity, OSINFO_MEDIA_PROP_SYSTEM_ID, iso->system);
  osinfo_entity_set_param (entity, OSINFO_MEDIA_PROP_PUBLISHER_ID, iso->publisher);
  osinfo_entity_set_param (entity, OSINFO_MEDIA_PROP_APPLICATION_ID, iso->application);
  osinfo_entity_set_param_int64 (entity, OSINFO_MEDIA_PROP_VOLUME_SIZE,
                                 (gint64) MIN (iso->volume_size, (guint64) G_MAXINT64));

  g_mutex_lock (&self->lock);
  {
    g_autoptr (OsinfoMediaList) found = osinfo_db_identify_medialist (self->db, media);

    for (gint i = 0; i < osinfo_list_get_length (OSINFO_LIST (found)); i++)
      {
        OsinfoMedia *known = OSINFO_MEDIA (osinfo_list_get_nth (OSINFO_LIST (found), i));
        g_autoptr (OsinfoOs) os = osinfo_media_get_os (known);

        add_match (matches, os, osinfo_media_get_architecture (known),
                   osinfo_media_get_installer_reboots (known));
      }
  }
  g_mutex_unlock (&self->lock);
  g_ptr_array_sort (matches, compare_matches);
  return matches;
}

static void
set_unless_null (OsinfoEntity *entity, const char *key, const char *value)
{
  if (value != NULL)
    osinfo_entity_set_param (entity, key, value);
}

/**
 * vireo_os_db_identify_tree:
 * @info: what a .treeinfo file says
 *
 * Worker.
 *
 * Returns: (transfer full): as vireo_os_db_identify_iso()
 */
GPtrArray *
vireo_os_db_identify_tree (VireoOsDb *self, const VireoTreeinfo *info)
{
  g_autoptr (OsinfoTree) tree = osinfo_tree_new ("vireo:tree", info->arch);
  OsinfoEntity *entity = OSINFO_ENTITY (tree);
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_os_match_free);

  VIREO_ASSERT_WORKER ();
  osinfo_entity_set_param_boolean (entity, OSINFO_TREE_PROP_HAS_TREEINFO, TRUE);
  set_unless_null (entity, OSINFO_TREE_PROP_TREEINFO_FAMILY, info->family);
  set_unless_null (entity, OSINFO_TREE_PROP_TREEINFO_VARIANT, info->variant);
  set_unless_null (entity, OSINFO_TREE_PROP_TREEINFO_VERSION, info->version);
  set_unless_null (entity, OSINFO_TREE_PROP_TREEINFO_ARCH, info->arch);

  g_mutex_lock (&self->lock);
  {
    g_autoptr (OsinfoTreeList) found = osinfo_db_identify_treelist (self->db, tree);

    for (gint i = 0; i < osinfo_list_get_length (OSINFO_LIST (found)); i++)
      {
        OsinfoTree *known = OSINFO_TREE (osinfo_list_get_nth (OSINFO_LIST (found), i));
        g_autoptr (OsinfoOs) os = osinfo_tree_get_os (known);

        add_match (matches, os, osinfo_tree_get_architecture (known), 1);
      }
  }
  g_mutex_unlock (&self->lock);
  g_ptr_array_sort (matches, compare_matches);
  return matches;
}
