/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the VMs that are being installed, on all hosts.  When to look is decided here; what it
 * means in vireo-install-decision.c; what is done about it in vireo-install-medium.c. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-install-medium.h"
#include "core/install/vireo-install-ready.h"
#include "core/install/vireo-install-watch.h"

/* For what no event tells: that enough was written, that the system is up. */
#define LOOK_AGAIN_S 15

/* A reset that the user ordered comes back as the same event as the installer's reboot. */
#define RESET_ECHO_US (3 * G_USEC_PER_SEC)

struct _VireoInstallWatch
{
  GObject parent_instance;

  GListModel *hosts;    /* (owned) of VireoHost */
  GPtrArray *known;     /* (owned): the hosts as they were, for telling which one left */
  GHashTable *followed; /* VireoVm -> Follow */
  GHashTable *awaited;  /* (owned) VireoVm -> VireoInstallReady: what is or came installed, on its way up */
  guint timer;          /* while anything is followed */
};

/* One VM that is being installed. */
typedef struct
{
  VireoInstallWatch *watch; /* (nullable): NULL once it is not followed any more */
  VireoVm *vm;              /* (owned) */
  gboolean looking;         /* a worker looks at it */
  gboolean look_again;      /* something happened meanwhile */
  gboolean rebooted;        /* and not told to a worker yet */
  VireoInstallSigns signs;  /* as last seen */
  GBytes *picture;          /* (owned) (nullable): likewise */
  gint64 reset_at;          /* µs, monotonic: when the user had it reset; 0: never */
} Follow;

G_DEFINE_FINAL_TYPE (VireoInstallWatch, vireo_install_watch, G_TYPE_OBJECT)

static void look (Follow *follow);

static void
clear_follow (gpointer data)
{
  Follow *follow = data;

  g_object_unref (follow->vm);
  g_clear_pointer (&follow->picture, g_bytes_unref);
}

static void
release_follow (gpointer follow)
{
  g_rc_box_release_full (follow, clear_follow);
}

typedef struct
{
  virDomainPtr handle; /* (owned) */
  gboolean rebooted;
  gboolean reachable;
  VireoInstallReport report; /* the worker's */
} LookData;

static void
look_data_free (gpointer pointer)
{
  LookData *data = pointer;

  vireo_worker_drop (data->handle, (GDestroyNotify) virDomainFree);
  g_free (data->report.drive);
  g_clear_pointer (&data->report.picture, g_bytes_unref);
  g_free (data);
}

static void
look_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  LookData *data = task_data;
  GError *error = NULL;

  if (vireo_install_check (data->handle, data->rebooted, data->reachable, &data->report, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
note_command (VireoVm *vm, const char *const *words)
{
  vireo_journal_entry_finish (
      vireo_journal_add (vireo_vm_get_journal (vm), vireo_vm_get_name (vm), words), NULL);
}

/* What ended the installation, as commands. */
static void
note_end (VireoVm *vm, const VireoInstallReport *report)
{
  const char *eject[] = { "virsh",        "-c",
                          vireo_vm_get_uri (vm), "change-media",
                          vireo_vm_get_name (vm), report->drive,
                          "--eject",      "--force",
                          NULL };
  const char *autostart[]
      = { "virsh", "-c", vireo_vm_get_uri (vm), "autostart", vireo_vm_get_name (vm), NULL };

  if (report->drive != NULL)
    note_command (vm, eject);
  if (report->autostart)
    note_command (vm, autostart);
}

/* What goes wrong is in the journal and in the VM's state. */
static void
started (GObject *source, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_order_finish (VIREO_VM (source), result, &error))
    g_debug ("Starting what was installed: %s", error->message);
}

/* How long it takes, how much was written, and whether anything moves at all. */
static void
show_progress (Follow *follow, VireoInstallReport *report)
{
  gint64 seconds = report->since > 0 ? g_get_real_time () / G_USEC_PER_SEC - report->since : 0;
  gboolean stuck = vireo_install_signs_take (&follow->signs, &report->signs);
  VireoInstallSample sample = { .minutes = (guint) CLAMP (seconds / 60, 0, G_MAXUINT / 2),
                                .written = report->signs.written,
                                .stuck = stuck && report->active,
                                .picture = report->picture };

  if (!report->active)
    follow->signs = (VireoInstallSigns){ 0 };
  if (follow->watch != NULL)
    vireo_vm_take_install_sample (follow->vm, &sample);
  g_clear_pointer (&follow->picture, g_bytes_unref);
  follow->picture = g_steal_pointer (&report->picture);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Follow *follow = user_data;
  LookData *data = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  follow->looking = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_debug ("Installation of %s: %s", vireo_vm_get_name (follow->vm), error->message);
      follow->rebooted |= data->rebooted; /* told again when the host is back */
    }
  else if (data->report.decision == VIREO_INSTALL_END)
    {
      note_end (follow->vm, &data->report);
      if (data->report.start)
        vireo_vm_order_async (follow->vm, VIREO_VM_ORDER_START, NULL, started, NULL);
    }
  else
    show_progress (follow, &data->report);
  if (follow->watch != NULL && follow->look_again)
    look (follow);
  release_follow (follow);
}

