/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processors, memory, boot order, firmware and the paravirtual devices. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/model/vireo-vm-change-private.h"

/* Parameters of any of them. */
typedef struct
{
  VireoApply apply;
  guint vcpus, max_vcpus;
  gboolean has_topology;
  VireoTopology topology;
  guint64 memory, max_memory;
  char *first, *second; /* (owned) (nullable): what is text among them */
  GStrv keys;           /* (owned) (nullable) */
  VireoFirmware firmware;
  gboolean secure_boot;
  VireoVirtio virtio;
} Settings;

static Settings *
settings_new (VireoApply apply)
{
  Settings *settings = g_new0 (Settings, 1);

  settings->apply = apply;
  return settings;
}

static void
settings_free (gpointer pointer)
{
  Settings *settings = pointer;

  g_free (settings->first);
  g_free (settings->second);
  g_strfreev (settings->keys);
  g_free (settings);
}

static gboolean
checked (int answer, GError **error)
{
  if (answer < 0)
    vireo_error_take_libvirt (error);
  return answer >= 0;
}

/* --- vCPUs --- */

static char *
edit_vcpus (const char *xml, gconstpointer data, GError **error)
{
  const Settings *wanted = data;
  guint max_vcpus = wanted->max_vcpus;

  if (max_vcpus == 0)
    {
      g_autoptr (VireoDomainSettings) present = vireo_domain_settings_new (NULL, xml, error);

      if (present == NULL)
        return NULL;
      max_vcpus = vireo_domain_settings_get_config (present)->max_vcpus;
    }
  return vireo_domain_edit_vcpus (xml, wanted->vcpus, max_vcpus,
                                  wanted->has_topology ? &wanted->topology : NULL, error);
}

static gboolean
set_vcpus_now (virDomainPtr handle, gpointer data, GError **error)
{
  const Settings *wanted = data;

  return checked (virDomainSetVcpusFlags (handle, wanted->vcpus, VIR_DOMAIN_VCPU_LIVE), error);
}

static gboolean
vcpus_call (virDomainPtr handle, gpointer argument, GError **error)
{
  Settings *wanted = argument;
  VireoApply apply = wanted->apply;
  const VireoChangeSteps steps = { edit_vcpus, wanted, set_vcpus_now, wanted };

  return vireo_change_resolve (handle, &apply, error)
         && vireo_change_run (handle, apply, &steps, error);
}

/**
 * vireo_vm_set_vcpus_async:
 * @vcpus: how many are plugged in
 * @max_vcpus: how many there can be, at the next start only; 0 keeps it
 * @topology: (nullable): at the next start only
 * @apply: when
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_set_vcpus_async (VireoVm *self,
                          guint vcpus,
                          guint max_vcpus,
                          const VireoTopology *topology,
                          VireoApply apply,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Settings *wanted = settings_new (apply);
  g_autofree char *number = g_strdup_printf ("%u", vcpus);
  GPtrArray *command;

  wanted->vcpus = vcpus;
  wanted->max_vcpus = max_vcpus;
  wanted->has_topology = topology != NULL;
  if (topology != NULL)
    wanted->topology = *topology;
  /* virsh sets the two numbers one after the other; virt-xml can at once. */
  if (max_vcpus != 0 && vireo_change_expect (self, apply) == VIREO_APPLY_NEXT_START)
    {
      g_autofree char *both = g_strdup_printf ("%u,vcpu.current=%u", max_vcpus, vcpus);

      command = vireo_change_command_virt_xml (self, "--edit", "--vcpus", both);
    }
  else
    {
      command = vireo_change_command_new (self, "setvcpus", number, NULL);
      vireo_change_command_add_apply (self, command, apply);
    }
  vireo_change_call (self, vcpus_call, wanted, settings_free, command, cancellable, callback,
                     user_data);
}

/* --- memory --- */

static char *
edit_memory (const char *xml, gconstpointer data, GError **error)
{
  const Settings *wanted = data;
  guint64 max_memory = wanted->max_memory;

  if (max_memory == 0)
    {
      g_autoptr (VireoDomainSettings) present = vireo_domain_settings_new (NULL, xml, error);

      if (present == NULL)
        return NULL;
      max_memory = vireo_domain_settings_get_config (present)->max_memory;
    }
  return vireo_domain_edit_memory (xml, wanted->memory, max_memory, error);
}

