/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree and the chosen one beside it.  What is done with them is in
 * vireo-snapshots-pane-actions.c. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-settings.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-snapshot-row.h"
#include "view/vm/vireo-snapshots-pane-private.h"

/* What fills the list at first, and the rows that are then made at once, so often: more would hold
 * up a frame. */
#define FIRST_ROWS 16
#define ROWS_AT_ONCE 6
#define MAKE_ROWS_EVERY 40 /* ms */

enum
{
  PROP_CONTEXT = 1,
  PROP_TREE,
  PROP_JOB,
  PROP_NOTE,
  PROP_NEWEST_FIRST,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoSnapshotsPane, vireo_snapshots_pane, VIREO_TYPE_VM_PANE)

/* Why nothing can be taken, or that there are two kinds. */
static char *
make_note (VireoSnapshotsPane *self)
{
  const VireoSnapshotVerdict *verdict
      = self->tree != NULL ? vireo_snapshot_tree_get_verdict (self->tree) : NULL;
  const VireoSnapshotFacts *facts
      = self->tree != NULL ? vireo_snapshot_tree_get_facts (self->tree) : NULL;

  if (verdict == NULL)
    return NULL;
  if (!verdict->can_take)
    return g_strdup (verdict->why_not);
  if (facts->n_internal > 0 && facts->n_external > 0)
    return g_strdup (_ ("There are snapshots of both kinds.  Those inside the disk images cannot be "
                        "reverted to while later external ones are there."));
  return NULL;
}

static void
vireo_snapshots_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (object);

  switch (id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, self->context);
      break;
    case PROP_TREE:
      g_value_set_object (value, self->tree);
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    case PROP_NOTE:
      g_value_take_string (value, make_note (self));
      break;
    case PROP_NEWEST_FIRST:
      g_value_set_boolean (value, self->newest_first);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void choose_again (VireoSnapshotsPane *self);

static void
set_newest_first (VireoSnapshotsPane *self, gboolean newest_first)
{
  if (self->newest_first == newest_first)
    return;
  self->newest_first = newest_first;
  if (self->tree != NULL)
    {
      self->choosing = TRUE;
      /* All rows are drawn the other way round. */
      gtk_slice_list_model_set_model (self->part, NULL);
      g_object_set (self->tree, "newest-first", newest_first, NULL);
      gtk_slice_list_model_set_model (self->part, vireo_snapshot_tree_get_nodes (self->tree));
      self->choosing = FALSE;
      choose_again (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEWEST_FIRST]);
}

static void
vireo_snapshots_pane_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (object);

  if (id == PROP_CONTEXT)
    g_set_object (&self->context, g_value_get_object (value));
  else if (id == PROP_NEWEST_FIRST)
    set_newest_first (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* --- what is chosen --- */

static const char *
get_name_of (VireoSnapshotNode *node)
{
  VireoSnapshot *snapshot = vireo_snapshot_node_get_snapshot (node);

  return snapshot != NULL ? vireo_snapshot_get_name (snapshot) : "";
}

/**
 * _vireo_snapshots_pane_get_chosen:
 *
 * Returns: (transfer full) (element-type VireoSnapshot): without the present
 */
GPtrArray *
_vireo_snapshots_pane_get_chosen (VireoSnapshotsPane *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->names->len; i++)
    {
      VireoSnapshot *snapshot = vireo_snapshot_tree_find (self->tree, self->names->pdata[i]);

      if (snapshot != NULL)
        g_ptr_array_add (chosen, g_object_ref (snapshot));
    }
  return chosen;
}

VireoSnapshot *
_vireo_snapshots_pane_get_one (VireoSnapshotsPane *self)
{
  g_autoptr (GPtrArray) chosen = _vireo_snapshots_pane_get_chosen (self);

  return self->names->len == 1 && chosen->len == 1 ? chosen->pdata[0] : NULL;
}

static void
show_chosen (VireoSnapshotsPane *self)
{
  vireo_snapshot_details_show (self->details, self->tree,
                               self->tree != NULL ? _vireo_snapshots_pane_get_one (self) : NULL,
                               self->names->len);
  _vireo_snapshots_pane_update_actions (self);
}

static void
selection_changed (VireoSnapshotsPane *self)
{
  GListModel *model = G_LIST_MODEL (self->chosen);
  g_autoptr (GtkBitset) set = NULL;

  if (self->choosing)
    return;
  set = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->chosen));
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < gtk_bitset_get_size (set); i++)
    {
      g_autoptr (VireoSnapshotNode) node
          = g_list_model_get_item (model, gtk_bitset_get_nth (set, i));

      g_ptr_array_add (self->names, g_strdup (get_name_of (node)));
    }
  show_chosen (self);
  if (self->names->len == 1 && adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static gboolean
has_name (gconstpointer a, gconstpointer b)
{
  return g_str_equal (a, b);
}

/* Lines that were replaced are other objects: what was chosen is chosen again, by its name. */
static void
choose_again (VireoSnapshotsPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->chosen));

  self->choosing = TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoSnapshotNode) node = g_list_model_get_item (G_LIST_MODEL (self->chosen), i);
      gboolean wanted = g_ptr_array_find_with_equal_func (self->names, get_name_of (node), has_name,
                                                          NULL);
      GtkSelectionModel *model = GTK_SELECTION_MODEL (self->chosen);

      if (wanted && !gtk_selection_model_is_selected (model, i))
        gtk_selection_model_select_item (model, i, FALSE);
      else if (!wanted && gtk_selection_model_is_selected (model, i))
        gtk_selection_model_unselect_item (model, i);
    }
  self->choosing = FALSE;
}

