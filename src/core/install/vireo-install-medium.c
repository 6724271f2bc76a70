/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a VM that is being installed, and moves its medium. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-install-medium.h"
#include "core/install/vireo-install-seed.h"
#include "core/model/vireo-snapshot-picture.h"

#define PICTURE_WIDTH 192

/* A VM as it runs and as it will start next. */
typedef struct
{
  virDomainPtr vm;
  gboolean active;
  VireoXmlDoc *live;   /* (nullable): only when it runs */
  VireoXmlDoc *config; /* (nullable): not for a transient one */
} Views;

static VireoXmlDoc *
read_view (virDomainPtr vm, guint flags, GError **error)
{
  char *xml = virDomainGetXMLDesc (vm, flags);
  VireoXmlDoc *doc;

  if (xml == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  doc = vireo_xml_parse (xml, error);
  free (xml);
  return doc;
}

static gboolean
read_views (Views *views, GError **error)
{
  views->active = virDomainIsActive (views->vm) == 1;
  if (views->active)
    {
      views->live = read_view (views->vm, 0, error);
      if (views->live == NULL)
        return FALSE;
    }
  if (virDomainIsPersistent (views->vm) == 0)
    return TRUE;
  views->config = read_view (views->vm, VIR_DOMAIN_XML_INACTIVE, error);
  return views->config != NULL;
}

static void
clear_views (Views *views)
{
  g_clear_pointer (&views->live, xmlFreeDoc);
  g_clear_pointer (&views->config, xmlFreeDoc);
}

static xmlNode *
find_disk (VireoXmlDoc *doc, const char *target)
{
  g_autoptr (VireoXmlNodes) disks
      = vireo_xml_find (xmlDocGetRootElement (doc), "devices/disk[target/@dev]");

  for (guint i = 0; target != NULL && i < vireo_xml_nodes_count (disks); i++)
    {
      g_autofree char *its_target = vireo_xml_string (vireo_xml_nodes_get (disks, i), "target/@dev");

      if (g_str_equal (its_target, target))
        return vireo_xml_nodes_get (disks, i);
    }
  return NULL;
}

/* Returns: FALSE when the new disk is there and did not tell, as of a hypervisor that is too busy */
static gboolean
read_statistics (Views *views, const VireoInstallRecord *record, VireoInstallEvidence *evidence)
{
  virDomainBlockStatsStruct stats;
  gboolean told = TRUE;

  if (record->disk != NULL && find_disk (views->live, record->disk) != NULL)
    {
      told = virDomainBlockStats (views->vm, record->disk, &stats, sizeof stats) == 0;
      evidence->disk_read = told ? (guint64) MAX (stats.rd_bytes, 0) : 0;
      evidence->disk_written = told ? (guint64) MAX (stats.wr_bytes, 0) : 0;
    }
  if (record->cdrom != NULL
      && virDomainBlockStats (views->vm, record->cdrom, &stats, sizeof stats) == 0)
    evidence->medium_read = (guint64) MAX (stats.rd_bytes, 0);
  return told;
}

/* How much a disk took tells something only of one that was made empty and grows. */
static void
read_growth (Views *views, const VireoInstallRecord *record, VireoInstallEvidence *evidence)
{
  xmlNode *disk = find_disk (views->config != NULL ? views->config : views->live, record->disk);
  g_autofree char *path = disk != NULL ? vireo_xml_string (disk, "source/@file") : NULL;
  virDomainBlockInfo info;

  if (path == NULL || !vireo_xml_has (disk, "driver[@type = 'qcow2']")
      || !g_ptr_array_find_with_equal_func (record->made, path, g_str_equal, NULL))
    return;
  if (virDomainGetBlockInfo (views->vm, record->disk, &info, 0) == 0)
    evidence->disk_grown = info.allocation;
}

static gboolean
is_root (const char *mount_point)
{
  return mount_point != NULL && (g_str_equal (mount_point, "/") || g_str_equal (mount_point, "C:\\"));
}

/* A live system lives in memory or on its medium; an installed one on a disk that is no drive. */
static gboolean
is_on_a_disk (Views *views, virTypedParameterPtr parameters, int n, const char *file_system)
{
  g_autofree char *prefix = g_strconcat (file_system, ".disk.", NULL);

  for (int i = 0; i < n; i++)
    {
      xmlNode *disk = NULL;

      if (parameters[i].type == VIR_TYPED_PARAM_STRING
          && g_str_has_prefix (parameters[i].field, prefix)
          && g_str_has_suffix (parameters[i].field, ".alias"))
        disk = find_disk (views->live, parameters[i].value.s);
      if (disk != NULL && !vireo_xml_has (disk, "self::*[@device = 'cdrom']"))
        return TRUE;
    }
  return FALSE;
}

static gboolean
ask_agent (Views *views)
{
  virTypedParameterPtr parameters = NULL;
  int n = 0;
  gboolean on_disk = FALSE;

  if (!vireo_xml_has (xmlDocGetRootElement (views->live),
                      "devices/channel/target[@name = 'org.qemu.guest_agent.0']"
                      "[@state = 'connected']"))
    return FALSE;
  if (virDomainGetGuestInfo (views->vm, VIR_DOMAIN_GUEST_INFO_FILESYSTEM, &parameters, &n, 0) < 0)
    return FALSE;
  for (int i = 0; i < n && !on_disk; i++)
    {
      g_autofree char *file_system = NULL;

      if (parameters[i].type != VIR_TYPED_PARAM_STRING
          || !g_str_has_suffix (parameters[i].field, ".mountpoint")
          || !is_root (parameters[i].value.s))
        continue;
      file_system = g_strndup (parameters[i].field,
                               strlen (parameters[i].field) - strlen (".mountpoint"));
      on_disk = is_on_a_disk (views, parameters, n, file_system);
    }
  virTypedParamsFree (parameters, n);
  return on_disk;
}

/* Returns: FALSE with @error when a reboot cannot be judged yet, so that it is looked at again */
static gboolean
read_evidence (Views *views, const VireoInstallRecord *record, VireoInstallEvidence *evidence,
               GError **error)
{
  xmlNode *drive;
  int state = 0;
  int reason = 0;

  evidence->active = views->active;
  read_growth (views, record, evidence);
  if (views->active)
    {
      drive = find_disk (views->live, record->cdrom);
      if (!read_statistics (views, record, evidence) && evidence->rebooted)
        {
          vireo_error_take_libvirt (error);
          return FALSE;
        }
      evidence->tray_open = drive != NULL && vireo_xml_has (drive, "target[@tray = 'open']");
      evidence->system_on_disk = ask_agent (views);
    }
  else if (virDomainGetState (views->vm, &state, &reason, 0) == 0)
    evidence->off_by_itself
        = state == VIR_DOMAIN_SHUTOFF && reason == VIR_DOMAIN_SHUTOFF_SHUTDOWN;
  virResetLastError (); /* what cannot be seen is no evidence */
  return TRUE;
}

/* What is written in the one view may differ from what is written in the other, so each is read,
 * changed and stored by itself. */
static gboolean
change_records (Views *views,
                void (*change) (VireoInstallRecord *record, Views *views, gboolean live),
                GError **error)
{
  VireoXmlDoc *docs[] = { views->live, views->config };
  static const guint flags[] = { VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG };

  for (gsize i = 0; i < G_N_ELEMENTS (docs); i++)
    {
      g_autoptr (VireoInstallRecord) record = NULL;

      if (docs[i] == NULL)
        continue;
      record = vireo_install_record_read (xmlDocGetRootElement (docs[i]));
      change (record, views, flags[i] == VIR_DOMAIN_AFFECT_LIVE);
      if (!vireo_install_record_store (record, views->vm, flags[i], error))
        return FALSE;
    }
  return TRUE;
}

static void
note_run (VireoInstallRecord *record, Views *views, gboolean live)
{
  record->begun = TRUE;
  record->first_run = live;
  record->since = g_get_real_time () / G_USEC_PER_SEC;
}

static void
note_written (VireoInstallRecord *record, Views *views, gboolean live)
{
  record->written = TRUE;
}

static void
note_reboot (VireoInstallRecord *record, Views *views, gboolean live)
{
  record->reboots_seen++;
  record->written = TRUE;
}

static void
note_end (VireoInstallRecord *record, Views *views, gboolean live)
{
  record->phase = VIREO_INSTALL_FINISHED;
  record->held = record->first_run = record->direct = record->then_start = FALSE;
  record->autostart = record->opened = FALSE;
  g_clear_pointer (&record->seed, g_free);
  g_clear_pointer (&record->kernel, g_free);
  g_clear_pointer (&record->initrd, g_free);
  g_clear_pointer (&record->command_line, g_free);
  g_ptr_array_set_size (record->temporary, 0);
}

static void
note_reinserted (VireoInstallRecord *record, Views *views, gboolean live)
{
  record->phase = VIREO_INSTALL_RUNNING;
  record->reboots_seen = 0;
  record->written = FALSE;
  /* What speaks for the end now did so before, and the user does not agree.  Only what comes
   * after counts: a reboot, or another start. */
  record->held = record->first_run = live;
  record->begun = views->active;
}

static void
note_opened (VireoInstallRecord *record, Views *views, gboolean live)
{
  record->opened = TRUE;
}

static void
note_dismissed (VireoInstallRecord *record, Views *views, gboolean live)
{
  record->phase = VIREO_INSTALL_NONE;
}

/* The drive as it stands in @doc, with @medium in it or empty. */
static char *
make_drive_xml (VireoXmlDoc *doc, const char *target, const char *medium)
{
  xmlNode *drive = find_disk (doc, target);
  g_autoptr (VireoXmlDoc) copy = NULL;
  xmlNode *root;
  xmlNode *node;
  gboolean block = medium != NULL && g_str_has_prefix (medium, "/dev/");

  if (drive == NULL)
    return NULL;
  copy = xmlNewDoc (BAD_CAST "1.0");
  root = xmlDocCopyNode (drive, copy, 1);
  xmlDocSetRootElement (copy, root);
  while ((node = vireo_xml_first (root, "source | backingStore | target/@tray")) != NULL)
    {
      if (node->type == XML_ATTRIBUTE_NODE)
        xmlRemoveProp ((xmlAttr *) node);
      else
        {
          xmlUnlinkNode (node);
          xmlFreeNode (node);
        }
    }
  if (medium != NULL)
    {
      xmlSetProp (root, BAD_CAST "type", BAD_CAST (block ? "block" : "file"));
      vireo_xml_add (root, "source", block ? "dev" : "file", medium, NULL);
    }
  return vireo_xml_to_text (copy);
}

static gboolean
change_drive (virDomainPtr vm, VireoXmlDoc *doc, const VireoInstallRecord *record,
              const char *medium, guint flags, GError **error)
{
  g_autofree char *xml = make_drive_xml (doc, record->cdrom, medium);

  if (xml == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_GONE,
                           _ ("The drive is not there any more."));
      return FALSE;
    }
  /* A guest that has the medium mounted locks the tray. */
  if (virDomainUpdateDeviceFlags (vm, xml, flags) == 0
      || virDomainUpdateDeviceFlags (vm, xml, flags | VIR_DOMAIN_DEVICE_MODIFY_FORCE) == 0)
    {
      virResetLastError ();
      return TRUE;
    }
  vireo_error_take_libvirt (error);
  return FALSE;
}