static gboolean
set_memory_now (virDomainPtr handle, gpointer data, GError **error)
{
  const Settings *wanted = data;

  return checked (virDomainSetMemoryFlags (handle, (unsigned long) (wanted->memory / VIREO_KIB),
                                           VIR_DOMAIN_MEM_LIVE),
                  error);
}

static gboolean
memory_call (virDomainPtr handle, gpointer argument, GError **error)
{
  Settings *wanted = argument;
  VireoApply apply = wanted->apply;
  const VireoChangeSteps steps = { edit_memory, wanted, set_memory_now, wanted };

  return vireo_change_resolve (handle, &apply, error)
         && vireo_change_run (handle, apply, &steps, error);
}

/**
 * vireo_vm_set_memory_async:
 * @memory: bytes the balloon leaves the guest
 * @max_memory: bytes the guest is built with, at the next start only; 0 keeps it
 * @apply: when
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Now it is a wish: the guest gives memory back when its balloon driver sees fit.  Ends with
 * vireo_vm_change_finish().
 */
void
vireo_vm_set_memory_async (VireoVm *self,
                           guint64 memory,
                           guint64 max_memory,
                           VireoApply apply,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Settings *wanted = settings_new (apply);
  gboolean sets_max = max_memory != 0 && vireo_change_expect (self, apply) == VIREO_APPLY_NEXT_START;
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT "KiB",
                                           (sets_max ? max_memory : memory) / VIREO_KIB);
  GPtrArray *command
      = vireo_change_command_new (self, sets_max ? "setmaxmem" : "setmem", size, NULL);

  wanted->memory = memory;
  wanted->max_memory = max_memory;
  vireo_change_command_add_apply (self, command, apply);
  vireo_change_call (self, memory_call, wanted, settings_free, command, cancellable, callback,
                     user_data);
}

/* --- the next start alone --- */

/* Takes @wanted and @command, the latter NULL for "virsh edit". */
static VireoJournalEntry *
edit (VireoVm *self,
      VireoDefinitionEdit change,
      Settings *wanted,
      GPtrArray *command,
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  VireoJournalEntry *entry;

  if (command != NULL)
    g_ptr_array_add (command, NULL);
  entry = vireo_vm_edit_definition_async (
      self, change, wanted, settings_free,
      command != NULL ? (const char *const *) command->pdata : NULL, cancellable, callback,
      user_data);
  g_clear_pointer (&command, g_ptr_array_unref);
  return entry;
}

static char *
edit_cpu (const char *xml, gconstpointer data, GError **error)
{
  const Settings *wanted = data;

  return vireo_domain_edit_cpu (xml, wanted->first, wanted->second, error);
}

/**
 * vireo_vm_set_cpu_async:
 * @mode: (nullable): "host-passthrough", "host-model", "custom" or the like; %NULL: the
 *   hypervisor's default
 * @model: (nullable): with "custom"
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_set_cpu_async (VireoVm *self,
                        const char *mode,
                        const char *model,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Settings *wanted = settings_new (VIREO_APPLY_NEXT_START);
  const char *word = g_strcmp0 (mode, "custom") == 0 ? model : mode;

  wanted->first = g_strdup (mode);
  wanted->second = g_strdup (model);
  edit (self, edit_cpu, wanted,
        word != NULL ? vireo_change_command_virt_xml (self, "--edit", "--cpu", word) : NULL,
        cancellable, callback, user_data);
}

static char *
edit_boot (const char *xml, gconstpointer data, GError **error)
{
  return vireo_domain_edit_boot (xml, (const char *const *) ((const Settings *) data)->keys, error);
}

/**
 * vireo_vm_set_boot_async:
 * @keys: (array zero-terminated): of devices, first one first; all others are not booted from
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_set_boot_async (VireoVm *self,
                         const char *const *keys,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Settings *wanted = settings_new (VIREO_APPLY_NEXT_START);

  wanted->keys = g_strdupv ((GStrv) keys);
  edit (self, edit_boot, wanted, NULL, cancellable, callback, user_data);
}

static char *
edit_firmware (const char *xml, gconstpointer data, GError **error)
{
  const Settings *wanted = data;

  return vireo_domain_edit_firmware (xml, wanted->firmware, wanted->secure_boot, error);
}

static gboolean
firmware_call (virDomainPtr handle, gpointer argument, GError **error)
{
  VireoApply apply = VIREO_APPLY_NEXT_START;

  /* What runs goes on with the old firmware's settings file, which must not change under it. */
  if (virDomainIsActive (handle) == 1)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
                           _ ("The firmware can only be changed while the virtual machine is "
                              "off."));
      return FALSE;
    }
  return vireo_change_resolve (handle, &apply, error)
         && vireo_change_define (handle, edit_firmware, argument, NULL, error);
}

