/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/stats/vireo-stats-point.h"
#include "view/common/vireo-graph-scale.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-vcpu-table.h"

/* A row.  It stays where it is while its values change. */

#define VIREO_TYPE_VCPU_ITEM (vireo_vcpu_item_get_type ())
G_DECLARE_FINAL_TYPE (VireoVcpuItem, vireo_vcpu_item, VIREO, VCPU_ITEM, GObject)

struct _VireoVcpuItem
{
  GObject parent_instance;

  VireoStatsVcpu vcpu;
};

enum
{
  PROP_NUMBER_TEXT = 1,
  PROP_USE,
  PROP_USE_TEXT,
  PROP_HOST_CPU_TEXT,
  PROP_STATE_TEXT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoVcpuItem, vireo_vcpu_item, G_TYPE_OBJECT)

static const char *
state_text (VireoVcpuState state)
{
  switch (state)
    {
    case VIREO_VCPU_OFFLINE:
      /* Translators: the state of a virtual processor */
      return C_ ("vCPU", "Offline");
    case VIREO_VCPU_RUNNING:
      /* Translators: the state of a virtual processor */
      return C_ ("vCPU", "Running");
    case VIREO_VCPU_IDLE:
      /* Translators: the state of a virtual processor */
      return C_ ("vCPU", "Idle");
    case VIREO_VCPU_UNKNOWN:
    default:
      return C_ ("value", "not known");
    }
}

static void
vireo_vcpu_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const VireoStatsVcpu *vcpu = &VIREO_VCPU_ITEM (object)->vcpu;

  switch (id)
    {
    case PROP_NUMBER_TEXT:
      g_value_take_string (value, g_strdup_printf ("%u", vcpu->number));
      break;
    case PROP_USE:
      g_value_set_double (value, isnan (vcpu->use) ? 0 : vcpu->use);
      break;
    case PROP_USE_TEXT:
      g_value_take_string (value, vireo_graph_scale_to_text (VIREO_GRAPH_PERCENT, vcpu->use));
      break;
    case PROP_HOST_CPU_TEXT:
      if (vcpu->host_cpu >= 0)
        g_value_take_string (value, g_strdup_printf ("%d", vcpu->host_cpu));
      else
        g_value_set_string (value, C_ ("value", "not known"));
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, state_text (vcpu->state));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_vcpu_item_class_init (VireoVcpuItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_vcpu_item_get_property;
  props[PROP_NUMBER_TEXT] = g_param_spec_string ("number-text", NULL, NULL, NULL, flags);
  props[PROP_USE] = g_param_spec_double ("use", NULL, NULL, 0, 1, 0, flags);
  props[PROP_USE_TEXT] = g_param_spec_string ("use-text", NULL, NULL, NULL, flags);
  props[PROP_HOST_CPU_TEXT] = g_param_spec_string ("host-cpu-text", NULL, NULL, NULL, flags);
  props[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_vcpu_item_init (VireoVcpuItem *self)
{
}

static void
set_vcpu (VireoVcpuItem *self, const VireoStatsVcpu *vcpu)
{
  VireoStatsVcpu old = self->vcpu;

  self->vcpu = *vcpu;
  if (old.number != vcpu->number)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NUMBER_TEXT]);
  /* What is not known equals nothing, not even itself. */
  if (!(old.use == vcpu->use))
    {
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USE]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USE_TEXT]);
    }
  if (old.host_cpu != vcpu->host_cpu)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST_CPU_TEXT]);
  if (old.state != vcpu->state)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE_TEXT]);
}

/* The table */

struct _VireoVcpuTable
{
  GtkBox parent_instance;

  GListStore *items; /* (owned): of VireoVcpuItem */
  GtkNoSelection *rows;
};

G_DEFINE_FINAL_TYPE (VireoVcpuTable, vireo_vcpu_table, GTK_TYPE_BOX)

static void
vireo_vcpu_table_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VIREO_TYPE_VCPU_TABLE);
  g_clear_object (&VIREO_VCPU_TABLE (object)->items);
  G_OBJECT_CLASS (vireo_vcpu_table_parent_class)->dispose (object);
}

static void
vireo_vcpu_table_class_init (VireoVcpuTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_vcpu_table_dispose;
  g_type_ensure (VIREO_TYPE_VCPU_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-vcpu-table.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoVcpuTable, rows);
}

static void
vireo_vcpu_table_init (VireoVcpuTable *self)
{
  vireo_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (VIREO_TYPE_VCPU_ITEM);
  gtk_no_selection_set_model (self->rows, G_LIST_MODEL (self->items));
}

/**
 * vireo_vcpu_table_set_vcpus:
 * @vcpus: (nullable) (element-type VireoStatsVcpu): by number
 */
void
vireo_vcpu_table_set_vcpus (VireoVcpuTable *self, const GArray *vcpus)
{
  guint n = vcpus != NULL ? vcpus->len : 0;
  guint n_now = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  if (n_now > n)
    g_list_store_splice (self->items, n, n_now - n, NULL, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoVcpuItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (item != NULL)
        {
          set_vcpu (item, &g_array_index (vcpus, VireoStatsVcpu, i));
          continue;
        }
      item = g_object_new (VIREO_TYPE_VCPU_ITEM, NULL);
      item->vcpu = g_array_index (vcpus, VireoStatsVcpu, i);
      g_list_store_append (self->items, item);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}
