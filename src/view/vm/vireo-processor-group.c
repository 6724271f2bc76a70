/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-cpu-dialog.h"
#include "view/vm/vireo-processor-group.h"
#include "view/vm/vireo-setting-pending-row.h"
#include "view/vm/vireo-setting-text.h"
#include "view/vm/vireo-vcpus-dialog.h"

struct _VireoProcessorGroup
{
  VireoSettingsGroup parent_instance;

  VireoSettingPendingRow *vcpus_pending, *cpu_pending;
  GtkLevelBar *given;
};

G_DEFINE_FINAL_TYPE (VireoProcessorGroup, vireo_processor_group, VIREO_TYPE_SETTINGS_GROUP)

static void
vireo_processor_group_changed (VireoSettingsGroup *group)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (group), "processor.vcpus",
                                 vireo_settings_group_is_changeable (group));
  gtk_widget_action_set_enabled (GTK_WIDGET (group), "processor.model",
                                 vireo_settings_group_is_editable (group));
}

static void
dialog_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSettingsGroup *group = VIREO_SETTINGS_GROUP (widget);
  VireoHost *host = vireo_settings_group_get_host (group);
  VireoVm *vm = vireo_settings_group_get_vm (group);
  VireoDomainSettings *settings = vireo_settings_group_get_settings (group);
  GtkWidget *dialog = g_str_equal (name, "processor.vcpus")
                          ? vireo_vcpus_dialog_new (widget, host, vm, settings)
                          : vireo_cpu_dialog_new (widget, host, vm, settings);

  gtk_window_present (GTK_WINDOW (dialog));
}

/* Words for the bindings */

static char *
vcpus_text (gpointer instance, VireoDomainSettings *settings)
{
  return settings != NULL ? vireo_setting_text_vcpus (vireo_domain_settings_get_shown (settings))
                          : g_strdup ("");
}

static char *
topology_text (gpointer instance, VireoDomainSettings *settings)
{
  return settings != NULL ? vireo_setting_text_topology (vireo_domain_settings_get_shown (settings))
                          : g_strdup ("");
}

static gboolean
has_topology (gpointer instance, VireoDomainSettings *settings)
{
  return settings != NULL && vireo_domain_settings_get_shown (settings)->sockets > 0;
}

/* What was left open shows, while it runs, as the model that came of it. */
static char *
model_text (gpointer instance, VireoDomainSettings *settings)
{
  const VireoDomainValues *live, *config;
  g_autofree char *wanted = NULL;

  if (settings == NULL)
    return g_strdup ("");
  live = vireo_domain_settings_get_live (settings);
  config = vireo_domain_settings_get_config (settings);
  if (live != NULL && config != NULL && live->cpu_model != NULL
      && g_strcmp0 (live->cpu_mode, config->cpu_mode) != 0
      && (vireo_domain_settings_get_pending (settings) & VIREO_SETTING_CPU) == 0)
    {
      wanted = vireo_setting_text_cpu (config->cpu_mode, config->cpu_model);
      /* Translators: how the processor was chosen and the model it is now, as "Like the host's
       * (host-model), now Skylake-Client" */
      return g_strdup_printf (_ ("%s, now %s"), wanted, live->cpu_model);
    }
  if (live == NULL)
    live = config;
  return vireo_setting_text_cpu (live->cpu_mode, live->cpu_model);
}

static char *
given_text (gpointer instance, const VireoHostFacts *facts, guint given)
{
  return vireo_setting_text_cpus_given (facts, given);
}

static double
given_share (gpointer instance, const VireoHostFacts *facts, guint given)
{
  return facts == NULL || facts->n_cpus == 0 ? 0 : MIN (1.0, (double) given / facts->n_cpus);
}

static void
vireo_processor_group_class_init (VireoProcessorGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  VIREO_SETTINGS_GROUP_CLASS (klass)->changed = vireo_processor_group_changed;
  g_type_ensure (VIREO_TYPE_SETTING_PENDING_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-processor-group.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoProcessorGroup, vcpus_pending);
  gtk_widget_class_bind_template_child (widget_class, VireoProcessorGroup, cpu_pending);
  gtk_widget_class_bind_template_child (widget_class, VireoProcessorGroup, given);
  gtk_widget_class_bind_template_callback (widget_class, vcpus_text);
  gtk_widget_class_bind_template_callback (widget_class, topology_text);
  gtk_widget_class_bind_template_callback (widget_class, has_topology);
  gtk_widget_class_bind_template_callback (widget_class, model_text);
  gtk_widget_class_bind_template_callback (widget_class, given_text);
  gtk_widget_class_bind_template_callback (widget_class, given_share);
  gtk_widget_class_install_action (widget_class, "processor.vcpus", NULL, dialog_action);
  gtk_widget_class_install_action (widget_class, "processor.model", NULL, dialog_action);
}

static void
vireo_processor_group_init (VireoProcessorGroup *self)
{
  vireo_init_template (GTK_WIDGET (self));
  vireo_setting_pending_row_set_setting (self->vcpus_pending, VIREO_SETTING_VCPUS);
  vireo_setting_pending_row_set_setting (self->cpu_pending, VIREO_SETTING_CPU);
  vireo_settings_group_init_bar (self->given);
}
