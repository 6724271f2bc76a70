/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right side of the window for one VM.  What it shows follows the VM through the bindings
 * in the .ui; here are the panes, and which VM is followed. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-back-button.h"
#include "view/common/vireo-banner.h"
#include "view/common/vireo-busy-icon.h"
#include "view/common/vireo-template.h"
#include "view/console/vireo-console-pane.h"
#include "view/vm/vireo-disks-pane.h"
#include "view/vm/vireo-install-bar.h"
#include "view/vm/vireo-nics-pane.h"
#include "view/vm/vireo-overview-pane.h"
#include "view/vm/vireo-perf-pane.h"
#include "view/vm/vireo-snapshots-pane.h"
#include "view/vm/vireo-vm-page-private.h"
#include "view/vm/vireo-xml-pane.h"

#define MAKE_PANES_EVERY 300 /* ms */
#define TELL_PANES_EVERY 50  /* ms */

/* The panes in the order of the switcher.  A new one is its file and its line here. */
static const struct
{
  const char *name;
  const char *title;
  const char *icon;
  GType (*type) (void);
} panes[] = {
  { "console", N_ ("Console"), "video-display-symbolic", vireo_console_pane_get_type },
  { "overview", N_ ("Overview"), "view-list-bullet-symbolic", vireo_overview_pane_get_type },
  { "disks", N_ ("Disks"), "drive-harddisk-symbolic", vireo_disks_pane_get_type },
  { "network", N_ ("Network"), "network-wired-symbolic", vireo_nics_pane_get_type },
  { "snapshots", N_ ("Snapshots"), "camera-photo-symbolic", vireo_snapshots_pane_get_type },
  { "performance", N_ ("Performance"), "vireo-performance-symbolic", vireo_perf_pane_get_type },
  { "xml", N_ ("XML"), "text-x-generic-symbolic", vireo_xml_pane_get_type },
};

enum
{
  PROP_VM = 1,
  PROP_CONTEXT,
  PROP_PANE,
  PROP_AUTOSTART,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoVmPage, vireo_vm_page, ADW_TYPE_BIN)

static void
vireo_vm_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoVmPage *self = VIREO_VM_PAGE (object);

  switch (id)
    {
    case PROP_VM:
      g_value_set_object (value, self->vm);
      break;
    case PROP_CONTEXT:
      g_value_set_object (value, self->context);
      break;
    case PROP_PANE:
      g_value_set_string (value, adw_view_stack_get_visible_child_name (self->panes));
      break;
    case PROP_AUTOSTART:
      g_value_set_boolean (value, self->vm != NULL && vireo_vm_get_facts (self->vm)->autostart);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_vm_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoVmPage *self = VIREO_VM_PAGE (object);

  switch (id)
    {
    case PROP_VM:
      vireo_vm_page_set_vm (self, g_value_get_object (value));
      break;
    case PROP_CONTEXT:
      g_set_object (&self->context, g_value_get_object (value));
      break;
    case PROP_PANE:
      vireo_vm_page_show_pane (self, g_value_get_string (value));
      break;
    case PROP_AUTOSTART:
      _vireo_vm_page_set_autostart (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
autostart_changed (VireoVmPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTOSTART]);
}

/* (nullable): it is not made yet */
static VireoVmPane *
get_pane (VireoVmPage *self, guint i)
{
  GtkWidget *place = adw_view_stack_get_child_by_name (self->panes, panes[i].name);

  return (VireoVmPane *) adw_bin_get_child (ADW_BIN (place));
}

/* A pane is made when it is first shown, or when there is nothing else to do: all of them at once
 * would hold up the window. */
static VireoVmPane *
ensure_pane (VireoVmPage *self, guint i)
{
  AdwBin *place = ADW_BIN (adw_view_stack_get_child_by_name (self->panes, panes[i].name));
  GtkWidget *pane = adw_bin_get_child (place);

  if (pane != NULL)
    return VIREO_VM_PANE (pane);
  pane = g_object_new (panes[i].type (), NULL);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (pane), "context") != NULL)
    g_object_set (pane, "context", self->context, NULL);
  adw_bin_set_child (place, pane);
  vireo_vm_pane_set_vm (VIREO_VM_PANE (pane), self->vm);
  return VIREO_VM_PANE (pane);
}

