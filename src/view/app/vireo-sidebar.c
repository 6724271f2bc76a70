/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-job-button.h"
#include "view/app/vireo-pollers.h"
#include "view/app/vireo-sidebar-private.h"
#include "view/common/vireo-template.h"

#define CATCH_UP_MS 200

struct _VireoSidebar
{
  AdwBin parent_instance;

  VireoContext *context; /* (owned) (nullable): until it is set */
  GObject *selected;     /* (owned) (nullable): stays when the filter hides its row */

  GtkTreeListModel *tree;        /* (owned): hosts, and their VMs below them */
  GtkSingleSelection *selection; /* (owned) */
  GtkFilter *filter;             /* (owned): shared by all hosts */
  GtkSorter *sorter;             /* (owned): likewise */
  GStrv words;                   /* (owned): what the filter looks for, folded */
  char *typed;                   /* (owned): the same as it was typed */
  VireoSort sort, wanted_sort;   /* by what the rows are sorted, and will be after catching up */
  GHashTable *moved;             /* (owned): VMs that changed what they are sorted by */
  guint catch_up;                /* idle source */
  gboolean refilter, resort;
  guint n_vms, n_shown;
  VireoPollers *pollers; /* (owned) (nullable): at work while mapped */

  GtkListView *list;
  GtkSearchEntry *entry;
  GtkStack *stack;
  VireoJobButton *jobs;
  GtkPopover *menu;
};

enum
{
  PROP_SELECTED = 1,
  PROP_FILTER,
  PROP_N_VMS,
  N_PROPS
};

enum
{
  OPENED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoSidebar, vireo_sidebar, ADW_TYPE_BIN)

/* What is in the list */

static gboolean
match_vm (gpointer item, gpointer user_data)
{
  VireoSidebar *self = user_data;

  return vireo_vm_index_matches (item, vireo_context_get_catalog (self->context),
                                 (const char *const *) self->words);
}

static int
compare_vms (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return vireo_vm_index_compare ((VireoVm *) a, (VireoVm *) b, VIREO_SIDEBAR (user_data)->sort);
}

/* The place of @item among the rows; GTK_INVALID_LIST_POSITION when the filter hides it. */
static guint
find_position (VireoSidebar *self, GObject *item)
{
  guint n_hosts = g_list_model_get_n_items (gtk_tree_list_model_get_model (self->tree));

  for (guint i = 0; i < n_hosts; i++)
    {
      g_autoptr (GtkTreeListRow) host_row = gtk_tree_list_model_get_child_row (self->tree, i);
      GListModel *vms;

      if (_vireo_sidebar_get_row_item (host_row) == item)
        return gtk_tree_list_row_get_position (host_row);
      vms = gtk_tree_list_row_get_children (host_row);
      for (guint j = 0; vms != NULL && j < g_list_model_get_n_items (vms); j++)
        {
          g_autoptr (GObject) vm = g_list_model_get_item (vms, j);

          if (vm == item)
            return gtk_tree_list_row_get_position (host_row) + 1 + j;
        }
    }
  return GTK_INVALID_LIST_POSITION;
}

/* Rows come and go under filter and sorting; the choice belongs to the VM, not to its row. */
static void
restore_selection (VireoSidebar *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (self->selected == NULL || _vireo_sidebar_get_row_item (row) == self->selected)
    return;
  gtk_single_selection_set_selected (self->selection, find_position (self, self->selected));
}

static void
count_shown (VireoSidebar *self)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->tree));
  guint n_hosts = g_list_model_get_n_items (gtk_tree_list_model_get_model (self->tree));
  gboolean nothing_found;

  self->n_shown = n_rows - MIN (n_rows, n_hosts);
  nothing_found = self->words != NULL && self->n_shown == 0 && self->n_vms > 0;
  gtk_stack_set_visible_child_name (self->stack, nothing_found ? "nothing" : "list");
}

/* States were not followed as long as nothing was sorted by them. */
static void
move_all (VireoSidebar *self)
{
  GListModel *hosts = gtk_tree_list_model_get_model (self->tree);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (hosts, i);
      GListModel *vms = vireo_vm_list_get_items (vireo_host_get_vms (host));

      for (guint j = 0; j < g_list_model_get_n_items (vms); j++)
        g_hash_table_add (self->moved, g_list_model_get_item (vms, j));
    }
}

