/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be added to a VM.  What is said of QEMU here is what libvirt's driver for it does; what
 * neither says beforehand is left to libvirt to refuse. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-xml.h"
#include "core/host/vireo-hardware-advice.h"

/* As in VireoHostFacts. */
#define VERSION(major, minor) ((major) * G_GUINT64_CONSTANT (1000000) + (minor) * 1000)

static gboolean
is_any_of (const char *word, const char *const *words)
{
  return words == NULL || g_strv_contains (words, word);
}

static gboolean
has_libvirt (const VireoHardwareCase *c, guint64 version)
{
  return c->host != NULL && c->host->libvirt_version >= version;
}

static gboolean
is_such (VireoHardware *hardware, const char *xpath)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (vireo_hardware_get_xml (hardware), NULL);

  return doc != NULL && vireo_xml_has (xmlDocGetRootElement (doc), xpath);
}

/* How many devices of @kind the VM has that satisfy @xpath, and keeps. */
static guint
count (const VireoHardwareCase *c, VireoDeviceKind kind, const char *xpath)
{
  guint n = c->hardware != NULL ? g_list_model_get_n_items (c->hardware) : 0;
  guint found = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoHardware) hardware = g_list_model_get_item (c->hardware, i);

      found += vireo_device_get_kind (VIREO_DEVICE (hardware)) == kind
               && vireo_device_get_pending (VIREO_DEVICE (hardware)) != VIREO_DEVICE_PENDING_REMOVED
               && is_such (hardware, xpath);
    }
  return found;
}

/* --- which --- */

typedef struct
{
  const char *model;
  gboolean (*is_possible) (const VireoHardwareCase *c); /* (nullable): always */
} Model;

static gboolean
can_itco (const VireoHardwareCase *c)
{
  return has_libvirt (c, VERSION (9, 1)) && c->vm->machine != NULL
         && strstr (c->vm->machine, "q35") != NULL
         && count (c, VIREO_DEVICE_WATCHDOG, "self::*[@model='itco']") == 0;
}

static gboolean
can_virtio_sound (const VireoHardwareCase *c)
{
  return has_libvirt (c, VERSION (10, 4)) && c->host->hypervisor_version >= VERSION (8, 2);
}

static gboolean
can_vnc (const VireoHardwareCase *c)
{
  return count (c, VIREO_DEVICE_GRAPHICS, "self::*[@type='vnc']") == 0;
}

static gboolean
can_spice (const VireoHardwareCase *c)
{
  return c->host != NULL && c->host->has_spice
         && count (c, VIREO_DEVICE_GRAPHICS, "self::*[@type='spice']") == 0;
}

/* Beside a first card QEMU takes only those that need no BIOS of a PC. */
static gboolean
can_be_first (const VireoHardwareCase *c)
{
  return count (c, VIREO_DEVICE_VIDEO, "model[not(@type='none')]") == 0;
}

static const Model serial_models[] = { { "" }, { "usb-serial" } };
static const Model tpm_models[] = { { "tpm-crb" }, { "tpm-tis" }, { "tpm-spapr" } };
static const Model watchdog_models[] = { { "i6300esb" }, { "itco", can_itco } };
static const Model sound_models[]
    = { { "ich9" }, { "virtio", can_virtio_sound }, { "ich6" }, { "ac97" }, { "usb" } };
static const Model graphics_models[] = { { "vnc", can_vnc }, { "spice", can_spice } };
static const Model video_models[] = { { "virtio" },
                                      { "qxl" },
                                      { "vga", can_be_first },
                                      { "bochs", can_be_first },
                                      { "cirrus", can_be_first },
                                      { "ramfb", can_be_first } };

/**
 * vireo_hardware_advice_list_models:
 *
 * Returns: (transfer full): "" stands for the machine's own; empty for kinds without models
 */
