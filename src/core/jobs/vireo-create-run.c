/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What creating a VM consists of, apart from its disk, and how all of it is undone. */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-install-choices.h"
#include "core/install/vireo-install-seed.h"
#include "core/install/vireo-password.h"
#include "core/model/vireo-install-record.h"
#include "core/jobs/vireo-create-run.h"
#include "core/jobs/vireo-job-words.h"

/* A KVM that looks usable and is not stops the guest in its first moments: watched for so long. */
#define PROBATION_US (2 * G_USEC_PER_SEC)
#define PROBATION_STEP_US (G_USEC_PER_SEC / 10)

static gboolean
check_not_taken (VireoCreateRun *run, xmlNode *domain, GError **error)
{
  g_autofree char *wanted = vireo_xml_string (domain, "uuid");
  g_autofree char *made = g_uuid_string_random ();
  virDomainPtr other = virDomainLookupByName (run->host, run->name);

  /* libvirt's answer to a UUID that is taken would be to redefine that other VM. */
  if (other == NULL && wanted != NULL)
    other = virDomainLookupByUUIDString (run->host, g_strstrip (wanted));
  if (other != NULL)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_EXISTS,
                   _ ("There is a virtual machine “%s” already.  Choose another name."),
                   virDomainGetName (other));
      virDomainFree (other);
      return FALSE;
    }
  virResetLastError ();
  if (wanted == NULL)
    vireo_xml_add_text (domain, "uuid", made);
  else if (!g_uuid_string_is_valid (wanted))
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID, _ ("“%s” is not a UUID."), wanted);
      return FALSE;
    }
  g_strlcpy (run->uuid, wanted != NULL ? wanted : made, sizeof run->uuid);
  return TRUE;
}

/* Files on another host: a pool that has listed one may not have noticed that it went. */
static gboolean
is_gone_from_its_pool (virConnectPtr host, const char *path)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (host, path);
  virStoragePoolPtr pool = volume != NULL ? virStoragePoolLookupByVolume (volume) : NULL;
  gboolean gone = FALSE;

  if (pool != NULL && virStoragePoolRefresh (pool, 0) == 0)
    {
      virStorageVolPtr again = virStorageVolLookupByPath (host, path);

      gone = again == NULL;
      g_clear_pointer (&again, virStorageVolFree);
    }
  g_clear_pointer (&pool, virStoragePoolFree);
  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError ();
  return gone;
}

/* What was chosen may have been deleted since.  A file that may not be looked at is left to
 * QEMU, which runs as somebody else. */
static gboolean
check_sources (VireoCreateRun *run, xmlNode *domain, GError **error)
{
  g_autoptr (VireoXmlNodes) sources
      = vireo_xml_find (domain, "devices/disk/source/@file | devices/disk/source/@dev");

  for (guint i = 0; i < vireo_xml_nodes_count (sources); i++)
    {
      g_autofree char *path = vireo_xml_string (vireo_xml_nodes_get (sources, i), ".");
      GStatBuf unused;
      gboolean gone;

      if (run->is_local)
        gone = g_stat (path, &unused) < 0 && (errno == ENOENT || errno == ENOTDIR);
      else
        gone = is_gone_from_its_pool (run->host, path);
      if (gone)
        {
          g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE, _ ("“%s” is not there any more."),
                       path);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * vireo_create_run_prepare:
 *
 * Reads the definition and checks all that can be checked before anything is made.
 */
gboolean
vireo_create_run_prepare (VireoCreateRun *run, GError **error)
{
  g_autofree char *xml = vireo_install_plan_to_xml (run->plan);
  xmlNode *domain;

  run->doc = vireo_xml_parse (xml, error);
  if (run->doc == NULL)
    return FALSE;
  domain = xmlDocGetRootElement (run->doc);
  if (!vireo_xml_has (domain, "self::domain"))
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("The XML does not describe a virtual machine: its outermost element "
                              "must be <domain>."));
      return FALSE;
    }
  vireo_install_xml_move_medium (domain, run->plan);
  if (!vireo_install_plan_has_seed (run->plan))
    vireo_install_seed_forget_plan (domain);
  run->name = vireo_xml_string (domain, "name");
  return vireo_install_plan_check_name (run->name, error) && check_not_taken (run, domain, error)
         && check_sources (run, domain, error);
}

