/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small things every page uses: the road for errors, questions, the way back, the meter. */

#include <adwaita.h>

#include "core/base/vireo-error.h"
#include "view/common/vireo-back-button.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-shm-pool.h"
#include "view/common/vireo-spinner.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-watchdog.h"
#include "vireo-test.h"

typedef struct
{
  GtkWindow *window;
  GtkWidget *overlay;
  GtkWidget *label;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->window = GTK_WINDOW (adw_window_new ());
  f->overlay = adw_toast_overlay_new ();
  f->label = gtk_label_new ("page");
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (f->overlay), f->label);
  adw_window_set_content (ADW_WINDOW (f->window), f->overlay);
  gtk_window_set_default_size (f->window, 480, 320);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
}

static GtkWidget *
find_button (GtkWidget *below, const char *label)
{
  if (GTK_IS_BUTTON (below) && gtk_widget_get_mapped (below)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (below)), label) == 0)
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static gboolean
dialog_gone (void)
{
  return find_dialog () == NULL;
}

static void
test_an_error_is_a_toast_with_its_reason_behind_details (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = g_error_new (VIREO_ERROR, VIREO_ERROR_DENIED, "because <&");
  GtkWidget *details;

  vireo_report_error (f->label, "The “<b>” machine could not be started.", error);
  vireo_test_wait ((details = find_button (f->overlay, "_Details")) != NULL);
  g_signal_emit_by_name (details, "clicked");
  vireo_test_wait (find_dialog () != NULL);
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (find_dialog ())), ==,
                   "because <&");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog ()), "close");
  gtk_window_close (GTK_WINDOW (find_dialog ()));
  vireo_test_wait (dialog_gone ());
}

static void
test_cancelled_is_silence (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) other = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "y");

  vireo_report_error (f->label, "first", cancelled);
  g_assert_null (find_button (f->overlay, "_Details"));
  /* ... and is not queued behind the next one either. */
  vireo_report_error (f->label, "second", other);
  vireo_test_wait (find_button (f->overlay, "_Details") != NULL);
}

static void
count_yes (GtkWidget *where, gpointer count)
{
  (*(guint *) count)++;
}

static guint n_freed;

static void
count_freed (gpointer data)
{
  n_freed++;
}

static void
answer (const char *response)
{
  GtkWidget *dialog;

  vireo_test_wait ((dialog = find_dialog ()) != NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (dialog_gone ());
}

static void
test_only_yes_is_yes_and_the_data_is_freed_either_way (Fixture *f, gconstpointer unused)
{
  guint n_yes = 0;

  n_freed = 0;
  vireo_confirm (f->label, "Sure?", "It will be gone.", "_Force Off", TRUE, count_yes, &n_yes,
                 count_freed);
  answer ("cancel");
  vireo_test_wait (n_freed == 1);
  g_assert_cmpuint (n_yes, ==, 0);

  vireo_confirm (f->label, "Sure?", "It will be gone.", "_Force Off", TRUE, count_yes, &n_yes,
                 count_freed);
  answer ("yes");
  vireo_test_wait (n_freed == 2);
  g_assert_cmpuint (n_yes, ==, 1);
}

static void
test_the_way_back_shows_only_in_a_folded_leaflet (void)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *leaflet = adw_leaflet_new ();
  GtkWidget *list = gtk_label_new ("list");
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *back = g_object_new (VIREO_TYPE_BACK_BUTTON, NULL);

  gtk_widget_set_size_request (list, 200, -1);
  gtk_widget_set_size_request (page, 300, -1);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), back);
  gtk_box_append (GTK_BOX (page), header);
  adw_leaflet_append (ADW_LEAFLET (leaflet), list);
  adw_leaflet_append (ADW_LEAFLET (leaflet), page);
  adw_leaflet_set_visible_child (ADW_LEAFLET (leaflet), page);
  adw_window_set_content (ADW_WINDOW (window), leaflet);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 300);
  gtk_window_present (GTK_WINDOW (window));
  vireo_test_wait (gtk_widget_get_width (leaflet) >= 800);
  g_assert_false (gtk_widget_get_visible (back));

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 300);
  vireo_test_wait (adw_leaflet_get_folded (ADW_LEAFLET (leaflet)));
  g_assert_true (gtk_widget_get_visible (back));
  g_signal_emit_by_name (gtk_widget_get_first_child (back), "clicked");
  g_assert_true (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == list);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
