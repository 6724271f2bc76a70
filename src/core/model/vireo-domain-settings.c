/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "core/model/vireo-device-private.h"
#include "core/model/vireo-domain-settings.h"

struct _VireoDomainSettings
{
  GObject parent_instance;

  VireoDomainValues *live;   /* (owned) (nullable) */
  VireoDomainValues *config; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (VireoDomainSettings, vireo_domain_settings, G_TYPE_OBJECT)

static const struct
{
  VireoVirtio one;
  const char *path; /* of what has to be there */
  const char *label;
} virtios[VIREO_N_VIRTIO] = {
  { VIREO_VIRTIO_BALLOON, "devices/memballoon[@model != 'none']",
    NC_ ("virtio", "Memory balloon") },
  { VIREO_VIRTIO_RNG, "devices/rng[starts-with(@model, 'virtio')]",
    NC_ ("virtio", "Random number generator") },
  { VIREO_VIRTIO_SERIAL, "devices/serial | devices/console", NC_ ("virtio", "Text console") },
  { VIREO_VIRTIO_VSOCK, "devices/vsock", NC_ ("virtio", "Socket to the host (vsock)") },
  { VIREO_VIRTIO_GPU, "devices/video/model[@type='virtio']", NC_ ("virtio", "VirtIO graphics") },
  { VIREO_VIRTIO_TABLET, "devices/input[@type='tablet'][@bus='virtio']",
    NC_ ("virtio", "VirtIO tablet") },
  { VIREO_VIRTIO_KEYBOARD, "devices/input[@type='keyboard'][@bus='virtio']",
    NC_ ("virtio", "VirtIO keyboard") },
  { VIREO_VIRTIO_FILESYSTEM, "devices/filesystem[driver/@type='virtiofs']",
    NC_ ("virtio", "Shared folder (virtiofs)") },
  { VIREO_VIRTIO_AGENT, "devices/channel/target[@name='org.qemu.guest_agent.0']",
    NC_ ("virtio", "Channel of the guest agent") },
  { VIREO_VIRTIO_CLIPBOARD, "devices/channel/target[@name='com.redhat.spice.0']",
    NC_ ("virtio", "Channel of the clipboard") },
};

static void
values_free (VireoDomainValues *values)
{
  if (values == NULL)
    return;
  g_free (values->cpu_mode);
  g_free (values->cpu_model);
  g_free (values->machine);
  g_free (values->arch);
  g_free (values->virt_type);
  g_strfreev (values->boot);
  g_free (values);
}

static void
read_cpus (VireoDomainValues *values, xmlNode *domain)
{
  values->max_vcpus = (guint) vireo_xml_uint (domain, "vcpu", 1);
  values->vcpus = (guint) vireo_xml_uint (domain, "vcpu/@current", values->max_vcpus);
  values->sockets = (guint) vireo_xml_uint (domain, "cpu/topology/@sockets", 0);
  values->dies = (guint) vireo_xml_uint (domain, "cpu/topology/@dies", values->sockets > 0 ? 1 : 0);
  values->cores = (guint) vireo_xml_uint (domain, "cpu/topology/@cores", 0);
  values->threads = (guint) vireo_xml_uint (domain, "cpu/topology/@threads", 0);
  values->cpu_mode = vireo_xml_string (domain, "cpu/@mode");
  values->cpu_model = vireo_xml_string (domain, "cpu/model");
  if (values->cpu_mode == NULL && values->cpu_model != NULL)
    values->cpu_mode = g_strdup ("custom"); /* what libvirt takes it for */
  values->has_numa = vireo_xml_has (domain, "cpu/numa/cell");
}

static void
read_memory (VireoDomainValues *values, xmlNode *domain)
{
  values->max_memory = vireo_xml_bytes (domain, "memory");
  values->memory = vireo_xml_has (domain, "currentMemory")
                       ? vireo_xml_bytes (domain, "currentMemory")
                       : values->max_memory;
  values->has_memory_slots = vireo_xml_has (domain, "maxMemory");
  values->has_shared_memory
      = vireo_xml_has (domain, "memoryBacking/access[@mode='shared']")
        || (values->has_numa && !vireo_xml_has (domain, "cpu/numa/cell[not(@memAccess='shared')]"));
}

static void
read_firmware (VireoDomainValues *values, xmlNode *domain)
{
  if (vireo_xml_has (domain, "os[@firmware='efi']")
      || vireo_xml_has (domain, "os/loader[@type='pflash']"))
    values->firmware = VIREO_FIRMWARE_UEFI;
  else if (vireo_xml_has (domain, "os[type='hvm'][not(kernel)]"))
    values->firmware = VIREO_FIRMWARE_BIOS;
  values->secure_boot
      = vireo_xml_has (domain, "os/loader[@secure='yes']")
        || vireo_xml_has (domain, "os/firmware/feature[@name='secure-boot'][@enabled='yes']");
  values->secure_boot_open
      = vireo_xml_has (domain, "os[@firmware='efi'][not(loader/@secure)]"
                               "[not(firmware/feature[@name='secure-boot'])]");
  values->machine = vireo_xml_string (domain, "os/type/@machine");
  values->arch = vireo_xml_string (domain, "os/type/@arch");
  values->virt_type = vireo_xml_string (domain, "@type");
}

typedef struct
{
  guint64 order;
  xmlNode *device;
} BootEntry;

static int
compare_boot_entries (gconstpointer a, gconstpointer b)
{
  guint64 one = ((const BootEntry *) a)->order;
  guint64 other = ((const BootEntry *) b)->order;

  return one < other ? -1 : one > other;
}

static void
take_key (GPtrArray *keys, xmlNode *domain, xmlNode *device)
{
  char *key = device != NULL ? vireo_device_make_key_in (domain, device) : NULL;

  if (key != NULL)
    g_ptr_array_add (keys, key);
}

/* "hd" and its like mean the first device of their kind. */
static void
read_boot_by_kind (GPtrArray *keys, xmlNode *domain)
{
  static const char *const paths[][2] = {
    { "hd", "devices/disk[not(@device) or @device='disk' or @device='lun']" },
    { "cdrom", "devices/disk[@device='cdrom']" },
    { "fd", "devices/disk[@device='floppy']" },
    { "network", "devices/interface" },
  };
  g_autoptr (VireoXmlNodes) boots = vireo_xml_find (domain, "os/boot/@dev");

  for (guint i = 0; i < vireo_xml_nodes_count (boots); i++)
    {
      g_autofree char *kind = vireo_xml_string (vireo_xml_nodes_get (boots, i), ".");

      for (gsize j = 0; j < G_N_ELEMENTS (paths); j++)
        if (g_str_equal (kind, paths[j][0]))
          take_key (keys, domain, vireo_xml_first (domain, paths[j][1]));
    }
}

static void
read_boot (VireoDomainValues *values, xmlNode *domain)
{
  g_autoptr (VireoXmlNodes) devices = vireo_xml_find (domain, "devices/*[boot/@order]");
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (BootEntry));
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  for (guint i = 0; i < vireo_xml_nodes_count (devices); i++)
    {
      BootEntry entry = { 0, vireo_xml_nodes_get (devices, i) };

      entry.order = vireo_xml_uint (entry.device, "boot/@order", G_MAXUINT64);
      g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare_boot_entries);
  for (guint i = 0; i < entries->len; i++)
    take_key (keys, domain, g_array_index (entries, BootEntry, i).device);
  if (entries->len == 0)
    {
      values->boot_by_kind = TRUE;
      read_boot_by_kind (keys, domain);
    }
  g_ptr_array_add (keys, NULL);
  values->boot = (GStrv) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
}

