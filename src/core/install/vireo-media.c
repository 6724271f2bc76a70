/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-media-private.h"
#include "core/install/vireo-os-catalog-private.h"

struct _VireoMedia
{
  GObject parent_instance;

  VireoMediaFacts *facts; /* (owned) */
  GListStore *matches;    /* of VireoOs */
  char *problem;          /* (nullable) */
};

enum
{
  PROP_PATH = 1,
  PROP_LABEL,
  PROP_SIZE,
  PROP_BOOTABLE,
  PROP_ARCH,
  PROP_DECIDED,
  PROP_DECIDED_TEXT,
  PROP_OS,
  PROP_MATCHES,
  PROP_INSTALLER_REBOOTS,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoMedia, vireo_media, G_TYPE_OBJECT)

static void
vireo_media_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoMedia *self = VIREO_MEDIA (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->facts->path);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->facts->label);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->facts->size);
      break;
    case PROP_BOOTABLE:
      g_value_set_boolean (value, self->facts->bootable);
      break;
    case PROP_ARCH:
      g_value_set_string (value, self->facts->arch);
      break;
    case PROP_DECIDED:
      g_value_set_uint (value, self->facts->decided);
      break;
    case PROP_DECIDED_TEXT:
      g_value_set_string (value, vireo_media_get_decided_text (self));
      break;
    case PROP_OS:
      g_value_set_object (value, vireo_media_get_os (self));
      break;
    case PROP_MATCHES:
      g_value_set_object (value, self->matches);
      break;
    case PROP_INSTALLER_REBOOTS:
      g_value_set_uint (value, self->facts->installer_reboots);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_media_finalize (GObject *object)
{
  VireoMedia *self = VIREO_MEDIA (object);

  vireo_media_facts_free (self->facts);
  g_object_unref (self->matches);
  g_free (self->problem);
  G_OBJECT_CLASS (vireo_media_parent_class)->finalize (object);
}

