/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done to a VM: the actions "vm.*" of the page, and what each one needs. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/install/vireo-install-watch.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/vm/vireo-delete-dialog.h"
#include "view/vm/vireo-rename-dialog.h"
#include "view/vm/vireo-vm-page-private.h"

static const struct
{
  const char *action;
  VireoVmOrder order;
  VireoVmCan needs;
} orders[] = {
  { "vm.start", VIREO_VM_ORDER_START, VIREO_VM_CAN_START },
  { "vm.shut-down", VIREO_VM_ORDER_SHUT_DOWN, VIREO_VM_CAN_SHUT_DOWN },
  { "vm.reboot", VIREO_VM_ORDER_REBOOT, VIREO_VM_CAN_REBOOT },
  { "vm.reset", VIREO_VM_ORDER_RESET, VIREO_VM_CAN_RESET },
  { "vm.force-off", VIREO_VM_ORDER_FORCE_OFF, VIREO_VM_CAN_FORCE_OFF },
  { "vm.pause", VIREO_VM_ORDER_PAUSE, VIREO_VM_CAN_PAUSE },
  { "vm.resume", VIREO_VM_ORDER_RESUME, VIREO_VM_CAN_RESUME },
  { "vm.save", VIREO_VM_ORDER_SAVE, VIREO_VM_CAN_SAVE },
  { "vm.discard-saved", VIREO_VM_ORDER_DISCARD_SAVED, VIREO_VM_CAN_DISCARD_SAVED },
};

static const struct
{
  const char *action;
  VireoVmCan needs;
} others[] = {
  { "vm.autostart", VIREO_VM_CAN_AUTOSTART },
  { "vm.rename", VIREO_VM_CAN_RENAME },
  { "vm.delete", VIREO_VM_CAN_DELETE },
};

/* One order on its way; outlives a page that meanwhile shows another VM. */
typedef struct
{
  VireoVmPage *page; /* (owned) */
  VireoVm *vm;       /* (owned) */
  VireoVmOrder order;
} Given;

static void
given_free (Given *given)
{
  g_object_unref (given->page);
  g_object_unref (given->vm);
  g_free (given);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Given, given_free)

/* A format from a table would escape the compiler's check, hence the switch. */
static char *
failure_text (VireoVmOrder order, const char *name)
{
  switch (order)
    {
    case VIREO_VM_ORDER_START:
      return g_strdup_printf (_ ("“%s” could not be started."), name);
    case VIREO_VM_ORDER_SHUT_DOWN:
    case VIREO_VM_ORDER_SHUT_DOWN_BY_AGENT:
      return g_strdup_printf (_ ("“%s” could not be asked to shut down."), name);
    case VIREO_VM_ORDER_REBOOT:
      return g_strdup_printf (_ ("“%s” could not be asked to reboot."), name);
    case VIREO_VM_ORDER_RESET:
      return g_strdup_printf (_ ("“%s” could not be reset."), name);
    case VIREO_VM_ORDER_FORCE_OFF:
      return g_strdup_printf (_ ("“%s” could not be forced off."), name);
    case VIREO_VM_ORDER_PAUSE:
      return g_strdup_printf (_ ("“%s” could not be paused."), name);
    case VIREO_VM_ORDER_RESUME:
      return g_strdup_printf (_ ("“%s” could not be resumed."), name);
    case VIREO_VM_ORDER_SAVE:
      return g_strdup_printf (_ ("“%s” could not be saved."), name);
    case VIREO_VM_ORDER_DISCARD_SAVED:
      return g_strdup_printf (_ ("The saved state of “%s” could not be discarded."), name);
    case VIREO_VM_ORDER_AUTOSTART_ON:
    case VIREO_VM_ORDER_AUTOSTART_OFF:
      return g_strdup_printf (_ ("Autostart of “%s” could not be changed."), name);
    case VIREO_N_VM_ORDERS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* What the user sees nothing of for a while gets a word at once. */
static char *
done_text (VireoVmOrder order, const char *name)
{
  switch ((guint) order)
    {
    case VIREO_VM_ORDER_SHUT_DOWN:
      return g_strdup_printf (_ ("“%s” was asked to shut down."), name);
    case VIREO_VM_ORDER_REBOOT:
      return g_strdup_printf (_ ("“%s” was asked to reboot."), name);
    default:
      return NULL;
    }
}

static void
order_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Given) given = data;
  g_autoptr (GError) error = NULL;
  const char *name = vireo_vm_get_display_name (given->vm);

  if (!vireo_vm_order_finish (given->vm, result, &error))
    {
      g_autofree char *failure = failure_text (given->order, name);

      vireo_report_error (GTK_WIDGET (given->page), failure, error);
    }
  else
    {
      g_autofree char *done = done_text (given->order, name);

      if (done != NULL)
        vireo_report_done (GTK_WIDGET (given->page), done);
    }
}

