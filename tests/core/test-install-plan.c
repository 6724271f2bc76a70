/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Golden files: each case of cases[] is tests/data/plan/NAME.xml and NAME.command.  With
 * VIREO_UPDATE_GOLDEN=1 in the environment they are written anew; read the difference then. */

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <libxml/relaxng.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/install/vireo-install-plan.h"
#include "core/model/vireo-install-record.h"
#include "core/model/vireo-journal.h"
#include "core/model/vireo-pool.h"
#include "vireo-test.h"

#define SCHEMA "/usr/share/libvirt/schemas/domain.rng"

static const VireoOsNeeds modern = {
  .known = TRUE,
  .virtio_disk = TRUE,
  .virtio_net = TRUE,
  .virtio_video = TRUE,
  .virtio_rng = TRUE,
  .virtio_balloon = TRUE,
  .virtio_serial = TRUE,
  .usb3 = TRUE,
  .tablet = TRUE,
  .q35 = TRUE,
  .bios = TRUE,
  .uefi = TRUE,
  .utc_clock = TRUE,
};
static const VireoOsNeeds old_linux = { .known = TRUE, .bios = TRUE, .utc_clock = TRUE };
static const VireoOsNeeds windows
    = { .known = TRUE, .usb3 = TRUE, .tablet = TRUE, .q35 = TRUE, .bios = TRUE, .uefi = TRUE };

/* What most cases have in common. */
static VireoInstallPlan *
plan_for (const char *name)
{
  VireoInstallPlan *plan = vireo_install_plan_new ();

  plan->name = g_strdup (name);
  plan->os_id = g_strdup ("http://ctyun.cn/ctyunos/2.0.1");
  plan->needs = modern;
  plan->media_path = g_strdup ("/var/lib/libvirt/images/ctyunos-2.0.1-220311-x86_64-dvd.iso");
  plan->disk_path = g_strdup_printf ("/var/lib/libvirt/images/%s.qcow2", name);
  plan->mac = g_strdup ("52:54:00:12:34:56");
  plan->memory = 4 * VIREO_GIB;
  plan->disk_size = 40 * VIREO_GIB;
  plan->kvm = TRUE;
  plan->host_q35 = TRUE;
  plan->host_passthrough = TRUE;
  plan->host_virtio_video = TRUE;
  return plan;
}

