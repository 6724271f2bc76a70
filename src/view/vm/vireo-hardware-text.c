/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/vm/vireo-hardware-text.h"

static const struct
{
  VireoDeviceKind kind;
  const char *icon;
  const char *about; /* (nullable): of those that can be added */
} kinds[] = {
  { VIREO_DEVICE_HOST_USB, "media-removable-symbolic",
    N_ ("A stick, key or scanner that is plugged into the host") },
  { VIREO_DEVICE_HOST_PCI, "application-x-firmware-symbolic",
    N_ ("A card of the host, or a virtual function of one (VT-d, SR-IOV)") },
  { VIREO_DEVICE_HOST_OTHER, "computer-symbolic", NULL },
  { VIREO_DEVICE_SERIAL, "utilities-terminal-symbolic",
    N_ ("A text line to the guest, as for a console or its kernel’s messages") },
  { VIREO_DEVICE_PARALLEL, "printer-symbolic", NULL },
  { VIREO_DEVICE_CONSOLE, "utilities-terminal-symbolic", NULL },
  { VIREO_DEVICE_CHANNEL, "network-transmit-receive-symbolic", NULL },
  { VIREO_DEVICE_TPM, "channel-secure-symbolic",
    N_ ("Keeps keys, as disk encryption and Windows 11 want it") },
  { VIREO_DEVICE_WATCHDOG, "alarm-symbolic", N_ ("Acts when the guest no longer answers") },
  { VIREO_DEVICE_FILESYSTEM, "folder-publicshare-symbolic",
    N_ ("A folder of the host that the guest mounts (virtiofs)") },
  { VIREO_DEVICE_SOUND, "audio-card-symbolic", N_ ("For guests that play or record") },
  { VIREO_DEVICE_GRAPHICS, "screen-shared-symbolic",
    N_ ("One more way to see the screen, as VNC or SPICE") },
  { VIREO_DEVICE_VIDEO, "video-display-symbolic", N_ ("What the guest draws its screen with") },
  { VIREO_DEVICE_INPUT, "input-mouse-symbolic", NULL },
  { VIREO_DEVICE_RNG, "media-playlist-shuffle-symbolic", NULL },
  { VIREO_DEVICE_VSOCK, "network-transmit-receive-symbolic", NULL },
  { VIREO_DEVICE_REDIRDEV, "media-removable-symbolic", NULL },
  { VIREO_DEVICE_SMARTCARD, "auth-fingerprint-symbolic", NULL },
};

const char *
vireo_hardware_text_get_icon (VireoDeviceKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].icon;
  return "application-x-addon-symbolic";
}

/**
 * vireo_hardware_text_get_about:
 *
 * Returns: (transfer none): what such a device is for; "" for kinds that have no form
 */
const char *
vireo_hardware_text_get_about (VireoDeviceKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind && kinds[i].about != NULL)
      return _ (kinds[i].about);
  return "";
}

/* Short, for a row shows no more than some twenty letters of what is chosen. */
static const struct
{
  VireoDeviceKind kind;
  VireoChoice choice;
} models[] = {
  { VIREO_DEVICE_SERIAL, { "", N_ ("Standard (COM, ttyS)") } },
  { VIREO_DEVICE_SERIAL, { "usb-serial", N_ ("USB adapter") } },
  { VIREO_DEVICE_TPM, { "tpm-crb", N_ ("CRB (UEFI guests)") } },
  { VIREO_DEVICE_TPM, { "tpm-tis", N_ ("TIS (older guests)") } },
  { VIREO_DEVICE_TPM, { "tpm-spapr", N_ ("POWER (sPAPR)") } },
  { VIREO_DEVICE_WATCHDOG, { "i6300esb", N_ ("Intel 6300ESB") } },
  { VIREO_DEVICE_WATCHDOG, { "itco", N_ ("Intel TCO (Q35)") } },
  { VIREO_DEVICE_SOUND, { "ich9", N_ ("Intel HD Audio (ICH9)") } },
  { VIREO_DEVICE_SOUND, { "ich6", N_ ("Intel HD Audio (ICH6)") } },
  { VIREO_DEVICE_SOUND, { "virtio", N_ ("VirtIO") } },
  { VIREO_DEVICE_SOUND, { "ac97", N_ ("AC97 (old guests)") } },
  { VIREO_DEVICE_SOUND, { "usb", N_ ("USB") } },
  { VIREO_DEVICE_GRAPHICS, { "vnc", N_ ("VNC") } },
  { VIREO_DEVICE_GRAPHICS, { "spice", N_ ("SPICE") } },
  { VIREO_DEVICE_VIDEO, { "virtio", N_ ("VirtIO") } },
  { VIREO_DEVICE_VIDEO, { "qxl", N_ ("QXL (for SPICE)") } },
  { VIREO_DEVICE_VIDEO, { "vga", N_ ("VGA (any guest)") } },
  { VIREO_DEVICE_VIDEO, { "bochs", N_ ("Bochs (UEFI guests)") } },
  { VIREO_DEVICE_VIDEO, { "cirrus", N_ ("Cirrus (old guests)") } },
  { VIREO_DEVICE_VIDEO, { "ramfb", N_ ("RAM frame buffer") } },
};

/**
 * vireo_hardware_text_list_choices:
 * @names: as vireo_hardware_advice_list_models() lists them
 *
 * Returns: (transfer full): of #VireoChoice, for vireo_choice_row_fill()
 */
