/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the picture stands in the display, and how it is scrolled. */

#include "config.h"

#include "view/console/vireo-display-private.h"

static double
get_scale (GtkWidget *widget)
{
#if GTK_CHECK_VERSION(4, 12, 0)
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  if (surface != NULL)
    return gdk_surface_get_scale (surface); /* may be 1.25 */
#endif
  return gtk_widget_get_scale_factor (widget);
}

static double
get_scroll (VireoDisplay *self, int axis)
{
  return self->adjustments[axis] != NULL ? gtk_adjustment_get_value (self->adjustments[axis]) : 0;
}

/* The widget's corner on the surface it is drawn on. */
static void
align (VireoDisplay *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkNative *native = gtk_widget_get_native (widget);
  double x = 0, y = 0;
  graphene_point_t corner;

  if (native == NULL ||
      !gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT (0, 0), &corner))
    return;
  gtk_native_get_surface_transform (native, &x, &y);
  vireo_display_geometry_align (&self->geometry, corner.x + x, corner.y + y);
}

void
_vireo_display_place (VireoDisplay *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double scale = get_scale (widget);

  if (self->frame_width == 0)
    return;
  if (self->zoom == 0)
    vireo_display_geometry_fit (&self->geometry, self->frame_width, self->frame_height, width,
                                height, scale);
  else
    vireo_display_geometry_zoom (&self->geometry, self->zoom, self->frame_width,
                                 self->frame_height, width, height, scale, get_scroll (self, 0),
                                 get_scroll (self, 1));
  align (self);
}

static void
configure_scrolling (VireoDisplay *self, int width, int height)
{
  double scale = get_scale (GTK_WIDGET (self));
  int sizes[2] = { width, height };
  guint frame[2] = { self->frame_width, self->frame_height };

  for (int axis = 0; axis < 2; axis++)
    {
      double whole = MAX (sizes[axis], (double) frame[axis] * self->zoom / scale);

      if (self->adjustments[axis] != NULL)
        gtk_adjustment_configure (self->adjustments[axis], get_scroll (self, axis), 0, whole,
                                  sizes[axis] * 0.1, sizes[axis] * 0.9, sizes[axis]);
    }
}

void
_vireo_display_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  VireoDisplay *self = VIREO_DISPLAY (widget);
  guint frame = orientation == GTK_ORIENTATION_HORIZONTAL ? self->frame_width : self->frame_height;

  *minimum = 1;
  *natural = MAX (1, (int) (frame / get_scale (widget)));
}

void
_vireo_display_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VireoDisplay *self = VIREO_DISPLAY (widget);
  double scale = get_scale (widget);

  configure_scrolling (self, width, height);
  _vireo_display_place (self);
  vireo_guest_resizer_set_size (self->resizer, (int) (width * scale), (int) (height * scale));
}

/* The middle of what is seen stays there. */
void
_vireo_display_zoom (VireoDisplay *self, guint zoom)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int sizes[2] = { gtk_widget_get_width (widget), gtk_widget_get_height (widget) };
  guint before = self->zoom;

  self->zoom = zoom;
  configure_scrolling (self, sizes[0], sizes[1]);
  for (int axis = 0; axis < 2 && before > 0 && zoom > 0; axis++)
    if (self->adjustments[axis] != NULL)
      gtk_adjustment_set_value (self->adjustments[axis],
                                (get_scroll (self, axis) + sizes[axis] / 2.0) * zoom / before -
                                    sizes[axis] / 2.0);
  gtk_widget_queue_allocate (widget);
  gtk_widget_queue_draw (widget);
}

static void
scroll_changed (VireoDisplay *self)
{
  _vireo_display_place (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
_vireo_display_set_adjustment (VireoDisplay *self, int axis, GtkAdjustment *adjustment)
{
  if (self->adjustments[axis] == adjustment)
    return;
  if (self->adjustments[axis] != NULL)
    g_signal_handlers_disconnect_by_func (self->adjustments[axis], scroll_changed, self);
  g_set_object (&self->adjustments[axis], adjustment);
  if (adjustment != NULL)
    g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (scroll_changed), self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
