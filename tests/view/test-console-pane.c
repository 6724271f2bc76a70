/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane on a VM of libvirt's test driver, whose definition leads to a VNC server of ours. */

#include <adwaita.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>

#include "core/console/vireo-keyring.h"
#include "core/model/vireo-vm-devices.h"
#include "core/vireo-test-host.h"
#include "view/console/vireo-console-pane.h"
#include "view/console/vireo-console-window.h"
#include "view/console/vireo-display.h"
#include "view/console/vireo-vm-picture.h"
#include "vireo-test-rfb.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestHost at;
  RfbServer *server;
  virConnectPtr other; /* somebody else at work on the host */
  virDomainPtr handle;
  VireoVm *vm; /* (owned) */
  GtkWindow *window;
  GtkWidget *beside; /* a control of the page */
  VireoConsolePane *pane;
  guint n_starts;
} Fixture;

static void
start_vm (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Fixture *f = g_object_get_data (G_OBJECT (gtk_widget_get_root (widget)), "fixture");

  f->n_starts++;
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
}

/* The actions that the VM page has. */
typedef struct
{
  AdwBin parent;
} TestPage;
typedef AdwBinClass TestPageClass;
GType test_page_get_type (void);
G_DEFINE_TYPE (TestPage, test_page, ADW_TYPE_BIN)

static void
test_page_class_init (TestPageClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "vm.start", NULL, start_vm);
}

static void
test_page_init (TestPage *self)
{
}

static GtkWidget *
find_text (GtkWidget *below, const char *text)
{
  if (GTK_IS_LABEL (below) && gtk_widget_get_mapped (below) &&
      strstr (gtk_label_get_text (GTK_LABEL (below)), text) != NULL)
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows (Fixture *f, const char *text)
{
  return find_text (GTK_WIDGET (f->window), text) != NULL;
}

static void
press (Fixture *f, const char *text)
{
  GtkWidget *label = find_text (GTK_WIDGET (f->window), text);

  g_assert_nonnull (label);
  g_assert_true (gtk_widget_activate (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON)));
}

static VireoDisplay *
find_display (GtkWidget *below)
{
  if (VIREO_IS_DISPLAY (below))
    return VIREO_DISPLAY (below);
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      VireoDisplay *found = find_display (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
pixel_is (VireoDisplay *display, guint32 wanted)
{
  VireoVncFrame *frame = vireo_vnc_session_get_frame (vireo_display_get_session (display));
  guint32 pixel;

  memcpy (&pixel, vireo_vnc_frame_get_pixels (frame), 4);
  return (pixel & 0xffffff) == wanted;
}

static gboolean
is_ready (Fixture *f)
{
  VireoVncSession *session = vireo_display_get_session (find_display (GTK_WIDGET (f->pane)));

  return vireo_vnc_session_get_state (session) == VIREO_VNC_READY;
}

/* @wanted: the definition's <graphics>, or what the VNC server is to be like */
static void
set_up (Fixture *f, gconstpointer wanted)
{
  const char *graphics = wanted != NULL && *(const char *) wanted == '<' ? wanted : NULL;
  g_autofree char *xml = NULL;
  g_autofree char *screen = NULL;
  GtkWidget *page = g_object_new (test_page_get_type (), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *toasts = adw_toast_overlay_new ();

  vireo_test_host_set_up (&f->at, NULL);
  f->server = rfb_start (wanted != NULL && graphics == NULL ? wanted : "normal", NULL);
  screen = graphics != NULL
               ? g_strdup (graphics)
               : g_strdup_printf ("<graphics type='vnc' port='%s' listen='127.0.0.1'/>",
                                  strchr (rfb_address (f->server), ':') + 1);
  xml = g_strdup_printf ("<domain type='test'><name>screen</name><memory>1024</memory>"
                         "<os><type>hvm</type></os><devices>%s</devices></domain>",
                         screen);
  f->other = vireo_host_ref_connection (f->at.host);
  f->handle = virDomainDefineXML (f->other, xml);
  g_assert_nonnull (f->handle);
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->at.host), "screen") != NULL);
  f->vm = g_object_ref (vireo_vm_list_find (vireo_host_get_vms (f->at.host), "screen"));
  vireo_test_wait (vireo_vm_get_facts (f->vm)->has_details);

  f->pane = g_object_new (VIREO_TYPE_CONSOLE_PANE, NULL);
  gtk_widget_set_vexpand (GTK_WIDGET (f->pane), TRUE);
  adw_bin_set_child (ADW_BIN (page), GTK_WIDGET (f->pane));
  f->window = GTK_WINDOW (gtk_window_new ());
  g_object_set_data (G_OBJECT (f->window), "fixture", f);
  gtk_window_set_default_size (f->window, 800, 600);
  f->beside = gtk_button_new_with_label ("Beside");
  gtk_box_append (GTK_BOX (box), f->beside);
  gtk_box_append (GTK_BOX (box), page);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), box);
  gtk_window_set_child (f->window, toasts);
  gtk_window_present (f->window);
  vireo_vm_pane_set_vm (VIREO_VM_PANE (f->pane), f->vm);
  vireo_vm_pane_set_shown (VIREO_VM_PANE (f->pane), TRUE);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  VireoConsolePane *gone = f->pane;

  g_object_add_weak_pointer (G_OBJECT (f->pane), (gpointer *) &gone);
  gtk_window_destroy (f->window);
  vireo_test_wait (gone == NULL);
  g_object_unref (f->vm);
  virDomainFree (f->handle);
  virConnectClose (f->other);
  rfb_stop (f->server);
  vireo_test_host_tear_down (&f->at, NULL);
}