GArray *
vireo_hardware_text_list_choices (VireoDeviceKind kind, const char *const *names)
{
  GArray *choices = g_array_new (FALSE, FALSE, sizeof (VireoChoice));

  for (gsize i = 0; names[i] != NULL; i++)
    {
      VireoChoice choice = { names[i], names[i] };

      for (gsize j = 0; j < G_N_ELEMENTS (models); j++)
        if (models[j].kind == kind && g_str_equal (models[j].choice.value, names[i]))
          choice = models[j].choice;
      g_array_append_val (choices, choice);
    }
  return choices;
}

/**
 * vireo_hardware_text_xml:
 *
 * Returns: (transfer full): its element, without the indentation it has in the whole document
 */
char *
vireo_hardware_text_xml (VireoHardware *hardware)
{
  g_auto (GStrv) lines = g_strsplit (vireo_hardware_get_xml (hardware), "\n", -1);
  guint n = g_strv_length (lines);
  gsize indent = n > 0 ? strspn (lines[n - 1], " \t") : 0;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, lines[i] + MIN (strspn (lines[i], " \t"), indent));
    }
  return g_string_free (text, FALSE);
}

/* --- devices of the host --- */

/* Puts @words, if any, behind what is there. */
static void
append (GString *text, const char *between, const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, between);
  g_string_append (text, words);
}

static void
append_owned (GString *text, const char *between, char *words)
{
  append (text, between, words);
  g_free (words);
}

/**
 * vireo_hardware_text_device:
 *
 * Returns: (transfer full): "Network card, 0000:02:10.0, IOMMU group 30, virtual function"
 */
char *
vireo_hardware_text_device (VireoHostDevice *device)
{
  const VireoHostDeviceFacts *facts = vireo_host_device_get_facts (device);
  GString *text = g_string_new (NULL);

  if (facts->is_pci)
    {
      append (text, ", ", vireo_host_device_get_class_label (device));
      append (text, ", ", vireo_host_device_get_place (device));
      if (facts->iommu_group >= 0)
        append_owned (text, ", ", g_strdup_printf (_ ("IOMMU group %d"), facts->iommu_group));
      if (facts->vf_of != NULL)
        append (text, ", ", _ ("virtual function"));
      else if (facts->max_vfs > 0)
        /* Translators: a device that can be split into virtual functions (SR-IOV) */
        append (text, ", ", _ ("physical function"));
    }
  else
    append_owned (text, ", ", g_strdup_printf (_ ("Bus %u, device %u"), facts->bus, facts->device));
  if (facts->users[0] != NULL)
    {
      g_autofree char *names = g_strjoinv (", ", facts->users);

      /* Translators: names of virtual machines */
      append_owned (text, ", ", g_strdup_printf (_ ("handed to %s"), names));
    }
  return g_string_free (text, FALSE);
}

/**
 * vireo_hardware_text_is_in_use:
 *
 * Returns: whether a driver of the host is at work with it
 */
gboolean
vireo_hardware_text_is_in_use (VireoHostDevice *device)
{
  static const char *const made_for_it[] = { "vfio-pci", "pci-stub", "xen-pciback", NULL };
  const VireoHostDeviceFacts *facts = vireo_host_device_get_facts (device);

  return facts->is_pci && facts->driver != NULL && !g_strv_contains (made_for_it, facts->driver);
}

static void
append_pci_note (GString *text, VireoHostDevice *device)
{
  const VireoHostDeviceFacts *facts = vireo_host_device_get_facts (device);
  g_autofree char *others = g_strjoinv (", ", facts->group);

  if (*others != '\0')
    append_owned (text, "\n",
                  /* Translators: the number of a group and the addresses of its other devices */
                  g_strdup_printf (_ ("The whole IOMMU group %d goes with it: the host cannot use "
                                      "%s meanwhile."),
                                   facts->iommu_group, others));
  else if (facts->iommu_group >= 0)
    append_owned (text, "\n", g_strdup_printf (_ ("It is alone in its IOMMU group %d."),
                                               facts->iommu_group));
  if (facts->vf_of != NULL)
    append_owned (text, "\n",
                  g_strdup_printf (_ ("It is a virtual function (SR-IOV) of %s."), facts->vf_of));
  else if (facts->max_vfs > 0)
    append_owned (text, "\n",
                  g_strdup_printf (ngettext ("It can be split into %u virtual function (SR-IOV).",
                                             "It can be split into %u virtual functions (SR-IOV).",
                                             facts->max_vfs),
                                   facts->max_vfs));
  if (vireo_hardware_text_is_in_use (device))
    append_owned (text, "\n",
                  g_strdup_printf (_ ("The host uses it now, with the driver “%s”."),
                                   facts->driver));
}

/**
 * vireo_hardware_text_device_note:
 *
 * Returns: (transfer full): what is to be known before it is handed to a VM
 */
char *
vireo_hardware_text_device_note (VireoHostDevice *device)
{
  const VireoHostDeviceFacts *facts = vireo_host_device_get_facts (device);
  GString *text = g_string_new (NULL);

  if (facts->is_pci)
    append_pci_note (text, device);
  else if (facts->has_twin)
    append (text, "\n", _ ("Another one like it is plugged in, so this one is known by its place: "
                           "pulled out and plugged in again it is another device."));
  else
    append (text, "\n", _ ("It may be plugged in anywhere.  The virtual machine also starts "
                           "without it."));
  return g_string_free (text, FALSE);
}