static void
vireo_media_class_init (VireoMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_media_get_property;
  object_class->finalize = vireo_media_finalize;

  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  props[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_BOOTABLE] = g_param_spec_boolean ("bootable", NULL, NULL, FALSE, flags);
  props[PROP_ARCH] = g_param_spec_string ("arch", NULL, NULL, NULL, flags);
  props[PROP_DECIDED] = g_param_spec_uint ("decided", NULL, NULL, 0, VIREO_MEDIA_DECIDED_USER, 0,
                                           flags);
  props[PROP_DECIDED_TEXT] = g_param_spec_string ("decided-text", NULL, NULL, NULL, flags);
  props[PROP_OS] = g_param_spec_object ("os", NULL, NULL, VIREO_TYPE_OS, flags);
  props[PROP_MATCHES] = g_param_spec_object ("matches", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_INSTALLER_REBOOTS] = g_param_spec_uint ("installer-reboots", NULL, NULL, 0, G_MAXUINT,
                                                     1, flags);
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_media_init (VireoMedia *self)
{
  self->matches = g_list_store_new (VIREO_TYPE_OS);
}

static char *
make_problem (const VireoMediaFacts *facts)
{
  g_autofree char *missing = NULL;

  if (facts->missing > 0)
    {
      missing = g_format_size_full (facts->missing, G_FORMAT_SIZE_IEC_UNITS);
      /* Translators: %s is a size, as "1.2 GiB" */
      return g_strdup_printf (_ ("The end of this image is missing (%s).  Download it again."), missing);
    }
  if (!facts->bootable)
    return g_strdup (_ ("A virtual machine cannot start from this disc."));
  return NULL;
}

static VireoMedia *
make_media (VireoMediaFacts *facts, VireoOsCatalog *catalog)
{
  VireoMedia *self = g_object_new (VIREO_TYPE_MEDIA, NULL);

  self->facts = facts;
  self->problem = make_problem (facts);
  for (guint i = 0; i < facts->matches->len; i++)
    {
      VireoOsMatch *match = facts->matches->pdata[i];
      VireoOs *os = vireo_os_catalog_lookup (catalog, match->os_id);

      if (os != NULL)
        g_list_store_append (self->matches, os);
    }
  return self;
}

/* One reading under way.  The file may be on a share that never answers, so the caller's task
 * is answered by whichever comes first, the worker or the cancelling; a worker that comes late
 * is not heard. */
typedef struct
{
  gatomicrefcount refs;
  GTask *task;         /* (owned) (nullable): NULL once answered; main */
  GSource *cancelling; /* (owned) (nullable); main */
  char *path;          /* (nullable) */
  GBytes *head;        /* (nullable): instead of path */
  guint64 size;        /* bytes, of the image @head is from */
  char *file_name;
  VireoOsDb *db;       /* (nullable): NULL until the catalog is loaded */
} Reading;

static void
reading_unref (Reading *reading)
{
  if (!g_atomic_ref_count_dec (&reading->refs))
    return;
  g_assert (reading->task == NULL);
  g_free (reading->path);
  g_clear_pointer (&reading->head, g_bytes_unref);
  g_free (reading->file_name);
  g_clear_pointer (&reading->db, vireo_os_db_unref);
  g_free (reading);
}

static Reading *
reading_ref (Reading *reading)
{
  g_atomic_ref_count_inc (&reading->refs);
  return reading;
}

/* The caller's task, to be answered now; NULL when it is already. */
static GTask *
take_task (Reading *reading)
{
  if (reading->cancelling != NULL)
    {
      g_source_destroy (reading->cancelling);
      g_clear_pointer (&reading->cancelling, g_source_unref);
    }
  return g_steal_pointer (&reading->task);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = take_task (data);

  if (task != NULL)
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
read_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoIso) iso = NULL;
  VireoMediaFacts *facts;

  VIREO_ASSERT_WORKER ();
  iso = reading->path != NULL ? vireo_iso_read_path (reading->path, cancellable, &error)
                              : vireo_iso_read_bytes (reading->head, reading->size, &error);
  if (iso == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  facts = vireo_media_identify (iso, reading->file_name, reading->db);
  facts->path = g_strdup (reading->path);
  g_task_return_pointer (task, facts, (GDestroyNotify) vireo_media_facts_free);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer unused)
{
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GTask) task = take_task (reading);
  GError *error = NULL;
  VireoMediaFacts *facts = g_task_propagate_pointer (G_TASK (result), &error);

  if (task == NULL)
    {
      g_clear_pointer (&facts, vireo_media_facts_free);
      g_clear_error (&error);
    }
  else if (facts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, make_media (facts, VIREO_OS_CATALOG (source)), g_object_unref);
}

static void
catalog_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  VireoOsCatalog *catalog = VIREO_OS_CATALOG (source);
  Reading *reading = data;

  /* Loading for nobody in particular cannot fail. */
  vireo_os_catalog_load_finish (catalog, result, NULL);
  if (reading->task != NULL)
    {
      g_autoptr (GTask) work = g_task_new (catalog, g_task_get_cancellable (reading->task), read_cb,
                                           NULL);

      reading->db = vireo_os_db_ref (vireo_os_catalog_get_db (catalog));
      g_task_set_task_data (work, reading_ref (reading), (GDestroyNotify) reading_unref);
      vireo_worker_spawn (work, read_on_worker);
    }
  reading_unref (reading);
}

static Reading *
reading_new (VireoOsCatalog *catalog, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer user_data)
{
  Reading *reading = g_new0 (Reading, 1);

  g_atomic_ref_count_init (&reading->refs);
  reading->task = g_task_new (catalog, cancellable, callback, user_data);
  g_task_set_source_tag (reading->task, vireo_media_read_async);
  return reading;
}

/* Takes @reading over. */
static void
start_reading (Reading *reading, VireoOsCatalog *catalog, GCancellable *cancellable)
{
  if (cancellable != NULL)
    {
      reading->cancelling = g_cancellable_source_new (cancellable);
      g_source_set_callback (reading->cancelling, G_SOURCE_FUNC (cancelled_cb),
                             reading_ref (reading), (GDestroyNotify) reading_unref);
      g_source_attach (reading->cancelling, NULL);
    }
  vireo_os_catalog_load_async (catalog, NULL, catalog_loaded_cb, reading);
}