static void
test_it_follows_the_vm (Fixture *f, gconstpointer unused)
{
  vireo_test_wait (shows (f, "Start"));
  press (f, "Start");
  vireo_test_wait (f->n_starts == 1);
  vireo_test_wait (is_ready (f));
  vireo_test_wait (!shows (f, "Start"));
  g_assert_false (shows (f, "Connecting"));

  /* The guest goes: its last picture stays, with the way to start it again; and not only when the
   * screen is closed. */
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  vireo_test_wait (shows (f, "Start"));
  rfb_tell (f->server, "leave");
  vireo_test_wait (!is_ready (f));
  g_assert_true (shows (f, "Start"));
  g_assert_true (vireo_display_get_has_picture (find_display (GTK_WIDGET (f->pane))));
  press (f, "Start");
  vireo_test_wait (is_ready (f));
}

static void
test_it_connects_again_by_itself (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  rfb_tell (f->server, "leave");
  vireo_test_wait (!is_ready (f));
  vireo_test_wait (is_ready (f));
  g_assert_cmpuint (rfb_count (f->server, "connected"), ==, 2);
}

static void
test_it_says_when_nothing_answers (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (shows (f, "Connecting"));
  vireo_test_wait_for (shows (f, "No screen is offered at"), 20);
  press (f, "Reconnect");
  vireo_test_wait (shows (f, "Connecting"));
}

static void
test_it_says_that_spice_is_not_shown (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (shows (f, "SPICE"));
  g_assert_false (shows (f, "Reconnect"));

  /* What helps: a screen that can be shown, at the next start. */
  press (f, "Add a VNC Display");
  vireo_test_wait (shows (f, "A VNC display was added"));
  g_assert_false (shows (f, "Add a VNC Display"));
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_facts (f->vm)->has_vnc);
  vireo_test_wait (shows (f, "Start"));
  vireo_test_wait (!shows (f, "VNC"));
}

static void
test_it_connects_when_told_to (Fixture *f, gconstpointer unused)
{
  GtkWidget *pane = GTK_WIDGET (f->pane);

  g_assert_true (gtk_widget_activate_action (pane, "display.automatic", NULL));
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (shows (f, "The screen is not connected"));
  g_assert_cmpuint (rfb_count (f->server, "connected"), ==, 0);
  g_assert_false (shows (f, "Reconnect"));

  /* That is remembered of this VM alone. */
  vireo_vm_pane_set_vm (VIREO_VM_PANE (f->pane), f->at.vm);
  vireo_test_wait (!shows (f, "The screen is not connected"));
  vireo_vm_pane_set_vm (VIREO_VM_PANE (f->pane), f->vm);
  vireo_test_wait (shows (f, "The screen is not connected"));
  press (f, "Connect");
  vireo_test_wait (is_ready (f));

  /* What is open stays open, and comes again by itself from now on. */
  g_assert_true (gtk_widget_activate_action (pane, "display.automatic", NULL));
  g_assert_true (is_ready (f));
  rfb_tell (f->server, "leave");
  vireo_test_wait (!is_ready (f));
  vireo_test_wait (is_ready (f));
}

