/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-file-chooser.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-hardware-dialog-private.h"
#include "view/vm/vireo-hardware-text.h"

G_DEFINE_FINAL_TYPE (VireoHardwareDialog, vireo_hardware_dialog, VIREO_TYPE_CHANGE_DIALOG)

static const VireoDeviceKind addable[] = {
  VIREO_DEVICE_HOST_USB,   VIREO_DEVICE_HOST_PCI, VIREO_DEVICE_SERIAL,
  VIREO_DEVICE_TPM,        VIREO_DEVICE_WATCHDOG, VIREO_DEVICE_FILESYSTEM,
  VIREO_DEVICE_SOUND,      VIREO_DEVICE_GRAPHICS, VIREO_DEVICE_VIDEO,
};
static const VireoChoice actions[] = {
  { "reset", N_ ("Reset it") },
  { "poweroff", N_ ("Force it off") },
  { "shutdown", N_ ("Shut it down") },
  { "pause", N_ ("Pause it") },
  { "dump", N_ ("Dump its memory") },
  { "inject-nmi", N_ ("Interrupt it (NMI)") },
  { "none", N_ ("Nothing") },
};
static const VireoChoice listens[] = {
  { "address", N_ ("Port on 127.0.0.1") },
  { "socket", N_ ("A UNIX socket") },
};
static const VireoChoice times[] = {
  { "both", N_ ("Now and next start") },
  { "now", N_ ("Now only") },
  { "next", N_ ("At the next start") },
};

static gboolean
is_of_host (VireoDeviceKind kind)
{
  return kind == VIREO_DEVICE_HOST_USB || kind == VIREO_DEVICE_HOST_PCI;
}

/* --- what is shown follows what is chosen --- */

static void
show_fields (VireoHardwareDialog *self)
{
  gboolean has_model = vireo_choice_row_get_value (self->model) != NULL;
  gboolean has_option
      = self->kind == VIREO_DEVICE_WATCHDOG || self->kind == VIREO_DEVICE_GRAPHICS;
  gboolean is_folder = self->kind == VIREO_DEVICE_FILESYSTEM;
  const VireoVmFacts *facts
      = vireo_vm_get_facts (vireo_change_dialog_get_vm (VIREO_CHANGE_DIALOG (self)));
  gboolean asks_when = _vireo_hardware_dialog_is_running (self) && facts->persistent
                       && _vireo_hardware_dialog_find_why_not_now (self) == NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->model), has_model);
  gtk_widget_set_visible (GTK_WIDGET (self->option), has_option && has_model);
  gtk_widget_set_visible (self->path, is_folder);
  gtk_widget_set_visible (self->tag, is_folder);
  gtk_widget_set_visible (GTK_WIDGET (self->when), asks_when);
  gtk_widget_set_visible (self->fields, has_model || is_folder || asks_when);
  gtk_widget_set_visible (self->device_box, is_of_host (self->kind));
}

static void
update (VireoHardwareDialog *self)
{
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);
  g_autofree char *note = NULL;

  if (self->filling)
    return;
  self->confirmed = FALSE;
  if (self->kind == VIREO_DEVICE_OTHER)
    {
      vireo_change_dialog_set_note (dialog, NULL);
      vireo_change_dialog_set_problem (dialog, NULL);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "change.apply", FALSE);
      return;
    }
  show_fields (self);
  note = _vireo_hardware_dialog_make_note (self);
  vireo_change_dialog_set_note (dialog, note);
  vireo_change_dialog_set_problem (dialog, _vireo_hardware_dialog_find_problem (self));
}

static void
changed_cb (VireoHardwareDialog *self)
{
  update (self);
}

/* --- devices of the host --- */

