/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-vm-pane.h"

typedef struct
{
  VireoVm *vm; /* (owned) (nullable) */
  gboolean shown;
} VireoVmPanePrivate;

enum
{
  PROP_VM = 1,
  PROP_SHOWN,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VireoVmPane, vireo_vm_pane, ADW_TYPE_BIN)

static void
vireo_vm_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoVmPane *self = VIREO_VM_PANE (object);

  switch (id)
    {
    case PROP_VM:
      g_value_set_object (value, vireo_vm_pane_get_vm (self));
      break;
    case PROP_SHOWN:
      g_value_set_boolean (value, vireo_vm_pane_get_shown (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_vm_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoVmPane *self = VIREO_VM_PANE (object);

  switch (id)
    {
    case PROP_VM:
      vireo_vm_pane_set_vm (self, g_value_get_object (value));
      break;
    case PROP_SHOWN:
      vireo_vm_pane_set_shown (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_vm_pane_dispose (GObject *object)
{
  VireoVmPanePrivate *priv = vireo_vm_pane_get_instance_private (VIREO_VM_PANE (object));

  g_clear_object (&priv->vm);
  G_OBJECT_CLASS (vireo_vm_pane_parent_class)->dispose (object);
}

static void
vireo_vm_pane_class_init (VireoVmPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_vm_pane_get_property;
  object_class->set_property = vireo_vm_pane_set_property;
  object_class->dispose = vireo_vm_pane_dispose;

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM, flags);
  props[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_vm_pane_init (VireoVmPane *self)
{
}

/**
 * vireo_vm_pane_get_vm:
 *
 * Returns: (transfer none) (nullable): the VM shown
 */
VireoVm *
vireo_vm_pane_get_vm (VireoVmPane *self)
{
  return ((VireoVmPanePrivate *) vireo_vm_pane_get_instance_private (self))->vm;
}

void
vireo_vm_pane_set_vm (VireoVmPane *self, VireoVm *vm)
{
  VireoVmPanePrivate *priv = vireo_vm_pane_get_instance_private (self);

  if (!g_set_object (&priv->vm, vm))
    return;
  if (VIREO_VM_PANE_GET_CLASS (self)->vm_set != NULL)
    VIREO_VM_PANE_GET_CLASS (self)->vm_set (self, vm);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VM]);
}

gboolean
vireo_vm_pane_get_shown (VireoVmPane *self)
{
  return ((VireoVmPanePrivate *) vireo_vm_pane_get_instance_private (self))->shown;
}

/**
 * vireo_vm_pane_set_shown:
 * @shown: whether this is the pane the user sees
 *
 * Set by the page.  A pane that is not shown does no work that costs.
 */
void
vireo_vm_pane_set_shown (VireoVmPane *self, gboolean shown)
{
  VireoVmPanePrivate *priv = vireo_vm_pane_get_instance_private (self);

  if (priv->shown == shown)
    return;
  priv->shown = shown;
  if (VIREO_VM_PANE_GET_CLASS (self)->shown_changed != NULL)
    VIREO_VM_PANE_GET_CLASS (self)->shown_changed (self, shown);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOWN]);
}

/**
 * vireo_vm_pane_settle:
 *
 * Works out style, size and place of all that is in a pane which is not seen, as though it were,
 * so that it takes one short turn of the main loop to show it.  Costs nothing for what is settled
 * already.
 */
void
vireo_vm_pane_settle (VireoVmPane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *stack = gtk_widget_get_ancestor (widget, ADW_TYPE_VIEW_STACK);
  int width = stack != NULL ? gtk_widget_get_width (stack) : 0;
  int least_width, least_height;

  if (width <= 0 || gtk_widget_get_mapped (widget))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  width = MAX (width, least_width);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &least_height, NULL, NULL, NULL);
  gtk_widget_allocate (widget, width, MAX (gtk_widget_get_height (stack), least_height), -1, NULL);
}