static void
test_it_connects_only_while_shown (Fixture *f, gconstpointer unused)
{
  vireo_vm_pane_set_shown (VIREO_VM_PANE (f->pane), FALSE);
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_can (f->vm) & VIREO_VM_CAN_VIEW);
  g_assert_cmpuint (rfb_count (f->server, "connected"), ==, 0);
  vireo_vm_pane_set_shown (VIREO_VM_PANE (f->pane), TRUE);
  vireo_test_wait (is_ready (f));

  /* Another VM is looked at: this one is let go. */
  vireo_vm_pane_set_vm (VIREO_VM_PANE (f->pane), f->at.vm);
  g_assert_false (vireo_display_get_has_picture (find_display (GTK_WIDGET (f->pane))));
  vireo_test_wait (rfb_count (f->server, "gone") == 1);
}

static void
test_keys_from_the_menu (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.send-keys", "s",
                                             "Control_L Alt_L F2"));
  vireo_test_wait (rfb_count (f->server, "key 0 ffe3 1d") == 1);
  g_assert_cmpuint (rfb_count (f->server, "key 1 ffbf 3c"), ==, 1);
}

static void
test_the_clipboard_is_typed (Fixture *f, gconstpointer unused)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (f->window));

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  gdk_clipboard_set_text (clipboard, "echo aAaA\n");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "typing.type-clipboard", NULL));
  vireo_test_wait (rfb_count (f->server, "key 0 ff0d 1c") == 1);
  g_assert_cmpuint (rfb_count (f->server, "key 1 61 1e"), ==, 2);
  g_assert_cmpuint (rfb_count (f->server, "key 1 41 1e"), ==, 2);
  g_assert_cmpuint (rfb_count (f->server, "key 0 ffe1 2a"), ==, 2);
  g_assert_cmpuint (rfb_find (f->server, "key 1 65 12"), <, rfb_find (f->server, "key 1 20 39"));
  vireo_test_wait (!shows (f, "Typing"));

  /* What has no key is told before the rest is typed. */
  gdk_clipboard_set_text (clipboard, "x你");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "typing.type-clipboard", NULL));
  vireo_test_answer ("rest");
  vireo_test_wait (rfb_count (f->server, "key 0 78 2d") == 1);
}

char *__wrap_virDomainQemuAgentCommand (virDomainPtr domain, const char *command, int timeout,
                                        unsigned int flags);

static gint n_agent_writes; /* atomic */

char *
__wrap_virDomainQemuAgentCommand (virDomainPtr domain, const char *command, int timeout,
                                  unsigned int flags)
{
  if (strstr (command, "guest-file-write") != NULL)
    {
      g_assert_nonnull (strstr (command, "5L2g5aW9")); /* 你好 */
      g_atomic_int_inc (&n_agent_writes);
    }
  return strdup ("{\"return\":1000}");
}

/* The test driver has no agents: what is read of the VM is as if it had. */
static void
connect_agent (Fixture *f)
{
  const VireoVmFacts *known = vireo_vm_get_facts (f->vm);
  VireoVmFacts *facts = vireo_vm_facts_new ();
  g_autofree char *old = virDomainGetXMLDesc (f->handle, 0);
  g_autoptr (GString) xml = g_string_new (old);
  g_autoptr (GError) error = NULL;

  g_string_replace (xml, "</devices>",
                    "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' "
                    "state='connected'/></channel></devices>",
                    1);
  memcpy (facts->uuid, known->uuid, sizeof facts->uuid);
  facts->name = g_strdup (known->name);
  facts->id = known->id;
  facts->state = known->state;
  facts->libvirt_state = known->libvirt_state;
  facts->libvirt_reason = known->libvirt_reason;
  facts->persistent = known->persistent;
  g_assert_true (vireo_vm_facts_read_xml (facts, xml->str, &error));
  g_assert_no_error (error);
  vireo_vm_apply (f->vm, facts);
  g_assert_true (vireo_vm_get_facts (f->vm)->agent_connected);
}