static VireoDomainValues *
values_new (const char *xml, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  VireoDomainValues *values;
  xmlNode *domain;

  if (doc == NULL)
    return NULL;
  domain = xmlDocGetRootElement (doc);
  values = g_new0 (VireoDomainValues, 1);
  read_cpus (values, domain);
  read_memory (values, domain);
  read_firmware (values, domain);
  read_boot (values, domain);
  for (gsize i = 0; i < G_N_ELEMENTS (virtios); i++)
    if (vireo_xml_has (domain, virtios[i].path))
      values->virtio |= virtios[i].one;
  return values;
}

static gboolean
values_equal (const VireoDomainValues *a, const VireoDomainValues *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->vcpus == b->vcpus && a->max_vcpus == b->max_vcpus && a->sockets == b->sockets
         && a->dies == b->dies && a->cores == b->cores && a->threads == b->threads
         && g_strcmp0 (a->cpu_mode, b->cpu_mode) == 0
         && g_strcmp0 (a->cpu_model, b->cpu_model) == 0 && a->memory == b->memory
         && a->max_memory == b->max_memory && a->has_numa == b->has_numa
         && a->has_memory_slots == b->has_memory_slots
         && a->has_shared_memory == b->has_shared_memory && a->firmware == b->firmware
         && a->secure_boot == b->secure_boot && a->secure_boot_open == b->secure_boot_open
         && g_strcmp0 (a->machine, b->machine) == 0
         && g_strcmp0 (a->arch, b->arch) == 0 && g_strcmp0 (a->virt_type, b->virt_type) == 0
         && g_strv_equal ((const char *const *) a->boot, (const char *const *) b->boot)
         && a->boot_by_kind == b->boot_by_kind && a->virtio == b->virtio;
}

