/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the test driver lacks (moving a medium, block statistics, an agent) is given by the
 * functions below, which the linker puts before libvirt's (--wrap in meson.build). */

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/install/vireo-install-decision.h"
#include "core/install/vireo-install-watch.h"
#include "vireo-test-host.h"

/* The signs @ are filled in. */
static const char vm_xml[]
    = "<domain type='test'><name>new</name><memory>1024</memory>"
      "<os><type arch='x86_64'>hvm</type></os>"
      "<metadata><vireo:vm xmlns:vireo='" VIREO_XML_NS "'>"
      "<vireo:install phase='running' media='/iso/os.iso' cdrom='hdc' disk='vda' @/>"
      "<vireo:disk path='/images/new.qcow2'/></vireo:vm></metadata><devices>"
      "<disk type='file'><driver name='qemu' type='qcow2'/><source file='/images/new.qcow2'/>"
      "<target dev='vda' bus='virtio'/></disk>"
      "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
      "<source file='@'/><target dev='hdc' bus='ide'/><readonly/></disk>"
      "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
      "</devices></domain>";

/* What the VM “new” is made to look like.  Set on main while no worker looks. */
static struct
{
  long long disk_written, disk_read, medium_read; /* bytes */
  unsigned long long allocation;                  /* bytes */
  const char *root_on; /* (nullable): the agent says that “/” lives there */
  int off_reason;      /* virDomainShutoffReason */
  gboolean locked;     /* the guest holds the tray */
  gint n_looks;        /* atomic */
  gint n_updates;      /* atomic */
  gint n_forced;       /* atomic */
  gboolean disk_full;  /* what is paused is paused for that */
  const char *address; /* (nullable): that a lease tells of */
  int answer;          /* GIOErrorEnum: what comes of calling the guest */
  gint n_calls;        /* atomic */
} fake;

int __wrap_virDomainBlockStats (virDomainPtr vm, const char *disk, virDomainBlockStatsPtr stats,
                                size_t size);
int __wrap_virDomainGetBlockInfo (virDomainPtr vm, const char *disk, virDomainBlockInfoPtr info,
                                  unsigned int flags);
int __wrap_virDomainGetGuestInfo (virDomainPtr vm, unsigned int types,
                                  virTypedParameterPtr *parameters, int *n, unsigned int flags);
int __wrap_virDomainUpdateDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags);
int __real_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags);
int __wrap_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags);
char *__real_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags);
char *__wrap_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags);

int __wrap_virDomainGetDiskErrors (virDomainPtr vm, virDomainDiskErrorPtr errors, unsigned int max,
                                   unsigned int flags);
int __wrap_virDomainInterfaceAddresses (virDomainPtr vm, virDomainInterfacePtr **interfaces,
                                        unsigned int source, unsigned int flags);
GSocketConnection *__wrap_g_socket_client_connect_to_host (GSocketClient *client, const char *host,
                                                           guint16 port, GCancellable *cancellable,
                                                           GError **error);

/* Tasks whose callback has not run yet. */
static guint n_at_work;

void __real_vireo_worker_spawn (GTask *task, GTaskThreadFunc work);
void __wrap_vireo_worker_spawn (GTask *task, GTaskThreadFunc work);

static void
task_ended (gpointer unused, GObject *gone)
{
  n_at_work--;
}

void
__wrap_vireo_worker_spawn (GTask *task, GTaskThreadFunc work)
{
  n_at_work++;
  g_object_weak_ref (G_OBJECT (task), task_ended, NULL);
  __real_vireo_worker_spawn (task, work);
}

int
__wrap_virDomainGetDiskErrors (virDomainPtr vm, virDomainDiskErrorPtr errors, unsigned int max,
                               unsigned int flags)
{
  errors[0].disk = strdup ("vda");
  errors[0].error
      = fake.disk_full ? VIR_DOMAIN_DISK_ERROR_NO_SPACE : VIR_DOMAIN_DISK_ERROR_UNSPEC;
  return 1;
}

int
__wrap_virDomainInterfaceAddresses (virDomainPtr vm, virDomainInterfacePtr **interfaces,
                                    unsigned int source, unsigned int flags)
{
  virDomainInterfacePtr one;

  if (fake.address == NULL || source != VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE)
    return 0;
  one = calloc (1, sizeof *one);
  one->name = strdup ("vnet0");
  one->naddrs = 1;
  one->addrs = calloc (1, sizeof *one->addrs);
  one->addrs->type = VIR_IP_ADDR_TYPE_IPV4;
  one->addrs->addr = strdup (fake.address);
  *interfaces = calloc (1, sizeof one);
  (*interfaces)[0] = one;
  return 1;
}

