/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>

#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-vm-private.h"
#include "view/app/vireo-vm-row.h"
#include "view/vm/vireo-install-bar.h"
#include "view/vm/vireo-vm-page.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoVmPage *page;
  virDomainPtr handle;
} Fixture;

/* Writes down where the installation stands. */
static void
note (Fixture *f, const char *attributes)
{
  g_autofree char *element = g_strdup_printf ("<vm><install %s/></vm>", attributes);
  guint flags = VIR_DOMAIN_AFFECT_CONFIG;

  if (virDomainIsActive (f->handle) == 1)
    flags |= VIR_DOMAIN_AFFECT_LIVE;
  g_assert_cmpint (virDomainSetMetadata (f->handle, VIR_DOMAIN_METADATA_ELEMENT, element, "vireo",
                                         VIREO_XML_NS, flags),
                   ==, 0);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  vireo_test_context_set_up (&f->host);
  f->handle = vireo_vm_ref_handle (f->host.vm);
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 360, 700);
  f->page = VIREO_VM_PAGE (vireo_vm_page_new (f->host.context));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->page));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_vm_page_show_pane (f->page, "disks"); /* which asks for no address */
  vireo_vm_page_set_vm (f->page, f->host.vm);
  gtk_window_present (f->window);
  vireo_test_wait (gtk_widget_get_mapped (GTK_WIDGET (f->page)));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  virDomainFree (f->handle);
  vireo_test_context_tear_down (&f->host);
}

/* Returns: (nullable): the first @type below @from that can be seen */
static GtkWidget *
find (GtkWidget *from, GType type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (from), type) && gtk_widget_get_mapped (from))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static GtkWidget *
bar (Fixture *f)
{
  GtkWidget *found = find (GTK_WIDGET (f->page), VIREO_TYPE_INSTALL_BAR);

  g_assert_nonnull (found);
  return found;
}

static gboolean
says (Fixture *f, const char *words)
{
  return vireo_test_find (f->page, GTK_TYPE_LABEL, words) != NULL;
}

static gboolean
offers (Fixture *f, const char *words)
{
  return vireo_test_find (bar (f), GTK_TYPE_BUTTON, words) != NULL;
}

/* What a screen reader is told of the VM's row. */
static char *
describe_row (Fixture *f)
{
  g_autoptr (GtkWidget) row
      = g_object_ref_sink (vireo_vm_row_new (vireo_context_get_catalog (f->host.context)));
  char *text;

  vireo_vm_row_set_vm (VIREO_VM_ROW (row), f->host.vm);
  text = gtk_test_accessible_check_property (GTK_ACCESSIBLE (row),
                                             GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  vireo_vm_row_set_vm (VIREO_VM_ROW (row), NULL);
  return text;
}

#define assert_row_says(f, words)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *its_words = describe_row (f);                                                 \
    g_assert_nonnull (strstr (its_words, words));                                                  \
  }                                                                                                \
  G_STMT_END

static void
test_how_it_goes (Fixture *f, gconstpointer unused)
{
  static const char dots[] = "P6\n2 1\n255\nabcdef";
  g_autoptr (GBytes) picture = g_bytes_new_static (dots, sizeof dots - 1);
  VireoInstallSample sample = { .picture = picture };

  g_assert_false (says (f, "The installer is starting"));
  note (f, "phase='running' media='/iso/os.iso' begun='yes'");
  vireo_test_wait (says (f, "The installer is starting"));
  g_assert_true (offers (f, "Break Off…"));
  g_assert_false (offers (f, "Copy ssh Command"));
  assert_row_says (f, "Installing");

  vireo_vm_take_install_sample (f->host.vm, &sample);
  vireo_test_wait (find (bar (f), GTK_TYPE_PICTURE) != NULL);
  sample.minutes = 2;
  vireo_vm_take_install_sample (f->host.vm, &sample);
  vireo_test_wait (says (f, "The installer runs: 2 minutes so far, nothing written yet"));
  sample.minutes = 12;
  sample.written = 3 * VIREO_GIB / 2;
  vireo_vm_take_install_sample (f->host.vm, &sample);
  vireo_test_wait (
      says (f, "The system is being installed: 12 minutes so far, 1.5\xc2\xa0GiB written"));
  assert_row_says (f, "Installing, 12 min");

  sample.stuck = TRUE;
  vireo_vm_take_install_sample (f->host.vm, &sample);
  vireo_test_wait (vireo_test_find (f->page, GTK_TYPE_LABEL,
                                    "For ten minutes the installer has written nothing, and its "
                                    "screen has not changed.  Look at the console: it may be "
                                    "waiting for an answer, or have finished and wait for you to "
                                    "reboot.")
                   != NULL);
  assert_row_says (f, "Stuck?");
}

