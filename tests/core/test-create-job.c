/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linker hands us the libvirt calls below before libvirt gets them (--wrap in meson.build), so
 * that each can be made to fail, to be interrupted by a cancel, or to lose its connection. */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-install-record.h"
#include "core/jobs/vireo-create-job.h"
#include "vireo-test-host.h"

typedef struct
{
  const char *fail_at;   /* (nullable): the call that fails */
  int fail_code;         /* with this virErrorNumber */
  const char *fail_text;
  const char *cancel_at; /* (nullable): the call during which the job is cancelled */
  const char *lose_at;   /* (nullable): the call whose answer is lost with the connection */
  virConnectPtr broken;  /* nothing goes over this one any more */
  gboolean keep_volumes; /* none can be deleted */
  gboolean pause;        /* the guest stands still after its start */
  VireoJob *job;
} Faults;

static Faults faults;

static gboolean
cancel_on_main (gpointer unused)
{
  vireo_job_cancel (faults.job);
  faults.cancel_at = NULL;
  return G_SOURCE_REMOVE;
}

/* libvirt has no way to set its error from outside. */
static __thread virError complaint;
static __thread char complaint_text[200];

static void
complain (int code, const char *text)
{
  g_strlcpy (complaint_text, text, sizeof complaint_text);
  complaint = (virError){ .code = code,
                          .domain = VIR_FROM_TEST,
                          .level = VIR_ERR_ERROR,
                          .message = complaint_text };
}

virErrorPtr __real_virGetLastError (void);
virErrorPtr __wrap_virGetLastError (void);

virErrorPtr
__wrap_virGetLastError (void)
{
  return complaint.code != VIR_ERR_OK ? &complaint : __real_virGetLastError ();
}

void __real_virResetLastError (void);
void __wrap_virResetLastError (void);

void
__wrap_virResetLastError (void)
{
  complaint.code = VIR_ERR_OK;
  __real_virResetLastError ();
}

/* TRUE: let it through. */
static gboolean
before (const char *call, virConnectPtr host)
{
  complaint.code = VIR_ERR_OK;
  if (faults.broken != NULL && host == faults.broken)
    {
      complain (VIR_ERR_INTERNAL_ERROR, "client socket is closed");
      return FALSE;
    }
  if (g_strcmp0 (faults.cancel_at, call) == 0)
    {
      g_idle_add (cancel_on_main, NULL);
      while (*(const char *volatile *) &faults.cancel_at != NULL)
        g_thread_yield ();
    }
  if (g_strcmp0 (faults.fail_at, call) == 0)
    {
      faults.fail_at = NULL;
      complain (faults.fail_code, faults.fail_text);
      return FALSE;
    }
  return TRUE;
}

/* TRUE: the answer arrives. */
static gboolean
after (const char *call, virConnectPtr host)
{
  if (g_strcmp0 (faults.lose_at, call) != 0)
    return TRUE;
  faults.lose_at = NULL;
  faults.broken = host;
  complain (VIR_ERR_INTERNAL_ERROR, "End of file while reading data");
  return FALSE;
}

