/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is pending about the settings, done now or dropped. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-change.h"

/* An order that ends before it began. */
static void
refuse (VireoVm *self,
        const char *why,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, vireo_vm_change_finish);
  g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED, "%s", why);
}

/**
 * vireo_settings_can_apply:
 * @settings: of a VM
 * @one: a single bit
 *
 * Returns: whether something of what is pending about it can be done without a restart
 */
gboolean
vireo_settings_can_apply (VireoDomainSettings *settings, VireoSetting one)
{
  const VireoDomainValues *live = vireo_domain_settings_get_live (settings);
  const VireoDomainValues *config = vireo_domain_settings_get_config (settings);

  if ((vireo_domain_settings_get_pending (settings) & one) == 0)
    return FALSE;
  switch (one)
    {
    case VIREO_SETTING_VCPUS:
      return config->vcpus != live->vcpus && config->vcpus <= live->max_vcpus;
    case VIREO_SETTING_MEMORY:
      return config->memory != live->memory && config->memory <= live->max_memory
             && (live->virtio & VIREO_VIRTIO_BALLOON) != 0;
    default:
      return FALSE;
    }
}

/**
 * vireo_settings_can_discard:
 * @settings: of a VM
 * @one: a single bit
 *
 * Returns: whether it is known what the VM was started with.  It is not for a processor that
 *   shows as the model that came of "host-model", nor for firmware, whose files are libvirt's
 */
gboolean
vireo_settings_can_discard (VireoDomainSettings *settings, VireoSetting one)
{
  const VireoDomainValues *live = vireo_domain_settings_get_live (settings);

  if ((vireo_domain_settings_get_pending (settings) & one) == 0)
    return FALSE;
  switch (one)
    {
    case VIREO_SETTING_VCPUS:
    case VIREO_SETTING_MEMORY:
    case VIREO_SETTING_BOOT:
      return TRUE;
    case VIREO_SETTING_CPU:
      return g_strcmp0 (live->cpu_mode, "custom") != 0;
    default:
      return FALSE;
    }
}

/**
 * vireo_vm_apply_setting_async:
 * @settings: of this VM
 * @one: a single bit: VCPUS or MEMORY
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Plugs in or out as many virtual processors, or has the balloon leave as much memory, as there
 * will be at the next start.  Ends with vireo_vm_change_finish().
 */
void
vireo_vm_apply_setting_async (VireoVm *self,
                              VireoDomainSettings *settings,
                              VireoSetting one,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  const VireoDomainValues *config = vireo_domain_settings_get_config (settings);

  VIREO_ASSERT_MAIN ();
  if (!vireo_settings_can_apply (settings, one))
    refuse (self, _ ("This can only change at the next start."), cancellable, callback, user_data);
  else if (one == VIREO_SETTING_VCPUS)
    vireo_vm_set_vcpus_async (self, config->vcpus, 0, NULL, VIREO_APPLY_NOW, cancellable, callback,
                              user_data);
  else
    vireo_vm_set_memory_async (self, config->memory, 0, VIREO_APPLY_NOW, cancellable, callback,
                               user_data);
}

/**
 * vireo_vm_discard_setting_async:
 * @settings: of this VM
 * @one: a single bit
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Makes the next start as it is now.  Ends with vireo_vm_change_finish().
 */
void
vireo_vm_discard_setting_async (VireoVm *self,
                                VireoDomainSettings *settings,
                                VireoSetting one,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  const VireoDomainValues *live = vireo_domain_settings_get_live (settings);
  VireoTopology topology;

  VIREO_ASSERT_MAIN ();
  if (!vireo_settings_can_discard (settings, one))
    {
      refuse (self, _ ("It is not known what the virtual machine was started with."), cancellable,
              callback, user_data);
      return;
    }
  switch (one)
    {
    case VIREO_SETTING_VCPUS:
      topology = (VireoTopology) { live->sockets, live->dies, live->cores, live->threads };
      vireo_vm_set_vcpus_async (self, live->vcpus, live->max_vcpus, &topology,
                                VIREO_APPLY_NEXT_START, cancellable, callback, user_data);
      break;
    case VIREO_SETTING_MEMORY:
      vireo_vm_set_memory_async (self, live->memory, live->max_memory, VIREO_APPLY_NEXT_START,
                                 cancellable, callback, user_data);
      break;
    case VIREO_SETTING_BOOT:
      vireo_vm_set_boot_async (self, (const char *const *) live->boot, cancellable, callback,
                               user_data);
      break;
    default:
      vireo_vm_set_cpu_async (self, live->cpu_mode, live->cpu_model, cancellable, callback,
                              user_data);
    }
}
