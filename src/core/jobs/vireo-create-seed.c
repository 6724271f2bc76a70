/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What creating a VM needs on top for an installer that asks nobody: its answers on a small image,
 * and its kernel out of the medium, both beside the new disk for as long as the installation takes.
 *
 * With a kernel of its own the installer certainly reads the answers.  Where there is none to be
 * had the medium boots itself and finds them by their label, which old ones may miss. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-cloud-config.h"
#include "core/install/vireo-install-choices.h"
#include "core/install/vireo-install-seed.h"
#include "core/install/vireo-kickstart.h"
#include "core/install/vireo-preseed.h"
#include "core/install/vireo-seed-image.h"
#include "core/jobs/vireo-create-run.h"
#include "core/model/vireo-storage.h"

#define CHUNK (256 * VIREO_KIB)

/* --- what is told --- */

static gboolean
make_answers (VireoCreateRun *run, GError **error)
{
  g_autoptr (VireoAnswers) answers = vireo_answers_copy (run->plan->answers);
  VireoInstallDevices devices;
  VireoKickstartTarget target = { .arch = run->plan->arch };

  vireo_install_plan_choose (run->plan, &devices);
  target.disk = devices.disk_target;
  if (!vireo_answers_hash (answers, error))
    return FALSE;
  if (run->plan->source == VIREO_SOURCE_DISK_IMAGE)
    {
      run->answers = vireo_cloud_config_make_user_data (answers, error);
      run->meta_data = vireo_cloud_config_make_meta_data (answers, run->uuid);
      return run->answers != NULL;
    }
  if (answers->kind == VIREO_ANSWERS_AUTOINSTALL)
    {
      run->answers = vireo_cloud_config_make_autoinstall (answers, error);
      run->meta_data = vireo_cloud_config_make_meta_data (answers, run->uuid);
      return run->answers != NULL;
    }
  if (answers->kind == VIREO_ANSWERS_PRESEED)
    run->answers = vireo_preseed_make (answers, &target, error);
  else
    run->answers = vireo_kickstart_make (answers, &target, error);
  return run->answers != NULL;
}

/* Debian's answers are in the initrd, and without that word Ubuntu's installer asks whether it is
 * meant, so that there is no other way. */
static gboolean
find_needed_kernel (VireoCreateRun *run, GError **error)
{
  if (!run->plan->start)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("An unattended installation of this system begins when the virtual "
                              "machine is created.  Let it be started then."));
      return FALSE;
    }
  if (!vireo_iso_files_find_boot (run->medium, &run->boot, error))
    return FALSE;
  if (run->plan->answers->kind == VIREO_ANSWERS_AUTOINSTALL)
    run->command_line = g_strdup ("autoinstall console=tty0");
  else
    {
      /* Not "auto": it puts language and keyboard off until answers come over the network. */
      run->command_line = g_strdup ("priority=critical console=tty0");
      run->archive = vireo_preseed_make_archive (run->plan->answers, run->answers,
                                                 run->boot.initrd.size);
    }
  return TRUE;
}

/* The medium's own kernel, when the VM is started right away: a kernel that waits in the definition
 * would install once more at every start that Vireo does not see. */
static gboolean
find_kernel (VireoCreateRun *run, GCancellable *cancellable, GError **error)
{
  const VireoIso *iso;

  run->medium = vireo_iso_files_open (run->plan->media_path, cancellable, error);
  if (run->medium == NULL)
    return FALSE;
  iso = vireo_iso_files_get_iso (run->medium);
  if (run->plan->answers->kind != VIREO_ANSWERS_KICKSTART)
    return find_needed_kernel (run, error);
  if (run->plan->start && vireo_iso_files_find_boot (run->medium, &run->boot, NULL))
    run->command_line = vireo_install_seed_make_command_line (iso->label, run->plan->arch);
  return TRUE;
}

/**
 * vireo_create_run_answers:
 *
 * Makes the answers and looks into the medium.  Makes nothing on the host yet.
 */