#define WRAP(type, name, failed, host, parameters, arguments)                                      \
  type __real_##name parameters;                                                                   \
  type __wrap_##name parameters;                                                                   \
  type __wrap_##name parameters                                                                    \
  {                                                                                                \
    type result;                                                                                   \
    if (!before (#name, host))                                                                     \
      return failed;                                                                               \
    result = __real_##name arguments;                                                              \
    return after (#name, host) ? result : failed;                                                  \
  }

WRAP (int, virStoragePoolRefresh, -1, virStoragePoolGetConnect (pool),
      (virStoragePoolPtr pool, unsigned int flags), (pool, flags))
WRAP (virStorageVolPtr, virStorageVolCreateXML, NULL, virStoragePoolGetConnect (pool),
      (virStoragePoolPtr pool, const char *xml, unsigned int flags), (pool, xml, flags))
WRAP (virStoragePoolPtr, virStoragePoolLookupByName, NULL, host,
      (virConnectPtr host, const char *name), (host, name))
WRAP (virNetworkPtr, virNetworkLookupByName, NULL, host, (virConnectPtr host, const char *name),
      (host, name))
WRAP (virDomainPtr, virDomainLookupByName, NULL, host, (virConnectPtr host, const char *name),
      (host, name))
WRAP (virDomainPtr, virDomainLookupByUUIDString, NULL, host,
      (virConnectPtr host, const char *uuid), (host, uuid))
WRAP (int, virDomainCreate, -1, virDomainGetConnect (vm), (virDomainPtr vm), (vm))

virDomainPtr __real_virDomainDefineXMLFlags (virConnectPtr host, const char *xml,
                                             unsigned int flags);
virDomainPtr __wrap_virDomainDefineXMLFlags (virConnectPtr host, const char *xml,
                                             unsigned int flags);

/* The test driver has a type of its own. */
virDomainPtr
__wrap_virDomainDefineXMLFlags (virConnectPtr host, const char *xml, unsigned int flags)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);
  g_autofree char *for_test = NULL;
  virDomainPtr vm;

  if (!before ("virDomainDefineXMLFlags", host))
    return NULL;
  xmlSetProp (xmlDocGetRootElement (doc), BAD_CAST "type", BAD_CAST "test");
  for_test = vireo_xml_to_text (doc);
  vm = __real_virDomainDefineXMLFlags (host, for_test, flags);
  if (vm != NULL && !after ("virDomainDefineXMLFlags", host))
    g_clear_pointer (&vm, virDomainFree);
  return vm;
}

int __real_virStorageVolDelete (virStorageVolPtr volume, unsigned int flags);
int __wrap_virStorageVolDelete (virStorageVolPtr volume, unsigned int flags);

int
__wrap_virStorageVolDelete (virStorageVolPtr volume, unsigned int flags)
{
  if (!faults.keep_volumes)
    return __real_virStorageVolDelete (volume, flags);
  complain (VIR_ERR_OPERATION_FAILED, "kept");
  return -1;
}

int __real_virConnectIsAlive (virConnectPtr host);
int __wrap_virConnectIsAlive (virConnectPtr host);

int
__wrap_virConnectIsAlive (virConnectPtr host)
{
  return host == faults.broken ? 0 : __real_virConnectIsAlive (host);
}

int __real_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags);
int __wrap_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags);

int
__wrap_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags)
{
  int answer = __real_virDomainGetState (vm, state, reason, flags);

  if (answer == 0 && faults.pause && g_str_equal (virDomainGetName (vm), "web"))
    {
      *state = VIR_DOMAIN_PAUSED;
      if (reason != NULL)
        *reason = VIR_DOMAIN_PAUSED_UNKNOWN;
    }
  return answer;
}

typedef struct
{
  VireoTestHost base;
  virConnectPtr direct; /* to look at the host with */
  char *iso;
  char *before;         /* what was there */
} Fixture;

static void
append_volumes (GString *text, virStoragePoolPtr pool)
{
  virStorageVolPtr *volumes = NULL;
  int n = virStoragePoolIsActive (pool) ? virStoragePoolListAllVolumes (pool, &volumes, 0) : 0;

  for (int i = 0; i < n; i++)
    {
      g_string_append_printf (text, " %s", virStorageVolGetName (volumes[i]));
      virStorageVolFree (volumes[i]);
    }
  free (volumes);
}

/* Everything on the host that a job could leave behind. */
static char *
describe_host (Fixture *f)
{
  GString *text = g_string_new (NULL);
  virDomainPtr *vms = NULL;
  virStoragePoolPtr *pools = NULL;
  int n = virConnectListAllDomains (f->direct, &vms, 0);

  for (int i = 0; i < n; i++)
    {
      g_string_append_printf (text, "vm %s %d\n", virDomainGetName (vms[i]),
                              virDomainIsActive (vms[i]));
      virDomainFree (vms[i]);
    }
  free (vms);
  n = virConnectListAllStoragePools (f->direct, &pools, 0);
  for (int i = 0; i < n; i++)
    {
      g_string_append_printf (text, "pool %s:", virStoragePoolGetName (pools[i]));
      append_volumes (text, pools[i]);
      g_string_append_c (text, '\n');
      virStoragePoolFree (pools[i]);
    }
  free (pools);
  return g_string_free (text, FALSE);
}

