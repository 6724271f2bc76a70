/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image that QEMU cannot read: what is said, and what is offered. */

#include <glib/gstdio.h>
#include <unistd.h>

#include "view/host/vireo-iso-access-dialog.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  int fd = g_file_open_tmp ("vireo-image-XXXXXX.iso", &f->path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  vireo_test_context_set_up (&f->host);
  vireo_test_wait (g_list_model_get_n_items (vireo_host_get_pools (f->host.host)) == 1);
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  g_remove (f->path);
  g_free (f->path);
  vireo_test_context_tear_down (&f->host);
}

static void
ask (Fixture *f, const char *path, GAsyncResult **result)
{
  vireo_iso_access_ask_async (GTK_WIDGET (f->window), f->host.context, f->host.host, path, NULL,
                              vireo_test_keep_result, result);
}

/* Where a folder is closed to QEMU's user, as the test driver has none. */
static char *closed_folder;

VireoIsoFacts *__real_vireo_iso_facts_collect (virConnectPtr connection, const char *path);
VireoIsoFacts *__wrap_vireo_iso_facts_collect (virConnectPtr connection, const char *path);

VireoIsoFacts *
__wrap_vireo_iso_facts_collect (virConnectPtr connection, const char *path)
{
  VireoIsoFacts *facts;

  if (closed_folder == NULL)
    return __real_vireo_iso_facts_collect (connection, path);
  facts = vireo_iso_facts_new ();
  facts->is_local = facts->exists = facts->qemu_known = TRUE;
  facts->qemu.uid = 64055;
  facts->user = geteuid ();
  vireo_iso_facts_add_step (facts, closed_folder, 0700, geteuid (), 0, NULL, NULL);
  vireo_iso_facts_add_step (facts, path, 0644, geteuid (), 0, NULL, NULL);
  return facts;
}

static GtkWidget *
ask_about_closed (Fixture *f, GAsyncResult **result)
{
  GtkWidget *dialog = NULL;

  closed_folder = g_dir_make_tmp ("vireo-closed-XXXXXX", NULL);
  ask (f, f->path, result);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_ISO_ACCESS_DIALOG)) != NULL);
  return dialog;
}

static void
forget_closed (void)
{
  g_rmdir (closed_folder);
  g_clear_pointer (&closed_folder, g_free);
}

static void
test_a_folder_is_opened_for_qemu (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  GtkWidget *dialog = ask_about_closed (f, &result);
  g_autofree char *command = g_strdup_printf ("setfacl -m u:64055:x %s", closed_folder);
  GStatBuf about;

  vireo_test_wait (
      g_strcmp0 (vireo_test_subtitle (dialog, "Let QEMU through these folders"), command) == 0);
  vireo_test_press (dialog, "Permit");
  vireo_test_wait (result != NULL);
  path = vireo_iso_access_ask_finish (GTK_WIDGET (f->window), result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, f->path);
  g_assert_cmpint (g_stat (closed_folder, &about), ==, 0);
  g_assert_cmpuint (about.st_mode & 0011, !=, 0);
  forget_closed ();
}

/* The test driver cannot upload: the dialog stays and says so. */
static void
test_a_failed_copy_is_said_and_leaves_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog = ask_about_closed (f, &result);

  g_assert_cmpstr (vireo_test_subtitle (dialog, "Copy the image"), ==,
                   "Into the storage pool “default”, where QEMU can read it.");
  g_assert_true (g_file_set_contents (f->path, "not really", -1, NULL));
  vireo_test_press (dialog, "Copy");
  vireo_test_wait (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Permit"));
  vireo_test_wait (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Copy"));
  g_assert_null (result);
  vireo_test_press (dialog, "Cancel");
  vireo_test_wait (result != NULL);
  g_assert_null (vireo_iso_access_ask_finish (GTK_WIDGET (f->window), result, NULL, &error));
  forget_closed ();
}

static void
test_what_can_be_read_is_not_asked_about (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (VireoHost) host = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  ask (f, f->path, &result);
  vireo_test_wait (result != NULL);
  path = vireo_iso_access_ask_finish (GTK_WIDGET (f->window), result, &host, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, f->path);
  g_assert_true (host == f->host.host);
  g_assert_null (vireo_test_window (VIREO_TYPE_ISO_ACCESS_DIALOG));
}

static void
test_what_cannot_is_said_and_closing_is_no_answer (Fixture *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog = NULL;

  ask (f, "/no/such.iso", &result);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_ISO_ACCESS_DIALOG)) != NULL);
  vireo_test_wait (vireo_test_find (dialog, GTK_TYPE_LABEL,
                                    "This image is not there, or you may not read it yourself.")
                   != NULL);
  g_assert_null (vireo_test_find (dialog, GTK_TYPE_BUTTON, "Copy"));
  g_assert_null (vireo_test_find (dialog, GTK_TYPE_BUTTON, "Permit"));
  g_assert_null (result);
  vireo_test_press (dialog, "Cancel");
  vireo_test_wait (result != NULL);
  g_assert_null (vireo_iso_access_ask_finish (GTK_WIDGET (f->window), result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/iso-access-dialog/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("what-can-be-read-is-not-asked-about", test_what_can_be_read_is_not_asked_about);
  ADD ("what-cannot-is-said-and-closing-is-no-answer",
       test_what_cannot_is_said_and_closing_is_no_answer);
  ADD ("a-folder-is-opened-for-qemu", test_a_folder_is_opened_for_qemu);
  ADD ("a-failed-copy-is-said-and-leaves-nothing", test_a_failed_copy_is_said_and_leaves_nothing);
  return g_test_run ();
}
