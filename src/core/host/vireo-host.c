/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host: the state machine off -> opening -> on -> lost -> on..., and what it holds. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt-glib/libvirt-glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-private.h"
#include "core/host/vireo-host-uri.h"

/* A restarted daemon is back in a moment, a rebooted machine in a minute. */
#define FIRST_RETRY_MS 500
#define LAST_RETRY_MS 30000

struct _VireoHost
{
  GObject parent_instance;

  char *uri;
  char *label;
  VireoJournal *journal; /* (owned) */
  VireoHostState state;
  GError *error;               /* (owned) (nullable): why it is off or lost */
  VireoConnection *connection; /* (owned) (nullable): while on */
  GCancellable *opening;       /* (owned) (nullable): the attempt under way */
  VireoRefresh *refresh;       /* (owned) */
  VireoHostFacts *facts;       /* (owned) (nullable) */

  VireoVmList *vms;     /* (owned) */
  GListStore *pools;    /* (owned) of VireoPool, by name */
  GListStore *networks; /* (owned) of VireoNetwork, by name */

  guint given_out_idle; /* many VMs that change at once are told once */
  guint retry_timer;
  guint retry_ms;  /* the pause before the next attempt */
  gint64 retry_at; /* µs, monotonic; 0: none waits */
};

enum
{
  PROP_URI = 1,
  PROP_LABEL,
  PROP_STATE,
  PROP_ERROR,
  PROP_RETRY_IN,
  PROP_FACTS,
  PROP_VCPUS_GIVEN_OUT,
  PROP_MEMORY_GIVEN_OUT,
  N_PROPS
};

enum
{
  AUTH_NEEDED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoHost, vireo_host, G_TYPE_OBJECT)

static void attempt (VireoHost *self);

