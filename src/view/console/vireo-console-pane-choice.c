/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of a VM's consoles the pane shows. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/console/vireo-serial.h"
#include "view/console/vireo-console-pane-private.h"

gboolean
_vireo_console_pane_shows_screen (VireoConsolePane *self)
{
  return self->chosen == NULL || g_str_equal (self->chosen, "screen");
}

/* A text console connects when it is first looked at, and then stays, so that nothing printed is
 * lost. */
void
_vireo_console_pane_show_chosen (VireoConsolePane *self)
{
  gboolean shown = vireo_vm_pane_get_shown (VIREO_VM_PANE (self));

  gtk_widget_set_visible (self->copy_button, !_vireo_console_pane_shows_screen (self));
  if (_vireo_console_pane_shows_screen (self))
    gtk_stack_set_visible_child (self->consoles, self->screen);
  else if (shown)
    {
      if (self->serial == NULL)
        {
          self->serial = VIREO_SERIAL_VIEW (vireo_serial_view_new ());
          gtk_stack_add_child (self->consoles, GTK_WIDGET (self->serial));
        }
      vireo_serial_view_set_port (self->serial, vireo_vm_pane_get_vm (VIREO_VM_PANE (self)),
                                  self->chosen);
      gtk_stack_set_visible_child (self->consoles, GTK_WIDGET (self->serial));
    }
  _vireo_console_pane_update (self);
}

void
_vireo_console_pane_choice_changed (VireoConsolePane *self)
{
  guint i = gtk_drop_down_get_selected (self->chooser);

  if (i == GTK_INVALID_LIST_POSITION || g_strcmp0 (self->chosen, self->choices[i]) == 0)
    return;
  self->chosen = self->choices[i];
  _vireo_console_pane_show_chosen (self);
}

/* Offers what the VM has.  What was chosen stays so while it is there. */
void
_vireo_console_pane_offer_choices (VireoConsolePane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  g_auto (GStrv) ports = vm != NULL ? vireo_serial_list_ports (vm) : NULL;
  g_autoptr (GStrvBuilder) choices = g_strv_builder_new ();
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autofree char *chosen = g_strdup (self->chosen);
  guint selected = 0, n = 0;

  if (vm == NULL || vireo_vm_get_facts (vm)->has_vnc || vireo_vm_get_facts (vm)->has_spice ||
      ports[0] == NULL)
    {
      g_strv_builder_add (choices, "screen");
      gtk_string_list_append (labels, _ ("Screen"));
      n++;
    }
  for (guint i = 0; ports != NULL && ports[i] != NULL; i++, n++)
    {
      g_strv_builder_add (choices, ports[i]);
      gtk_string_list_take (labels, vireo_serial_get_port_label (ports[i]));
      if (g_strcmp0 (chosen, ports[i]) == 0)
        selected = n;
    }
  self->chosen = NULL;
  g_strfreev (self->choices);
  self->choices = g_strv_builder_end (choices);
  g_signal_handlers_block_by_func (self->chooser, _vireo_console_pane_choice_changed, self);
  gtk_drop_down_set_model (self->chooser, G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (self->chooser, selected);
  g_signal_handlers_unblock_by_func (self->chooser, _vireo_console_pane_choice_changed, self);
  gtk_widget_set_visible (GTK_WIDGET (self->chooser), n > 1);
  self->chosen = self->choices[selected];
  _vireo_console_pane_show_chosen (self);
}

void
_vireo_console_pane_terminal_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);

  if (self->serial != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->serial),
                                g_str_equal (name, "console.copy") ? "serial.copy" : "serial.paste",
                                NULL);
}
