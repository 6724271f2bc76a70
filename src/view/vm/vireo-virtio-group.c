/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-folder-dialog.h"
#include "view/vm/vireo-virtio-group.h"

struct _VireoVirtioGroup
{
  VireoSettingsGroup parent_instance;

  GtkWidget *rows[VIREO_N_VIRTIO];
  GtkWidget *buttons[VIREO_N_VIRTIO]; /* of the rows */
};

G_DEFINE_FINAL_TYPE (VireoVirtioGroup, vireo_virtio_group, VIREO_TYPE_SETTINGS_GROUP)

/* What each is good for. */
static const struct
{
  VireoVirtio one;
  const char *purpose;
} kinds[VIREO_N_VIRTIO] = {
  { VIREO_VIRTIO_BALLOON, N_ ("Changes the memory while it runs, and tells what is used") },
  { VIREO_VIRTIO_RNG, N_ ("Without it a guest may wait long for randomness when it starts") },
  { VIREO_VIRTIO_SERIAL, N_ ("Signing in when neither screen nor network work") },
  { VIREO_VIRTIO_VSOCK, N_ ("Programs talk to the host without a network") },
  { VIREO_VIRTIO_GPU, N_ ("The faster graphics card; Windows needs a driver for it") },
  { VIREO_VIRTIO_TABLET, N_ ("The pointer goes where yours is, without USB") },
  { VIREO_VIRTIO_KEYBOARD, N_ ("Keys without USB or PS/2") },
  { VIREO_VIRTIO_FILESYSTEM, N_ ("The guest sees a folder of the host") },
  { VIREO_VIRTIO_AGENT, N_ ("Addresses, clean shutdown and consistent snapshots") },
  { VIREO_VIRTIO_CLIPBOARD,
    N_ ("Text copied here can be pasted in a guest that runs spice-vdagent") },
};

/* What its button does now. */
typedef enum
{
  ACT_NOTHING,
  ACT_ADD,
  ACT_REMOVE,
  ACT_KEEP,    /* it would go at the next start */
  ACT_NOT_ADD, /* it would come at the next start */
} Act;

static Act
get_act (VireoDomainSettings *settings, VireoVirtio one)
{
  const VireoDomainValues *live, *config;
  gboolean then;

  if (settings == NULL || (config = vireo_domain_settings_get_config (settings)) == NULL)
    return ACT_NOTHING;
  live = vireo_domain_settings_get_live (settings);
  then = (config->virtio & one) != 0;
  /* Folders have a button of their own to be added by; which one went is not told. */
  if (one == VIREO_VIRTIO_FILESYSTEM)
    return then ? ACT_REMOVE : ACT_NOTHING;
  if (live == NULL || ((live->virtio & one) != 0) == then)
    return then ? ACT_REMOVE : ACT_ADD;
  return then ? ACT_NOT_ADD : ACT_KEEP;
}

static const char *
state_text (VireoDomainSettings *settings, VireoVirtio one)
{
  const VireoDomainValues *live = vireo_domain_settings_get_live (settings);
  const VireoDomainValues *config = vireo_domain_settings_get_config (settings);
  gboolean now = (vireo_domain_settings_get_shown (settings)->virtio & one) != 0;

  if (live != NULL && config != NULL && ((config->virtio & one) != 0) != now)
    return now ? C_ ("virtio", "There now, gone at the next start")
               : C_ ("virtio", "Not there yet, comes at the next start");
  /* Translators: whether a device is there */
  return now ? C_ ("virtio", "There") : C_ ("virtio", "Missing");
}

/* The folders by their names, in the row that stands for all of them. */
static char *
folders_text (VireoSettingsGroup *group)
{
  VireoVmDevices *devices = vireo_settings_group_get_devices (group);
  GListModel *hardware = vireo_vm_devices_get_hardware (devices);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (hardware); i++)
    {
      g_autoptr (VireoHardware) one = g_list_model_get_item (hardware, i);
      const char *subtitle = vireo_hardware_get_subtitle (one);

      if (vireo_device_get_kind (VIREO_DEVICE (one)) == VIREO_DEVICE_FILESYSTEM)
        g_string_append_printf (text, "\n%s%s%s", vireo_hardware_get_title (one),
                                subtitle != NULL ? ": " : "", subtitle != NULL ? subtitle : "");
    }
  return g_string_free (text, FALSE);
}