static void
set_pool_active (Fixture *f, gboolean active)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName (f->direct, "default-pool");

  g_assert_cmpint (active ? virStoragePoolCreate (pool, 0) : virStoragePoolDestroy (pool), ==, 0);
  virStoragePoolFree (pool);
}

static void
set_network_active (Fixture *f, gboolean active)
{
  virNetworkPtr network = virNetworkLookupByName (f->direct, "default");

  g_assert_cmpint (active ? virNetworkCreate (network) : virNetworkDestroy (network), ==, 0);
  virNetworkFree (network);
}

static void
empty_pool (Fixture *f)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName (f->direct, "default-pool");
  virStorageVolPtr *volumes = NULL;
  int n = virStoragePoolListAllVolumes (pool, &volumes, 0);

  for (int i = 0; i < n; i++)
    {
      virStorageVolDelete (volumes[i], 0);
      virStorageVolFree (volumes[i]);
    }
  free (volumes);
  virStoragePoolFree (pool);
}

/* The host lasts as long as anybody holds a connection to it, so each test leaves it as it was. */
static void
restore_host (Fixture *f)
{
  virDomainPtr *vms = NULL;
  int n = virConnectListAllDomains (f->direct, &vms, 0);
  virStoragePoolPtr made = virStoragePoolLookupByName (f->direct, "default");

  for (int i = 0; i < n; i++)
    {
      if (!g_str_equal (virDomainGetName (vms[i]), "test"))
        {
          virDomainDestroy (vms[i]);
          virDomainUndefine (vms[i]);
        }
      virDomainFree (vms[i]);
    }
  free (vms);
  empty_pool (f);
  if (made != NULL)
    {
      virStoragePoolDestroy (made);
      virStoragePoolUndefine (made);
      virStoragePoolFree (made);
    }
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  memset (&faults, 0, sizeof faults);
  /* The one that is the same for every connection of a process. */
  f->direct = virConnectOpen ("test:///default");
  vireo_test_host_set_up (&f->base, "test:///default");
  f->iso = g_build_filename (g_get_tmp_dir (), "vireo-create-XXXXXX.iso", NULL);
  close (g_mkstemp (f->iso));
  f->before = describe_host (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_unlink (f->iso);
  g_free (f->iso);
  g_free (f->before);
  memset (&faults, 0, sizeof faults);
  restore_host (f);
  vireo_test_host_tear_down (&f->base, NULL);
  virConnectClose (f->direct);
}

static VireoInstallPlan *
make_plan (Fixture *f)
{
  VireoInstallPlan *plan = vireo_install_plan_new ();

  plan->name = g_strdup ("web");
  plan->media_path = g_strdup (f->iso);
  plan->pool = g_strdup ("default-pool");
  plan->needs.virtio_disk = plan->needs.virtio_net = plan->needs.q35 = TRUE;
  plan->host_q35 = TRUE;
  return plan;
}

static VireoCreateJob *
run (Fixture *f, VireoInstallPlan *plan, VireoCreateNeeds allowed)
{
  VireoCreateJob *job = vireo_create_job_new (f->base.host, plan);

  vireo_create_job_allow (job, allowed);
  faults.job = VIREO_JOB (job);
  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait (vireo_job_get_state (VIREO_JOB (job)) > VIREO_JOB_CANCELLING);
  return job;
}

/* That nothing of it is left. */
static void
assert_untouched (Fixture *f)
{
  g_autofree char *now = describe_host (f);

  g_assert_cmpstr (now, ==, f->before);
}

static void
assert_refused (Fixture *f, VireoInstallPlan *plan, VireoErrorCode code)
{
  g_autoptr (VireoCreateJob) job = run (f, plan, VIREO_CREATE_NEEDS_NOTHING);

  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
  g_assert_error (vireo_job_get_error (VIREO_JOB (job)), VIREO_ERROR, (int) code);
  g_assert_null (vireo_create_job_get_uuid (job));
  assert_untouched (f);
}

static void
test_a_plan_becomes_a_running_vm (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoCreateJob) job = run (f, make_plan (f), VIREO_CREATE_NEEDS_NOTHING);
  GListModel *entries = vireo_journal_get_entries (f->base.journal);
  g_autoptr (VireoJournalEntry) entry = NULL;
  g_autoptr (VireoXmlDoc) doc = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *file = NULL;
  g_autofree char *format = NULL;
  virDomainPtr vm;
  guint result;

  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_DONE);
  vm = virDomainLookupByUUIDString (f->direct, vireo_create_job_get_uuid (job));
  g_assert_nonnull (vm);
  g_assert_cmpint (virDomainIsActive (vm), ==, 1);
  vireo_test_wait (vireo_vm_list_lookup (vireo_host_get_vms (f->base.host),
                                         vireo_create_job_get_uuid (job))
                   != NULL);

  xml = virDomainGetXMLDesc (vm, 0);
  doc = vireo_xml_parse (xml, NULL);
  file = vireo_xml_string (xmlDocGetRootElement (doc), "devices/disk[@device='disk']/source/@file");
  g_assert_cmpstr (file, ==, "/default-pool/web.qcow2");
  format = vireo_xml_string (xmlDocGetRootElement (doc), "devices/disk/driver/@type");
  g_assert_cmpstr (format, ==, "qcow2");
  record = vireo_install_record_read (xmlDocGetRootElement (doc));
  g_assert_cmpint (record->phase, ==, VIREO_INSTALL_RUNNING);
  g_assert_true (record->begun && record->first_run);
  g_assert_cmpuint (record->made->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (record->made, 0), ==, file);

  /* The mark of this run is not there after the next start. */
  g_clear_pointer (&xml, g_free);
  g_clear_pointer (&doc, xmlFreeDoc);
  g_clear_pointer (&record, vireo_install_record_free);
  xml = virDomainGetXMLDesc (vm, VIR_DOMAIN_XML_INACTIVE);
  doc = vireo_xml_parse (xml, NULL);
  record = vireo_install_record_read (xmlDocGetRootElement (doc));
  g_assert_true (record->begun && !record->first_run);

  g_assert_cmpuint (g_list_model_get_n_items (entries), ==, 1);
  entry = g_list_model_get_item (entries, 0);
  g_assert_true (g_str_has_prefix (vireo_journal_entry_get_command (entry),
                                   "virt-install --connect test:///default --name web "));
  g_object_get (entry, "result", &result, NULL);
  g_assert_cmpuint (result, ==, VIREO_JOURNAL_DONE);

  virDomainFree (vm);
}

