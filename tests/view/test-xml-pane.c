/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The definition of a VM of libvirt's test driver, edited as a person does. */

#include <libvirt/libvirt.h>

#include "core/model/vireo-journal.h"
#include "view/vm/vireo-xml-changes.h"
#include "view/vm/vireo-xml-editor.h"
#include "view/vm/vireo-xml-pane.h"
#include "vireo-test-view.h"

#define UUID "6695eb01-f6a4-8304-79aa-97f2502e193f"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoVmPane *pane;
} Fixture;

static GtkTextView *
editor (Fixture *f)
{
  return GTK_TEXT_VIEW (vireo_test_find (f->pane, VIREO_TYPE_XML_EDITOR, "Definition"));
}

static char *
typed (Fixture *f)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (editor (f));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static gboolean
shows (Fixture *f, const char *words)
{
  g_autofree char *text = editor (f) != NULL ? typed (f) : NULL;

  return text != NULL && strstr (text, words) != NULL;
}

static gboolean
is_editable (Fixture *f)
{
  return editor (f) != NULL && gtk_text_view_get_editable (editor (f));
}

/* Waits for all of what is shown, and that it can be typed into. */
static void
wait_for_editor (Fixture *f)
{
  vireo_test_wait (is_editable (f) && shows (f, "</domain>"));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  vireo_test_context_set_up (&f->host);
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 800, 600);
  f->pane = g_object_new (VIREO_TYPE_XML_PANE, NULL);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->pane));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_vm_pane_set_vm (f->pane, f->host.vm);
  vireo_vm_pane_set_shown (f->pane, TRUE);
  gtk_window_present (f->window);
  wait_for_editor (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  vireo_test_context_tear_down (&f->host);
}

/* Types @with in the place of @what, as one step to undo. */
static void
type (Fixture *f, const char *what, const char *with)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (editor (f));
  GtkTextIter start, end;

  gtk_text_buffer_get_start_iter (buffer, &start);
  g_assert_true (gtk_text_iter_forward_search (&start, what, GTK_TEXT_SEARCH_TEXT_ONLY, &start,
                                               &end, NULL));
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, with, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static void
type_title (Fixture *f, const char *title)
{
  g_autofree char *line = g_strdup_printf ("</uuid>\n  <title>%s</title>", title);

  type (f, "</uuid>", line);
}

/* Has the display send @keys, as xdotool names them, to what has the focus. */
static void
press_keys (Fixture *f, const char *keys)
{
  const char *command[] = { "xdotool", "key", keys, NULL };

  vireo_test_wait (gtk_window_is_active (f->window));
  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
}

static char *
read_xml (VireoVm *vm, guint flags)
{
  virDomainPtr handle = vireo_vm_ref_handle (vm);
  char *libvirts = virDomainGetXMLDesc (handle, flags);
  char *xml = g_strdup (libvirts);

  free (libvirts);
  virDomainFree (handle);
  return xml;
}

static gboolean
saved_has (Fixture *f, const char *words)
{
  g_autofree char *xml = read_xml (f->host.vm, VIR_DOMAIN_XML_INACTIVE);

  return xml != NULL && strstr (xml, words) != NULL;
}

/* Somebody else gives it a title. */
static void
define_outside (Fixture *f, const char *title)
{
  g_autofree char *xml = read_xml (f->host.vm, VIR_DOMAIN_XML_INACTIVE);
  g_auto (GStrv) parts = g_strsplit (xml, "</uuid>", 2);
  g_autofree char *other
      = g_strdup_printf ("%s</uuid><title>%s</title>%s", parts[0], title, parts[1]);
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);
  virDomainPtr defined = virDomainDefineXML (virDomainGetConnect (handle), other);

  g_assert_nonnull (defined);
  virDomainFree (defined);
  virDomainFree (handle);
}

static void
outside (Fixture *f, int (*order) (virDomainPtr))
{
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);

  g_assert_cmpint (order (handle), ==, 0);
  virDomainFree (handle);
}

static gboolean
says (gpointer where, const char *words)
{
  return vireo_test_find (where, GTK_TYPE_LABEL, words) != NULL;
}

