/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the window to the wizard, and back with the VM it made. */

#include "config.h"

#include "view/app/vireo-window-private.h"
#include "view/wizard/vireo-install-wizard.h"

typedef struct
{
  GWeakRef window;
  GWeakRef host;
  char *uuid;
} Awaited;

static void
awaited_free (gpointer data, GClosure *closure)
{
  Awaited *awaited = data;

  g_weak_ref_clear (&awaited->window);
  g_weak_ref_clear (&awaited->host);
  g_free (awaited->uuid);
  g_free (awaited);
}

/* Shows the VM as soon as libvirt's event has brought it into the list. */
static void
show_awaited (GListModel *vms, guint position, guint removed, guint added, Awaited *awaited)
{
  g_autoptr (VireoWindow) window = g_weak_ref_get (&awaited->window);
  g_autoptr (VireoHost) host = g_weak_ref_get (&awaited->host);
  VireoVm *vm
      = host != NULL ? vireo_vm_list_lookup (vireo_host_get_vms (host), awaited->uuid) : NULL;

  if (vm == NULL || window == NULL)
    return;
  vireo_window_show_vm (window, vm, "console");
  g_signal_handlers_disconnect_by_data (vms, awaited);
}

static void
created_cb (VireoInstallWizard *wizard, const char *uuid, VireoHost *host)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (wizard));
  VireoVm *vm = vireo_vm_list_lookup (vireo_host_get_vms (host), uuid);
  Awaited *awaited;

  if (!VIREO_IS_WINDOW (window))
    return;
  if (vm != NULL)
    {
      vireo_window_show_vm (VIREO_WINDOW (window), vm, "console");
      return;
    }
  awaited = g_new0 (Awaited, 1);
  g_weak_ref_init (&awaited->window, window);
  g_weak_ref_init (&awaited->host, host);
  awaited->uuid = g_strdup (uuid);
  g_signal_connect_data (vireo_vm_list_get_items (vireo_host_get_vms (host)), "items-changed",
                         G_CALLBACK (show_awaited), awaited, awaited_free, G_CONNECT_AFTER);
}

static void
elsewhere_cb (VireoInstallWizard *wizard, VireoHost *host, const char *media)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (wizard));

  if (VIREO_IS_WINDOW (window))
    vireo_window_open_wizard (VIREO_WINDOW (window), host, media);
}

/**
 * vireo_window_open_wizard:
 * @host: (nullable): where to create; %NULL for the one at hand
 * @media: (nullable): path of an ISO to begin with
 */
void
vireo_window_open_wizard (VireoWindow *self, VireoHost *host, const char *media)
{
  VireoContext *context = vireo_window_get_context (self);
  GtkWidget *wizard;

  if (host == NULL)
    host = vireo_window_get_host (self);
  if (host == NULL || vireo_host_get_state (host) != VIREO_HOST_ON)
    {
      _vireo_window_want_wizard (self, media);
      return;
    }
  vireo_context_load_rest (context);
  wizard = vireo_install_wizard_new (GTK_WINDOW (self), context, host);
  g_signal_connect_object (wizard, "created", G_CALLBACK (created_cb), host, 0);
  g_signal_connect (wizard, "elsewhere", G_CALLBACK (elsewhere_cb), NULL);
  if (media != NULL)
    vireo_install_wizard_set_media (VIREO_INSTALL_WIZARD (wizard), media);
  gtk_window_present (GTK_WINDOW (wizard));
}