/* What is gone is not chosen any more; with nothing chosen, the present is. */
static void
forget_gone (VireoSnapshotsPane *self)
{
  for (guint i = self->names->len; i-- > 0;)
    {
      const char *name = self->names->pdata[i];

      if (*name != '\0' && vireo_snapshot_tree_find (self->tree, name) == NULL)
        g_ptr_array_remove_index (self->names, i);
    }
  if (self->names->len == 0 && vireo_snapshot_tree_get_n_snapshots (self->tree) > 0)
    {
      g_ptr_array_add (self->names, g_strdup (""));
      adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
    }
}

/* --- the list --- */

static gboolean
grow (gpointer data)
{
  VireoSnapshotsPane *self = data;
  guint size = gtk_slice_list_model_get_size (self->part);
  guint n = self->tree != NULL
                ? g_list_model_get_n_items (vireo_snapshot_tree_get_nodes (self->tree)) : 0;

  if (size >= n)
    {
      self->grow_source = 0;
      choose_again (self);
      return G_SOURCE_REMOVE;
    }
  gtk_slice_list_model_set_size (self->part, size + ROWS_AT_ONCE);
  return G_SOURCE_CONTINUE;
}

static void
start_growing (VireoSnapshotsPane *self)
{
  if (self->grow_source == 0)
    self->grow_source = g_timeout_add (MAKE_ROWS_EVERY, grow, self);
}

static void
show_page (VireoSnapshotsPane *self)
{
  const char *page = "list";

  if (self->tree == NULL)
    page = "loading";
  else if (!vireo_snapshot_tree_is_loaded (self->tree))
    page = vireo_snapshot_tree_get_error (self->tree) != NULL ? "failed" : "loading";
  else if (vireo_snapshot_tree_get_n_snapshots (self->tree) == 0)
    page = "empty";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
tree_changed (VireoSnapshotsPane *self)
{
  forget_gone (self);
  choose_again (self);
  start_growing (self);
  show_page (self);
  show_chosen (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTE]);
}

static void
setup_row (GtkListItemFactory *factory, GtkListItem *item, VireoSnapshotsPane *self)
{
  gtk_list_item_set_child (item, vireo_snapshot_row_new ());
}

static void
bind_row (GtkListItemFactory *factory, GtkListItem *item, VireoSnapshotsPane *self)
{
  vireo_snapshot_row_show (VIREO_SNAPSHOT_ROW (gtk_list_item_get_child (item)),
                           vireo_snapshot_tree_get_vm (self->tree), gtk_list_item_get_item (item),
                           vireo_snapshot_tree_get_newest_first (self->tree));
}

static void
unbind_row (GtkListItemFactory *factory, GtkListItem *item, VireoSnapshotsPane *self)
{
  vireo_snapshot_row_clear (VIREO_SNAPSHOT_ROW (gtk_list_item_get_child (item)));
}

/* --- which VM, and whether somebody looks --- */

static void
update_watched (VireoSnapshotsPane *self)
{
  VireoSnapshotTree *wanted = vireo_vm_pane_get_shown (VIREO_VM_PANE (self)) ? self->tree : NULL;

  if (self->watched == wanted)
    return;
  if (self->watched != NULL)
    vireo_snapshot_tree_unwatch (self->watched);
  g_set_object (&self->watched, wanted);
  if (self->watched != NULL)
    vireo_snapshot_tree_watch (self->watched);
}

static void
vireo_snapshots_pane_vm_set (VireoVmPane *pane, VireoVm *vm)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (pane);

  self->choosing = TRUE;
  gtk_slice_list_model_set_model (self->part, NULL);
  gtk_slice_list_model_set_size (self->part, FIRST_ROWS);
  self->choosing = FALSE;
  g_ptr_array_set_size (self->names, 0);
  _vireo_snapshots_pane_set_job (self, NULL);
  g_clear_object (&self->tree);
  if (vm != NULL)
    {
      self->tree = vireo_snapshot_tree_new (vm);
      g_object_set (self->tree, "newest-first", self->newest_first, NULL);
      gtk_slice_list_model_set_model (self->part, vireo_snapshot_tree_get_nodes (self->tree));
    }
  g_signal_group_set_target (self->changes, self->tree);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TREE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTE]);
  update_watched (self);
  show_page (self);
  show_chosen (self);
}

static void
vireo_snapshots_pane_shown_changed (VireoVmPane *pane, gboolean shown)
{
  update_watched (VIREO_SNAPSHOTS_PANE (pane));
}

void
_vireo_snapshots_pane_set_job (VireoSnapshotsPane *self, VireoSnapshotJob *job)
{
  if (g_set_object (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOB]);
  _vireo_snapshots_pane_update_actions (self);
}

