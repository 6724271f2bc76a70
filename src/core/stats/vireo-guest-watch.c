/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/host/vireo-host-uri.h"
#include "core/stats/vireo-guest-watch.h"

#define ASK_EVERY_S 3
#define BALLOON_PERIOD_S 5

typedef struct
{
  char *hostname; /* (nullable) */
  guint64 memory_used, memory_seen;
  guint64 uptime; /* s */
} Answer;

struct _VireoGuestWatch
{
  GObject parent_instance;

  VireoVm *vm; /* (owned) */
  guint n_lookers;
  guint timer;
  gulong state_handler;
  gboolean asking; /* a slow host is not asked twice at once */
  Answer known;
};

enum
{
  PROP_HOSTNAME = 1,
  PROP_MEMORY_USED,
  PROP_MEMORY_SEEN,
  PROP_UPTIME,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoGuestWatch, vireo_guest_watch, G_TYPE_OBJECT)

typedef struct
{
  virDomainPtr handle; /* (owned) */
  char *uuid;
  char *name;
  gboolean is_local;
  gint64 started_at; /* µs, monotonic; 0: nobody saw it */
} Question;

static void
question_free (gpointer pointer)
{
  Question *question = pointer;

  vireo_worker_drop (question->handle, (GDestroyNotify) virDomainFree);
  g_free (question->uuid);
  g_free (question->name);
  g_free (question);
}

static void
answer_free (gpointer pointer)
{
  Answer *answer = pointer;

  g_free (answer->hostname);
  g_free (answer);
}

/* --- on a worker --- */

static char *
read_hostname (virDomainPtr handle)
{
  static const guint sources[]
      = { VIR_DOMAIN_GET_HOSTNAME_AGENT, VIR_DOMAIN_GET_HOSTNAME_LEASE, 0 };
  g_autofree char *name = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (sources) && name == NULL; i++)
    {
      char *told = virDomainGetHostname (handle, sources[i]);

      name = g_strdup (told);
      free (told);
    }
  virResetLastError ();
  /* It is what the guest says, so it may be anything. */
  if (name == NULL || *name == '\0' || !g_utf8_validate (name, -1, NULL))
    return NULL;
  return g_steal_pointer (&name);
}

/* A balloon driver tells only whoever asked it to; until then it says nothing but its own size. */
static void
read_memory (Answer *answer, virDomainPtr handle)
{
  virDomainMemoryStatStruct stats[VIR_DOMAIN_MEMORY_STAT_NR];
  int n = virDomainMemoryStats (handle, stats, VIR_DOMAIN_MEMORY_STAT_NR, 0);
  guint64 unused = 0;
  gboolean told = FALSE;

  for (int i = 0; i < n; i++)
    switch (stats[i].tag)
      {
      case VIR_DOMAIN_MEMORY_STAT_AVAILABLE:
        answer->memory_seen = stats[i].val * VIREO_KIB;
        break;
      case VIR_DOMAIN_MEMORY_STAT_USABLE: /* counts the page cache as free: better than the next */
        unused = stats[i].val * VIREO_KIB;
        told = TRUE;
        break;
      case VIR_DOMAIN_MEMORY_STAT_UNUSED:
        if (unused == 0)
          unused = stats[i].val * VIREO_KIB;
        told = TRUE;
        break;
      default:
        break;
      }
  if (told && answer->memory_seen >= unused)
    answer->memory_used = answer->memory_seen - unused;
  else if (n >= 0)
    virDomainSetMemoryStatsPeriod (handle, BALLOON_PERIOD_S, VIR_DOMAIN_AFFECT_LIVE);
  virResetLastError ();
}

