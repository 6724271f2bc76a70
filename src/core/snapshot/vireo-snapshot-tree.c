/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-thread.h"
#include "core/snapshot/vireo-snapshot-read.h"
#include "core/snapshot/vireo-snapshot-tree.h"

#define LOOK_EVERY 2 /* s */

struct _VireoSnapshotTree
{
  GObject parent_instance;

  VireoVm *vm;       /* (owned) */
  GListStore *nodes; /* of VireoSnapshotNode */
  VireoSnapshotReading *reading_now; /* (owned) (nullable): what is shown */
  VireoSnapshotVerdict *verdict;     /* (owned) (nullable) */
  GError *error;                     /* (owned) (nullable) */
  gboolean newest_first;

  guint n_watchers;
  gulong refreshed_handler;
  guint look_timer;
  guint n_looks;
  gboolean looking;
  gboolean reading; /* one at a time */
  gboolean again;   /* what is being read is old already */
};

enum
{
  PROP_VM = 1,
  PROP_NODES,
  PROP_N_SNAPSHOTS,
  PROP_LOADED,
  PROP_ERROR,
  PROP_NEWEST_FIRST,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoSnapshotTree, vireo_snapshot_tree, G_TYPE_OBJECT)

/* --- what was read becomes lines --- */

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++)
    {
      gpointer first = array->pdata[i];

      array->pdata[i] = array->pdata[array->len - 1 - i];
      array->pdata[array->len - 1 - i] = first;
    }
}

/* Whether the line that is at @at is still the same; then it stays the same object. */
static gboolean
is_same (VireoSnapshotTree *self, guint at, VireoSnapshotNode *node)
{
  g_autoptr (VireoSnapshotNode) old = g_list_model_get_item (G_LIST_MODEL (self->nodes), at);

  return vireo_snapshot_node_equal (old, node);
}

/* Replaces what lies between the lines that are as before, in one go. */
static gboolean
splice (VireoSnapshotTree *self, GPtrArray *now)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->nodes));
  guint head = 0;
  guint tail = 0;

  while (head < n && head < now->len && is_same (self, head, now->pdata[head]))
    head++;
  while (tail < n - head && tail < now->len - head
         && is_same (self, n - 1 - tail, now->pdata[now->len - 1 - tail]))
    tail++;
  if (head + tail == n && n == now->len)
    return FALSE;
  g_list_store_splice (self->nodes, head, n - head - tail, now->pdata + head,
                       now->len - head - tail);
  return TRUE;
}

static void
arrange (VireoSnapshotTree *self)
{
  g_autoptr (GPtrArray) nodes
      = vireo_snapshot_arrange (self->reading_now->snapshots,
                                self->reading_now->snapshots->len > 0);

  if (self->newest_first)
    reverse (nodes);
  splice (self, nodes);
}

/* Takes @reading. */
static void
apply (VireoSnapshotTree *self, VireoSnapshotReading *reading)
{
  gboolean was_loaded = self->reading_now != NULL;
  guint old_n = was_loaded ? self->reading_now->snapshots->len : 0;

  g_clear_pointer (&self->reading_now, vireo_snapshot_reading_free);
  g_clear_pointer (&self->verdict, vireo_snapshot_verdict_free);
  self->reading_now = reading;
  self->verdict = vireo_snapshot_policy_decide (reading->facts);
  g_object_freeze_notify (G_OBJECT (self));
  arrange (self);
  if (old_n != reading->snapshots->len)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_SNAPSHOTS]);
  if (!was_loaded)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADED]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Takes @error. */
static void
set_error (VireoSnapshotTree *self, GError *error)
{
  gboolean same = (error == NULL && self->error == NULL)
                  || (error != NULL && self->error != NULL
                      && g_str_equal (error->message, self->error->message));

  g_clear_error (&self->error);
  self->error = error;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

/* --- reading --- */

static void
release_handle (gpointer handle)
{
  vireo_worker_drop (handle, (GDestroyNotify) virDomainFree);
}

static void
read_on_worker (GTask *task, gpointer source, gpointer handle, GCancellable *cancellable)
{
  GError *error = NULL;
  VireoSnapshotReading *reading = vireo_snapshot_reading_read (handle, &error);

  if (reading != NULL)
    g_task_return_pointer (task, reading, (GDestroyNotify) vireo_snapshot_reading_free);
  else
    g_task_return_error (task, error);
}

static void
reading_done (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoSnapshotTree *self = VIREO_SNAPSHOT_TREE (source);
  GError *error = NULL;
  VireoSnapshotReading *reading = g_task_propagate_pointer (G_TASK (result), &error);

  self->reading = FALSE;
  if (reading != NULL)
    apply (self, reading);
  set_error (self, error);
  if (self->again)
    vireo_snapshot_tree_refresh (self);
}

/**
 * vireo_snapshot_tree_refresh:
 *
 * Reads all of it anew, when somebody looks.
 */
void
vireo_snapshot_tree_refresh (VireoSnapshotTree *self)
{
  g_autoptr (GTask) task = NULL;

  VIREO_ASSERT_MAIN ();
  if (self->reading)
    {
      self->again = TRUE;
      return;
    }
  self->again = FALSE;
  if (self->n_watchers == 0 || vireo_vm_is_stale (self->vm))
    return;
  self->reading = TRUE;
  task = g_task_new (self, NULL, reading_done, NULL);
  g_task_set_task_data (task, vireo_vm_ref_handle (self->vm), release_handle);
  vireo_worker_spawn (task, read_on_worker);
}

/* What a look is compared with. */
typedef struct
{
  gpointer handle;       /* (owned) */
  char *signature;       /* (owned) */
  GHashTable *documents; /* (owned) */
  guint from;
} Look;

static void
look_free (gpointer data)
{
  Look *known = data;

  release_handle (known->handle);
  g_free (known->signature);
  g_hash_table_unref (known->documents);
  g_free (known);
}

static void
look_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *known = data;

  g_task_return_int (task, vireo_snapshot_look (known->handle, known->signature, known->documents,
                                                known->from));
}

