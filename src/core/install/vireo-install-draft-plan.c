/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of the choices of a draft. */

#include "config.h"

#include "core/install/vireo-install-draft-private.h"

/**
 * vireo_install_draft_make_plan:
 *
 * Returns: (transfer full): the choices as they stand, whether or not there is a problem
 */
VireoInstallPlan *
vireo_install_draft_make_plan (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);
  VireoInstallPlan *plan = g_new0 (VireoInstallPlan, 1);

  plan->name = g_strdup (self->name);
  plan->os_id = self->os != NULL ? g_strdup (vireo_os_get_id (self->os)) : NULL;
  plan->needs = self->needs;
  plan->source = self->source;
  if (self->source == VIREO_SOURCE_ISO)
    plan->media_path = g_strdup (self->media_path);
  plan->installer_reboots
      = self->media != NULL ? vireo_media_get_installer_reboots (self->media) : 1;
  plan->answers = vireo_unattended_make_answers (self->unattended);
  plan->n_vcpus = self->n_vcpus;
  plan->memory = self->memory;
  plan->disk = _vireo_install_draft_get_disk (self);
  plan->disk_format = g_strdup (self->disk_format);
  if (plan->disk == VIREO_DISK_EXISTING)
    {
      plan->disk_path = g_strdup (self->disk_path);
      g_free (plan->disk_format);
      plan->disk_format = g_strdup (self->image != NULL ? self->image->format : "raw");
    }
  plan->disk_size = self->disk_size;
  if (_vireo_install_draft_imports (self))
    {
      const VireoOvf *ovf = _vireo_install_draft_get_ovf (self);

      plan->import = vireo_import_ref (self->image->import);
      plan->disk_size = vireo_import_get_disk (plan->import, 0)->capacity;
      plan->description = ovf != NULL ? g_strdup (ovf->description) : NULL;
      plan->more_nics = ovf != NULL ? CLAMP (ovf->n_nics, 1, VIREO_INSTALL_MAX_NICS) - 1 : 0;
    }
  plan->pool = g_strdup (self->pool);
  plan->nic = self->nic;
  plan->nic_source = g_strdup (self->nic_source);
  plan->kvm = self->kvm;
  plan->uefi = self->uefi;
  plan->arch = g_strdup (_vireo_install_draft_get_arch (self));
  plan->start = self->start;
  plan->autostart = self->autostart;
  plan->xml = g_strdup (self->xml);
  if (facts != NULL)
    {
      plan->host_q35 = facts->has_q35;
      plan->host_passthrough = facts->has_host_passthrough;
      plan->host_virtio_video = facts->has_virtio_video;
    }
  return plan;
}
