/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a draft: taken from what was typed or dropped, looked at on workers. */

#include "config.h"

#include "core/install/vireo-install-draft-private.h"

static void
notify (VireoInstallDraft *self, const char *name)
{
  g_object_notify (G_OBJECT (self), name);
}

static char *
path_from_text (const char *text)
{
  g_autofree char *path = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (g_str_has_prefix (path, "file://"))
    {
      char *local = g_filename_from_uri (path, NULL, NULL);

      return local != NULL ? local : g_steal_pointer (&path);
    }
  if (g_str_has_prefix (path, "~/"))
    return g_build_filename (g_get_home_dir (), path + 2, NULL);
  return g_steal_pointer (&path);
}

static void
media_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoInstallDraft) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoMedia) media = vireo_media_read_finish (result, &error);

  /* A later choice has cancelled this one and is being read itself. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading);
  g_set_object (&self->media, media);
  self->media_error = g_steal_pointer (&error);
  notify (self, "media");
  notify (self, "media-busy");
  _vireo_install_draft_update (self);
}

/* Only a file on this machine can be looked at; and identifying it needs the catalog. */
void
_vireo_install_draft_read_media (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);
  gboolean local = facts == NULL || facts->is_local;

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->media);
  g_clear_error (&self->media_error);
  self->touched &= ~(guint) VIREO_TOUCHED_OS;
  self->foreign_allowed = FALSE;
  if (g_path_is_absolute (self->media_path) && local
      && vireo_os_catalog_get_loaded (self->catalog))
    {
      self->reading = g_cancellable_new ();
      vireo_media_read_async (self->media_path, self->catalog, self->reading, media_read,
                              g_object_ref (self));
    }
  notify (self, "media");
  notify (self, "media-busy");
  notify (self, "foreign-allowed");
  _vireo_install_draft_update (self);
}

static void
disk_looked_at (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoInstallDraft) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoDiskImage) image = vireo_disk_image_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->looking);
  self->image = g_steal_pointer (&image);
  self->image_error = g_steal_pointer (&error);
  notify (self, "media-busy");
  _vireo_install_draft_update (self);
}

static void
look_at_disk (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);
  gboolean local = facts == NULL || facts->is_local;

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->image, vireo_disk_image_free);
  g_clear_error (&self->image_error);
  self->base_allowed = FALSE;
  /* For another host a foreign disk is converted here and sent there; any other is on that host. */
  if (g_path_is_absolute (self->disk_path)
      && (local
          || (self->source == VIREO_SOURCE_DISK_IMAGE
              && vireo_disk_image_is_named_foreign (self->disk_path))))
    {
      self->looking = g_cancellable_new ();
      vireo_disk_image_read_async (self->disk_path, self->looking, disk_looked_at,
                                   g_object_ref (self));
    }
  notify (self, "media-busy");
  _vireo_install_draft_update (self);
}

void
_vireo_install_draft_set_disk_path (VireoInstallDraft *self, const char *text)
{
  g_autofree char *path = path_from_text (text);

  if (g_str_equal (path, self->disk_path))
    return;
  g_free (self->disk_path);
  self->disk_path = g_steal_pointer (&path);
  if (self->source == VIREO_SOURCE_DISK_IMAGE)
    self->touched &= ~(guint) VIREO_TOUCHED_OS;
  notify (self, "disk-path");
  notify (self, "base-allowed");
  look_at_disk (self);
}

const char *
vireo_install_draft_get_media_path (VireoInstallDraft *self)
{
  return self->media_path;
}

/**
 * vireo_install_draft_set_media_path:
 * @path: the ISO: a path, a file:// URI, or with ~/ for the user's home
 *
 * It is read on a worker; #VireoInstallDraft:media-busy tells meanwhile.
 */
void
vireo_install_draft_set_media_path (VireoInstallDraft *self, const char *path)
{
  g_autofree char *clean = path_from_text (path);

  if (g_str_equal (clean, self->media_path))
    return;
  g_free (self->media_path);
  self->media_path = g_steal_pointer (&clean);
  notify (self, "media-path");
  _vireo_install_draft_read_media (self);
}

/**
 * vireo_install_draft_set_file:
 * @path: a file that was dropped or named on the command line
 *
 * Takes it as a disk to be imported or as a medium to install from, by its name.
 */
void
vireo_install_draft_set_file (VireoInstallDraft *self, const char *path)
{
  gboolean disk = self->source == VIREO_SOURCE_DISK_IMAGE || vireo_disk_image_is_named_so (path);
  g_autofree char *small = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (small, ".iso"))
    disk = FALSE;
  g_object_set (self, "source", (guint) (disk ? VIREO_SOURCE_DISK_IMAGE : VIREO_SOURCE_ISO),
                disk ? "disk-path" : "media-path", path, NULL);
}