static void
test_it_may_stay_off (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);
  g_autoptr (VireoCreateJob) job = NULL;
  virDomainPtr vm;

  plan->start = FALSE;
  job = run (f, plan, VIREO_CREATE_NEEDS_NOTHING);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  vm = virDomainLookupByUUIDString (f->direct, vireo_create_job_get_uuid (job));
  g_assert_cmpint (virDomainIsActive (vm), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (vireo_journal_get_entries (f->base.journal)), ==, 2);
  virDomainFree (vm);
}

static void
make_volume (Fixture *f, const char *name)
{
  g_autofree char *xml
      = g_strdup_printf ("<volume><name>%s</name><capacity>1024</capacity></volume>", name);
  virStoragePoolPtr pool = virStoragePoolLookupByName (f->direct, "default-pool");
  virStorageVolPtr volume = virStorageVolCreateXML (pool, xml, 0);

  g_assert_nonnull (volume);
  virStorageVolFree (volume);
  virStoragePoolFree (pool);
  g_free (f->before);
  f->before = describe_host (f);
}

static void
test_a_disk_that_is_there_is_left_alone (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoCreateJob) job = NULL;
  virDomainPtr vm;
  g_autofree char *xml = NULL;

  make_volume (f, "web.qcow2");
  make_volume (f, "web-1.qcow2");
  job = run (f, make_plan (f), VIREO_CREATE_NEEDS_NOTHING);
  vm = virDomainLookupByUUIDString (f->direct, vireo_create_job_get_uuid (job));
  xml = virDomainGetXMLDesc (vm, 0);
  g_assert_nonnull (strstr (xml, "'/default-pool/web-2.qcow2'"));
  virDomainDestroy (vm);
  virDomainUndefine (vm);
  virDomainFree (vm);

  /* And stays when the VM cannot be made. */
  g_clear_object (&job);
  g_free (f->before);
  f->before = describe_host (f);
  faults.fail_at = "virDomainCreate";
  faults.fail_code = VIR_ERR_INTERNAL_ERROR;
  faults.fail_text = "no";
  assert_refused (f, make_plan (f), VIREO_ERROR_FAILED);
}

