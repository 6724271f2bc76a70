/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-terminal.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-guest-group.h"
#include "view/vm/vireo-setting-text.h"

#define MAX_ROWS 4    /* of addresses: each of many network cards may have some */
#define MAX_IN_LAST 4 /* in the last row, before it says how many more; to lay out a hundred in a
                         row holds up the window */

struct _VireoGuestGroup
{
  VireoSettingsGroup parent_instance;

  GPtrArray *rows;     /* (owned): of addresses, borrowed from the list */
  GSignalGroup *of_vm;  /* (owned) */

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (VireoGuestGroup, vireo_guest_group, VIREO_TYPE_SETTINGS_GROUP)

static VireoVm *
get_vm (gpointer self)
{
  return vireo_settings_group_get_vm (VIREO_SETTINGS_GROUP (self));
}

/* Addresses: a row each, above the others */

static GtkWidget *
make_address_row (void)
{
  GtkWidget *row = vireo_action_row_new ();
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  g_object_set (row, "use-markup", FALSE, "title", _ ("IP address"), "subtitle-lines", 0, NULL);
  g_object_set (copy, "valign", GTK_ALIGN_CENTER, "tooltip-text", _ ("Copy IP address"), NULL);
  gtk_widget_add_css_class (copy, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy IP address"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), copy);
  return row;
}

/* The first few of @addresses, and how many there are beside them. */
static char *
shorten (char **addresses)
{
  guint n = g_strv_length (addresses), shown = n > MAX_IN_LAST ? MAX_IN_LAST - 1 : n;
  g_autoptr (GString) text = g_string_new (addresses[0]);

  for (guint i = 1; i < shown; i++)
    g_string_append_printf (text, " %s", addresses[i]);
  if (shown < n)
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", n - shown), n - shown);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* @address: all that is copied */
static void
show_address (GtkWidget *row, const char *text, const char *address)
{
  GtkWidget *copy = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_set_tooltip_text (row, g_str_equal (text, address) ? NULL : address);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (copy), "s", address);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (copy), "guest.copy");
}

/* Rows that are there already show other addresses, because to make them takes longer.  The last one
 * has all that find no row of their own. */
static void
show_addresses (VireoGuestGroup *self)
{
  VireoVm *vm = get_vm (self);
  g_auto (GStrv) addresses = NULL;
  guint n;

  if (vm != NULL)
    g_object_get (vm, "addresses", &addresses, NULL);
  n = addresses != NULL ? MIN (g_strv_length (addresses), MAX_ROWS) : 0;
  while (self->rows->len > n)
    gtk_list_box_remove (self->list, g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  while (self->rows->len < n)
    {
      g_ptr_array_add (self->rows, make_address_row ());
      gtk_list_box_insert (self->list, self->rows->pdata[self->rows->len - 1],
                           (int) self->rows->len); /* the state comes first */
    }
  for (guint i = 0; i < n; i++)
    {
      gboolean last = i == MAX_ROWS - 1;
      g_autofree char *text = last ? shorten (addresses + i) : g_strdup (addresses[i]);
      g_autofree char *all = last ? g_strjoinv (" ", addresses + i) : g_strdup (addresses[i]);

      show_address (self->rows->pdata[i], text, all);
    }
}

static void
vireo_guest_group_vm_set (VireoSettingsGroup *group, VireoVm *vm)
{
  VireoGuestGroup *self = VIREO_GUEST_GROUP (group);

  g_signal_group_set_target (self->of_vm, vm);
  show_addresses (self);
}

static void
vireo_guest_group_changed (VireoSettingsGroup *group)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (group), "guest.add-agent",
                                 vireo_settings_group_is_editable (group));
}

/* Gestures */

static void
copy (GtkWidget *widget, const char *text)
{
  g_autofree char *done = g_strdup_printf (_ ("“%s” was copied."), text);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  vireo_report_done (widget, done);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  copy (widget, g_variant_get_string (parameter, NULL));
}

static char *
ssh_command (gpointer instance, const char *address)
{
  VireoVm *vm = get_vm (instance);
  char *command = vm != NULL ? vireo_vm_make_ssh_command (vm) : NULL;

  return command != NULL ? command : g_strdup ("");
}

static void
ssh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *command
      = get_vm (widget) != NULL ? vireo_vm_make_ssh_command (get_vm (widget)) : NULL;
  g_autofree char *done = NULL;

  if (command == NULL)
    return;
  if (g_str_equal (name, "guest.copy-ssh"))
    copy (widget, command);
  else if (!vireo_terminal_run (widget, command, NULL))
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), command);
      done = g_strdup_printf (_ ("No terminal was found.  “%s” was copied."), command);
      vireo_report_done (widget, done);
    }
}

static void
agent_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) group = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (group, _ ("The channel could not be added."), error);
  else
    vireo_report_done (group, _ ("Now install qemu-guest-agent in the guest."));
}

