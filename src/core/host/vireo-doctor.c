/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-thread.h"
#include "core/host/vireo-doctor-private.h"
#include "core/host/vireo-host-orders.h"
#include "core/host/vireo-host-uri.h"

/* A start of a network is several changes: they are looked at together. */
#define COALESCE_MS 50

struct _VireoDoctor
{
  GObject parent_instance;

  VireoHost *host;    /* (owned) */
  GListStore *checks; /* (owned) of VireoDoctorCheck */
  GCancellable *leaving;
  GSignalGroup *watched; /* (owned): the host, while somebody looks */
  gboolean watching;
  gboolean busy;
  gboolean again; /* something changed while it was busy */
  gboolean examined;
  guint timer;
};

enum
{
  PROP_HOST = 1,
  PROP_BUSY,
  PROP_EXAMINED,
  PROP_N_BAD,
  PROP_N_WARNING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDoctor, vireo_doctor, G_TYPE_OBJECT)

static guint
count (VireoDoctor *self, VireoDoctorState state)
{
  GListModel *checks = G_LIST_MODEL (self->checks);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (VireoDoctorCheck) check = g_list_model_get_item (checks, i);

      n += vireo_doctor_check_get_state (check) == state;
    }
  return n;
}

static void
vireo_doctor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDoctor *self = VIREO_DOCTOR (object);

  switch (id)
    {
    case PROP_HOST:
      g_value_set_object (value, self->host);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_EXAMINED:
      g_value_set_boolean (value, self->examined);
      break;
    case PROP_N_BAD:
      g_value_set_uint (value, count (self, VIREO_DOCTOR_BAD));
      break;
    case PROP_N_WARNING:
      g_value_set_uint (value, count (self, VIREO_DOCTOR_WARNING));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* --- examining --- */

static void
fill_from_host_facts (VireoDoctorFacts *facts, const VireoHostFacts *host)
{
  facts->is_session = host->is_session;
  facts->is_qemu = host->is_qemu;
  facts->libvirt_version = host->libvirt_version;
  facts->hypervisor_version = host->hypervisor_version;
  facts->arch = g_strdup (host->arch);
  if (host->is_qemu)
    facts->uefi = host->has_uefi ? VIREO_ANSWER_YES : VIREO_ANSWER_NO;
  if (facts->is_local)
    return;
  facts->bridges = g_ptr_array_new_with_free_func (vireo_doctor_bridge_free);
  for (guint i = 0; host->bridges != NULL && host->bridges[i] != NULL; i++)
    g_ptr_array_add (facts->bridges, vireo_doctor_bridge_new (host->bridges[i]));
}

/* What the house knows of the host already, as a value for the worker. */
static VireoDoctorFacts *
make_facts (VireoDoctor *self)
{
  VireoDoctorFacts *facts = vireo_doctor_facts_new ();
  const char *uri = vireo_host_get_uri (self->host);
  const VireoHostFacts *host = vireo_host_get_facts (self->host);

  facts->uri = g_strdup (uri);
  facts->is_connected = vireo_host_get_state (self->host) == VIREO_HOST_ON;
  facts->is_local = vireo_host_uri_is_local (uri);
  facts->is_session = strstr (uri, "/session") != NULL;
  facts->is_qemu = g_str_has_prefix (uri, "qemu");
  if (vireo_host_get_error (self->host) != NULL)
    facts->connection_error = g_strdup (vireo_host_get_error (self->host)->message);
  if (host != NULL && facts->is_connected)
    fill_from_host_facts (facts, host);
  if (!facts->is_session)
    facts->pool_folder = g_strdup ("/var/lib/libvirt/images");
  else if (facts->is_local)
    facts->pool_folder = g_build_filename (g_get_user_data_dir (), "libvirt", "images", NULL);
  return facts;
}

typedef struct
{
  VireoDoctorFacts *facts;  /* (owned) */
  virConnectPtr connection; /* (owned) (nullable) */
} ExamineData;

static void
examine_data_free (gpointer pointer)
{
  ExamineData *data = pointer;

  vireo_doctor_facts_free (data->facts);
  if (data->connection != NULL)
    vireo_worker_drop (data->connection, (GDestroyNotify) virConnectClose);
  g_free (data);
}

static void
examine_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ExamineData *data = task_data;

  vireo_doctor_collect (data->facts, data->connection, "");
  g_task_return_pointer (task, vireo_doctor_judge (data->facts),
                         (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
is_same_row (VireoDoctor *self, guint i, VireoDoctorCheck *fresh)
{
  g_autoptr (VireoDoctorCheck) known = g_list_model_get_item (G_LIST_MODEL (self->checks), i);

  return known != NULL
         && g_str_equal (vireo_doctor_check_get_id (known), vireo_doctor_check_get_id (fresh));
}

/* A check keeps its place and its row; only what it says changes. */
static void
apply (VireoDoctor *self, GPtrArray *fresh)
{
  for (guint i = 0; i < fresh->len; i++)
    {
      VireoDoctorCheck *check = g_ptr_array_index (fresh, i);

      while (i < g_list_model_get_n_items (G_LIST_MODEL (self->checks))
             && !is_same_row (self, i, check)
             && g_list_model_get_n_items (G_LIST_MODEL (self->checks)) > fresh->len)
        g_list_store_remove (self->checks, i);
      if (is_same_row (self, i, check))
        {
          g_autoptr (VireoDoctorCheck) known
              = g_list_model_get_item (G_LIST_MODEL (self->checks), i);

          vireo_doctor_check_apply (known, check);
        }
      else
        g_list_store_insert (self->checks, i, check);
    }
  g_list_store_splice (self->checks, fresh->len,
                       g_list_model_get_n_items (G_LIST_MODEL (self->checks)) - fresh->len, NULL, 0);
}

static void
set_busy (VireoDoctor *self, gboolean busy)
{
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
examined (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoDoctor *self = VIREO_DOCTOR (source);
  g_autoptr (GPtrArray) fresh = g_task_propagate_pointer (G_TASK (result), NULL);

  /* It was left meanwhile. */
  if (fresh == NULL)
    return;
  apply (self, fresh);
  self->examined = TRUE;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXAMINED]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_BAD]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_WARNING]);
  g_object_thaw_notify (G_OBJECT (self));
  set_busy (self, FALSE);
  if (self->again)
    vireo_doctor_examine (self);
}