static const char *const calls[]
    = { "virDomainLookupByName", "virStoragePoolLookupByName", "virStoragePoolRefresh",
        "virStorageVolCreateXML", "virNetworkLookupByName", "virDomainDefineXMLFlags",
        "virDomainCreate" };

static void
test_a_failure_at_any_step_leaves_nothing (Fixture *f, gconstpointer unused)
{
  /* The first one fails by finding nobody, which is well. */
  for (gsize i = 1; i < G_N_ELEMENTS (calls); i++)
    {
      faults.fail_at = calls[i];
      faults.fail_code = VIR_ERR_OPERATION_FAILED;
      faults.fail_text = "No space left on device";
      assert_refused (f, make_plan (f), VIREO_ERROR_NO_SPACE);
      g_assert_null (faults.fail_at);
    }
}

static void
test_cancelling_at_any_step_leaves_nothing (Fixture *f, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (VireoCreateJob) job = NULL;

      faults.cancel_at = calls[i];
      job = run (f, make_plan (f), VIREO_CREATE_NEEDS_NOTHING);
      g_assert_null (faults.cancel_at);
      g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_CANCELLED);
      assert_untouched (f);
    }
}

static gboolean
open_anew (gpointer host)
{
  vireo_host_disconnect (host);
  vireo_host_connect (host);
  return G_SOURCE_REMOVE;
}

static gboolean
look_for_loss (gpointer host)
{
  if (faults.broken != NULL && faults.job != NULL)
    {
      faults.job = NULL;
      g_idle_add (open_anew, host);
    }
  return G_SOURCE_CONTINUE;
}

/* The daemon dies having done what it was asked, before it could say so. */
static void
test_a_lost_connection_is_cleaned_up_over_a_new_one (Fixture *f, gconstpointer unused)
{
  static const char *const made_by[]
      = { "virStorageVolCreateXML", "virDomainDefineXMLFlags", "virDomainCreate" };

  for (gsize i = 0; i < G_N_ELEMENTS (made_by); i++)
    {
      g_autoptr (VireoCreateJob) job = NULL;
      guint watch = g_timeout_add (10, look_for_loss, f->base.host);

      faults.broken = NULL;
      faults.lose_at = made_by[i];
      job = run (f, make_plan (f), VIREO_CREATE_NEEDS_NOTHING);
      g_source_remove (watch);
      g_assert_nonnull (faults.broken);
      g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
      g_assert_null (
          strstr (vireo_job_get_error (VIREO_JOB (job))->message, "Could not be removed"));
      assert_untouched (f);
      vireo_test_wait (vireo_host_get_state (f->base.host) == VIREO_HOST_ON);
    }
}

