/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/console/vireo-console-pane.h"
#include "view/console/vireo-console-window.h"

struct _VireoConsoleWindow
{
  AdwWindow parent_instance;

  VireoVmPane *pane;
  VireoVm *vm; /* (owned) */
};

G_DEFINE_FINAL_TYPE (VireoConsoleWindow, vireo_console_window, ADW_TYPE_WINDOW)

static void
started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_order_finish (VIREO_VM (source), result, &error))
    vireo_report_error (self, _ ("The virtual machine was not started"), error);
}

/* The pane's button for a guest that is off. */
static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsoleWindow *self = VIREO_CONSOLE_WINDOW (widget);

  vireo_vm_order_async (self->vm, VIREO_VM_ORDER_START, NULL, started, g_object_ref (self));
}

static void
shown_changed (VireoConsoleWindow *self)
{
  vireo_vm_pane_set_shown (self->pane, gtk_widget_get_mapped (GTK_WIDGET (self)));
}

static void
vireo_console_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_console_window_parent_class)->map (widget);
  shown_changed (VIREO_CONSOLE_WINDOW (widget));
}

static void
vireo_console_window_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_console_window_parent_class)->unmap (widget);
  shown_changed (VIREO_CONSOLE_WINDOW (widget));
}

static void
vireo_console_window_finalize (GObject *object)
{
  g_object_unref (VIREO_CONSOLE_WINDOW (object)->vm);
  G_OBJECT_CLASS (vireo_console_window_parent_class)->finalize (object);
}

static void
vireo_console_window_class_init (VireoConsoleWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vireo_console_window_finalize;
  widget_class->map = vireo_console_window_map;
  widget_class->unmap = vireo_console_window_unmap;

  g_type_ensure (VIREO_TYPE_CONSOLE_PANE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/console/vireo-console-window.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoConsoleWindow, pane);
  gtk_widget_class_install_action (widget_class, "vm.start", NULL, start_action);
}

static void
vireo_console_window_init (VireoConsoleWindow *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_console_window_new:
 * @application: (nullable): lives while the window does
 * @vm: whose console it is, for good
 * @chosen: (nullable): which of its consoles to begin with, see vireo_console_pane_choose()
 */
GtkWidget *
vireo_console_window_new (GtkApplication *application, VireoVm *vm, const char *chosen)
{
  VireoConsoleWindow *self =
      g_object_new (VIREO_TYPE_CONSOLE_WINDOW, "application", application, NULL);

  self->vm = g_object_ref (vm);
  g_object_bind_property (vm, "display-name", self, "title", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (vm, "removed", G_CALLBACK (gtk_window_destroy), self,
                           G_CONNECT_SWAPPED);
  vireo_vm_pane_set_vm (self->pane, vm);
  vireo_console_pane_choose (VIREO_CONSOLE_PANE (self->pane), chosen);
  return GTK_WIDGET (self);
}