/* Cancelling the wait would not stop what libvirtd does, so nothing here is cancellable. */
static void
give_order (VireoVmPage *self, VireoVm *vm, VireoVmOrder order)
{
  Given *given = g_new0 (Given, 1);

  given->page = g_object_ref (self);
  given->vm = g_object_ref (vm);
  given->order = order;
  vireo_vm_order_async (vm, order, NULL, order_done, given);
}

static void
order_confirmed (GtkWidget *where, gpointer data)
{
  Given *given = data;

  give_order (given->page, given->vm, given->order);
}

static void
confirm_order (VireoVmPage *self, VireoVmOrder order)
{
  Given *given = g_new0 (Given, 1);
  const char *name = vireo_vm_get_display_name (self->vm);
  g_autofree char *heading = NULL;
  const char *body, *verb;

  given->page = g_object_ref (self);
  given->vm = g_object_ref (self->vm);
  given->order = order;

  switch ((guint) order)
    {
    case VIREO_VM_ORDER_RESET:
      heading = g_strdup_printf (_ ("Force “%s” to reset?"), name);
      body = _ ("It restarts at once, as if its reset button were pressed.  Programs in it are not "
                "asked to finish: what they have not yet written to disk is lost.");
      verb = _ ("Force _Reset");
      break;
    case VIREO_VM_ORDER_DISCARD_SAVED:
      heading = g_strdup_printf (_ ("Discard the saved state of “%s”?"), name);
      body = _ ("The programs that ran in it when it was saved, and what they had not written to "
                "disk, are lost.  The next start is a fresh one.");
      verb = _ ("_Discard");
      break;
    default:
      heading = g_strdup_printf (_ ("Force “%s” off?"), name);
      body = _ ("It stops at once, as if its power cord were pulled.  Programs in it are not asked "
                "to finish: what they have not yet written to disk is lost.");
      verb = _ ("_Force Off");
      break;
    }
  vireo_confirm (GTK_WIDGET (self), heading, body, verb, TRUE, order_confirmed, given,
                 (GDestroyNotify) given_free);
}

static void
order_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoVmPage *self = VIREO_VM_PAGE (widget);

  if (self->vm == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (orders[i].action, name))
      {
        VireoVmOrder order = orders[i].order;

        if (order == VIREO_VM_ORDER_RESET || order == VIREO_VM_ORDER_FORCE_OFF
            || order == VIREO_VM_ORDER_DISCARD_SAVED)
          confirm_order (self, order);
        else
          give_order (self, self->vm, order);
      }
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoVmPage *self = VIREO_VM_PAGE (widget);

  gtk_window_present (GTK_WINDOW (vireo_rename_dialog_new (widget, self->context, self->vm)));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vireo_vm_page_ask_delete (VIREO_VM_PAGE (widget));
}

/**
 * vireo_vm_page_ask_delete:
 * @self: a page that shows a VM
 *
 * Opens the dialog that lists what a deletion would take away; it does the rest.
 */
void
vireo_vm_page_ask_delete (VireoVmPage *self)
{
  g_return_if_fail (VIREO_IS_VM_PAGE (self));

  if (self->vm != NULL)
    gtk_window_present (GTK_WINDOW (
        vireo_delete_dialog_new (GTK_WIDGET (self), self->context, self->vm)));
}

static void
medium_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Given) given = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_install_watch_change_finish (given->vm, result, &error))
    vireo_report_error (GTK_WIDGET (given->page),
                        _ ("The installation medium could not be changed."), error);
}

