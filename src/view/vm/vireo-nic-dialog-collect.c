/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is chosen in the dialog, and what speaks against it. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/vm/vireo-nic-dialog-private.h"
#include "view/vm/vireo-nic-source.h"
#include "view/vm/vireo-nic-text.h"

/* What no hypervisor changes while the guest uses the card. */
#define NEXT_START_ONLY                                                                            \
  (VIREO_NIC_SET_MODEL | VIREO_NIC_SET_MAC | VIREO_NIC_SET_QUEUES | VIREO_NIC_SET_MTU)

/* What the fields were filled with: as it will be, where that differs from what it is now.  What
 * somebody else changes meanwhile is not a change of the user's. */
const VireoNicValues *
_vireo_nic_dialog_get_before (VireoNicDialog *self)
{
  const VireoNicValues *config;

  if (self->opened == NULL)
    return NULL;
  config = vireo_nic_get_config (self->opened);
  return config != NULL ? config : vireo_nic_get_live (self->opened);
}

const char *
_vireo_nic_dialog_get_model (VireoNicDialog *self)
{
  guint i = adw_combo_row_get_selected (self->model);

  return i < g_strv_length (self->model_names) ? self->model_names[i] : NULL;
}

/* The settings that make sense for what is chosen. */
VireoNicSet
_vireo_nic_dialog_get_settable (VireoNicDialog *self)
{
  const VireoNicValues *before = _vireo_nic_dialog_get_before (self);
  VireoNicSource *source = adw_combo_row_get_selected_item (self->source);
  const char *type = before != NULL ? before->type : "network";

  if ((self->what & VIREO_NIC_SET_SOURCE) != 0 && source != NULL)
    type = vireo_nic_source_get_nic_type (source);
  return self->what & vireo_nic_type_get_settable (type);
}

gboolean
_vireo_nic_dialog_is_virtio (const char *model)
{
  return model != NULL && g_str_has_prefix (model, "virtio");
}

static void
collect_source (VireoNicDialog *self, VireoNicOptions *options, VireoNicSet settable)
{
  const VireoNicValues *before = _vireo_nic_dialog_get_before (self);
  VireoNicSource *source = adw_combo_row_get_selected_item (self->source);

  if ((settable & VIREO_NIC_SET_SOURCE) == 0 || source == NULL)
    return;
  options->type = vireo_nic_source_get_nic_type (source);
  options->source = vireo_nic_source_wants_name (source)
                        ? gtk_editable_get_text (GTK_EDITABLE (self->source_name))
                        : vireo_nic_source_get_name (source);
  if (before != NULL && g_str_equal (before->type, options->type)
      && g_strcmp0 (before->source, options->source) == 0)
    return;
  options->set |= VIREO_NIC_SET_SOURCE;
}

/* What differs from before; of a new NIC what is not the default. */
void
_vireo_nic_dialog_collect (VireoNicDialog *self, VireoNicOptions *options)
{
  static const VireoNicValues nothing = { .link_up = TRUE };
  const VireoNicValues *before = _vireo_nic_dialog_get_before (self);
  VireoNicSet settable = _vireo_nic_dialog_get_settable (self);

  *options = (VireoNicOptions){ 0 };
  collect_source (self, options, settable);
  before = before != NULL ? before : &nothing;
  options->model = before->model;
  if ((settable & VIREO_NIC_SET_MODEL) != 0)
    options->model = _vireo_nic_dialog_get_model (self);
  options->mac = gtk_editable_get_text (GTK_EDITABLE (self->mac));
  options->link_up = gtk_switch_get_active (self->link);
  if (_vireo_nic_dialog_is_virtio (options->model))
    options->queues = (guint) gtk_spin_button_get_value_as_int (self->queues);
  options->mtu = (guint) gtk_spin_button_get_value_as_int (self->mtu);
  options->inbound_rate = (guint64) gtk_spin_button_get_value (self->inbound);
  options->outbound_rate = (guint64) gtk_spin_button_get_value (self->outbound);

  if (g_strcmp0 (options->model, before->model) != 0)
    options->set |= VIREO_NIC_SET_MODEL & settable;
  if (before->mac == NULL || g_ascii_strcasecmp (options->mac, before->mac) != 0)
    options->set |= VIREO_NIC_SET_MAC & settable;
  if (options->link_up != before->link_up)
    options->set |= VIREO_NIC_SET_LINK & settable;
  if (options->queues != before->queues)
    options->set |= VIREO_NIC_SET_QUEUES & settable;
  if (options->mtu != before->mtu)
    options->set |= VIREO_NIC_SET_MTU & settable;
  if (options->inbound_rate != before->inbound_rate
      || options->outbound_rate != before->outbound_rate)
    options->set |= VIREO_NIC_SET_BANDWIDTH & settable;
}

/* Only from bridge to bridge a cable is moved while the guest runs. */
static gboolean
moves_live (const VireoNicValues *live, const VireoNicOptions *options)
{
  gboolean from = g_str_equal (live->type, "network") || g_str_equal (live->type, "bridge");
  gboolean to = g_str_equal (options->type, "network") || g_str_equal (options->type, "bridge");

  return from && to;
}

const char *
_vireo_nic_dialog_find_why_not_now (VireoNicDialog *self, const VireoNicOptions *options)
{
  const VireoNicValues *live = self->nic != NULL ? vireo_nic_get_live (self->nic) : NULL;

  if (self->nic != NULL && live == NULL)
    return _ ("The network card comes at the next start");
  if (self->nic != NULL && (options->set & NEXT_START_ONLY) != 0)
    return _ ("Model, MAC address, queues and MTU change at the next start only");
  if (self->nic != NULL && (options->set & VIREO_NIC_SET_SOURCE) != 0
      && !moves_live (live, options))
    return _ ("Another kind of source is taken at the next start only");
  return "";
}

/* Off, or not kept, there is only one time at which it can take effect. */
gboolean
_vireo_nic_dialog_asks_when (VireoNicDialog *self)
{
  const VireoVmFacts *facts
      = vireo_vm_get_facts (vireo_change_dialog_get_vm (VIREO_CHANGE_DIALOG (self)));

  return facts->state != VIREO_VM_STATE_OFF && facts->state != VIREO_VM_STATE_SAVED
         && facts->persistent;
}

/* 0: neither */
VireoApply
_vireo_nic_dialog_get_apply (VireoNicDialog *self)
{
  VireoApply apply = 0;

  if (!_vireo_nic_dialog_asks_when (self))
    return VIREO_APPLY_BOTH;
  if (*self->why_not_now == '\0' && gtk_check_button_get_active (self->now))
    apply |= VIREO_APPLY_NOW;
  if (gtk_check_button_get_active (self->next_start))
    apply |= VIREO_APPLY_NEXT_START;
  return apply;
}

const char *
_vireo_nic_dialog_find_problem (VireoNicDialog *self, const VireoNicOptions *options)
{
  if ((options->set & VIREO_NIC_SET_SOURCE) != 0 && options->source != NULL
      && *options->source == '\0')
    return _ ("Give the name that it has on the host, as “br0”.");
  if (_vireo_nic_dialog_get_apply (self) == 0)
    return _ ("Choose when it takes effect.");
  return NULL;
}