gboolean
vireo_create_run_answers (VireoCreateRun *run, GCancellable *cancellable, GError **error)
{
  if (run->plan->answers == NULL)
    return TRUE;
  if (run->plan->source == VIREO_SOURCE_DISK_IMAGE)
    return make_answers (run, error);
  if (run->plan->media_path == NULL || run->plan->disk != VIREO_DISK_NEW)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("An unattended installation needs an ISO image and a new disk."));
      return FALSE;
    }
  if (!run->is_local)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("An unattended installation is possible only on this computer's own "
                              "libvirt so far."));
      return FALSE;
    }
  return make_answers (run, error) && find_kernel (run, cancellable, error);
}

/* --- uploading --- */

/* Where the bytes come from: memory, or a file of the medium. */
typedef struct
{
  GBytes *bytes;                /* (nullable) */
  VireoIsoFiles *medium;        /* (nullable) */
  const VireoIsoExtent *extent; /* (nullable): with the bytes, if any, behind it */
  guint64 size;                 /* bytes */

  VireoCreateProgress progress;
  gpointer data;
  guint64 *done;                /* bytes, of all sources */
  guint64 total;                /* bytes, of all sources */
} Source;

static gssize
read_source (const Source *source, guint64 offset, guint8 *into, gsize count, GError **error)
{
  guint64 start = source->extent != NULL ? source->extent->size : 0; /* of the bytes */

  if (source->bytes != NULL && offset >= start)
    {
      const guint8 *bytes = g_bytes_get_data (source->bytes, NULL);
      gsize got = (gsize) MIN (count, source->size - offset);

      memcpy (into, bytes + (offset - start), got);
      return (gssize) got;
    }
  return vireo_iso_files_read (source->medium, source->extent, offset, into, count, error);
}

static gboolean
send_chunk (virStreamPtr stream, const guint8 *bytes, gsize count, GError **error)
{
  while (count > 0)
    {
      int sent = virStreamSend (stream, (const char *) bytes, count);

      if (sent < 0)
        {
          vireo_error_take_libvirt (error);
          return FALSE;
        }
      bytes += sent;
      count -= (gsize) sent;
    }
  return TRUE;
}

static gboolean
send_all (virStreamPtr stream, const Source *source, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  for (guint64 offset = 0; offset < source->size;)
    {
      gssize got;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      got = read_source (source, offset, chunk, CHUNK, error);
      if (got <= 0 || !send_chunk (stream, chunk, (gsize) got, error))
        return FALSE;
      offset += (guint64) got;
      *source->done += (guint64) got;
      source->progress ((double) *source->done / (double) source->total, source->data);
    }
  return TRUE;
}

static gboolean
fill_volume (virStorageVolPtr volume, const Source *source, GCancellable *cancellable,
             GError **error)
{
  virStreamPtr stream = virStreamNew (virStorageVolGetConnect (volume), 0);
  gboolean done = FALSE;

  if (stream == NULL || virStorageVolUpload (volume, stream, 0, source->size, 0) < 0)
    vireo_error_take_libvirt (error);
  else if (!send_all (stream, source, cancellable, error))
    virStreamAbort (stream);
  else if (virStreamFinish (stream) < 0)
    vireo_error_take_libvirt (error);
  else
    done = TRUE;
  g_clear_pointer (&stream, virStreamFree);
  return done;
}