GSocketConnection *
__wrap_g_socket_client_connect_to_host (GSocketClient *client, const char *host, guint16 port,
                                        GCancellable *cancellable, GError **error)
{
  g_assert_cmpstr (host, ==, fake.address);
  g_atomic_int_inc (&fake.n_calls);
  g_set_error_literal (error, G_IO_ERROR, fake.answer, "as the test wants it");
  return NULL;
}

int
__wrap_virDomainBlockStats (virDomainPtr vm, const char *disk, virDomainBlockStatsPtr stats,
                            size_t size)
{
  memset (stats, 0, size);
  if (g_str_equal (disk, "vda"))
    {
      stats->wr_bytes = fake.disk_written;
      stats->rd_bytes = fake.disk_read;
    }
  else
    {
      stats->rd_bytes = fake.medium_read;
      g_atomic_int_inc (&fake.n_looks); /* the last thing that is asked for */
    }
  return 0;
}

int
__wrap_virDomainGetBlockInfo (virDomainPtr vm, const char *disk, virDomainBlockInfoPtr info,
                              unsigned int flags)
{
  info->allocation = fake.allocation;
  return 0;
}

int
__wrap_virDomainGetGuestInfo (virDomainPtr vm, unsigned int types,
                              virTypedParameterPtr *parameters, int *n, unsigned int flags)
{
  int room = 0;

  virTypedParamsAddString (parameters, n, &room, "fs.0.mountpoint", "/boot");
  virTypedParamsAddString (parameters, n, &room, "fs.0.disk.0.alias", "vda");
  virTypedParamsAddString (parameters, n, &room, "fs.1.mountpoint", "/");
  virTypedParamsAddString (parameters, n, &room, "fs.1.disk.0.alias", fake.root_on);
  return 0;
}

int
__wrap_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags)
{
  int answer = __real_virDomainGetState (vm, state, reason, flags);

  if (answer == 0 && *state == VIR_DOMAIN_SHUTOFF && reason != NULL)
    *reason = fake.off_reason;
  if (answer == 0 && *state == VIR_DOMAIN_PAUSED && reason != NULL)
    *reason = VIR_DOMAIN_PAUSED_IOERROR;
  return answer;
}

char *
__wrap_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags)
{
  char *xml = __real_virDomainGetXMLDesc (vm, flags);
  const char *agent = "name='org.qemu.guest_agent.0'";
  char *at = xml != NULL && fake.root_on != NULL ? strstr (xml, agent) : NULL;
  GString *text;

  if (at == NULL)
    return xml;
  text = g_string_new_len (xml, at - xml + (gssize) strlen (agent));
  g_string_append (text, " state='connected'");
  g_string_append (text, at + strlen (agent));
  free (xml);
  return g_string_free (text, FALSE);
}

/* Only the definition can be changed here; of what runs it is counted. */
int
__wrap_virDomainUpdateDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags)
{
  char *old = __real_virDomainGetXMLDesc (vm, VIR_DOMAIN_XML_INACTIVE);
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (old, NULL);
  g_autoptr (VireoXmlDoc) device = vireo_xml_parse (xml, NULL);
  xmlNode *drive = vireo_xml_first (xmlDocGetRootElement (doc), "devices/disk[@device='cdrom']");
  g_autofree char *now = NULL;
  virDomainPtr redefined;

  free (old);
  if (fake.locked && !(flags & VIR_DOMAIN_DEVICE_MODIFY_FORCE))
    return -1;
  if (flags & VIR_DOMAIN_DEVICE_MODIFY_FORCE)
    g_atomic_int_inc (&fake.n_forced);
  g_atomic_int_inc (&fake.n_updates);
  if (!(flags & VIR_DOMAIN_AFFECT_CONFIG))
    return 0;
  xmlReplaceNode (drive, xmlDocCopyNode (xmlDocGetRootElement (device), doc, 1));
  xmlFreeNode (drive);
  now = vireo_xml_to_text (doc);
  redefined = virDomainDefineXML (virDomainGetConnect (vm), now);
  if (redefined == NULL)
    return -1;
  virDomainFree (redefined);
  return 0;
}

/* ---- the decision, alone ---- */

#define MIB(n) ((n) * VIREO_MIB)