GStrv
vireo_hardware_advice_list_models (const VireoHardwareCase *c, VireoDeviceKind kind)
{
#define MODELS(kind, models) { kind, models, G_N_ELEMENTS (models) }
  static const struct
  {
    VireoDeviceKind kind;
    const Model *models;
    gsize n;
  } kinds[] = {
    MODELS (VIREO_DEVICE_SERIAL, serial_models),
    MODELS (VIREO_DEVICE_TPM, tpm_models),
    MODELS (VIREO_DEVICE_WATCHDOG, watchdog_models),
    MODELS (VIREO_DEVICE_SOUND, sound_models),
    MODELS (VIREO_DEVICE_GRAPHICS, graphics_models),
    MODELS (VIREO_DEVICE_VIDEO, video_models),
  };
#undef MODELS
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *offered = NULL;

  /* What the host says of these two it says in full. */
  if (c->host != NULL && kind == VIREO_DEVICE_TPM)
    offered = (const char *const *) c->host->tpm_models;
  if (c->host != NULL && kind == VIREO_DEVICE_VIDEO)
    offered = (const char *const *) c->host->video_models;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize j = 0; kinds[i].kind == kind && j < kinds[i].n; j++)
      {
        const Model *model = &kinds[i].models[j];

        if (is_any_of (model->model, offered)
            && (model->is_possible == NULL || model->is_possible (c)))
          g_strv_builder_add (builder, model->model);
      }
  return g_strv_builder_end (builder);
}

/**
 * vireo_hardware_advice_list_disk_buses:
 * @host: (nullable)
 *
 * NVMe is a matter of libvirt's version: it is there only where the host says so.
 */
GStrv
vireo_hardware_advice_list_disk_buses (const VireoHostFacts *host)
{
  static const char *const buses[] = { "virtio", "scsi", "sata", "nvme", "usb" };
  const char *const *offered = host != NULL ? (const char *const *) host->disk_buses : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (offered != NULL && *offered == NULL)
    offered = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (buses); i++)
    if (offered != NULL ? g_strv_contains (offered, buses[i]) : !g_str_equal (buses[i], "nvme"))
      g_strv_builder_add (builder, buses[i]);
  return g_strv_builder_end (builder);
}

/* --- whether at all --- */

static const char *
why_no_pci (const VireoHostFacts *host)
{
  if (host == NULL)
    return NULL;
  if (host->is_session)
    return _ ("PCI devices are handed on by the host’s system daemon alone; this connection is to "
              "a user’s own.");
  if (host->knows_devices && !host->has_vfio)
    return _ ("This host cannot hand PCI devices to guests: it has no IOMMU in use.  Switch on "
              "VT-d (Intel) or AMD-Vi in its firmware settings; with an Intel processor also start "
              "its kernel with intel_iommu=on.");
  return NULL;
}

static const char *
why_no_tpm (const VireoHardwareCase *c)
{
  if (count (c, VIREO_DEVICE_TPM, "self::*") > 0)
    return _ ("The virtual machine has a TPM, and cannot have a second one.");
  if (c->host != NULL && c->host->knows_devices && !c->host->has_tpm_emulator)
    return _ ("There is no TPM emulator on this host.  It comes with the package swtpm.");
  return NULL;
}

static const char *
why_no_folder (const VireoHostFacts *host)
{
  if (host != NULL && host->knows_devices && !host->has_virtiofs)
    return _ ("This host cannot share folders: its hypervisor does not know virtiofs.");
  if (host != NULL && host->is_session && host->libvirt_version < VERSION (10, 0))
    return _ ("Folders are shared by the host’s system daemon alone; this connection is to a "
              "user’s own.");
  return NULL;
}

static const char *
why_no_graphics (const VireoHardwareCase *c)
{
  if (can_vnc (c) || can_spice (c))
    return NULL;
  if (c->host != NULL && c->host->has_spice)
    return _ ("The virtual machine has VNC and SPICE, and cannot have either twice.");
  return _ ("The virtual machine has VNC, and cannot have it twice.  The host does not offer "
            "SPICE.");
}

/**
 * vireo_hardware_advice_why_not:
 *
 * Returns: (transfer none) (nullable): a sentence in the user's language
 */
const char *
vireo_hardware_advice_why_not (const VireoHardwareCase *c, VireoDeviceKind kind)
{
  g_auto (GStrv) models = NULL;

  switch (kind)
    {
    case VIREO_DEVICE_HOST_USB:
    case VIREO_DEVICE_SOUND:
    case VIREO_DEVICE_SERIAL:
      return NULL;
    case VIREO_DEVICE_HOST_PCI:
      return why_no_pci (c->host);
    case VIREO_DEVICE_TPM:
      return why_no_tpm (c);
    case VIREO_DEVICE_WATCHDOG:
      /* That of the chipset is there anyway where libvirt knows it. */
      return count (c, kind, "self::*[not(@model='itco')]") > 0
                 ? _ ("The virtual machine has a watchdog, and needs no second one.")
                 : NULL;
    case VIREO_DEVICE_FILESYSTEM:
      return why_no_folder (c->host);
    case VIREO_DEVICE_GRAPHICS:
      return why_no_graphics (c);
    case VIREO_DEVICE_VIDEO:
      models = vireo_hardware_advice_list_models (c, kind);
      return models[0] == NULL ? _ ("The hypervisor offers no second video card.") : NULL;
    default:
      return _ ("There is no form for such a device.  It can be written into the XML.");
    }
}