/* QEMU's process of this guest, found by libvirt's pid file and known by its arguments. */
static char *
find_process (const Question *question)
{
  g_autofree char *file_name = g_strconcat (question->name, ".pid", NULL);
  g_autofree char *session = g_build_filename (g_get_user_runtime_dir (), "libvirt", "qemu", "run",
                                               file_name, NULL);
  g_autofree char *system = g_build_filename ("/run/libvirt/qemu", file_name, NULL);
  const char *paths[] = { system, session };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *pid = NULL;
      g_autofree char *process = NULL;
      g_autofree char *place = NULL;
      g_autofree char *arguments = NULL;
      gsize length = 0;

      if (!g_file_get_contents (paths[i], &pid, NULL, NULL))
        continue;
      process = g_strdup_printf ("/proc/%" G_GINT64_FORMAT, g_ascii_strtoll (pid, NULL, 10));
      place = g_build_filename (process, "cmdline", NULL);
      if (g_file_get_contents (place, &arguments, &length, NULL)
          && memmem (arguments, length, question->uuid, strlen (question->uuid)) != NULL)
        return g_steal_pointer (&process);
    }
  return NULL;
}

/* Field 22 of proc(5)'s stat: clock ticks between the computer's start and the process's. */
static guint64
read_process_age (const char *process)
{
  g_autofree char *path = g_build_filename (process, "stat", NULL);
  g_autofree char *stat = NULL;
  g_autofree char *uptime = NULL;
  g_auto (GStrv) fields = NULL;
  const char *behind_name;
  double started, now;

  if (!g_file_get_contents (path, &stat, NULL, NULL)
      || !g_file_get_contents ("/proc/uptime", &uptime, NULL, NULL)
      || (behind_name = strrchr (stat, ')')) == NULL)
    return 0;
  fields = g_strsplit (behind_name, " ", 0);
  if (g_strv_length (fields) < 21)
    return 0;
  started = (double) g_ascii_strtoull (fields[20], NULL, 10) / (double) sysconf (_SC_CLK_TCK);
  now = g_ascii_strtod (uptime, NULL);
  return now > started ? (guint64) (now - started) : 0;
}

static guint64
read_uptime (const Question *question)
{
  g_autofree char *process = NULL;

  if (question->started_at > 0)
    return (guint64) (g_get_monotonic_time () - question->started_at) / G_USEC_PER_SEC;
  process = question->is_local ? find_process (question) : NULL;
  return process != NULL ? read_process_age (process) : 0;
}

static void
ask_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  Answer *answer = g_new0 (Answer, 1);

  VIREO_ASSERT_WORKER ();
  answer->uptime = read_uptime (question);
  read_memory (answer, question->handle);
  answer->hostname = read_hostname (question->handle);
  g_task_return_pointer (task, answer, answer_free);
}

/* --- on main --- */

/* Takes what is in @answer. */
static void
take (VireoGuestWatch *self, Answer *answer)
{
  Answer old = self->known;

  self->known = *answer;
  answer->hostname = NULL;
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (old.hostname, self->known.hostname) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOSTNAME]);
  if (old.memory_used != self->known.memory_used)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEMORY_USED]);
  if (old.memory_seen != self->known.memory_seen)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEMORY_SEEN]);
  if (old.uptime != self->known.uptime)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UPTIME]);
  g_object_thaw_notify (G_OBJECT (self));
  g_free (old.hostname);
}

static void
forget (VireoGuestWatch *self)
{
  Answer nothing = { 0 };

  take (self, &nothing);
}

static void
asked (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoGuestWatch *self = VIREO_GUEST_WATCH (source);
  Answer *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  self->asking = FALSE;
  if (vireo_vm_get_facts (self->vm)->id >= 0)
    take (self, answer);
  answer_free (answer);
}

static gboolean
ask (gpointer data)
{
  VireoGuestWatch *self = data;
  g_autoptr (GTask) task = NULL;
  Question *question;

  if (self->asking || vireo_vm_is_stale (self->vm) || vireo_vm_get_facts (self->vm)->id < 0)
    return G_SOURCE_CONTINUE;
  self->asking = TRUE;
  question = g_new0 (Question, 1);
  question->handle = vireo_vm_ref_handle (self->vm);
  question->uuid = g_strdup (vireo_vm_get_uuid (self->vm));
  question->name = g_strdup (vireo_vm_get_name (self->vm));
  question->is_local = vireo_host_uri_is_local (vireo_vm_get_uri (self->vm));
  question->started_at = vireo_vm_get_started_at (self->vm);
  task = g_task_new (self, NULL, asked, NULL);
  g_task_set_task_data (task, question, question_free);
  /* An agent that does not answer keeps the question waiting: not on the quick lane. */
  vireo_worker_spawn (task, ask_on_worker);
  return G_SOURCE_CONTINUE;
}