static void
show_devices (VireoHardwareDialog *self)
{
  const char *page = "list";

  if (self->host_devices == NULL && self->list_error == NULL)
    page = "loading";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->found)) == 0)
    page = "nothing";
  if (self->list_error != NULL)
    gtk_label_set_text (self->no_device, self->list_error->message);
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->offered)) > 0)
    gtk_label_set_text (self->no_device, _ ("No device is called so."));
  else
    gtk_label_set_text (self->no_device,
                        self->kind == VIREO_DEVICE_HOST_USB
                            ? _ ("No USB device is plugged into the host.")
                            : _ ("The host has no PCI device that could be handed on."));
  gtk_stack_set_visible_child_name (self->device_stack, page);
}

static void
offer_devices (VireoHardwareDialog *self)
{
  guint n = self->host_devices != NULL ? g_list_model_get_n_items (self->host_devices) : 0;

  g_list_store_remove_all (self->offered);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoHostDevice) device = g_list_model_get_item (self->host_devices, i);

      if (vireo_host_device_get_facts (device)->is_pci == (self->kind == VIREO_DEVICE_HOST_PCI))
        g_list_store_append (self->offered, device);
    }
  show_devices (self);
}

static void
devices_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoHardwareDialog) self = data;
  GError *error = NULL;
  GListModel *list = vireo_host_list_devices_finish (VIREO_HOST (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }
  g_clear_object (&self->host_devices);
  g_clear_error (&self->list_error);
  self->host_devices = list;
  self->list_error = error;
  offer_devices (self);
  update (self);
}

static void
list_devices (VireoHardwareDialog *self)
{
  g_clear_object (&self->host_devices);
  g_clear_error (&self->list_error);
  offer_devices (self);
  vireo_host_list_devices_async (self->host, self->leaving, devices_listed, g_object_ref (self));
}

static char *
about_text (gpointer instance, VireoHostDevice *device)
{
  return device != NULL ? vireo_hardware_text_device (device) : NULL;
}

/* --- kinds --- */

/* One that cannot be chosen stays readable: it says why. */
static void
show_kind (GtkListBoxRow *row, VireoDeviceKind kind, const VireoHardwareCase *c)
{
  const char *why_not = vireo_hardware_advice_why_not (c, kind);
  const char *about = vireo_hardware_text_get_about (kind);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), why_not != NULL ? why_not : about);
  gtk_list_box_row_set_activatable (row, why_not == NULL);
  if (why_not != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "vireo-impossible");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "vireo-impossible");
}

static void
show_kinds (VireoHardwareDialog *self)
{
  VireoHardwareCase c = _vireo_hardware_dialog_get_case (self);

  for (gsize i = 0; i < G_N_ELEMENTS (addable); i++)
    show_kind (gtk_list_box_get_row_at_index (self->kinds, (int) i), addable[i], &c);
}

static void
make_kinds (VireoHardwareDialog *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addable); i++)
    {
      GtkWidget *row = vireo_action_row_new ();
      GtkWidget *icon
          = gtk_image_new_from_icon_name (vireo_hardware_text_get_icon (addable[i]));

      g_object_set (row, "use-markup", FALSE, "subtitle-lines", 0, "title",
                    vireo_device_kind_get_label (addable[i]), NULL);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
      gtk_list_box_append (self->kinds, row);
    }
  show_kinds (self);
}

static const char *
get_model_title (VireoDeviceKind kind)
{
  switch (kind)
    {
    case VIREO_DEVICE_SERIAL:
      return _ ("Port");
    case VIREO_DEVICE_GRAPHICS:
      return _ ("Protocol");
    default:
      return _ ("Model");
    }
}