/* Returns: counted from 1; 0 when no line is marked as wrong */
static guint
first_marked_line (Fixture *f)
{
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (editor (f)));
  int n = gtk_text_buffer_get_line_count (GTK_TEXT_BUFFER (buffer));

  for (int i = 0; i < n; i++)
    {
      GSList *marks = gtk_source_buffer_get_source_marks_at_line (buffer, i, "vireo-problem");

      if (marks != NULL)
        {
          g_slist_free (marks);
          return (guint) i + 1;
        }
    }
  return 0;
}

static gboolean
has_problem (Fixture *f, const char *beginning)
{
  GtkWidget *list = vireo_test_find (f->pane, GTK_TYPE_LIST_BOX, "Problems");
  GtkListBoxRow *row;

  for (int i = 0; list != NULL && (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i)); i++)
    if (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (gtk_list_box_row_get_child (row))),
                          beginning))
      return TRUE;
  return FALSE;
}

static GtkWidget *
open_changes (Fixture *f, const char *button)
{
  GtkWidget *dialog = NULL;

  vireo_test_press (f->pane, button);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_XML_CHANGES)) != NULL);
  return dialog;
}

static gboolean
changes_have (GtkWidget *dialog, const char *line)
{
  GtkWidget *view = vireo_test_find (dialog, GTK_TYPE_TEXT_VIEW, "Changes");
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (view == NULL)
    return FALSE;
  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &start, &end);
  text = gtk_text_iter_get_text (&start, &end);
  return strstr (text, line) != NULL;
}