/* --- words for the bindings --- */

static char *
error_text (gpointer instance, const GError *error)
{
  return g_markup_escape_text (error != NULL ? error->message : "", -1);
}

static gboolean
has_job (gpointer instance, VireoJob *job)
{
  return job != NULL;
}

static char *
job_text (gpointer instance, const char *title, const char *step)
{
  return g_strdup (step != NULL ? step : title);
}

static double
job_fraction (gpointer instance, double fraction)
{
  return MAX (fraction, 0);
}

static gboolean
is_measured (gpointer instance, double fraction)
{
  return fraction >= 0;
}

static void
back_cb (VireoSnapshotsPane *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* --- the object --- */

static void
vireo_snapshots_pane_dispose (GObject *object)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (object);

  g_clear_handle_id (&self->grow_source, g_source_remove);
  if (self->watched != NULL)
    vireo_snapshot_tree_unwatch (self->watched);
  g_clear_object (&self->watched);
  g_clear_object (&self->changes);
  g_clear_object (&self->settings);
  if (self->chosen != NULL)
    g_signal_handlers_disconnect_by_data (self->chosen, self);
  g_clear_object (&self->chosen);
  g_clear_object (&self->part);
  g_clear_object (&self->tree);
  g_clear_object (&self->job);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_snapshots_pane_parent_class)->dispose (object);
}

static void
vireo_snapshots_pane_finalize (GObject *object)
{
  g_ptr_array_unref (VIREO_SNAPSHOTS_PANE (object)->names);
  G_OBJECT_CLASS (vireo_snapshots_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/vireovm/Vireo/vm/vireo-snapshots-pane.ui");
  gtk_widget_class_bind_template_child (klass, VireoSnapshotsPane, leaflet);
  gtk_widget_class_bind_template_child (klass, VireoSnapshotsPane, list);
  gtk_widget_class_bind_template_child (klass, VireoSnapshotsPane, stack);
  gtk_widget_class_bind_template_child (klass, VireoSnapshotsPane, details);
  gtk_widget_class_bind_template_callback (klass, setup_row);
  gtk_widget_class_bind_template_callback (klass, bind_row);
  gtk_widget_class_bind_template_callback (klass, unbind_row);
  gtk_widget_class_bind_template_callback (klass, error_text);
  gtk_widget_class_bind_template_callback (klass, has_job);
  gtk_widget_class_bind_template_callback (klass, job_text);
  gtk_widget_class_bind_template_callback (klass, job_fraction);
  gtk_widget_class_bind_template_callback (klass, is_measured);
  gtk_widget_class_bind_template_callback (klass, back_cb);
  vireo_text_bind (klass);
}

static void
vireo_snapshots_pane_class_init (VireoSnapshotsPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  VireoVmPaneClass *pane_class = VIREO_VM_PANE_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_snapshots_pane_get_property;
  object_class->set_property = vireo_snapshots_pane_set_property;
  object_class->dispose = vireo_snapshots_pane_dispose;
  object_class->finalize = vireo_snapshots_pane_finalize;
  pane_class->vm_set = vireo_snapshots_pane_vm_set;
  pane_class->shown_changed = vireo_snapshots_pane_shown_changed;

  props[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, VIREO_TYPE_CONTEXT,
                                             flags | G_PARAM_WRITABLE);
  props[PROP_TREE] = g_param_spec_object ("tree", NULL, NULL, VIREO_TYPE_SNAPSHOT_TREE, flags);
  props[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, VIREO_TYPE_JOB, flags);
  props[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, flags);
  props[PROP_NEWEST_FIRST]
      = g_param_spec_boolean ("newest-first", NULL, NULL, FALSE,
                              flags | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  bind_template (GTK_WIDGET_CLASS (klass));
  _vireo_snapshots_pane_install_actions (GTK_WIDGET_CLASS (klass));
}

static void
vireo_snapshots_pane_init (VireoSnapshotsPane *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  g_type_ensure (VIREO_TYPE_SNAPSHOT_DETAILS);
  g_type_ensure (VIREO_TYPE_SNAPSHOT_TREE);
  g_type_ensure (VIREO_TYPE_JOB);
  vireo_init_template (GTK_WIDGET (self));
  self->part = gtk_slice_list_model_new (NULL, 0, FIRST_ROWS);
  self->chosen = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->part)));
  g_signal_connect_swapped (self->chosen, "selection-changed", G_CALLBACK (selection_changed),
                            self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->chosen));
  self->changes = g_signal_group_new (VIREO_TYPE_SNAPSHOT_TREE);
  g_signal_group_connect_swapped (self->changes, "changed", G_CALLBACK (tree_changed), self);
  g_signal_group_connect_swapped (self->changes, "notify::error", G_CALLBACK (show_page), self);
  self->settings = vireo_settings_new ();
  if (self->settings != NULL)
    g_settings_bind (self->settings, "snapshots-newest-first", self, "newest-first",
                     G_SETTINGS_BIND_DEFAULT);
  show_page (self);
  _vireo_snapshots_pane_update_actions (self);
}