/**
 * vireo_media_read_async:
 * @path: an ISO image or an optical drive, absolute, in the file system's encoding
 * @catalog: what to recognise it by; loaded first when it is not
 * @cancellable: (nullable): answers at once, even when the file is on a dead network share
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Reads and identifies a medium, whatever the file is.  Main thread.
 */
void
vireo_media_read_async (const char *path, VireoOsCatalog *catalog, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  Reading *reading;

  VIREO_ASSERT_MAIN ();
  g_return_if_fail (g_path_is_absolute (path));
  reading = reading_new (catalog, cancellable, callback, user_data);
  reading->path = g_strdup (path);
  reading->file_name = g_path_get_basename (path);
  start_reading (reading, catalog, cancellable);
}

/**
 * vireo_media_read_bytes_async:
 * @head: the first %VIREO_ISO_HEAD_SIZE bytes of an image, or all there are
 * @size: bytes that the whole image has
 * @file_name: its name, without the folder
 * @catalog: what to recognise it by; loaded first when it is not
 * @cancellable: (nullable): answers at once
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Like vireo_media_read_async() for an image that is on another host; its path is %NULL.
 * Finish with vireo_media_read_finish().  Main thread.
 */
void
vireo_media_read_bytes_async (GBytes *head, guint64 size, const char *file_name,
                              VireoOsCatalog *catalog, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  Reading *reading;

  VIREO_ASSERT_MAIN ();
  reading = reading_new (catalog, cancellable, callback, user_data);
  reading->head = g_bytes_ref (head);
  reading->size = size;
  reading->file_name = g_strdup (file_name);
  start_reading (reading, catalog, cancellable);
}

/**
 * vireo_media_read_finish:
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence that says what the file is
 *   instead, %VIREO_ERROR_GONE, %VIREO_ERROR_DENIED, %VIREO_ERROR_FAILED,
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the medium
 */
VireoMedia *
vireo_media_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_media_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
vireo_media_get_path (VireoMedia *self)
{
  return self->facts->path;
}

const char *
vireo_media_get_label (VireoMedia *self)
{
  return self->facts->label;
}

guint64
vireo_media_get_size (VireoMedia *self)
{
  return self->facts->size;
}

gboolean
vireo_media_get_bootable (VireoMedia *self)
{
  return self->facts->bootable;
}

const char *
vireo_media_get_arch (VireoMedia *self)
{
  return self->facts->arch;
}

VireoMediaDecided
vireo_media_get_decided (VireoMedia *self)
{
  return self->facts->decided;
}

/**
 * vireo_media_decided_to_text:
 *
 * Returns: the words that go beside the name of the OS.  Any thread.
 */
const char *
vireo_media_decided_to_text (VireoMediaDecided decided)
{
  switch (decided)
    {
    case VIREO_MEDIA_DECIDED_LABEL:
      return _ ("recognised by its volume label");
    case VIREO_MEDIA_DECIDED_TREEINFO:
      return _ ("recognised by its file .treeinfo");
    case VIREO_MEDIA_DECIDED_FILE_NAME:
      return _ ("guessed from its file name");
    case VIREO_MEDIA_DECIDED_USER:
      return _ ("chosen by you");
    case VIREO_MEDIA_DECIDED_NOTHING:
    default:
      return _ ("not recognised");
    }
}

const char *
vireo_media_get_decided_text (VireoMedia *self)
{
  return vireo_media_decided_to_text (self->facts->decided);
}

/**
 * vireo_media_get_os:
 *
 * Returns: (transfer none) (nullable): the best match
 */
VireoOs *
vireo_media_get_os (VireoMedia *self)
{
  g_autoptr (VireoOs) os = g_list_model_get_item (G_LIST_MODEL (self->matches), 0);

  return os; /* the list holds it */
}

GListModel *
vireo_media_get_matches (VireoMedia *self)
{
  return G_LIST_MODEL (self->matches);
}

guint
vireo_media_get_installer_reboots (VireoMedia *self)
{
  return self->facts->installer_reboots;
}

/**
 * vireo_media_get_problem:
 *
 * Returns: (nullable): a sentence about what will likely go wrong with this medium, as that its
 *   end is missing; the user may try all the same
 */
const char *
vireo_media_get_problem (VireoMedia *self)
{
  return self->problem;
}
