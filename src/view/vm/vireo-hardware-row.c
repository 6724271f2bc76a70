/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/host/vireo-hardware-advice.h"
#include "core/model/vireo-vm-change.h"
#include "core/model/vireo-vm-devices.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-long-list.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-hardware-row.h"
#include "view/vm/vireo-hardware-text.h"
#include "view/vm/vireo-pending-row.h"

struct _VireoHardwareRow
{
  AdwExpanderRow parent_instance;

  VireoVm *vm;             /* (owned) */
  VireoHardware *hardware; /* (owned) (nullable): until made */
  char *about;             /* (owned) (nullable) */
  GSignalGroup *watched;   /* (owned): follows the VM */

  GtkWidget *badge;
  GtkWidget *pending; /* (nullable): made when it is first unfolded */
  GtkWidget *xml;     /* (nullable): likewise */
};

enum
{
  PROP_VM = 1,
  PROP_DEVICE,
  PROP_ABOUT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoHardwareRow, vireo_hardware_row, ADW_TYPE_EXPANDER_ROW)

/* Words for the bindings */

static char *
icon_text (gpointer instance, VireoDevice *device)
{
  return g_strdup (device != NULL ? vireo_hardware_text_get_icon (vireo_device_get_kind (device))
                                  : NULL);
}

static gboolean
is_pending (gpointer instance, VireoDevice *device)
{
  return device != NULL && vireo_device_get_pending (device) != VIREO_DEVICE_PENDING_NONE;
}

/* One that goes at the next start anyway can only go now. */
static gboolean
is_removable (gpointer instance, VireoHardware *hardware)
{
  return hardware != NULL && vireo_hardware_can_remove (hardware)
         && (vireo_device_get_config_xml (VIREO_DEVICE (hardware)) != NULL
             || vireo_hardware_can_unplug_now (hardware));
}

/* Not bindings in the .ui: of a template's own root to itself they outlive it in GTK 4.8. */
static void
show_words (VireoHardwareRow *self)
{
  const char *subtitle = vireo_hardware_get_subtitle (self->hardware);
  g_autofree char *all = NULL;

  if (subtitle != NULL && self->about != NULL)
    all = g_strdup_printf ("%s\n%s", self->about, subtitle);
  else
    all = g_strdup (self->about != NULL ? self->about : subtitle);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 vireo_hardware_get_title (self->hardware));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), all != NULL ? all : "");
}

/* Unfolded */

static void
show_details (VireoHardwareRow *self)
{
  g_autofree char *xml = NULL;

  if (self->xml == NULL)
    return;
  xml = vireo_hardware_text_xml (self->hardware);
  gtk_label_set_text (GTK_LABEL (self->xml), xml);
  g_object_set (self->pending, "device", self->hardware, NULL);
}

static GtkWidget *
make_copy_button (void)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "hardware.copy-xml");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _ ("Copy XML"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy XML"), -1);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
make_xml_row (VireoHardwareRow *self)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->xml = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (self->xml), TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->xml), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->xml), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->xml), 0);
  gtk_widget_set_hexpand (self->xml, TRUE);
  gtk_widget_add_css_class (self->xml, "monospace");
  gtk_widget_add_css_class (self->xml, "vireo-detail");
  gtk_box_append (GTK_BOX (box), self->xml);
  gtk_box_append (GTK_BOX (box), make_copy_button ());
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_end (box, 12);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "XML");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
make_details (VireoHardwareRow *self)
{
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (self);

  if (self->xml != NULL || !adw_expander_row_get_expanded (expander))
    return;
  self->pending = vireo_pending_row_new (self->vm);
  adw_expander_row_add_row (expander, self->pending);
  adw_expander_row_add_row (expander, make_xml_row (self));
  show_details (self);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *xml = vireo_hardware_text_xml (VIREO_HARDWARE_ROW (widget)->hardware);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), xml);
  vireo_report_done (widget, _ ("The XML was copied."));
}

/* Removing */

static void
removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (row, _ ("The device could not be removed."), error);
}

/* @data: the device as it was when it was asked about.  @ticked: the guest keeps it */
static void
remove_confirmed (GtkWidget *widget, gboolean ticked, gpointer data)
{
  VireoHardwareRow *self = VIREO_HARDWARE_ROW (widget);
  VireoDevice *device = data;
  gboolean later = ticked || !vireo_hardware_can_unplug_now (data);

  vireo_vm_detach_device_async (self->vm, device,
                                later ? VIREO_APPLY_NEXT_START : VIREO_APPLY_BOTH, NULL, removed,
                                g_object_ref (widget));
}

