/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wizard on the host of tests/data/host.xml: from the words typed to the VM that is there. */

#include <glib/gstdio.h>

#include "core/install/vireo-install-draft.h"
#include "view/wizard/vireo-install-wizard.h"
#include "view/wizard/vireo-os-chooser.h"
#include "vireo-mini-iso.h"
#include "vireo-mini-ova.h"
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

static GtkSwitch *
find_switch (Fixture *f, const char *words)
{
  GtkWidget *found = vireo_test_find (f->wizard, GTK_TYPE_SWITCH, words);

  g_assert_nonnull (found);
  return GTK_SWITCH (found);
}

static void
install_by_hand (Fixture *f)
{
  next (f, "Install without questions");
  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next")); /* no password yet */
  gtk_switch_set_active (find_switch (f, "Install without questions"), FALSE);
  vireo_test_wait (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
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
  install_by_hand (f);
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
  /* Again, now that the systems are known and the medium could be read. */
  enter (f, "ISO image", "relative.iso");
  vireo_test_wait (says (f, "Write the whole path, beginning with a slash (/)."));
  choose_iso (f, iso);
  next (f, "Recognised by its volume label");
  install_by_hand (f);
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

/* Typed into the fields of the step, said beside them, and handed to the job. */
static void
test_an_installer_is_told_its_answers (Fixture *f, gconstpointer unused)
{
  g_autofree char *iso = write_iso (f, "a.iso", "ctyunos-2.0.1-x86_64");
  g_autoptr (VireoInstallDraft) draft = NULL;
  g_autoptr (VireoInstallPlan) plan = NULL;
  g_autofree char *xml = NULL;
  GtkWidget *box = NULL;

  choose_iso (f, iso);
  next (f, "Recognised by its volume label");
  next (f, "Install without questions");
  g_assert_true (says (f, "Set a password."));
  g_assert_cmpstr (entered (f, "Host name"), ==, "ctyunos2-0-1");
  enter (f, "Root password", "12345678");
  vireo_test_wait (says (f, "Repeat the password."));
  g_assert_true (says (f, "This password is weak: whoever reaches the guest will guess it."));
  enter (f, "Repeat root password", "1234567");
  vireo_test_wait (says (f, "The two passwords are not the same."));
  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  enter (f, "Root password", "it's a \"%post\" 1");
  enter (f, "Repeat root password", "it's a \"%post\" 1");
  vireo_test_wait (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  g_assert_true (says (f, "This password is good."));

  enter (f, "Host name", "-a");
  vireo_test_wait (says (f, "A host name neither begins nor ends with a hyphen."));
  enter (f, "Host name", "ctyun01.example.org");
  gtk_switch_set_active (find_switch (f, "Add a user who may become root"), TRUE);
  vireo_test_wait (says (f, "Give the user a login name."));
  enter (f, "Login name", "root");
  vireo_test_wait (says (f, "The system itself has an account of this name."));
  enter (f, "Login name", "wang");
  enter (f, "Full name", "王 伟");
  enter (f, "User password", "Tiger-2024");
  enter (f, "Repeat user password", "Tiger-2024");
  vireo_test_wait (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (vireo_test_find (f->wizard, ADW_TYPE_EXPANDER_ROW, "Advanced")), TRUE);
  enter (f, "Proxy", "http://proxy:3128");
  vireo_test_wait (
      says (f, "The proxy is used on the way to a repository: write its address too."));
  enter (f, "Proxy", "");

  next (f, "Processors");
  next (f, "Summary");
  g_assert_cmpstr (vireo_test_subtitle (f->wizard, "Installation"), ==,
                   "Without questions, with the user “wang”");
  /* What is shown is what is made: the drive with the answers is in it. */
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (vireo_test_find (f->wizard, ADW_TYPE_EXPANDER_ROW, "XML")), TRUE);
  vireo_test_wait ((box = vireo_test_find (f->wizard, GTK_TYPE_TEXT_VIEW, "XML")) != NULL);
  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (box)), "text", &xml, NULL);
  g_assert_nonnull (strstr (xml, "ctyunos2.0.1-answers.iso"));
  g_assert_nonnull (strstr (xml, "<interface"));
  g_assert_true (says (f, "This is what is kept. The first start, and only that, is from the "
                          "installer’s own kernel, if the medium has one."));
  gtk_switch_set_active (find_switch (f, "Start with the host"), TRUE);
  g_object_get (f->wizard, "draft", &draft, NULL);
  plan = vireo_install_draft_make_plan (draft);
  g_assert_true (plan->autostart);
  g_assert_cmpint (plan->answers->kind, ==, VIREO_ANSWERS_KICKSTART);
  g_assert_cmpstr (plan->answers->root_password, ==, "it's a \"%post\" 1");
  g_assert_cmpstr (plan->answers->user, ==, "wang");
  g_assert_cmpstr (plan->answers->user_full_name, ==, "王 伟");
  g_assert_cmpstr (plan->answers->host_name, ==, "ctyun01.example.org");
  g_assert_true (vireo_answers_check (plan->answers, NULL));
}

