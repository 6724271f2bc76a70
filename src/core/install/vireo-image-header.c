/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each format's header as its specification has it; only what has to be known before QEMU is let
 * at the image: how large the disk is, and whether another file would be opened for it. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/install/vireo-image-header.h"

#define MAX_BACKING_NAME 1023 /* bytes, as QEMU has it */
#define QCOW2_DATA_FILE (1 << 2) /* an incompatible feature */

/* No disk is larger; what says so is damaged, and sums cannot run over. */
#define MAX_DISK (G_GUINT64_CONSTANT (1) << 60)

static void
part_free (gpointer data)
{
  g_free (((VireoImagePart *) data)->name);
  g_free (data);
}

void
vireo_image_header_free (VireoImageHeader *header)
{
  g_free (header->backing);
  g_clear_pointer (&header->parts, g_ptr_array_unref);
  g_free (header->problem);
  g_free (header);
}

/* The first thing that is wrong counts. */
void
vireo_image_header_refuse (VireoImageHeader *header, const char *sentence)
{
  if (header->problem == NULL)
    header->problem = g_strdup (sentence);
}

const char *
vireo_image_header_say_child (void)
{
  return _ ("This disk holds only what changed since another one (a snapshot or a linked clone).  "
            "Choose a complete disk.");
}

const char *
vireo_image_header_say_damaged (void)
{
  return _ ("The beginning of this disk image is damaged.  Copy it again from where it came from.");
}

static void
refuse_damaged (VireoImageHeader *header)
{
  vireo_image_header_refuse (header, vireo_image_header_say_damaged ());
}

static void
refuse_encrypted (VireoImageHeader *header)
{
  vireo_image_header_refuse (header, _ ("This disk image is encrypted.  Decrypt it first."));
}

/* --- QEMU's own --- */

static void
read_backing (const VireoByteSource *source, guint64 offset, guint64 length,
              VireoImageHeader *header)
{
  g_autofree char *name = NULL;

  if (offset == 0)
    return;
  if (length == 0 || length > MAX_BACKING_NAME || offset > source->size
      || length > source->size - offset)
    {
      refuse_damaged (header);
      return;
    }
  name = vireo_byte_source_read_text (source, offset, (gsize) length);
  header->backing = g_utf8_make_valid (name, -1);
}

static void
read_qcow (const VireoByteSource *source, VireoImageHeader *header)
{
  guint8 at[104] = { 0 };
  guint32 version;

  if (!vireo_byte_source_read (source, 0, at, 48))
    {
      refuse_damaged (header);
      return;
    }
  version = vireo_read_be32 (at + 4);
  header->format = version >= 2 ? "qcow2" : "qcow";
  header->size = vireo_read_be64 (at + 24);
  read_backing (source, vireo_read_be64 (at + 8), vireo_read_be32 (at + 16), header);
  if (vireo_read_be32 (at + (version >= 2 ? 32 : 36)) != 0)
    refuse_encrypted (header);
  if (version < 3)
    return;
  if (!vireo_byte_source_read (source, 0, at, sizeof at))
    refuse_damaged (header);
  else if (vireo_read_be64 (at + 72) & QCOW2_DATA_FILE)
    vireo_image_header_refuse (header, _ ("This disk image keeps its data in another file.  "
                                          "Choose a disk image that is one file."));
}

static void
read_qed (const VireoByteSource *source, VireoImageHeader *header)
{
  guint8 at[64];

  header->format = "qed";
  if (!vireo_byte_source_read (source, 0, at, sizeof at))
    {
      refuse_damaged (header);
      return;
    }
  header->size = vireo_read_le64 (at + 48);
  if (vireo_read_le64 (at + 16) & 1) /* the feature "has a backing file" */
    read_backing (source, vireo_read_le32 (at + 56), vireo_read_le32 (at + 60), header);
}

/* --- other programs' --- */

static void
read_vdi (const VireoByteSource *source, VireoImageHeader *header)
{
  guint8 at[0x178];

  header->format = "vdi";
  if (!vireo_byte_source_read (source, 0, at, sizeof at))
    {
      refuse_damaged (header);
      return;
    }
  header->size = vireo_read_le64 (at + 0x170);
  if (vireo_read_le32 (at + 0x4c) > 2) /* neither one that grows nor one of fixed size */
    vireo_image_header_refuse (header, vireo_image_header_say_child ());
}

static void
read_vpc (const guint8 *footer, VireoImageHeader *header)
{
  header->format = "vpc";
  header->size = vireo_read_be64 (footer + 48);
  if (vireo_read_be32 (footer + 60) == 4)
    vireo_image_header_refuse (header, vireo_image_header_say_child ());
}

static gboolean
find_entry (const VireoByteSource *source, guint64 table, guint first, guint n, const guint8 *guid,
            guint8 *entry)
{
  for (guint i = 0; i < n; i++)
    if (!vireo_byte_source_read (source, table + first + 32 * (guint64) i, entry, 32))
      return FALSE;
    else if (memcmp (entry, guid, 16) == 0)
      return TRUE;
  return FALSE;
}

