/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a VM: read from libvirt on a worker, as one plain value. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-vm.h"

/**
 * vireo_vm_facts_new:
 *
 * Any thread.
 *
 * Returns: (transfer full): facts that say nothing yet
 */
VireoVmFacts *
vireo_vm_facts_new (void)
{
  static gsize last_serial;
  VireoVmFacts *facts = g_new0 (VireoVmFacts, 1);

  facts->serial = (gsize) g_atomic_pointer_add (&last_serial, 1) + 1;
  facts->id = -1;
  return facts;
}

void
vireo_vm_facts_free (VireoVmFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->name);
  g_free (facts->title);
  g_free (facts->description);
  g_free (facts->os_id);
  g_free (facts->virt_type);
  g_free (facts->arch);
  g_free (facts->machine);
  g_free (facts->install_media);
  g_free (facts->login);
  g_free (facts->serial_ports);
  g_free (facts);
}

/* A bool that libvirt answers with -1 on failure: not knowing is not an error here. */
static gboolean
told_yes (int answer)
{
  if (answer < 0)
    virResetLastError ();
  return answer > 0;
}

static char *
non_empty (char *text)
{
  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* libvirt's name of a text console; one that is off has none yet, but always gets the same. */
static void
add_port (GString *ports, xmlNode *node, guint i)
{
  g_autofree char *alias = vireo_xml_string (node, "alias/@name");

  if (ports->len > 0)
    g_string_append_c (ports, ' ');
  if (alias != NULL && *alias != '\0' && strchr (alias, ' ') == NULL)
    g_string_append (ports, alias);
  else
    g_string_append_printf (ports, "%s%u", (const char *) node->name, i);
}

/* The first <console> only repeats the first <serial>. */
static char *
read_serial_ports (xmlNode *root)
{
  g_autoptr (VireoXmlNodes) serials = vireo_xml_find (root, "devices/serial");
  g_autoptr (VireoXmlNodes) consoles = vireo_xml_find (root, "devices/console");
  GString *ports = g_string_new (NULL);

  for (guint i = 0; i < vireo_xml_nodes_count (serials); i++)
    if (vireo_xml_has (vireo_xml_nodes_get (serials, i), "self::*[@type='pty' or @type='unix']"))
      add_port (ports, vireo_xml_nodes_get (serials, i), i);
  for (guint i = 0; i < vireo_xml_nodes_count (consoles); i++)
    if (vireo_xml_has (vireo_xml_nodes_get (consoles, i),
                       "self::*[@type='pty' or @type='unix'][not(target/@type='serial')]"))
      add_port (ports, vireo_xml_nodes_get (consoles, i), i);
  return non_empty (g_string_free (ports, FALSE));
}

/* Where the installation stands. */
static void
read_install (VireoVmFacts *facts, xmlNode *root)
{
  xmlNode *install = vireo_xml_first (root, "metadata/vireo:vm/vireo:install");
  g_autofree char *phase = install != NULL ? vireo_xml_string (install, "@phase") : NULL;

  facts->install_phase = g_strcmp0 (phase, "running") == 0    ? VIREO_INSTALL_RUNNING
                         : g_strcmp0 (phase, "finished") == 0 ? VIREO_INSTALL_FINISHED
                                                              : VIREO_INSTALL_NONE;
  g_free (facts->install_media);
  facts->install_media = install != NULL ? non_empty (vireo_xml_string (install, "@media")) : NULL;
  g_free (facts->login);
  facts->login = non_empty (vireo_xml_string (root, "metadata/vireo:vm/vireo:login/@name"));
  facts->install_begun = install != NULL && vireo_xml_has (install, "@begun");
  facts->install_opened = install != NULL && vireo_xml_has (install, "@opened");
}

static gboolean
has_uefi (xmlNode *root)
{
  g_autofree char *firmware = vireo_xml_string (root, "os/@firmware");

  return g_strcmp0 (firmware, "efi") == 0 || vireo_xml_has (root, "os/loader[@type='pflash']");
}

/**
 * vireo_vm_facts_read_xml:
 * @facts: where to put it
 * @xml: a domain document
 * @error: (out) (optional): %VIREO_ERROR_INVALID
 *
 * Fills in what the document says.  Any thread.
 */
gboolean
vireo_vm_facts_read_xml (VireoVmFacts *facts, const char *xml, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_autofree char *name = NULL;
  g_autofree char *n_vcpus = NULL;
  g_autoptr (VireoXmlNodes) screens = NULL;
  xmlNode *root;

  if (doc == NULL)
    return FALSE;
  root = xmlDocGetRootElement (doc);

  /* A handle keeps the name it was found by; a rename shows here only. */
  name = non_empty (vireo_xml_string (root, "name"));
  if (name != NULL)
    {
      g_free (facts->name);
      facts->name = g_steal_pointer (&name);
    }
  g_free (facts->title);
  facts->title = non_empty (vireo_xml_string (root, "title"));
  g_free (facts->description);
  facts->description = non_empty (vireo_xml_string (root, "description"));
  g_free (facts->os_id);
  facts->os_id
      = non_empty (vireo_xml_string (root, "metadata/libosinfo:libosinfo/libosinfo:os/@id"));
  g_free (facts->virt_type);
  facts->virt_type = vireo_xml_string (root, "@type");
  facts->id = vireo_xml_has (root, "@id") ? (int) vireo_xml_uint (root, "@id", 0) : -1;
  g_free (facts->arch);
  facts->arch = vireo_xml_string (root, "os/type/@arch");
  g_free (facts->machine);
  facts->machine = vireo_xml_string (root, "os/type/@machine");

  n_vcpus = vireo_xml_string (root, "vcpu/@current");
  facts->n_vcpus = (guint) (n_vcpus != NULL ? g_ascii_strtoull (n_vcpus, NULL, 10)
                                            : vireo_xml_uint (root, "vcpu", 0));
  facts->max_memory = vireo_xml_bytes (root, "memory");
  facts->memory = vireo_xml_has (root, "currentMemory") ? vireo_xml_bytes (root, "currentMemory")
                                                         : facts->max_memory;
  facts->uefi = has_uefi (root);
  screens = vireo_xml_find (root, "devices/graphics[@type='vnc']");
  facts->n_vnc = vireo_xml_nodes_count (screens);
  facts->has_vnc = facts->n_vnc > 0;
  facts->has_spice = vireo_xml_has (root, "devices/graphics[@type='spice']");
  facts->has_scsi = vireo_xml_has (root, "devices/controller[@type='scsi']");
  facts->has_agent_channel
      = vireo_xml_has (root, "devices/channel/target[@name='org.qemu.guest_agent.0']");
  facts->agent_connected = vireo_xml_has (
      root, "devices/channel/target[@name='org.qemu.guest_agent.0'][@state='connected']");
  read_install (facts, root);
  g_free (facts->serial_ports);
  facts->serial_ports = read_serial_ports (root);
  facts->has_details = TRUE;
  return TRUE;
}

/* What QEMU stopped it for: a disk that failed, or one whose storage is full. */
static gboolean
is_disk_full (virDomainPtr handle)
{
  virDomainDiskError errors[16];
  int n = virDomainGetDiskErrors (handle, errors, G_N_ELEMENTS (errors), 0);
  gboolean full = FALSE;

  if (n < 0)
    virResetLastError ();
  for (int i = 0; i < n; i++)
    {
      full |= errors[i].error == VIR_DOMAIN_DISK_ERROR_NO_SPACE;
      free (errors[i].disk);
    }
  return full;
}

/**
 * vireo_vm_facts_read:
 * @handle: the domain
 * @error: (out) (optional): %VIREO_ERROR_GONE when it was undefined meanwhile
 *
 * Reads everything.  Worker.
 *
 * Returns: (transfer full) (nullable): the facts
 */
VireoVmFacts *
vireo_vm_facts_read (virDomainPtr handle, GError **error)
{
  g_autoptr (VireoVmFacts) facts = vireo_vm_facts_new ();
  virDomainInfo info;
  char *xml;
  gboolean understood;
  int autostart = 0;

  VIREO_ASSERT_WORKER ();
  virDomainGetUUIDString (handle, facts->uuid);
  facts->name = g_strdup (virDomainGetName (handle));

  if (virDomainGetState (handle, &facts->libvirt_state, &facts->libvirt_reason, 0) < 0 ||
      virDomainGetInfo (handle, &info) < 0 ||
      (xml = virDomainGetXMLDesc (handle, 0)) == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  understood = vireo_vm_facts_read_xml (facts, xml, error);
  free (xml);
  if (!understood)
    return NULL;

  facts->memory = (guint64) info.memory * VIREO_KIB; /* libvirt counts KiB */
  facts->n_vcpus = info.nrVirtCpu;
  facts->persistent = told_yes (virDomainIsPersistent (handle));
  facts->saved = told_yes (virDomainHasManagedSaveImage (handle, 0));
  facts->updated = told_yes (virDomainIsUpdated (handle));
  facts->autostart = told_yes (virDomainGetAutostart (handle, &autostart) < 0 ? -1 : autostart);
  facts->state = vireo_vm_state_from_libvirt (facts->libvirt_state, facts->saved);
  /* A handle only knows the id of its birth, so the document's comes first. */
  if (facts->id < 0)
    facts->id = (int) virDomainGetID (handle);
  if (facts->state == VIREO_VM_STATE_OFF || facts->state == VIREO_VM_STATE_SAVED)
    facts->id = -1;
  facts->disk_full = facts->libvirt_state == VIR_DOMAIN_PAUSED
                     && facts->libvirt_reason == VIR_DOMAIN_PAUSED_IOERROR && is_disk_full (handle);
  return g_steal_pointer (&facts);
}

/**
 * vireo_vm_state_from_libvirt:
 * @state: a virDomainState
 * @saved: whether there is a managed save image
 *
 * Any thread.
 */
VireoVmState
vireo_vm_state_from_libvirt (int state, gboolean saved)
{
  switch (state)
    {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
      return VIREO_VM_STATE_RUNNING;
    case VIR_DOMAIN_PAUSED:
      return VIREO_VM_STATE_PAUSED;
    case VIR_DOMAIN_PMSUSPENDED:
      return VIREO_VM_STATE_SLEEPING;
    case VIR_DOMAIN_SHUTDOWN:
      return VIREO_VM_STATE_SHUTTING_DOWN;
    case VIR_DOMAIN_CRASHED:
      return VIREO_VM_STATE_CRASHED;
    case VIR_DOMAIN_SHUTOFF:
      return saved ? VIREO_VM_STATE_SAVED : VIREO_VM_STATE_OFF;
    default:
      return VIREO_VM_STATE_UNKNOWN;
    }
}

/**
 * vireo_vm_facts_get_can:
 *
 * The one table of what a state allows.  Any thread.
 */
VireoVmCan
vireo_vm_facts_get_can (const VireoVmFacts *facts)
{
  VireoVmCan can = VIREO_VM_CAN_NOTHING;

  switch (facts->state)
    {
    case VIREO_VM_STATE_UNKNOWN:
      return VIREO_VM_CAN_NOTHING;
    case VIREO_VM_STATE_SAVED:
      can = VIREO_VM_CAN_DISCARD_SAVED;
      G_GNUC_FALLTHROUGH;
    case VIREO_VM_STATE_OFF:
      can |= VIREO_VM_CAN_START | VIREO_VM_CAN_RENAME;
      break;
    case VIREO_VM_STATE_RUNNING:
      can = VIREO_VM_CAN_SHUT_DOWN | VIREO_VM_CAN_REBOOT | VIREO_VM_CAN_RESET |
            VIREO_VM_CAN_FORCE_OFF | VIREO_VM_CAN_PAUSE;
      break;
    case VIREO_VM_STATE_PAUSED:
      can = VIREO_VM_CAN_RESUME | VIREO_VM_CAN_FORCE_OFF | VIREO_VM_CAN_RESET;
      break;
    case VIREO_VM_STATE_SLEEPING:
      can = VIREO_VM_CAN_RESUME | VIREO_VM_CAN_FORCE_OFF | VIREO_VM_CAN_RESET;
      break;
    case VIREO_VM_STATE_SHUTTING_DOWN:
    case VIREO_VM_STATE_CRASHED:
      can = VIREO_VM_CAN_FORCE_OFF | VIREO_VM_CAN_RESET;
      break;
    }
  /* A crashed guest may have been preserved (it still has a process) or not. */
  if (facts->state == VIREO_VM_STATE_CRASHED && facts->id < 0)
    can = VIREO_VM_CAN_START;

  if (facts->persistent)
    {
      can |= VIREO_VM_CAN_AUTOSTART | VIREO_VM_CAN_EDIT;
      if (facts->state == VIREO_VM_STATE_RUNNING || facts->state == VIREO_VM_STATE_PAUSED)
        can |= VIREO_VM_CAN_SAVE;
    }
  if (facts->id >= 0 && (facts->has_vnc || facts->has_spice))
    can |= VIREO_VM_CAN_VIEW;
  return can | VIREO_VM_CAN_DELETE;
}

/**
 * vireo_vm_state_get_label:
 *
 * Returns: (transfer none): the state in the user's language
 */
const char *
vireo_vm_state_get_label (VireoVmState state)
{
  switch (state)
    {
    case VIREO_VM_STATE_OFF:
      /* Translators: state of a virtual machine */
      return C_ ("vm state", "Off");
    case VIREO_VM_STATE_SAVED:
      return C_ ("vm state", "Saved");
    case VIREO_VM_STATE_RUNNING:
      return C_ ("vm state", "Running");
    case VIREO_VM_STATE_PAUSED:
      return C_ ("vm state", "Paused");
    case VIREO_VM_STATE_SLEEPING:
      return C_ ("vm state", "Sleeping");
    case VIREO_VM_STATE_SHUTTING_DOWN:
      return C_ ("vm state", "Shutting down");
    case VIREO_VM_STATE_CRASHED:
      return C_ ("vm state", "Crashed");
    case VIREO_VM_STATE_UNKNOWN:
    default:
      return "";
    }
}

/**
 * vireo_vm_reason_get_label:
 * @libvirt_state: a virDomainState
 * @libvirt_reason: its reason
 *
 * Returns: (transfer none) (nullable): why, in the user's language; %NULL where the state says
 *   it all
 */
const char *
vireo_vm_reason_get_label (int libvirt_state, int libvirt_reason)
{
  static const struct
  {
    int state, reason;
    const char *label;
  } reasons[] = {
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_USER, NC_ ("vm reason", "by user") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_MIGRATION, NC_ ("vm reason", "migrating") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_SAVE, NC_ ("vm reason", "saving its state") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_DUMP, NC_ ("vm reason", "dumping its memory") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_IOERROR,
      NC_ ("vm reason", "disk error, or the disk is full") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_WATCHDOG, NC_ ("vm reason", "by its watchdog") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_FROM_SNAPSHOT, NC_ ("vm reason", "from a snapshot") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_SHUTTING_DOWN, NC_ ("vm reason", "shutting down") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_SNAPSHOT, NC_ ("vm reason", "taking a snapshot") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_CRASHED, NC_ ("vm reason", "the guest crashed") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_STARTING_UP, NC_ ("vm reason", "starting up") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_POSTCOPY, NC_ ("vm reason", "migrating") },
    { VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_POSTCOPY_FAILED,
      NC_ ("vm reason", "the migration broke off") },
    { VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED, NC_ ("vm reason", "the guest crashed") },
    { VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_FAILED, NC_ ("vm reason", "failed to start") },
    { VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_MIGRATED,
      NC_ ("vm reason", "migrated to another host") },
    { VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED,
      NC_ ("vm reason", "the guest system panicked") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].state == libvirt_state && reasons[i].reason == libvirt_reason)
      return g_dpgettext2 (GETTEXT_PACKAGE, "vm reason", reasons[i].label);
  if (libvirt_state == VIR_DOMAIN_PAUSED)
    /* QEMU stopped by itself: an internal error. */
    return C_ ("vm reason", "internal error of the hypervisor");
  return NULL;
}

/**
 * vireo_vm_facts_get_reason_label:
 *
 * Returns: (transfer none) (nullable): why it is in its state, as exactly as is known
 */
const char *
vireo_vm_facts_get_reason_label (const VireoVmFacts *facts)
{
  if (facts->disk_full)
    return C_ ("vm reason", "disk full");
  return vireo_vm_reason_get_label (facts->libvirt_state, facts->libvirt_reason);
}

/**
 * vireo_vm_reason_is_trouble:
 * @libvirt_state: a virDomainState
 * @libvirt_reason: its reason
 *
 * Returns: whether it stopped by itself, from something that somebody should look into
 */
gboolean
vireo_vm_reason_is_trouble (int libvirt_state, int libvirt_reason)
{
  switch (libvirt_state)
    {
    case VIR_DOMAIN_CRASHED:
      return TRUE;
    case VIR_DOMAIN_SHUTOFF:
      return libvirt_reason == VIR_DOMAIN_SHUTOFF_CRASHED
             || libvirt_reason == VIR_DOMAIN_SHUTOFF_FAILED;
    case VIR_DOMAIN_PAUSED:
      /* Paused for no reason libvirt knows of: QEMU met an internal error. */
      return libvirt_reason == VIR_DOMAIN_PAUSED_UNKNOWN
             || libvirt_reason == VIR_DOMAIN_PAUSED_IOERROR
             || libvirt_reason == VIR_DOMAIN_PAUSED_WATCHDOG
             || libvirt_reason == VIR_DOMAIN_PAUSED_CRASHED
             || libvirt_reason == VIR_DOMAIN_PAUSED_POSTCOPY_FAILED;
    default:
      return FALSE;
    }
}

/* A listing gives only some of the facts for nothing: the rest stays as it was read before. */
void
vireo_vm_facts_keep_details (VireoVmFacts *facts, VireoVmFacts *old)
{
  facts->title = g_steal_pointer (&old->title);
  facts->description = g_steal_pointer (&old->description);
  facts->os_id = g_steal_pointer (&old->os_id);
  facts->virt_type = g_steal_pointer (&old->virt_type);
  facts->arch = g_steal_pointer (&old->arch);
  facts->machine = g_steal_pointer (&old->machine);
  facts->install_media = g_steal_pointer (&old->install_media);
  facts->login = g_steal_pointer (&old->login);
  facts->serial_ports = g_steal_pointer (&old->serial_ports);
  facts->install_phase = old->install_phase;
  facts->install_begun = old->install_begun;
  facts->install_opened = old->install_opened;
  facts->disk_full = old->disk_full && facts->libvirt_reason == old->libvirt_reason
                     && facts->libvirt_state == old->libvirt_state;
  facts->autostart = old->autostart;
  facts->updated = old->updated;
  facts->uefi = old->uefi;
  facts->has_vnc = old->has_vnc;
  facts->n_vnc = old->n_vnc;
  facts->has_spice = old->has_spice;
  facts->has_scsi = old->has_scsi;
  facts->has_agent_channel = old->has_agent_channel;
  facts->agent_connected = old->agent_connected;
  facts->persistent = old->persistent;
  facts->saved = old->saved && facts->state == VIREO_VM_STATE_OFF;
  facts->state = vireo_vm_state_from_libvirt (facts->libvirt_state, facts->saved);
  facts->n_vcpus = old->n_vcpus;
  facts->memory = old->memory;
  facts->max_memory = old->max_memory;
  facts->has_details = TRUE;
}