/**
 * vireo_vm_set_firmware_async:
 * @firmware: BIOS or UEFI
 * @secure_boot: only with UEFI
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Only while it is off.  Ends with vireo_vm_change_finish().
 */
void
vireo_vm_set_firmware_async (VireoVm *self,
                             VireoFirmware firmware,
                             gboolean secure_boot,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Settings *wanted = settings_new (VIREO_APPLY_NEXT_START);

  wanted->firmware = firmware;
  wanted->secure_boot = secure_boot;
  vireo_change_call (self, firmware_call, wanted, settings_free,
                     firmware == VIREO_FIRMWARE_UEFI
                         ? vireo_change_command_virt_xml (self, "--edit", "--boot", "firmware=efi")
                         : vireo_change_command_new (self, "edit", NULL),
                     cancellable, callback, user_data);
}

static char *
edit_add_virtio (const char *xml, gconstpointer data, GError **error)
{
  return vireo_domain_edit_add_virtio (xml, ((const Settings *) data)->virtio, error);
}

static char *
edit_remove_virtio (const char *xml, gconstpointer data, GError **error)
{
  return vireo_domain_edit_remove_virtio (xml, ((const Settings *) data)->virtio, error);
}

/**
 * vireo_vm_add_virtio_async:
 * @add: those of them that are missing are added
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_add_virtio_async (VireoVm *self,
                           VireoVirtio add,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Settings *wanted = settings_new (VIREO_APPLY_NEXT_START);

  wanted->virtio = add;
  edit (self, edit_add_virtio, wanted, NULL, cancellable, callback, user_data);
}

/**
 * vireo_vm_remove_virtio_async:
 * @remove: what goes
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_remove_virtio_async (VireoVm *self,
                              VireoVirtio remove,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Settings *wanted = settings_new (VIREO_APPLY_NEXT_START);

  wanted->virtio = remove;
  edit (self, edit_remove_virtio, wanted, NULL, cancellable, callback, user_data);
}

static char *
edit_add_folder (const char *xml, gconstpointer data, GError **error)
{
  const Settings *wanted = data;

  return vireo_domain_edit_add_folder (xml, wanted->first, wanted->second, error);
}

/**
 * vireo_vm_add_folder_async:
 * @path: a folder of the host
 * @tag: what the guest mounts
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_add_folder_async (VireoVm *self,
                           const char *path,
                           const char *tag,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Settings *wanted = settings_new (VIREO_APPLY_NEXT_START);
  g_autofree char *from = vireo_command_sub_option ("source.dir", path);
  g_autofree char *to = vireo_command_sub_option ("target.dir", tag);
  g_autofree char *value = g_strdup_printf ("%s,%s,driver.type=virtiofs", from, to);
  GPtrArray *share = vireo_change_command_virt_xml (self, "--edit", "--memorybacking",
                                                    "source.type=memfd,access.mode=shared");
  GPtrArray *add = vireo_change_command_virt_xml (self, "--add-device", "--filesystem", value);
  VireoJournalEntry *entry;

  wanted->first = g_strdup (path);
  wanted->second = g_strdup (tag);
  entry = edit (self, edit_add_folder, wanted, share, cancellable, callback, user_data);
  vireo_change_note_further (self, entry, add);
}