static void
fill_choices (VireoHardwareDialog *self)
{
  VireoHardwareCase c = _vireo_hardware_dialog_get_case (self);
  g_auto (GStrv) models = vireo_hardware_advice_list_models (&c, self->kind);
  g_autoptr (GArray) choices
      = vireo_hardware_text_list_choices (self->kind, (const char *const *) models);
  gboolean is_watchdog = self->kind == VIREO_DEVICE_WATCHDOG;

  vireo_choice_row_fill (self->model, (const VireoChoice *) choices->data, choices->len,
                         models[0]);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->model), get_model_title (self->kind));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->option),
                                 /* Translators: a watchdog's action, as “Reset it” */
                                 is_watchdog ? _ ("When the guest hangs")
                                             /* Translators: where a VNC server listens */
                                             : _ ("Reached by"));
  vireo_choice_row_fill (self->option, is_watchdog ? actions : listens,
                         is_watchdog ? G_N_ELEMENTS (actions) : G_N_ELEMENTS (listens),
                         is_watchdog ? "reset" : "address");
}

static void
choose_kind (VireoHardwareDialog *self, VireoDeviceKind kind)
{
  self->filling = TRUE;
  self->kind = kind;
  if (kind != VIREO_DEVICE_OTHER)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->chosen),
                                     vireo_device_kind_get_label (kind));
      gtk_image_set_from_icon_name (self->chosen_icon, vireo_hardware_text_get_icon (kind));
      fill_choices (self);
    }
  gtk_stack_set_visible_child_name (self->stack, kind != VIREO_DEVICE_OTHER ? "form" : "kinds");
  if (is_of_host (kind))
    {
      gtk_editable_set_text (self->search, "");
      list_devices (self);
    }
  self->filling = FALSE;
  update (self);
}

/* Where there is something to say first. */
static void
focus_form (VireoHardwareDialog *self)
{
  GtkWidget *first = GTK_WIDGET (self->model);

  if (is_of_host (self->kind))
    first = GTK_WIDGET (self->search);
  else if (self->kind == VIREO_DEVICE_FILESYSTEM)
    first = self->path;
  gtk_widget_grab_focus (first);
}

static void
kind_activated_cb (VireoHardwareDialog *self, GtkListBoxRow *row)
{
  choose_kind (self, addable[gtk_list_box_row_get_index (row)]);
  focus_form (self);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoHardwareDialog *self = VIREO_HARDWARE_DIALOG (widget);

  choose_kind (self, VIREO_DEVICE_OTHER);
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

/* Started, stopped or changed by somebody else meanwhile. */
static void
devices_changed (VireoHardwareDialog *self)
{
  show_kinds (self);
  update (self);
}

/* --- a folder --- */

static void
folder_chosen (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoHardwareDialog *self = VIREO_HARDWARE_DIALOG (source);
  g_autoptr (GFile) file = vireo_choose_file_finish (GTK_WIDGET (self), result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

  if (path == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->path), path);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->tag)) == '\0' && *name != '/')
    gtk_editable_set_text (GTK_EDITABLE (self->tag), name);
}

static void
choose_folder_cb (VireoHardwareDialog *self)
{
  vireo_choose_file_async (GTK_WIDGET (self), _ ("Choose a Folder"), VIREO_FILES_FOLDER,
                           self->leaving, folder_chosen, NULL);
}

/* --- orders --- */

static void
add_now (VireoHardwareDialog *self)
{
  VireoVm *vm = vireo_change_dialog_get_vm (VIREO_CHANGE_DIALOG (self));
  g_autofree char *xml = _vireo_hardware_dialog_make_xml (self);

  if (xml != NULL)
    vireo_vm_attach_device_async (vm, xml, _vireo_hardware_dialog_get_apply (self), NULL,
                                  vireo_change_dialog_done, g_object_ref (self));
  else
    vireo_vm_add_folder_async (vm, gtk_editable_get_text (GTK_EDITABLE (self->path)),
                               gtk_editable_get_text (GTK_EDITABLE (self->tag)), NULL,
                               vireo_change_dialog_done, g_object_ref (self));
}

static void
question_confirmed (GtkWidget *where, gpointer unused)
{
  VireoHardwareDialog *self = VIREO_HARDWARE_DIALOG (where);

  self->confirmed = TRUE;
  vireo_change_dialog_apply (VIREO_CHANGE_DIALOG (self));
}

