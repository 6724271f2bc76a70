/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making devices: their elements, the names of disks, the addresses of NICs. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-domain-edit-private.h"

/* More disks than any bus takes. */
#define MAX_TARGETS 1000

/* 0 -> "a", 25 -> "z", 26 -> "aa" */
static void
append_letters (GString *text, guint n)
{
  if (n >= 26)
    append_letters (text, n / 26 - 1);
  g_string_append_c (text, (char) ('a' + n % 26));
}

/**
 * vireo_disk_make_target:
 * @bus: as libvirt writes it
 * @used: (nullable) (array zero-terminated): targets that are taken
 *
 * Returns: (transfer full): a target for a disk on @bus
 */
char *
vireo_disk_make_target (const char *bus, const char *const *used)
{
  static const char *const prefixes[][2]
      = { { "virtio", "vd" }, { "ide", "hd" }, { "fdc", "fd" }, { "xen", "xvd" } };
  const char *prefix = "sd"; /* SCSI, SATA, USB and whatever looks like one */

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_equal (prefixes[i][0], bus))
      prefix = prefixes[i][1];
  for (guint n = 0; n < MAX_TARGETS; n++)
    {
      g_autoptr (GString) target = g_string_new (prefix);

      if (g_str_equal (bus, "nvme"))
        g_string_printf (target, "nvme0n%u", n + 1);
      else
        append_letters (target, n);
      if (used == NULL || !g_strv_contains (used, target->str))
        return g_strdup (target->str);
    }
  return g_strdup (prefix);
}

/**
 * vireo_disk_plan_to_xml:
 *
 * Returns: (transfer full): the <disk> element
 */
char *
vireo_disk_plan_to_xml (const VireoDiskPlan *plan)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *disk = xmlNewDocNode (doc, NULL, BAD_CAST "disk", NULL);
  gboolean has_source = plan->source.path != NULL || plan->source.pool != NULL;
  VireoDiskOptions options = plan->options;

  xmlDocSetRootElement (doc, disk);
  xmlNewProp (disk, BAD_CAST "type", BAD_CAST "file");
  xmlNewProp (disk, BAD_CAST "device", BAD_CAST plan->device);
  vireo_xml_add (disk, "driver", "name", "qemu", NULL);
  vireo_tree_edit_media (disk, has_source ? &plan->source : NULL);
  vireo_tree_set_attribute (vireo_xml_first (disk, "driver"), "type",
                            plan->format != NULL ? plan->format : "raw");
  vireo_xml_add (disk, "target", "dev", plan->target, "bus", plan->options.bus, NULL);
  options.set &= ~VIREO_DISK_SET_BUS;
  vireo_tree_edit_disk (disk, &options, NULL, NULL);
  if (g_str_equal (plan->device, "cdrom"))
    vireo_tree_set_flag (disk, "readonly", TRUE);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_nic_plan_to_xml:
 * @options: what is set of it is what the NIC has; a source must be
 *
 * Returns: (transfer full) (nullable): the <interface> element; %NULL when @options make no sense
 */
char *
vireo_nic_plan_to_xml (const VireoNicOptions *options)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *nic = xmlNewDocNode (doc, NULL, BAD_CAST "interface", NULL);

  xmlDocSetRootElement (doc, nic);
  if ((options->set & VIREO_NIC_SET_SOURCE) == 0 || !vireo_tree_edit_nic (nic, options, NULL))
    return NULL;
  return vireo_xml_to_text (doc);
}

/**
 * vireo_mac_make:
 *
 * Returns: (transfer full): a MAC for a NIC of QEMU, by chance
 */
char *
vireo_mac_make (void)
{
  guint32 tail = g_random_int ();

  return g_strdup_printf ("52:54:00:%02x:%02x:%02x", tail & 0xff, tail >> 8 & 0xff,
                          tail >> 16 & 0xff);
}

/**
 * vireo_mac_check:
 * @error: (out) (optional): %VIREO_ERROR_INVALID with what is wrong
 *
 * Returns: whether a NIC may have @mac
 */
gboolean
vireo_mac_check (const char *mac, GError **error)
{
  gboolean zeros = TRUE;
  gsize length = strlen (mac);

  for (gsize i = 0; i < length; i++)
    if (i % 3 == 2 ? mac[i] != ':' : !g_ascii_isxdigit (mac[i]))
      length = 0;
    else
      zeros &= mac[i] == '0' || mac[i] == ':';
  if (length != 17)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("A MAC address is six pairs of hexadecimal digits, as "
                              "52:54:00:12:34:56."));
      return FALSE;
    }
  if (zeros)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("The MAC address must not be all zeros."));
      return FALSE;
    }
  if ((g_ascii_xdigit_value (mac[1]) & 1) != 0)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("This MAC address is that of a group (multicast).  The second digit "
                              "must be even."));
      return FALSE;
    }
  return TRUE;
}
