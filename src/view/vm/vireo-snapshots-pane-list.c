/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lines of the tree are shown, and which of them are chosen.
 *
 * A GtkListView makes 200 rows however few of them can be seen, which takes it a tenth of a second.
 * So it is given only the lines around the place that is looked at, and more of them, a few in a
 * frame, when the user comes near the end of those. */

#include "config.h"

#include "view/vm/vireo-snapshots-pane-private.h"

#define FIRST_ROWS 16
#define ROWS_IN_A_FRAME 6
#define MARGIN 100 /* px that are to be there beyond what can be seen */

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

void
_vireo_snapshots_pane_show_chosen (VireoSnapshotsPane *self)
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
  _vireo_snapshots_pane_show_chosen (self);
  if (self->names->len == 1 && adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static gboolean
has_name (gconstpointer a, gconstpointer b)
{
  return g_str_equal (a, b);
}

/* Lines that were replaced are other objects, and some had no row yet: what was chosen is chosen
 * again, by its name. */
static void
choose_again (VireoSnapshotsPane *self)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->chosen);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));

  self->choosing = TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoSnapshotNode) node = g_list_model_get_item (G_LIST_MODEL (model), i);
      gboolean wanted = g_ptr_array_find_with_equal_func (self->names, get_name_of (node), has_name,
                                                          NULL);

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

static void
choose_all (VireoSnapshotsPane *self)
{
  GListModel *nodes = vireo_snapshot_tree_get_nodes (self->tree);

  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < g_list_model_get_n_items (nodes); i++)
    {
      g_autoptr (VireoSnapshotNode) node = g_list_model_get_item (nodes, i);

      if (vireo_snapshot_node_get_snapshot (node) != NULL)
        g_ptr_array_add (self->names, g_strdup (get_name_of (node)));
    }
  choose_again (self);
  _vireo_snapshots_pane_show_chosen (self);
}

/* --- what is shown --- */

static guint
count_lines (VireoSnapshotsPane *self)
{
  return self->tree != NULL
             ? g_list_model_get_n_items (vireo_snapshot_tree_get_nodes (self->tree)) : 0;
}

