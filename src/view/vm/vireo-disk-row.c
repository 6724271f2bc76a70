/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/base/vireo-units.h"
#include "core/model/vireo-vm-change.h"
#include "view/common/vireo-long-list.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-row-menu.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/common/vireo-wide-bin.h"
#include "view/vm/vireo-disk-grow-dialog.h"
#include "view/vm/vireo-disk-options-dialog.h"
#include "view/vm/vireo-disk-remove.h"
#include "view/vm/vireo-disk-row.h"
#include "view/vm/vireo-disk-text.h"
#include "view/vm/vireo-media-dialog.h"
#include "view/vm/vireo-pending-row.h"
#include "view/vm/vireo-rate-label.h"

struct _VireoDiskRow
{
  AdwExpanderRow parent_instance;

  GtkMenuButton *more;
  GMenuModel *menu;

  VireoVm *vm;             /* (owned) */
  VireoDisk *disk;         /* (owned) */
  GSignalGroup *watched;   /* (owned): what is possible follows the state of the VM */
  GPtrArray *details;      /* (owned) (nullable): rows, borrowed; made when first unfolded */
  GtkWidget *pending;      /* (nullable): with the details */
  GtkWidget *space;        /* (nullable): with the details */
  GtkWidget *rate_row;     /* (nullable): with the details */

  GtkWidget *badge;
  VireoRateLabel *rate;
};

enum
{
  PROP_VM = 1,
  PROP_DEVICE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDiskRow, vireo_disk_row, ADW_TYPE_EXPANDER_ROW)

/* Words for the bindings */

static char *
icon_text (gpointer instance, VireoDisk *disk)
{
  const VireoDiskValues *values = disk != NULL ? vireo_disk_get_shown (disk) : NULL;

  if (values != NULL && g_str_equal (values->device, "cdrom"))
    return g_strdup ("media-optical-symbolic");
  if (values != NULL && g_str_equal (values->device, "floppy"))
    return g_strdup ("media-floppy-symbolic");
  return g_strdup ("drive-harddisk-symbolic");
}

static gboolean
is_pending (gpointer instance, VireoDevice *device)
{
  return device != NULL && vireo_device_get_pending (device) != VIREO_DEVICE_PENDING_NONE;
}

static char *
pending_text (gpointer instance, VireoDevice *device)
{
  return g_strdup (device != NULL ? vireo_device_get_pending_text (device) : NULL);
}

static gboolean
is_removable (gpointer instance, VireoDisk *disk)
{
  return disk != NULL && vireo_disk_is_removable (disk);
}

static gboolean
is_fixed (gpointer instance, VireoDisk *disk)
{
  return !is_removable (instance, disk);
}

static gboolean
has_medium (gpointer instance, VireoDisk *disk)
{
  return is_removable (instance, disk) && vireo_disk_get_shown (disk)->source != NULL;
}

static char *
insert_text (gpointer instance, VireoDisk *disk)
{
  return g_strdup (has_medium (instance, disk) ? _ ("C_hange…") : _ ("_Insert…"));
}

/* Unfolded */

static void
update_details (VireoDiskRow *self)
{
  const VireoDiskSize *size = vireo_disk_get_size (self->disk);

  if (self->details == NULL)
    return;
  for (guint i = 0; i < self->details->len; i++)
    {
      g_autofree char *text = vireo_disk_text_detail (self->disk, i);
      GtkWidget *row = g_ptr_array_index (self->details, i);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
      gtk_widget_set_visible (row, text != NULL);
    }
  gtk_widget_set_visible (self->space, size->capacity > 0);
  if (size->capacity > 0)
    gtk_level_bar_set_value (GTK_LEVEL_BAR (self->space),
                             CLAMP ((double) size->physical / size->capacity, 0, 1));
  g_object_set (self->pending, "device", self->disk, NULL);
}