static void
id_changed (VireoGuestWatch *self)
{
  forget (self);
  ask (self);
}

static void
vireo_guest_watch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoGuestWatch *self = VIREO_GUEST_WATCH (object);

  switch (id)
    {
    case PROP_HOSTNAME:
      g_value_set_string (value, self->known.hostname);
      break;
    case PROP_MEMORY_USED:
      g_value_set_uint64 (value, self->known.memory_used);
      break;
    case PROP_MEMORY_SEEN:
      g_value_set_uint64 (value, self->known.memory_seen);
      break;
    case PROP_UPTIME:
      g_value_set_uint64 (value, self->known.uptime);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_guest_watch_dispose (GObject *object)
{
  VireoGuestWatch *self = VIREO_GUEST_WATCH (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->vm != NULL)
    g_clear_signal_handler (&self->state_handler, self->vm);
  g_clear_object (&self->vm);
  G_OBJECT_CLASS (vireo_guest_watch_parent_class)->dispose (object);
}

static void
vireo_guest_watch_finalize (GObject *object)
{
  g_free (VIREO_GUEST_WATCH (object)->known.hostname);
  G_OBJECT_CLASS (vireo_guest_watch_parent_class)->finalize (object);
}

static void
vireo_guest_watch_class_init (VireoGuestWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_guest_watch_get_property;
  object_class->dispose = vireo_guest_watch_dispose;
  object_class->finalize = vireo_guest_watch_finalize;

#define NUMBER(ID, name)                                                                           \
  props[ID] = g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, flags)
  props[PROP_HOSTNAME] = g_param_spec_string ("hostname", NULL, NULL, NULL, flags);
  NUMBER (PROP_MEMORY_USED, "memory-used");
  NUMBER (PROP_MEMORY_SEEN, "memory-seen");
  NUMBER (PROP_UPTIME, "uptime");
#undef NUMBER
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_guest_watch_init (VireoGuestWatch *self)
{
}

/**
 * vireo_guest_watch_new:
 * @vm: whose guest; held
 *
 * Returns: (transfer full): a watch that rests
 */
VireoGuestWatch *
vireo_guest_watch_new (VireoVm *vm)
{
  VireoGuestWatch *self = g_object_new (VIREO_TYPE_GUEST_WATCH, NULL);

  VIREO_ASSERT_MAIN ();
  self->vm = g_object_ref (vm);
  return self;
}

/**
 * vireo_guest_watch_start:
 *
 * Asks until as many vireo_guest_watch_stop() were called.
 */
void
vireo_guest_watch_start (VireoGuestWatch *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->n_lookers++ > 0)
    return;
  self->timer = g_timeout_add_seconds (ASK_EVERY_S, ask, self);
  self->state_handler
      = g_signal_connect_swapped (self->vm, "notify::id", G_CALLBACK (id_changed), self);
  if (vireo_vm_get_facts (self->vm)->id < 0)
    forget (self);
  ask (self);
}

void
vireo_guest_watch_stop (VireoGuestWatch *self)
{
  VIREO_ASSERT_MAIN ();
  g_return_if_fail (self->n_lookers > 0);
  if (--self->n_lookers > 0)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_signal_handler (&self->state_handler, self->vm);
}

const char *
vireo_guest_watch_get_hostname (VireoGuestWatch *self)
{
  return self->known.hostname;
}

guint64
vireo_guest_watch_get_memory_used (VireoGuestWatch *self)
{
  return self->known.memory_used;
}

guint64
vireo_guest_watch_get_memory_seen (VireoGuestWatch *self)
{
  return self->known.memory_seen;
}

guint64
vireo_guest_watch_get_uptime (VireoGuestWatch *self)
{
  return self->known.uptime;
}