static void
test_what_stays_behind_is_named (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoCreateJob) job = NULL;
  virStoragePoolPtr pool;
  virStorageVolPtr volume;

  faults.fail_at = "virDomainCreate";
  faults.fail_code = VIR_ERR_INTERNAL_ERROR;
  faults.fail_text = "no";
  faults.keep_volumes = TRUE;
  job = run (f, make_plan (f), VIREO_CREATE_NEEDS_NOTHING);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
  g_assert_nonnull (strstr (vireo_job_get_error (VIREO_JOB (job))->message, "“web.qcow2”"));
  g_assert_null (strstr (vireo_job_get_error (VIREO_JOB (job))->message, "“web”"));

  faults.keep_volumes = FALSE;
  pool = virStoragePoolLookupByName (f->direct, "default-pool");
  volume = virStorageVolLookupByName (pool, "web.qcow2");
  g_assert_cmpint (virStorageVolDelete (volume, 0), ==, 0);
  virStorageVolFree (volume);
  virStoragePoolFree (pool);
  assert_untouched (f);
}

static void
test_hardware_acceleration_that_fails_is_told (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);

  plan->kvm = TRUE;
  faults.pause = TRUE;
  assert_refused (f, plan, VIREO_ERROR_NO_KVM);

  faults.pause = FALSE;
  faults.fail_at = "virDomainCreate";
  faults.fail_code = VIR_ERR_INTERNAL_ERROR;
  faults.fail_text = "process exited while connecting to monitor: Could not access KVM kernel "
                     "module: No such file or directory";
  plan = make_plan (f);
  plan->kvm = TRUE;
  assert_refused (f, plan, VIREO_ERROR_NO_KVM);
}

static void
test_software_emulation_is_not_put_on_probation (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoCreateJob) job = NULL;

  faults.pause = TRUE;
  job = run (f, make_plan (f), VIREO_CREATE_NEEDS_NOTHING);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
}

static void
test_taken_names_are_refused (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);
  g_autofree char *xml = NULL;
  g_auto (GStrv) halves = NULL;

  g_free (plan->name);
  plan->name = g_strdup ("test");
  assert_refused (f, plan, VIREO_ERROR_EXISTS);

  /* libvirt would redefine the other VM. */
  plan = make_plan (f);
  xml = vireo_install_plan_to_xml (plan);
  halves = g_strsplit (xml, "<metadata>", 2);
  plan->xml = g_strdup_printf ("%s<uuid>%s</uuid><metadata>%s", halves[0],
                               vireo_vm_get_uuid (f->base.vm), halves[1]);
  assert_refused (f, plan, VIREO_ERROR_EXISTS);
}

static void
test_odd_xml_is_refused (Fixture *f, gconstpointer unused)
{
  static const char *const odd[] = { "", "<domain", "<network><name>n</name></network>",
                                     "<domain><name></name></domain>",
                                     "<domain><name>a/b</name></domain>",
                                     "<domain><name>a</name><uuid>7</uuid></domain>" };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      VireoInstallPlan *plan = make_plan (f);

      plan->xml = g_strdup (odd[i]);
      assert_refused (f, plan, VIREO_ERROR_INVALID);
    }
}

static void
test_the_users_xml_is_what_is_defined (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);
  g_autoptr (VireoCreateJob) job = NULL;
  virDomainPtr vm;

  /* No disk in it: none is made. */
  plan->xml = g_strdup ("<domain type='test'><name>mine</name><memory>1024</memory>"
                        "<os><type>hvm</type></os></domain>");
  job = run (f, plan, VIREO_CREATE_NEEDS_NOTHING);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  vm = virDomainLookupByName (f->direct, "mine");
  g_assert_nonnull (vm);
  virDomainDestroy (vm);
  virDomainUndefine (vm);
  virDomainFree (vm);
  assert_untouched (f);
}

static void
test_what_is_missing_is_said (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);

  g_unlink (f->iso);
  assert_refused (f, plan, VIREO_ERROR_GONE);

  plan = make_plan (f);
  plan->source = VIREO_SOURCE_NETWORK_BOOT;
  g_free (plan->pool);
  plan->pool = g_strdup ("nowhere");
  assert_refused (f, plan, VIREO_ERROR_GONE);

  plan = make_plan (f);
  plan->source = VIREO_SOURCE_NETWORK_BOOT;
  g_free (plan->nic_source);
  plan->nic_source = g_strdup ("nowhere");
  assert_refused (f, plan, VIREO_ERROR_GONE);

  plan = make_plan (f);
  plan->source = VIREO_SOURCE_NETWORK_BOOT;
  g_free (plan->disk_format);
  plan->disk_format = g_strdup ("raw");
  plan->disk_size = 10 * VIREO_TIB;
  assert_refused (f, plan, VIREO_ERROR_NO_SPACE);
}