static void
test_decisions (void)
{
  static const struct
  {
    const char *what;
    VireoInstallRecord record;
    VireoInstallEvidence seen;
    VireoInstallDecision decision;
  } cases[] = {
    { "the installer copies",
      { .begun = TRUE, .first_run = TRUE, .reboots = 1 },
      { .active = TRUE, .disk_written = MIB (1), .medium_read = MIB (300) },
      VIREO_INSTALL_WAIT },
    { "enough was written",
      { .begun = TRUE, .first_run = TRUE, .reboots = 1 },
      { .active = TRUE, .disk_written = MIB (8) },
      VIREO_INSTALL_NOTE_WRITTEN },
    { "which is noted once",
      { .begun = TRUE, .first_run = TRUE, .written = TRUE, .reboots = 1 },
      { .active = TRUE, .disk_written = MIB (800) },
      VIREO_INSTALL_WAIT },
    { "Ctrl+Alt+Del in the boot menu",
      { .begun = TRUE, .first_run = TRUE, .reboots = 1 },
      { .active = TRUE, .rebooted = TRUE, .medium_read = MIB (60) },
      VIREO_INSTALL_WAIT },
    { "Ctrl+Alt+Del in the boot menu, after an attempt that was broken off",
      { .begun = TRUE, .first_run = TRUE, .written = TRUE, .reboots = 1 },
      { .active = TRUE, .rebooted = TRUE, .medium_read = MIB (60), .disk_grown = MIB (500) },
      VIREO_INSTALL_WAIT },
    { "the installer's reboot",
      { .begun = TRUE, .first_run = TRUE, .reboots = 1 },
      { .active = TRUE, .rebooted = TRUE, .disk_written = MIB (900) },
      VIREO_INSTALL_END },
    { "the first of two",
      { .begun = TRUE, .first_run = TRUE, .reboots = 2 },
      { .active = TRUE, .rebooted = TRUE, .disk_written = MIB (900) },
      VIREO_INSTALL_NOTE_REBOOT },
    { "the second of two",
      { .begun = TRUE, .first_run = TRUE, .reboots = 2, .reboots_seen = 1 },
      { .active = TRUE, .rebooted = TRUE, .disk_written = MIB (900) },
      VIREO_INSTALL_END },
    { "nobody saw the reboot, the agent is up",
      { .begun = TRUE, .first_run = TRUE, .reboots = 1 },
      { .active = TRUE, .system_on_disk = TRUE },
      VIREO_INSTALL_END },
    { "nobody saw the reboot, the guest had ejected the medium",
      { .begun = TRUE, .first_run = TRUE, .written = TRUE, .reboots = 1 },
      { .active = TRUE, .tray_open = TRUE },
      VIREO_INSTALL_END },
    { "the medium is out before anything was written",
      { .begun = TRUE, .first_run = TRUE, .reboots = 1 },
      { .active = TRUE, .tray_open = TRUE },
      VIREO_INSTALL_WAIT },
    { "first start, by somebody else",
      { .reboots = 1 },
      { .active = TRUE },
      VIREO_INSTALL_NOTE_RUN },
    { "started anew, from the disk",
      { .begun = TRUE, .written = TRUE, .reboots = 1 },
      { .active = TRUE, .disk_read = MIB (20), .medium_read = MIB (1) },
      VIREO_INSTALL_END },
    { "started anew, from a disk that has grown while nobody watched",
      { .begun = TRUE, .reboots = 1 },
      { .active = TRUE, .disk_read = MIB (20), .disk_grown = MIB (700) },
      VIREO_INSTALL_END },
    { "started anew, too early to tell",
      { .begun = TRUE, .written = TRUE, .reboots = 1 },
      { .active = TRUE, .disk_read = MIB (1) },
      VIREO_INSTALL_WAIT },
    { "started anew, from the medium once more",
      { .begun = TRUE, .written = TRUE, .reboots = 1 },
      { .active = TRUE, .disk_read = MIB (20), .medium_read = MIB (40) },
      VIREO_INSTALL_NOTE_RUN },
    { "the installer powers off",
      { .begun = TRUE, .reboots = 1 },
      { .off_by_itself = TRUE, .disk_grown = MIB (700) },
      VIREO_INSTALL_END },
    { "it powers off having written to a disk that says nothing",
      { .begun = TRUE, .written = TRUE, .reboots = 1 },
      { .off_by_itself = TRUE },
      VIREO_INSTALL_END },
    { "shut down before anything was written",
      { .begun = TRUE, .reboots = 1 },
      { .off_by_itself = TRUE, .disk_grown = MIB (1) },
      VIREO_INSTALL_WAIT },
    { "forced off in the middle",
      { .begun = TRUE, .written = TRUE, .reboots = 1 },
      { .disk_grown = MIB (300) },
      VIREO_INSTALL_WAIT },
    { "not started yet", { .reboots = 1 }, { .disk_grown = MIB (300) }, VIREO_INSTALL_WAIT },
    { "an unattended installer runs from its own kernel: it goes off at its end",
      { .begun = TRUE, .first_run = TRUE, .direct = TRUE, .written = TRUE, .reboots = 1 },
      { .active = TRUE, .rebooted = TRUE, .tray_open = TRUE, .disk_written = MIB (900) },
      VIREO_INSTALL_WAIT },
    { "until then it is noted that it wrote",
      { .begun = TRUE, .first_run = TRUE, .direct = TRUE, .reboots = 1 },
      { .active = TRUE, .disk_written = MIB (900) },
      VIREO_INSTALL_NOTE_WRITTEN },
    { "what came installed answers: it has read its seed",
      { .begun = TRUE, .first_run = TRUE, .seed = (char *) "sda", .reboots = 1 },
      { .active = TRUE, .reachable = TRUE },
      VIREO_INSTALL_END },
    { "an installer may answer, too",
      { .begun = TRUE, .first_run = TRUE, .seed = (char *) "sdb", .media = (char *) "/os.iso",
        .reboots = 1 },
      { .active = TRUE, .reachable = TRUE },
      VIREO_INSTALL_WAIT },
    { "the user put the medium back: what was so stays so",
      { .begun = TRUE, .first_run = TRUE, .held = TRUE, .reboots = 1 },
      { .active = TRUE, .system_on_disk = TRUE, .tray_open = TRUE },
      VIREO_INSTALL_WAIT },
    { "and then the guest reboots",
      { .begun = TRUE, .first_run = TRUE, .held = TRUE, .reboots = 1 },
      { .active = TRUE, .rebooted = TRUE, .disk_written = MIB (900), .system_on_disk = TRUE },
      VIREO_INSTALL_END },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VireoInstallRecord record = cases[i].record;

      g_test_message ("%s", cases[i].what);
      record.phase = VIREO_INSTALL_RUNNING;
      g_assert_cmpint (vireo_install_decide (&record, &cases[i].seen), ==, cases[i].decision);
      record.phase = VIREO_INSTALL_FINISHED;
      g_assert_cmpint (vireo_install_decide (&record, &cases[i].seen), ==, VIREO_INSTALL_WAIT);
    }
}