static void
look_done (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoSnapshotTree *self = VIREO_SNAPSHOT_TREE (source);

  self->looking = FALSE;
  if (g_task_propagate_int (G_TASK (result), NULL) > 0)
    vireo_snapshot_tree_refresh (self);
}

static gboolean
look (gpointer data)
{
  VireoSnapshotTree *self = data;
  g_autoptr (GTask) task = NULL;
  Look *known;

  if (self->looking || self->reading || vireo_vm_is_stale (self->vm))
    return G_SOURCE_CONTINUE;
  /* Nobody says when there is space again. */
  if (self->reading_now == NULL || self->reading_now->facts->free_space < self->verdict->space)
    {
      vireo_snapshot_tree_refresh (self);
      return G_SOURCE_CONTINUE;
    }
  self->looking = TRUE;
  known = g_new0 (Look, 1);
  known->handle = vireo_vm_ref_handle (self->vm);
  known->signature = g_strdup (self->reading_now->signature);
  known->documents = g_hash_table_ref (self->reading_now->documents);
  known->from = self->n_looks++;
  task = g_task_new (self, NULL, look_done, NULL);
  g_task_set_task_data (task, known, look_free);
  vireo_worker_push (task, look_on_worker);
  return G_SOURCE_CONTINUE;
}

/**
 * vireo_snapshot_tree_watch:
 *
 * Keeps the lines true until as many vireo_snapshot_tree_unwatch() were called.
 */
void
vireo_snapshot_tree_watch (VireoSnapshotTree *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->n_watchers++ > 0)
    return;
  self->refreshed_handler = g_signal_connect_swapped (
      self->vm, "refreshed", G_CALLBACK (vireo_snapshot_tree_refresh), self);
  self->look_timer = g_timeout_add_seconds (LOOK_EVERY, look, self);
  vireo_snapshot_tree_refresh (self);
}

static void
stop (VireoSnapshotTree *self)
{
  g_clear_signal_handler (&self->refreshed_handler, self->vm);
  g_clear_handle_id (&self->look_timer, g_source_remove);
}

void
vireo_snapshot_tree_unwatch (VireoSnapshotTree *self)
{
  VIREO_ASSERT_MAIN ();
  g_return_if_fail (self->n_watchers > 0);
  if (--self->n_watchers == 0)
    stop (self);
}

/* --- the object --- */

