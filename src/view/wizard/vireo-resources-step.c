/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-file-chooser.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/wizard/vireo-resources-step.h"
#include "view/wizard/vireo-wizard-bind.h"

struct _VireoResourcesStep
{
  AdwBin parent_instance;

  VireoInstallDraft *draft; /* (owned) */
  GCancellable *leaving;    /* (owned): stops what is waited for */
  gboolean filling;         /* the step writes into its own widgets */

  GtkWidget *n_vcpus, *memory, *disk_size, *disk_path;
  AdwComboRow *disk, *pool, *format, *network;
  GtkWidget *cpus_words, *memory_words, *disk_words, *network_words;
};

enum
{
  PROP_DRAFT = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoResourcesStep, vireo_resources_step, ADW_TYPE_BIN)

static gboolean
is_not (gpointer instance, gboolean yes)
{
  return !yes;
}

static gboolean
format_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer unused)
{
  g_value_set_uint (to, g_strcmp0 (g_value_get_string (from), "raw") == 0);
  return TRUE;
}

static gboolean
row_to_format (GBinding *binding, const GValue *from, GValue *to, gpointer unused)
{
  g_value_set_static_string (to, g_value_get_uint (from) == 1 ? "raw" : "qcow2");
  return TRUE;
}

static void
show_what_matters (VireoResourcesStep *self)
{
  guint disk;
  gboolean given;

  /* One that is imported is new, too; only its size is given. */
  g_object_get (self->draft, "disk", &disk, "disk-is-given", &given, NULL);
  gtk_widget_set_visible (self->disk_size, !given && disk == VIREO_DISK_NEW);
  gtk_widget_set_visible (GTK_WIDGET (self->pool), disk == VIREO_DISK_NEW);
  gtk_widget_set_visible (GTK_WIDGET (self->format), disk == VIREO_DISK_NEW);
  gtk_widget_set_visible (self->disk_path, !given && disk == VIREO_DISK_EXISTING);
}

/* --- the storage pool --- */

static void
pool_chosen (VireoResourcesStep *self)
{
  GtkStringObject *name = adw_combo_row_get_selected_item (self->pool);

  if (!self->filling && name != NULL)
    g_object_set (self->draft, "pool", gtk_string_object_get_string (name), NULL);
}

static void
show_pool (VireoResourcesStep *self)
{
  GListModel *names = adw_combo_row_get_model (self->pool);
  g_autofree char *name = NULL;

  g_object_get (self->draft, "pool", &name, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    {
      const char *listed = gtk_string_list_get_string (GTK_STRING_LIST (names), i);

      if (g_strcmp0 (listed, name != NULL ? name : "default") != 0)
        continue;
      self->filling = TRUE;
      adw_combo_row_set_selected (self->pool, i);
      self->filling = FALSE;
      return;
    }
}

static void
list_pools (VireoResourcesStep *self)
{
  GListModel *pools = vireo_host_get_pools (vireo_install_draft_get_host (self->draft));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);

      gtk_string_list_append (names, vireo_pool_get_facts (pool)->name);
    }
  if (g_list_model_get_n_items (pools) == 0)
    gtk_string_list_append (names, "default"); /* is made with the virtual machine */
  self->filling = TRUE;
  adw_combo_row_set_model (self->pool, G_LIST_MODEL (names));
  self->filling = FALSE;
  show_pool (self);
}

/* --- the network: one list of networks, bridges, user mode and none --- */

typedef struct
{
  VireoNicChoice nic;
  char *source; /* (owned) (nullable) */
} NetworkChoice;

static void
network_choice_free (gpointer data)
{
  g_free (((NetworkChoice *) data)->source);
  g_free (data);
}

static void
add_network (GtkStringList *names, GPtrArray *choices, VireoNicChoice nic, const char *source,
             const char *words)
{
  NetworkChoice *choice = g_new0 (NetworkChoice, 1);

  choice->nic = nic;
  choice->source = g_strdup (source);
  g_ptr_array_add (choices, choice);
  gtk_string_list_append (names, words);
}