/* Each by its own means, and only what can be told. */
static void
test_which_installers_are_told (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *label;
    gboolean told, takes_lines;
    VireoAnswersKind kind;
  } media[] = {
    { "Debian 11.0.0 amd64 n", TRUE, TRUE, VIREO_ANSWERS_PRESEED },
    { "Ubuntu-Server 22.04 LTS amd64", TRUE, FALSE, VIREO_ANSWERS_AUTOINSTALL },
    { "Ubuntu 22.04 LTS amd64", FALSE, FALSE, 0 },
    { "openEuler-22.03-LTS-x86_64", TRUE, TRUE, VIREO_ANSWERS_KICKSTART },
  };
  g_autoptr (VireoInstallDraft) draft = NULL;
  VireoUnattended *unattended;

  g_object_get (f->wizard, "draft", &draft, NULL);
  unattended = vireo_install_draft_get_unattended (draft);
  for (gsize i = 0; i < G_N_ELEMENTS (media); i++)
    {
      g_autofree char *iso = write_iso (f, "a.iso", media[i].label);
      g_autofree char *no_path = g_strconcat (iso, "-none", NULL);
      gboolean told, takes_lines;

      g_test_message ("%s", media[i].label);
      g_object_set (draft, "media-path", no_path, NULL);
      vireo_test_wait (vireo_install_draft_get_media (draft) == NULL);
      g_object_set (draft, "media-path", iso, NULL);
      vireo_test_wait (vireo_install_draft_get_media (draft) != NULL);
      g_object_set (unattended, "wanted", TRUE, NULL);
      g_object_get (unattended, "supported", &told, "takes-lines", &takes_lines, NULL);
      g_assert_cmpint (told, ==, media[i].told);
      g_assert_cmpint (takes_lines, ==, media[i].takes_lines);
      if (told)
        {
          g_autoptr (VireoAnswers) answers = vireo_unattended_make_answers (unattended);

          g_assert_cmpint (answers->kind, ==, media[i].kind);
        }
    }
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

/* --- importing --- */

static void
choose_import (Fixture *f, const char *path)
{
  GtkWidget *source = vireo_test_find (f->wizard, ADW_TYPE_COMBO_ROW, "Install from");

  adw_combo_row_set_selected (ADW_COMBO_ROW (source), VIREO_SOURCE_DISK_IMAGE);
  enter (f, "Disk image", path);
}

static char *
write_bytes (Fixture *f, const char *name, const void *bytes, gsize size)
{
  char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  return path;
}

