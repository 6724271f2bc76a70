/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-vm-change.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-setting-pending-row.h"
#include "view/vm/vireo-setting-text.h"

struct _VireoSettingPendingRow
{
  AdwActionRow parent_instance;

  VireoVm *vm;                   /* (owned) (nullable) */
  VireoDomainSettings *settings; /* (owned) (nullable) */
  VireoSetting setting;

  GtkWidget *apply, *discard;
};

enum
{
  PROP_VM = 1,
  PROP_SETTINGS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoSettingPendingRow, vireo_setting_pending_row, ADW_TYPE_ACTION_ROW)

static void
applied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (row, _ ("The change could not be applied now."), error);
}

static void
discarded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (row, _ ("The change could not be discarded."), error);
}

static void
pending_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSettingPendingRow *self = VIREO_SETTING_PENDING_ROW (widget);

  if (self->vm == NULL || self->settings == NULL)
    return;
  if (g_str_equal (name, "setting.apply"))
    vireo_vm_apply_setting_async (self->vm, self->settings, self->setting, NULL, applied,
                                  g_object_ref (widget));
  else
    vireo_vm_discard_setting_async (self->vm, self->settings, self->setting, NULL, discarded,
                                    g_object_ref (widget));
}

/* Not bindings in the .ui: of a template's own root to itself they outlive it in GTK 4.8. */
static void
show_settings (VireoSettingPendingRow *self)
{
  g_autofree char *text = self->settings != NULL
                              ? vireo_setting_text_pending (self->settings, self->setting)
                              : NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  gtk_widget_set_visible (
      self->apply, text != NULL && vireo_settings_can_apply (self->settings, self->setting));
  gtk_widget_set_visible (
      self->discard, text != NULL && vireo_settings_can_discard (self->settings, self->setting));
}

static void
vireo_setting_pending_row_get_property (GObject *object,
                                        guint id,
                                        GValue *value,
                                        GParamSpec *pspec)
{
  VireoSettingPendingRow *self = VIREO_SETTING_PENDING_ROW (object);

  if (id == PROP_VM)
    g_value_set_object (value, self->vm);
  else if (id == PROP_SETTINGS)
    g_value_set_object (value, self->settings);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_setting_pending_row_set_property (GObject *object,
                                        guint id,
                                        const GValue *value,
                                        GParamSpec *pspec)
{
  VireoSettingPendingRow *self = VIREO_SETTING_PENDING_ROW (object);

  if (id == PROP_VM)
    g_set_object (&self->vm, g_value_get_object (value));
  else if (id == PROP_SETTINGS)
    {
      if (g_set_object (&self->settings, g_value_get_object (value)))
        show_settings (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_setting_pending_row_dispose (GObject *object)
{
  VireoSettingPendingRow *self = VIREO_SETTING_PENDING_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_SETTING_PENDING_ROW);
  g_clear_object (&self->settings);
  g_clear_object (&self->vm);
  G_OBJECT_CLASS (vireo_setting_pending_row_parent_class)->dispose (object);
}

static void
vireo_setting_pending_row_class_init (VireoSettingPendingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_setting_pending_row_get_property;
  object_class->set_property = vireo_setting_pending_row_set_property;
  object_class->dispose = vireo_setting_pending_row_dispose;

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM, flags);
  props[PROP_SETTINGS]
      = g_param_spec_object ("settings", NULL, NULL, VIREO_TYPE_DOMAIN_SETTINGS, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-setting-pending-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoSettingPendingRow, apply);
  gtk_widget_class_bind_template_child (widget_class, VireoSettingPendingRow, discard);
  gtk_widget_class_install_action (widget_class, "setting.apply", NULL, pending_action);
  gtk_widget_class_install_action (widget_class, "setting.discard", NULL, pending_action);
}

static void
vireo_setting_pending_row_init (VireoSettingPendingRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  show_settings (self);
}

/**
 * vireo_setting_pending_row_set_setting:
 * @setting: a single bit: what it is about
 */
void
vireo_setting_pending_row_set_setting (VireoSettingPendingRow *self, VireoSetting setting)
{
  self->setting = setting;
  show_settings (self);
}