static void
add_agent_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vireo_vm_add_virtio_async (get_vm (widget), VIREO_VIRTIO_AGENT, NULL, agent_added,
                             g_object_ref (widget));
}

/* Words for the bindings */

static char *
state_text (gpointer instance, VireoVmState state, const char *reason)
{
  const char *label = vireo_vm_state_get_label (state);

  if (reason == NULL || *reason == '\0')
    return g_strdup (label);
  /* Translators: the state of a virtual machine and its reason, as "Paused: disk full" */
  return g_strdup_printf (_ ("%s: %s"), label, reason);
}

static char *
no_address_text (gpointer instance, VireoVmState state)
{
  return g_strdup (state == VIREO_VM_STATE_RUNNING ? _ ("Not known yet")
                                                   : _ ("None: it is not running"));
}

static gboolean
is_empty (gpointer instance, const char *text)
{
  return !vireo_text_filled (instance, text);
}

static char *
agent_text (gpointer instance, gboolean has_channel, gboolean connected, int id)
{
  if (connected)
    return g_strdup (_ ("It tells addresses, and shuts the guest down cleanly"));
  if (!has_channel)
    return g_strdup (_ ("This virtual machine has no channel for it"));
  return g_strdup (id < 0 ? _ ("Asked as soon as the virtual machine runs")
                          : _ ("Is qemu-guest-agent installed in the guest?"));
}

static char *
agent_badge (gpointer instance, gboolean has_channel, gboolean connected, int id)
{
  if (connected)
    /* Translators: the guest agent answers */
    return g_strdup (C_ ("guest agent", "Answers"));
  if (!has_channel)
    return g_strdup (C_ ("guest agent", "Not configured"));
  return g_strdup (id < 0 ? C_ ("guest agent", "Configured") : C_ ("guest agent", "Not answering"));
}

static GStrv
agent_classes (gpointer instance, gboolean has_channel, gboolean connected, int id)
{
  const char *names[] = { "caption", "vireo-badge", NULL, NULL };

  if (connected)
    names[2] = "success";
  else if (!has_channel || id < 0)
    names[2] = "dim";
  return g_strdupv ((char **) names);
}

/* By the next start it may have one already. */
static gboolean
lacks_agent (gpointer instance, VireoDomainSettings *settings)
{
  const VireoDomainValues *config
      = settings != NULL ? vireo_domain_settings_get_config (settings) : NULL;

  return config != NULL && (config->virtio & VIREO_VIRTIO_AGENT) == 0;
}

static char *
uptime_text (gpointer instance, guint64 seconds)
{
  return vireo_setting_text_uptime (seconds);
}

static gboolean
is_known (gpointer instance, guint64 seconds)
{
  return seconds > 0;
}

static void
vireo_guest_group_dispose (GObject *object)
{
  g_clear_object (&VIREO_GUEST_GROUP (object)->of_vm);
  G_OBJECT_CLASS (vireo_guest_group_parent_class)->dispose (object);
}

static void
vireo_guest_group_finalize (GObject *object)
{
  g_ptr_array_unref (VIREO_GUEST_GROUP (object)->rows);
  G_OBJECT_CLASS (vireo_guest_group_parent_class)->finalize (object);
}

static void
vireo_guest_group_class_init (VireoGuestGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  VireoSettingsGroupClass *group_class = VIREO_SETTINGS_GROUP_CLASS (klass);

  object_class->dispose = vireo_guest_group_dispose;
  object_class->finalize = vireo_guest_group_finalize;
  group_class->vm_set = vireo_guest_group_vm_set;
  group_class->changed = vireo_guest_group_changed;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-guest-group.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoGuestGroup, list);
  vireo_text_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, state_text);
  gtk_widget_class_bind_template_callback (widget_class, no_address_text);
  gtk_widget_class_bind_template_callback (widget_class, is_empty);
  gtk_widget_class_bind_template_callback (widget_class, ssh_command);
  gtk_widget_class_bind_template_callback (widget_class, agent_text);
  gtk_widget_class_bind_template_callback (widget_class, agent_badge);
  gtk_widget_class_bind_template_callback (widget_class, agent_classes);
  gtk_widget_class_bind_template_callback (widget_class, lacks_agent);
  gtk_widget_class_bind_template_callback (widget_class, uptime_text);
  gtk_widget_class_bind_template_callback (widget_class, is_known);
  gtk_widget_class_install_action (widget_class, "guest.copy", "s", copy_action);
  gtk_widget_class_install_action (widget_class, "guest.copy-ssh", NULL, ssh_action);
  gtk_widget_class_install_action (widget_class, "guest.open-ssh", NULL, ssh_action);
  gtk_widget_class_install_action (widget_class, "guest.add-agent", NULL, add_agent_action);
}

static void
vireo_guest_group_init (VireoGuestGroup *self)
{
  self->rows = g_ptr_array_new ();
  vireo_init_template (GTK_WIDGET (self));
  self->of_vm = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->of_vm, "notify::addresses", G_CALLBACK (show_addresses),
                                  self);
}