static guint
retry_in (VireoHost *self)
{
  gint64 left = self->retry_at - g_get_monotonic_time ();

  return self->retry_at == 0 || left <= 0 ? 0 : (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static void
vireo_host_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoHost *self = VIREO_HOST (object);

  switch (id)
    {
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_RETRY_IN:
      g_value_set_uint (value, retry_in (self));
      break;
    case PROP_FACTS:
      g_value_set_pointer (value, self->facts);
      break;
    case PROP_VCPUS_GIVEN_OUT:
      g_value_set_uint (value, vireo_host_get_vcpus_given_out (self));
      break;
    case PROP_MEMORY_GIVEN_OUT:
      g_value_set_uint64 (value, vireo_host_get_memory_given_out (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stop_retrying (VireoHost *self)
{
  g_clear_handle_id (&self->retry_timer, g_source_remove);
  self->retry_at = 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RETRY_IN]);
}

static void
leave_connection (VireoHost *self)
{
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  vireo_refresh_stop (self->refresh);
  g_clear_pointer (&self->connection, vireo_connection_close);
}

static void
vireo_host_dispose (GObject *object)
{
  VireoHost *self = VIREO_HOST (object);

  g_clear_handle_id (&self->given_out_idle, g_source_remove);
  stop_retrying (self);
  leave_connection (self);
  G_OBJECT_CLASS (vireo_host_parent_class)->dispose (object);
}

static void
vireo_host_finalize (GObject *object)
{
  VireoHost *self = VIREO_HOST (object);

  vireo_refresh_free (self->refresh);
  g_free (self->uri);
  g_free (self->label);
  g_clear_error (&self->error);
  g_clear_pointer (&self->facts, vireo_host_facts_free);
  g_object_unref (self->vms);
  g_object_unref (self->pools);
  g_object_unref (self->networks);
  g_object_unref (self->journal);
  G_OBJECT_CLASS (vireo_host_parent_class)->finalize (object);
}

static void
log_libvirt_error (void *unused, virErrorPtr error)
{
  g_debug ("libvirt: %s", error->message);
}

static void
vireo_host_class_init (VireoHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_host_get_property;
  object_class->dispose = vireo_host_dispose;
  object_class->finalize = vireo_host_finalize;

  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, flags);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  props[PROP_STATE] /* VireoHostState */
      = g_param_spec_uint ("state", NULL, NULL, 0, VIREO_HOST_LOST, VIREO_HOST_OFF, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_RETRY_IN] /* seconds; notified when a pause begins or ends, not while it runs */
      = g_param_spec_uint ("retry-in", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_FACTS] = g_param_spec_pointer ("facts", NULL, NULL, flags);
  props[PROP_VCPUS_GIVEN_OUT]
      = g_param_spec_uint ("vcpus-given-out", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_MEMORY_GIVEN_OUT] /* bytes */
      = g_param_spec_uint64 ("memory-given-out", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /* @request: a VireoAuthRequest to answer or cancel.  Cancelled when nobody listens. */
  signals[AUTH_NEEDED]
      = g_signal_new ("auth-needed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, VIREO_TYPE_AUTH_REQUEST);

  /* libvirt's events come through GLib's main loop, its complaints into our log. */
  gvir_event_register ();
  virSetErrorFunc (NULL, log_libvirt_error);
}

static void
vireo_host_init (VireoHost *self)
{
  self->refresh = vireo_refresh_new (self);
  self->pools = g_list_store_new (VIREO_TYPE_POOL);
  self->networks = g_list_store_new (VIREO_TYPE_NETWORK);
  self->retry_ms = FIRST_RETRY_MS;
}

static gboolean
tell_given_out (gpointer data)
{
  VireoHost *self = data;

  self->given_out_idle = 0;
  vireo_host_given_out_changed (self);
  return G_SOURCE_REMOVE;
}

/* No event tells of a processor that was plugged in: the VM was read again by whoever did it. */
static void
vms_resized (VireoHost *self)
{
  if (self->given_out_idle == 0)
    self->given_out_idle = g_idle_add (tell_given_out, self);
}

/**
 * vireo_host_new:
 * @uri: where it is
 * @label: (nullable): what people call it; %NULL makes one of @uri
 * @journal: where orders are noted
 *
 * Returns: (transfer full): a host that is off
 */
VireoHost *
vireo_host_new (const char *uri, const char *label, VireoJournal *journal)
{
  VireoHost *self = g_object_new (VIREO_TYPE_HOST, NULL);

  VIREO_ASSERT_MAIN ();
  self->uri = g_strdup (uri);
  self->label = label != NULL ? g_strdup (label) : vireo_host_uri_to_label (uri);
  self->journal = g_object_ref (journal);
  self->vms = vireo_vm_list_new (uri, journal);
  g_signal_connect_object (self->vms, "resized", G_CALLBACK (vms_resized), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static void
set_state (VireoHost *self, VireoHostState state, const GError *error)
{
  GError *old = self->error;

  self->error = error != NULL ? g_error_copy (error) : NULL;
  if (old != NULL || error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  g_clear_error (&old);
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static gboolean
retry (gpointer data)
{
  VireoHost *self = data;

  self->retry_timer = 0;
  stop_retrying (self);
  attempt (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (VireoHost *self)
{
  self->retry_timer = g_timeout_add (self->retry_ms, retry, self);
  self->retry_at = g_get_monotonic_time () + (gint64) self->retry_ms * 1000;
  self->retry_ms = MIN (self->retry_ms * 2, LAST_RETRY_MS);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RETRY_IN]);
}

static void
facts_read (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoHost *self = VIREO_HOST (source);
  VireoHostFacts *facts = g_task_propagate_pointer (G_TASK (result), NULL);

  if (facts == NULL)
    return;
  g_clear_pointer (&self->facts, vireo_host_facts_free);
  self->facts = facts;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FACTS]);
}

static void
read_facts_on_worker (GTask *task, gpointer source, gpointer connection, GCancellable *cancellable)
{
  GError *error = NULL;
  VireoHostFacts *facts = vireo_host_facts_read (connection, &error);

  if (facts != NULL)
    g_task_return_pointer (task, facts, (GDestroyNotify) vireo_host_facts_free);
  else
    g_task_return_error (task, error);
}

static void
release_connection (gpointer connection)
{
  vireo_worker_drop (connection, (GDestroyNotify) virConnectClose);
}

static void
read_facts (VireoHost *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, facts_read, NULL);

  g_task_set_task_data (task, vireo_host_ref_connection (self), release_connection);
  vireo_worker_spawn (task, read_facts_on_worker);
}

static void
apply_listing (VireoHost *self, VireoVmListing *listing)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);

  /* Facts before rows: a row is made once, with what is known. */
  for (guint i = 0; i < listing->n; i++)
    g_hash_table_add (present, ((VireoVmFacts *) listing->facts->pdata[i])->uuid);
  vireo_vm_list_remove_except (self->vms, present);
  vireo_vm_list_add_listing (self->vms, listing->handles, listing->facts, listing->n);
}

static void
opened (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoHost *self = VIREO_HOST (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoOpened) answer = vireo_host_open_finish (self, result, &error);

  /* Given up meanwhile: vireo_host_disconnect() has said all there is to say. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);

  if (answer == NULL)
    {
      gboolean was_on = self->state == VIREO_HOST_LOST;

      set_state (self, was_on ? VIREO_HOST_LOST : VIREO_HOST_OFF, error);
      /* A refused login stays refused however often one asks. */
      if (was_on && !g_error_matches (error, VIREO_ERROR, VIREO_ERROR_AUTH) &&
          !g_error_matches (error, VIREO_ERROR, VIREO_ERROR_DENIED))
        retry_later (self);
      return;
    }

  self->connection = g_steal_pointer (&answer->connection);
  self->retry_ms = FIRST_RETRY_MS;
  apply_listing (self, answer->listing);
  vireo_vm_list_set_stale (self->vms, FALSE);
  set_state (self, VIREO_HOST_ON, NULL);

  read_facts (self);
  vireo_refresh_pools (self->refresh);
  vireo_refresh_networks (self->refresh);
  vireo_refresh_all_details (self->refresh);
}

static void
attempt (VireoHost *self)
{
  if (self->opening != NULL || self->connection != NULL)
    return;
  self->opening = g_cancellable_new ();
  vireo_host_open_async (self, self->opening, opened, NULL);
}

/**
 * vireo_host_connect:
 *
 * Opens the host, unless it is on or being opened.  #VireoHost:state and #VireoHost:error tell
 * how it went.  A host that was on once is tried again by itself when it is lost; calling this
 * then tries at once.
 */
void
vireo_host_connect (VireoHost *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->opening != NULL || self->connection != NULL)
    return;
  stop_retrying (self);
  if (self->state != VIREO_HOST_LOST)
    set_state (self, VIREO_HOST_OPENING, NULL);
  attempt (self);
}

/**
 * vireo_host_disconnect:
 *
 * Closes the host, or gives up opening it: at once, whatever libvirt is waiting for.
 */
void
vireo_host_disconnect (VireoHost *self)
{
  VIREO_ASSERT_MAIN ();
  stop_retrying (self);
  leave_connection (self);
  vireo_vm_list_set_stale (self->vms, TRUE);
  set_state (self, VIREO_HOST_OFF, NULL);
}

/**
 * vireo_host_lost:
 * @connection: the one that closed; an older one is none of our business
 * @reason: a virConnectCloseReason
 *
 * What libvirt's close callback says.
 */
void
vireo_host_lost (VireoHost *self, virConnectPtr connection, int reason)
{
  g_autoptr (GError) error = NULL;

  VIREO_ASSERT_MAIN ();
  if (self->connection == NULL || vireo_connection_get (self->connection) != connection ||
      reason == VIR_CONNECT_CLOSE_REASON_CLIENT)
    return;
  leave_connection (self);
  vireo_vm_list_set_stale (self->vms, TRUE);
  error = g_error_new_literal (VIREO_ERROR, VIREO_ERROR_UNREACHABLE,
                               reason == VIR_CONNECT_CLOSE_REASON_KEEPALIVE
                                   ? _ ("The host does not answer any more.")
                                   : _ ("The connection to the host broke."));
  set_state (self, VIREO_HOST_LOST, error);
  retry_later (self);
}

void
vireo_host_ask_auth (VireoHost *self, VireoAuthRequest *request)
{
  VIREO_ASSERT_MAIN ();
  if (self->opening != NULL && g_signal_has_handler_pending (self, signals[AUTH_NEEDED], 0, FALSE))
    g_signal_emit (self, signals[AUTH_NEEDED], 0, request);
  else
    vireo_auth_request_cancel (request);
}

void
vireo_host_given_out_changed (VireoHost *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VCPUS_GIVEN_OUT]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEMORY_GIVEN_OUT]);
}

