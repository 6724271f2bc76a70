/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/snapshot/vireo-snapshot-node.h"

struct _VireoSnapshotNode
{
  GObject parent_instance;

  VireoSnapshot *snapshot; /* (owned) (nullable) */
  VireoSnapshot *before;   /* (owned) (nullable) */
  guint depth;
  guint lane;
  guint passing;
  gboolean has_after;
  gboolean is_fork;
};

enum
{
  PROP_SNAPSHOT = 1,
  PROP_DEPTH,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoSnapshotNode, vireo_snapshot_node, G_TYPE_OBJECT)

static void
vireo_snapshot_node_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoSnapshotNode *self = VIREO_SNAPSHOT_NODE (object);

  if (id == PROP_SNAPSHOT)
    g_value_set_object (value, self->snapshot);
  else if (id == PROP_DEPTH)
    g_value_set_uint (value, self->depth);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_snapshot_node_finalize (GObject *object)
{
  VireoSnapshotNode *self = VIREO_SNAPSHOT_NODE (object);

  g_clear_object (&self->snapshot);
  g_clear_object (&self->before);
  G_OBJECT_CLASS (vireo_snapshot_node_parent_class)->finalize (object);
}

static void
vireo_snapshot_node_class_init (VireoSnapshotNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_snapshot_node_get_property;
  object_class->finalize = vireo_snapshot_node_finalize;
  props[PROP_SNAPSHOT]
      = g_param_spec_object ("snapshot", NULL, NULL, VIREO_TYPE_SNAPSHOT, flags);
  props[PROP_DEPTH] = g_param_spec_uint ("depth", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_snapshot_node_init (VireoSnapshotNode *self)
{
}

VireoSnapshot *
vireo_snapshot_node_get_snapshot (VireoSnapshotNode *self)
{
  return self->snapshot;
}

guint
vireo_snapshot_node_get_depth (VireoSnapshotNode *self)
{
  return self->depth;
}

guint
vireo_snapshot_node_get_lane (VireoSnapshotNode *self)
{
  return self->lane;
}

guint
vireo_snapshot_node_get_passing (VireoSnapshotNode *self)
{
  return self->passing;
}

VireoSnapshot *
vireo_snapshot_node_get_before (VireoSnapshotNode *self)
{
  return self->before;
}

gboolean
vireo_snapshot_node_has_after (VireoSnapshotNode *self)
{
  return self->has_after;
}

gboolean
vireo_snapshot_node_is_fork (VireoSnapshotNode *self)
{
  return self->is_fork;
}

static gboolean
is_same (VireoSnapshot *snapshot, VireoSnapshot *other)
{
  if (snapshot == NULL || other == NULL)
    return snapshot == other;
  return vireo_snapshot_equal (snapshot, other);
}

gboolean
vireo_snapshot_node_equal (VireoSnapshotNode *self, VireoSnapshotNode *other)
{
  return self->depth == other->depth && self->lane == other->lane
         && self->passing == other->passing && self->has_after == other->has_after
         && self->is_fork == other->is_fork && is_same (self->before, other->before)
         && is_same (self->snapshot, other->snapshot);
}

/* --- arranging --- */

/* A snapshot, or the present, while it is being arranged. */
typedef struct
{
  VireoSnapshot *snapshot; /* borrowed (nullable) */
  int parent;              /* index, -1: none */
  GArray *children;        /* (owned) (nullable): of int, in order; the last one goes on in the lane */
  gboolean leads_here;     /* the present is below it */
  gboolean placed;
} Item;

typedef struct
{
  GArray *items; /* of Item */
  GPtrArray *nodes;
} Arranging;

/* One line that is still to be drawn, on the stack. */
typedef struct
{
  int item;
  guint lane;
  guint depth;
  guint passing;
  gboolean is_fork;
  VireoSnapshot *before; /* borrowed (nullable) */
} Place;

#define ITEM(self, i) (&g_array_index ((self)->items, Item, (i)))

static void
clear_item (gpointer item)
{
  g_clear_pointer (&((Item *) item)->children, g_array_unref);
}

/* Older ones first; the way to the present goes last, for it is what goes on. */
static int
compare_children (gconstpointer a, gconstpointer b, gpointer data)
{
  Arranging *self = data;
  Item *first = ITEM (self, *(const int *) a);
  Item *second = ITEM (self, *(const int *) b);
  gint64 difference;

  if (first->leads_here != second->leads_here)
    return first->leads_here ? 1 : -1;
  if (first->snapshot == NULL || second->snapshot == NULL)
    return 0;
  difference = vireo_snapshot_get_taken (first->snapshot)
               - vireo_snapshot_get_taken (second->snapshot);
  if (difference != 0)
    return difference < 0 ? -1 : 1;
  return strcmp (vireo_snapshot_get_name (first->snapshot),
                 vireo_snapshot_get_name (second->snapshot));
}

static void
link_items (Arranging *self, GHashTable *by_name, int present)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = ITEM (self, i);
      const char *parent
          = item->snapshot != NULL ? vireo_snapshot_get_parent (item->snapshot) : NULL;
      gpointer found;
      int child = (int) i;

      if (parent != NULL && g_hash_table_lookup_extended (by_name, parent, NULL, &found))
        item->parent = GPOINTER_TO_INT (found);
      if (item->parent < 0 || item->parent == child)
        {
          item->parent = -1;
          continue;
        }
      item = ITEM (self, item->parent);
      if (item->children == NULL)
        item->children = g_array_new (FALSE, FALSE, sizeof (int));
      g_array_append_val (item->children, child);
    }
  /* Parents that go round in a circle would go on for ever. */
  for (int i = present; i >= 0 && !ITEM (self, i)->leads_here; i = ITEM (self, i)->parent)
    ITEM (self, i)->leads_here = TRUE;
  for (guint i = 0; i < self->items->len; i++)
    if (ITEM (self, i)->children != NULL)
      g_array_sort_with_data (ITEM (self, i)->children, compare_children, self);
}