static gboolean
open_network (VireoCreateRun *run, const char *name, GError **error)
{
  virNetworkPtr network = virNetworkLookupByName (run->host, name);
  gboolean runs = FALSE;

  if (network == NULL)
    {
      vireo_error_take_libvirt (error);
      if (g_error_matches (*error, VIREO_ERROR, VIREO_ERROR_GONE))
        vireo_job_say (error, _ ("There is no virtual network “%s” on this host."), name);
      return FALSE;
    }
  if (virNetworkIsActive (network) == 1)
    runs = TRUE;
  else if (!(run->allowed & VIREO_CREATE_NEEDS_START_NETWORK))
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
                 _ ("The virtual network “%s” is not running.  Start it and try again."), name);
  else if (virNetworkCreate (network) == 0)
    runs = TRUE;
  else
    vireo_error_take_libvirt (error);
  virNetworkFree (network);
  return runs;
}

/**
 * vireo_create_run_network:
 *
 * Sees to it that the networks the VM needs run.  A VM that is only defined needs none yet.
 */
gboolean
vireo_create_run_network (VireoCreateRun *run, GError **error)
{
  g_autoptr (VireoXmlNodes) names
      = vireo_xml_find (xmlDocGetRootElement (run->doc),
                        "devices/interface[@type = 'network']/source/@network");

  for (guint i = 0; run->plan->start && i < vireo_xml_nodes_count (names); i++)
    {
      g_autofree char *name = vireo_xml_string (vireo_xml_nodes_get (names, i), ".");

      if (!open_network (run, name, error))
        return FALSE;
    }
  return TRUE;
}

/* Where there is something to install, that waits until it is. */
static gboolean
starts_with_host (VireoCreateRun *run)
{
  g_autoptr (VireoInstallRecord) record
      = vireo_install_record_read (xmlDocGetRootElement (run->doc));

  return run->plan->autostart && record->phase != VIREO_INSTALL_RUNNING;
}

/**
 * vireo_create_run_define:
 *
 * Defines the VM.
 */
gboolean
vireo_create_run_define (VireoCreateRun *run, GError **error)
{
  g_autofree char *xml = vireo_xml_to_text (run->doc);
  gboolean defined = TRUE;
  virDomainPtr vm;

  run->made_domain = TRUE;
  vm = virDomainDefineXMLFlags (run->host, xml, VIR_DOMAIN_DEFINE_VALIDATE);
  if (vm == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  if (starts_with_host (run) && virDomainSetAutostart (vm, 1) < 0)
    {
      vireo_error_take_libvirt (error);
      defined = FALSE;
    }
  virDomainFree (vm);
  return defined;
}

/* Marks this run of the VM as the one the installer runs in.  Who cannot be told so (an old
 * hypervisor) ends the installation by other signs. */
static void
note_begun (VireoCreateRun *run, virDomainPtr vm)
{
  g_autoptr (VireoInstallRecord) record
      = vireo_install_record_read (xmlDocGetRootElement (run->doc));

  if (record->phase != VIREO_INSTALL_RUNNING)
    return;
  record->begun = TRUE;
  record->since = g_get_real_time () / G_USEC_PER_SEC;
  vireo_install_record_store (record, vm, VIR_DOMAIN_AFFECT_CONFIG, NULL);
  record->first_run = TRUE;
  record->direct = run->from_kernel;
  vireo_install_record_store (record, vm, VIR_DOMAIN_AFFECT_LIVE, NULL);
}

/* Whether a guest that was just started ended or stands still, other than by its own will. */
static gboolean
has_broken_down (int state, int reason)
{
  switch (state)
    {
    case VIR_DOMAIN_CRASHED:
      return TRUE;
    case VIR_DOMAIN_PAUSED:
      return reason == VIR_DOMAIN_PAUSED_UNKNOWN || reason == VIR_DOMAIN_PAUSED_CRASHED;
    case VIR_DOMAIN_SHUTOFF:
      return reason == VIR_DOMAIN_SHUTOFF_CRASHED || reason == VIR_DOMAIN_SHUTOFF_FAILED;
    default:
      return FALSE;
    }
}

static gboolean
survives_probation (VireoCreateRun *run, virDomainPtr vm, GCancellable *cancellable,
                    GError **error)
{
  gint64 end = g_get_monotonic_time () + PROBATION_US;
  int state;
  int reason;

  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (virDomainGetState (vm, &state, &reason, 0) < 0)
        {
          vireo_error_take_libvirt (error);
          return FALSE;
        }
      if (has_broken_down (state, reason))
        {
          g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_NO_KVM,
                               _ ("The processor's hardware acceleration (KVM) stopped the virtual "
                                  "machine right after its start.  Use software emulation "
                                  "instead."));
          return FALSE;
        }
      g_usleep (PROBATION_STEP_US);
    }
  while (state == VIR_DOMAIN_RUNNING && g_get_monotonic_time () < end);
  return TRUE;
}