/* Returns the file's path on the host. */
static char *
upload (VireoCreateRun *run, virStoragePoolPtr pool, const char *suffix, const Source *source,
        GCancellable *cancellable, GError **error)
{
  g_autofree char *name = vireo_install_seed_make_volume_name (run->name, suffix);
  VireoVolumePlan plan = { .name = name, .format = "raw", .capacity = source->size, .secret = TRUE };
  char *made = NULL;
  virStorageVolPtr volume = vireo_storage_make_volume (pool, &plan, &made, error);
  g_autofree char *path = NULL;
  gboolean filled;

  if (made != NULL)
    g_ptr_array_add (run->made_temporary, made);
  if (volume == NULL)
    return NULL;
  filled = fill_volume (volume, source, cancellable, error);
  path = filled ? virStorageVolGetPath (volume) : NULL;
  virStorageVolFree (volume);
  if (filled && path == NULL)
    vireo_error_take_libvirt (error);
  if (path == NULL)
    return NULL;
  if (!g_path_is_absolute (path) || g_str_has_prefix (path, "/dev/"))
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                   _ ("The storage pool “%s” has no files.  Choose another pool for an unattended "
                      "installation."),
                   vireo_install_plan_get_pool (run->plan));
      return NULL;
    }
  vireo_install_seed_add_temporary (xmlDocGetRootElement (run->doc), path);
  return g_steal_pointer (&path);
}

static GBytes *
make_image (VireoCreateRun *run)
{
  const VireoSeedFile kickstart = { "ks.cfg", run->answers };
  const VireoSeedFile cloud[] = { { "meta-data", run->meta_data }, { "user-data", run->answers } };

  if (run->meta_data != NULL)
    return vireo_seed_image_make (VIREO_SEED_CIDATA, cloud, G_N_ELEMENTS (cloud));
  return vireo_seed_image_make (VIREO_SEED_OEMDRV, &kickstart, 1);
}

static gboolean
upload_all (VireoCreateRun *run, virStoragePoolPtr pool, VireoCreateProgress progress,
            gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) image = run->archive == NULL ? make_image (run) : NULL;
  VireoInstallDevices devices;
  guint64 done = 0;
  Source source = { .medium = run->medium, .progress = progress, .data = data, .done = &done };
  g_autofree char *path = NULL, *kernel = NULL, *initrd = NULL;

  source.total = image != NULL ? g_bytes_get_size (image) : g_bytes_get_size (run->archive);
  if (run->command_line != NULL)
    source.total += run->boot.kernel.size + run->boot.initrd.size;

  if (image != NULL)
    {
      source.bytes = image;
      source.size = g_bytes_get_size (image);
      path = upload (run, pool, VIREO_SEED_IMAGE, &source, cancellable, error);
      if (path == NULL)
        return FALSE;
      vireo_install_plan_choose (run->plan, &devices);
      vireo_install_seed_add_drive (xmlDocGetRootElement (run->doc), path, devices.cdrom_bus);
    }
  if (run->command_line == NULL)
    return TRUE;

  source.bytes = NULL;
  source.extent = &run->boot.kernel;
  source.size = run->boot.kernel.size;
  kernel = upload (run, pool, "-kernel.img", &source, cancellable, error);
  if (kernel == NULL)
    return FALSE;
  source.extent = &run->boot.initrd;
  source.bytes = run->archive;
  source.size = run->boot.initrd.size
                + (run->archive != NULL ? g_bytes_get_size (run->archive) : 0);
  initrd = upload (run, pool, "-initrd.img", &source, cancellable, error);
  if (initrd == NULL)
    return FALSE;
  run->from_kernel = TRUE;
  vireo_install_seed_note_kernel (xmlDocGetRootElement (run->doc), kernel, initrd,
                                  run->command_line);
  return TRUE;
}

/**
 * vireo_create_run_seed:
 * @progress: called from here
 *
 * Puts the answers, and the installer's kernel, beside the new disk and into the definition.
 */
gboolean
vireo_create_run_seed (VireoCreateRun *run, VireoCreateProgress progress, gpointer data,
                       GCancellable *cancellable, GError **error)
{
  virStoragePoolPtr pool;
  gboolean done;

  if (run->answers == NULL)
    return TRUE;
  pool = virStoragePoolLookupByName (run->host, vireo_install_plan_get_pool (run->plan));
  if (pool == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  if (run->made_temporary == NULL)
    run->made_temporary = g_ptr_array_new_with_free_func (g_free);
  done = upload_all (run, pool, progress, data, cancellable, error);
  virStoragePoolFree (pool);
  g_clear_pointer (&run->medium, vireo_iso_files_free);
  return done;
}
