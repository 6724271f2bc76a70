/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "core/base/vireo-libvirt-types.h"

G_BEGIN_DECLS

/* A virtual network of a host.  Main thread unless marked otherwise. */

typedef struct
{
  char uuid[VIREO_UUID_LENGTH];
  char *name;
  char *forward; /* "nat", "route", "bridge", ... or "isolated" */
  char *bridge;  /* (nullable) */
  char *subnet;  /* (nullable): its first addresses, "192.168.122.0/24" */
  gboolean active;
  gboolean autostart;
  gboolean persistent;
} VireoNetworkFacts;

VireoNetworkFacts *vireo_network_facts_read (virNetworkPtr handle, GError **error); /* worker */
void               vireo_network_facts_free (VireoNetworkFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoNetworkFacts, vireo_network_facts_free)

#define VIREO_TYPE_NETWORK (vireo_network_get_type ())
G_DECLARE_FINAL_TYPE (VireoNetwork, vireo_network, VIREO, NETWORK, GObject)

/* Properties: name, forward, bridge, subnet, active, autostart */
VireoNetwork            *vireo_network_new (VireoNetworkFacts *facts);
void                     vireo_network_apply (VireoNetwork *self, VireoNetworkFacts *facts);
const VireoNetworkFacts *vireo_network_get_facts (VireoNetwork *self);

G_END_DECLS