static void
vireo_hardware_dialog_apply (VireoChangeDialog *dialog)
{
  VireoHardwareDialog *self = VIREO_HARDWARE_DIALOG (dialog);
  g_autofree char *question = _vireo_hardware_dialog_make_question (self);

  if (question == NULL || self->confirmed)
    {
      add_now (self);
      return;
    }
  vireo_change_dialog_refuse (dialog, question);
  vireo_confirm (GTK_WIDGET (self), _ ("Hand Over a Device in Use?"), question, _ ("_Hand It Over"),
                 TRUE, question_confirmed, NULL, NULL);
}

/* --- the dialog itself --- */

static void
vireo_hardware_dialog_dispose (GObject *object)
{
  VireoHardwareDialog *self = VIREO_HARDWARE_DIALOG (object);

  self->filling = TRUE; /* widgets that go say so */
  g_cancellable_cancel (self->leaving);
  g_clear_object (&self->watched);
  if (self->devices != NULL)
    vireo_vm_devices_unwatch (self->devices);
  g_clear_object (&self->devices);
  g_clear_object (&self->host);
  g_clear_object (&self->host_devices);
  g_clear_object (&self->offered);
  g_clear_error (&self->list_error);
  G_OBJECT_CLASS (vireo_hardware_dialog_parent_class)->dispose (object);
}

static void
vireo_hardware_dialog_finalize (GObject *object)
{
  g_object_unref (VIREO_HARDWARE_DIALOG (object)->leaving);
  G_OBJECT_CLASS (vireo_hardware_dialog_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoHardwareDialog, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (stack);
  BIND (kinds);
  BIND (chosen);
  BIND (chosen_icon);
  BIND (fields);
  BIND (model);
  BIND (option);
  BIND (when);
  BIND (path);
  BIND (tag);
  BIND (device_box);
  BIND (device_stack);
  BIND (no_device);
  BIND (search);
  BIND (found);
  BIND (selection);
}

static void
vireo_hardware_dialog_class_init (VireoHardwareDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vireo_hardware_dialog_dispose;
  object_class->finalize = vireo_hardware_dialog_finalize;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_hardware_dialog_apply;

  g_type_ensure (VIREO_TYPE_CHOICE_ROW);
  g_type_ensure (VIREO_TYPE_HOST_DEVICE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-hardware-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, about_text);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_devices);
  gtk_widget_class_bind_template_callback (widget_class, kind_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, vireo_change_dialog_apply);
  gtk_widget_class_install_action (widget_class, "hardware.back", NULL, back_action);
}

static void
vireo_hardware_dialog_init (VireoHardwareDialog *self)
{
  self->filling = TRUE;
  self->kind = VIREO_DEVICE_OTHER;
  self->leaving = g_cancellable_new ();
  self->offered = g_list_store_new (VIREO_TYPE_HOST_DEVICE);
  vireo_init_template (GTK_WIDGET (self));
  gtk_filter_list_model_set_model (self->found, G_LIST_MODEL (self->offered));
  vireo_choice_row_fill (self->when, times, G_N_ELEMENTS (times), "both");
  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "notify::state", G_CALLBACK (update), self);
}

/**
 * vireo_hardware_dialog_new:
 * @where: a widget of the window that asks
 * @host: that of @vm
 * @vm: what gets the device
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_hardware_dialog_new (GtkWidget *where, VireoHost *host, VireoVm *vm)
{
  VireoHardwareDialog *self = g_object_new (VIREO_TYPE_HARDWARE_DIALOG, NULL);

  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  self->host = g_object_ref (host);
  self->devices = vireo_vm_get_devices (vm);
  vireo_vm_devices_watch (self->devices);
  g_signal_connect_object (self->devices, "changed", G_CALLBACK (devices_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_group_set_target (self->watched, vm);
  make_kinds (self);
  self->filling = FALSE;
  update (self);
  return GTK_WIDGET (self);
}