static void
set (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static void
as_it_is (VireoInstallPlan *plan)
{
}

static void
unattended (VireoInstallPlan *plan)
{
  plan->answers = vireo_answers_new ();
}

static void
software_emulation (VireoInstallPlan *plan)
{
  plan->kvm = FALSE;
}

static void
host_model (VireoInstallPlan *plan)
{
  plan->host_passthrough = FALSE;
}

static void
with_uefi (VireoInstallPlan *plan)
{
  plan->uefi = TRUE;
}

static void
bridged (VireoInstallPlan *plan)
{
  plan->nic = VIREO_NIC_BRIDGE;
  set (&plan->nic_source, "br0");
}

static void
session_host (VireoInstallPlan *plan)
{
  plan->nic = VIREO_NIC_USER;
  set (&plan->nic_source, NULL);
  set (&plan->disk_path, "/home/li/.local/share/libvirt/images/web.qcow2");
  set (&plan->media_path, "/home/li/下载/ctyunos.iso");
}

static void
old_system (VireoInstallPlan *plan)
{
  plan->needs = old_linux;
  set (&plan->os_id, "http://redhat.com/rhel/4.0");
}

static void
sata_and_e1000e (VireoInstallPlan *plan)
{
  plan->needs = modern;
  plan->needs.virtio_disk = plan->needs.virtio_net = plan->needs.virtio_video = FALSE;
  plan->needs.virtio_serial = plan->needs.virtio_rng = FALSE;
  plan->uefi = TRUE;
}

static void
windows_kvm (VireoInstallPlan *plan)
{
  plan->needs = windows;
  plan->uefi = TRUE;
  plan->installer_reboots = 2;
  set (&plan->os_id, "http://microsoft.com/win/10");
  set (&plan->media_path, "/var/lib/libvirt/images/win10.iso");
}

static void
no_q35_on_the_host (VireoInstallPlan *plan)
{
  plan->host_q35 = FALSE;
  plan->host_virtio_video = FALSE;
}

static void
arm_server (VireoInstallPlan *plan)
{
  set (&plan->arch, "aarch64");
  plan->kvm = FALSE;
  set (&plan->media_path, "/var/lib/libvirt/images/ctyunos-2.0.1-220311-aarch64-dvd.iso");
}

static void
import (VireoInstallPlan *plan)
{
  plan->source = VIREO_SOURCE_DISK_IMAGE;
  plan->disk = VIREO_DISK_EXISTING;
  set (&plan->media_path, NULL);
}

static void
import_device (VireoInstallPlan *plan)
{
  import (plan);
  set (&plan->disk_path, "/dev/vg0/web");
  set (&plan->disk_format, "raw");
}

static void
from_the_network (VireoInstallPlan *plan)
{
  plan->source = VIREO_SOURCE_NETWORK_BOOT;
  set (&plan->media_path, NULL);
}

static void
no_disk (VireoInstallPlan *plan)
{
  plan->disk = VIREO_DISK_NONE;
  plan->nic = VIREO_NIC_NONE;
}

static void
onto_an_existing_disk (VireoInstallPlan *plan)
{
  plan->disk = VIREO_DISK_EXISTING;
}

static void
not_created_yet (VireoInstallPlan *plan)
{
  set (&plan->disk_path, NULL);
  set (&plan->disk_format, "raw");
  set (&plan->pool, "fast, <new> & 'good'");
  set (&plan->mac, NULL);
  set (&plan->os_id, NULL);
  plan->start = FALSE;
}

static const struct
{
  const char *file;
  const char *name;
  void (*change) (VireoInstallPlan *plan);
} cases[] = {
  { "kvm-bios", "web", as_it_is },
  { "tcg-bios", "web", software_emulation },
  { "unattended", "web", unattended },
  { "kvm-host-model", "web", host_model },
  { "kvm-uefi", "web", with_uefi },
  { "bridge", "web", bridged },
  { "session", "web", session_host },
  { "old-system", "web", old_system },
  { "sata-e1000e", "web", sata_and_e1000e },
  { "windows", "web", windows_kvm },
  { "host-without-q35", "web", no_q35_on_the_host },
  { "aarch64", "web", arm_server },
  { "import", "web", import },
  { "import-device", "web", import_device },
  { "network-boot", "web", from_the_network },
  { "no-disk", "web", no_disk },
  { "existing-disk", "web", onto_an_existing_disk },
  { "hard-name", "虚拟机 <&\"'> \\ 1, 2", as_it_is },
  { "not-created-yet", "web", not_created_yet },
};

static void
compare (const char *file, const char *text)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "plan", file, NULL);
  g_autofree char *golden = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("VIREO_UPDATE_GOLDEN") != NULL)
    {
      g_file_set_contents (path, text, -1, &error);
      g_assert_no_error (error);
    }
  g_file_get_contents (path, &golden, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, golden);
}

static void
test_xml_is_as_the_golden_file (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (VireoInstallPlan) plan = plan_for (cases[i].name);
  g_autoptr (VireoInstallPlan) copy = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *again = NULL;
  g_autofree char *file = g_strconcat (cases[i].file, ".xml", NULL);

  cases[i].change (plan);
  xml = vireo_install_plan_to_xml (plan);
  compare (file, xml);

  copy = vireo_install_plan_copy (plan);
  again = vireo_install_plan_to_xml (copy);
  g_assert_cmpstr (again, ==, xml);
}

/* One of them boots from the network and has the chosen address. */
static void
test_every_network_card_is_made (void)
{
  g_autoptr (VireoInstallPlan) plan = plan_for ("web");
  g_autoptr (VireoXmlDoc) doc = NULL;
  g_autoptr (VireoXmlNodes) nics = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *command = NULL;
  g_auto (GStrv) parts = NULL;

  plan->more_nics = 2;
  xml = vireo_install_plan_to_xml (plan);
  doc = vireo_xml_parse (xml, NULL);
  nics = vireo_xml_find (xmlDocGetRootElement (doc), "devices/interface[model][source]");
  g_assert_cmpuint (vireo_xml_nodes_count (nics), ==, 3);
  g_assert_true (vireo_xml_has (xmlDocGetRootElement (doc), "devices/interface[1]/mac"));
  g_assert_false (vireo_xml_has (xmlDocGetRootElement (doc), "devices/interface[2]/mac"));
  g_assert_false (vireo_xml_has (xmlDocGetRootElement (doc), "devices/interface[2]/boot"));
  command = vireo_install_plan_to_command (plan);
  parts = g_strsplit (command, "--network", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 4);
}

