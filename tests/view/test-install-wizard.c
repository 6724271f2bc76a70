/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard on the host of tests/data/host.xml: from the words typed to the VM that is there. */

#include <glib/gstdio.h>

#include "view/wizard/vireo-install-wizard.h"
#include "view/wizard/vireo-os-chooser.h"
#include "vireo-mini-iso.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWidget *window, *wizard;
  char *folder; /* of images */
  char *made;   /* UUID of the VM that was created */
} Fixture;

static void
created_cb (VireoInstallWizard *wizard, const char *uuid, Fixture *f)
{
  f->made = g_strdup (uuid);
}

static char *
write_iso (Fixture *f, const char *name, const char *label)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GByteArray) image = vireo_mini_iso_make (&(VireoMiniIso){ .label = label });
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) image->data, image->len, &error);
  g_assert_no_error (error);
  return path;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_context_set_up (&f->host);
  vireo_context_load_rest (f->host.context);
  f->folder = g_dir_make_tmp ("vireo-wizard-XXXXXX", NULL);
  f->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (f->window), adw_toast_overlay_new ());
  gtk_window_present (GTK_WINDOW (f->window));
  f->wizard = vireo_install_wizard_new (GTK_WINDOW (f->window), f->host.context, f->host.host);
  g_signal_connect (f->wizard, "created", G_CALLBACK (created_cb), f);
  g_object_add_weak_pointer (G_OBJECT (f->wizard), (gpointer *) &f->wizard);
  gtk_window_present (GTK_WINDOW (f->wizard));
  vireo_test_wait (gtk_widget_get_mapped (f->wizard));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);

  if (f->wizard != NULL)
    gtk_window_destroy (GTK_WINDOW (f->wizard));
  gtk_window_destroy (GTK_WINDOW (f->window));
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->made);
  vireo_test_context_tear_down (&f->host);
}

static gboolean
says (Fixture *f, const char *words)
{
  return vireo_test_find (f->wizard, GTK_TYPE_LABEL, words) != NULL;
}

