/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/host/vireo-host-cpus.h"

/* --- a model --- */

struct _VireoCpuModel
{
  GObject parent_instance;

  char *name;
  gboolean usable;
};

enum
{
  PROP_NAME = 1,
  PROP_USABLE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoCpuModel, vireo_cpu_model, G_TYPE_OBJECT)

static void
vireo_cpu_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoCpuModel *self = VIREO_CPU_MODEL (object);

  if (id == PROP_NAME)
    g_value_set_string (value, self->name);
  else if (id == PROP_USABLE)
    g_value_set_boolean (value, self->usable);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_cpu_model_finalize (GObject *object)
{
  g_free (VIREO_CPU_MODEL (object)->name);
  G_OBJECT_CLASS (vireo_cpu_model_parent_class)->finalize (object);
}

static void
vireo_cpu_model_class_init (VireoCpuModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_cpu_model_get_property;
  object_class->finalize = vireo_cpu_model_finalize;
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_USABLE] = g_param_spec_boolean ("usable", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_cpu_model_init (VireoCpuModel *self)
{
}

/* Takes @name. */
static void
add_model (GPtrArray *models, char *name, gboolean usable)
{
  VireoCpuModel *model = g_object_new (VIREO_TYPE_CPU_MODEL, NULL);

  model->name = name;
  model->usable = usable;
  g_ptr_array_add (models, model);
}

const char *
vireo_cpu_model_get_name (VireoCpuModel *self)
{
  return self->name;
}

gboolean
vireo_cpu_model_is_usable (VireoCpuModel *self)
{
  return self->usable;
}

static int
compare_models (gconstpointer a, gconstpointer b)
{
  const VireoCpuModel *one = *(VireoCpuModel *const *) a;
  const VireoCpuModel *other = *(VireoCpuModel *const *) b;

  return one->usable != other->usable ? other->usable - one->usable
                                      : g_ascii_strcasecmp (one->name, other->name);
}

/* --- asking --- */

typedef struct
{
  virConnectPtr connection; /* (owned) */
  char *arch, *machine, *virt_type; /* (owned) (nullable) */
} Question;

static void
question_free (gpointer pointer)
{
  Question *question = pointer;

  vireo_worker_drop (question->connection, (GDestroyNotify) virConnectClose);
  g_free (question->arch);
  g_free (question->machine);
  g_free (question->virt_type);
  g_free (question);
}

void
vireo_cpu_choices_free (VireoCpuChoices *choices)
{
  if (choices == NULL)
    return;
  g_ptr_array_unref (choices->models);
  g_free (choices);
}

static gboolean
offers (xmlNode *root, const char *mode)
{
  g_autofree char *path = g_strdup_printf ("cpu/mode[@name='%s'][@supported='yes']", mode);

  return vireo_xml_has (root, path);
}

/* What this kind of guest may have here; also which models the host's processor can run. */
static gboolean
read_capabilities (VireoCpuChoices *choices, const Question *question)
{
  char *xml = virConnectGetDomainCapabilities (question->connection, NULL, question->arch,
                                               question->machine, question->virt_type, 0);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  g_autoptr (VireoXmlNodes) models = NULL;
  xmlNode *root;

  free (xml);
  if (doc == NULL)
    return FALSE;
  root = xmlDocGetRootElement (doc);
  choices->has_passthrough = offers (root, "host-passthrough");
  choices->has_host_model = offers (root, "host-model");
  choices->has_maximum = offers (root, "maximum");
  models = vireo_xml_find (root, "cpu/mode[@name='custom'][@supported='yes']/model");
  for (guint i = 0; i < vireo_xml_nodes_count (models); i++)
    {
      xmlNode *model = vireo_xml_nodes_get (models, i);

      add_model (choices->models, vireo_xml_string (model, "."),
                 !vireo_xml_has (model, "self::*[@usable='no']"));
    }
  return TRUE;
}

/* All that libvirt has a name for. */
static gboolean
read_names (VireoCpuChoices *choices, const Question *question, GError **error)
{
  char **names = NULL;
  int n = virConnectGetCPUModelNames (question->connection, question->arch, &names, 0);

  if (n < 0)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  for (int i = 0; i < n; i++)
    {
      add_model (choices->models, g_strdup (names[i]), TRUE);
      free (names[i]);
    }
  free (names);
  choices->has_passthrough = choices->has_host_model = TRUE;
  return TRUE;
}

static void
ask_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (VireoCpuChoices) choices = g_new0 (VireoCpuChoices, 1);
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  choices->models = g_ptr_array_new_with_free_func (g_object_unref);
  if (!read_capabilities (choices, data) && !read_names (choices, data, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  virResetLastError ();
  g_ptr_array_sort (choices->models, compare_models);
  g_task_return_pointer (task, g_steal_pointer (&choices),
                         (GDestroyNotify) vireo_cpu_choices_free);
}

/**
 * vireo_host_list_cpus_async:
 * @self: a host that is on
 * @arch: (nullable): of the guest
 * @machine: (nullable): of the guest
 * @virt_type: (nullable): "kvm", "qemu"
 * @cancellable: (nullable): stops the wait
 * @callback: (scope async): runs on the main thread, always exactly once
 *
 * Asks which processors such a guest can have.  QEMU may have to be started for the answer.
 */
void
vireo_host_list_cpus_async (VireoHost *self,
                            const char *arch,
                            const char *machine,
                            const char *virt_type,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  virConnectPtr connection = vireo_host_ref_connection (self);
  Question *question;

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_host_list_cpus_async);
  if (connection == NULL)
    {
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNREACHABLE, "%s",
                               _ ("The connection to the host is lost."));
      return;
    }
  question = g_new0 (Question, 1);
  question->connection = connection;
  question->arch = g_strdup (arch);
  question->machine = g_strdup (machine);
  question->virt_type = g_strdup (virt_type);
  g_task_set_task_data (task, question, question_free);
  vireo_worker_spawn (task, ask_on_worker);
}

/**
 * vireo_host_list_cpus_finish:
 * @error: (out) (optional): %VIREO_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what there is to choose from
 */
VireoCpuChoices *
vireo_host_list_cpus_finish (VireoHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_host_list_cpus_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