/* Whether the installer's medium is in the drive, and not another one that somebody put there. */
static gboolean
holds_medium (VireoXmlDoc *doc, const VireoInstallRecord *record)
{
  xmlNode *drive = find_disk (doc, record->cdrom);
  g_autofree char *medium
      = drive != NULL ? vireo_xml_string (drive, "source/@file | source/@dev") : NULL;

  return medium != NULL && g_strcmp0 (medium, record->media) == 0;
}

static gboolean
eject (Views *views, const VireoInstallRecord *record, GError **error)
{
  gboolean ejected = TRUE;

  if (views->config != NULL && holds_medium (views->config, record))
    ejected = change_drive (views->vm, views->config, record, NULL, VIR_DOMAIN_AFFECT_CONFIG, error);
  if (ejected && views->live != NULL && holds_medium (views->live, record))
    ejected = change_drive (views->vm, views->live, record, NULL, VIR_DOMAIN_AFFECT_LIVE, error);
  return ejected;
}

/* The drive with the answers: out of what is kept, and emptied in what runs, since few guests can
 * lose a drive.  Then what it and the installer's kernel were made from. */
static gboolean
remove_seed (Views *views, const VireoInstallRecord *record, GError **error)
{
  xmlNode *kept = views->config != NULL ? find_disk (views->config, record->seed) : NULL;
  xmlNode *live = views->live != NULL ? find_disk (views->live, record->seed) : NULL;
  virConnectPtr host = virDomainGetConnect (views->vm);

  if (kept != NULL)
    {
      g_autofree char *xml = vireo_xml_node_to_text (kept);

      if (virDomainDetachDeviceFlags (views->vm, xml, VIR_DOMAIN_AFFECT_CONFIG) < 0)
        {
          vireo_error_take_libvirt (error);
          return FALSE;
        }
    }
  if (live != NULL && vireo_xml_has (live, "source"))
    {
      g_autofree char *xml = make_drive_xml (views->live, record->seed, NULL);

      if (virDomainUpdateDeviceFlags (views->vm, xml,
                                      VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_DEVICE_MODIFY_FORCE)
          < 0)
        {
          vireo_error_take_libvirt (error);
          return FALSE;
        }
    }
  for (guint i = 0; i < record->temporary->len; i++)
    if (!vireo_install_seed_delete (host, g_ptr_array_index (record->temporary, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
set_autostart (Views *views, const VireoInstallRecord *record, GError **error)
{
  if (!record->autostart || virDomainSetAutostart (views->vm, 1) == 0)
    return TRUE;
  vireo_error_take_libvirt (error);
  return FALSE;
}

/* The record that counts: of what runs, else of what is kept. */
static VireoInstallRecord *
get_record (Views *views)
{
  return vireo_install_record_read (
      xmlDocGetRootElement (views->live != NULL ? views->live : views->config));
}

static gboolean
carry_out (Views *views, const VireoInstallRecord *record, VireoInstallDecision decision,
           GError **error)
{
  switch (decision)
    {
    case VIREO_INSTALL_NOTE_RUN:
      return change_records (views, note_run, error);
    case VIREO_INSTALL_NOTE_WRITTEN:
      return change_records (views, note_written, error);
    case VIREO_INSTALL_NOTE_REBOOT:
      return change_records (views, note_reboot, error);
    case VIREO_INSTALL_END:
      return eject (views, record, error) && remove_seed (views, record, error)
             && set_autostart (views, record, error) && change_records (views, note_end, error);
    case VIREO_INSTALL_WAIT:
    default:
      return TRUE;
    }
}

static void
read_signs (Views *views, const VireoInstallEvidence *evidence, const VireoInstallReport *before,
            VireoInstallReport *report)
{
  g_autoptr (GBytes) shot = views->active ? vireo_snapshot_picture_shoot (views->vm) : NULL;

  if (shot != NULL)
    report->picture = vireo_snapshot_picture_shrink (shot, PICTURE_WIDTH);
  report->signs.written = MAX (evidence->disk_grown, evidence->disk_written);
  report->signs.read = evidence->medium_read;
  report->signs.moved_at = g_get_monotonic_time ();
  report->signs.screen = before->signs.screen
                         + vireo_install_picture_differs (before->picture, report->picture);
}

/**
 * vireo_install_check:
 * @vm: a VM that is being installed
 * @rebooted: whether it was just seen to reboot
 * @reachable: whether it answers at its address
 * @report: (inout): its signs and its picture are those of the last look; becomes what was seen and
 *   done; its drive and its picture are to be freed
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Looks how far the installation is, and ends it when the installed system runs: ejects the
 * medium, now and for the next start, and writes the end down.
 */
gboolean
vireo_install_check (virDomainPtr vm, gboolean rebooted, gboolean reachable,
                     VireoInstallReport *report, GError **error)
{
  Views views = { .vm = vm };
  VireoInstallEvidence evidence = { .rebooted = rebooted, .reachable = reachable };
  VireoInstallReport before = *report;
  g_autoptr (VireoInstallRecord) record = NULL;
  gboolean done = FALSE;

  VIREO_ASSERT_WORKER ();
  *report = (VireoInstallReport){ .decision = VIREO_INSTALL_WAIT };
  if (read_views (&views, error))
    {
      record = get_record (&views);
      report->drive = g_strdup (record->cdrom);
      report->since = record->since;
      report->active = views.active;
      done = record->phase != VIREO_INSTALL_RUNNING
             || read_evidence (&views, record, &evidence, error);
      if (done)
        {
          if (record->phase == VIREO_INSTALL_RUNNING)
            read_signs (&views, &evidence, &before, report);
          report->decision = vireo_install_decide (record, &evidence);
          done = carry_out (&views, record, report->decision, error);
        }
      report->start = done && report->decision == VIREO_INSTALL_END && record->then_start
                      && !views.active;
      report->autostart = done && report->decision == VIREO_INSTALL_END && record->autostart;
    }
  clear_views (&views);
  g_clear_pointer (&before.picture, g_bytes_unref);
  return done;
}

/**
 * vireo_install_reinsert:
 * @drive: (out) (nullable): the drive, as "sda"; g_free()
 *
 * Puts the medium back, now and for the next start, and takes the installation up again.
 */
gboolean
vireo_install_reinsert (virDomainPtr vm, char **drive, GError **error)
{
  Views views = { .vm = vm };
  g_autoptr (VireoInstallRecord) record = NULL;
  gboolean done = FALSE;

  VIREO_ASSERT_WORKER ();
  *drive = NULL;
  if (read_views (&views, error))
    {
      record = get_record (&views);
      *drive = g_strdup (record->cdrom);
      if (record->media == NULL || record->cdrom == NULL)
        g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_GONE,
                             _ ("Nothing is known of an installation of this virtual machine."));
      else
        done = (views.config == NULL
                || change_drive (vm, views.config, record, record->media, VIR_DOMAIN_AFFECT_CONFIG,
                                 error))
               && (views.live == NULL
                   || change_drive (vm, views.live, record, record->media, VIR_DOMAIN_AFFECT_LIVE,
                                    error))
               && change_records (&views, note_reinserted, error);
    }
  clear_views (&views);
  return done;
}

/* What is only written down: the drive stays as it is, so that none is told of. */
static gboolean
note (virDomainPtr vm, void (*change) (VireoInstallRecord *record, Views *views, gboolean live),
      char **drive, GError **error)
{
  Views views = { .vm = vm };
  gboolean done;

  VIREO_ASSERT_WORKER ();
  *drive = NULL;
  done = read_views (&views, error) && change_records (&views, change, error);
  clear_views (&views);
  return done;
}

/**
 * vireo_install_dismiss:
 * @drive: (out) (nullable): %NULL: none is touched
 *
 * Forgets the installation.
 */
gboolean
vireo_install_dismiss (virDomainPtr vm, char **drive, GError **error)
{
  return note (vm, note_dismissed, drive, error);
}

/**
 * vireo_install_note_opened:
 * @drive: (out) (nullable): %NULL: none is touched
 *
 * Writes down that the user has seen that it is ready.
 */
gboolean
vireo_install_note_opened (virDomainPtr vm, char **drive, GError **error)
{
  return note (vm, note_opened, drive, error);
}