hold_the_loop (gpointer done)
{
  gint64 end = g_get_monotonic_time () + 40 * 1000;

  /* Not a wait: this is the long turn that the meter is to see. */
  while (g_get_monotonic_time () < end)
    continue;
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_the_meter_sees_a_held_loop (void)
{
  gboolean done = FALSE;

  vireo_watchdog_start ();
  vireo_watchdog_begin_counting ();
  g_idle_add (hold_the_loop, &done);
  vireo_test_wait (done);
  vireo_test_wait (vireo_watchdog_get_longest () >= 40);
  g_assert_cmpfloat (vireo_process_age (), >, 40);
  g_assert_cmpfloat (vireo_process_age (), <, 600 * 1000);
}

static GtkWidget *
text_row (GtkWidget *row)
{
  g_object_set (row, "title", "Description", "subtitle",
                "Tried from the top at the next start; a disk that cannot be started from is passed "
                "over, 然后是下一个",
                NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_button_new_with_label ("Change…"));
  return g_object_ref_sink (row);
}

/* Ours asks less of the text, and must come out as GTK's own. */
static void
test_rows_are_as_high_as_gtk_makes_them (void)
{
  GtkWidget *own = text_row (vireo_action_row_new ());
  GtkWidget *plain = text_row (adw_action_row_new ());
  int narrowest, plain_narrowest;

  gtk_widget_measure (own, GTK_ORIENTATION_HORIZONTAL, -1, &narrowest, NULL, NULL, NULL);
  gtk_widget_measure (plain, GTK_ORIENTATION_HORIZONTAL, -1, &plain_narrowest, NULL, NULL, NULL);
  g_assert_cmpint (narrowest, >=, plain_narrowest);
  g_assert_cmpint (narrowest, <, 340);
  for (int width = narrowest; width < 900; width += 20)
    {
      int height, plain_height;

      gtk_widget_measure (own, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
      gtk_widget_measure (plain, GTK_ORIENTATION_VERTICAL, width, &plain_height, NULL, NULL, NULL);
      g_assert_cmpint (height, ==, plain_height);
    }
  g_object_unref (own);
  g_object_unref (plain);
}

/* One that goes on unseen keeps the whole window busy. */
static void
test_a_spinner_turns_only_where_it_is_seen (Fixture *f, gconstpointer unused)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *spinner = g_object_new (VIREO_TYPE_SPINNER, NULL);
  GtkSpinner *inner = GTK_SPINNER (adw_bin_get_child (ADW_BIN (spinner)));

  gtk_stack_add_named (GTK_STACK (stack), gtk_label_new ("x"), "other");
  gtk_stack_add_named (GTK_STACK (stack), spinner, "spinner");
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (f->overlay), stack);
  vireo_test_wait (gtk_widget_get_mapped (stack));
  g_assert_false (gtk_spinner_get_spinning (inner));
  gtk_stack_set_visible_child_name (GTK_STACK (stack), "spinner");
  vireo_test_wait (gtk_spinner_get_spinning (inner));
  gtk_stack_set_visible_child_name (GTK_STACK (stack), "other");
  vireo_test_wait (!gtk_spinner_get_spinning (inner));
}

/* The shared memory of this process, one line for each segment. */
static char *
list_segments (void)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  GString *segments = g_string_new (NULL);

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "/SYSV") != NULL)
      g_string_append_printf (segments, "%s\n", lines[i]);
  return g_string_free (segments, FALSE);
}

/* cairo would let go of it after the first. */
static void
test_frames_go_through_one_segment (Fixture *f, gconstpointer unused)
{
  g_autofree char *kept = NULL;
  g_autofree char *later = NULL;

  vireo_test_wait (gtk_widget_get_mapped (f->label));
  if (!GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (f->window))))
    {
      g_test_skip ("the window is not drawn by cairo");
      return;
    }
  vireo_shm_pool_serve (GTK_NATIVE (f->window));
  kept = list_segments ();
  g_assert_cmpstr (kept, !=, "");
  for (int i = 0; i < 10; i++)
    {
      GdkFrameClock *clock = gtk_widget_get_frame_clock (f->label);
      gint64 frame = gdk_frame_clock_get_frame_counter (clock);

      gtk_label_set_label (GTK_LABEL (f->label), i % 2 == 0 ? "a" : "another page");
      vireo_test_wait (gdk_frame_clock_get_frame_counter (clock) > frame);
    }
  later = list_segments ();
  g_assert_cmpstr (later, ==, kept);
}

/* As Escape does. */
static void
dismiss_toast_of (Fixture *f, GtkWidget *button)
{
  g_autoptr (AdwToast) toast = NULL;

  while (gtk_widget_get_parent (button) != f->overlay)
    button = gtk_widget_get_parent (button);
  g_object_get (button, "toast", &toast, NULL);
  adw_toast_dismiss (toast);
}

static void
never_undone (GtkWidget *where, gpointer data)
{
  g_assert_not_reached ();
}

/* libadwaita 1.2 takes the program down when a toast that made room for another is to be shown again
 * before it has faded away. */