/* GTK sorts bit by bit, and what is compared may change in one go with the order only. */
static void
sort_anew (VireoSidebar *self)
{
  GHashTableIter iter;
  gpointer vm;

  if (self->sort != self->wanted_sort)
    move_all (self);
  g_hash_table_iter_init (&iter, self->moved);
  while (g_hash_table_iter_next (&iter, &vm, NULL))
    vireo_vm_index_forget_place (vm);
  g_hash_table_remove_all (self->moved);
  self->sort = self->wanted_sort;
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static gboolean
catch_up_cb (gpointer data)
{
  VireoSidebar *self = data;

  self->catch_up = 0;
  if (self->resort)
    sort_anew (self);
  if (self->refilter && self->words != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  self->resort = self->refilter = FALSE;
  restore_selection (self);
  count_shown (self);
  return G_SOURCE_REMOVE;
}

static void
queue_catch_up (VireoSidebar *self)
{
  if (self->catch_up == 0)
    self->catch_up = g_idle_add (catch_up_cb, self);
}

/* While thousands of VMs are being read their names come in a stream: sorting for each of them would
 * be most of the work. */
static void
queue_catch_up_later (VireoSidebar *self)
{
  if (self->catch_up == 0)
    self->catch_up = g_timeout_add (CATCH_UP_MS, catch_up_cb, self);
}

static void
vm_changed_cb (VireoVm *vm, GParamSpec *pspec, VireoSidebar *self)
{
  gboolean name = g_str_equal (pspec->name, "display-name");
  gboolean state = g_str_equal (pspec->name, "state");

  if (!name && !state && !g_str_equal (pspec->name, "name") && !g_str_equal (pspec->name, "os-id")
      && !g_str_equal (pspec->name, "addresses"))
    return;
  vireo_vm_index_forget_text (vm);
  self->refilter = TRUE;
  if (name || (state && self->wanted_sort == VIREO_SORT_STATE))
    {
      g_hash_table_add (self->moved, g_object_ref (vm));
      self->resort = TRUE;
    }
  if (self->resort || self->words != NULL)
    queue_catch_up_later (self);
}

static void
vms_changed_cb (GListModel *vms, guint position, guint removed, guint added, VireoSidebar *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GObject) vm = g_list_model_get_item (vms, i);

      g_signal_connect_object (vm, "notify", G_CALLBACK (vm_changed_cb), self, 0);
    }
  self->n_vms += added - removed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VMS]);
  queue_catch_up (self);
}

/* GtkTreeListModel asks once for each host that comes into the list. */
static GListModel *
make_children (gpointer item, gpointer user_data)
{
  VireoSidebar *self = user_data;
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;
  GListModel *vms;

  if (!VIREO_IS_HOST (item))
    return NULL;
  vms = vireo_vm_list_get_items (vireo_host_get_vms (item));
  filtered = gtk_filter_list_model_new (g_object_ref (vms), g_object_ref (self->filter));
  gtk_filter_list_model_set_incremental (filtered, TRUE);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), g_object_ref (self->sorter));
  gtk_sort_list_model_set_incremental (sorted, TRUE);
  return G_LIST_MODEL (sorted);
}

static void
hosts_changed_cb (GListModel *hosts, guint position, guint removed, guint added, VireoSidebar *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (hosts, i);
      GListModel *vms = vireo_vm_list_get_items (vireo_host_get_vms (host));

      g_signal_connect_object (vms, "items-changed", G_CALLBACK (vms_changed_cb), self, 0);
      vms_changed_cb (vms, 0, 0, g_list_model_get_n_items (vms), self);
    }
  if (removed > 0)
    {
      guint n = 0;

      for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
        {
          g_autoptr (VireoHost) host = g_list_model_get_item (hosts, i);

          n += g_list_model_get_n_items (vireo_vm_list_get_items (vireo_host_get_vms (host)));
        }
      self->n_vms = n;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VMS]);
    }
}

/* Choosing */

static void
selected_cb (VireoSidebar *self)
{
  GObject *item = _vireo_sidebar_get_row_item (gtk_single_selection_get_selected_item (self->selection));

  /* No row: the filter hid it, or it was sorted elsewhere.  The page stays. */
  if (item == NULL)
    queue_catch_up (self);
  else if (g_set_object (&self->selected, item))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}

static void
activated_cb (VireoSidebar *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[OPENED], 0);
}

/* The filter */

static void
filter_changed_cb (VireoSidebar *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_auto (GStrv) words = vireo_vm_index_fold_words (typed);
  gboolean was_on = self->words != NULL;
  gboolean on = words[0] != NULL;
  gboolean stricter = was_on && g_str_has_prefix (typed, self->typed);

  g_free (self->typed);
  self->typed = g_strdup (typed);
  g_clear_pointer (&self->words, g_strfreev);
  if (on)
    self->words = g_steal_pointer (&words);
  /* Without a function the filter is known to let everything through and costs nothing. */
  if (on != was_on)
    gtk_custom_filter_set_filter_func (GTK_CUSTOM_FILTER (self->filter), on ? match_vm : NULL,
                                       on ? self : NULL, NULL);
  else if (on)
    gtk_filter_changed (self->filter,
                        stricter ? GTK_FILTER_CHANGE_MORE_STRICT : GTK_FILTER_CHANGE_DIFFERENT);
  queue_catch_up (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTER]);
}

static void
stop_search_cb (VireoSidebar *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* Enter in the filter opens the first VM it found. */
static void
open_first_cb (VireoSidebar *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->tree), i);

      if (!VIREO_IS_VM (_vireo_sidebar_get_row_item (row)))
        continue;
      activated_cb (self, i);
      return;
    }
}

/* The object */