static void
push_children (GArray *stack, Item *item, const Place *place)
{
  guint right = MIN (place->lane + 1, VIREO_SNAPSHOT_MAX_LANES - 1);
  guint n = item->children != NULL ? item->children->len : 0;

  /* The stack gives the last one first. */
  for (guint i = n; i-- > 0;)
    {
      gboolean goes_on = i == n - 1;
      Place next = { .item = g_array_index (item->children, int, i),
                     .lane = goes_on ? place->lane : right,
                     .depth = place->depth + 1,
                     .passing = place->passing,
                     .is_fork = !goes_on,
                     .before = item->snapshot };

      if (!goes_on)
        next.passing |= 1u << place->lane;
      g_array_append_val (stack, next);
    }
}

static void
place_from (Arranging *self, int root)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Place));
  Place start = { .item = root };

  g_array_append_val (stack, start);
  while (stack->len > 0)
    {
      Place place = g_array_index (stack, Place, stack->len - 1);
      Item *item = ITEM (self, place.item);
      VireoSnapshotNode *node;

      g_array_set_size (stack, stack->len - 1);
      if (item->placed)
        continue;
      item->placed = TRUE;
      node = g_object_new (VIREO_TYPE_SNAPSHOT_NODE, NULL);
      g_set_object (&node->snapshot, item->snapshot);
      g_set_object (&node->before, place.before);
      node->depth = place.depth;
      node->lane = place.lane;
      node->passing = place.passing;
      node->is_fork = place.is_fork;
      node->has_after = item->children != NULL;
      g_ptr_array_add (self->nodes, node);
      push_children (stack, item, &place);
    }
}

static int
compare_roots (gconstpointer a, gconstpointer b, gpointer data)
{
  return compare_children (a, b, data);
}

static void
place_all (Arranging *self)
{
  g_autoptr (GArray) roots = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < self->items->len; i++)
    {
      int root = (int) i;

      if (ITEM (self, i)->parent < 0)
        g_array_append_val (roots, root);
    }
  g_array_sort_with_data (roots, compare_roots, self);
  for (guint i = 0; i < roots->len; i++)
    place_from (self, g_array_index (roots, int, i));
  /* A circle has no root; nothing is left out all the same. */
  for (guint i = 0; i < self->items->len; i++)
    place_from (self, (int) i);
}

/**
 * vireo_snapshot_arrange:
 * @snapshots: (element-type VireoSnapshot): in any order, with parents that are there or not
 * @with_present: whether the present gets a line; it follows the current snapshot
 *
 * Returns: (transfer full) (element-type VireoSnapshotNode): the lines, oldest first
 */
GPtrArray *
vireo_snapshot_arrange (GPtrArray *snapshots, gboolean with_present)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  Arranging self = { items, g_ptr_array_new_with_free_func (g_object_unref) };
  Item present = { .parent = -1 };

  g_array_set_clear_func (items, clear_item);
  for (guint i = 0; i < snapshots->len; i++)
    {
      Item item = { .snapshot = g_ptr_array_index (snapshots, i), .parent = -1 };

      if (vireo_snapshot_is_current (item.snapshot))
        present.parent = (int) i;
      g_hash_table_insert (by_name, (char *) vireo_snapshot_get_name (item.snapshot),
                           GINT_TO_POINTER (i));
      g_array_append_val (items, item);
    }
  if (with_present)
    g_array_append_val (items, present);
  link_items (&self, by_name, with_present ? (int) snapshots->len : -1);
  place_all (&self);
  return self.nodes;
}