static void
make_details (VireoDiskRow *self)
{
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (self);

  if (self->details != NULL || !adw_expander_row_get_expanded (expander))
    return;
  self->details = g_ptr_array_new ();
  self->pending = vireo_pending_row_new (self->vm);
  adw_expander_row_add_row (expander, self->pending);
  for (guint i = 0; i < vireo_disk_text_get_n_details (); i++)
    {
      GtkWidget *row = vireo_action_row_new ();

      g_object_set (row, "use-markup", FALSE, "title", vireo_disk_text_get_detail_title (i),
                    "subtitle-lines", 0, NULL);
      adw_expander_row_add_row (expander, row);
      g_ptr_array_add (self->details, row);
    }
  self->rate_row = vireo_action_row_new ();
  /* Translators: title of a row: how fast a disk or network card is at this moment */
  g_object_set (self->rate_row, "title", _ ("Rate now"), "visible", FALSE, NULL);
  adw_expander_row_add_row (expander, self->rate_row);
  self->space = gtk_level_bar_new ();
  gtk_widget_set_size_request (self->space, 120, -1);
  gtk_widget_set_valign (self->space, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->space), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Space taken"), -1);
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (g_ptr_array_index (self->details, VIREO_DISK_DETAIL_SPACE)), self->space);
  update_details (self);
}

/* What can be done */

static void
update_actions (VireoDiskRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean live = !vireo_vm_is_stale (self->vm);
  gboolean removable = vireo_disk_is_removable (self->disk);
  const VireoDiskValues *values = vireo_disk_get_shown (self->disk);

  if (!live)
    vireo_disk_row_set_rates (self, NULL);
  gtk_widget_action_set_enabled (widget, "disk.insert", live && removable);
  gtk_widget_action_set_enabled (widget, "disk.eject", live && removable && values->source != NULL);
  gtk_widget_action_set_enabled (widget, "disk.force-eject",
                                 live && removable && values->source != NULL
                                     && vireo_disk_get_live (self->disk) != NULL);
  gtk_widget_action_set_enabled (widget, "disk.grow",
                                 live && !removable && values->source != NULL);
  gtk_widget_action_set_enabled (widget, "disk.options", live);
  gtk_widget_action_set_enabled (widget, "disk.remove", live);
  gtk_widget_action_set_enabled (widget, "disk.copy", values->source != NULL);
}

static void
media_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (row, _ ("The medium could not be ejected."), error);
}

static void
eject_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoDiskRow *self = VIREO_DISK_ROW (widget);

  vireo_vm_change_media_async (self->vm, self->disk, NULL, g_str_equal (name, "disk.force-eject"),
                               VIREO_APPLY_BOTH, NULL, media_changed, g_object_ref (widget));
}

static void
dialog_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoDiskRow *self = VIREO_DISK_ROW (widget);
  GtkWidget *dialog;

  if (g_str_equal (name, "disk.insert"))
    dialog = vireo_media_dialog_new (widget, self->vm, self->disk);
  else if (g_str_equal (name, "disk.grow"))
    dialog = vireo_disk_grow_dialog_new (widget, self->vm, self->disk);
  else
    dialog = vireo_disk_options_dialog_new (widget, self->vm, self->disk);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoDiskRow *self = VIREO_DISK_ROW (widget);

  vireo_disk_remove_ask (widget, self->vm, self->disk);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *source = vireo_disk_get_shown (VIREO_DISK_ROW (widget)->disk)->source;
  g_autofree char *done = NULL;

  if (source == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), source);
  done = g_strdup_printf (_ ("“%s” was copied."), source);
  vireo_report_done (widget, done);
}

/* Not bindings in the .ui: of a template's own root to itself they outlive it in GTK 4.8. */
static void
show_words (VireoDiskRow *self)
{
  g_autofree char *title = vireo_disk_text_title (self->disk);
  g_autofree char *summary = vireo_disk_text_summary (self->disk);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), summary);
}

static void
vireo_disk_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDiskRow *self = VIREO_DISK_ROW (object);

  if (id == PROP_VM)
    g_value_set_object (value, self->vm);
  else if (id == PROP_DEVICE)
    g_value_set_object (value, self->disk);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_disk_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoDiskRow *self = VIREO_DISK_ROW (object);

  if (id != PROP_DEVICE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (!g_set_object (&self->disk, g_value_get_object (value)))
    return;
  g_object_notify_by_pspec (object, pspec);
  gtk_widget_set_visible (GTK_WIDGET (self->rate), vireo_disk_get_live (self->disk) != NULL);
  if (vireo_disk_get_live (self->disk) == NULL)
    vireo_disk_row_set_rates (self, NULL);
  show_words (self);
  update_details (self);
  update_actions (self);
}

