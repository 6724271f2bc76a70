/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "view/app/vireo-about.h"

static char *
version_text (guint64 version)
{
  return g_strdup_printf ("%u.%u.%u", (guint) (version / 1000000), (guint) (version / 1000 % 1000),
                          (guint) (version % 1000));
}

static void
add_host (GString *text, VireoHost *host)
{
  const VireoHostFacts *facts = vireo_host_get_facts (host);
  g_autofree char *libvirt = NULL;
  g_autofree char *hypervisor = NULL;

  g_string_append_printf (text, "\n%s\n", vireo_host_get_uri (host));
  if (facts == NULL)
    {
      g_string_append (text, "  not connected\n");
      return;
    }
  libvirt = version_text (facts->libvirt_version);
  hypervisor = version_text (facts->hypervisor_version);
  g_string_append_printf (text, "  libvirt %s, %s %s, %s, %u CPUs, %" G_GUINT64_FORMAT " MiB\n",
                          libvirt, facts->hypervisor, hypervisor, facts->arch, facts->n_cpus,
                          facts->memory / 1024 / 1024);
  if (facts->is_qemu)
    g_string_append_printf (text, "  KVM %s, UEFI %s\n", facts->has_kvm ? "yes" : "no",
                            facts->has_uefi ? "yes" : "no");
}

/**
 * vireo_about_make_debug_info:
 *
 * Returns: (transfer full): what somebody who looks into a fault wants to know first.  It names
 *   hosts, but no virtual machine.  Not translated: it is read by others than who copies it.
 */
char *
vireo_about_make_debug_info (VireoContext *context)
{
  GListModel *hosts = vireo_host_list_get_items (vireo_context_get_hosts (context));
  GString *text = g_string_new (NULL);
  GskRenderer *renderer = NULL;
  GApplication *app = g_application_get_default ();
  GtkWindow *window
      = GTK_IS_APPLICATION (app) ? gtk_application_get_active_window (GTK_APPLICATION (app)) : NULL;

  if (window != NULL)
    renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  g_string_append_printf (text, "Vireo %s\n", VIREO_VERSION);
  g_string_append_printf (text, "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n",
                          gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "Display %s, renderer %s\n",
                          G_OBJECT_TYPE_NAME (gdk_display_get_default ()),
                          renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : "none");
  g_string_append_printf (text, "Locale %s\n", g_get_language_names ()[0]);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (hosts, i);

      add_host (text, host);
    }
  return g_string_free (text, FALSE);
}

/**
 * vireo_about_show:
 * @parent: the main window
 *
 * Opens the *About* window.
 */
void
vireo_about_show (GtkWindow *parent, VireoContext *context)
{
  g_autofree char *debug = vireo_about_make_debug_info (context);

  adw_show_about_window (
      parent, "application-name", "Vireo", "application-icon", VIREO_APP_ID, "version",
      VIREO_VERSION, "developer-name", _ ("The Vireo developers"), "license-type",
      GTK_LICENSE_GPL_3_0, "comments",
      _ ("Virtual machines on this computer and on others, from the ISO image to the screen."),
      "debug-info", debug, "debug-info-filename", "vireo-debug.txt",
      /* Translators: your own names, one a line */
      "translator-credits", _ ("translator-credits"), NULL);
}
