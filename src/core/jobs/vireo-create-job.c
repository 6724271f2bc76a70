/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job around vireo-create-run.c: what is agreed to, the order of the steps, the journal, and
 * undoing over a new connection when the old one broke. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-uri.h"
#include "core/install/vireo-install-choices.h"
#include "core/jobs/vireo-create-run.h"
#include "core/jobs/vireo-job-words.h"

/* A restarted daemon is back within seconds.  Longer than this nobody waits for a job to end. */
#define HOST_RETURN_LIMIT_US (30 * G_USEC_PER_SEC)

struct _VireoCreateJob
{
  VireoJob parent_instance;

  VireoHost *host;        /* (owned): main only */
  VireoInstallPlan *plan; /* (owned): not changed once the job runs */
  VireoCreateRun run;     /* the worker's, until it is done */
  GPtrArray *entries;     /* (owned): VireoJournalEntry under way */
  char *uuid;             /* (owned) (nullable): of what was made */

  /* A connection that came back, handed from main to the worker that waits for it. */
  GMutex lock;
  GCond came_back;
  virConnectPtr new_host; /* (owned) (nullable) */
  gulong host_watch;      /* main */
};

G_DEFINE_FINAL_TYPE (VireoCreateJob, vireo_create_job, VIREO_TYPE_JOB)

static void
hand_over_connection (VireoCreateJob *self)
{
  virConnectPtr host;

  if (vireo_host_get_state (self->host) != VIREO_HOST_ON)
    return;
  host = vireo_host_ref_connection (self->host);
  g_mutex_lock (&self->lock);
  /* The broken one stays in place until the host has noticed. */
  if (host != NULL && host != self->run.host && self->new_host == NULL)
    {
      self->new_host = g_steal_pointer (&host);
      g_cond_signal (&self->came_back);
    }
  g_mutex_unlock (&self->lock);
  vireo_worker_drop (host, (GDestroyNotify) virConnectClose);
}

static gboolean
watch_host (gpointer data)
{
  VireoCreateJob *self = data;

  if (self->host_watch == 0)
    self->host_watch = g_signal_connect_swapped (self->host, "notify::state",
                                                 G_CALLBACK (hand_over_connection), self);
  hand_over_connection (self);
  return G_SOURCE_REMOVE;
}

/* Waits until the host is there again.  FALSE: it did not come back. */
static gboolean
wait_for_host (VireoCreateJob *self)
{
  gint64 end = g_get_monotonic_time () + HOST_RETURN_LIMIT_US;
  gboolean came_back;

  vireo_job_report (VIREO_JOB (self), _ ("Waiting for the host to come back"), -1);
  g_idle_add_full (G_PRIORITY_DEFAULT, watch_host, g_object_ref (self), g_object_unref);

  g_mutex_lock (&self->lock);
  while (self->new_host == NULL && g_cond_wait_until (&self->came_back, &self->lock, end))
    ;
  came_back = self->new_host != NULL;
  if (came_back)
    {
      virConnectClose (self->run.host);
      self->run.host = g_steal_pointer (&self->new_host);
    }
  g_mutex_unlock (&self->lock);
  return came_back;
}

static void
undo (VireoCreateJob *self, GError **error)
{
  g_autoptr (GPtrArray) left_behind = g_ptr_array_new_with_free_func (g_free);

  if (!vireo_create_run_made_something (&self->run))
    return;
  vireo_job_report (VIREO_JOB (self), _ ("Removing what was made"), -1);
  if (!vireo_create_run_undo (&self->run, left_behind) && virConnectIsAlive (self->run.host) != 1
      && wait_for_host (self))
    {
      g_ptr_array_set_size (left_behind, 0);
      vireo_create_run_undo (&self->run, left_behind);
    }
  vireo_job_say_left_behind (error, left_behind);
}

/* One step: not begun when the job is cancelled. */
static gboolean
step (VireoCreateJob *self, const char *what, double fraction, GCancellable *cancellable,
      gboolean (*act) (VireoCreateRun *run, GError **error), GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  vireo_job_report (VIREO_JOB (self), what, fraction);
  return act (&self->run, error);
}

static void
show_upload (double fraction, gpointer self)
{
  vireo_job_report (self, _ ("Preparing the unattended installation"), 0.3 + 0.3 * fraction);
}

static void
show_import (const char *what, double fraction, gpointer self)
{
  vireo_job_report (self, what, 0.2 + 0.4 * fraction);
}

/* The new disk: empty, or made from what is imported. */
static gboolean
make_disk (VireoCreateJob *self, GCancellable *cancellable, GError **error)
{
  if (self->plan->import == NULL)
    return step (self, _ ("Creating the disk"), 0.2, cancellable, vireo_create_run_disk, error);
  return vireo_create_run_import (&self->run, show_import, self, cancellable, error);
}