static void
network_chosen (VireoResourcesStep *self)
{
  GPtrArray *choices = g_object_get_data (G_OBJECT (self->network), "choices");
  guint i = adw_combo_row_get_selected (self->network);

  if (self->filling || i >= choices->len)
    return;
  g_object_set (self->draft, "nic-source", ((NetworkChoice *) choices->pdata[i])->source, "nic",
                (guint) ((NetworkChoice *) choices->pdata[i])->nic, NULL);
}

static void
show_network (VireoResourcesStep *self)
{
  GPtrArray *choices = g_object_get_data (G_OBJECT (self->network), "choices");
  g_autofree char *source = NULL;
  guint nic;

  g_object_get (self->draft, "nic", &nic, "nic-source", &source, NULL);
  for (guint i = 0; i < choices->len; i++)
    {
      NetworkChoice *choice = choices->pdata[i];

      if (choice->nic != nic || (choice->source != NULL && g_strcmp0 (choice->source, source) != 0))
        continue;
      self->filling = TRUE;
      adw_combo_row_set_selected (self->network, i);
      self->filling = FALSE;
      return;
    }
}

static void
list_networks (VireoResourcesStep *self)
{
  VireoHost *host = vireo_install_draft_get_host (self->draft);
  GListModel *networks = vireo_host_get_networks (host);
  const VireoHostFacts *facts = vireo_host_get_facts (host);
  GtkStringList *names = gtk_string_list_new (NULL);
  GPtrArray *choices = g_ptr_array_new_with_free_func (network_choice_free);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (networks, i);
      const char *name = vireo_network_get_facts (network)->name;
      g_autofree char *words = g_strdup_printf (_ ("Virtual network “%s”"), name);

      add_network (names, choices, VIREO_NIC_NETWORK, name, words);
    }
  for (guint i = 0; facts != NULL && facts->bridges != NULL && facts->bridges[i] != NULL; i++)
    {
      g_autofree char *words = g_strdup_printf (_ ("Bridge “%s”"), facts->bridges[i]);

      add_network (names, choices, VIREO_NIC_BRIDGE, facts->bridges[i], words);
    }
  if (facts == NULL || facts->is_session)
    add_network (names, choices, VIREO_NIC_USER, NULL, _ ("User mode"));
  /* Translators: no network at all */
  add_network (names, choices, VIREO_NIC_NONE, NULL, C_ ("network", "None"));

  self->filling = TRUE;
  g_object_set_data_full (G_OBJECT (self->network), "choices", choices,
                          (GDestroyNotify) g_ptr_array_unref);
  adw_combo_row_set_model (self->network, G_LIST_MODEL (names));
  g_object_unref (names);
  self->filling = FALSE;
  show_network (self);
}

static void
disk_file_chosen (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoResourcesStep *self = VIREO_RESOURCES_STEP (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = vireo_choose_file_finish (GTK_WIDGET (self), result, &error);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    g_object_set (self->draft, "disk-path", path, NULL);
  else if (error != NULL)
    vireo_report_error (GTK_WIDGET (self), _ ("The file cannot be used."), error);
}

static void
choose_disk_cb (VireoResourcesStep *self)
{
  vireo_choose_file_async (GTK_WIDGET (self), _ ("Choose a Disk Image"), VIREO_FILES_DISK_IMAGE,
                           self->leaving, disk_file_chosen, NULL);
}

static void
vireo_resources_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DRAFT)
    g_value_set_object (value, VIREO_RESOURCES_STEP (object)->draft);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_resources_step_dispose (GObject *object)
{
  VireoResourcesStep *self = VIREO_RESOURCES_STEP (object);

  g_cancellable_cancel (self->leaving);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_RESOURCES_STEP);
  g_clear_object (&self->leaving);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (vireo_resources_step_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoResourcesStep, name)