static void
enter (Fixture *f, const char *field, const char *text)
{
  GtkWidget *row = NULL;

  vireo_test_wait ((row = vireo_test_find (f->wizard, ADW_TYPE_ENTRY_ROW, field)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static const char *
entered (Fixture *f, const char *field)
{
  return gtk_editable_get_text (
      GTK_EDITABLE (vireo_test_find (f->wizard, ADW_TYPE_ENTRY_ROW, field)));
}

/* The host of libvirt's test driver says that it is an i686. */
static void
choose_iso (Fixture *f, const char *path)
{
  GtkWidget *check = NULL;

  enter (f, "ISO image", path);
  vireo_test_wait (
      (check = vireo_test_find (f->wizard, GTK_TYPE_CHECK_BUTTON, "Emulate the other processor"))
      != NULL);
  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  vireo_test_wait (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
}

static void
next (Fixture *f, const char *wanted)
{
  vireo_test_press (f->wizard, "Next");
  vireo_test_wait (says (f, wanted));
}

static void
test_an_iso_becomes_a_virtual_machine (Fixture *f, gconstpointer unused)
{
  g_autofree char *iso = write_iso (f, "a.iso", "ctyunos-2.0.1-x86_64");
  VireoVm *vm;

  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next")); /* nothing chosen */
  choose_iso (f, iso);
  g_assert_true (says (f, "CTyunOS 2.0.1"));
  next (f, "Recognised by its volume label");
  g_assert_true (says (f, "2 CPUs, 4.0\u00a0GiB of memory, 40.0\u00a0GiB of disk"));
  next (f, "Processors");
  g_assert_cmpstr (entered (f, "Memory"), ==, "4 GiB");
  g_assert_cmpstr (entered (f, "Disk size"), ==, "40 GiB");
  next (f, "Summary");
  g_assert_cmpstr (entered (f, "Name"), ==, "ctyunos2.0.1");
  g_assert_cmpstr (vireo_test_subtitle (f->wizard, "Install from"), ==, iso);
  g_assert_cmpstr (vireo_test_subtitle (f->wizard, "Operating system"), ==, "CTyunOS 2.0.1");
  vireo_test_press (f->wizard, "Create");
  vireo_test_wait (f->wizard == NULL);
  g_assert_nonnull (f->made);
  vireo_test_wait ((vm = vireo_vm_list_lookup (vireo_host_get_vms (f->host.host), f->made))
                   != NULL);
  g_assert_cmpstr (vireo_vm_get_name (vm), ==, "ctyunos2.0.1");
}

static void
test_what_is_wrong_is_said_beside_the_field (Fixture *f, gconstpointer unused)
{
  g_autofree char *iso = write_iso (f, "a.iso", "ctyunos-2.0.1-x86_64");
  g_autofree char *text = g_build_filename (f->folder, "notes.iso", NULL);

  g_assert_true (g_file_set_contents (text, "not an image", -1, NULL));
  enter (f, "ISO image", "relative.iso");
  vireo_test_wait (says (f, "Write the whole path, beginning with a slash (/)."));
  enter (f, "ISO image", "/nonexistent/a.iso");
  vireo_test_wait (!says (f, "Write the whole path, beginning with a slash (/)."));
  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  enter (f, "ISO image", text);
  vireo_test_wait (!vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  choose_iso (f, iso);
  next (f, "Recognised by its volume label");
  next (f, "Processors");
  enter (f, "Memory", "much");
  vireo_test_wait (says (f, "Write a size, such as 4 GiB or 2048 MiB."));
  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  enter (f, "Memory", "1 GiB");
  enter (f, "Disk size", "-3");
  vireo_test_wait (says (f, "Write a size, such as 40 GiB."));
  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  enter (f, "Disk size", "4 GiB");
  next (f, "Summary");
  enter (f, "Name", "test"); /* taken */
  vireo_test_wait (!vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Create"));
  vireo_test_press (f->wizard, "Use “test-2”");
  g_assert_cmpstr (entered (f, "Name"), ==, "test-2");
  vireo_test_wait (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Create"));
}

static void
test_another_system_can_be_searched_for (Fixture *f, gconstpointer unused)
{
  g_autofree char *iso = write_iso (f, "strange.iso", "NO_SUCH_SYSTEM");
  GtkWidget *chooser = NULL, *search = NULL;

  enter (f, "ISO image", iso);
  vireo_test_wait (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next")); /* never a dead end */
  vireo_test_press (f->wizard, "Next");
  vireo_test_press (f->wizard, "Change…");
  vireo_test_wait ((chooser = vireo_test_window (VIREO_TYPE_OS_CHOOSER)) != NULL);
  vireo_test_wait ((search = vireo_test_find (chooser, GTK_TYPE_SEARCH_ENTRY, "Search")) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such system");
  vireo_test_wait (vireo_test_find (chooser, GTK_TYPE_BUTTON, "Linux, Modern") != NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "22.03 openeuler sp4");
  vireo_test_wait (vireo_test_find (chooser, GTK_TYPE_LABEL, "openEuler 22.03 LTS SP4") != NULL);
  vireo_test_press (chooser, "Select");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_OS_CHOOSER) == NULL);
  vireo_test_wait (says (f, "openEuler 22.03 LTS SP4"));
  g_assert_true (says (f, "Chosen by you"));
}

static void
test_a_line_of_the_review_leads_back (Fixture *f, gconstpointer unused)
{
  g_autofree char *iso = write_iso (f, "a.iso", "ctyunos-2.0.1-x86_64");

  choose_iso (f, iso);
  next (f, "Recognised by its volume label");
  next (f, "Processors");
  next (f, "Summary");
  gtk_widget_activate (vireo_test_find (f->wizard, ADW_TYPE_ACTION_ROW, "Memory"));
  vireo_test_wait (says (f, "Resources (3 of 4)"));
  enter (f, "Memory", "3 GiB");
  next (f, "Summary");
  g_assert_cmpstr (vireo_test_subtitle (f->wizard, "Memory"), ==, "3.0\u00a0GiB");
  vireo_test_press (f->wizard, "Cancel");
  vireo_test_wait (f->wizard == NULL);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/install-wizard/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("an-iso-becomes-a-virtual-machine", test_an_iso_becomes_a_virtual_machine);
  ADD ("what-is-wrong-is-said-beside-the-field", test_what_is_wrong_is_said_beside_the_field);
  ADD ("another-system-can-be-searched-for", test_another_system_can_be_searched_for);
  ADD ("a-line-of-the-review-leads-back", test_a_line_of_the_review_leads_back);
  return g_test_run ();
}
