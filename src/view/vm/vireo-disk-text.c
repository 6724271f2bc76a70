/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/vm/vireo-disk-text.h"

static const char *
device_label (const char *device)
{
  if (g_str_equal (device, "cdrom"))
    return _ ("CD-ROM drive");
  if (g_str_equal (device, "floppy"))
    return _ ("Floppy drive");
  /* Translators: a hard disk */
  return C_ ("device", "Disk");
}

char *
vireo_disk_text_title (VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);

  if (values->source_kind == VIREO_DISK_SOURCE_VOLUME && values->volume != NULL)
    return g_strdup (values->volume);
  if (values->source != NULL)
    return g_path_get_basename (values->source);
  return g_strdup (vireo_disk_is_removable (disk) ? _ ("Empty") : device_label (values->device));
}

char *
vireo_disk_text_summary (VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);
  const VireoDiskSize *size = vireo_disk_get_size (disk);
  GString *text = g_string_new (NULL);

  /* Translators: kind of drive and its name in the guest, as "Disk vda" */
  g_string_append_printf (text, _ ("%s %s"), device_label (values->device), values->target);
  if (*values->bus != '\0')
    g_string_append_printf (text, ", %s", vireo_disk_bus_get_label (values->bus));
  if (values->format != NULL && values->source != NULL && !vireo_disk_is_removable (disk))
    g_string_append_printf (text, ", %s", values->format);
  if (size->capacity > 0)
    {
      g_autofree char *capacity = vireo_size_to_text (size->capacity);

      g_string_append_printf (text, ", %s", capacity);
    }
  return g_string_free (text, FALSE);
}

const char *
vireo_disk_text_bus_problem (gboolean is_drive, const char *bus, gboolean read_only)
{
  if (is_drive && g_strcmp0 (bus, "virtio") == 0)
    return _ ("A drive whose medium can be changed needs another bus than VirtIO.");
  if (!is_drive && read_only && (g_strcmp0 (bus, "sata") == 0 || g_strcmp0 (bus, "ide") == 0))
    return _ ("A disk on SATA or IDE cannot be read-only.  Choose another bus.");
  return NULL;
}

static char *
source_detail (VireoDisk *disk)
{
  return g_strdup (vireo_disk_get_shown (disk)->source);
}

static char *
space_detail (VireoDisk *disk)
{
  const VireoDiskSize *size = vireo_disk_get_size (disk);
  g_autofree char *taken = vireo_size_to_text (size->physical);
  g_autofree char *capacity = vireo_size_to_text (size->capacity);

  if (size->capacity == 0)
    return NULL;
  /* Translators: what a disk file takes on the host, and how large it may grow */
  return g_strdup_printf (_ ("%s of %s"), taken, capacity);
}

static char *
bus_detail (VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);

  return g_strdup_printf ("%s, %s", vireo_disk_bus_get_label (values->bus), values->target);
}

static char *
format_detail (VireoDisk *disk)
{
  return g_strdup (vireo_disk_get_shown (disk)->format);
}

static char *
backing_detail (VireoDisk *disk)
{
  const char *const *chain = vireo_disk_get_backing_chain (disk);

  return chain != NULL && chain[0] != NULL ? g_strjoinv ("\n", (char **) chain) : NULL;
}

static char *
cache_detail (VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);

  return g_strdup (values->cache != NULL ? values->cache : _ ("As the hypervisor chooses"));
}

static char *
discard_detail (VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);

  if (vireo_disk_is_removable (disk))
    return NULL;
  return g_strdup (g_strcmp0 (values->discard, "unmap") == 0
                       ? _ ("Space that the guest frees is given back")
                       : _ ("Space that the guest frees stays taken"));
}

static char *
io_detail (VireoDisk *disk)
{
  return g_strdup (vireo_disk_get_shown (disk)->io);
}

static char *
serial_detail (VireoDisk *disk)
{
  return g_strdup (vireo_disk_get_shown (disk)->serial);
}

static char *
access_detail (VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);

  if (values->read_only)
    return g_strdup (_ ("Read-only"));
  return g_strdup (values->shareable ? _ ("Shared by several virtual machines")
                                     : _ ("Read and write"));
}

static char *
boot_detail (VireoDisk *disk)
{
  guint order = vireo_disk_get_shown (disk)->boot_order;

  return order > 0 ? g_strdup_printf ("%u", order) : NULL;
}

/* The second one is VIREO_DISK_DETAIL_SPACE. */
static const struct
{
  const char *title;
  char *(*text) (VireoDisk *disk);
} details[] = {
  { N_ ("Source"), source_detail },
  { N_ ("Space taken"), space_detail },
  { N_ ("Bus and name in the guest"), bus_detail },
  { N_ ("Format"), format_detail },
  { N_ ("Based on"), backing_detail },
  { N_ ("Cache mode"), cache_detail },
  { N_ ("Freed space"), discard_detail },
  { N_ ("I/O mode"), io_detail },
  { N_ ("Serial number"), serial_detail },
  { N_ ("Access"), access_detail },
  { N_ ("Place in the boot order"), boot_detail },
};

guint
vireo_disk_text_get_n_details (void)
{
  return G_N_ELEMENTS (details);
}

const char *
vireo_disk_text_get_detail_title (guint i)
{
  return _ (details[i].title);
}

char *
vireo_disk_text_detail (VireoDisk *disk, guint i)
{
  return details[i].text (disk);
}