static void
test_it_broke_off (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  note (f, "phase='running' media='/iso/os.iso'");
  vireo_test_wait (says (f, "Nothing is installed here yet. The installer begins when you start the "
                            "virtual machine."));
  note (f, "phase='running' media='/iso/os.iso' begun='yes' since='1' written='yes'");
  vireo_test_wait (says (f, "The installation broke off before its end"));
  assert_row_says (f, "Broken off");
  vireo_test_wait (vireo_test_can (bar (f), GTK_TYPE_BUTTON, "Begin Again"));
  vireo_test_press (bar (f), "Begin Again");
  vireo_test_wait (vireo_vm_get_state (f->host.vm) == VIREO_VM_STATE_RUNNING);
}

static void
test_it_is_ready (Fixture *f, gconstpointer unused)
{
  static const char *const addresses[] = { "192.168.122.57", NULL };

  note (f, "phase='finished' media='/iso/os.iso' begun='yes'");
  vireo_test_wait (says (f, "The system is installed and starts up"));
  g_assert_true (says (f, "Installation finished, medium ejected"));
  assert_row_says (f, "Installed, starting");

  vireo_vm_take_addresses (f->host.vm, g_strdupv ((char **) addresses));
  vireo_vm_set_install_ready (f->host.vm, TRUE);
  vireo_test_wait (says (f, "Ready, 192.168.122.57"));
  assert_row_says (f, "Ready, 192.168.122.57");
  g_assert_true (offers (f, "Undo"));

  vireo_test_press (bar (f), "Copy ssh Command");
  vireo_test_wait (vireo_test_find (f->window, GTK_TYPE_LABEL, "“ssh root@192.168.122.57” was copied.")
                   != NULL);
  vireo_test_press (bar (f), "Console");
  {
    g_autofree char *pane = NULL;

    g_object_get (f->page, "pane", &pane, NULL);
    g_assert_cmpstr (pane, ==, "console");
  }

  /* Whoever leaves its page has seen it. */
  vireo_vm_page_set_vm (f->page, NULL);
  vireo_test_wait (vireo_vm_get_facts (f->host.vm)->install_opened);
  vireo_vm_page_set_vm (f->page, f->host.vm);
  vireo_test_wait (says (f, "Ready, 192.168.122.57"));
  {
    g_autofree char *its_words = describe_row (f);

    g_assert_null (strstr (its_words, "Ready"));
  }
  vireo_test_press (bar (f), "Close");
  vireo_test_wait (vireo_vm_get_install_phase (f->host.vm) == VIREO_INSTALL_NONE);
  vireo_test_wait (!says (f, "Ready, 192.168.122.57"));
}

/* Who made the VM knows who can log in; what anybody wrote there is not typed into a shell. */
static void
test_who_logs_in (Fixture *f, gconstpointer unused)
{
  static const char *const addresses[] = { "192.168.122.57", NULL };
  static const struct
  {
    const char *login, *command;
  } table[] = {
    { "wang", "ssh wang@192.168.122.57" },
    { "x; rm -rf $HOME", "ssh root@192.168.122.57" },
    { "-oProxyCommand=sh", "ssh root@192.168.122.57" },
  };

  vireo_vm_take_addresses (f->host.vm, g_strdupv ((char **) addresses));
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *element = g_strdup_printf ("<vm><login name='%s'/></vm>", table[i].login);
      g_autofree char *command = NULL;

      g_assert_cmpint (virDomainSetMetadata (f->handle, VIR_DOMAIN_METADATA_ELEMENT, element, "vireo",
                                             VIREO_XML_NS,
                                             VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG),
                       ==, 0);
      vireo_test_wait (g_strcmp0 (vireo_vm_get_facts (f->host.vm)->login, table[i].login) == 0);
      command = vireo_vm_make_ssh_command (f->host.vm);
      g_assert_cmpstr (command, ==, table[i].command);
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, function)                                                                        \
  g_test_add ("/install-bar/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("how-it-goes", test_how_it_goes);
  ADD ("it-broke-off", test_it_broke_off);
  ADD ("it-is-ready", test_it_is_ready);
  ADD ("who-logs-in", test_who_logs_in);
  return g_test_run ();
}