/**
 * vireo_doctor_examine:
 *
 * Looks at everything again.  #VireoDoctor:busy says that it goes on.
 */
void
vireo_doctor_examine (VireoDoctor *self)
{
  g_autoptr (GTask) task = NULL;
  ExamineData *data;

  VIREO_ASSERT_MAIN ();
  g_clear_handle_id (&self->timer, g_source_remove);
  self->again = self->busy;
  if (self->busy)
    return;
  set_busy (self, TRUE);
  data = g_new0 (ExamineData, 1);
  data->facts = make_facts (self);
  data->connection = vireo_host_ref_connection (self->host);
  task = g_task_new (self, self->leaving, examined, NULL);
  g_task_set_task_data (task, data, examine_data_free);
  vireo_worker_spawn (task, examine_on_worker);
}

/* --- watching --- */

static gboolean
examine_now (gpointer data)
{
  VireoDoctor *self = data;

  self->timer = 0;
  vireo_doctor_examine (self);
  return G_SOURCE_REMOVE;
}

static void
something_changed (VireoDoctor *self)
{
  if (self->watching && self->timer == 0)
    self->timer = g_timeout_add (COALESCE_MS, examine_now, self);
}

/* Each of a list's items once, whatever came and went. */
static void
follow_items (VireoDoctor *self, GListModel *items, gboolean follow)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      g_signal_handlers_disconnect_by_func (item, something_changed, self);
      if (follow)
        g_signal_connect_object (item, "notify", G_CALLBACK (something_changed), self,
                                 G_CONNECT_SWAPPED);
    }
}

static void
items_changed (GListModel *items, guint position, guint removed, guint added, VireoDoctor *self)
{
  follow_items (self, items, TRUE);
  something_changed (self);
}

static void
follow_list (VireoDoctor *self, GListModel *items, gboolean follow)
{
  follow_items (self, items, follow);
  g_signal_handlers_disconnect_by_func (items, items_changed, self);
  if (follow)
    g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed), self, 0);
}

/**
 * vireo_doctor_set_watching:
 * @watching: whether somebody looks
 *
 * While somebody looks, what changes at the host is examined again by itself.
 */
void
vireo_doctor_set_watching (VireoDoctor *self, gboolean watching)
{
  VIREO_ASSERT_MAIN ();
  if (self->watching == watching)
    return;
  self->watching = watching;
  follow_list (self, vireo_host_get_networks (self->host), watching);
  follow_list (self, vireo_host_get_pools (self->host), watching);
  g_signal_group_set_target (self->watched, watching ? self->host : NULL);
  if (watching)
    vireo_doctor_examine (self);
  else
    g_clear_handle_id (&self->timer, g_source_remove);
}

/* --- mending --- */

