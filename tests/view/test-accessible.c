/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every control that the keyboard comes to says what it is: each pane on a VM with devices, and
 * the dialogs that its buttons open. */

#include <libvirt/libvirt.h>

#include "view/vm/vireo-change-dialog.h"
#include "view/vm/vireo-vm-page.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoVmPage *page;
} Fixture;

static const char definition[]
    = "<domain type='test'><name>rich</name><memory unit='MiB'>64</memory>"
      "<vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os><devices>"
      "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
      "<source file='/default-pool/rich.qcow2'/><target dev='vda' bus='virtio'/></disk>"
      "<disk type='file' device='cdrom'><source file='/iso/install.iso'/>"
      "<target dev='sda' bus='sata'/><readonly/></disk>"
      "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/>"
      "<model type='virtio'/></interface>"
      "<serial type='pty'/><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
      "</devices></domain>";

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  VireoVmList *vms;
  virDomainPtr other, handle;

  vireo_test_context_set_up (&f->host);
  vms = vireo_host_get_vms (f->host.host);
  other = vireo_vm_ref_handle (f->host.vm);
  handle = virDomainDefineXML (virDomainGetConnect (other), definition);
  g_assert_nonnull (handle);
  g_assert_cmpint (virDomainCreate (handle), ==, 0);
  virDomainFree (handle);
  virDomainFree (other);
  vireo_test_wait (vireo_vm_list_find (vms, "rich") != NULL);

  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 1000, 700);
  f->page = VIREO_VM_PAGE (vireo_vm_page_new (f->host.context));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->page));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_vm_page_set_vm (f->page, vireo_vm_list_find (vms, "rich"));
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  vireo_test_context_tear_down (&f->host);
}

static gboolean
has_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_widget_get_mapped (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;
  return FALSE;
}

/* GTK says of every button that it is labelled by what is in it, even when that is an icon. */
static gboolean
is_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return has_words (widget)
         || gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
         || (!GTK_IS_BUTTON (widget)
             && gtk_test_accessible_has_relation (accessible,
                                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY));
}

/* What the focus comes to may be the inside of a control, which has the name. */
static GtkWidget *
get_control (GtkWidget *widget)
{
  for (GtkWidget *above = widget; above != NULL; above = gtk_widget_get_parent (above))
    if (GTK_IS_MENU_BUTTON (above) || GTK_IS_DROP_DOWN (above) || GTK_IS_SPIN_BUTTON (above)
        || GTK_IS_ENTRY (above) || GTK_IS_SEARCH_ENTRY (above) || GTK_IS_SWITCH (above)
        || ADW_IS_PREFERENCES_ROW (above))
      return above;
  return widget;
}

static gboolean
is_structure (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_VIEWPORT (widget) || GTK_IS_STACK (widget)
         || GTK_IS_WINDOW (widget);
}

static char *
describe (GtkWidget *widget)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (int i = 0; widget != NULL && i < 6; i++, widget = gtk_widget_get_parent (widget))
    g_string_append_printf (path, "%s%s", i > 0 ? " in " : "", G_OBJECT_TYPE_NAME (widget));
  return g_string_free (g_steal_pointer (&path), FALSE);
}

/* Adds to @nameless what the keyboard can come to below @widget and that has no name. */
static void
find_nameless (GtkWidget *widget, GString *nameless, guint *n_found)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_can_focus (widget))
    return;
  if (gtk_widget_get_focusable (widget) && !is_structure (widget))
    {
      ++*n_found;
      if (!is_named (widget) && !is_named (get_control (widget)))
        {
          g_autofree char *where = describe (widget);

          g_string_append_printf (nameless, "\n  %s", where);
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_nameless (child, nameless, n_found);
}

static void
assert_all_named (const char *what, gpointer from)
{
  g_autoptr (GString) nameless = g_string_new (NULL);
  guint n = 0;

  find_nameless (from, nameless, &n);
  g_assert_cmpuint (n, >, 0); /* something was looked at */
  if (nameless->len > 0)
    g_error ("%s: controls without a name:%s", what, nameless->str);
}

static GtkWidget *
find_type (GtkWidget *from, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (from), type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
unfold (GtkWidget *from)
{
  if (ADW_IS_EXPANDER_ROW (from))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (from), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    unfold (child);
}

static gboolean
is_there (Fixture *f, const char *words)
{
  return vireo_test_find (f->page, GTK_TYPE_WIDGET, words) != NULL;
}

static void
test_each_pane (Fixture *f, gconstpointer unused)
{
  /* What a pane has when it has all that it shows; the others have it at once. */
  static const struct
  {
    const char *pane, *words;
  } awaited[] = { { "disks", "rich.qcow2" },
                  { "network", "Virtual network “default”" },
                  { "xml", "Definition" } };
  GtkWidget *stack = find_type (GTK_WIDGET (f->page), ADW_TYPE_VIEW_STACK);
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (ADW_VIEW_STACK (stack));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);
      const char *name = adw_view_stack_page_get_name (page);

      vireo_vm_page_show_pane (f->page, name);
      for (gsize j = 0; j < G_N_ELEMENTS (awaited); j++)
        if (g_str_equal (awaited[j].pane, name))
          vireo_test_wait (is_there (f, awaited[j].words));
      unfold (GTK_WIDGET (f->page));
      assert_all_named (name, f->page);
    }
}

static void
test_dialogs (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *pane, *button;
  } dialogs[] = { { "disks", "Add Disk…" }, { "network", "Add NIC…" } };

  for (gsize i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      GtkWidget *dialog = NULL;

      vireo_vm_page_show_pane (f->page, dialogs[i].pane);
      vireo_test_press (f->page, dialogs[i].button);
      vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
      unfold (dialog);
      assert_all_named (dialogs[i].button, dialog);
      gtk_window_destroy (GTK_WINDOW (dialog));
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/accessible/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("each-pane", test_each_pane);
  ADD ("dialogs", test_dialogs);
  return g_test_run ();
}