static void
vireo_domain_settings_finalize (GObject *object)
{
  VireoDomainSettings *self = VIREO_DOMAIN_SETTINGS (object);

  values_free (self->live);
  values_free (self->config);
  G_OBJECT_CLASS (vireo_domain_settings_parent_class)->finalize (object);
}

static void
vireo_domain_settings_class_init (VireoDomainSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_domain_settings_finalize;
}

static void
vireo_domain_settings_init (VireoDomainSettings *self)
{
}

/**
 * vireo_domain_settings_new:
 * @live_xml: (nullable): the document that runs
 * @config_xml: (nullable): the document of the next start; one of them is there
 * @error: (out) (optional): %VIREO_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): what they say
 */
VireoDomainSettings *
vireo_domain_settings_new (const char *live_xml, const char *config_xml, GError **error)
{
  g_autoptr (VireoDomainSettings) self = g_object_new (VIREO_TYPE_DOMAIN_SETTINGS, NULL);

  g_return_val_if_fail (live_xml != NULL || config_xml != NULL, NULL);
  if (live_xml != NULL && (self->live = values_new (live_xml, error)) == NULL)
    return NULL;
  if (config_xml != NULL && (self->config = values_new (config_xml, error)) == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
vireo_domain_settings_equal (VireoDomainSettings *self, VireoDomainSettings *other)
{
  return values_equal (self->live, other->live) && values_equal (self->config, other->config);
}

const VireoDomainValues *
vireo_domain_settings_get_live (VireoDomainSettings *self)
{
  return self->live;
}

const VireoDomainValues *
vireo_domain_settings_get_config (VireoDomainSettings *self)
{
  return self->config;
}

const VireoDomainValues *
vireo_domain_settings_get_shown (VireoDomainSettings *self)
{
  return self->live != NULL ? self->live : self->config;
}

/* What runs tells "host-model" and the hypervisor's default as the model that came of them, so
 * such a model need not be a difference. */
static gboolean
cpu_differs (const VireoDomainValues *live, const VireoDomainValues *config)
{
  gboolean resolved = g_strcmp0 (live->cpu_mode, "custom") == 0;
  gboolean open = config->cpu_mode == NULL || g_str_equal (config->cpu_mode, "host-model");

  if (resolved && open)
    return FALSE;
  return g_strcmp0 (live->cpu_mode, config->cpu_mode) != 0
         || g_strcmp0 (live->cpu_model, config->cpu_model) != 0;
}

/* The hypervisor rounds to what it can give, and each NUMA cell by itself. */
static gboolean
bytes_differ (guint64 a, guint64 b, gboolean has_numa)
{
  return (a > b ? a - b : b - a) >= (has_numa ? 64 * VIREO_MIB : VIREO_MIB);
}

/**
 * vireo_domain_settings_get_pending:
 *
 * Returns: what the next start changes; nothing while the VM is off or when it is not kept
 */
VireoSetting
vireo_domain_settings_get_pending (VireoDomainSettings *self)
{
  const VireoDomainValues *live = self->live;
  const VireoDomainValues *config = self->config;
  VireoSetting pending = VIREO_SETTING_NOTHING;

  if (live == NULL || config == NULL)
    return pending;
  if (live->vcpus != config->vcpus || live->max_vcpus != config->max_vcpus
      || live->sockets != config->sockets || live->dies != config->dies
      || live->cores != config->cores || live->threads != config->threads)
    pending |= VIREO_SETTING_VCPUS;
  if (cpu_differs (live, config))
    pending |= VIREO_SETTING_CPU;
  if (bytes_differ (live->memory, config->memory, config->has_numa)
      || bytes_differ (live->max_memory, config->max_memory, config->has_numa))
    pending |= VIREO_SETTING_MEMORY;
  if (!g_strv_equal ((const char *const *) live->boot, (const char *const *) config->boot))
    pending |= VIREO_SETTING_BOOT;
  if (live->firmware != config->firmware
      || (live->secure_boot != config->secure_boot && !config->secure_boot_open))
    pending |= VIREO_SETTING_FIRMWARE;
  return pending;
}

/**
 * vireo_virtio_get_label:
 * @one: a single bit
 *
 * Returns: (transfer none): what it is called, in the user's language
 */
const char *
vireo_virtio_get_label (VireoVirtio one)
{
  for (gsize i = 0; i < G_N_ELEMENTS (virtios); i++)
    if (virtios[i].one == one)
      return g_dpgettext2 (GETTEXT_PACKAGE, "virtio", virtios[i].label);
  return "";
}