/* As far as its beginning goes: a disk of 8 GiB. */
static const guint8 vmdk[1024] = { 'K', 'D', 'M', 'V', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

static void
test_a_foreign_disk_is_converted (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = write_bytes (f, "win server.vmdk", vmdk, sizeof vmdk);
  g_autoptr (VireoInstallDraft) draft = NULL;
  g_autoptr (VireoInstallPlan) plan = NULL;

  choose_import (f, path);
  vireo_test_wait (says (f, "VMware disk, 8.0\u00a0GiB"));
  g_assert_true (
      says (f, "It will be converted to qcow2, in the storage pool “default”."));
  next (f, "Other operating system");
  g_assert_true (says (f, "What is on the disk is not known, so it is attached in a way that any "
                          "system finds (SATA).  Choose the right system if you know it."));
  vireo_test_press (f->wizard, "Next");
  vireo_test_wait (says (f, "Set it up with cloud-init"));
  next (f, "Processors");
  g_assert_null (vireo_test_find (f->wizard, ADW_TYPE_ENTRY_ROW, "Disk size"));
  g_assert_nonnull (vireo_test_find (f->wizard, ADW_TYPE_COMBO_ROW, "Storage pool"));
  next (f, "Summary");
  g_assert_cmpstr (entered (f, "Name"), ==, "win server");
  g_assert_cmpstr (vireo_test_subtitle (f->wizard, "Install from"), ==, path);
  g_assert_cmpstr (
      vireo_test_subtitle (f->wizard, "Disk"), ==,
      "VMware disk, 8.0\u00a0GiB, converted to qcow2 in the storage pool “default”");
  g_object_get (f->wizard, "draft", &draft, NULL);
  plan = vireo_install_draft_make_plan (draft);
  g_assert_nonnull (plan->import);
  g_assert_false (plan->needs.virtio_disk);
  g_assert_true (plan->needs.q35); /* where its disk is on SATA */
}

static void
test_an_appliance_fills_the_pages_in (Fixture *f, gconstpointer unused)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();
  g_autofree char *one = vireo_mini_ovf (
      "ovf:href=\"a.vmdk\"", "ovf:capacity=\"8\" ovf:capacityAllocationUnits=\"byte * 2^30\"");
  g_auto (GStrv) halves = g_strsplit (one, "<vmw:Config", 2);
  g_autofree char *ovf = g_strconcat (
      halves[0], "<Item><rasd:ResourceType>10</rasd:ResourceType></Item>\n<vmw:Config", halves[1],
      NULL);
  g_autofree char *path = NULL;
  g_autoptr (VireoInstallDraft) draft = NULL;
  g_autoptr (VireoInstallPlan) plan = NULL;

  vireo_mini_tar_add_file (tar, "web.ovf", ovf, strlen (ovf));
  vireo_mini_tar_add_file (tar, "a.vmdk", vmdk, sizeof vmdk);
  path = write_bytes (f, "web.ova", tar->data, tar->len);
  vireo_install_wizard_set_media (VIREO_INSTALL_WIZARD (f->wizard), path); /* dropped */
  vireo_test_wait (says (f, "Virtual appliance (OVA) “web server”, 8.0\u00a0GiB"));
  next (f, "Debian 11");
  g_assert_true (says (f, "As the appliance says"));
  vireo_test_press (f->wizard, "Next");
  vireo_test_wait (says (f, "Set it up with cloud-init"));
  next (f, "Processors");
  g_assert_cmpstr (entered (f, "Memory"), ==, "1536 MiB");
  next (f, "Summary");
  g_assert_cmpstr (entered (f, "Name"), ==, "web server");
  g_object_get (f->wizard, "draft", &draft, NULL);
  plan = vireo_install_draft_make_plan (draft);
  g_assert_cmpuint (plan->n_vcpus, ==, 3);
  g_assert_cmpuint (plan->more_nics, ==, 1);
  g_assert_cmpstr (plan->description, ==, "Serves <pages>");
  g_assert_true (plan->needs.virtio_disk);
}