static void
vireo_snapshot_tree_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoSnapshotTree *self = VIREO_SNAPSHOT_TREE (object);

  switch (id)
    {
    case PROP_VM:
      g_value_set_object (value, self->vm);
      break;
    case PROP_NODES:
      g_value_set_object (value, self->nodes);
      break;
    case PROP_N_SNAPSHOTS:
      g_value_set_uint (value, vireo_snapshot_tree_get_n_snapshots (self));
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, vireo_snapshot_tree_is_loaded (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_NEWEST_FIRST:
      g_value_set_boolean (value, self->newest_first);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_snapshot_tree_set_property (GObject *object, guint id, const GValue *value,
                                  GParamSpec *pspec)
{
  VireoSnapshotTree *self = VIREO_SNAPSHOT_TREE (object);

  if (id != PROP_NEWEST_FIRST)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (self->newest_first == g_value_get_boolean (value))
    return;
  self->newest_first = g_value_get_boolean (value);
  if (self->reading_now != NULL)
    arrange (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
vireo_snapshot_tree_dispose (GObject *object)
{
  VireoSnapshotTree *self = VIREO_SNAPSHOT_TREE (object);

  if (self->vm != NULL)
    stop (self);
  g_clear_object (&self->vm);
  G_OBJECT_CLASS (vireo_snapshot_tree_parent_class)->dispose (object);
}

static void
vireo_snapshot_tree_finalize (GObject *object)
{
  VireoSnapshotTree *self = VIREO_SNAPSHOT_TREE (object);

  g_object_unref (self->nodes);
  vireo_snapshot_reading_free (self->reading_now);
  vireo_snapshot_verdict_free (self->verdict);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (vireo_snapshot_tree_parent_class)->finalize (object);
}

static void
vireo_snapshot_tree_class_init (VireoSnapshotTreeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_snapshot_tree_get_property;
  object_class->set_property = vireo_snapshot_tree_set_property;
  object_class->dispose = vireo_snapshot_tree_dispose;
  object_class->finalize = vireo_snapshot_tree_finalize;

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM, flags);
  props[PROP_NODES] = g_param_spec_object ("nodes", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_N_SNAPSHOTS]
      = g_param_spec_uint ("n-snapshots", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_NEWEST_FIRST]
      = g_param_spec_boolean ("newest-first", NULL, NULL, FALSE,
                              flags | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
vireo_snapshot_tree_init (VireoSnapshotTree *self)
{
  self->nodes = g_list_store_new (VIREO_TYPE_SNAPSHOT_NODE);
}

/**
 * vireo_snapshot_tree_new:
 * @vm: whose; held
 *
 * Nothing is read before vireo_snapshot_tree_watch().
 */
VireoSnapshotTree *
vireo_snapshot_tree_new (VireoVm *vm)
{
  VireoSnapshotTree *self = g_object_new (VIREO_TYPE_SNAPSHOT_TREE, NULL);

  VIREO_ASSERT_MAIN ();
  self->vm = g_object_ref (vm);
  return self;
}

VireoVm *
vireo_snapshot_tree_get_vm (VireoSnapshotTree *self)
{
  return self->vm;
}

GListModel *
vireo_snapshot_tree_get_nodes (VireoSnapshotTree *self)
{
  return G_LIST_MODEL (self->nodes);
}

guint
vireo_snapshot_tree_get_n_snapshots (VireoSnapshotTree *self)
{
  return self->reading_now != NULL ? self->reading_now->snapshots->len : 0;
}

gboolean
vireo_snapshot_tree_is_loaded (VireoSnapshotTree *self)
{
  return self->reading_now != NULL;
}

const GError *
vireo_snapshot_tree_get_error (VireoSnapshotTree *self)
{
  return self->error;
}

gboolean
vireo_snapshot_tree_get_newest_first (VireoSnapshotTree *self)
{
  return self->newest_first;
}

const VireoSnapshotFacts *
vireo_snapshot_tree_get_facts (VireoSnapshotTree *self)
{
  return self->reading_now != NULL ? self->reading_now->facts : NULL;
}

const VireoSnapshotVerdict *
vireo_snapshot_tree_get_verdict (VireoSnapshotTree *self)
{
  return self->verdict;
}

VireoSnapshot *
vireo_snapshot_tree_find (VireoSnapshotTree *self, const char *name)
{
  return self->reading_now != NULL && name != NULL
             ? vireo_snapshot_reading_find (self->reading_now, name)
             : NULL;
}

VireoSnapshot *
vireo_snapshot_tree_get_current (VireoSnapshotTree *self)
{
  for (guint i = 0; i < vireo_snapshot_tree_get_n_snapshots (self); i++)
    {
      VireoSnapshot *snapshot = self->reading_now->snapshots->pdata[i];

      if (vireo_snapshot_is_current (snapshot))
        return snapshot;
    }
  return NULL;
}

/**
 * vireo_snapshot_tree_list_below:
 * @name: of a snapshot
 *
 * Returns: (transfer full) (element-type VireoSnapshot): all that came after it, each after its
 *   parent
 */
GPtrArray *
vireo_snapshot_tree_list_below (VireoSnapshotTree *self, const char *name)
{
  GPtrArray *below = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = vireo_snapshot_tree_get_n_snapshots (self);

  for (guint done = 0; done <= below->len && below->len <= n; done++)
    {
      const char *parent = done == 0 ? name : vireo_snapshot_get_name (below->pdata[done - 1]);

      for (guint i = 0; i < n; i++)
        {
          VireoSnapshot *snapshot = self->reading_now->snapshots->pdata[i];

          if (g_strcmp0 (vireo_snapshot_get_parent (snapshot), parent) == 0)
            g_ptr_array_add (below, g_object_ref (snapshot));
        }
    }
  return below;
}

/**
 * vireo_snapshot_tree_get_newest:
 *
 * Returns: when the newest one was taken, in seconds since 1970; 0 when there is none
 */
gint64
vireo_snapshot_tree_get_newest (VireoSnapshotTree *self)
{
  gint64 newest = 0;

  for (guint i = 0; i < vireo_snapshot_tree_get_n_snapshots (self); i++)
    newest = MAX (newest, vireo_snapshot_get_taken (self->reading_now->snapshots->pdata[i]));
  return newest;
}
