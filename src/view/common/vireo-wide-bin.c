/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-wide-bin.h"

#define WIDE 560 /* logical px, of what is scrolled */

struct _VireoWideBin
{
  AdwBin parent_instance;

  GtkAdjustment *across; /* (owned) (nullable): its page is as wide as what is scrolled */
  guint look;            /* idle that shows or hides */
};

G_DEFINE_FINAL_TYPE (VireoWideBin, vireo_wide_bin, ADW_TYPE_BIN)

static gboolean
has_room (VireoWideBin *self)
{
  /* Before the first layout it is 0: what is not sure to fit must not widen a narrow window. */
  return self->across == NULL || gtk_adjustment_get_page_size (self->across) >= WIDE;
}

static gboolean
look (gpointer data)
{
  VireoWideBin *self = data;

  self->look = 0;
  gtk_widget_set_visible (data, has_room (self));
  return G_SOURCE_REMOVE;
}

/* The width is told in the middle of a layout, when nothing may be shown or hidden. */
static void
width_changed (VireoWideBin *self)
{
  if (has_room (self) != gtk_widget_get_visible (GTK_WIDGET (self)) && self->look == 0)
    self->look = g_idle_add_full (G_PRIORITY_HIGH_IDLE, look, self, NULL);
}

static void
vireo_wide_bin_root (GtkWidget *widget)
{
  VireoWideBin *self = VIREO_WIDE_BIN (widget);
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);

  GTK_WIDGET_CLASS (vireo_wide_bin_parent_class)->root (widget);
  if (scrolled == NULL)
    return;
  self->across
      = g_object_ref (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled)));
  g_signal_connect_swapped (self->across, "notify::page-size", G_CALLBACK (width_changed), self);
  gtk_widget_set_visible (widget, has_room (self));
}

static void
vireo_wide_bin_unroot (GtkWidget *widget)
{
  VireoWideBin *self = VIREO_WIDE_BIN (widget);

  if (self->across != NULL)
    g_signal_handlers_disconnect_by_data (self->across, self);
  g_clear_object (&self->across);
  g_clear_handle_id (&self->look, g_source_remove);
  GTK_WIDGET_CLASS (vireo_wide_bin_parent_class)->unroot (widget);
}

static void
vireo_wide_bin_class_init (VireoWideBinClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->root = vireo_wide_bin_root;
  widget_class->unroot = vireo_wide_bin_unroot;
}

static void
vireo_wide_bin_init (VireoWideBin *self)
{
}
