/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/vm/vireo-nic-source.h"

struct _VireoNicSource
{
  GObject parent_instance;

  char *label;
  char *type;
  char *name;            /* (owned) (nullable) */
  gboolean wants_name;
  VireoNetwork *network; /* (owned) (nullable) */
};

enum
{
  PROP_LABEL = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoNicSource, vireo_nic_source, G_TYPE_OBJECT)

static void
vireo_nic_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    g_value_set_string (value, VIREO_NIC_SOURCE (object)->label);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_nic_source_finalize (GObject *object)
{
  VireoNicSource *self = VIREO_NIC_SOURCE (object);

  g_free (self->label);
  g_free (self->type);
  g_free (self->name);
  g_clear_object (&self->network);
  G_OBJECT_CLASS (vireo_nic_source_parent_class)->finalize (object);
}

static void
vireo_nic_source_class_init (VireoNicSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vireo_nic_source_get_property;
  object_class->finalize = vireo_nic_source_finalize;
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_nic_source_init (VireoNicSource *self)
{
}

/* Takes @label. */
static VireoNicSource *
add_source (GListStore *list, char *label, const char *type, const char *name)
{
  g_autoptr (VireoNicSource) self = g_object_new (VIREO_TYPE_NIC_SOURCE, NULL);

  self->label = label;
  self->type = g_strdup (type);
  self->name = g_strdup (name);
  g_list_store_append (list, self);
  return self; /* the list holds it */
}

static void
add_named_by_user (GListStore *list, const char *label, const char *type)
{
  add_source (list, g_strdup (label), type, NULL)->wants_name = TRUE;
}

static void
add_networks (GListStore *list, VireoHost *host)
{
  GListModel *networks = vireo_host_get_networks (host);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (networks, i);
      const char *name = vireo_network_get_facts (network)->name;

      VireoNicSource *source = add_source (
          list, g_strdup_printf (_ ("Virtual network “%s”"), name), "network", name);

      source->network = g_object_ref (network);
    }
}

static void
add_bridges (GListStore *list, const VireoHostFacts *facts)
{
  for (guint i = 0; facts != NULL && facts->bridges != NULL && facts->bridges[i] != NULL; i++)
    add_source (list, g_strdup_printf (_ ("Bridge “%s”"), facts->bridges[i]), "bridge",
                facts->bridges[i]);
}

/**
 * vireo_nic_source_list:
 * @now: (nullable): what is listed in any case, because the NIC has it
 *
 * Returns: (transfer full): what the host is known to have, then what only the user knows
 */
GListModel *
vireo_nic_source_list (VireoHost *host, const VireoNicValues *now)
{
  GListStore *list = g_list_store_new (VIREO_TYPE_NIC_SOURCE);
  const VireoHostFacts *facts = vireo_host_get_facts (host);

  add_networks (list, host);
  add_bridges (list, facts);
  if (now != NULL && now->source != NULL
      && vireo_nic_source_find (G_LIST_MODEL (list), now) == GTK_INVALID_LIST_POSITION)
    {
      const char *type = vireo_nic_type_get_label (now->type);

      /* Translators: a kind of network connection and what it is plugged into: Bridge “br0” */
      add_source (list, g_strdup_printf (_ ("%s “%s”"), type, now->source), now->type, now->source);
    }
  if (facts == NULL || !facts->is_session)
    {
      add_named_by_user (list, _ ("Another bridge…"), "bridge");
      add_named_by_user (list, _ ("A network interface of the host (macvtap)…"), "direct");
    }
  add_source (list, g_strdup (_ ("User mode: only outgoing connections")), "user", NULL);
  return G_LIST_MODEL (list);
}

/**
 * vireo_nic_source_find:
 * @now: what a NIC is plugged into
 *
 * Returns: its place in @sources; %GTK_INVALID_LIST_POSITION where it is not
 */
guint
vireo_nic_source_find (GListModel *sources, const VireoNicValues *now)
{
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (VireoNicSource) source = g_list_model_get_item (sources, i);

      if (!source->wants_name && g_str_equal (source->type, now->type)
          && (g_strcmp0 (source->name, now->source) == 0 || g_str_equal (now->type, "user")))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

const char *
vireo_nic_source_get_nic_type (VireoNicSource *self)
{
  return self->type;
}

const char *
vireo_nic_source_get_name (VireoNicSource *self)
{
  return self->name;
}

gboolean
vireo_nic_source_wants_name (VireoNicSource *self)
{
  return self->wants_name;
}

VireoNetwork *
vireo_nic_source_get_network (VireoNicSource *self)
{
  return self->network;
}

VireoNetwork *
vireo_nic_source_find_network (VireoHost *host, const char *name)
{
  GListModel *networks = vireo_host_get_networks (host);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (networks, i);

      if (g_strcmp0 (vireo_network_get_facts (network)->name, name) == 0)
        return network; /* the host holds it */
    }
  return NULL;
}
