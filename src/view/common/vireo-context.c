/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "view/common/vireo-context.h"

struct _VireoContext
{
  GObject parent_instance;

  VireoJournal *journal;
  VireoHostList *hosts;
  VireoOsCatalog *catalog;
  VireoJobList *jobs;
  VireoInstallWatch *install_watch; /* (nullable): until the rest is loaded */
  GCancellable *leaving;
};

enum
{
  PROP_HOSTS = 1,
  PROP_CATALOG,
  PROP_JOBS,
  PROP_JOURNAL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoContext, vireo_context, G_TYPE_OBJECT)

static void
vireo_context_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoContext *self = VIREO_CONTEXT (object);

  switch (id)
    {
    case PROP_HOSTS:
      g_value_set_object (value, self->hosts);
      break;
    case PROP_CATALOG:
      g_value_set_object (value, self->catalog);
      break;
    case PROP_JOBS:
      g_value_set_object (value, self->jobs);
      break;
    case PROP_JOURNAL:
      g_value_set_object (value, self->journal);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_context_dispose (GObject *object)
{
  VireoContext *self = VIREO_CONTEXT (object);

  g_cancellable_cancel (self->leaving);
  g_clear_object (&self->install_watch);
  g_clear_object (&self->jobs);
  g_clear_object (&self->catalog);
  g_clear_object (&self->hosts);
  g_clear_object (&self->journal);
  g_clear_object (&self->leaving);
  G_OBJECT_CLASS (vireo_context_parent_class)->dispose (object);
}

static void
vireo_context_class_init (VireoContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_context_get_property;
  object_class->dispose = vireo_context_dispose;

  props[PROP_HOSTS] = g_param_spec_object ("hosts", NULL, NULL, VIREO_TYPE_HOST_LIST, flags);
  props[PROP_CATALOG] = g_param_spec_object ("catalog", NULL, NULL, VIREO_TYPE_OS_CATALOG, flags);
  props[PROP_JOBS] = g_param_spec_object ("jobs", NULL, NULL, VIREO_TYPE_JOB_LIST, flags);
  props[PROP_JOURNAL] = g_param_spec_object ("journal", NULL, NULL, VIREO_TYPE_JOURNAL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_context_init (VireoContext *self)
{
  /* A tree that is not installed brings its own data directory. */
  const char *data = g_getenv ("VIREO_DATA_DIR");
  g_autofree char *osinfo
      = g_build_filename (data != NULL ? data : VIREO_PKGDATADIR, "osinfo", NULL);

  self->leaving = g_cancellable_new ();
  self->journal = vireo_journal_new ();
  self->hosts = vireo_host_list_new (self->journal);
  self->catalog = vireo_os_catalog_new (osinfo);
  self->jobs = vireo_job_list_new ();
}

VireoContext *
vireo_context_new (void)
{
  return g_object_new (VIREO_TYPE_CONTEXT, NULL);
}

VireoHostList *
vireo_context_get_hosts (VireoContext *self)
{
  return self->hosts;
}

VireoOsCatalog *
vireo_context_get_catalog (VireoContext *self)
{
  return self->catalog;
}

VireoJobList *
vireo_context_get_jobs (VireoContext *self)
{
  return self->jobs;
}

VireoJournal *
vireo_context_get_journal (VireoContext *self)
{
  return self->journal;
}

static void
catalog_loaded_cb (GObject *source, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;

  /* Without it every system is "Linux, modern": the wizard says so where it matters. */
  if (!vireo_os_catalog_load_finish (VIREO_OS_CATALOG (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The database of operating systems: %s", error->message);
}

/**
 * vireo_context_load_rest:
 *
 * Begins what is not needed for a first list of VMs: the database of operating systems and the
 * watch over installations.  Called once that list is usable, so that it does not delay it, and
 * by who needs the catalog earlier.  Calling it again does nothing.
 */
void
vireo_context_load_rest (VireoContext *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->install_watch != NULL)
    return;
  self->install_watch = vireo_install_watch_new (vireo_host_list_get_items (self->hosts));
  vireo_os_catalog_load_async (self->catalog, self->leaving, catalog_loaded_cb, NULL);
}