/* What the answers refer to goes where they go. */
static void
test_the_command_brings_the_keys (void)
{
  g_autoptr (VireoInstallPlan) plan = plan_for ("web");
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;

  unattended (plan);
  plan->answers->kind = VIREO_ANSWERS_PRESEED;
  without = vireo_install_plan_to_command (plan);
  g_assert_nonnull (strstr (without, "--initrd-inject preseed.cfg "));
  g_assert_null (strstr (without, "vireo-keys"));
  plan->answers->ssh_keys = g_strsplit ("ssh-ed25519 AAAA", ",", -1);
  with = vireo_install_plan_to_command (plan);
  g_assert_nonnull (strstr (with, "--initrd-inject preseed.cfg --initrd-inject vireo-keys "));
}

static void
test_command_is_as_the_golden_file (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (VireoInstallPlan) plan = plan_for (cases[i].name);
  g_autofree char *command = NULL;
  g_autofree char *line = NULL;
  g_autofree char *file = g_strconcat (cases[i].file, ".command", NULL);

  cases[i].change (plan);
  command = vireo_install_plan_to_command (plan);
  line = g_strconcat (command, "\n", NULL);
  compare (file, line);
}

static void
collect_problem (void *list, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
collect_problem (void *list, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (list, format, arguments);
  va_end (arguments);
}

static void
test_xml_follows_the_schema (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (VireoInstallPlan) plan = plan_for (cases[i].name);
  g_autofree char *xml = NULL;
  g_autoptr (VireoXmlDoc) doc = NULL;
  g_autoptr (GString) problems = g_string_new (NULL);
  static xmlRelaxNG *schema; /* parsed once: it takes long */
  xmlRelaxNGValidCtxt *valid;

  if (schema == NULL)
    {
      xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt (SCHEMA);

      schema = xmlRelaxNGParse (parser);
      xmlRelaxNGFreeParserCtxt (parser);
    }
  g_assert_nonnull (schema);

  cases[i].change (plan);
  xml = vireo_install_plan_to_xml (plan);
  doc = vireo_xml_parse (xml, NULL);
  valid = xmlRelaxNGNewValidCtxt (schema);
  xmlRelaxNGSetValidErrors (valid, collect_problem, collect_problem, problems);
  xmlRelaxNGValidateDoc (valid, doc);
  xmlRelaxNGFreeValidCtxt (valid);
  g_assert_cmpstr (problems->str, ==, "");
}

static void
keep_quiet (void *unused, virErrorPtr error)
{
}

/* The test driver knows PCs alone, and one type of domain. */
static void
test_libvirt_takes_it (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (VireoInstallPlan) plan = plan_for (cases[i].name);
  g_autofree char *xml = NULL;
  g_autofree char *for_test = NULL;
  g_autofree char *defined = NULL;
  g_autoptr (VireoXmlDoc) doc = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;
  g_autofree char *name = NULL;
  virConnectPtr host;
  virDomainPtr vm;

  cases[i].change (plan);
  if (!g_str_equal (plan->arch, "x86_64"))
    {
      g_test_skip ("not a PC");
      return;
    }
  xml = vireo_install_plan_to_xml (plan);
  doc = vireo_xml_parse (xml, NULL);
  xmlSetProp (xmlDocGetRootElement (doc), BAD_CAST "type", BAD_CAST "test");
  for_test = vireo_xml_to_text (doc);
  g_clear_pointer (&doc, xmlFreeDoc);

  host = virConnectOpen ("test:///default");
  g_assert_nonnull (host);
  vm = virDomainDefineXMLFlags (host, for_test, VIR_DOMAIN_DEFINE_VALIDATE);
  if (vm == NULL)
    g_error ("%s", virGetLastErrorMessage ());
  defined = virDomainGetXMLDesc (vm, VIR_DOMAIN_XML_INACTIVE);
  doc = vireo_xml_parse (defined, NULL);
  name = vireo_xml_string (xmlDocGetRootElement (doc), "name");
  g_assert_cmpstr (name, ==, plan->name);
  record = vireo_install_record_read (xmlDocGetRootElement (doc));
  g_assert_cmpstr (record->media, ==, plan->media_path);
  g_assert_cmpint (record->phase, ==,
                   plan->media_path != NULL ? VIREO_INSTALL_RUNNING : VIREO_INSTALL_NONE);
  g_assert_cmpuint (record->made->len, ==,
                    plan->disk == VIREO_DISK_NEW && plan->disk_path != NULL ? 1 : 0);
  g_assert_cmpint (virDomainUndefine (vm), ==, 0);
  virDomainFree (vm);
  virConnectClose (host);
}

static void
test_the_users_own_xml_is_used (void)
{
  g_autoptr (VireoInstallPlan) plan = plan_for ("web");
  g_autofree char *xml = NULL;

  plan->xml = g_strdup ("<domain type='kvm'>mine</domain>");
  xml = vireo_install_plan_to_xml (plan);
  g_assert_cmpstr (xml, ==, plan->xml);
}

/* What the installer is taken out of stays here; what the guest boots from is the host's. */
static void
test_the_medium_may_lie_elsewhere_on_the_host (void)
{
  g_autoptr (VireoInstallPlan) plan = plan_for ("web");
  g_autoptr (VireoInstallPlan) copy = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *command = NULL;

  plan->media_on_host = g_strdup ("/pool/ctyunos copy.iso");
  copy = vireo_install_plan_copy (plan);
  xml = vireo_install_plan_to_xml (copy);
  command = vireo_install_plan_to_command (copy);
  g_assert_nonnull (strstr (xml, "<source file=\"/pool/ctyunos copy.iso\"/>"));
  g_assert_nonnull (strstr (command, "/pool/ctyunos copy.iso"));
  g_assert_null (strstr (xml, plan->media_path));
  g_assert_null (strstr (command, plan->media_path));
}

static void
test_commands_are_what_a_shell_reads (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VireoInstallPlan) plan = plan_for (cases[i].name);
      g_autofree char *command = NULL;
      g_auto (GStrv) words = NULL;

      cases[i].change (plan);
      command = vireo_install_plan_to_command (plan);
      g_assert_true (g_shell_parse_argv (command, NULL, &words, NULL));
      g_assert_cmpstr (words[0], ==, "virt-install");
      g_assert_cmpstr (words[1], ==, "--name");
      g_assert_cmpstr (words[2], ==, plan->name);
    }
}