static void
test_what_cannot_be_typed_is_sent_as_a_file (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  connect_agent (f);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (f->window)), "你好");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "typing.type-clipboard", NULL));
  vireo_test_answer ("file");
  vireo_test_wait (g_atomic_int_get (&n_agent_writes) == 1);
  vireo_test_wait (shows (f, "The guest has it in /tmp/vireo-clipboard-"));
}

static void
keep_text (GObject *source, GAsyncResult *result, gpointer where)
{
  *(char **) where = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
clipboard_is (GdkClipboard *clipboard, const char *text)
{
  g_autofree char *got = NULL;

  gdk_clipboard_read_text_async (clipboard, NULL, keep_text, &got);
  vireo_test_wait (got != NULL);
  return g_str_equal (got, text);
}

static void
test_the_clipboard_is_shared (Fixture *f, gconstpointer unused)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (f->window));
  VireoDisplay *display = find_display (GTK_WIDGET (f->pane));

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  gtk_widget_grab_focus (GTK_WIDGET (display));
  vireo_test_wait (vireo_display_get_grabbed (display));

  /* Not unless it is wanted. */
  gdk_clipboard_set_text (clipboard, "mine");
  rfb_tell (f->server, "cut theirs");
  rfb_tell (f->server, "fill 0 0 1 1 00abcd");
  vireo_test_wait (pixel_is (display, 0x00abcd));
  g_assert_true (clipboard_is (clipboard, "mine"));
  g_assert_cmpuint (rfb_count (f->server, "cut mine"), ==, 0);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "display.share-clipboard",
                                             NULL));
  vireo_test_wait (rfb_count (f->server, "cut mine") == 1);
  rfb_tell (f->server, "cut theirs");
  vireo_test_wait (clipboard_is (clipboard, "theirs"));
  gdk_clipboard_set_text (clipboard, "mine again");
  vireo_test_wait (rfb_count (f->server, "cut mine again") == 1);
  /* What came from the guest does not go back to it. */
  g_assert_cmpuint (rfb_count (f->server, "cut theirs"), ==, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "display.share-clipboard",
                                             NULL));
}

static void
test_typing_can_be_stopped (Fixture *f, gconstpointer unused)
{
  g_autofree char *long_text = g_strnfill (5000, 'y');

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (f->window)), long_text);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "typing.type-clipboard", NULL));
  vireo_test_wait (rfb_count (f->server, "key 1 79 15") > 2);
  press (f, "Stop");
  vireo_test_wait (!shows (f, "Typing"));
  vireo_test_wait (rfb_count (f->server, "key 1 79 15") == rfb_count (f->server, "key 0 79 15"));
  g_assert_cmpuint (rfb_count (f->server, "key 1 79 15"), <, 5000);
}

static void
test_typing_minds_caps_lock (Fixture *f, gconstpointer unused)
{
  VireoVncSession *session = vireo_display_get_session (find_display (GTK_WIDGET (f->pane)));

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  rfb_tell (f->server, "leds 4");
  vireo_test_wait (vireo_vnc_session_get_leds (session) == 4);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (f->window)), "a");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "typing.type-clipboard", NULL));
  /* Off before, and on again afterwards. */
  vireo_test_wait (rfb_count (f->server, "key 0 ffe5 3a") == 2);
  g_assert_cmpuint (rfb_count (f->server, "key 0 61 1e"), ==, 1);
  g_assert_cmpuint (rfb_find (f->server, "key 0 61 1e"), <, rfb_find (f->server, "key 1 ffe5 3a"));
}