/* The switcher makes a button for each pane, which takes as long as the page itself. */
static gboolean
show_names (VireoVmPage *self)
{
  AdwViewSwitcher *switcher = ADW_VIEW_SWITCHER (self->switcher);

  if (adw_view_switcher_get_stack (switcher) != NULL)
    return FALSE;
  adw_view_switcher_set_stack (switcher, self->panes);
  return TRUE;
}

static gboolean
make_next_pane (gpointer data)
{
  VireoVmPage *self = data;

  if (show_names (self))
    return G_SOURCE_CONTINUE;
  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    {
      if (get_pane (self, i) == NULL)
        {
          vireo_vm_pane_settle (ensure_pane (self, i));
          return G_SOURCE_CONTINUE;
        }
    }
  self->make_panes = 0;
  return G_SOURCE_REMOVE;
}

/* Only the pane that the user sees may do work that costs. */
static void
tell_panes (VireoVmPage *self)
{
  const char *visible = adw_view_stack_get_visible_child_name (self->panes);
  gboolean mapped = gtk_widget_get_mapped (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    {
      gboolean shown = mapped && g_strcmp0 (visible, panes[i].name) == 0;

      if (shown)
        vireo_vm_pane_set_vm (ensure_pane (self, i), self->vm);
      if (get_pane (self, i) != NULL)
        vireo_vm_pane_set_shown (get_pane (self, i), shown);
    }
}

/* Those that are not seen learn one after another which VM is shown now, or when they are seen:
 * whoever goes through the list with the arrow keys does not wait for them. */
static gboolean
tell_next_pane (gpointer data)
{
  VireoVmPage *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    {
      VireoVmPane *pane = get_pane (self, i);

      if (pane != NULL && vireo_vm_pane_get_vm (pane) != self->vm)
        {
          vireo_vm_pane_set_vm (pane, self->vm);
          vireo_vm_pane_settle (pane);
          return G_SOURCE_CONTINUE;
        }
    }
  self->tell_others = 0;
  return G_SOURCE_REMOVE;
}

static void
tell_others (VireoVmPage *self)
{
  g_clear_handle_id (&self->tell_others, g_source_remove);
  self->tell_others
      = g_timeout_add_full (G_PRIORITY_LOW, TELL_PANES_EVERY, tell_next_pane, self, NULL);
}

/* In a narrow window the names do not all fit: the one that is shown comes into view. */
static void
reveal_name (VireoVmPage *self)
{
  GtkWidget *name = gtk_widget_get_first_child (self->switcher);
  const char *visible = adw_view_stack_get_visible_child_name (self->panes);
  graphene_rect_t place;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (panes); i++)
    {
      if (g_strcmp0 (visible, panes[i].name) == 0
          && gtk_widget_compute_bounds (name, self->switcher, &place))
        gtk_adjustment_clamp_page (gtk_scrolled_window_get_hadjustment (self->names),
                                   place.origin.x, place.origin.x + place.size.width);
      name = gtk_widget_get_next_sibling (name);
    }
}

static void
pane_changed (VireoVmPage *self)
{
  tell_panes (self);
  reveal_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PANE]);
}

static void
vireo_vm_page_map (GtkWidget *widget)
{
  show_names (VIREO_VM_PAGE (widget));
  GTK_WIDGET_CLASS (vireo_vm_page_parent_class)->map (widget);
  tell_panes (VIREO_VM_PAGE (widget));
}

static void
vireo_vm_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_vm_page_parent_class)->unmap (widget);
  tell_panes (VIREO_VM_PAGE (widget));
}

static void
add_panes (VireoVmPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    adw_view_stack_add_titled_with_icon (self->panes, adw_bin_new (), panes[i].name,
                                         _ (panes[i].title), panes[i].icon);
}

static void
vireo_vm_page_constructed (GObject *object)
{
  VireoVmPage *self = VIREO_VM_PAGE (object);

  G_OBJECT_CLASS (vireo_vm_page_parent_class)->constructed (object);
  add_panes (self);
  g_signal_connect_object (self->panes, "notify::visible-child", G_CALLBACK (pane_changed), self,
                           G_CONNECT_SWAPPED);
  self->make_panes = g_timeout_add_full (G_PRIORITY_LOW, MAKE_PANES_EVERY, make_next_pane, self,
                                         NULL);
}

static void
vireo_vm_page_dispose (GObject *object)
{
  VireoVmPage *self = VIREO_VM_PAGE (object);

  g_clear_handle_id (&self->make_panes, g_source_remove);
  g_clear_handle_id (&self->tell_others, g_source_remove);
  g_clear_object (&self->watched);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_VM_PAGE);
  g_clear_object (&self->vm);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_vm_page_parent_class)->dispose (object);
}