static void
test_what_makes_room_may_come_back_at_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = g_error_new_literal (VIREO_ERROR, VIREO_ERROR_FAILED, "why");
  GtkWidget *details;
  gboolean animated;

  n_freed = 0;
  vireo_report_undo (f->label, "reverted", never_undone, NULL, count_freed);
  vireo_test_wait (find_button (f->overlay, "_Undo") != NULL);
  for (guint i = 0; i < 3; i++)
    {
      vireo_report_error (f->label, "failed", error);
      details = find_button (f->overlay, "_Details");
      g_assert_null (find_button (f->overlay, "_Undo"));
      dismiss_toast_of (f, details);
      g_assert_nonnull (find_button (f->overlay, "_Undo"));
      vireo_test_wait (find_button (f->overlay, "_Details") == NULL);
    }
  g_assert_cmpuint (n_freed, ==, 0);
  g_object_get (gtk_widget_get_settings (f->label), "gtk-enable-animations", &animated, NULL);
  g_assert_true (animated);
}

static void
count_undone (GtkWidget *where, gpointer n_undone)
{
  ++*(guint *) n_undone;
}

static void
test_undo_is_offered_once (Fixture *f, gconstpointer unused)
{
  guint n_undone = 0;
  GtkWidget *button = NULL;

  n_freed = 0;
  vireo_report_undo (f->label, "reverted", count_undone, &n_undone, count_freed);
  vireo_test_wait ((button = find_button (f->overlay, "_Undo")) != NULL);
  g_signal_emit_by_name (button, "clicked");
  g_signal_emit_by_name (button, "clicked");
  vireo_test_wait (n_freed == 1);
  g_assert_cmpuint (n_undone, ==, 1);
}

static void
test_what_waits_goes_with_its_window (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = g_error_new_literal (VIREO_ERROR, VIREO_ERROR_FAILED, "why");

  n_freed = 0;
  vireo_report_undo (f->label, "reverted", never_undone, NULL, count_freed);
  vireo_report_error (f->label, "failed", error);
  vireo_report_done (f->label, "done");
  gtk_window_destroy (f->window);
  g_assert_cmpuint (n_freed, ==, 1);
  set_up (f, NULL); /* for the end */
}

static guint
count_toasts (Fixture *f)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (f->overlay); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += child != f->label;
  return n;
}

static void
draw_again (double value, gpointer label)
{
  gtk_widget_queue_draw (label);
}

static void
note_end (gboolean *ended)
{
  *ended = TRUE;
}

/* As one does who has copied many things.  In libadwaita 1.2 each slides into the place of the one
 * before, for half a second, and must not have gone by then. */
static void
test_many_are_closed_quickly (Fixture *f, gconstpointer unused)
{
  AdwAnimationTarget *target = adw_callback_animation_target_new (draw_again, f->label, NULL);
  g_autoptr (AdwAnimation) slide = adw_timed_animation_new (f->label, 0, 1, 600, target);
  gboolean ended = FALSE;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *said = g_strdup_printf ("copied %u", i / 2); /* each twice */

      vireo_report_done (f->label, said);
    }
  g_assert_cmpuint (count_toasts (f), ==, 1);
  for (guint i = 0; i < 5; i++)
    dismiss_toast_of (f, gtk_widget_get_first_child (gtk_widget_get_last_child (f->overlay)));
  g_signal_connect_swapped (slide, "done", G_CALLBACK (note_end), &ended);
  adw_animation_play (slide);
  vireo_test_wait (ended);
  g_assert_cmpuint (count_toasts (f), ==, 0);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  vireo_thread_init ();

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/report/an-error-is-a-toast-with-its-reason-behind-details",
       test_an_error_is_a_toast_with_its_reason_behind_details);
  ADD ("/report/cancelled-is-silence", test_cancelled_is_silence);
  ADD ("/report/what-makes-room-comes-back", test_what_makes_room_may_come_back_at_once);
  ADD ("/report/undo-is-offered-once", test_undo_is_offered_once);
  ADD ("/report/what-waits-goes-with-its-window", test_what_waits_goes_with_its_window);
  ADD ("/report/many-are-closed-quickly", test_many_are_closed_quickly);
  ADD ("/confirm/only-yes-is-yes-and-the-data-is-freed-either-way",
       test_only_yes_is_yes_and_the_data_is_freed_either_way);
  ADD ("/spinner/turns-only-where-it-is-seen", test_a_spinner_turns_only_where_it_is_seen);
  ADD ("/shm-pool/frames-go-through-one-segment", test_frames_go_through_one_segment);
  g_test_add_func ("/back-button/shows-only-in-a-folded-leaflet",
                   test_the_way_back_shows_only_in_a_folded_leaflet);
  g_test_add_func ("/template/rows-are-as-high-as-gtk-makes-them",
                   test_rows_are_as_high_as_gtk_makes_them);
  g_test_add_func ("/watchdog/sees-a-held-loop", test_the_meter_sees_a_held_loop);
  return g_test_run ();
}