static void
vireo_resources_step_class_init (VireoResourcesStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_resources_step_get_property;
  object_class->dispose = vireo_resources_step_dispose;
  props[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, VIREO_TYPE_INSTALL_DRAFT,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/wizard/vireo-resources-step.ui");
  BIND (n_vcpus);
  BIND (memory);
  BIND (disk);
  BIND (disk_size);
  BIND (disk_path);
  BIND (pool);
  BIND (format);
  BIND (network);
  BIND (cpus_words);
  BIND (memory_words);
  BIND (disk_words);
  BIND (network_words);
  gtk_widget_class_bind_template_callback (widget_class, is_not);
  gtk_widget_class_bind_template_callback (widget_class, choose_disk_cb);
}

static void
vireo_resources_step_init (VireoResourcesStep *self)
{
  self->leaving = g_cancellable_new ();
  vireo_init_template (GTK_WIDGET (self));
}

static void
add_all_words (VireoResourcesStep *self)
{
  vireo_wizard_add_problem (self->draft, self->cpus_words, "cpus-problem");
  vireo_wizard_add_note (self->draft, self->cpus_words, "cpus-note");
  vireo_wizard_add_problem (self->draft, self->memory_words, "memory-problem");
  vireo_wizard_add_note (self->draft, self->memory_words, "memory-note");
  vireo_wizard_add_problem (self->draft, self->disk_words, "disk-problem");
  vireo_wizard_add_note (self->draft, self->disk_words, "disk-note");
  vireo_wizard_add_problem (self->draft, self->network_words, "network-problem");
  vireo_wizard_add_note (self->draft, self->network_words, "network-note");
}

static void
follow_draft_and_host (VireoResourcesStep *self)
{
  VireoInstallDraft *draft = self->draft;
  VireoHost *host = vireo_install_draft_get_host (draft);

  g_signal_connect_swapped (self->pool, "notify::selected", G_CALLBACK (pool_chosen), self);
  g_signal_connect_swapped (self->network, "notify::selected", G_CALLBACK (network_chosen), self);
  vireo_wizard_follow (draft, "pool", G_CALLBACK (show_pool), self);
  vireo_wizard_follow (draft, "nic", G_CALLBACK (show_network), self);
  vireo_wizard_follow (draft, "nic-source", G_CALLBACK (show_network), self);
  vireo_wizard_follow (draft, "disk", G_CALLBACK (show_what_matters), self);
  vireo_wizard_follow (draft, "disk-is-given", G_CALLBACK (show_what_matters), self);
  g_signal_connect_object (host, "notify::facts", G_CALLBACK (list_networks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vireo_host_get_pools (host), "items-changed", G_CALLBACK (list_pools),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vireo_host_get_networks (host), "items-changed",
                           G_CALLBACK (list_networks), self, G_CONNECT_SWAPPED);
}

/**
 * vireo_resources_step_new:
 * @draft: what is edited
 */
GtkWidget *
vireo_resources_step_new (VireoInstallDraft *draft)
{
  VireoResourcesStep *self = g_object_new (VIREO_TYPE_RESOURCES_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRAFT]);
  add_all_words (self);
  vireo_wizard_bind (draft, "n-vcpus",
                     gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (self->n_vcpus)), "value");
  vireo_wizard_bind (draft, "memory-text", self->memory, "text");
  vireo_wizard_bind (draft, "disk", self->disk, "selected");
  vireo_wizard_bind (draft, "disk-size-text", self->disk_size, "text");
  vireo_wizard_bind (draft, "disk-path", self->disk_path, "text");
  g_object_bind_property_full (draft, "disk-format", self->format, "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, format_to_row,
                               row_to_format, NULL, NULL);
  list_pools (self);
  list_networks (self);
  show_what_matters (self);
  follow_draft_and_host (self);
  return GTK_WIDGET (self);
}
