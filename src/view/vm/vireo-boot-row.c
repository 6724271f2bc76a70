/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-hardware.h"
#include "view/common/vireo-long-list.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-boot-row.h"
#include "view/vm/vireo-disk-text.h"
#include "view/vm/vireo-nic-text.h"

struct _VireoBootRow
{
  AdwActionRow parent_instance;

  VireoDevice *device; /* (owned) */
  guint place;         /* 0: first; those that are not chosen come behind the others */
  gboolean placing;    /* the check follows the place, it was not clicked */

  GtkCheckButton *check;
  GtkImage *icon;
  GtkWidget *buttons;
};

enum
{
  TOGGLED,
  MOVED,
  DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoBootRow, vireo_boot_row, ADW_TYPE_ACTION_ROW)

static void
check_toggled_cb (VireoBootRow *self)
{
  if (!self->placing)
    g_signal_emit (self, signals[TOGGLED], 0);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[MOVED], 0, g_str_equal (name, "boot.up") ? -1 : 1);
}

/* Dragging */

static GdkContentProvider *
prepare_cb (VireoBootRow *self)
{
  return vireo_boot_row_is_chosen (self)
             ? gdk_content_provider_new_typed (VIREO_TYPE_BOOT_ROW, self)
             : NULL;
}

static void
drag_begin_cb (VireoBootRow *self, GdkDrag *drag, GtkDragSource *source)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 24, 24);
}

static gboolean
drop_cb (VireoBootRow *self, const GValue *value)
{
  VireoBootRow *other = g_value_get_object (value);

  if (other == NULL || other == self
      || gtk_widget_get_parent (GTK_WIDGET (other)) != gtk_widget_get_parent (GTK_WIDGET (self)))
    return FALSE;
  g_signal_emit (self, signals[DROPPED], 0, other);
  return TRUE;
}

static void
vireo_boot_row_dispose (GObject *object)
{
  VireoBootRow *self = VIREO_BOOT_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_BOOT_ROW);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (vireo_boot_row_parent_class)->dispose (object);
}

static void
vireo_boot_row_class_init (VireoBootRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_boot_row_dispose;
  vireo_long_list_class_leave_out (widget_class);
  signals[TOGGLED] = g_signal_new ("toggled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[DROPPED] = g_signal_new ("dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, VIREO_TYPE_BOOT_ROW);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-boot-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoBootRow, check);
  gtk_widget_class_bind_template_child (widget_class, VireoBootRow, icon);
  gtk_widget_class_bind_template_child (widget_class, VireoBootRow, buttons);
  gtk_widget_class_bind_template_callback (widget_class, check_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
  gtk_widget_class_install_action (widget_class, "boot.up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "boot.down", NULL, move_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "boot.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "boot.down", NULL);
}

static void
vireo_boot_row_init (VireoBootRow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (VIREO_TYPE_BOOT_ROW, GDK_ACTION_MOVE);

  vireo_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

GtkWidget *
vireo_boot_row_new (VireoDevice *device)
{
  VireoBootRow *self = g_object_new (VIREO_TYPE_BOOT_ROW, NULL);

  vireo_boot_row_set_device (self, device);
  return GTK_WIDGET (self);
}

/* --- words --- */

static const char *
get_icon (VireoDevice *device)
{
  if (VIREO_IS_NIC (device))
    return "network-wired-symbolic";
  if (VIREO_IS_DISK (device) && vireo_disk_is_removable (VIREO_DISK (device)))
    return "media-optical-symbolic";
  return VIREO_IS_DISK (device) ? "drive-harddisk-symbolic" : "application-x-addon-symbolic";
}

static char *
make_title (VireoDevice *device)
{
  if (VIREO_IS_DISK (device))
    return vireo_disk_text_title (VIREO_DISK (device));
  if (VIREO_IS_HARDWARE (device))
    return g_strdup (vireo_hardware_get_title (VIREO_HARDWARE (device)));
  /* Translators: booting over the network */
  return g_strdup (C_ ("boot", "Network"));
}

static char *
make_subtitle (VireoDevice *device)
{
  if (VIREO_IS_DISK (device))
    return vireo_disk_text_summary (VIREO_DISK (device));
  if (VIREO_IS_NIC (device))
    return g_strdup (vireo_device_get_key (device));
  return g_strdup (vireo_hardware_get_subtitle (VIREO_HARDWARE (device)));
}

/**
 * vireo_boot_row_set_device:
 * @device: the device of this row's key, as it is now
 */
void
vireo_boot_row_set_device (VireoBootRow *self, VireoDevice *device)
{
  g_autofree char *title = make_title (device);
  g_autofree char *subtitle = make_subtitle (device);
  g_autofree char *check = NULL;

  if (!g_set_object (&self->device, device))
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle != NULL ? subtitle : "");
  gtk_image_set_from_icon_name (self->icon, get_icon (device));
  check = g_strdup_printf (_ ("Boot from %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  check, -1);
}

/**
 * vireo_boot_row_set_place:
 * @place: 0: first
 * @n_chosen: how many the VM boots from; those are the first ones
 */
void
vireo_boot_row_set_place (VireoBootRow *self, guint place, guint n_chosen)
{
  gboolean chosen = place < n_chosen;

  self->place = place;
  self->placing = TRUE;
  gtk_check_button_set_active (self->check, chosen);
  self->placing = FALSE;
  gtk_widget_set_visible (self->buttons, chosen);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "boot.up", chosen && place > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "boot.down", chosen && place + 1 < n_chosen);
}

const char *
vireo_boot_row_get_key (VireoBootRow *self)
{
  return vireo_device_get_key (self->device);
}

guint
vireo_boot_row_get_place (VireoBootRow *self)
{
  return self->place;
}

gboolean
vireo_boot_row_is_chosen (VireoBootRow *self)
{
  return gtk_check_button_get_active (self->check);
}