static void
test_the_pointer_without_a_tablet (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_false (shows (f, "A click gives"));
  rfb_tell (f->server, "pointer relative");
  vireo_test_wait (shows (f, "A click gives"));
  vireo_test_wait (shows (f, "Add a Tablet"));
  gtk_widget_grab_focus (GTK_WIDGET (find_display (GTK_WIDGET (f->pane))));
  vireo_test_wait (shows (f, "Ctrl+Alt gives the keyboard back"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.refuse-tablet", NULL));
  vireo_test_wait (!shows (f, "Add a Tablet"));
  gtk_widget_grab_focus (f->beside);
  vireo_test_wait (shows (f, "A click gives"));
  rfb_tell (f->server, "pointer absolute");
  vireo_test_wait (!shows (f, "A click gives"));
}

static void
test_a_tablet_that_is_not_used_needs_no_second_one (Fixture *f, gconstpointer unused)
{
  g_autofree char *xml = g_strdup_printf (
      "<domain type='test'><name>screen</name><uuid>%s</uuid><memory>1024</memory>"
      "<os><type>hvm</type></os><devices><input type='tablet' bus='usb'/>"
      "<graphics type='vnc' port='%s' listen='127.0.0.1'/></devices></domain>",
      vireo_vm_get_uuid (f->vm), strchr (rfb_address (f->server), ':') + 1);
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (f->vm);

  virDomainFree (virDomainDefineXML (f->other, xml));
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  rfb_tell (f->server, "pointer relative");
  vireo_test_wait (shows (f, "A click gives"));
  vireo_test_wait (vireo_vm_devices_is_loaded (devices));
  g_assert_false (shows (f, "Add a Tablet"));
}

static void
test_each_of_its_screens (Fixture *f, gconstpointer unused)
{
  RfbServer *second = rfb_start ("normal", NULL);
  g_autofree char *xml = g_strdup_printf (
      "<domain type='test'><name>screen</name><uuid>%s</uuid><memory>1024</memory>"
      "<os><type>hvm</type></os><devices>"
      "<graphics type='vnc' port='%s' listen='127.0.0.1'/>"
      "<graphics type='vnc' port='%s' listen='127.0.0.1'/></devices></domain>",
      vireo_vm_get_uuid (f->vm), strchr (rfb_address (f->server), ':') + 1,
      strchr (rfb_address (second), ':') + 1);

  virDomainFree (virDomainDefineXML (f->other, xml));
  vireo_test_wait (vireo_vm_get_facts (f->vm)->n_vnc == 2);
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_cmpuint (rfb_count (f->server, "connected"), ==, 1);
  vireo_test_wait (shows (f, "Screen 1"));
  g_assert_cmpstr (vireo_console_pane_get_chosen (f->pane), ==, "screen0");

  vireo_console_pane_choose (f->pane, "screen1");
  vireo_test_wait (rfb_count (second, "connected") == 1);
  vireo_test_wait (is_ready (f));
  vireo_test_wait (rfb_count (f->server, "gone") == 1);
  g_assert_true (shows (f, "Screen 2"));
  vireo_console_pane_choose (f->pane, "screen7"); /* which it has not */
  g_assert_cmpstr (vireo_console_pane_get_chosen (f->pane), ==, "screen1");
  vireo_vm_pane_set_vm (VIREO_VM_PANE (f->pane), f->at.vm);
  vireo_test_wait (rfb_count (second, "gone") == 1);
  rfb_stop (second);
}

static void
test_zoom_and_the_guests_size (Fixture *f, gconstpointer unused)
{
  VireoDisplay *display = find_display (GTK_WIDGET (f->pane));
  gboolean resized;

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "display.zoom", "u", 3));
  g_assert_cmpuint (vireo_display_get_zoom (display), ==, 3);
  vireo_test_wait (shows (f, "3:1"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.zoom-out", NULL));
  vireo_test_wait (shows (f, "2:1"));
  press (f, "1:1");
  vireo_test_wait (!shows (f, "2:1"));
  press (f, "Fit");
  vireo_test_wait (vireo_display_get_zoom (display) == 0);

  /* Each VM has its own. */
  vireo_vm_pane_set_shown (VIREO_VM_PANE (f->pane), FALSE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "display.resize-guest", NULL));
  vireo_vm_pane_set_vm (VIREO_VM_PANE (f->pane), f->at.vm);
  g_object_get (display, "resize-guest", &resized, NULL);
  g_assert_false (resized);
  vireo_vm_pane_set_vm (VIREO_VM_PANE (f->pane), f->vm);
  g_object_get (display, "resize-guest", &resized, NULL);
  g_assert_true (resized);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "display.resize-guest", NULL));
}