static void
vireo_vm_page_class_init (VireoVmPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_vm_page_get_property;
  object_class->set_property = vireo_vm_page_set_property;
  object_class->constructed = vireo_vm_page_constructed;
  object_class->dispose = vireo_vm_page_dispose;
  widget_class->map = vireo_vm_page_map;
  widget_class->unmap = vireo_vm_page_unmap;

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM, rw);
  props[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, VIREO_TYPE_CONTEXT,
                                             rw | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_PANE] = g_param_spec_string ("pane", NULL, NULL, NULL, rw);
  props[PROP_AUTOSTART] = g_param_spec_boolean ("autostart", NULL, NULL, FALSE, rw);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (VIREO_TYPE_BACK_BUTTON);
  g_type_ensure (VIREO_TYPE_BANNER);
  g_type_ensure (VIREO_TYPE_BUSY_ICON);
  g_type_ensure (VIREO_TYPE_INSTALL_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-vm-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoVmPage, panes);
  gtk_widget_class_bind_template_child (widget_class, VireoVmPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, VireoVmPage, names);
  _vireo_vm_page_bind_words (widget_class);
  _vireo_vm_page_class_actions_init (klass);
}

/* All as wide as the widest, seven names do not fit into a window of the usual size. */
static void
let_names_take_their_width (GtkWidget *switcher)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (switcher);

  if (GTK_IS_BOX_LAYOUT (layout))
    gtk_box_layout_set_homogeneous (GTK_BOX_LAYOUT (layout), FALSE);
}

static void
vireo_vm_page_init (VireoVmPage *self)
{
  vireo_init_template (GTK_WIDGET (self));
  let_names_take_their_width (self->switcher);

  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "notify::can",
                                  G_CALLBACK (_vireo_vm_page_update_actions), self);
  g_signal_group_connect_swapped (self->watched, "notify::order",
                                  G_CALLBACK (_vireo_vm_page_update_actions), self);
  g_signal_group_connect_swapped (self->watched, "notify::stale",
                                  G_CALLBACK (_vireo_vm_page_update_actions), self);
  g_signal_group_connect_swapped (self->watched, "notify::autostart",
                                  G_CALLBACK (autostart_changed), self);
  _vireo_vm_page_update_actions (self);
}

/**
 * vireo_vm_page_new:
 * @context: what the program shares
 */
GtkWidget *
vireo_vm_page_new (VireoContext *context)
{
  return g_object_new (VIREO_TYPE_VM_PAGE, "context", context, NULL);
}

/**
 * vireo_vm_page_set_vm:
 * @vm: (nullable): the VM to show from now on
 *
 * Orders given to the VM shown before go on; what fails of them is still reported here.
 */
void
vireo_vm_page_set_vm (VireoVmPage *self, VireoVm *vm)
{
  g_return_if_fail (VIREO_IS_VM_PAGE (self));

  if (self->vm == vm)
    return;
  _vireo_vm_page_note_seen (self);
  g_set_object (&self->vm, vm);
  g_signal_group_set_target (self->watched, vm);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VM]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTOSTART]);
  _vireo_vm_page_update_actions (self);
  tell_panes (self);
  tell_others (self);
}

VireoVm *
vireo_vm_page_get_vm (VireoVmPage *self)
{
  g_return_val_if_fail (VIREO_IS_VM_PAGE (self), NULL);

  return self->vm;
}

/**
 * vireo_vm_page_show_pane:
 * @name: "console", "overview", ...; a name that is not known changes nothing
 */
void
vireo_vm_page_show_pane (VireoVmPage *self, const char *name)
{
  g_return_if_fail (VIREO_IS_VM_PAGE (self));

  if (name != NULL && adw_view_stack_get_child_by_name (self->panes, name) != NULL)
    adw_view_stack_set_visible_child_name (self->panes, name);
}

/**
 * vireo_vm_page_show_nth_pane:
 * @n: from 0, as they stand in the switcher; nothing happens when there are not so many
 */
void
vireo_vm_page_show_nth_pane (VireoVmPage *self, guint n)
{
  g_return_if_fail (VIREO_IS_VM_PAGE (self));

  if (n < G_N_ELEMENTS (panes))
    vireo_vm_page_show_pane (self, panes[n].name);
}