static void
vireo_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoSidebar *self = VIREO_SIDEBAR (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;
    case PROP_FILTER:
      g_value_set_string (value, self->typed);
      break;
    case PROP_N_VMS:
      g_value_set_uint (value, self->n_vms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_sidebar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (vireo_sidebar_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (VIREO_SIDEBAR (widget)->menu);
}

static void
vireo_sidebar_map (GtkWidget *widget)
{
  VireoSidebar *self = VIREO_SIDEBAR (widget);

  GTK_WIDGET_CLASS (vireo_sidebar_parent_class)->map (widget);
  if (self->pollers != NULL)
    vireo_pollers_set_looking (self->pollers, TRUE);
}

static void
vireo_sidebar_unmap (GtkWidget *widget)
{
  VireoSidebar *self = VIREO_SIDEBAR (widget);

  GTK_WIDGET_CLASS (vireo_sidebar_parent_class)->unmap (widget);
  if (self->pollers != NULL)
    vireo_pollers_set_looking (self->pollers, FALSE);
}

static void
unparent (GtkPopover *popover)
{
  gtk_widget_unparent (GTK_WIDGET (popover));
}

static void
vireo_sidebar_dispose (GObject *object)
{
  VireoSidebar *self = VIREO_SIDEBAR (object);

  g_clear_handle_id (&self->catch_up, g_source_remove);
  g_clear_pointer (&self->menu, unparent);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_SIDEBAR);
  g_clear_object (&self->pollers);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->selected);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_sidebar_parent_class)->dispose (object);
}

static void
vireo_sidebar_finalize (GObject *object)
{
  VireoSidebar *self = VIREO_SIDEBAR (object);

  g_hash_table_unref (self->moved);
  g_strfreev (self->words);
  g_free (self->typed);
  G_OBJECT_CLASS (vireo_sidebar_parent_class)->finalize (object);
}

static void
vireo_sidebar_class_init (VireoSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_sidebar_get_property;
  object_class->dispose = vireo_sidebar_dispose;
  object_class->finalize = vireo_sidebar_finalize;
  widget_class->map = vireo_sidebar_map;
  widget_class->unmap = vireo_sidebar_unmap;
  widget_class->size_allocate = vireo_sidebar_size_allocate;

  props[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", flags);
  props[PROP_N_VMS] = g_param_spec_uint ("n-vms", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (VIREO_TYPE_JOB_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/app/vireo-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, VireoSidebar, entry);
  gtk_widget_class_bind_template_child (widget_class, VireoSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, VireoSidebar, jobs);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_first_cb);
  _vireo_sidebar_class_rows_init (widget_class);
}

static void
vireo_sidebar_init (VireoSidebar *self)
{
  self->typed = g_strdup ("");
  self->moved = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  vireo_init_template (GTK_WIDGET (self));

  self->filter = GTK_FILTER (gtk_custom_filter_new (NULL, NULL, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_vms, self, NULL));
  self->menu = GTK_POPOVER (gtk_popover_menu_new_from_model (NULL));
  gtk_popover_set_has_arrow (self->menu, FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
}

/**
 * vireo_sidebar_set_context:
 * @context: whose hosts to list; set once
 */
void
vireo_sidebar_set_context (VireoSidebar *self, VireoContext *context)
{
  GListModel *hosts = vireo_host_list_get_items (vireo_context_get_hosts (context));

  g_return_if_fail (self->context == NULL);
  self->context = g_object_ref (context);
  self->tree = gtk_tree_list_model_new (g_object_ref (hosts), FALSE, TRUE, make_children, self,
                                        NULL);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->tree)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tree, "items-changed", G_CALLBACK (queue_catch_up), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (hosts, "items-changed", G_CALLBACK (hosts_changed_cb), self, 0);
  hosts_changed_cb (hosts, 0, 0, g_list_model_get_n_items (hosts), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  self->pollers = vireo_pollers_new (hosts);
  vireo_pollers_set_looking (self->pollers, gtk_widget_get_mapped (GTK_WIDGET (self)));
  vireo_job_button_set_jobs (self->jobs, vireo_context_get_jobs (context));
}

VireoContext *
_vireo_sidebar_get_context (VireoSidebar *self)
{
  return self->context;
}

GtkPopover *
_vireo_sidebar_get_menu (VireoSidebar *self)
{
  return self->menu;
}

/**
 * vireo_sidebar_get_selected:
 *
 * Returns: (transfer none) (nullable): the #VireoVm or #VireoHost chosen
 */
GObject *
vireo_sidebar_get_selected (VireoSidebar *self)
{
  return self->selected;
}

/**
 * vireo_sidebar_select:
 * @item: (nullable): a #VireoVm or #VireoHost of the list, or %NULL for nothing
 */
void
vireo_sidebar_select (VireoSidebar *self, GObject *item)
{
  guint position = item != NULL ? find_position (self, item) : GTK_INVALID_LIST_POSITION;

  if (g_set_object (&self->selected, item))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

void
vireo_sidebar_set_sort (VireoSidebar *self, VireoSort sort)
{
  if (self->wanted_sort == sort)
    return;
  self->wanted_sort = sort;
  self->resort = TRUE;
  queue_catch_up (self);
}

void
vireo_sidebar_focus_filter (VireoSidebar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
vireo_sidebar_set_filter (VireoSidebar *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}