static void
test_names_are_checked (void)
{
  g_autofree char *longest = g_strnfill (240, 'a');
  g_autofree char *too_long = g_strnfill (241, 'a');
  g_autofree char *long_255 = g_strnfill (255, 'a');
  const char *const good[] = { "web", "虚拟机 1", "<&\"'>", "a.b-c_d", "-x", "5", "a b", "..a" + 2,
                               longest };
  const char *const bad[] = { NULL,  "",     " ",      " a",   "a ",        ".",      "..",
                              ".a",  "a/b",  "/",      "a\nb", "a\tb",      "\x7f",   "a\xff"
                              "b",   "\xe3\x80\x80web", "a\xef\xbf\xbe", too_long, long_255 };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (vireo_install_plan_check_name (good[i], &error));
      g_assert_no_error (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (vireo_install_plan_check_name (bad[i], &error));
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
    }
}

static void
test_space_is_weighed (void)
{
  g_autoptr (VireoInstallPlan) plan = plan_for ("web"); /* 40 GiB */
  g_autoptr (GError) error = NULL;
  g_autofree char *fits = vireo_install_plan_warn_of_space (plan, 40 * VIREO_GIB);
  g_autofree char *may_outgrow = vireo_install_plan_warn_of_space (plan, 39 * VIREO_GIB);

  g_assert_null (fits);
  g_assert_nonnull (strstr (may_outgrow, "40.0"));
  g_assert_true (vireo_install_plan_check_space (plan, 39 * VIREO_GIB, &error));
  set (&plan->disk_format, "raw");
  g_assert_true (vireo_install_plan_check_space (plan, 40 * VIREO_GIB, &error));
  g_assert_false (vireo_install_plan_check_space (plan, 39 * VIREO_GIB, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE);
}

static void
add_pool (GListStore *pools, const char *name, const char *path)
{
  VireoPoolFacts *facts = g_new0 (VireoPoolFacts, 1);
  g_autoptr (VireoPool) pool = NULL;

  facts->name = g_strdup (name);
  facts->path = g_strdup (path);
  pool = vireo_pool_new (facts);
  g_list_store_append (pools, pool);
}

static void
test_the_usual_directory_is_the_default_pool (void)
{
  g_autoptr (GListStore) pools = g_list_store_new (VIREO_TYPE_POOL);
  g_autofree char *none = NULL;
  g_autofree char *by_path = NULL;
  g_autofree char *by_name = NULL;

  add_pool (pools, "fast", "/fast");
  add_pool (pools, "lvm", NULL);
  none = vireo_install_plan_choose_pool (G_LIST_MODEL (pools), FALSE);
  g_assert_null (none);
  add_pool (pools, "images", "/var/lib/libvirt/images");
  by_path = vireo_install_plan_choose_pool (G_LIST_MODEL (pools), FALSE);
  g_assert_cmpstr (by_path, ==, "images");
  add_pool (pools, "default", "/elsewhere");
  by_name = vireo_install_plan_choose_pool (G_LIST_MODEL (pools), FALSE);
  g_assert_cmpstr (by_name, ==, "default");
}

/* Stands for a VM: something that has a name. */
#define TEST_TYPE_NAMED (test_named_get_type ())
G_DECLARE_FINAL_TYPE (TestNamed, test_named, TEST, NAMED, GObject)

struct _TestNamed
{
  GObject parent_instance;
  char *name;
};

G_DEFINE_FINAL_TYPE (TestNamed, test_named, G_TYPE_OBJECT)

static void
test_named_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, TEST_NAMED (object)->name);
}