static void
test_nothing_can_be_done_before_something_is_typed (Fixture *f, gconstpointer unused)
{
  g_assert_true (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Check"));
  g_assert_false (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));
  g_assert_false (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Discard"));
  g_assert_false (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Show Changes"));
  g_assert_false (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Undo"));
  type_title (f, "mine");
  vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));
  g_assert_true (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Discard"));
  g_assert_true (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Undo"));
}

static void
test_what_runs_is_only_to_read (Fixture *f, gconstpointer unused)
{
  type_title (f, "mine");
  vireo_test_press (f->pane, "Running Now");
  vireo_test_wait (shows (f, "<domain type='test' id="));
  g_assert_false (is_editable (f));
  g_assert_false (shows (f, "mine"));
  g_assert_null (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Apply"));

  /* What was typed is still there. */
  vireo_test_press (f->pane, "Next Start");
  vireo_test_wait (is_editable (f));
  g_assert_true (shows (f, "<title>mine</title>"));
  g_assert_true (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));
}

static void
test_what_was_typed_is_applied (Fixture *f, gconstpointer unused)
{
  GListModel *journal;
  g_autoptr (VireoJournalEntry) entry = NULL;

  type_title (f, "商店 &lt;");
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (saved_has (f, "<title>商店 &lt;</title>"));
  vireo_test_wait (says (f->window, "Saved.  It takes effect at the next start."));
  wait_for_editor (f);
  vireo_test_wait (!vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));
  journal = vireo_journal_get_entries (vireo_vm_get_journal (f->host.vm));
  entry = g_list_model_get_item (journal, 0);
  g_assert_nonnull (strstr (vireo_journal_entry_get_command (entry), "define test.xml"));
}

/* libvirt writes it in its own way; one step back is what was typed, and so on. */
static void
test_applying_can_be_undone (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = typed (f);
  g_autofree char *after = NULL;

  type (f, "</uuid>", "</uuid><title>mine</title>");
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (saved_has (f, "<title>mine</title>"));
  vireo_test_wait (shows (f, "  <title>mine</title>\n"));
  vireo_test_press (f->pane, "Undo");
  vireo_test_press (f->pane, "Undo");
  after = typed (f);
  g_assert_cmpstr (after, ==, before);
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (!saved_has (f, "<title>"));
}

static void
test_keys_undo_and_search (Fixture *f, gconstpointer unused)
{
  GtkWidget *entry = NULL;
  g_autofree char *before = typed (f);
  g_autofree char *after = NULL;
  GtkTextIter start, end;

  type_title (f, "mine");
  gtk_widget_grab_focus (GTK_WIDGET (editor (f)));
  press_keys (f, "ctrl+z");
  vireo_test_wait (!shows (f, "mine"));
  after = typed (f);
  g_assert_cmpstr (after, ==, before);
  vireo_test_wait (!vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply")); /* nothing is edited */
  press_keys (f, "ctrl+shift+z");
  vireo_test_wait (shows (f, "mine"));

  press_keys (f, "ctrl+f");
  vireo_test_wait ((entry = vireo_test_find (f->pane, GTK_TYPE_SEARCH_ENTRY, "Find")) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "hvm");
  vireo_test_wait (gtk_text_buffer_get_selection_bounds (gtk_text_view_get_buffer (editor (f)),
                                                         &start, &end));
  gtk_editable_set_text (GTK_EDITABLE (entry), "nowhere");
  vireo_test_wait (gtk_widget_has_css_class (entry, "error"));
  press_keys (f, "Escape");
  vireo_test_wait (gtk_widget_has_focus (GTK_WIDGET (editor (f))));
}

static void
test_a_mistake_is_shown_at_its_line (Fixture *f, gconstpointer unused)
{
  vireo_test_press (f->pane, "Check");
  vireo_test_wait_for (says (f->pane, "No problems found"), 30);
  g_assert_cmpuint (first_marked_line (f), ==, 0);

  type (f, "</uuid>", "</uuid>\n  <title>a<title>");
  g_assert_false (says (f->pane, "No problems found")); /* not of what is there now */
  type (f, "<name>test</name>", "<name>test</nam>");
  vireo_test_press (f->pane, "Check");
  vireo_test_wait (has_problem (f, "Line 2: "));
  g_assert_cmpuint (first_marked_line (f), ==, 2);

  /* It is refused with the same words. */
  vireo_test_press (f->pane, "Apply");
  wait_for_editor (f);
  vireo_test_wait (has_problem (f, "Line 2: "));
  g_assert_false (saved_has (f, "<title>"));

  /* The mark stays with its line. */
  type (f, "<domain", "\n\n<domain");
  g_assert_cmpuint (first_marked_line (f), ==, 4);
  vireo_test_press (f->pane, "Discard");
  wait_for_editor (f);
  g_assert_cmpuint (first_marked_line (f), ==, 0);
  g_assert_null (vireo_test_find (f->pane, GTK_TYPE_LIST_BOX, "Problems"));
}

static void
test_another_name_or_uuid_is_refused (Fixture *f, gconstpointer unused)
{
  type (f, "<name>test</name>", "<name>other</name>");
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (has_problem (f, "Line 2: The name must stay as it is: test.  Use Rename"));
  type (f, "<name>other</name>", "<name>test</name>");
  type (f, UUID, "6695eb01-f6a4-8304-79aa-97f2502e1930");
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (has_problem (f, "Line 3: The UUID must stay as it is: " UUID));
  g_assert_true (saved_has (f, "<name>test</name>"));
  g_assert_true (saved_has (f, UUID));
}

static void
test_what_libvirt_refuses_is_told (Fixture *f, gconstpointer unused)
{
  type (f, ">2</vcpu>", " current='9'>2</vcpu>");
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (says (f->pane, "libvirt refused it"));
  g_assert_true (shows (f, "current='9'"));
  g_assert_true (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Discard"));
}

static void
test_changes_are_shown_and_discarded (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = typed (f);
  g_autofree char *after = NULL;
  GtkWidget *dialog;

  type_title (f, "mine");
  type (f, ">2</vcpu>", ">1</vcpu>");
  dialog = open_changes (f, "Show Changes");
  g_assert_true (changes_have (dialog, "+   <title>mine</title>\n"));
  g_assert_true (changes_have (dialog, "−   <vcpu placement='static'>2</vcpu>\n"));
  g_assert_null (vireo_test_find (dialog, GTK_TYPE_BUTTON, "Reload"));
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_press (f->pane, "Discard");
  wait_for_editor (f);
  after = typed (f);
  g_assert_cmpstr (after, ==, before);

  /* Not even that loses anything. */
  vireo_test_press (f->pane, "Undo");
  g_assert_true (shows (f, "<title>mine</title>"));
}

static void
test_a_change_outside_is_shown_at_once (Fixture *f, gconstpointer unused)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (editor (f));
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_line_offset (buffer, &at, 6, 3);
  gtk_text_buffer_place_cursor (buffer, &at);
  define_outside (f, "theirs");
  vireo_test_wait (shows (f, "<title>theirs</title>"));
  g_assert_null (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Show What Changed"));
  g_assert_false (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));
  /* Where one reads stays where it is: one line came before it. */
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_line (&at), ==, 7);
  g_assert_cmpint (gtk_text_iter_get_line_offset (&at), ==, 3);
}

static void
test_theirs_can_be_taken (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  type (f, ">2</vcpu>", ">1</vcpu>");
  define_outside (f, "theirs");
  dialog = open_changes (f, "Show What Changed");
  g_assert_true (changes_have (dialog, "+   <title>theirs</title>\n"));
  g_assert_false (changes_have (dialog, "vcpu placement='static'>1"));
  g_assert_true (shows (f, ">1</vcpu>")); /* nothing happened yet */
  vireo_test_press (dialog, "Reload");
  wait_for_editor (f);
  vireo_test_wait (shows (f, "<title>theirs</title>"));
  g_assert_true (shows (f, ">2</vcpu>"));
  vireo_test_wait (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Show What Changed") == NULL);
}

static void
test_mine_can_be_kept (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  type_title (f, "mine");
  define_outside (f, "theirs");
  dialog = open_changes (f, "Show What Changed");
  vireo_test_press (dialog, "Keep My Edits");
  vireo_test_wait (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Show What Changed") == NULL);
  g_assert_true (shows (f, "<title>mine</title>"));
  g_assert_true (saved_has (f, "<title>theirs</title>"));
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (saved_has (f, "<title>mine</title>"));
}

/* Who did not look at the notice is asked. */
static void
test_nothing_is_overwritten_unasked (Fixture *f, gconstpointer unused)
{
  type_title (f, "mine");
  define_outside (f, "theirs");
  vireo_test_press (f->pane, "Apply");
  vireo_test_answer ("cancel");
  g_assert_true (saved_has (f, "<title>theirs</title>"));
  g_assert_true (shows (f, "<title>mine</title>"));
  vireo_test_press (f->pane, "Apply");
  vireo_test_answer ("yes");
  vireo_test_wait (saved_has (f, "<title>mine</title>"));
}

static void
test_stopping_and_starting_keep_the_edits (Fixture *f, gconstpointer unused)
{
  type_title (f, "mine");
  outside (f, virDomainDestroy);
  vireo_test_wait (vireo_vm_get_state (f->host.vm) == VIREO_VM_STATE_OFF);
  vireo_test_wait (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Running Now") == NULL);
  g_assert_true (shows (f, "<title>mine</title>"));
  outside (f, virDomainCreate);
  vireo_test_wait (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Running Now") != NULL);
  g_assert_true (shows (f, "<title>mine</title>"));
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (saved_has (f, "<title>mine</title>"));
}

/* While it runs: it would be gone at its next stop, but for the edits. */
static void
test_edits_outlive_undefining_of_what_runs (Fixture *f, gconstpointer unused)
{
  type_title (f, "mine");
  outside (f, virDomainUndefine);
  vireo_test_wait (!vireo_vm_get_facts (f->host.vm)->persistent);
  wait_for_editor (f);
  g_assert_true (shows (f, "<title>mine</title>"));
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (vireo_vm_get_facts (f->host.vm)->persistent
                   || vireo_test_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  if (vireo_test_window (ADW_TYPE_MESSAGE_DIALOG) != NULL)
    vireo_test_answer ("yes");
  vireo_test_wait (vireo_vm_get_facts (f->host.vm)->persistent);
  g_assert_true (saved_has (f, "<title>mine</title>"));
}

static void
test_discarding_shows_what_runs_undefined (Fixture *f, gconstpointer unused)
{
  type_title (f, "mine");
  outside (f, virDomainUndefine);
  vireo_test_wait (!vireo_vm_get_facts (f->host.vm)->persistent);
  vireo_test_press (f->pane, "Discard");
  vireo_test_wait (shows (f, "<domain type='test' id="));
  g_assert_false (is_editable (f));
  g_assert_null (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Next Start"));
}

static void
test_edits_outlive_the_vm (Fixture *f, gconstpointer unused)
{
  VireoVmList *vms = vireo_host_get_vms (f->host.host);

  type_title (f, "mine");
  outside (f, virDomainDestroy);
  outside (f, virDomainUndefine);
  vireo_test_wait (vireo_vm_list_find (vms, "test") == NULL);
  vireo_vm_pane_set_vm (f->pane, NULL); /* as the window does */
  vireo_test_answer ("yes");
  vireo_test_wait (vireo_vm_list_find (vms, "test") != NULL);
  f->host.vm = vireo_vm_list_find (vms, "test");
  g_assert_true (saved_has (f, "<title>mine</title>"));
}

static void
test_edits_stay_with_their_vm (Fixture *f, gconstpointer unused)
{
  type_title (f, "mine");
  vireo_vm_pane_set_vm (f->pane, NULL);
  vireo_vm_pane_set_vm (f->pane, f->host.vm);
  wait_for_editor (f);
  g_assert_true (shows (f, "<title>mine</title>"));
  g_assert_true (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));
}

static void
test_a_lost_host_leaves_the_edits (Fixture *f, gconstpointer unused)
{
  type_title (f, "mine");
  vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));
  vireo_vm_set_stale (f->host.vm, TRUE);
  vireo_test_wait (!vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));
  g_assert_true (shows (f, "<title>mine</title>"));
  g_assert_true (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Show Changes"));
  vireo_vm_set_stale (f->host.vm, FALSE);
  vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Apply"));

  /* One that nothing was read of says why. */
  vireo_vm_pane_set_vm (f->pane, NULL);
  g_object_set_data (G_OBJECT (f->host.vm), "vireo-xml-draft", NULL);
  vireo_vm_set_stale (f->host.vm, TRUE);
  vireo_vm_pane_set_vm (f->pane, f->host.vm);
  vireo_test_wait (says (f->pane, "The connection to the host is lost"));
  vireo_vm_set_stale (f->host.vm, FALSE);
  wait_for_editor (f);
}

/* One of 1 MB, which @element makes up. */
static void
define_large (Fixture *f, const char *element)
{
  g_autoptr (GString) metadata = g_string_new ("</uuid><metadata><m:all xmlns:m='urn:m'>");
  g_autofree char *xml = read_xml (f->host.vm, VIR_DOMAIN_XML_INACTIVE);
  g_auto (GStrv) parts = g_strsplit (xml, "</uuid>", 2);
  g_autofree char *all = NULL;
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm), defined;

  while (metadata->len < 1024 * 1024)
    g_string_append (metadata, element);
  g_string_append (metadata, "</m:all></metadata>");
  all = g_strjoin (metadata->str, parts[0], parts[1], NULL);
  defined = virDomainDefineXML (virDomainGetConnect (handle), all);
  g_assert_nonnull (defined);
  virDomainFree (defined);
  virDomainFree (handle);
}

/* Asked often, and so without reading all of it. */
static gboolean
large_is_there (Fixture *f)
{
  return is_editable (f)
         && gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (editor (f))) > 100000;
}

static void
apply_and_wait (Fixture *f)
{
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait_for (says (f->window, "Saved.  It takes effect at the next start."), 60);
}

static void
count_piece (GtkTextBuffer *buffer, guint *pieces)
{
  ++*pieces;
}

static void
test_a_megabyte_comes_in_by_and_by (Fixture *f, gconstpointer unused)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (editor (f));
  g_autofree char *saved = NULL, *shown = NULL;
  guint pieces = 0;

  g_signal_connect (buffer, "changed", G_CALLBACK (count_piece), &pieces);
  define_large (f, "\n<m:one n='1'>一个</m:one>");
  vireo_test_wait_for (large_is_there (f), 60);
  g_assert_cmpuint (pieces, >, 50);
  saved = read_xml (f->host.vm, VIR_DOMAIN_XML_INACTIVE);
  shown = typed (f);
  g_assert_true (g_str_equal (shown, saved));
  g_assert_true (says (f->pane, "Too large to be coloured"));

  type_title (f, "mine");
  apply_and_wait (f);
  g_assert_true (saved_has (f, "<title>mine</title>"));
}

/* All of it is there to save, but GTK must not lay it out. */
static void
test_a_line_of_a_megabyte_is_cut_on_the_screen (Fixture *f, gconstpointer unused)
{
  g_autofree char *saved = NULL, *shown = NULL;

  define_large (f, "一行 ");
  vireo_test_wait_for (large_is_there (f), 60);
  saved = read_xml (f->host.vm, VIR_DOMAIN_XML_INACTIVE);
  shown = typed (f);
  g_assert_true (g_str_equal (shown, saved));
  g_assert_true (says (f->pane, "Long lines are cut here, but not in what is saved"));

  type_title (f, "mine");
  apply_and_wait (f);
  g_assert_true (saved_has (f, "<title>mine</title>"));
  g_assert_true (saved_has (f, "一行"));
}

static void
test_colours_follow_the_dark_style (Fixture *f, gconstpointer unused)
{
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (editor (f)));
  AdwStyleManager *style = adw_style_manager_get_default ();

  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  g_assert_cmpstr (gtk_source_style_scheme_get_id (gtk_source_buffer_get_style_scheme (buffer)), ==,
                   "Adwaita-dark");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_assert_cmpstr (gtk_source_style_scheme_get_id (gtk_source_buffer_get_style_scheme (buffer)), ==,
                   "Adwaita");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/xml-pane/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("nothing-can-be-done-before-something-is-typed",
       test_nothing_can_be_done_before_something_is_typed);
  ADD ("what-runs-is-only-to-read", test_what_runs_is_only_to_read);
  ADD ("what-was-typed-is-applied", test_what_was_typed_is_applied);
  ADD ("applying-can-be-undone", test_applying_can_be_undone);
  ADD ("keys-undo-and-search", test_keys_undo_and_search);
  ADD ("a-mistake-is-shown-at-its-line", test_a_mistake_is_shown_at_its_line);
  ADD ("another-name-or-uuid-is-refused", test_another_name_or_uuid_is_refused);
  ADD ("what-libvirt-refuses-is-told", test_what_libvirt_refuses_is_told);
  ADD ("changes-are-shown-and-discarded", test_changes_are_shown_and_discarded);
  ADD ("a-change-outside-is-shown-at-once", test_a_change_outside_is_shown_at_once);
  ADD ("theirs-can-be-taken", test_theirs_can_be_taken);
  ADD ("mine-can-be-kept", test_mine_can_be_kept);
  ADD ("nothing-is-overwritten-unasked", test_nothing_is_overwritten_unasked);
  ADD ("stopping-and-starting-keep-the-edits", test_stopping_and_starting_keep_the_edits);
  ADD ("edits-outlive-undefining-of-what-runs", test_edits_outlive_undefining_of_what_runs);
  ADD ("discarding-shows-what-runs-undefined", test_discarding_shows_what_runs_undefined);
  ADD ("edits-outlive-the-vm", test_edits_outlive_the_vm);
  ADD ("edits-stay-with-their-vm", test_edits_stay_with_their_vm);
  ADD ("a-lost-host-leaves-the-edits", test_a_lost_host_leaves_the_edits);
  ADD ("a-megabyte-comes-in-by-and-by", test_a_megabyte_comes_in_by_and_by);
  ADD ("a-line-of-a-megabyte-is-cut-on-the-screen", test_a_line_of_a_megabyte_is_cut_on_the_screen);
  ADD ("colours-follow-the-dark-style", test_colours_follow_the_dark_style);
  return g_test_run ();
}