static void
test_nothing_is_started_unasked (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoInstallPlan) plan = make_plan (f);
  g_autoptr (VireoCreateJob) job = NULL;
  VireoCreateNeeds both = VIREO_CREATE_NEEDS_START_POOL | VIREO_CREATE_NEEDS_START_NETWORK;

  vireo_test_wait (vireo_create_job_get_needs (f->base.host, plan) == VIREO_CREATE_NEEDS_NOTHING);
  set_network_active (f, FALSE);
  assert_refused (f, make_plan (f), VIREO_ERROR_WRONG_STATE);
  set_pool_active (f, FALSE);
  g_free (f->before);
  f->before = describe_host (f);
  assert_refused (f, make_plan (f), VIREO_ERROR_WRONG_STATE);
  vireo_test_wait (vireo_create_job_get_needs (f->base.host, plan) == both);

  job = run (f, make_plan (f), both);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
}

static void
test_a_default_pool_is_made_and_unmade (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoInstallPlan) plan = make_plan (f);
  g_autoptr (VireoCreateJob) job = NULL;
  virStoragePoolPtr pool;

  g_clear_pointer (&plan->pool, g_free);
  vireo_test_wait (vireo_create_job_get_needs (f->base.host, plan)
                   == VIREO_CREATE_NEEDS_DEFINE_POOL);
  faults.fail_at = "virDomainDefineXMLFlags";
  faults.fail_code = VIR_ERR_XML_ERROR;
  faults.fail_text = "odd";
  job = run (f, vireo_install_plan_copy (plan), VIREO_CREATE_NEEDS_DEFINE_POOL);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
  assert_untouched (f);

  g_clear_object (&job);
  job = run (f, vireo_install_plan_copy (plan), VIREO_CREATE_NEEDS_DEFINE_POOL);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  pool = virStoragePoolLookupByName (f->direct, "default");
  g_assert_nonnull (pool);
  g_assert_cmpint (virStoragePoolIsActive (pool), ==, 1);
  virStoragePoolFree (pool);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, function)                                                                        \
  g_test_add ("/create-job/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("a-plan-becomes-a-running-vm", test_a_plan_becomes_a_running_vm);
  ADD ("it-may-stay-off", test_it_may_stay_off);
  ADD ("a-disk-that-is-there-is-left-alone", test_a_disk_that_is_there_is_left_alone);
  ADD ("a-failure-at-any-step-leaves-nothing", test_a_failure_at_any_step_leaves_nothing);
  ADD ("cancelling-at-any-step-leaves-nothing", test_cancelling_at_any_step_leaves_nothing);
  ADD ("a-lost-connection-is-cleaned-up-over-a-new-one",
       test_a_lost_connection_is_cleaned_up_over_a_new_one);
  ADD ("what-stays-behind-is-named", test_what_stays_behind_is_named);
  ADD ("hardware-acceleration-that-fails-is-told", test_hardware_acceleration_that_fails_is_told);
  ADD ("software-emulation-is-not-put-on-probation",
       test_software_emulation_is_not_put_on_probation);
  ADD ("taken-names-are-refused", test_taken_names_are_refused);
  ADD ("odd-xml-is-refused", test_odd_xml_is_refused);
  ADD ("the-users-xml-is-what-is-defined", test_the_users_xml_is_what_is_defined);
  ADD ("what-is-missing-is-said", test_what_is_missing_is_said);
  ADD ("nothing-is-started-unasked", test_nothing_is_started_unasked);
  ADD ("a-default-pool-is-made-and-unmade", test_a_default_pool_is_made_and_unmade);
  return g_test_run ();
}