/**
 * vireo_host_ref_connection:
 *
 * Returns: (transfer full) (nullable): the connection for a worker, which frees it there with
 *   virConnectClose(); %NULL unless the host is on
 */
virConnectPtr
vireo_host_ref_connection (VireoHost *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->connection == NULL)
    return NULL;
  virConnectRef (vireo_connection_get (self->connection));
  return vireo_connection_get (self->connection);
}

/* Sums over the VMs that hold processor time and memory now. */
static guint64
sum_given_out (VireoHost *self, gboolean memory)
{
  GListModel *items = vireo_vm_list_get_items (self->vms);
  guint n = g_list_model_get_n_items (items);
  guint64 sum = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoVm) vm = g_list_model_get_item (items, i);
      const VireoVmFacts *facts = vireo_vm_get_facts (vm);

      if (facts->id >= 0)
        sum += memory ? facts->memory : facts->n_vcpus;
    }
  return sum;
}

guint
vireo_host_get_vcpus_given_out (VireoHost *self)
{
  return (guint) sum_given_out (self, FALSE);
}

/**
 * vireo_host_get_memory_given_out:
 *
 * Returns: bytes that running VMs have
 */
guint64
vireo_host_get_memory_given_out (VireoHost *self)
{
  return sum_given_out (self, TRUE);
}

