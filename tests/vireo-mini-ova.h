/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* Writes small tar archives, sound ones and others, and the description that makes an appliance of
 * one.  For tests. */

static inline void
vireo_mini_tar_add (GByteArray *tar, const char *name, char type, guint64 said, const void *bytes,
                    gsize size)
{
  guint8 block[512] = { 0 };
  guint sum = 0;
  static const guint8 zeros[512] = { 0 };

  g_strlcpy ((char *) block, name, 100);
  memcpy (block + 100, "0000644\0" "0000000\0" "0000000", 24);
  g_snprintf ((char *) block + 124, 12, "%011" G_GINT64_MODIFIER "o", said);
  memcpy (block + 136, "00000000000", 12);
  memset (block + 148, ' ', 8);
  block[156] = (guint8) type;
  memcpy (block + 257, "ustar\0" "00", 8);
  for (gsize i = 0; i < sizeof block; i++)
    sum += block[i];
  g_snprintf ((char *) block + 148, 8, "%06o", sum);
  g_byte_array_append (tar, block, sizeof block);
  if (size > 0)
    g_byte_array_append (tar, bytes, (guint) size);
  g_byte_array_append (tar, zeros, (guint) ((512 - size % 512) % 512));
}

static inline void
vireo_mini_tar_add_file (GByteArray *tar, const char *name, const void *bytes, gsize size)
{
  vireo_mini_tar_add (tar, name, '0', size, bytes, size);
}

static inline void
vireo_mini_tar_end (GByteArray *tar)
{
  static const guint8 zeros[1024] = { 0 };

  g_byte_array_append (tar, zeros, sizeof zeros);
}

/* @disk: the <Disk> attributes after the id; @file: the <File> attributes after the id */
static inline char *
vireo_mini_ovf (const char *file, const char *disk)
{
  return g_strdup_printf (
      "<?xml version=\"1.0\"?>\n"
      "<Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/1\""
      " xmlns:ovf=\"http://schemas.dmtf.org/ovf/envelope/1\""
      " xmlns:vmw=\"http://www.vmware.com/schema/ovf\""
      " xmlns:rasd=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
      "CIM_ResourceAllocationSettingData\">\n"
      "<References><File ovf:id=\"f1\" %s/></References>\n"
      "<DiskSection><Info/><Disk ovf:diskId=\"d1\" ovf:fileRef=\"f1\" %s/></DiskSection>\n"
      "<VirtualSystem ovf:id=\"id\"><Name>web server</Name>\n"
      "<AnnotationSection><Info/><Annotation>Serves &lt;pages&gt;</Annotation></AnnotationSection>\n"
      "<OperatingSystemSection ovf:id=\"96\" vmw:osType=\"debian11_64Guest\"><Info/>"
      "<Description>Debian GNU/Linux 11 (64-bit)</Description></OperatingSystemSection>\n"
      "<VirtualHardwareSection>\n"
      "<Item><rasd:ResourceType>3</rasd:ResourceType>"
      "<rasd:VirtualQuantity>3</rasd:VirtualQuantity></Item>\n"
      "<Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>"
      "<rasd:ResourceType>4</rasd:ResourceType>"
      "<rasd:VirtualQuantity>1536</rasd:VirtualQuantity></Item>\n"
      "<Item><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType>"
      "<rasd:ResourceType>10</rasd:ResourceType></Item>\n"
      "<Item><rasd:HostResource>ovf:/disk/d1</rasd:HostResource>"
      "<rasd:ResourceType>17</rasd:ResourceType></Item>\n"
      "<vmw:Config vmw:key=\"firmware\" vmw:value=\"efi\"/>\n"
      "</VirtualHardwareSection></VirtualSystem></Envelope>\n",
      file, disk);
}