static void
test_a_small_picture_for_lists (Fixture *f, gconstpointer unused)
{
  VireoVmPicture *picture = vireo_vm_picture_of (f->vm);
  g_autofree guint32 *pixels = NULL;
  GdkTexture *texture;
  int width, height;

  g_assert_true (picture == vireo_vm_picture_of (f->vm));
  g_assert_null (vireo_vm_picture_get_texture (picture));
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait ((texture = vireo_vm_picture_get_texture (picture)) != NULL);
  width = gdk_texture_get_width (texture);
  height = gdk_texture_get_height (texture);
  g_assert_cmpint (width, ==, 128);
  g_assert_cmpint (height, ==, 80);
  pixels = g_new0 (guint32, width * height);
  gdk_texture_download (texture, (guchar *) pixels, width * 4);
  g_assert_cmphex (pixels[0], ==, 0xffff0000);
  g_assert_cmphex (pixels[width - 1], ==, 0xff00ff00);
  g_assert_cmphex (pixels[width * height - 1], ==, 0xffffffff);

  /* It is still there when the guest is not. */
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  rfb_tell (f->server, "leave");
  vireo_test_wait (shows (f, "Start"));
  g_assert_nonnull (vireo_vm_picture_get_texture (picture));
}

static void
test_keys_by_their_names (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL;
  GtkWidget *entry;

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.other-keys", NULL));
  vireo_test_wait ((dialog = vireo_test_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  entry = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog));
  gtk_editable_set_text (GTK_EDITABLE (entry), "ctrl + nonsense");
  g_assert_false (
      adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "send"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "ctrl + F5");
  vireo_test_answer ("send");
  vireo_test_wait (rfb_count (f->server, "key 0 ffe3 1d") == 1);
  g_assert_cmpuint (rfb_count (f->server, "key 1 ffc2 3f"), ==, 1);
}

static void
test_viewing_only (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "display.view-only", NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.send-keys", "s",
                                             "Control_L Alt_L F2"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "display.view-only", NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.send-keys", "s",
                                             "Control_L Alt_L F3"));
  vireo_test_wait (rfb_count (f->server, "key 0 ffe3 1d") == 1);
  g_assert_cmpuint (rfb_count (f->server, "key 1 ffbf 3c"), ==, 0);
}

static void
keep_texture (GObject *source, GAsyncResult *result, gpointer where)
{
  *(GdkTexture **) where = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_screenshots (Fixture *f, gconstpointer unused)
{
  g_autoptr (GdkTexture) picture = NULL;
  g_autofree guint32 *pixels = g_new (guint32, 320 * 200);

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.copy-screenshot", NULL));
  gdk_clipboard_read_texture_async (gtk_widget_get_clipboard (GTK_WIDGET (f->window)), NULL,
                                    keep_texture, &picture);
  vireo_test_wait (picture != NULL);
  g_assert_cmpint (gdk_texture_get_width (picture), ==, 320);
  gdk_texture_download (picture, (guchar *) pixels, 320 * 4);
  g_assert_cmphex (pixels[0], ==, 0xffff0000);
  g_assert_cmphex (pixels[319], ==, 0xff00ff00);
  g_assert_cmphex (pixels[320 * 199], ==, 0xff0000ff);
}

static void
test_a_paused_guest_says_why (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_false (shows (f, "Paused"));
  g_assert_cmpint (virDomainSuspend (f->handle), ==, 0);
  vireo_test_wait (shows (f, "Paused: by user"));
  g_assert_cmpint (virDomainResume (f->handle), ==, 0);
  vireo_test_wait (!shows (f, "Paused"));
}

static void
test_a_window_of_its_own (Fixture *f, gconstpointer unused)
{
  GtkWidget *window = NULL;
  gpointer gone;

  vireo_vm_pane_set_shown (VIREO_VM_PANE (f->pane), FALSE); /* the server has one place */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.detach", NULL));
  vireo_test_wait ((window = vireo_test_window (VIREO_TYPE_CONSOLE_WINDOW)) != NULL);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "screen");
  vireo_test_press (window, "Start");
  vireo_test_wait (vireo_display_get_has_picture (find_display (window)));
  gone = window;
  g_object_add_weak_pointer (G_OBJECT (window), &gone);
  gtk_window_destroy (GTK_WINDOW (window));
  vireo_test_wait (gone == NULL);
  vireo_vm_pane_set_shown (VIREO_VM_PANE (f->pane), TRUE);
  vireo_test_wait (is_ready (f));
}