static void
fixed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VireoDoctor *self = g_task_get_source_object (task);
  GError *error = NULL;

  /* The lists of the host change by themselves; what no list shows is looked at here. */
  something_changed (self);
  if (vireo_host_order_finish (VIREO_HOST (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
create_network (VireoDoctor *self, GTask *task)
{
  VireoNetworkPlan plan = { (char *) "default", NULL, FALSE };
  g_autofree char *subnet
      = vireo_network_plan_suggest_subnet (vireo_host_get_networks (self->host));

  plan.subnet = subnet;
  vireo_host_create_network_async (self->host, &plan, NULL, fixed, task);
}

static void
create_pool (VireoDoctor *self, GTask *task)
{
  g_autoptr (VireoDoctorFacts) facts = make_facts (self);
  VireoPoolPlan plan = { (char *) "default", facts->pool_folder };

  vireo_host_create_pool_async (self->host, &plan, NULL, fixed, task);
}

/**
 * vireo_doctor_fix_async:
 * @check: one that has a fix
 *
 * Gives the order that mends it; asking first is the caller's.  Success means that the host took
 * the order: what it led to is seen by looking again, which happens by itself while watched.
 */
void
vireo_doctor_fix_async (VireoDoctor *self,
                        VireoDoctorCheck *check,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_doctor_fix_async);
  switch (vireo_doctor_check_get_fix (check))
    {
    case VIREO_DOCTOR_FIX_NETWORK_CREATE:
      create_network (self, task);
      break;
    case VIREO_DOCTOR_FIX_NETWORK_START:
      vireo_host_order_network_async (self->host, VIREO_NETWORK_START, "default", NULL, fixed,
                                      task);
      break;
    case VIREO_DOCTOR_FIX_NETWORK_AUTOSTART:
      vireo_host_order_network_async (self->host, VIREO_NETWORK_AUTOSTART_ON, "default", NULL,
                                      fixed, task);
      break;
    case VIREO_DOCTOR_FIX_POOL_CREATE:
      create_pool (self, task);
      break;
    case VIREO_DOCTOR_FIX_POOL_START:
      vireo_host_order_pool_async (self->host, VIREO_POOL_START, "default", NULL, fixed, task);
      break;
    case VIREO_DOCTOR_FIX_POOL_AUTOSTART:
      vireo_host_order_pool_async (self->host, VIREO_POOL_AUTOSTART_ON, "default", NULL, fixed,
                                   task);
      break;
    case VIREO_DOCTOR_FIX_NONE:
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      break;
    }
}

gboolean
vireo_doctor_fix_finish (VireoDoctor *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_doctor_fix_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
vireo_doctor_dispose (GObject *object)
{
  VireoDoctor *self = VIREO_DOCTOR (object);

  if (self->host != NULL)
    vireo_doctor_set_watching (self, FALSE);
  g_cancellable_cancel (self->leaving);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->watched);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_doctor_parent_class)->dispose (object);
}

static void
vireo_doctor_finalize (GObject *object)
{
  VireoDoctor *self = VIREO_DOCTOR (object);

  g_object_unref (self->leaving);
  g_object_unref (self->checks);
  G_OBJECT_CLASS (vireo_doctor_parent_class)->finalize (object);
}

static void
vireo_doctor_class_init (VireoDoctorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_doctor_get_property;
  object_class->dispose = vireo_doctor_dispose;
  object_class->finalize = vireo_doctor_finalize;

  props[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_EXAMINED] = g_param_spec_boolean ("examined", NULL, NULL, FALSE, flags);
  props[PROP_N_BAD] = g_param_spec_uint ("n-bad", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_N_WARNING] = g_param_spec_uint ("n-warning", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_doctor_init (VireoDoctor *self)
{
  self->checks = g_list_store_new (VIREO_TYPE_DOCTOR_CHECK);
  self->leaving = g_cancellable_new ();
  self->watched = g_signal_group_new (VIREO_TYPE_HOST);
  g_signal_group_connect_swapped (self->watched, "notify::state", G_CALLBACK (something_changed),
                                  self);
  g_signal_group_connect_swapped (self->watched, "notify::facts", G_CALLBACK (something_changed),
                                  self);
}

/**
 * vireo_doctor_new:
 * @host: who is looked over; connected or not
 */
VireoDoctor *
vireo_doctor_new (VireoHost *host)
{
  VireoDoctor *self = g_object_new (VIREO_TYPE_DOCTOR, NULL);

  VIREO_ASSERT_MAIN ();
  self->host = g_object_ref (host);
  return self;
}

GListModel *
vireo_doctor_get_checks (VireoDoctor *self)
{
  return G_LIST_MODEL (self->checks);
}

gboolean
vireo_doctor_is_busy (VireoDoctor *self)
{
  return self->busy;
}
