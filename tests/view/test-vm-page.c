/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>

#include "view/vm/vireo-rename-dialog.h"
#include "view/vm/vireo-vm-page.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoVmPage *page;
} Fixture;

/* @width: of the window; 0: wide enough */
static void
set_up (Fixture *f, gconstpointer width)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  vireo_test_context_set_up (&f->host);
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, width != NULL ? GPOINTER_TO_INT (width) : 900, 700);
  f->page = VIREO_VM_PAGE (vireo_vm_page_new (f->host.context));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->page));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_vm_page_show_pane (f->page, "overview");
  vireo_vm_page_set_vm (f->page, f->host.vm);
  gtk_window_present (f->window);
  vireo_test_wait (gtk_widget_get_mapped (GTK_WIDGET (f->page)));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  vireo_test_context_tear_down (&f->host);
}

static gboolean
can (Fixture *f, const char *words)
{
  return vireo_test_can (f->page, GTK_TYPE_BUTTON, words);
}

static VireoVmState
state (Fixture *f)
{
  return vireo_vm_get_state (f->host.vm);
}

static void
test_actions_follow_the_state (Fixture *f, gconstpointer unused)
{
  /* What runs has *Pause* in that place. */
  g_assert_null (vireo_test_find (f->page, GTK_TYPE_BUTTON, "Start"));
  g_assert_null (vireo_test_find (f->page, GTK_TYPE_BUTTON, "Resume"));

  vireo_test_press (f->page, "Pause");
  vireo_test_wait (state (f) == VIREO_VM_STATE_PAUSED);
  vireo_test_wait (can (f, "Resume"));
  g_assert_null (vireo_test_find (f->page, GTK_TYPE_BUTTON, "Pause"));

  vireo_test_press (f->page, "Resume");
  vireo_test_wait (state (f) == VIREO_VM_STATE_RUNNING);

  gtk_widget_activate_action (GTK_WIDGET (f->page), "vm.shut-down", NULL);
  vireo_test_wait (state (f) == VIREO_VM_STATE_OFF);
  vireo_test_wait (can (f, "Start"));
  g_assert_false (can (f, "Pause"));
  g_assert_cmpstr (
      gtk_widget_get_tooltip_text (vireo_test_find (f->page, GTK_TYPE_BUTTON, "Start")), ==,
      "Start");

  vireo_test_press (f->page, "Start");
  vireo_test_wait (state (f) == VIREO_VM_STATE_RUNNING);
}

static void
test_forcing_asks_first (Fixture *f, gconstpointer unused)
{
  gtk_widget_activate_action (GTK_WIDGET (f->page), "vm.force-off", NULL);
  vireo_test_answer ("cancel");
  g_assert_cmpuint (state (f), ==, VIREO_VM_STATE_RUNNING);

  gtk_widget_activate_action (GTK_WIDGET (f->page), "vm.force-off", NULL);
  vireo_test_answer ("yes");
  vireo_test_wait (state (f) == VIREO_VM_STATE_OFF);
}

static void
test_a_refused_order_is_reported (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);

  /* Somebody else switches it off, and the click comes before the word of that. */
  g_assert_cmpint (virDomainDestroy (handle), ==, 0);
  virDomainFree (handle);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "vm.pause", NULL);
  vireo_test_wait (
      vireo_test_find (f->window, GTK_TYPE_LABEL, "“test” could not be paused.") != NULL);
  g_assert_nonnull (vireo_test_find (f->window, GTK_TYPE_BUTTON, "Details"));
}

static void
test_autostart_is_told_by_the_vm (Fixture *f, gconstpointer unused)
{
  GtkWidget *button = NULL;
  gboolean shown;

  gtk_widget_activate_action (GTK_WIDGET (f->page), "vm.autostart", NULL);
  vireo_test_wait (vireo_vm_get_facts (f->host.vm)->autostart);
  g_object_get (f->page, "autostart", &shown, NULL);
  g_assert_true (shown);
  vireo_test_wait ((button = vireo_test_find (f->page, GTK_TYPE_SWITCH, "Autostart")) != NULL);
  vireo_test_wait (gtk_switch_get_active (GTK_SWITCH (button)));
}

static void
test_the_overview_says_what_it_is (Fixture *f, gconstpointer unused)
{
  vireo_test_wait (vireo_test_find (f->page, ADW_TYPE_ACTION_ROW, "UUID") != NULL);
  g_assert_cmpstr (vireo_test_subtitle (f->page, "Name"), ==, "test");
  g_assert_cmpstr (vireo_test_subtitle (f->page, "UUID"), ==, vireo_vm_get_uuid (f->host.vm));
  vireo_test_wait (g_strcmp0 (vireo_test_subtitle (f->page, "Processors"), "2 CPUs") == 0);
}

static void
test_a_description_is_kept_until_saved (Fixture *f, gconstpointer unused)
{
  GtkWidget *box;
  GtkTextBuffer *buffer;
  g_autofree char *typed = NULL;

  vireo_test_wait (vireo_test_find (f->page, GTK_TYPE_TEXT_VIEW, "Description") != NULL);
  box = vireo_test_find (f->page, GTK_TYPE_TEXT_VIEW, "Description");
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (box));
  gtk_text_buffer_set_text (buffer, "one\n<two>", -1);
  vireo_test_press (f->page, "Discard");
  g_object_get (buffer, "text", &typed, NULL);
  g_assert_cmpstr (typed, ==, "");

  gtk_text_buffer_set_text (buffer, "one\n<two>", -1);
  vireo_test_press (f->page, "Save");
  vireo_test_wait (g_strcmp0 (vireo_vm_get_facts (f->host.vm)->description, "one\n<two>") == 0);
  vireo_test_wait (vireo_test_find (f->page, GTK_TYPE_BUTTON, "Save") == NULL);
}