/**
 * vireo_create_run_start:
 *
 * Starts the VM when that is wished for, and sees whether hardware acceleration carries it.
 */
gboolean
vireo_create_run_start (VireoCreateRun *run, GCancellable *cancellable, GError **error)
{
  gboolean kvm = vireo_xml_has (xmlDocGetRootElement (run->doc), "self::*[@type = 'kvm']");
  gboolean started;
  virDomainPtr vm;

  if (!run->plan->start)
    return TRUE;
  vm = virDomainLookupByUUIDString (run->host, run->uuid);
  if (vm != NULL && run->from_kernel)
    {
      virDomainPtr defined = vm;

      vm = vireo_install_seed_start (defined, error);
      virDomainFree (defined);
      started = vm != NULL;
    }
  else
    {
      started = vm != NULL && virDomainCreate (vm) == 0;
      if (!started)
        vireo_error_take_libvirt (error);
    }
  if (started)
    {
      note_begun (run, vm);
      started = !kvm || survives_probation (run, vm, cancellable, error);
    }
  g_clear_pointer (&vm, virDomainFree);
  return started;
}

/* A thing that is not there needs no removing. */
static gboolean
is_gone_already (void)
{
  virErrorPtr last = virGetLastError ();

  return last != NULL
         && (last->code == VIR_ERR_NO_DOMAIN || last->code == VIR_ERR_NO_STORAGE_POOL
             || last->code == VIR_ERR_NO_STORAGE_VOL);
}

static gboolean
undo_domain (VireoCreateRun *run)
{
  virDomainPtr vm = virDomainLookupByUUIDString (run->host, run->uuid);
  gboolean done;

  if (vm == NULL)
    return is_gone_already ();
  if (virDomainIsActive (vm) == 1)
    virDomainDestroy (vm);
  done = virDomainUndefineFlags (vm, VIR_DOMAIN_UNDEFINE_NVRAM) == 0 || virDomainUndefine (vm) == 0;
  virDomainFree (vm);
  return done;
}

static gboolean
undo_volume (VireoCreateRun *run, const char *name)
{
  virStoragePoolPtr pool
      = virStoragePoolLookupByName (run->host, vireo_install_plan_get_pool (run->plan));
  virStorageVolPtr volume = NULL;
  gboolean done;

  if (pool == NULL)
    return is_gone_already ();
  volume = virStorageVolLookupByName (pool, name);
  if (volume == NULL && virStoragePoolRefresh (pool, 0) == 0)
    volume = virStorageVolLookupByName (pool, name);
  done = volume != NULL ? virStorageVolDelete (volume, 0) == 0 : is_gone_already ();
  g_clear_pointer (&volume, virStorageVolFree);
  virStoragePoolFree (pool);
  return done;
}