static guint
count_shown (VireoSnapshotsPane *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

static gboolean
is_shown_at (VireoSnapshotsPane *self, guint at, gpointer node)
{
  g_autoptr (VireoSnapshotNode) there = g_list_model_get_item (G_LIST_MODEL (self->shown), at);

  return there == node;
}

/* Shows @n of the tree's lines from @first on, as far as there are so many; a line that stays keeps
 * its row. */
static void
show_lines (VireoSnapshotsPane *self, guint first, guint n)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_lines = count_lines (self);
  guint n_old = count_shown (self);
  guint head = 0;
  guint tail = 0;

  n = MIN (n, n_lines);
  self->first = MIN (first, n_lines - n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (lines, g_list_model_get_item (vireo_snapshot_tree_get_nodes (self->tree),
                                                   self->first + i));
  while (head < n && head < n_old && is_shown_at (self, head, lines->pdata[head]))
    head++;
  while (tail < n - head && tail < n_old - head
         && is_shown_at (self, n_old - 1 - tail, lines->pdata[n - 1 - tail]))
    tail++;
  self->choosing = TRUE;
  if (head + tail < n || head + tail < n_old)
    g_list_store_splice (self->shown, head, n_old - head - tail, lines->pdata + head,
                         n - head - tail);
  self->choosing = FALSE;
  choose_again (self);
}

/* Of the one line that is chosen; else of the present. */
static guint
find_place (VireoSnapshotsPane *self)
{
  const char *name = self->names->len == 1 ? self->names->pdata[0] : "";

  for (guint i = 0; i < count_lines (self); i++)
    {
      g_autoptr (VireoSnapshotNode) node
          = g_list_model_get_item (vireo_snapshot_tree_get_nodes (self->tree), i);

      if (g_str_equal (get_name_of (node), name))
        return i;
    }
  return 0;
}

static void
aim (VireoSnapshotsPane *self)
{
  guint at = find_place (self) - self->first;

  if (at < count_shown (self))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", at);
}

static gboolean
is_short_above (VireoSnapshotsPane *self)
{
  return self->first > 0 && gtk_adjustment_get_value (self->place) < MARGIN;
}

static gboolean
is_short_below (VireoSnapshotsPane *self)
{
  double end = gtk_adjustment_get_value (self->place) + gtk_adjustment_get_page_size (self->place);

  return self->first + count_shown (self) < count_lines (self)
         && gtk_adjustment_get_upper (self->place) - end < MARGIN;
}

static gboolean
work_in_frame (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  VireoSnapshotsPane *self = data;
  guint n = count_shown (self);

  if (self->until_aimed > 0)
    {
      /* The rows have their places only when a frame was laid out with them. */
      if (--self->until_aimed == 0)
        aim (self);
      return G_SOURCE_CONTINUE;
    }
  if (is_short_above (self))
    {
      guint more = MIN (ROWS_IN_A_FRAME, self->first);

      show_lines (self, self->first - more, n + more);
      return G_SOURCE_CONTINUE;
    }
  if (is_short_below (self))
    {
      show_lines (self, self->first, n + ROWS_IN_A_FRAME);
      return G_SOURCE_CONTINUE;
    }
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
start_working (VireoSnapshotsPane *self)
{
  if (self->tick == 0
      && (self->until_aimed > 0 || is_short_above (self) || is_short_below (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->list), work_in_frame, self, NULL);
}

/* For another VM, or another order: nothing that is shown stays. */
void
_vireo_snapshots_pane_empty_list (VireoSnapshotsPane *self)
{
  self->choosing = TRUE;
  g_list_store_remove_all (self->shown);
  self->choosing = FALSE;
  self->first = 0;
}

/* Shows what is in the tree now. */
void
_vireo_snapshots_pane_update_list (VireoSnapshotsPane *self)
{
  guint n = count_shown (self);
  guint place;

  forget_gone (self);
  if (n > 0)
    show_lines (self, self->first, MAX (n, FIRST_ROWS));
  else
    {
      place = find_place (self);
      show_lines (self, place - MIN (place, FIRST_ROWS / 2), FIRST_ROWS);
      self->until_aimed = 2;
    }
  start_working (self);
}

/* --- the keyboard --- */

/* The list itself knows only the lines that it was given. */
static gboolean
key_pressed (VireoSnapshotsPane *self, guint key, guint code, GdkModifierType state)
{
  guint n = count_lines (self);

  state &= gtk_accelerator_get_default_mod_mask ();
  if (key == GDK_KEY_a && state == GDK_CONTROL_MASK)
    {
      choose_all (self);
      return TRUE;
    }
  if ((state & GDK_SHIFT_MASK) != 0)
    return FALSE;
  if ((key == GDK_KEY_Home || key == GDK_KEY_KP_Home) && self->first > 0)
    show_lines (self, 0, FIRST_ROWS);
  else if ((key == GDK_KEY_End || key == GDK_KEY_KP_End) && self->first + count_shown (self) < n)
    show_lines (self, n - FIRST_ROWS, FIRST_ROWS);
  return FALSE;
}

/* --- the pane's list --- */

void
_vireo_snapshots_pane_make_list (VireoSnapshotsPane *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->shown = g_list_store_new (VIREO_TYPE_SNAPSHOT_NODE);
  self->chosen = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  g_signal_connect_swapped (self->chosen, "selection-changed", G_CALLBACK (selection_changed),
                            self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->chosen));
  self->place = g_object_ref (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)));
  g_signal_connect_swapped (self->place, "changed", G_CALLBACK (start_working), self);
  g_signal_connect_swapped (self->place, "value-changed", G_CALLBACK (start_working), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
}

void
_vireo_snapshots_pane_drop_list (VireoSnapshotsPane *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->list), self->tick);
  self->tick = 0;
  if (self->place != NULL)
    g_signal_handlers_disconnect_by_data (self->place, self);
  g_clear_object (&self->place);
  if (self->chosen != NULL)
    g_signal_handlers_disconnect_by_data (self->chosen, self);
  g_clear_object (&self->chosen);
  g_clear_object (&self->shown);
}
