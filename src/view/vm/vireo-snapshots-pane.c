/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree and the chosen one beside it.  Which lines are shown and chosen is in
 * vireo-snapshots-pane-list.c, what is done with them in vireo-snapshots-pane-actions.c. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-settings.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-snapshot-row.h"
#include "view/vm/vireo-snapshot-text.h"
#include "view/vm/vireo-snapshots-pane-private.h"

enum
{
  PROP_CONTEXT = 1,
  PROP_TREE,
  PROP_JOB,
  PROP_NOTE,
  PROP_TAKE_HINT,
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

/* What the one click does to a guest that runs. */
static char *
make_take_hint (VireoSnapshotsPane *self)
{
  const VireoSnapshotVerdict *verdict
      = self->tree != NULL ? vireo_snapshot_tree_get_verdict (self->tree) : NULL;

  return verdict != NULL && verdict->can_take ? vireo_snapshot_text_pause (verdict) : NULL;
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
    case PROP_TAKE_HINT:
      g_value_take_string (value, make_take_hint (self));
      break;
    case PROP_NEWEST_FIRST:
      g_value_set_boolean (value, self->newest_first);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_newest_first (VireoSnapshotsPane *self, gboolean newest_first)
{
  if (self->newest_first == newest_first)
    return;
  self->newest_first = newest_first;
  if (self->tree != NULL)
    {
      /* All rows are drawn the other way round. */
      _vireo_snapshots_pane_empty_list (self);
      g_object_set (self->tree, "newest-first", newest_first, NULL);
      _vireo_snapshots_pane_update_list (self);
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

/* --- the list --- */

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
  _vireo_snapshots_pane_update_list (self);
  show_page (self);
  _vireo_snapshots_pane_show_chosen (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TAKE_HINT]);
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

  _vireo_snapshots_pane_empty_list (self);
  g_ptr_array_set_size (self->names, 0);
  _vireo_snapshots_pane_set_job (self, NULL);
  g_clear_object (&self->tree);
  if (vm != NULL)
    {
      self->tree = vireo_snapshot_tree_new (vm);
      g_object_set (self->tree, "newest-first", self->newest_first, NULL);
    }
  g_signal_group_set_target (self->changes, self->tree);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TREE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TAKE_HINT]);
  update_watched (self);
  show_page (self);
  _vireo_snapshots_pane_show_chosen (self);
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

  if (self->watched != NULL)
    vireo_snapshot_tree_unwatch (self->watched);
  g_clear_object (&self->watched);
  g_clear_object (&self->changes);
  g_clear_object (&self->settings);
  _vireo_snapshots_pane_drop_list (self);
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
  props[PROP_TAKE_HINT] = g_param_spec_string ("take-hint", NULL, NULL, NULL, flags);
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
  g_type_ensure (VIREO_TYPE_SNAPSHOT_DETAILS);
  g_type_ensure (VIREO_TYPE_SNAPSHOT_TREE);
  g_type_ensure (VIREO_TYPE_JOB);
  vireo_init_template (GTK_WIDGET (self));
  _vireo_snapshots_pane_make_list (self);
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