/* --- when --- */

/**
 * vireo_hardware_advice_why_not_now:
 * @model: (nullable): as listed
 *
 * Returns: (transfer none) (nullable): a sentence in the user's language
 */
const char *
vireo_hardware_advice_why_not_now (VireoDeviceKind kind, const char *model)
{
  switch (kind)
    {
    case VIREO_DEVICE_HOST_USB:
    case VIREO_DEVICE_HOST_PCI:
      return NULL;
    case VIREO_DEVICE_SERIAL:
      return g_strcmp0 (model, "usb-serial") == 0
                 ? NULL
                 : _ ("Such a port cannot be plugged into a running virtual machine.");
    case VIREO_DEVICE_WATCHDOG:
      return g_strcmp0 (model, "i6300esb") == 0
                 ? NULL
                 : _ ("Such a watchdog cannot be plugged into a running virtual machine.");
    case VIREO_DEVICE_TPM:
      return _ ("A TPM cannot be plugged into a running virtual machine.");
    case VIREO_DEVICE_FILESYSTEM:
      return _ ("The guest’s memory has to be shared for it, which only its start can do.");
    case VIREO_DEVICE_SOUND:
      return _ ("A sound card cannot be plugged into a running virtual machine.");
    case VIREO_DEVICE_GRAPHICS:
      return _ ("Graphics cannot be added to a running virtual machine.");
    case VIREO_DEVICE_VIDEO:
      return _ ("A video card cannot be plugged into a running virtual machine.");
    default:
      return _ ("It cannot be plugged into a running virtual machine.");
    }
}

/**
 * vireo_hardware_can_unplug_now:
 *
 * Returns: whether QEMU can take it from a running guest, who still may not let go of it
 */
gboolean
vireo_hardware_can_unplug_now (VireoHardware *hardware)
{
  const char *fitting = NULL; /* what it has to be like */

  switch (vireo_device_get_kind (VIREO_DEVICE (hardware)))
    {
    case VIREO_DEVICE_HOST_USB:
    case VIREO_DEVICE_HOST_PCI:
    case VIREO_DEVICE_HOST_OTHER:
    case VIREO_DEVICE_CHANNEL:
    case VIREO_DEVICE_RNG:
    case VIREO_DEVICE_VSOCK:
    case VIREO_DEVICE_REDIRDEV:
      return TRUE;
    case VIREO_DEVICE_FILESYSTEM:
      fitting = "driver[@type='virtiofs']";
      break;
    case VIREO_DEVICE_SERIAL:
      fitting = "target[@type='usb-serial' or @type='pci-serial']";
      break;
    case VIREO_DEVICE_WATCHDOG:
      fitting = "self::*[@model='i6300esb']";
      break;
    case VIREO_DEVICE_INPUT:
      fitting = "self::*[@bus='usb' or @bus='virtio']";
      break;
    default:
      return FALSE;
    }
  return is_such (hardware, fitting);
}

/**
 * vireo_hardware_advice_goes_with:
 * @all: of #VireoHardware: what the VM has
 *
 * Returns: (transfer full) (nullable): a sentence that names what cannot stay without @hardware
 */
char *
vireo_hardware_advice_goes_with (VireoHardware *hardware, GListModel *all)
{
  g_autoptr (GPtrArray) going = vireo_hardware_list_going_with (hardware, all);
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  g_autofree char *text = NULL;

  if (going->len == 0)
    return NULL;
  for (guint i = 0; i < going->len; i++)
    g_strv_builder_add (titles, vireo_hardware_get_title (going->pdata[i]));
  list = g_strv_builder_end (titles);
  /* Translators: what stands between the names of devices */
  text = g_strjoinv (C_ ("list", ", "), list);
  /* Translators: names of devices */
  return g_strdup_printf (_ ("What works by SPICE only goes with it: %s."), text);
}

/**
 * vireo_hardware_can_remove:
 *
 * Returns: whether a definition without it stays one
 */
gboolean
vireo_hardware_can_remove (VireoHardware *hardware)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (vireo_hardware_get_xml (hardware), NULL);
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;

  return root != NULL
         && !vireo_xml_has (root, "self::input[@bus='ps2' or @bus='xen'] "
                                  "| self::memballoon[@model='none'] | self::watchdog[@model='itco']");
}
