/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-memory-dialog.h"
#include "view/vm/vireo-memory-group.h"
#include "view/vm/vireo-setting-pending-row.h"
#include "view/vm/vireo-setting-text.h"

struct _VireoMemoryGroup
{
  VireoSettingsGroup parent_instance;

  VireoSettingPendingRow *pending;
  GtkLevelBar *used, *given;
};

G_DEFINE_FINAL_TYPE (VireoMemoryGroup, vireo_memory_group, VIREO_TYPE_SETTINGS_GROUP)

static void
vireo_memory_group_changed (VireoSettingsGroup *group)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (group), "memory.change",
                                 vireo_settings_group_is_changeable (group));
}

static void
change_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSettingsGroup *group = VIREO_SETTINGS_GROUP (widget);

  gtk_window_present (GTK_WINDOW (vireo_memory_dialog_new (
      widget, vireo_settings_group_get_host (group), vireo_settings_group_get_vm (group),
      vireo_settings_group_get_settings (group))));
}

/* Words for the bindings */

static char *
memory_text (gpointer instance, VireoDomainSettings *settings)
{
  const VireoDomainValues *values
      = settings != NULL ? vireo_domain_settings_get_shown (settings) : NULL;

  return values != NULL ? vireo_setting_text_memory (values->memory, values->max_memory)
                        : g_strdup ("");
}

static char *
used_text (gpointer instance, guint64 used, guint64 seen)
{
  g_autofree char *one = vireo_size_to_text (used);
  g_autofree char *all = vireo_size_to_text (seen);

  /* Translators: memory that is used and all there is, as "512 MiB of 2 GiB" */
  return g_strdup_printf (_ ("%s of %s"), one, all);
}

static double
used_share (gpointer instance, guint64 used, guint64 seen)
{
  return seen > 0 ? MIN (1.0, (double) used / (double) seen) : 0;
}

static gboolean
is_known (gpointer instance, guint64 bytes)
{
  return bytes > 0;
}

static char *
given_text (gpointer instance, const VireoHostFacts *facts, guint64 given)
{
  return vireo_setting_text_memory_given (facts, given);
}

static double
given_share (gpointer instance, const VireoHostFacts *facts, guint64 given)
{
  return facts == NULL || facts->memory == 0 ? 0
                                             : MIN (1.0, (double) given / (double) facts->memory);
}

static void
vireo_memory_group_class_init (VireoMemoryGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  VIREO_SETTINGS_GROUP_CLASS (klass)->changed = vireo_memory_group_changed;
  g_type_ensure (VIREO_TYPE_SETTING_PENDING_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-memory-group.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoMemoryGroup, pending);
  gtk_widget_class_bind_template_child (widget_class, VireoMemoryGroup, used);
  gtk_widget_class_bind_template_child (widget_class, VireoMemoryGroup, given);
  gtk_widget_class_bind_template_callback (widget_class, memory_text);
  gtk_widget_class_bind_template_callback (widget_class, used_text);
  gtk_widget_class_bind_template_callback (widget_class, used_share);
  gtk_widget_class_bind_template_callback (widget_class, is_known);
  gtk_widget_class_bind_template_callback (widget_class, given_text);
  gtk_widget_class_bind_template_callback (widget_class, given_share);
  gtk_widget_class_install_action (widget_class, "memory.change", NULL, change_action);
}

static void
vireo_memory_group_init (VireoMemoryGroup *self)
{
  vireo_init_template (GTK_WIDGET (self));
  vireo_setting_pending_row_set_setting (self->pending, VIREO_SETTING_MEMORY);
  vireo_settings_group_init_bar (self->used);
  vireo_settings_group_init_bar (self->given);
}