static void
look (Follow *follow)
{
  g_autoptr (GTask) task = NULL;
  LookData *data;

  if (vireo_vm_is_stale (follow->vm))
    return;
  if (follow->looking)
    {
      follow->look_again = TRUE;
      return;
    }
  data = g_new0 (LookData, 1);
  data->handle = vireo_vm_ref_handle (follow->vm);
  data->rebooted = follow->rebooted;
  data->reachable = vireo_vm_get_install_ready (follow->vm);
  data->report.signs = follow->signs;
  if (follow->picture != NULL)
    data->report.picture = g_bytes_ref (follow->picture);
  follow->rebooted = follow->look_again = FALSE;
  follow->looking = TRUE;

  task = g_task_new (follow->vm, NULL, looked, g_rc_box_acquire (follow));
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, data, look_data_free);
  /* The guest agent may take its time to answer. */
  vireo_worker_spawn (task, look_on_worker);
}

static void
on_rebooted (Follow *follow)
{
  if (follow->reset_at > 0 && g_get_monotonic_time () - follow->reset_at < RESET_ECHO_US)
    return;
  follow->rebooted = TRUE;
  look (follow);
}

static void
on_order (Follow *follow)
{
  int order;

  g_object_get (follow->vm, "order", &order, NULL);
  if (order == VIREO_VM_ORDER_RESET)
    follow->reset_at = G_MAXINT64 - RESET_ECHO_US; /* as long as it is under way */
  else if (follow->reset_at > g_get_monotonic_time ())
    follow->reset_at = g_get_monotonic_time ();
}

static gboolean
look_at_all (gpointer data)
{
  VireoInstallWatch *self = data;
  GHashTableIter iter;
  gpointer follow;

  g_hash_table_iter_init (&iter, self->followed);
  while (g_hash_table_iter_next (&iter, NULL, &follow))
    if (vireo_vm_get_facts (((Follow *) follow)->vm)->id >= 0)
      look (follow);
  return G_SOURCE_CONTINUE;
}

static void
follow (VireoInstallWatch *self, VireoVm *vm)
{
  Follow *made = g_rc_box_new0 (Follow);

  made->watch = self;
  made->vm = g_object_ref (vm);
  g_hash_table_insert (self->followed, vm, made);
  g_signal_connect_swapped (vm, "rebooted", G_CALLBACK (on_rebooted), made);
  g_signal_connect_swapped (vm, "notify::order", G_CALLBACK (on_order), made);
  g_signal_connect_swapped (vm, "notify::state", G_CALLBACK (look), made);
  g_signal_connect_swapped (vm, "notify::id", G_CALLBACK (look), made);
  g_signal_connect_swapped (vm, "notify::agent-connected", G_CALLBACK (look), made);
  g_signal_connect_swapped (vm, "notify::install-ready", G_CALLBACK (look), made);
  g_signal_connect_swapped (vm, "notify::stale", G_CALLBACK (look), made);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (LOOK_AGAIN_S, look_at_all, self);
  look (made);
}

static void
unfollow (VireoInstallWatch *self, VireoVm *vm)
{
  Follow *gone = g_hash_table_lookup (self->followed, vm);

  if (gone == NULL)
    return;
  g_hash_table_remove (self->followed, vm);
  g_signal_handlers_disconnect_by_data (vm, gone);
  gone->watch = NULL;
  vireo_vm_take_install_sample (vm, &(VireoInstallSample){ 0 });
  release_follow (gone);
  if (g_hash_table_size (self->followed) == 0)
    g_clear_handle_id (&self->timer, g_source_remove);
}

static void
phase_changed (VireoInstallWatch *self, GParamSpec *pspec, VireoVm *vm)
{
  VireoInstallPhase phase = vireo_vm_get_install_phase (vm);
  gboolean installing = phase == VIREO_INSTALL_RUNNING;

  if (installing && !g_hash_table_contains (self->followed, vm))
    follow (self, vm);
  else if (!installing)
    unfollow (self, vm);
  /* What comes installed is on its way up from the first. */
  if (phase != VIREO_INSTALL_FINISHED
      && !(installing && vireo_vm_get_facts (vm)->install_media == NULL))
    g_hash_table_remove (self->awaited, vm);
  else if (!g_hash_table_contains (self->awaited, vm))
    g_hash_table_insert (self->awaited, vm, vireo_install_ready_new (vm));
}

