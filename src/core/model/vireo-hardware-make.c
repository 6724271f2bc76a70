/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making devices that are neither disk nor NIC. */

#include "config.h"

#include "core/base/vireo-xml.h"
#include "core/model/vireo-hardware-make.h"

static VireoXmlDoc *
new_device (const char *name)
{
  VireoXmlDoc *doc = xmlNewDoc (BAD_CAST "1.0");

  xmlDocSetRootElement (doc, xmlNewDocNode (doc, NULL, BAD_CAST name, NULL));
  return doc;
}

static void
set (xmlNode *node, const char *name, const char *value)
{
  xmlNewProp (node, BAD_CAST name, BAD_CAST value);
}

/* 0x1a, with as many digits as libvirt writes. */
static void
set_hex (xmlNode *node, const char *name, int digits, guint value)
{
  g_autofree char *text = g_strdup_printf ("0x%0*x", digits, value);

  set (node, name, text);
}

static void
set_number (xmlNode *node, const char *name, guint value)
{
  g_autofree char *text = g_strdup_printf ("%u", value);

  set (node, name, text);
}

static VireoXmlDoc *
new_host_device (const char *type, gboolean managed)
{
  VireoXmlDoc *doc = new_device ("hostdev");
  xmlNode *device = xmlDocGetRootElement (doc);

  set (device, "mode", "subsystem");
  set (device, "type", type);
  if (managed)
    set (device, "managed", "yes");
  return doc;
}

/**
 * vireo_hardware_make_usb:
 *
 * Returns: (transfer full): the <hostdev> element
 */
char *
vireo_hardware_make_usb (guint vendor, guint product, guint bus, guint device)
{
  g_autoptr (VireoXmlDoc) doc = new_host_device ("usb", TRUE);
  xmlNode *source
      = vireo_xml_add (xmlDocGetRootElement (doc), "source", "startupPolicy", "optional", NULL);

  set_hex (vireo_xml_add (source, "vendor", NULL), "id", 4, vendor);
  set_hex (vireo_xml_add (source, "product", NULL), "id", 4, product);
  if (bus != 0)
    {
      xmlNode *address = vireo_xml_add (source, "address", NULL);

      set_number (address, "bus", bus);
      set_number (address, "device", device);
    }
  return vireo_xml_to_text (doc);
}

/**
 * vireo_hardware_make_pci:
 *
 * Returns: (transfer full): the <hostdev> element
 */
char *
vireo_hardware_make_pci (const VireoPciAddress *address)
{
  g_autoptr (VireoXmlDoc) doc = new_host_device ("pci", TRUE);
  xmlNode *source = vireo_xml_add (xmlDocGetRootElement (doc), "source", NULL);
  xmlNode *node = vireo_xml_add (source, "address", NULL);

  set_hex (node, "domain", 4, address->domain);
  set_hex (node, "bus", 2, address->bus);
  set_hex (node, "slot", 2, address->slot);
  set_hex (node, "function", 1, address->function);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_hardware_make_serial:
 *
 * Returns: (transfer full): the <serial> element
 */
char *
vireo_hardware_make_serial (const char *target)
{
  g_autoptr (VireoXmlDoc) doc = new_device ("serial");
  xmlNode *serial = xmlDocGetRootElement (doc);

  set (serial, "type", "pty");
  if (target != NULL)
    vireo_xml_add (serial, "target", "type", target, NULL);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_hardware_make_tpm:
 *
 * Returns: (transfer full): the <tpm> element
 */
char *
vireo_hardware_make_tpm (const char *model)
{
  g_autoptr (VireoXmlDoc) doc = new_device ("tpm");
  xmlNode *tpm = xmlDocGetRootElement (doc);

  set (tpm, "model", model);
  vireo_xml_add (tpm, "backend", "type", "emulator", "version", "2.0", NULL);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_hardware_make_watchdog:
 *
 * Returns: (transfer full): the <watchdog> element
 */
char *
vireo_hardware_make_watchdog (const char *model, const char *action)
{
  g_autoptr (VireoXmlDoc) doc = new_device ("watchdog");

  set (xmlDocGetRootElement (doc), "model", model);
  set (xmlDocGetRootElement (doc), "action", action);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_hardware_make_sound:
 *
 * Returns: (transfer full): the <sound> element
 */
char *
vireo_hardware_make_sound (const char *model)
{
  g_autoptr (VireoXmlDoc) doc = new_device ("sound");

  set (xmlDocGetRootElement (doc), "model", model);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_hardware_make_graphics:
 *
 * Returns: (transfer full): the <graphics> element
 */
char *
vireo_hardware_make_graphics (const char *type, gboolean socket)
{
  g_autoptr (VireoXmlDoc) doc = new_device ("graphics");
  xmlNode *graphics = xmlDocGetRootElement (doc);

  set (graphics, "type", type);
  if (socket)
    vireo_xml_add (graphics, "listen", "type", "socket", NULL);
  else
    {
      set (graphics, "autoport", "yes");
      vireo_xml_add (graphics, "listen", "type", "address", "address", "127.0.0.1", NULL);
    }
  return vireo_xml_to_text (doc);
}

/**
 * vireo_hardware_make_video:
 *
 * Returns: (transfer full): the <video> element
 */
char *
vireo_hardware_make_video (const char *model)
{
  g_autoptr (VireoXmlDoc) doc = new_device ("video");

  vireo_xml_add (xmlDocGetRootElement (doc), "model", "type", model, NULL);
  return vireo_xml_to_text (doc);
}