const char *
vireo_host_get_uri (VireoHost *self)
{
  return self->uri;
}

const char *
vireo_host_get_label (VireoHost *self)
{
  return self->label;
}

VireoHostState
vireo_host_get_state (VireoHost *self)
{
  return self->state;
}

/**
 * vireo_host_get_error:
 *
 * Returns: (transfer none) (nullable): why it is off or lost
 */
const GError *
vireo_host_get_error (VireoHost *self)
{
  return self->error;
}

/**
 * vireo_host_get_facts:
 *
 * Returns: (transfer none) (nullable): %NULL until they were read, a moment after opening;
 *   valid until #VireoHost:facts is notified
 */
const VireoHostFacts *
vireo_host_get_facts (VireoHost *self)
{
  return self->facts;
}

VireoJournal *
vireo_host_get_journal (VireoHost *self)
{
  return self->journal;
}

VireoVmList *
vireo_host_get_vms (VireoHost *self)
{
  return self->vms;
}

GListModel *
vireo_host_get_pools (VireoHost *self)
{
  return G_LIST_MODEL (self->pools);
}

GListModel *
vireo_host_get_networks (VireoHost *self)
{
  return G_LIST_MODEL (self->networks);
}

GListStore *
vireo_host_get_pool_store (VireoHost *self)
{
  return self->pools;
}

GListStore *
vireo_host_get_network_store (VireoHost *self)
{
  return self->networks;
}

VireoRefresh *
vireo_host_get_refresh (VireoHost *self)
{
  return self->refresh;
}

VireoConnection *
vireo_host_get_connection (VireoHost *self)
{
  return self->connection;
}
