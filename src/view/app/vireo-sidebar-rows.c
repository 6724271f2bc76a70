/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the sidebar: what they are made of, clicks and menus on them. */

#include "config.h"

#include "view/app/vireo-host-row.h"
#include "view/app/vireo-sidebar-private.h"
#include "view/app/vireo-vm-menu.h"
#include "view/app/vireo-vm-row.h"

/* The VM or host of a row. */
GObject *
_vireo_sidebar_get_row_item (GtkTreeListRow *row)
{
  g_autoptr (GObject) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  return item; /* its list holds it */
}

/* In a narrow window the page is not beside the list, so there one click opens; the list view
 * itself would want two.  After the click has chosen the row, hence the idle. */
static gboolean
open_in_idle (gpointer data)
{
  GtkWidget *leaflet = gtk_widget_get_ancestor (data, ADW_TYPE_LEAFLET);

  if (leaflet != NULL && adw_leaflet_get_folded (ADW_LEAFLET (leaflet)))
    g_signal_emit_by_name (data, "opened");
  return G_SOURCE_REMOVE;
}

static void
row_clicked_cb (VireoSidebar *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, open_in_idle, g_object_ref (self), g_object_unref);
}

static void
show_menu_for (VireoSidebar *self, GObject *item, GtkWidget *at, double x, double y)
{
  g_autoptr (GMenuModel) model = VIREO_IS_VM (item) ? vireo_vm_menu_new (VIREO_VM (item))
                                                    : vireo_host_menu_new (VIREO_HOST (item));
  GtkPopover *menu = _vireo_sidebar_get_menu (self);
  graphene_point_t point;

  vireo_sidebar_select (self, item);
  if (!gtk_widget_compute_point (at, GTK_WIDGET (self), &GRAPHENE_POINT_INIT (x, y), &point))
    return;
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (menu), model);
  gtk_popover_set_pointing_to (menu, &(GdkRectangle) { point.x, point.y, 1, 1 });
  gtk_popover_popup (menu);
}

static GObject *
get_child_item (GtkWidget *child)
{
  if (VIREO_IS_VM_ROW (child))
    return G_OBJECT (vireo_vm_row_get_vm (VIREO_VM_ROW (child)));
  if (GTK_IS_TREE_EXPANDER (child))
    return _vireo_sidebar_get_row_item (gtk_tree_expander_get_list_row (GTK_TREE_EXPANDER (child)));
  return NULL;
}

static void
row_menu_cb (GtkGesture *gesture, double x, double y, VireoSidebar *self)
{
  GtkWidget *child = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GObject *item = get_child_item (child);

  if (item == NULL)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu_for (self, item, child, x, y);
}

static void
row_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, VireoSidebar *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  if (event != NULL && gdk_event_triggers_context_menu (event))
    row_menu_cb (GTK_GESTURE (gesture), x, y, self);
}

static void
row_released_cb (GtkGestureClick *gesture, int n_press, double x, double y, VireoSidebar *self)
{
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_PRIMARY)
    row_clicked_cb (self);
}

static void
add_gestures (VireoSidebar *self, GtkWidget *child)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (row_pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (row_released_cb), self);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (row_menu_cb), self);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (hold));
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, VireoSidebar *self)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  GObject *item = _vireo_sidebar_get_row_item (row);
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (VIREO_IS_VM (item))
    {
      if (!VIREO_IS_VM_ROW (child))
        {
          child = vireo_vm_row_new (vireo_context_get_catalog (_vireo_sidebar_get_context (self)));
          add_gestures (self, child);
          gtk_list_item_set_child (list_item, child);
        }
      vireo_vm_row_set_vm (VIREO_VM_ROW (child), VIREO_VM (item));
      return;
    }
  if (!GTK_IS_TREE_EXPANDER (child))
    {
      child = gtk_tree_expander_new ();
      gtk_tree_expander_set_child (GTK_TREE_EXPANDER (child), vireo_host_row_new ());
      add_gestures (self, child);
      gtk_list_item_set_child (list_item, child);
    }
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), row);
  vireo_host_row_set_host (
      VIREO_HOST_ROW (gtk_tree_expander_get_child (GTK_TREE_EXPANDER (child))), VIREO_HOST (item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, VireoSidebar *self)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (VIREO_IS_VM_ROW (child))
    vireo_vm_row_set_vm (VIREO_VM_ROW (child), NULL);
  else if (GTK_IS_TREE_EXPANDER (child))
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), NULL);
}

/* Menu key and Shift+F10: at the row that has the focus. */
static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  VireoSidebar *self = VIREO_SIDEBAR (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *row = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *child = row != NULL ? gtk_widget_get_first_child (row) : NULL;
  GObject *item = child != NULL ? get_child_item (child) : NULL;

  if (item == NULL)
    return FALSE;
  show_menu_for (self, item, child, gtk_widget_get_width (child) / 2,
                 gtk_widget_get_height (child));
  return TRUE;
}

void
_vireo_sidebar_class_rows_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}