static void
restarted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Given) given = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_install_watch_change_finish (given->vm, result, &error))
    vireo_report_error (GTK_WIDGET (given->page), _ ("The installation could not be begun again."),
                        error);
}

/* That it could not be written down is no matter: it is said to be ready once more. */
static void
noted (GObject *source, GAsyncResult *result, gpointer unused)
{
  vireo_install_watch_change_finish (VIREO_VM (source), result, NULL);
}

/* Whoever leaves the page of a VM that is ready has seen that it is. */
void
_vireo_vm_page_note_seen (VireoVmPage *self)
{
  if (self->vm != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
      && vireo_vm_get_install_ready (self->vm) && !vireo_vm_get_facts (self->vm)->install_opened)
    vireo_install_watch_note_opened_async (self->vm, NULL, noted, NULL);
}

static void
console_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vireo_vm_page_show_pane (VIREO_VM_PAGE (widget), "console");
}

static void
copy_ssh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoVm *vm = VIREO_VM_PAGE (widget)->vm;
  g_autofree char *command = vm != NULL ? vireo_vm_make_ssh_command (vm) : NULL;
  g_autofree char *done = NULL;

  if (command == NULL)
    return;
  done = g_strdup_printf (_ ("“%s” was copied."), command);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), command);
  vireo_report_done (widget, done);
}

static void
installation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoVmPage *self = VIREO_VM_PAGE (widget);
  Given *given;

  if (self->vm == NULL)
    return;
  given = g_new0 (Given, 1);
  given->page = g_object_ref (self);
  given->vm = g_object_ref (self->vm);
  if (g_str_equal (name, "vm.reinsert-medium"))
    vireo_install_watch_reinsert_async (self->vm, NULL, medium_changed, given);
  else if (g_str_equal (name, "vm.restart-installation"))
    vireo_install_watch_restart_async (self->vm, NULL, restarted, given);
  else
    vireo_install_watch_dismiss_async (self->vm, NULL, medium_changed, given);
}

/* Enabled is a courtesy, not a guard: the state may change between click and call. */
void
_vireo_vm_page_update_actions (VireoVmPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean live = self->vm != NULL && !vireo_vm_is_stale (self->vm);
  VireoVmCan can = live ? vireo_vm_get_can (self->vm) : VIREO_VM_CAN_NOTHING;
  int under_way = -1;

  if (self->vm != NULL)
    g_object_get (self->vm, "order", &under_way, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    gtk_widget_action_set_enabled (widget, orders[i].action,
                                   (can & orders[i].needs) != 0
                                       && under_way != (int) orders[i].order);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    gtk_widget_action_set_enabled (widget, others[i].action, (can & others[i].needs) != 0);
  gtk_widget_action_set_enabled (widget, "vm.reinsert-medium", live);
  gtk_widget_action_set_enabled (widget, "vm.dismiss-installation", live);
  gtk_widget_action_set_enabled (widget, "vm.restart-installation", (can & VIREO_VM_CAN_START) != 0);
}

void
_vireo_vm_page_class_actions_init (VireoVmPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    gtk_widget_class_install_action (widget_class, orders[i].action, NULL, order_action);
  gtk_widget_class_install_property_action (widget_class, "vm.autostart", "autostart");
  gtk_widget_class_install_action (widget_class, "vm.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "vm.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "vm.reinsert-medium", NULL, installation_action);
  gtk_widget_class_install_action (widget_class, "vm.dismiss-installation", NULL,
                                   installation_action);
  gtk_widget_class_install_action (widget_class, "vm.restart-installation", NULL,
                                   installation_action);
  gtk_widget_class_install_action (widget_class, "vm.console", NULL, console_action);
  gtk_widget_class_install_action (widget_class, "vm.copy-ssh", NULL, copy_ssh_action);
}

/* Autostart is an order like the others; as a property it gives the menu its tick for free. */
void
_vireo_vm_page_set_autostart (VireoVmPage *self, gboolean autostart)
{
  if (self->vm != NULL && vireo_vm_get_facts (self->vm)->autostart != autostart)
    give_order (self, self->vm,
                autostart ? VIREO_VM_ORDER_AUTOSTART_ON : VIREO_VM_ORDER_AUTOSTART_OFF);
}