static gboolean
do_all (VireoCreateJob *self, GCancellable *cancellable, GError **error)
{
  if (self->run.host == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE,
                           _ ("The host is not connected."));
      return FALSE;
    }
  if (!step (self, _ ("Checking"), 0, cancellable, vireo_create_run_prepare, error)
      || !vireo_create_run_answers (&self->run, cancellable, error)
      || !step (self, _ ("Reading the storage pool"), 0.1, cancellable, vireo_create_run_pool, error)
      || !make_disk (self, cancellable, error)
      || !vireo_create_run_seed (&self->run, show_upload, self, cancellable, error)
      || !step (self, _ ("Checking the network"), 0.6, cancellable, vireo_create_run_network, error)
      || !step (self, _ ("Defining the virtual machine"), 0.7, cancellable,
                vireo_create_run_define, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->plan->start)
    vireo_job_report (VIREO_JOB (self), _ ("Starting the virtual machine"), 0.8);
  return vireo_create_run_start (&self->run, cancellable, error)
         && !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
vireo_create_job_work (VireoJob *job, GCancellable *cancellable, GError **error)
{
  VireoCreateJob *self = VIREO_CREATE_JOB (job);

  if (do_all (self, cancellable, error))
    {
      vireo_job_report (job, NULL, 1);
      return TRUE;
    }
  undo (self, error);
  return FALSE;
}

static void
vireo_create_job_done (VireoJob *job, const GError *error)
{
  VireoCreateJob *self = VIREO_CREATE_JOB (job);

  if (self->host_watch != 0)
    g_signal_handler_disconnect (self->host, self->host_watch);
  self->host_watch = 0;
  for (guint i = 0; i < self->entries->len; i++)
    vireo_journal_entry_finish (g_ptr_array_index (self->entries, i), error);
  g_ptr_array_set_size (self->entries, 0);
  if (error == NULL)
    self->uuid = g_strdup (self->run.uuid);
}

static void
note_command (VireoCreateJob *self, const char *const *command)
{
  VireoJournalEntry *entry = vireo_journal_add (vireo_host_get_journal (self->host),
                                                self->plan->name, command);

  g_ptr_array_add (self->entries, g_object_ref (entry));
}

#define NOTE(self, ...)                                                                            \
  note_command (self, (const char *const[]) { "virsh", "-c", uri, __VA_ARGS__, NULL })

/* What makes the disks, before what makes the VM. */
static void
note_import (VireoCreateJob *self)
{
  const VireoInstallPlan *plan = self->plan;
  GListModel *pools = vireo_host_get_pools (self->host);
  g_autofree char *directory = NULL;
  g_autoptr (GPtrArray) commands = NULL;

  if (plan->import == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);
      const VireoPoolFacts *facts = vireo_pool_get_facts (pool);

      if (g_str_equal (facts->name, vireo_install_plan_get_pool (plan)))
        directory = g_strdup (facts->path);
    }
  if (directory == NULL)
    directory = vireo_install_plan_get_default_path (self->run.is_session);
  commands = vireo_install_plan_to_import_commands (plan, directory);
  for (guint i = 0; i < commands->len; i++)
    note_command (self, g_ptr_array_index (commands, i));
}

/* virt-install does what the plan says, unless the user wrote the definition or the VM is not to
 * be started: then it takes two orders. */
static void
note_orders (VireoCreateJob *self)
{
  const VireoInstallPlan *plan = self->plan;
  const char *uri = vireo_host_get_uri (self->host);
  const char *pool = vireo_install_plan_get_pool (plan);
  VireoCreateNeeds allowed = self->run.allowed;

  if (allowed & VIREO_CREATE_NEEDS_DEFINE_POOL)
    {
      g_autofree char *path = vireo_install_plan_get_default_path (self->run.is_session);

      NOTE (self, "pool-define-as", pool, "dir", "--target", path);
    }
  if (allowed & (VIREO_CREATE_NEEDS_DEFINE_POOL | VIREO_CREATE_NEEDS_START_POOL))
    NOTE (self, "pool-start", pool);
  if (allowed & VIREO_CREATE_NEEDS_START_NETWORK)
    NOTE (self, "net-start", plan->nic_source);

  note_import (self);
  if (plan->xml == NULL && plan->start)
    {
      g_auto (GStrv) argv = vireo_install_plan_to_argv (plan, uri);

      note_command (self, (const char *const *) argv);
      return;
    }
  if (plan->disk == VIREO_DISK_NEW && plan->import == NULL)
    {
      g_autofree char *volume = vireo_install_plan_to_volume_name (plan);
      g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, plan->disk_size);

      NOTE (self, "vol-create-as", pool, volume, size, "--format", plan->disk_format);
    }
  {
    g_autofree char *file = g_strconcat (plan->name, ".xml", NULL);

    NOTE (self, "define", file);
  }
  if (plan->start)
    NOTE (self, "start", plan->name);
}

static void
state_changed (VireoCreateJob *self)
{
  if (vireo_job_get_state (VIREO_JOB (self)) == VIREO_JOB_RUNNING)
    note_orders (self);
}