static void
test_the_window_fits_the_screen (Fixture *f, gconstpointer unused)
{
  GtkWidget *display = GTK_WIDGET (find_display (GTK_WIDGET (f->pane)));

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  vireo_test_wait (gtk_widget_get_width (display) > 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.fit-window", NULL));
  vireo_test_wait (gtk_widget_get_height (display) < 300 && gtk_widget_get_width (display) < 500);

  /* As large as it is shown. */
  vireo_display_set_zoom (VIREO_DISPLAY (display), 2);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.fit-window", NULL));
  vireo_test_wait (gtk_widget_get_width (display) == 640 && gtk_widget_get_height (display) == 400);
}

static void
test_full_screen_and_back (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (is_ready (f));
  g_assert_true (shows (f, "Send Keys"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.full-screen", NULL));
  vireo_test_wait (gtk_window_is_fullscreen (f->window));
  vireo_test_wait (!shows (f, "Send Keys"));
  g_assert_false (shows (f, "Beside"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.full-screen", NULL));
  vireo_test_wait (!gtk_window_is_fullscreen (f->window));
  vireo_test_wait (shows (f, "Send Keys"));
  g_assert_true (shows (f, "Beside"));

  /* A pane that goes in full screen leaves the window as it was. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "console.full-screen", NULL));
  vireo_test_wait (!shows (f, "Beside"));
  /* Without the focus: GTK 4.8 keeps a reference to what had it when it was hidden if the window
   * goes before another widget gets it. */
  gtk_window_set_focus (f->window, NULL);
  gtk_widget_set_visible (GTK_WIDGET (f->pane), FALSE);
  g_assert_true (gtk_widget_get_visible (f->beside));
  vireo_test_wait (!gtk_window_is_fullscreen (f->window));
}

static GtkWidget *
find_type (GtkWidget *below, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (below, type))
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
log_in (Fixture *f, const char *password, gboolean remember)
{
  GtkWidget *pane = GTK_WIDGET (f->pane);
  GtkWidget *check = gtk_widget_get_ancestor (find_text (pane, "Remember"), GTK_TYPE_CHECK_BUTTON);

  gtk_editable_set_text (GTK_EDITABLE (find_type (pane, GTK_TYPE_PASSWORD_ENTRY)), password);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), remember);
  g_assert_true (gtk_widget_activate_action (pane, "console.answer-login", NULL));
}

static void
test_a_password_is_asked_for (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (shows (f, "protected by a password"));
  g_assert_null (find_text (GTK_WIDGET (f->pane), "User name"));
  log_in (f, "guess", FALSE);
  vireo_test_wait (shows (f, "not accepted"));
  /* No keyring here: that is told, and nothing else fails. */
  log_in (f, "secret", TRUE);
  vireo_test_wait (is_ready (f));
  vireo_test_wait (shows (f, "The password was not remembered"));
}

static void
keyring_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer there)
{
  *(gboolean *) there = TRUE;
}

/* A keyring in the home of this test's own, unlocked. */
static GSubprocess *
start_keyring (void)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *keyring =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                            G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                        &error, "gnome-keyring-daemon", "--foreground", "--unlock",
                        "--components=secrets", NULL);
  gboolean there = FALSE;
  guint watch;

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (keyring), "pass", 4, NULL,
                                            NULL, NULL));
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (keyring), NULL, NULL));
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets", 0, keyring_appeared,
                            NULL, &there, NULL);
  vireo_test_wait_for (there, 20);
  g_bus_unwatch_name (watch);
  return keyring;
}

static void
kept (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (vireo_keyring_keep_finish (result, &error));
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

typedef struct
{
  gboolean done;
  VireoCredentials *credentials;
} Lookup;

static void
looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  Lookup *lookup = data;
  g_autoptr (GError) error = NULL;

  lookup->credentials = vireo_keyring_find_finish (result, &error);
  g_assert_no_error (error);
  lookup->done = TRUE;
}