static void
forget_vm (VireoInstallWatch *self, VireoVm *vm)
{
  g_signal_handlers_disconnect_by_data (vm, self);
  unfollow (self, vm);
  g_hash_table_remove (self->awaited, vm);
}

static void
meet_vm (VireoInstallWatch *self, VireoVm *vm)
{
  g_signal_handlers_disconnect_by_data (vm, self); /* a VM may leave its list and come back */
  g_signal_connect_object (vm, "notify::install-phase", G_CALLBACK (phase_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vm, "removed", G_CALLBACK (forget_vm), self, G_CONNECT_SWAPPED);
  phase_changed (self, NULL, vm);
}

static void
vms_changed (VireoInstallWatch *self, guint position, guint n_removed, guint n_added,
             GListModel *vms)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (VireoVm) vm = g_list_model_get_item (vms, i);

      meet_vm (self, vm);
    }
}

static void
forget_host (VireoInstallWatch *self, VireoHost *host)
{
  GListModel *vms = vireo_vm_list_get_items (vireo_host_get_vms (host));

  g_signal_handlers_disconnect_by_data (vms, self);
  for (guint i = 0; i < g_list_model_get_n_items (vms); i++)
    {
      g_autoptr (VireoVm) vm = g_list_model_get_item (vms, i);

      forget_vm (self, vm);
    }
}

static void
hosts_changed (VireoInstallWatch *self, guint position, guint n_removed, guint n_added,
               GListModel *hosts)
{
  for (guint i = 0; i < n_removed; i++)
    forget_host (self, g_ptr_array_index (self->known, position + i));
  if (n_removed > 0)
    g_ptr_array_remove_range (self->known, position, n_removed);

  for (guint i = position; i < position + n_added; i++)
    {
      VireoHost *host = g_list_model_get_item (hosts, i);
      GListModel *vms = vireo_vm_list_get_items (vireo_host_get_vms (host));

      g_ptr_array_insert (self->known, (int) i, host);
      g_signal_connect_object (vms, "items-changed", G_CALLBACK (vms_changed), self,
                               G_CONNECT_SWAPPED);
      vms_changed (self, 0, 0, g_list_model_get_n_items (vms), vms);
    }
}

static void
vireo_install_watch_dispose (GObject *object)
{
  VireoInstallWatch *self = VIREO_INSTALL_WATCH (object);

  if (self->hosts != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->hosts, self);
      for (guint i = 0; i < self->known->len; i++)
        forget_host (self, g_ptr_array_index (self->known, i));
      g_ptr_array_set_size (self->known, 0);
    }
  g_clear_object (&self->hosts);
  g_clear_handle_id (&self->timer, g_source_remove);
  G_OBJECT_CLASS (vireo_install_watch_parent_class)->dispose (object);
}

static void
vireo_install_watch_finalize (GObject *object)
{
  VireoInstallWatch *self = VIREO_INSTALL_WATCH (object);

  g_ptr_array_unref (self->known);
  g_hash_table_unref (self->followed);
  g_hash_table_unref (self->awaited);
  G_OBJECT_CLASS (vireo_install_watch_parent_class)->finalize (object);
}

static void
vireo_install_watch_class_init (VireoInstallWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vireo_install_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = vireo_install_watch_finalize;
}

static void
vireo_install_watch_init (VireoInstallWatch *self)
{
  self->known = g_ptr_array_new_with_free_func (g_object_unref);
  self->followed = g_hash_table_new (NULL, NULL);
  self->awaited = g_hash_table_new_full (NULL, NULL, NULL,
                                         (GDestroyNotify) vireo_install_ready_free);
}

/**
 * vireo_install_watch_new:
 * @hosts: of #VireoHost
 *
 * Returns: (transfer full): a watch that ends the installations on @hosts for as long as it lives
 */
VireoInstallWatch *
vireo_install_watch_new (GListModel *hosts)
{
  VireoInstallWatch *self = g_object_new (VIREO_TYPE_INSTALL_WATCH, NULL);

  VIREO_ASSERT_MAIN ();
  self->hosts = g_object_ref (hosts);
  g_signal_connect_object (hosts, "items-changed", G_CALLBACK (hosts_changed), self,
                           G_CONNECT_SWAPPED);
  hosts_changed (self, 0, 0, g_list_model_get_n_items (hosts), hosts);
  return self;
}
