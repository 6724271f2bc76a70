/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-install-seed.h"

/**
 * vireo_install_seed_make_command_line:
 * @label: the medium's volume label
 * @arch: as libvirt writes it
 *
 * Returns: (transfer full) (nullable): what the installer's kernel is told, so that it finds the
 *   medium and the answers by their labels; %NULL when the label cannot be said there; g_free()
 */
char *
vireo_install_seed_make_command_line (const char *label, const char *arch)
{
  g_autoptr (GString) stage2 = g_string_new (NULL);

  if (*label == '\0')
    return NULL;
  for (const char *c = label; *c != '\0'; c++)
    {
      if (*c == ' ')
        g_string_append (stage2, "\\x20"); /* as udev writes labels */
      else if (g_ascii_isalnum (*c) || strchr ("-_.:+", *c) != NULL)
        g_string_append_c (stage2, *c);
      else
        return NULL;
    }
  return g_strdup_printf ("inst.stage2=hd:LABEL=%s inst.ks=hd:LABEL=OEMDRV:/ks.cfg console=tty0 "
                          "console=%s,115200n8",
                          stage2->str, g_str_equal (arch, "aarch64") ? "ttyAMA0" : "ttyS0");
}

static gboolean
has_target (xmlNode *domain, const char *target)
{
  g_autoptr (VireoXmlNodes) targets = vireo_xml_find (domain, "devices/disk/target/@dev");

  for (guint i = 0; i < vireo_xml_nodes_count (targets); i++)
    {
      g_autofree char *taken = vireo_xml_string (vireo_xml_nodes_get (targets, i), ".");

      if (g_strcmp0 (taken, target) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * vireo_install_seed_make_volume_name:
 * @suffix: what it ends in
 *
 * Returns: (transfer full): the name of a volume that goes when the installation ends; g_free()
 */
char *
vireo_install_seed_make_volume_name (const char *vm_name, const char *suffix)
{
  g_autofree char *plain = g_strdelimit (g_strdup (vm_name), "/", '-');

  return g_strconcat (plain, suffix, NULL);
}

/* The drive as it was planned: named by its pool and volume. */
static xmlNode *
find_planned_drive (xmlNode *domain)
{
  g_autoptr (VireoXmlNodes) drives
      = vireo_xml_find (domain, "devices/disk[@device = 'cdrom'][@type = 'volume'][target/@dev]");

  for (guint i = 0; i < vireo_xml_nodes_count (drives); i++)
    {
      g_autofree char *volume
          = vireo_xml_string (vireo_xml_nodes_get (drives, i), "source/@volume");

      if (volume != NULL && g_str_has_suffix (volume, VIREO_SEED_IMAGE))
        return vireo_xml_nodes_get (drives, i);
    }
  return NULL;
}

/* Writes down which drive it is. */
static void
note_drive (xmlNode *domain, const char *target)
{
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (domain);

  g_free (record->seed);
  record->seed = g_strdup (target);
  record->phase = VIREO_INSTALL_RUNNING; /* or nobody would take it away again */
  vireo_install_record_write (record, domain);
}

/* An empty drive beside that of the medium, or where one would be. */
static xmlNode *
make_drive (xmlNode *domain, const char *bus)
{
  xmlNode *first = vireo_xml_first (domain, "devices/disk[@device = 'cdrom']");
  const char *prefix = g_str_equal (bus, "ide") ? "hd" : "sd";
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  char target[4];
  xmlNode *drive;

  for (char letter = 'a'; letter <= 'z'; letter++)
    {
      g_snprintf (target, sizeof target, "%s%c", prefix, letter);
      if (!has_target (domain, target))
        break;
    }
  drive = xmlNewDocNode (doc, NULL, BAD_CAST "disk", NULL);
  xmlDocSetRootElement (doc, drive);
  xmlNewProp (drive, BAD_CAST "type", BAD_CAST "file");
  xmlNewProp (drive, BAD_CAST "device", BAD_CAST "cdrom");
  vireo_xml_add (drive, "driver", "name", "qemu", "type", "raw", NULL);
  vireo_xml_add (drive, "source", NULL);
  vireo_xml_add (drive, "target", "dev", target, "bus", bus, NULL);
  vireo_xml_add (drive, "readonly", NULL);
  drive = xmlDocCopyNode (drive, domain->doc, 1);
  if (first != NULL)
    xmlAddNextSibling (first, drive);
  else
    xmlAddChild (vireo_xml_first (domain, "devices"), drive);
  note_drive (domain, target);
  return drive;
}

/**
 * vireo_install_seed_plan_drive:
 * @domain: the <domain> element
 * @pool: where the image with the answers is going to be
 * @bus: where drives are
 *
 * Puts the drive there whose image is yet to be made, named by its pool and volume.
 */
void
vireo_install_seed_plan_drive (xmlNode *domain, const char *pool, const char *vm_name,
                               const char *bus)
{
  g_autofree char *volume = vireo_install_seed_make_volume_name (vm_name, VIREO_SEED_IMAGE);
  xmlNode *drive = make_drive (domain, bus);
  xmlNode *source = vireo_xml_first (drive, "source");

  xmlSetProp (drive, BAD_CAST "type", BAD_CAST "volume");
  xmlSetProp (source, BAD_CAST "pool", BAD_CAST pool);
  xmlSetProp (source, BAD_CAST "volume", BAD_CAST volume);
}

/**
 * vireo_install_seed_forget_plan:
 *
 * Takes away a drive that was planned and is not wanted any more.
 */
void
vireo_install_seed_forget_plan (xmlNode *domain)
{
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (domain);
  xmlNode *drive = find_planned_drive (domain);

  if (drive == NULL)
    return;
  xmlUnlinkNode (drive);
  xmlFreeNode (drive);
  g_clear_pointer (&record->seed, g_free);
  vireo_install_record_write (record, domain);
}

/**
 * vireo_install_seed_add_drive:
 * @domain: the <domain> element
 * @path: of the image with the answers
 * @bus: where drives are
 *
 * Puts the image into the drive that was planned for it; where the user took that out of the XML,
 * into one beside that of the medium.
 */
void
vireo_install_seed_add_drive (xmlNode *domain, const char *path, const char *bus)
{
  xmlNode *drive = find_planned_drive (domain);
  xmlNode *source;

  if (drive == NULL)
    drive = make_drive (domain, bus);
  else
    {
      g_autofree char *target = vireo_xml_string (drive, "target/@dev");

      note_drive (domain, target);
    }
  source = vireo_xml_first (drive, "source");
  xmlSetProp (drive, BAD_CAST "type", BAD_CAST "file");
  xmlUnsetProp (source, BAD_CAST "pool");
  xmlUnsetProp (source, BAD_CAST "volume");
  xmlSetProp (source, BAD_CAST "file", BAD_CAST path);
}

/**
 * vireo_install_seed_remove_drive:
 * @target: as "sdb"
 */
void
vireo_install_seed_remove_drive (xmlNode *domain, const char *target)
{
  g_autoptr (VireoXmlNodes) drives
      = vireo_xml_find (domain, "devices/disk[@device = 'cdrom'][target/@dev]");

  for (guint i = 0; i < vireo_xml_nodes_count (drives); i++)
    {
      xmlNode *drive = vireo_xml_nodes_get (drives, i);
      g_autofree char *its_target = vireo_xml_string (drive, "target/@dev");

      if (g_strcmp0 (its_target, target) != 0)
        continue;
      drives->nodesetval->nodeTab[i] = NULL; /* freed here, not by the set */
      xmlUnlinkNode (drive);
      xmlFreeNode (drive);
    }
}

/**
 * vireo_install_seed_add_temporary:
 * @path: of a file that is to go when the installation ends
 */
void
vireo_install_seed_add_temporary (xmlNode *domain, const char *path)
{
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (domain);

  g_ptr_array_add (record->temporary, g_strdup (path));
  vireo_install_record_write (record, domain);
}

/**
 * vireo_install_seed_note_kernel:
 * @kernel: path of the installer's own, on the host, as is @initrd
 *
 * Writes down what the installer starts from, each time that it is begun.
 */
void
vireo_install_seed_note_kernel (xmlNode *domain, const char *kernel, const char *initrd,
                                const char *command_line)
{
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (domain);

  g_free (record->kernel);
  record->kernel = g_strdup (kernel);
  g_free (record->initrd);
  record->initrd = g_strdup (initrd);
  g_free (record->command_line);
  record->command_line = g_strdup (command_line);
  vireo_install_record_write (record, domain);
}

/**
 * vireo_install_seed_use_kernel:
 * @domain: the definition as it is kept
 *
 * Makes of it what runs once: it starts from the kernel that is noted, and instead of rebooting goes
 * off, so that the kept definition is what runs next.
 *
 * Returns: whether there is such a kernel
 */
gboolean
vireo_install_seed_use_kernel (xmlNode *domain)
{
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (domain);
  xmlNode *os = vireo_xml_first (domain, "os");
  xmlNode *reboot = vireo_xml_first (domain, "on_reboot");

  if (os == NULL || record->kernel == NULL || record->initrd == NULL
      || record->command_line == NULL)
    return FALSE;
  vireo_xml_add_text (os, "kernel", record->kernel);
  vireo_xml_add_text (os, "initrd", record->initrd);
  vireo_xml_add_text (os, "cmdline", record->command_line);
  if (reboot != NULL)
    xmlNodeSetContent (reboot, BAD_CAST "destroy");
  else
    vireo_xml_add_text (domain, "on_reboot", "destroy");
  record->begun = record->first_run = record->direct = TRUE;
  vireo_install_record_write (record, domain);
  return TRUE;
}

/**
 * vireo_install_seed_start:
 * @vm: what was defined
 *
 * Starts it from the installer's own kernel, this once: what is kept stays as it is.
 *
 * Returns: (transfer full) (nullable): the VM as it runs
 */
virDomainPtr
vireo_install_seed_start (virDomainPtr vm, GError **error)
{
  char *kept = virDomainGetXMLDesc (vm, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);
  g_autoptr (VireoXmlDoc) doc = kept != NULL ? vireo_xml_parse (kept, NULL) : NULL;
  g_autofree char *xml = NULL;
  virDomainPtr started = NULL;

  VIREO_ASSERT_WORKER ();
  free (kept);
  if (doc != NULL && !vireo_install_seed_use_kernel (xmlDocGetRootElement (doc)))
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_GONE,
                           _ ("The installer's kernel is not there any more."));
      return NULL;
    }
  if (doc != NULL)
    {
      xml = vireo_xml_to_text (doc);
      started = virDomainCreateXML (virDomainGetConnect (vm), xml, 0);
    }
  if (started == NULL)
    vireo_error_take_libvirt (error);
  return started;
}

/**
 * vireo_install_seed_restart:
 * @vm: a VM whose installation broke off; it does not run
 * @drive: (out) (nullable): %NULL: none is touched
 *
 * Begins the installation anew.
 */
gboolean
vireo_install_seed_restart (virDomainPtr vm, char **drive, GError **error)
{
  char *element
      = virDomainGetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, VIREO_XML_NS, VIR_DOMAIN_AFFECT_CONFIG);
  g_autoptr (VireoInstallRecord) record
      = element != NULL ? vireo_install_record_parse (element, NULL) : vireo_install_record_new ();
  virDomainPtr started = NULL;

  VIREO_ASSERT_WORKER ();
  *drive = NULL;
  free (element);
  virResetLastError (); /* that there was none is no error */
  if (record == NULL)
    record = vireo_install_record_new ();
  record->written = FALSE;
  record->reboots_seen = 0;
  record->since = g_get_real_time () / G_USEC_PER_SEC;
  if (!vireo_install_record_store (record, vm, VIR_DOMAIN_AFFECT_CONFIG, error))
    return FALSE;
  if (record->kernel == NULL)
    {
      if (virDomainCreate (vm) == 0)
        return TRUE;
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  started = vireo_install_seed_start (vm, error);
  if (started == NULL)
    return FALSE;
  virDomainFree (started);
  return TRUE;
}

/**
 * vireo_install_seed_get_temporary:
 *
 * Returns: (transfer full): paths of the files that go with the installation of @vm; g_strfreev()
 */
GStrv
vireo_install_seed_get_temporary (virDomainPtr vm)
{
  char *element = virDomainGetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, VIREO_XML_NS, 0);
  g_autoptr (VireoInstallRecord) record
      = element != NULL ? vireo_install_record_parse (element, NULL) : NULL;
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  VIREO_ASSERT_WORKER ();
  free (element);
  virResetLastError (); /* that there is none is no error */
  for (guint i = 0; record != NULL && i < record->temporary->len; i++)
    g_strv_builder_add (paths, g_ptr_array_index (record->temporary, i));
  return g_strv_builder_end (paths);
}

/**
 * vireo_install_seed_delete:
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Returns: whether the volume is gone; one that was not there is
 */
gboolean
vireo_install_seed_delete (virConnectPtr host, const char *path, GError **error)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (host, path);
  gboolean gone;

  VIREO_ASSERT_WORKER ();
  if (volume == NULL)
    {
      virErrorPtr last = virGetLastError ();

      gone = last != NULL && last->code == VIR_ERR_NO_STORAGE_VOL;
    }
  else
    gone = virStorageVolDelete (volume, 0) == 0;
  if (gone)
    virResetLastError ();
  else
    vireo_error_take_libvirt (error);
  g_clear_pointer (&volume, virStorageVolFree);
  return gone;
}
