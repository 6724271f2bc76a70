/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-vm-change.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-pending-row.h"

struct _VireoPendingRow
{
  AdwActionRow parent_instance;

  VireoVm *vm;         /* (owned) */
  VireoDevice *device; /* (owned) (nullable) */
};

enum
{
  PROP_VM = 1,
  PROP_DEVICE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoPendingRow, vireo_pending_row, ADW_TYPE_ACTION_ROW)

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
  VireoPendingRow *self = VIREO_PENDING_ROW (widget);

  if (self->device == NULL)
    return;
  if (g_str_equal (name, "pending.apply"))
    vireo_vm_apply_pending_async (self->vm, self->device, NULL, applied, g_object_ref (widget));
  else
    vireo_vm_discard_pending_async (self->vm, self->device, NULL, discarded, g_object_ref (widget));
}

/* Not bindings in the .ui: of a template's own root to itself they outlive it in GTK 4.8. */
static void
show_device (VireoPendingRow *self)
{
  const char *text = self->device != NULL ? vireo_device_get_pending_text (self->device) : NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->device != NULL
                              && vireo_device_get_pending (self->device)
                                     != VIREO_DEVICE_PENDING_NONE);
}

static void
vireo_pending_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoPendingRow *self = VIREO_PENDING_ROW (object);

  if (id == PROP_VM)
    g_value_set_object (value, self->vm);
  else if (id == PROP_DEVICE)
    g_value_set_object (value, self->device);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_pending_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoPendingRow *self = VIREO_PENDING_ROW (object);

  if (id != PROP_DEVICE)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (g_set_object (&self->device, g_value_get_object (value)))
    {
      show_device (self);
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
vireo_pending_row_dispose (GObject *object)
{
  VireoPendingRow *self = VIREO_PENDING_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_PENDING_ROW);
  g_clear_object (&self->device);
  g_clear_object (&self->vm);
  G_OBJECT_CLASS (vireo_pending_row_parent_class)->dispose (object);
}

static void
vireo_pending_row_class_init (VireoPendingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_pending_row_get_property;
  object_class->set_property = vireo_pending_row_set_property;
  object_class->dispose = vireo_pending_row_dispose;

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_DEVICE]
      = g_param_spec_object ("device", NULL, NULL, VIREO_TYPE_DEVICE,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-pending-row.ui");
  gtk_widget_class_install_action (widget_class, "pending.apply", NULL, pending_action);
  gtk_widget_class_install_action (widget_class, "pending.discard", NULL, pending_action);
}

static void
vireo_pending_row_init (VireoPendingRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  show_device (self);
}

/**
 * vireo_pending_row_new:
 * @vm: whose devices it will show
 */
GtkWidget *
vireo_pending_row_new (VireoVm *vm)
{
  VireoPendingRow *self = g_object_new (VIREO_TYPE_PENDING_ROW, NULL);

  self->vm = g_object_ref (vm);
  return GTK_WIDGET (self);
}