static char *
remove_text (VireoHardwareRow *self)
{
  VireoDevice *device = VIREO_DEVICE (self->hardware);
  const char *subtitle = adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (self));
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (self->vm);
  g_autofree char *with = vireo_hardware_advice_goes_with (
      self->hardware, vireo_vm_devices_get_hardware (devices));
  GString *text = g_string_new (subtitle);
  const char *effect;

  if (vireo_device_get_live_xml (device) == NULL)
    effect = vireo_device_get_pending (device) == VIREO_DEVICE_PENDING_NONE
                 ? _ ("The virtual machine is off: it is gone at once.")
                 : _ ("The running guest does not have it yet: it is gone at once.");
  else if (vireo_hardware_can_unplug_now (self->hardware))
    effect = _ ("It is pulled out of the running guest, which may not let go of it.  Then it stays "
                "until the virtual machine is shut down.");
  else
    effect = _ ("The running guest keeps it.  It is gone at the next start.");
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, effect);
  if (with != NULL)
    g_string_append_printf (text, "\n\n%s", with);
  return g_string_free (text, FALSE);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoHardwareRow *self = VIREO_HARDWARE_ROW (widget);
  VireoDevice *device = VIREO_DEVICE (self->hardware);
  g_autofree char *heading
      = g_strdup_printf (_ ("Remove “%s”?"), vireo_hardware_get_title (self->hardware));
  g_autofree char *body = remove_text (self);
  const char *option = NULL;

  if (vireo_device_get_live_xml (device) != NULL && vireo_device_get_config_xml (device) != NULL
      && vireo_hardware_can_unplug_now (self->hardware))
    option = _ ("Only at the _next start: the running guest keeps it");
  vireo_confirm_ticked (widget, heading, body, _ ("_Remove"), option, remove_confirmed,
                        g_object_ref (self->hardware), g_object_unref);
}

static void
update_actions (VireoHardwareRow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hardware.remove",
                                 !vireo_vm_is_stale (self->vm));
}

/* The row itself */

static void
set_device (VireoHardwareRow *self, VireoHardware *hardware)
{
  const char *text;

  if (!g_set_object (&self->hardware, hardware))
    return;
  text = vireo_device_get_pending_text (VIREO_DEVICE (hardware));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->badge),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEVICE]);
  show_words (self);
  show_details (self);
}

static void
vireo_hardware_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoHardwareRow *self = VIREO_HARDWARE_ROW (object);

  switch (id)
    {
    case PROP_VM:
      g_value_set_object (value, self->vm);
      break;
    case PROP_DEVICE:
      g_value_set_object (value, self->hardware);
      break;
    case PROP_ABOUT:
      g_value_set_string (value, self->about);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_hardware_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoHardwareRow *self = VIREO_HARDWARE_ROW (object);

  if (id == PROP_DEVICE)
    set_device (self, g_value_get_object (value));
  else if (id == PROP_ABOUT)
    {
      if (g_strcmp0 (self->about, g_value_get_string (value)) == 0)
        return;
      g_free (self->about);
      self->about = g_value_dup_string (value);
      g_object_notify_by_pspec (object, pspec);
      show_words (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_hardware_row_dispose (GObject *object)
{
  VireoHardwareRow *self = VIREO_HARDWARE_ROW (object);

  g_clear_object (&self->watched);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_HARDWARE_ROW);
  g_clear_object (&self->hardware);
  g_clear_object (&self->vm);
  G_OBJECT_CLASS (vireo_hardware_row_parent_class)->dispose (object);
}

static void
vireo_hardware_row_finalize (GObject *object)
{
  g_free (VIREO_HARDWARE_ROW (object)->about);
  G_OBJECT_CLASS (vireo_hardware_row_parent_class)->finalize (object);
}

static void
vireo_hardware_row_class_init (VireoHardwareRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_hardware_row_get_property;
  object_class->set_property = vireo_hardware_row_set_property;
  object_class->dispose = vireo_hardware_row_dispose;
  vireo_long_list_class_leave_out (widget_class);
  object_class->finalize = vireo_hardware_row_finalize;

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM, ro);
  props[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, VIREO_TYPE_HARDWARE, rw);
  props[PROP_ABOUT] = g_param_spec_string ("about", NULL, NULL, NULL, rw);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-hardware-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoHardwareRow, badge);
  gtk_widget_class_bind_template_callback (widget_class, icon_text);
  gtk_widget_class_bind_template_callback (widget_class, is_pending);
  gtk_widget_class_bind_template_callback (widget_class, is_removable);
  gtk_widget_class_install_action (widget_class, "hardware.copy-xml", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "hardware.remove", NULL, remove_action);
}

static void
vireo_hardware_row_init (VireoHardwareRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "notify::stale", G_CALLBACK (update_actions),
                                  self);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (make_details), NULL);
}

/**
 * vireo_hardware_row_new:
 * @vm: whose device it is
 * @hardware: what is shown
 */
GtkWidget *
vireo_hardware_row_new (VireoVm *vm, VireoHardware *hardware)
{
  VireoHardwareRow *self = g_object_new (VIREO_TYPE_HARDWARE_ROW, NULL);

  self->vm = g_object_ref (vm);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VM]);
  g_object_set (self, "device", hardware, NULL);
  g_signal_group_set_target (self->watched, vm);
  update_actions (self);
  return GTK_WIDGET (self);
}

VireoHardware *
vireo_hardware_row_get_hardware (VireoHardwareRow *self)
{
  return self->hardware;
}