/* ---- the watch, on a host ---- */

typedef struct
{
  VireoTestHost base;
  GListStore *hosts;
  VireoInstallWatch *watch;
  virDomainPtr handle;
  VireoVm *vm; /* borrowed */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  memset (&fake, 0, sizeof fake);
  vireo_test_host_set_up (&f->base, NULL);
  f->hosts = g_list_store_new (VIREO_TYPE_HOST);
  g_list_store_append (f->hosts, f->base.host);
}

static void
make_vm (Fixture *f, guint reboots, const char *more, const char *medium)
{
  virConnectPtr host = vireo_host_ref_connection (f->base.host);
  g_auto (GStrv) pieces = g_strsplit (vm_xml, "@", 3);
  g_autofree char *xml = g_strdup_printf ("%sreboots='%u' %s%s%s%s", pieces[0], reboots, more,
                                          pieces[1], medium, pieces[2]);

  f->handle = virDomainDefineXML (host, xml);
  g_assert_nonnull (f->handle);
  virConnectClose (host);
  vireo_test_wait (
      (f->vm = vireo_vm_list_find (vireo_host_get_vms (f->base.host), "new")) != NULL);
  vireo_test_wait (vireo_vm_get_install_phase (f->vm) == VIREO_INSTALL_RUNNING);
}

static void
begin (Fixture *f)
{
  f->watch = vireo_install_watch_new (G_LIST_MODEL (f->hosts));
}

static void
start_vm (Fixture *f)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_object (&f->watch);
  virDomainFree (f->handle);
  g_object_unref (f->hosts);
  vireo_test_host_tear_down (&f->base, NULL);
}

static VireoInstallRecord *
read_record (Fixture *f, guint flags)
{
  char *xml = __real_virDomainGetXMLDesc (f->handle, flags);
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);

  free (xml);
  return vireo_install_record_read (xmlDocGetRootElement (doc));
}

static char *
read_medium (Fixture *f)
{
  char *xml = __real_virDomainGetXMLDesc (f->handle, VIR_DOMAIN_XML_INACTIVE);
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);

  free (xml);
  return vireo_xml_string (xmlDocGetRootElement (doc),
                           "devices/disk[@device='cdrom']/source/@file");
}

static gboolean
is_first_run (Fixture *f)
{
  g_autoptr (VireoInstallRecord) record = read_record (f, 0);

  return record->first_run;
}

/* Looks from the first to the last, so that none sees what is changed after it. */
#define wait_for_look(action)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint before_look = g_atomic_int_get (&fake.n_looks);                                           \
    action;                                                                                        \
    vireo_test_wait (g_atomic_int_get (&fake.n_looks) > before_look);                              \
    vireo_test_wait (n_at_work == 0);                                                              \
  }                                                                                                \
  G_STMT_END