static void
show_row (VireoVirtioGroup *self, guint i)
{
  static const char *const labels[] = { "", N_ ("_Add"), N_ ("_Remove"), N_ ("_Keep"),
                                        N_ ("_Discard") };
  VireoSettingsGroup *group = VIREO_SETTINGS_GROUP (self);
  VireoDomainSettings *settings = vireo_settings_group_get_settings (group);
  VireoVirtio one = kinds[i].one;
  Act act = get_act (settings, one);
  g_autofree char *subtitle = NULL;
  g_autofree char *folders = NULL;

  if (settings != NULL)
    {
      folders = one == VIREO_VIRTIO_FILESYSTEM ? folders_text (group) : g_strdup ("");
      subtitle = g_strdup_printf ("%s\n%s%s", state_text (settings, one), _ (kinds[i].purpose),
                                  folders);
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[i]), subtitle != NULL ? subtitle : "");
  if (act != ACT_NOTHING)
    gtk_button_set_label (GTK_BUTTON (self->buttons[i]), _ (labels[act]));
  gtk_widget_set_visible (self->buttons[i], act != ACT_NOTHING);
}

static void
vireo_virtio_group_changed (VireoSettingsGroup *group)
{
  VireoVirtioGroup *self = VIREO_VIRTIO_GROUP (group);

  for (guint i = 0; i < VIREO_N_VIRTIO; i++)
    show_row (self, i);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "virtio.act",
                                 vireo_settings_group_is_editable (group));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "virtio.add-folder",
                                 vireo_settings_group_is_editable (group));
}

/* Gestures */

static void
changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) group = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (group, _ ("The device could not be changed."), error);
}

static void
remove_folders (GtkWidget *widget, gpointer vm)
{
  vireo_vm_remove_virtio_async (vm, VIREO_VIRTIO_FILESYSTEM, NULL, changed, g_object_ref (widget));
}

static void
add_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSettingsGroup *group = VIREO_SETTINGS_GROUP (widget);

  gtk_window_present (
      GTK_WINDOW (vireo_folder_dialog_new (widget, vireo_settings_group_get_host (group),
                                           vireo_settings_group_get_vm (group))));
}

static void
ask_about_folders (GtkWidget *widget, VireoVm *vm)
{
  g_autofree char *folders = folders_text (VIREO_SETTINGS_GROUP (widget));
  g_autofree char *body
      = g_strdup_printf (_ ("The guest does not see them any more from the next start on.  What is "
                            "in them stays on the host.\n%s"),
                         folders);

  vireo_confirm (widget, _ ("Remove all shared folders?"), body, _ ("_Remove"), FALSE,
                 remove_folders, g_object_ref (vm), g_object_unref);
}

static void
act_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSettingsGroup *group = VIREO_SETTINGS_GROUP (widget);
  VireoVirtio one = g_variant_get_uint32 (parameter);
  VireoVm *vm = vireo_settings_group_get_vm (group);

  switch (get_act (vireo_settings_group_get_settings (group), one))
    {
    case ACT_ADD:
    case ACT_KEEP:
      vireo_vm_add_virtio_async (vm, one, NULL, changed, g_object_ref (widget));
      break;
    case ACT_REMOVE:
    case ACT_NOT_ADD:
      if (one == VIREO_VIRTIO_FILESYSTEM)
        ask_about_folders (widget, vm);
      else
        vireo_vm_remove_virtio_async (vm, one, NULL, changed, g_object_ref (widget));
      break;
    case ACT_NOTHING:
    default:
      break;
    }
}

static void
vireo_virtio_group_class_init (VireoVirtioGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  VIREO_SETTINGS_GROUP_CLASS (klass)->changed = vireo_virtio_group_changed;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-virtio-group.ui");
  gtk_widget_class_install_action (widget_class, "virtio.act", "u", act_action);
  gtk_widget_class_install_action (widget_class, "virtio.add-folder", NULL, add_folder_action);
}

static void
make_row (VireoVirtioGroup *self, guint i)
{
  GtkWidget *row = vireo_action_row_new ();
  GtkWidget *button = gtk_button_new ();

  g_object_set (row, "use-markup", FALSE, "title", vireo_virtio_get_label (kinds[i].one),
                "subtitle-lines", 0, NULL);
  g_object_set (button, "use-underline", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", (guint32) kinds[i].one);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "virtio.act");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (kinds[i].one == VIREO_VIRTIO_FILESYSTEM)
    {
      GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add…"));

      gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "virtio.add-folder");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), add);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  self->rows[i] = row;
  self->buttons[i] = button;
}

static void
vireo_virtio_group_init (VireoVirtioGroup *self)
{
  vireo_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < VIREO_N_VIRTIO; i++)
    {
      make_row (self, i);
      show_row (self, i);
    }
}