static void
test_what_was_typed_is_saved_when_another_vm_is_shown (Fixture *f, gconstpointer unused)
{
  GtkWidget *box;

  vireo_test_wait (vireo_test_find (f->page, GTK_TYPE_TEXT_VIEW, "Description") != NULL);
  box = vireo_test_find (f->page, GTK_TYPE_TEXT_VIEW, "Description");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (box)), "kept", -1);
  vireo_vm_page_set_vm (f->page, NULL);
  vireo_test_wait (g_strcmp0 (vireo_vm_get_facts (f->host.vm)->description, "kept") == 0);
}

static void
test_rename_says_what_is_wrong (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL, *name;

  gtk_widget_activate_action (GTK_WIDGET (f->page), "vm.shut-down", NULL);
  vireo_test_wait (state (f) == VIREO_VM_STATE_OFF);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "vm.rename", NULL);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_RENAME_DIALOG)) != NULL);
  vireo_test_wait (vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, "Name") != NULL);
  name = vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, "Name");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "test");
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Rename")); /* nothing changed */

  gtk_editable_set_text (GTK_EDITABLE (name), "a/b");
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Rename"));
  g_assert_nonnull (
      vireo_test_find (dialog, GTK_TYPE_LABEL, "A name cannot contain a slash (/)."));

  gtk_editable_set_text (GTK_EDITABLE (name), "商店 <&\"'");
  vireo_test_press (dialog, "Rename");
  vireo_test_wait (g_strcmp0 (vireo_vm_get_name (f->host.vm), "商店 <&\"'") == 0);
  vireo_test_wait (vireo_test_window (VIREO_TYPE_RENAME_DIALOG) == NULL);
}

static void
test_the_window_may_go_while_a_vm_is_renamed (Fixture *f, gconstpointer unused)
{
  GtkWidget *parent = adw_window_new ();
  GtkWidget *where = gtk_label_new ("x");
  GtkWidget *dialog;

  gtk_widget_activate_action (GTK_WIDGET (f->page), "vm.shut-down", NULL);
  vireo_test_wait (state (f) == VIREO_VM_STATE_OFF);
  adw_window_set_content (ADW_WINDOW (parent), where);
  gtk_window_present (GTK_WINDOW (parent));
  dialog = vireo_rename_dialog_new (where, f->host.context, f->host.vm);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), FALSE);
  gtk_window_present (GTK_WINDOW (dialog));
  vireo_test_wait (gtk_widget_get_mapped (dialog));
  gtk_editable_set_text (
      GTK_EDITABLE (vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, "Name")), "other");
  gtk_widget_activate_action (dialog, "rename.apply", NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (parent));
  vireo_test_wait (dialog == NULL);
}

/* The name of the pane, in the switcher that scrolls where the window is narrow. */
static gboolean
name_is_in_view (Fixture *f, GtkWidget *below, const char *name)
{
  GtkWidget *label = NULL;
  graphene_rect_t place;

  if (GTK_IS_VIEWPORT (below))
    label = vireo_test_find (below, GTK_TYPE_LABEL, name);
  if (label != NULL && gtk_widget_get_ancestor (label, ADW_TYPE_VIEW_SWITCHER) != NULL)
    return gtk_widget_compute_bounds (label, below, &place) && place.size.width > 0
           && place.origin.x >= 0
           && place.origin.x + place.size.width <= gtk_widget_get_width (below);
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (name_is_in_view (f, child, name))
      return TRUE;
  return FALSE;
}

static void
test_the_name_of_the_pane_comes_into_view (Fixture *f, gconstpointer unused)
{
  vireo_test_wait (name_is_in_view (f, GTK_WIDGET (f->page), "Console"));
  g_assert_false (name_is_in_view (f, GTK_WIDGET (f->page), "XML"));
  vireo_vm_page_show_pane (f->page, "xml");
  vireo_test_wait (name_is_in_view (f, GTK_WIDGET (f->page), "XML"));
  vireo_vm_page_show_pane (f->page, "console");
  vireo_test_wait (name_is_in_view (f, GTK_WIDGET (f->page), "Console"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/vm-page/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("actions-follow-the-state", test_actions_follow_the_state);
  ADD ("forcing-asks-first", test_forcing_asks_first);
  ADD ("a-refused-order-is-reported", test_a_refused_order_is_reported);
  ADD ("autostart-is-told-by-the-vm", test_autostart_is_told_by_the_vm);
  ADD ("the-overview-says-what-it-is", test_the_overview_says_what_it_is);
  ADD ("a-description-is-kept-until-saved", test_a_description_is_kept_until_saved);
  ADD ("what-was-typed-is-saved-when-another-vm-is-shown",
       test_what_was_typed_is_saved_when_another_vm_is_shown);
  g_test_add ("/vm-page/the-name-of-the-pane-comes-into-view", Fixture, GINT_TO_POINTER (360), set_up,
              test_the_name_of_the_pane_comes_into_view, tear_down);
  ADD ("rename-says-what-is-wrong", test_rename_says_what_is_wrong);
  ADD ("the-window-may-go-while-a-vm-is-renamed", test_the_window_may_go_while_a_vm_is_renamed);
  return g_test_run ();
}