/* What was written past libvirt goes the same way; then its list is read anew. */
static void
undo_files (VireoCreateRun *run, GPtrArray *left_behind)
{
  virStoragePoolPtr pool;

  if (run->made_files == NULL || run->made_files->len == 0)
    return;
  for (guint i = run->made_files->len; i > 0; i--)
    {
      const char *path = g_ptr_array_index (run->made_files, i - 1);

      if (g_unlink (path) == 0 || errno == ENOENT)
        g_ptr_array_remove_index (run->made_files, i - 1);
      else
        g_ptr_array_add (left_behind, g_filename_display_name (path));
    }
  pool = virStoragePoolLookupByName (run->host, vireo_install_plan_get_pool (run->plan));
  if (pool != NULL)
    virStoragePoolRefresh (pool, 0);
  g_clear_pointer (&pool, virStoragePoolFree);
}

static gboolean
undo_pool (VireoCreateRun *run)
{
  virStoragePoolPtr pool
      = virStoragePoolLookupByName (run->host, vireo_install_plan_get_pool (run->plan));
  gboolean done = TRUE;

  if (pool == NULL)
    return is_gone_already ();
  /* Somebody may have put something there meanwhile. */
  if (virStoragePoolNumOfVolumes (pool) <= 0)
    {
      if (virStoragePoolIsActive (pool) == 1)
        virStoragePoolDestroy (pool);
      if (run->built_pool)
        virStoragePoolDelete (pool, VIR_STORAGE_POOL_DELETE_NORMAL);
      done = virStoragePoolUndefine (pool) == 0;
    }
  virStoragePoolFree (pool);
  return done;
}

/**
 * vireo_create_run_made_something:
 *
 * Returns: whether there is anything to undo
 */
gboolean
vireo_create_run_made_something (const VireoCreateRun *run)
{
  return run->made_domain || run->made_volume != NULL || run->made_pool
         || (run->made_temporary != NULL && run->made_temporary->len > 0)
         || (run->made_files != NULL && run->made_files->len > 0);
}

/**
 * vireo_create_run_undo:
 * @left_behind: (element-type utf8): gets the names of what could not be removed
 *
 * Removes what was made, last things first.  Can be called again, over another connection.
 *
 * Returns: whether all of it is gone
 */
gboolean
vireo_create_run_undo (VireoCreateRun *run, GPtrArray *left_behind)
{
  if (run->made_domain)
    {
      run->made_domain = !undo_domain (run);
      if (run->made_domain)
        g_ptr_array_add (left_behind, g_strdup (run->name));
    }
  if (run->made_volume != NULL)
    {
      if (undo_volume (run, run->made_volume))
        g_clear_pointer (&run->made_volume, g_free);
      else
        g_ptr_array_add (left_behind, g_strdup (run->made_volume));
    }
  for (guint i = run->made_temporary != NULL ? run->made_temporary->len : 0; i > 0; i--)
    {
      const char *name = g_ptr_array_index (run->made_temporary, i - 1);

      if (undo_volume (run, name))
        g_ptr_array_remove_index (run->made_temporary, i - 1);
      else
        g_ptr_array_add (left_behind, g_strdup (name));
    }
  undo_files (run, left_behind);
  if (run->made_pool && run->made_volume == NULL
      && (run->made_temporary == NULL || run->made_temporary->len == 0))
    {
      run->made_pool = !undo_pool (run);
      if (run->made_pool)
        g_ptr_array_add (left_behind, g_strdup (vireo_install_plan_get_pool (run->plan)));
    }
  virResetLastError ();
  return !vireo_create_run_made_something (run);
}

void
vireo_create_run_clear (VireoCreateRun *run)
{
  g_clear_pointer (&run->host, virConnectClose);
  g_clear_pointer (&run->doc, xmlFreeDoc);
  g_clear_pointer (&run->name, g_free);
  g_clear_pointer (&run->made_volume, g_free);
  g_clear_pointer (&run->made_temporary, g_ptr_array_unref);
  g_clear_pointer (&run->made_files, g_ptr_array_unref);
  g_clear_pointer (&run->medium, vireo_iso_files_free);
  g_clear_pointer (&run->command_line, g_free);
  g_clear_pointer (&run->answers, vireo_password_free);
  g_clear_pointer (&run->archive, g_bytes_unref);
  g_clear_pointer (&run->meta_data, g_free);
}