static void
test_named_finalize (GObject *object)
{
  g_free (TEST_NAMED (object)->name);
  G_OBJECT_CLASS (test_named_parent_class)->finalize (object);
}

static void
test_named_class_init (TestNamedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_named_get_property;
  object_class->finalize = test_named_finalize;
  g_object_class_install_property (
      object_class, 1, g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE));
}

static void
test_named_init (TestNamed *self)
{
}

static void
test_taken_names_get_a_number (void)
{
  static const char *const taken[] = { "ctyunos2.0.1", "ctyunos2.0.1-2", "vm", NULL };
  static const struct
  {
    const char *base;
    const char *name;
  } expected[] = {
    { "ctyunos2.0.1", "ctyunos2.0.1-3" },
    { "openeuler22.03", "openeuler22.03" },
    { "Vm", "Vm" },
    { NULL, "vm-2" },
    { "", "vm-2" },
    { " ..", "vm-2" },
    { " 虚拟机/测试\n ", "虚拟机-测试-" },
  };
  g_autoptr (GListStore) vms = g_list_store_new (TEST_TYPE_NAMED);
  g_autoptr (GString) chinese = g_string_new (NULL);
  g_autofree char *fits = NULL;

  for (gsize i = 0; taken[i] != NULL; i++)
    {
      g_autoptr (TestNamed) vm = g_object_new (TEST_TYPE_NAMED, NULL);

      vm->name = g_strdup (taken[i]);
      g_list_store_append (vms, vm);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *name
          = vireo_install_plan_suggest_name (expected[i].base, G_LIST_MODEL (vms));

      g_assert_cmpstr (name, ==, expected[i].name);
      g_assert_true (vireo_install_plan_check_name (name, NULL));
    }

  for (int i = 0; i < 100; i++)
    g_string_append (chinese, "机");
  fits = vireo_install_plan_suggest_name (chinese->str, NULL);
  g_assert_true (vireo_install_plan_check_name (fits, NULL));
  g_assert_cmpint (g_utf8_strlen (fits, -1), ==, 76);
}