static void
vireo_disk_row_dispose (GObject *object)
{
  VireoDiskRow *self = VIREO_DISK_ROW (object);

  g_clear_object (&self->watched);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_DISK_ROW);
  g_clear_pointer (&self->details, g_ptr_array_unref);
  g_clear_object (&self->disk);
  g_clear_object (&self->vm);
  G_OBJECT_CLASS (vireo_disk_row_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "disk.insert", NULL, dialog_action);
  gtk_widget_class_install_action (widget_class, "disk.eject", NULL, eject_action);
  gtk_widget_class_install_action (widget_class, "disk.force-eject", NULL, eject_action);
  gtk_widget_class_install_action (widget_class, "disk.grow", NULL, dialog_action);
  gtk_widget_class_install_action (widget_class, "disk.options", NULL, dialog_action);
  gtk_widget_class_install_action (widget_class, "disk.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "disk.copy", NULL, copy_action);
}

static void
vireo_disk_row_class_init (VireoDiskRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_disk_row_get_property;
  object_class->set_property = vireo_disk_row_set_property;
  object_class->dispose = vireo_disk_row_dispose;
  vireo_long_list_class_leave_out (widget_class);

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_DEVICE]
      = g_param_spec_object ("device", NULL, NULL, VIREO_TYPE_DEVICE,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (VIREO_TYPE_RATE_LABEL);
  g_type_ensure (VIREO_TYPE_WIDE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-disk-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoDiskRow, more);
  gtk_widget_class_bind_template_child (widget_class, VireoDiskRow, menu);
  gtk_widget_class_bind_template_child (widget_class, VireoDiskRow, badge);
  gtk_widget_class_bind_template_child (widget_class, VireoDiskRow, rate);
  gtk_widget_class_bind_template_callback (widget_class, icon_text);
  gtk_widget_class_bind_template_callback (widget_class, is_pending);
  gtk_widget_class_bind_template_callback (widget_class, pending_text);
  gtk_widget_class_bind_template_callback (widget_class, is_removable);
  gtk_widget_class_bind_template_callback (widget_class, is_fixed);
  gtk_widget_class_bind_template_callback (widget_class, has_medium);
  gtk_widget_class_bind_template_callback (widget_class, insert_text);
  install_actions (widget_class);
}

static void
vireo_disk_row_init (VireoDiskRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  vireo_row_menu_bind (self->more, self->menu);
  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "notify::can", G_CALLBACK (update_actions), self);
  g_signal_group_connect_swapped (self->watched, "notify::stale", G_CALLBACK (update_actions),
                                  self);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (make_details), NULL);
}

/**
 * vireo_disk_row_new:
 * @vm: whose disk it is
 * @disk: what is shown
 */
GtkWidget *
vireo_disk_row_new (VireoVm *vm, VireoDisk *disk)
{
  VireoDiskRow *self = g_object_new (VIREO_TYPE_DISK_ROW, NULL);

  self->vm = g_object_ref (vm);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VM]);
  g_object_set (self, "device", disk, NULL);
  g_signal_group_set_target (self->watched, vm);
  return GTK_WIDGET (self);
}

/**
 * vireo_disk_row_set_rates:
 * @point: (nullable): what the VM used last; %NULL when it is not measured now
 */
void
vireo_disk_row_set_rates (VireoDiskRow *self, const VireoStatsPoint *point)
{
  const VireoDiskValues *live = vireo_disk_get_live (self->disk);
  const VireoStatsDevice none = { NULL, { NAN, NAN } };
  const VireoStatsDevice *device = NULL;
  g_autofree char *text = NULL;

  if (point != NULL && live != NULL)
    device = vireo_stats_point_find (point->disks, live->target);
  if (point != NULL && live != NULL && device == NULL)
    device = &none;
  vireo_rate_label_show (self->rate, VIREO_RATE_DISK, device);
  if (self->rate_row == NULL)
    return;
  text = vireo_rate_to_text (VIREO_RATE_DISK, device);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rate_row), text != NULL ? text : "");
  gtk_widget_set_visible (self->rate_row, text != NULL);
}