static void
read_vhdx (const VireoByteSource *source, VireoImageHeader *header)
{
  /* As they stand in the file. */
  static const guint8 metadata_region[] = { 0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b,
                                            0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e };
  static const guint8 parameters[] = { 0x37, 0x67, 0xa1, 0xca, 0x36, 0xfa, 0x43, 0x4d,
                                       0xb3, 0xb6, 0x33, 0xf0, 0xaa, 0x44, 0xe7, 0x6b };
  static const guint8 disk_size[] = { 0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd, 0x76, 0x48,
                                      0xb2, 0x11, 0x5d, 0xbe, 0xd8, 0x3b, 0xf4, 0xb8 };
  const guint64 regions = 192 * 1024;
  const guint most = 2047;
  guint8 at[16], entry[32], value[8];
  guint64 table;
  guint n;

  header->format = "vhdx";
  if (!vireo_byte_source_read (source, regions, at, sizeof at) || memcmp (at, "regi", 4) != 0
      || !find_entry (source, regions, 16, MIN (vireo_read_le32 (at + 8), most), metadata_region,
                      entry))
    {
      refuse_damaged (header);
      return;
    }
  table = vireo_read_le64 (entry + 16);
  if (table > source->size || !vireo_byte_source_read (source, table, at, sizeof at)
      || memcmp (at, "metadata", 8) != 0)
    {
      refuse_damaged (header);
      return;
    }
  n = MIN ((guint) at[10] | (guint) at[11] << 8, most);
  if (!find_entry (source, table, 32, n, disk_size, entry)
      || !vireo_byte_source_read (source, table + vireo_read_le32 (entry + 16), value, 8))
    {
      refuse_damaged (header);
      return;
    }
  header->size = vireo_read_le64 (value);
  if (!find_entry (source, table, 32, n, parameters, entry)
      || !vireo_byte_source_read (source, table + vireo_read_le32 (entry + 16), value, 8))
    refuse_damaged (header);
  else if (vireo_read_le32 (value + 4) & 2) /* has a parent */
    vireo_image_header_refuse (header, vireo_image_header_say_child ());
}

/* --- what is no disk --- */

static void
look_for_archive (const guint8 *head, gsize length, VireoImageHeader *header)
{
  static const struct
  {
    const char *magic;
    gsize length;
    const char *name;
  } archives[] = {
    { "\x1f\x8b", 2, "gzip" },        { "\xfd" "7zXZ", 6, "xz" }, { "BZh", 3, "bzip2" },
    { "PK\x03\x04", 4, "ZIP" },       { "7z\xbc\xaf\x27\x1c", 6, "7-Zip" },
    { "\x28\xb5\x2f\xfd", 4, "zstd" }, { "Rar!\x1a\x07", 6, "RAR" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (archives); i++)
    if (length >= archives[i].length
        && memcmp (head, archives[i].magic, archives[i].length) == 0)
      {
        g_autofree char *sentence = g_strdup_printf (
            /* Translators: the name of a program that packs files, as "ZIP" */
            _ ("This file is packed (%s).  Unpack it first."), archives[i].name);

        vireo_image_header_refuse (header, sentence);
      }
}

/**
 * vireo_image_header_read:
 * @source: the image
 *
 * What begins with no known sign is raw: the disk's own bytes.
 *
 * Returns: (transfer full): what it says of itself
 */
VireoImageHeader *
vireo_image_header_read (const VireoByteSource *source)
{
  VireoImageHeader *header = g_new0 (VireoImageHeader, 1);
  guint8 head[72] = { 0 };
  guint8 footer[64] = { 0 };
  gsize length = (gsize) MIN (source->size, sizeof head);

  header->format = "raw";
  header->parts = g_ptr_array_new_with_free_func (part_free);
  if (!vireo_byte_source_read (source, 0, head, length))
    refuse_damaged (header);
  if (source->size >= 512)
    vireo_byte_source_read (source, source->size - 512, footer, sizeof footer);

  if (memcmp (head, "QFI\xfb", 4) == 0)
    read_qcow (source, header);
  else if (memcmp (head, "QED\0", 4) == 0)
    read_qed (source, header);
  else if (memcmp (head + 64, "\x7f\x10\xda\xbe", 4) == 0)
    read_vdi (source, header);
  else if (memcmp (head, "vhdxfile", 8) == 0)
    read_vhdx (source, header);
  else if (memcmp (head, "conectix", 8) == 0)
    read_vpc (head, header);
  else if (memcmp (footer, "conectix", 8) == 0)
    read_vpc (footer, header);
  else if (vireo_image_vmdk_matches (source))
    vireo_image_vmdk_read (source, header);
  else
    {
      header->size = source->size;
      look_for_archive (head, length, header);
      if (source->size == 0)
        vireo_image_header_refuse (header, _ ("This file is empty."));
    }
  if (header->size > MAX_DISK || (header->size == 0 && header->problem == NULL))
    {
      header->size = 0;
      refuse_damaged (header);
    }
  if (header->parts->len == 0)
    g_clear_pointer (&header->parts, g_ptr_array_unref);
  return header;
}

/**
 * vireo_image_header_is_native:
 *
 * Returns: whether QEMU runs from it as well as from a disk of its own making
 */
gboolean
vireo_image_header_is_native (const VireoImageHeader *header)
{
  return g_str_equal (header->format, "qcow2") || g_str_equal (header->format, "raw");
}

/**
 * vireo_image_format_to_words:
 * @format: as QEMU names it
 *
 * Returns: what people call a disk of that format
 */
const char *
vireo_image_format_to_words (const char *format)
{
  static const struct
  {
    const char *format, *words;
  } names[] = {
    { "qcow2", N_ ("QEMU disk (qcow2)") }, { "qcow", N_ ("Old QEMU disk (qcow)") },
    { "qed", N_ ("Old QEMU disk (QED)") }, { "raw", N_ ("Raw disk") },
    { "vmdk", N_ ("VMware disk") },        { "vdi", N_ ("VirtualBox disk") },
    { "vpc", N_ ("Virtual PC disk (VHD)") }, { "vhdx", N_ ("Hyper-V disk (VHDX)") },
    { "ova", N_ ("Virtual appliance (OVA)") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].format, format))
      return _ (names[i].words);
  return format;
}