static gboolean
is_kept_as_finished (Fixture *f)
{
  g_autoptr (VireoInstallRecord) record = read_record (f, VIR_DOMAIN_XML_INACTIVE);

  return record->phase == VIREO_INSTALL_FINISHED;
}

static void
assert_ended (Fixture *f)
{
  g_autofree char *medium = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;

  vireo_test_wait (vireo_vm_get_install_phase (f->vm) == VIREO_INSTALL_FINISHED);
  vireo_test_wait (is_kept_as_finished (f)); /* written down after that of what runs */
  medium = read_medium (f);
  g_assert_null (medium);
  record = read_record (f, VIR_DOMAIN_XML_INACTIVE);
  g_assert_cmpint (record->phase, ==, VIREO_INSTALL_FINISHED);
  g_assert_cmpstr (record->media, ==, "/iso/os.iso");
  g_assert_cmpuint (record->made->len, ==, 1);
}

/* Anything that moves counts, and ten minutes without. */
static void
test_nothing_moves (void)
{
  const gint64 minute = 60 * G_USEC_PER_SEC;
  VireoInstallSigns signs = { 0 };

  g_assert_false (vireo_install_signs_take (
      &signs, &(VireoInstallSigns){ .written = MIB (1), .moved_at = 100 * minute }));
  g_assert_false (vireo_install_signs_take (
      &signs, &(VireoInstallSigns){ .written = MIB (1), .moved_at = 109 * minute }));
  g_assert_true (vireo_install_signs_take (
      &signs, &(VireoInstallSigns){ .written = MIB (1), .moved_at = 110 * minute }));
  g_assert_false (vireo_install_signs_take (
      &signs, &(VireoInstallSigns){ .written = MIB (1), .screen = 7, .moved_at = 111 * minute }));
  g_assert_false (vireo_install_signs_take (
      &signs,
      &(VireoInstallSigns){ .written = MIB (1), .read = 9, .screen = 7, .moved_at = 122 * minute }));
  g_assert_true (vireo_install_signs_take (
      &signs,
      &(VireoInstallSigns){ .written = MIB (1), .read = 9, .screen = 7, .moved_at = 140 * minute }));
}

static GBytes *
make_picture (guint side, guint n_other)
{
  g_autofree char *head = g_strdup_printf ("P6\n%u %u\n255\n", side, side);
  GByteArray *bytes = g_byte_array_new ();
  guint8 *dots;

  g_byte_array_append (bytes, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_set_size (bytes, (guint) strlen (head) + side * side * 3);
  dots = bytes->data + strlen (head);
  memset (dots, 10, side * side * 3);
  memset (dots, 200, n_other * 3);
  return g_byte_array_free_to_bytes (bytes);
}

/* A cursor that blinks does not make an installer alive. */
static void
test_what_changes_a_screen (void)
{
  g_autoptr (GBytes) still = make_picture (100, 0);
  g_autoptr (GBytes) cursor = make_picture (100, 12);
  g_autoptr (GBytes) words = make_picture (100, 300);
  g_autoptr (GBytes) smaller = make_picture (90, 0);
  g_autoptr (GBytes) png = g_bytes_new_static ("\x89PNG1", 5);
  g_autoptr (GBytes) other_png = g_bytes_new_static ("\x89PNG2", 5);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  g_assert_false (vireo_install_picture_differs (NULL, NULL));
  g_assert_true (vireo_install_picture_differs (NULL, still));
  g_assert_true (vireo_install_picture_differs (still, NULL));
  g_assert_false (vireo_install_picture_differs (still, still));
  g_assert_false (vireo_install_picture_differs (still, cursor));
  g_assert_true (vireo_install_picture_differs (still, words));
  g_assert_true (vireo_install_picture_differs (still, smaller));
  g_assert_true (vireo_install_picture_differs (png, other_png));
  g_assert_true (vireo_install_picture_differs (nothing, png));
  g_assert_false (vireo_install_picture_differs (nothing, nothing));
}

static guint
get_minutes (Fixture *f)
{
  guint minutes;

  g_object_get (f->vm, "install-minutes", &minutes, NULL);
  return minutes;
}

/* It goes on counting where it began, whoever looks. */
static void
test_how_long_it_takes (Fixture *f, gconstpointer unused)
{
  g_autofree char *since = g_strdup_printf (
      "begun='yes' since='%" G_GINT64_FORMAT "'", g_get_real_time () / G_USEC_PER_SEC - 720);
  guint64 written;

  fake.allocation = 700 * VIREO_MIB;
  make_vm (f, 1, since, "/iso/os.iso");
  begin (f);
  vireo_test_wait (get_minutes (f) >= 12);
  g_object_get (f->vm, "install-written", &written, NULL);
  g_assert_cmpuint (written, ==, 700 * VIREO_MIB);
  g_clear_object (&f->watch);
  g_assert_cmpuint (get_minutes (f), ==, 0);
}

static void
test_the_installers_reboot_ends_it (Fixture *f, gconstpointer unused)
{
  GListModel *entries = vireo_journal_get_entries (f->base.journal);
  g_autoptr (VireoJournalEntry) entry = NULL;

  make_vm (f, 1, "", "/iso/os.iso");
  begin (f);
  start_vm (f);
  vireo_test_wait (is_first_run (f));

  /* In the boot menu nothing is written yet. */
  wait_for_look (vireo_vm_note_reboot (f->vm));
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_RUNNING);

  fake.disk_written = 900 * (long long) VIREO_MIB;
  fake.locked = TRUE;
  vireo_vm_note_reboot (f->vm);
  assert_ended (f);
  g_assert_cmpint (fake.n_updates, ==, 2); /* now and for the next start */
  g_assert_cmpint (fake.n_forced, ==, 2);
  vireo_test_wait (g_list_model_get_n_items (entries) == 1);
  entry = g_list_model_get_item (entries, 0);
  g_assert_nonnull (
      strstr (vireo_journal_entry_get_command (entry), "change-media new hdc --eject"));
}

