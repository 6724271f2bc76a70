/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a draft makes of a disk that comes installed: whether it is used as it is or a new disk is
 * made from it, what is known of the system on it, and what is said of it. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-units.h"
#include "core/install/vireo-install-draft-private.h"
#include "core/install/vireo-media-names.h"

static gboolean
is_remote (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);

  return facts != NULL && !facts->is_local;
}

/* What is not on the host cannot be used as it is. */
gboolean
_vireo_install_draft_imports (VireoInstallDraft *self)
{
  return self->source == VIREO_SOURCE_DISK_IMAGE && self->image != NULL
         && self->image->import != NULL
         && (!self->image->native || self->disk_copied || is_remote (self));
}

gboolean
_vireo_install_draft_can_copy (VireoInstallDraft *self)
{
  return self->source == VIREO_SOURCE_DISK_IMAGE && self->image != NULL && self->image->native
         && self->image->import != NULL && !is_remote (self);
}

/* Whether it may be agreed to: only where QEMU runs from the image as it is. */
gboolean
_vireo_install_draft_has_base (VireoInstallDraft *self)
{
  return self->source == VIREO_SOURCE_DISK_IMAGE && self->image != NULL && self->image->native
         && self->image->backing != NULL && self->image->problem == NULL && !is_remote (self);
}

const VireoOvf *
_vireo_install_draft_get_ovf (VireoInstallDraft *self)
{
  if (self->source != VIREO_SOURCE_DISK_IMAGE || self->image == NULL)
    return NULL;
  return self->image->import != NULL ? self->image->ovf : NULL;
}

static VireoOs *
find_by_name (VireoInstallDraft *self)
{
  g_autofree char *name = g_path_get_basename (self->disk_path);
  g_auto (GStrv) ids = vireo_media_names_guess (name);

  for (char **id = ids; *id != NULL; id++)
    {
      VireoOs *os = vireo_os_catalog_lookup (self->catalog, *id);

      if (os != NULL)
        return os;
    }
  return NULL;
}

/* Returns: (nullable): the system on the disk.  One made for another hypervisor need not have
 * drivers for QEMU's own devices, so where nothing is known, none are asked for */
VireoOs *
_vireo_install_draft_guess_os (VireoInstallDraft *self)
{
  const VireoOvf *ovf = _vireo_install_draft_get_ovf (self);
  g_autofree char *small = g_ascii_strdown (self->disk_path, -1);
  VireoOs *os = NULL;

  if (ovf != NULL && ovf->os_id != NULL)
    os = vireo_os_catalog_lookup (self->catalog, ovf->os_id);
  if (os == NULL && *self->disk_path != '\0')
    os = find_by_name (self);
  /* What is made for clouds has all drivers. */
  if (os != NULL || self->image == NULL || strstr (small, "cloud") != NULL
      || g_str_equal (self->image->format, "qcow2"))
    return os;
  return vireo_os_catalog_get_other (self->catalog);
}

/* --- what is said --- */

static char *
make_title (const VireoDiskImage *image)
{
  g_autofree char *size = vireo_size_to_text (image->size);
  const char *words = vireo_image_format_to_words (image->format);

  if (image->size == 0)
    return g_strdup (words);
  if (image->ovf != NULL && image->ovf->name != NULL)
    /* Translators: “Virtual appliance (OVA)”, its name, and its size */
    return g_strdup_printf (_ ("%s “%s”, %s"), words, image->ovf->name, size);
  /* Translators: the kind and the size of a disk image, as "VMware disk, 20 GiB" */
  return g_strdup_printf (_ ("%s, %s"), words, size);
}

static char *
say_where (VireoInstallDraft *self)
{
  guint n = self->image->import->disks->len;
  const char *pool = self->pool != NULL ? self->pool : "default";

  if (self->image->native)
    /* Translators: the name of a storage pool */
    return g_strdup_printf (_ ("It will be copied into the storage pool “%s”."), pool);
  if (n > 1)
    return g_strdup_printf (
        /* Translators: a number, "qcow2", the name of a storage pool */
        g_dngettext (GETTEXT_PACKAGE,
                     "Its %u disk will be converted to %s, in the storage pool “%s”.",
                     "Its %u disks will be converted to %s, in the storage pool “%s”.", n),
        n, self->disk_format, pool);
  /* Translators: "qcow2", the name of a storage pool */
  return g_strdup_printf (_ ("It will be converted to %s, in the storage pool “%s”."),
                          self->disk_format, pool);
}

static char *
say_appliance (const VireoOvf *ovf)
{
  guint n_nics = MIN (ovf->n_nics, VIREO_INSTALL_MAX_NICS);
  GString *text = g_string_new (NULL);

  if (ovf->os_words != NULL)
    /* Translators: what an appliance calls its operating system */
    g_string_append_printf (text, _ ("System: %s.  "), ovf->os_words);
  if (ovf->nic_model != NULL)
    /* Translators: what an appliance calls the model of its network card, as "VmxNet3" */
    g_string_append_printf (text, _ ("Network card: %s.  "), ovf->nic_model);
  if (ovf->n_systems > 1)
    g_string_append_printf (
        text,
        g_dngettext (GETTEXT_PACKAGE, "It holds %u virtual machine, and the first is imported.  ",
                     "It holds %u virtual machines, and the first is imported.  ", ovf->n_systems),
        ovf->n_systems);
  if (n_nics > 1)
    g_string_append_printf (
        text,
        g_dngettext (GETTEXT_PACKAGE, "It has %u network card.  ",
                     "It has %u network cards; all of them go to the network chosen here.  ", n_nics),
        n_nics);
  return g_string_free (text, FALSE);
}

static char *
make_text (VireoInstallDraft *self)
{
  const VireoOvf *ovf = _vireo_install_draft_get_ovf (self);
  g_autofree char *where = NULL;
  g_autofree char *more = NULL;

  if (!_vireo_install_draft_imports (self))
    return g_strdup (_ ("It is used where it is: what the virtual machine writes changes this "
                        "file."));
  where = say_where (self);
  more = ovf != NULL ? say_appliance (ovf) : g_strdup ("");
  return g_strchomp (g_strconcat (where, "  ", more, NULL));
}

void
_vireo_install_draft_advise_image (VireoInstallDraft *self, gboolean remote, char **advice)
{
  char **problem = &advice[VIREO_ADVICE_MEDIA_PROBLEM];
  const VireoDiskImage *image = self->image;

  if (image == NULL && self->looking == NULL && remote)
    {
      const VireoHostFacts *facts = vireo_host_get_facts (self->host);

      advice[VIREO_ADVICE_MEDIA_NOTE]
          = g_strdup_printf (_ ("The file is on %s and is not looked at from here."),
                             facts != NULL && facts->hostname != NULL ? facts->hostname : "?");
      return;
    }
  if (image == NULL)
    return;
  advice[VIREO_ADVICE_IMAGE_TITLE] = make_title (image);
  if (image->problem != NULL)
    *problem = g_strdup (image->problem);
  else if (image->backing != NULL && (!image->native || remote))
    *problem = g_strdup_printf (_ ("This disk image is based on another file, “%s”, which it would "
                                   "make QEMU read.  Choose a complete disk."),
                                image->backing);
  else if (image->backing != NULL && !self->base_allowed)
    *problem = g_strdup_printf (
        /* Translators: a path that stands in a disk image */
        _ ("This disk image makes the virtual machine read another file, “%s”.  If you did not make "
           "the image yourself, that may be a file nobody should see."),
        image->backing);
  if (*problem == NULL)
    advice[VIREO_ADVICE_IMAGE_TEXT] = make_text (self);
}