static VireoCredentials *
find_kept (Fixture *f)
{
  Lookup lookup = { FALSE, NULL };

  vireo_keyring_find_async (vireo_vm_get_uuid (f->vm), NULL, looked_up, &lookup);
  vireo_test_wait (lookup.done);
  return lookup.credentials;
}

static gboolean
is_kept (Fixture *f, const char *password)
{
  g_autoptr (VireoCredentials) credentials = find_kept (f);

  return g_strcmp0 (credentials != NULL ? credentials->password : NULL, password) == 0;
}

static void
test_a_password_is_remembered_and_forgotten (Fixture *f, gconstpointer unused)
{
  g_autoptr (GSubprocess) keyring = start_keyring ();
  g_autoptr (VireoCredentials) wrong = vireo_credentials_new ("", "old");
  gboolean done = FALSE;

  /* What is kept does not fit any more: it is forgotten, and the user asked. */
  vireo_keyring_keep_async (vireo_vm_get_uuid (f->vm), "test", wrong, NULL, kept, &done);
  vireo_test_wait (done);
  g_assert_true (is_kept (f, "old"));
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (shows (f, "not accepted"));
  vireo_test_wait (is_kept (f, NULL));
  log_in (f, "secret", TRUE);
  vireo_test_wait (is_ready (f));
  vireo_test_wait (is_kept (f, "secret"));

  /* From now on nobody is asked. */
  rfb_tell (f->server, "leave");
  vireo_test_wait (!is_ready (f));
  vireo_test_wait (is_ready (f));
  g_subprocess_force_exit (keyring);
  g_subprocess_wait (keyring, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define TEST(path, graphics, function)                                                             \
  g_test_add (path, Fixture, graphics, set_up, function, tear_down)
  TEST ("/console-pane/follows", NULL, test_it_follows_the_vm);
  TEST ("/console-pane/again", NULL, test_it_connects_again_by_itself);
  TEST ("/console-pane/nothing", "<graphics type='vnc' port='1' listen='127.0.0.1'/>",
        test_it_says_when_nothing_answers);
  TEST ("/console-pane/spice", "<graphics type='spice' port='5900' listen='127.0.0.1'/>",
        test_it_says_that_spice_is_not_shown);
  TEST ("/console-pane/by-hand", NULL, test_it_connects_when_told_to);
  TEST ("/console-pane/shown", NULL, test_it_connects_only_while_shown);
  TEST ("/console-pane/keys", NULL, test_keys_from_the_menu);
  TEST ("/console-pane/type", NULL, test_the_clipboard_is_typed);
  TEST ("/console-pane/send-file", NULL, test_what_cannot_be_typed_is_sent_as_a_file);
  TEST ("/console-pane/clipboard", NULL, test_the_clipboard_is_shared);
  TEST ("/console-pane/type-stop", NULL, test_typing_can_be_stopped);
  TEST ("/console-pane/type-caps", NULL, test_typing_minds_caps_lock);
  TEST ("/console-pane/no-tablet", NULL, test_the_pointer_without_a_tablet);
  TEST ("/console-pane/tablet", NULL, test_a_tablet_that_is_not_used_needs_no_second_one);
  TEST ("/console-pane/screens", NULL, test_each_of_its_screens);
  TEST ("/console-pane/zoom", NULL, test_zoom_and_the_guests_size);
  TEST ("/console-pane/small-picture", NULL, test_a_small_picture_for_lists);
  TEST ("/console-pane/other-keys", NULL, test_keys_by_their_names);
  TEST ("/console-pane/view-only", NULL, test_viewing_only);
  TEST ("/console-pane/screenshots", NULL, test_screenshots);
  TEST ("/console-pane/paused", NULL, test_a_paused_guest_says_why);
  TEST ("/console-pane/window", NULL, test_a_window_of_its_own);
  TEST ("/console-pane/fit-window", NULL, test_the_window_fits_the_screen);
  TEST ("/console-pane/password", "password", test_a_password_is_asked_for);
  TEST ("/console-pane/keyring", "password", test_a_password_is_remembered_and_forgotten);
  TEST ("/console-pane/full-screen", NULL, test_full_screen_and_back);
  return g_test_run ();
}