static void
test_two_reboots_are_counted (Fixture *f, gconstpointer unused)
{
  make_vm (f, 2, "begun='yes'", "/iso/os.iso");
  begin (f);
  start_vm (f);
  fake.disk_written = 900 * (long long) VIREO_MIB;
  vireo_vm_note_reboot (f->vm);
  for (;;)
    {
      g_autoptr (VireoInstallRecord) record = read_record (f, VIR_DOMAIN_XML_INACTIVE);

      if (record->reboots_seen == 1)
        break;
      wait_for_look (g_object_notify (G_OBJECT (f->vm), "state"));
    }
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_RUNNING);
  vireo_vm_note_reboot (f->vm);
  assert_ended (f);
}

static void
test_a_reset_by_the_user_is_no_reboot (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;

  make_vm (f, 1, "", "/iso/os.iso");
  begin (f);
  start_vm (f);
  vireo_test_wait (is_first_run (f));
  fake.disk_written = 900 * (long long) VIREO_MIB;
  vireo_vm_order_async (f->vm, VIREO_VM_ORDER_RESET, NULL, vireo_test_keep_result, &result);
  vireo_vm_note_reboot (f->vm);
  vireo_test_wait (result != NULL);
  vireo_vm_note_reboot (f->vm); /* the event may come after the answer */
  wait_for_look (g_object_notify (G_OBJECT (f->vm), "state"));
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_RUNNING);
}

static void
test_an_end_that_nobody_saw_is_found (Fixture *f, gconstpointer unused)
{
  make_vm (f, 1, "begun='yes'", "/iso/os.iso");
  start_vm (f);
  fake.root_on = "hdc"; /* a live system runs from its medium */
  wait_for_look (begin (f));
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_RUNNING);
  g_clear_object (&f->watch);

  fake.root_on = "vda";
  begin (f);
  assert_ended (f);
}

static void
test_a_host_that_comes_later_is_watched (Fixture *f, gconstpointer unused)
{
  make_vm (f, 1, "begun='yes' written='yes'", "/iso/os.iso");
  start_vm (f);
  g_list_store_remove_all (f->hosts);
  begin (f);
  fake.disk_read = 20 * (long long) VIREO_MIB;
  g_list_store_append (f->hosts, f->base.host);
  assert_ended (f);
}

static void
test_a_host_that_left_is_not_watched (Fixture *f, gconstpointer unused)
{
  guint rebooted = g_signal_lookup ("rebooted", VIREO_TYPE_VM);

  make_vm (f, 1, "", "/iso/os.iso");
  begin (f);
  start_vm (f);
  vireo_test_wait (is_first_run (f));
  g_assert_true (g_signal_has_handler_pending (f->vm, rebooted, 0, FALSE));
  g_list_store_remove_all (f->hosts);
  g_assert_false (g_signal_has_handler_pending (f->vm, rebooted, 0, FALSE));
}

static void
test_a_power_off_ends_it (Fixture *f, gconstpointer unused)
{
  make_vm (f, 1, "begun='yes'", "/iso/os.iso");
  begin (f);
  start_vm (f);
  fake.allocation = 700 * VIREO_MIB;
  fake.off_reason = VIR_DOMAIN_SHUTOFF_SHUTDOWN;
  g_assert_cmpint (virDomainShutdown (f->handle), ==, 0);
  assert_ended (f);
}

