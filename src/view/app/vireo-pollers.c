/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/stats/vireo-stats-poller.h"
#include "view/app/vireo-pollers.h"

struct _VireoPollers
{
  GObject parent_instance;

  GListModel *hosts;   /* (owned): of VireoHost */
  GPtrArray *by_place; /* of VireoStatsPoller, in the order of hosts */
  gboolean looking;
};

G_DEFINE_FINAL_TYPE (VireoPollers, vireo_pollers, G_TYPE_OBJECT)

static void
hosts_changed_cb (VireoPollers *self, guint position, guint removed, guint added)
{
  for (guint i = 0; i < removed; i++)
    {
      if (self->looking)
        vireo_stats_poller_stop (self->by_place->pdata[position]);
      g_ptr_array_remove_index (self->by_place, position);
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (self->hosts, i);

      g_ptr_array_insert (self->by_place, i, vireo_host_get_stats_poller (host));
      if (self->looking)
        vireo_stats_poller_start (self->by_place->pdata[i]);
    }
}

static void
vireo_pollers_dispose (GObject *object)
{
  VireoPollers *self = VIREO_POLLERS (object);

  vireo_pollers_set_looking (self, FALSE);
  g_clear_object (&self->hosts);
  G_OBJECT_CLASS (vireo_pollers_parent_class)->dispose (object);
}

static void
vireo_pollers_finalize (GObject *object)
{
  g_ptr_array_unref (VIREO_POLLERS (object)->by_place);
  G_OBJECT_CLASS (vireo_pollers_parent_class)->finalize (object);
}

static void
vireo_pollers_class_init (VireoPollersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vireo_pollers_dispose;
  G_OBJECT_CLASS (klass)->finalize = vireo_pollers_finalize;
}

static void
vireo_pollers_init (VireoPollers *self)
{
  self->by_place = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * vireo_pollers_new:
 * @hosts: of #VireoHost
 *
 * Returns: (transfer full): pollers that rest
 */
VireoPollers *
vireo_pollers_new (GListModel *hosts)
{
  VireoPollers *self = g_object_new (VIREO_TYPE_POLLERS, NULL);

  self->hosts = g_object_ref (hosts);
  g_signal_connect_object (hosts, "items-changed", G_CALLBACK (hosts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  hosts_changed_cb (self, 0, 0, g_list_model_get_n_items (hosts));
  return self;
}

/**
 * vireo_pollers_set_looking:
 * @looking: whether the curves can be seen
 */
void
vireo_pollers_set_looking (VireoPollers *self, gboolean looking)
{
  if (self->looking == looking)
    return;
  self->looking = looking;
  for (guint i = 0; i < self->by_place->len; i++)
    if (looking)
      vireo_stats_poller_start (self->by_place->pdata[i]);
    else
      vireo_stats_poller_stop (self->by_place->pdata[i]);
}
