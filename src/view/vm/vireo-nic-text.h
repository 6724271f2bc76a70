/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-domain-edit.h"
#include "core/model/vireo-nic.h"

G_BEGIN_DECLS

/* A NIC in words.  What is returned as char * is freed by the caller. */

char       *vireo_nic_text_summary (VireoNic *nic, const char *addresses, gboolean network_off);
const char *vireo_nic_text_get_icon (VireoNic *nic);

/* The details, shown when a NIC is unfolded. */
enum
{
  VIREO_NIC_DETAIL_MAC,
  VIREO_NIC_DETAIL_ADDRESSES,
  VIREO_NIC_DETAIL_MODEL,
  VIREO_NIC_DETAIL_MODE,
  VIREO_NIC_DETAIL_TARGET,
  VIREO_NIC_DETAIL_BACKEND,
  VIREO_NIC_DETAIL_QUEUES,
  VIREO_NIC_DETAIL_MTU,
  VIREO_NIC_DETAIL_LIMITS,
  VIREO_NIC_DETAIL_VLAN,
  VIREO_NIC_DETAIL_PORTGROUP,
  VIREO_NIC_DETAIL_FILTER,
  VIREO_NIC_DETAIL_BOOT,
  VIREO_N_NIC_DETAILS
};

const char *vireo_nic_text_get_detail_title (guint detail);
char       *vireo_nic_text_detail (VireoNic *nic, guint detail, const char *addresses);

/* What libvirt can change of a NIC of this type. */
VireoNicSet vireo_nic_type_get_settable (const char *type);

G_END_DECLS