static void
test_another_medium_is_left_in (Fixture *f, gconstpointer unused)
{
  g_autofree char *medium = NULL;

  make_vm (f, 1, "begun='yes'", "/iso/drivers.iso");
  start_vm (f);
  fake.root_on = "vda";
  begin (f);
  vireo_test_wait (vireo_vm_get_install_phase (f->vm) == VIREO_INSTALL_FINISHED);
  medium = read_medium (f);
  g_assert_cmpstr (medium, ==, "/iso/drivers.iso");
  g_assert_cmpint (fake.n_updates, ==, 0);
}

static void
test_the_medium_can_be_put_back (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) dismissed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;
  g_autofree char *medium = NULL;

  make_vm (f, 1, "begun='yes'", "/iso/os.iso");
  start_vm (f);
  fake.root_on = "vda";
  begin (f);
  assert_ended (f);

  wait_for_look (
      vireo_install_watch_reinsert_async (f->vm, NULL, vireo_test_keep_result, &result));
  vireo_test_wait (result != NULL);
  g_assert_true (vireo_install_watch_change_finish (f->vm, result, &error));
  g_assert_no_error (error);
  vireo_test_wait (vireo_vm_get_install_phase (f->vm) == VIREO_INSTALL_RUNNING);
  medium = read_medium (f);
  g_assert_cmpstr (medium, ==, "/iso/os.iso");

  /* The agent still says what it said. */
  wait_for_look (g_object_notify (G_OBJECT (f->vm), "agent-connected"));
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_RUNNING);
  fake.disk_written = 900 * (long long) VIREO_MIB;
  vireo_vm_note_reboot (f->vm);
  assert_ended (f);

  vireo_install_watch_dismiss_async (f->vm, NULL, vireo_test_keep_result, &dismissed);
  vireo_test_wait (dismissed != NULL);
  g_assert_true (vireo_install_watch_change_finish (f->vm, dismissed, &error));
  vireo_test_wait (vireo_vm_get_install_phase (f->vm) == VIREO_INSTALL_NONE);
  record = read_record (f, VIR_DOMAIN_XML_INACTIVE);
  g_assert_cmpint (record->phase, ==, VIREO_INSTALL_NONE);
  g_assert_cmpuint (record->made->len, ==, 1); /* still ours to delete */
}

static void
test_nothing_is_put_back_where_nothing_was (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  make_vm (f, 1, "", "/iso/os.iso");
  vireo_install_watch_reinsert_async (f->base.vm, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  g_assert_false (vireo_install_watch_change_finish (f->base.vm, result, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_GONE);
}

/* The lease may be older than the system: it is ready when it can be called. */
static void
test_ready_when_it_can_be_called (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;

  make_vm (f, 1, "begun='yes' written='yes'", "/iso/os.iso");
  start_vm (f);
  fake.disk_read = 20 * (long long) VIREO_MIB;
  fake.address = "192.168.122.57";
  fake.answer = G_IO_ERROR_TIMED_OUT;
  begin (f);
  assert_ended (f);
  vireo_test_wait (g_atomic_int_get (&fake.n_calls) > 0);
  g_assert_false (vireo_vm_get_install_ready (f->vm));
  g_assert_cmpstr (vireo_vm_get_ip_address (f->vm), ==, "192.168.122.57");

  fake.answer = G_IO_ERROR_CONNECTION_REFUSED; /* somebody is there to refuse */
  vireo_test_wait (vireo_vm_get_install_ready (f->vm));
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  vireo_test_wait (!vireo_vm_get_install_ready (f->vm));
  start_vm (f);
  vireo_test_wait (vireo_vm_get_install_ready (f->vm));

  vireo_install_watch_note_opened_async (f->vm, NULL, vireo_test_keep_result, &opened);
  vireo_test_wait (opened != NULL);
  g_assert_true (vireo_install_watch_change_finish (f->vm, opened, &error));
  vireo_test_wait (vireo_vm_get_facts (f->vm)->install_opened);
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_FINISHED);
}

/* Closed and opened again, Vireo says so too. */
static void
test_ready_when_the_agent_answers (Fixture *f, gconstpointer unused)
{
  make_vm (f, 1, "begun='yes'", "/iso/os.iso");
  start_vm (f);
  fake.root_on = "vda";
  fake.address = "192.168.122.57";
  begin (f);
  assert_ended (f);
  vireo_test_wait (vireo_vm_get_install_ready (f->vm));
  g_assert_cmpint (g_atomic_int_get (&fake.n_calls), ==, 0);
  g_clear_object (&f->watch);
  g_assert_false (vireo_vm_get_install_ready (f->vm));
  begin (f);
  vireo_test_wait (vireo_vm_get_install_ready (f->vm));
}

/* A cloud image without an agent: what it was told goes as soon as it answers. */
static void
test_what_came_installed_is_ready (Fixture *f, gconstpointer unused)
{
  static const char element[] = "<vm><install phase='running' disk='vda' seed='hdd'/></vm>";

  make_vm (f, 1, "", "/images/new-answers.iso");
  g_assert_cmpint (virDomainSetMetadata (f->handle, VIR_DOMAIN_METADATA_ELEMENT, element, "vireo",
                                         VIREO_XML_NS, VIR_DOMAIN_AFFECT_CONFIG),
                   ==, 0);
  vireo_test_wait (vireo_vm_get_facts (f->vm)->install_media == NULL);
  begin (f);
  start_vm (f);
  vireo_test_wait (is_first_run (f));
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_RUNNING);
  fake.answer = G_IO_ERROR_CONNECTION_REFUSED;
  fake.address = "192.168.122.57";
  vireo_test_wait (vireo_vm_get_install_phase (f->vm) == VIREO_INSTALL_FINISHED);
  g_assert_true (vireo_vm_get_install_ready (f->vm));
}