static void
test_a_record_survives_libvirt (void)
{
  static const char *const domain
      = "<domain type='test'><name>r</name><memory>1024</memory><os><type>hvm</type></os>"
        "<metadata><vireo:vm xmlns:vireo='" VIREO_XML_NS "'><vireo:tag name='a&amp;b'/></vireo:vm>"
        "</metadata></domain>";
  virConnectPtr host = virConnectOpen ("test:///default");
  virDomainPtr vm = virDomainDefineXML (host, domain);
  g_autoptr (VireoInstallRecord) record = vireo_install_record_new ();
  g_autoptr (VireoInstallRecord) back = NULL;
  g_autoptr (VireoInstallRecord) from_xml = NULL;
  g_autoptr (VireoXmlDoc) doc = NULL;
  g_autofree char *old = virDomainGetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, VIREO_XML_NS, 0);
  g_autofree char *element = NULL;
  g_autofree char *now = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *nothing = NULL;

  g_assert_nonnull (old);
  record->phase = VIREO_INSTALL_RUNNING;
  record->media = g_strdup ("/iso/<天翼云> & 'co'.iso");
  record->cdrom = g_strdup ("sda");
  record->disk = g_strdup ("vda");
  record->reboots = 2;
  record->reboots_seen = 1;
  record->begun = record->written = record->first_run = TRUE;
  g_ptr_array_add (record->made, g_strdup ("/images/\"a\".qcow2"));
  g_ptr_array_add (record->made, g_strdup ("/images/b.qcow2"));

  for (int i = 0; i < 2; i++) /* twice: what is there is replaced */
    {
      g_autofree char *before
          = virDomainGetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, VIREO_XML_NS, 0);

      g_free (element);
      element = vireo_install_record_to_element (record, before);
      g_assert_cmpint (virDomainSetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, element, "vireo",
                                             VIREO_XML_NS, VIR_DOMAIN_AFFECT_CONFIG),
                       ==, 0);
    }
  now = virDomainGetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, VIREO_XML_NS, 0);
  g_assert_nonnull (strstr (now, "<tag name=\"a&amp;b\"/>"));
  back = vireo_install_record_parse (now, NULL);
  xml = virDomainGetXMLDesc (vm, 0);
  doc = vireo_xml_parse (xml, NULL);
  from_xml = vireo_install_record_read (xmlDocGetRootElement (doc));

  for (int i = 0; i < 2; i++)
    {
      VireoInstallRecord *one = i == 0 ? back : from_xml;

      g_assert_cmpint (one->phase, ==, VIREO_INSTALL_RUNNING);
      g_assert_cmpstr (one->media, ==, record->media);
      g_assert_cmpstr (one->cdrom, ==, "sda");
      g_assert_cmpstr (one->disk, ==, "vda");
      g_assert_true (one->begun && one->written && one->first_run);
      g_assert_cmpuint (one->reboots, ==, 2);
      g_assert_cmpuint (one->reboots_seen, ==, 1);
      g_assert_cmpuint (one->made->len, ==, 2);
      g_assert_cmpstr (g_ptr_array_index (one->made, 0), ==, "/images/\"a\".qcow2");
    }

  /* An empty record leaves only what others wrote. */
  g_clear_pointer (&back, vireo_install_record_free);
  back = vireo_install_record_new ();
  nothing = vireo_install_record_to_element (back, "<vm><install phase='running'/></vm>");
  g_assert_null (nothing);
  vireo_install_record_write (back, xmlDocGetRootElement (doc));
  g_assert_true (vireo_xml_has (xmlDocGetRootElement (doc), "metadata/vireo:vm/vireo:tag"));
  g_assert_false (vireo_xml_has (xmlDocGetRootElement (doc), "metadata/vireo:vm/vireo:install"));

  virDomainUndefine (vm);
  virDomainFree (vm);
  virConnectClose (host);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  virSetErrorFunc (NULL, keep_quiet);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      static const struct
      {
        const char *what;
        GTestDataFunc run;
      } checks[] = { { "xml", test_xml_is_as_the_golden_file },
                     { "command", test_command_is_as_the_golden_file },
                     { "schema", test_xml_follows_the_schema },
                     { "libvirt-takes", test_libvirt_takes_it } };

      for (gsize j = 0; j < G_N_ELEMENTS (checks); j++)
        {
          g_autofree char *path
              = g_strdup_printf ("/install-plan/%s/%s", checks[j].what, cases[i].file);

          g_test_add_data_func (path, GSIZE_TO_POINTER (i), checks[j].run);
        }
    }
  g_test_add_func ("/install-plan/the-users-own-xml-is-used", test_the_users_own_xml_is_used);
  g_test_add_func ("/install-plan/the-medium-may-lie-elsewhere-on-the-host",
                   test_the_medium_may_lie_elsewhere_on_the_host);
  g_test_add_func ("/install-plan/commands-are-what-a-shell-reads",
                   test_commands_are_what_a_shell_reads);
  g_test_add_func ("/install-plan/the-usual-directory-is-the-default-pool",
                   test_the_usual_directory_is_the_default_pool);
  g_test_add_func ("/install-plan/every-network-card-is-made", test_every_network_card_is_made);
  g_test_add_func ("/install-plan/the-command-brings-the-keys", test_the_command_brings_the_keys);
  g_test_add_func ("/install-plan/space-is-weighed", test_space_is_weighed);
  g_test_add_func ("/install-plan/names-are-checked", test_names_are_checked);
  g_test_add_func ("/install-plan/taken-names-get-a-number", test_taken_names_get_a_number);
  g_test_add_func ("/install-plan/a-record-survives-libvirt", test_a_record_survives_libvirt);
  return g_test_run ();
}
