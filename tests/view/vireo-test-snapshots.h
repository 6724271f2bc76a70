/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/snapshot/vireo-snapshot-node.h"
#include "view/vm/vireo-snapshots-pane.h"
#include "vireo-test-view.h"

/* The Snapshots pane in a window, on the VM "test" of a test host. */

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoVmPane *pane;
  virDomainPtr handle;
} Fixture;

static inline void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  vireo_test_context_set_up (&f->host);
  f->handle = vireo_vm_ref_handle (f->host.vm);
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 900, 600);
  f->pane = g_object_new (VIREO_TYPE_SNAPSHOTS_PANE, "context", f->host.context, NULL);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->pane));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_vm_pane_set_vm (f->pane, f->host.vm);
  vireo_vm_pane_set_shown (f->pane, TRUE);
  gtk_window_present (f->window);
}

static inline void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  virDomainFree (f->handle);
  vireo_test_context_tear_down (&f->host);
}

static inline gboolean
says (gpointer where, const char *words)
{
  return vireo_test_find (where, GTK_TYPE_LABEL, words) != NULL;
}

static inline void
take_behind_its_back (Fixture *f, const char *name, const char *more)
{
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  g_autofree char *xml
      = g_strdup_printf ("<domainsnapshot><name>%s</name>%s</domainsnapshot>", escaped, more);
  virDomainSnapshotPtr snapshot = virDomainSnapshotCreateXML (f->handle, xml, 0);

  g_assert_nonnull (snapshot);
  virDomainSnapshotFree (snapshot);
}

/* The list's model, found from the list itself. */
static inline GtkSelectionModel *
get_model (Fixture *f)
{
  GtkWidget *list = NULL;

  vireo_test_wait (
      (list = vireo_test_find (f->pane, GTK_TYPE_LIST_VIEW, "Snapshots")) != NULL);
  return gtk_list_view_get_model (GTK_LIST_VIEW (list));
}

static inline gboolean
find_line (Fixture *f, const char *name, guint *at)
{
  GListModel *model = G_LIST_MODEL (get_model (f));

  for (*at = 0; *at < g_list_model_get_n_items (model); (*at)++)
    {
      g_autoptr (VireoSnapshotNode) node = g_list_model_get_item (model, *at);
      VireoSnapshot *snapshot = vireo_snapshot_node_get_snapshot (node);

      if (snapshot != NULL && g_str_equal (vireo_snapshot_get_name (snapshot), name))
        return TRUE;
    }
  return FALSE;
}

static inline void
choose (Fixture *f, const char *name)
{
  guint at;

  vireo_test_wait (find_line (f, name, &at));
  gtk_selection_model_select_item (get_model (f), at, TRUE);
}