static void
test_a_disk_that_names_another_is_asked_about (Fixture *f, gconstpointer unused)
{
  static const guint8 qcow2[128] = { 'Q', 'F', 'I', 0xfb, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 100,
                                     0, 0, 0, 11, 0, 0, 0, 16, 0, 0, 0, 0, 1, 0, 0, 0,
                                     [100] = '/', 'e', 't', 'c', '/', 's', 'h', 'a', 'd', 'o', 'w' };
  g_autofree char *path = write_bytes (f, "a.qcow2", qcow2, sizeof qcow2);
  GtkWidget *check = NULL;

  choose_import (f, path);
  vireo_test_wait (
      says (f, "This disk image makes the virtual machine read another file, “/etc/shadow”.  If "
               "you did not make the image yourself, that may be a file nobody should see."));
  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  check = vireo_test_find (f->wizard, GTK_TYPE_CHECK_BUTTON, "Let it read the other file");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  vireo_test_wait (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  /* Another choice is another question. */
  enter (f, "Disk image", "/nonexistent");
  vireo_test_wait (!vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  enter (f, "Disk image", path);
  vireo_test_wait (
      (check = vireo_test_find (f->wizard, GTK_TYPE_CHECK_BUTTON, "Let it read the other file"))
      != NULL);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
}

static void
test_a_disk_of_ours_is_used_or_copied (Fixture *f, gconstpointer unused)
{
  static const guint8 raw[4096] = { 1 };
  g_autofree char *path = write_bytes (f, "a.img", raw, sizeof raw);
  g_autofree char *named
      = write_bytes (f, "openEuler-22.03-LTS-SP4-x86_64.img", raw, sizeof raw);
  g_autofree char *packed = write_bytes (f, "a.img.xz", "\xfd" "7zXZ\0", 7);
  GtkWidget *check = NULL;

  choose_import (f, packed);
  vireo_test_wait (says (f, "This file is packed (xz).  Unpack it first."));
  g_assert_false (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  enter (f, "Disk image", path);
  vireo_test_wait (says (f, "It is used where it is: what the virtual machine writes changes this "
                            "file."));
  check = vireo_test_find (f->wizard, GTK_TYPE_CHECK_BUTTON,
                           "Make a copy in the storage pool and leave this file as it is");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  vireo_test_wait (says (f, "It will be copied into the storage pool “default”."));
  enter (f, "Disk image", named);
  vireo_test_wait (vireo_test_can (f->wizard, GTK_TYPE_BUTTON, "Next"));
  next (f, "openEuler 22.03 LTS SP4");
  g_assert_true (says (f, "Guessed from its file name"));
}

static void
test_a_line_of_the_review_leads_back (Fixture *f, gconstpointer unused)
{
  g_autofree char *iso = write_iso (f, "a.iso", "ctyunos-2.0.1-x86_64");

  choose_iso (f, iso);
  next (f, "Recognised by its volume label");
  install_by_hand (f);
  next (f, "Processors");
  next (f, "Summary");
  gtk_widget_activate (vireo_test_find (f->wizard, ADW_TYPE_ACTION_ROW, "Memory"));
  vireo_test_wait (says (f, "Resources (4 of 5)"));
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
  ADD ("an-installer-is-told-its-answers", test_an_installer_is_told_its_answers);
  ADD ("which-installers-are-told", test_which_installers_are_told);
  ADD ("another-system-can-be-searched-for", test_another_system_can_be_searched_for);
  ADD ("a-line-of-the-review-leads-back", test_a_line_of_the_review_leads_back);
  ADD ("a-foreign-disk-is-converted", test_a_foreign_disk_is_converted);
  ADD ("an-appliance-fills-the-pages-in", test_an_appliance_fills_the_pages_in);
  ADD ("a-disk-that-names-another-is-asked-about", test_a_disk_that_names_another_is_asked_about);
  ADD ("a-disk-of-ours-is-used-or-copied", test_a_disk_of_ours_is_used_or_copied);
  return g_test_run ();
}
