/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of a VM's consoles the pane shows. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "core/console/vireo-serial.h"
#include "view/console/vireo-console-pane-private.h"

gboolean
_vireo_console_pane_shows_screen (VireoConsolePane *self)
{
  return self->chosen == NULL || g_str_has_prefix (self->chosen, "screen");
}

/* Which of the VM's screens, from 0 on. */
guint
_vireo_console_pane_get_head (VireoConsolePane *self)
{
  return self->chosen != NULL && _vireo_console_pane_shows_screen (self)
             ? (guint) atoi (self->chosen + strlen ("screen"))
             : 0;
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
  guint head = _vireo_console_pane_get_head (self);

  if (i == GTK_INVALID_LIST_POSITION || g_strcmp0 (self->chosen, self->choices[i]) == 0)
    return;
  self->chosen = self->choices[i];
  if (_vireo_console_pane_shows_screen (self) && _vireo_console_pane_get_head (self) != head)
    vireo_vnc_session_close (self->session); /* and the other one is opened */
  _vireo_console_pane_show_chosen (self);
}

static guint
offer_screens (VireoConsolePane *self, VireoVm *vm, GStrvBuilder *choices, GtkStringList *labels,
               guint *selected)
{
  guint n = vm != NULL ? MAX (vireo_vm_get_facts (vm)->n_vnc, 1) : 1;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *choice = g_strdup_printf ("screen%u", i);
      /* Translators: one of several screens that the virtual machine has */
      g_autofree char *label = n > 1 ? g_strdup_printf (_ ("Screen %u"), i + 1)
                                     : g_strdup (_ ("Screen"));

      g_strv_builder_add (choices, choice);
      gtk_string_list_append (labels, label);
      if (g_strcmp0 (self->chosen, choice) == 0)
        *selected = i;
    }
  return n;
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
    n = offer_screens (self, vm, choices, labels, &selected);
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

/**
 * vireo_console_pane_get_chosen:
 *
 * Returns: (nullable): which of the VM's consoles it shows, for vireo_console_pane_choose()
 */
const char *
vireo_console_pane_get_chosen (VireoConsolePane *self)
{
  return self->chosen;
}

/**
 * vireo_console_pane_choose:
 * @chosen: (nullable): which of the VM's consoles to show; one that it has not changes nothing
 */
void
vireo_console_pane_choose (VireoConsolePane *self, const char *chosen)
{
  for (guint i = 0; chosen != NULL && self->choices[i] != NULL; i++)
    if (g_str_equal (self->choices[i], chosen))
      gtk_drop_down_set_selected (self->chooser, i);
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