static void
vireo_create_job_finalize (GObject *object)
{
  VireoCreateJob *self = VIREO_CREATE_JOB (object);

  /* Closing a connection is a call over the network. */
  vireo_worker_drop (g_steal_pointer (&self->run.host), (GDestroyNotify) virConnectClose);
  vireo_worker_drop (self->new_host, (GDestroyNotify) virConnectClose);
  vireo_create_run_clear (&self->run);
  vireo_install_plan_free (self->plan);
  g_ptr_array_unref (self->entries);
  g_object_unref (self->host);
  g_free (self->uuid);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->came_back);
  G_OBJECT_CLASS (vireo_create_job_parent_class)->finalize (object);
}

static void
vireo_create_job_class_init (VireoCreateJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_create_job_finalize;
  VIREO_JOB_CLASS (klass)->work = vireo_create_job_work;
  VIREO_JOB_CLASS (klass)->done = vireo_create_job_done;
}

static void
vireo_create_job_init (VireoCreateJob *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_init (&self->lock);
  g_cond_init (&self->came_back);
  g_signal_connect (self, "notify::state", G_CALLBACK (state_changed), NULL);
}

static gboolean
is_session (VireoHost *host)
{
  const VireoHostFacts *facts = vireo_host_get_facts (host);

  return facts != NULL && facts->is_session;
}

/**
 * vireo_create_job_new:
 * @host: where; the connection it has now is used
 * @plan: (transfer full): what to make; its name is set
 *
 * Returns: (transfer full): a job that was not started yet
 */
VireoCreateJob *
vireo_create_job_new (VireoHost *host, VireoInstallPlan *plan)
{
  g_autofree char *title = NULL;
  VireoCreateJob *self;

  VIREO_ASSERT_MAIN ();
  /* Translators: the name of a virtual machine */
  title = g_strdup_printf (_ ("Creating “%s”"), plan->name);
  self = g_object_new (VIREO_TYPE_CREATE_JOB, "title", title, NULL);
  self->host = g_object_ref (host);
  self->plan = plan;
  self->run.plan = plan;
  self->run.host = vireo_host_ref_connection (host);
  self->run.is_local = vireo_host_uri_is_local (vireo_host_get_uri (host));
  self->run.is_session = is_session (host);
  /* The user's own XML names its pool itself. */
  if (plan->pool == NULL && plan->xml == NULL)
    plan->pool = vireo_install_plan_choose_pool (vireo_host_get_pools (host), is_session (host));
  return self;
}

/**
 * vireo_create_job_get_uuid:
 *
 * Returns: (transfer none) (nullable): the UUID of the VM it made; %NULL until it is done
 */
const char *
vireo_create_job_get_uuid (VireoCreateJob *self)
{
  return self->uuid;
}

/**
 * vireo_create_job_allow:
 * @self: a job that was not started yet
 * @allowed: what the user said yes to
 */
void
vireo_create_job_allow (VireoCreateJob *self, VireoCreateNeeds allowed)
{
  VIREO_ASSERT_MAIN ();
  g_return_if_fail (vireo_job_get_state (VIREO_JOB (self)) == VIREO_JOB_WAITING);
  self->run.allowed = allowed;
}

static VireoCreateNeeds
get_pool_needs (VireoHost *host, const char *name)
{
  GListModel *pools = vireo_host_get_pools (host);

  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);
      const VireoPoolFacts *facts = vireo_pool_get_facts (pool);

      if (g_str_equal (facts->name, name))
        return facts->active ? VIREO_CREATE_NEEDS_NOTHING : VIREO_CREATE_NEEDS_START_POOL;
    }
  return VIREO_CREATE_NEEDS_DEFINE_POOL;
}

static VireoCreateNeeds
get_network_needs (VireoHost *host, const char *name)
{
  GListModel *networks = vireo_host_get_networks (host);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (networks, i);
      const VireoNetworkFacts *facts = vireo_network_get_facts (network);

      if (g_strcmp0 (facts->name, name) == 0 && !facts->active)
        return VIREO_CREATE_NEEDS_START_NETWORK;
    }
  return VIREO_CREATE_NEEDS_NOTHING;
}

/**
 * vireo_create_job_get_needs:
 *
 * Returns: what the user has to say yes to before @plan can be carried out on @host
 */
VireoCreateNeeds
vireo_create_job_get_needs (VireoHost *host, const VireoInstallPlan *plan)
{
  VireoCreateNeeds needs = VIREO_CREATE_NEEDS_NOTHING;

  VIREO_ASSERT_MAIN ();
  if (plan->disk == VIREO_DISK_NEW || plan->answers != NULL)
    {
      g_autofree char *chosen
          = plan->pool == NULL
                ? vireo_install_plan_choose_pool (vireo_host_get_pools (host), is_session (host))
                : NULL;

      needs |= get_pool_needs (host, chosen != NULL ? chosen : vireo_install_plan_get_pool (plan));
    }
  if (plan->start && plan->nic == VIREO_NIC_NETWORK)
    needs |= get_network_needs (host, plan->nic_source);
  return needs;
}