/* QEMU stops the guest when its image cannot grow; it goes on when there is room again. */
static void
test_a_full_disk_is_named (Fixture *f, gconstpointer unused)
{
  make_vm (f, 1, "begun='yes'", "/iso/os.iso");
  begin (f);
  start_vm (f);
  fake.disk_full = TRUE;
  g_assert_cmpint (virDomainSuspend (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_facts (f->vm)->disk_full);
  g_assert_cmpstr (vireo_vm_facts_get_reason_label (vireo_vm_get_facts (f->vm)), ==, "disk full");
  g_assert_true (vireo_vm_get_can (f->vm) & VIREO_VM_CAN_RESUME);
  g_assert_cmpint (virDomainResume (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
  g_assert_false (vireo_vm_get_facts (f->vm)->disk_full);
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_RUNNING);
}

/* Nothing was written yet: whatever it was, it was no installation. */
static void
test_a_power_off_in_the_beginning (Fixture *f, gconstpointer unused)
{
  make_vm (f, 1, "", "/iso/os.iso");
  begin (f);
  start_vm (f);
  vireo_test_wait (is_first_run (f));
  fake.off_reason = VIR_DOMAIN_SHUTOFF_SHUTDOWN;
  g_assert_cmpint (virDomainShutdown (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_OFF);
  g_assert_cmpint (vireo_vm_get_install_phase (f->vm), ==, VIREO_INSTALL_RUNNING);
  g_assert_true (vireo_vm_get_facts (f->vm)->install_begun);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/install-watch/decisions", test_decisions);
  g_test_add_func ("/install-watch/nothing-moves", test_nothing_moves);
  g_test_add_func ("/install-watch/what-changes-a-screen", test_what_changes_a_screen);
#define ADD(path, function)                                                                        \
  g_test_add ("/install-watch/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("the-installers-reboot-ends-it", test_the_installers_reboot_ends_it);
  ADD ("how-long-it-takes", test_how_long_it_takes);
  ADD ("two-reboots-are-counted", test_two_reboots_are_counted);
  ADD ("a-reset-by-the-user-is-no-reboot", test_a_reset_by_the_user_is_no_reboot);
  ADD ("an-end-that-nobody-saw-is-found", test_an_end_that_nobody_saw_is_found);
  ADD ("a-host-that-comes-later-is-watched", test_a_host_that_comes_later_is_watched);
  ADD ("a-host-that-left-is-not-watched", test_a_host_that_left_is_not_watched);
  ADD ("a-power-off-ends-it", test_a_power_off_ends_it);
  ADD ("a-power-off-in-the-beginning", test_a_power_off_in_the_beginning);
  ADD ("a-full-disk-is-named", test_a_full_disk_is_named);
  ADD ("ready-when-it-can-be-called", test_ready_when_it_can_be_called);
  ADD ("ready-when-the-agent-answers", test_ready_when_the_agent_answers);
  ADD ("what-came-installed-is-ready", test_what_came_installed_is_ready);
  ADD ("another-medium-is-left-in", test_another_medium_is_left_in);
  ADD ("the-medium-can-be-put-back", test_the_medium_can_be_put_back);
  ADD ("nothing-is-put-back-where-nothing-was", test_nothing_is_put_back_where_nothing_was);
  return g_test_run ();
}
