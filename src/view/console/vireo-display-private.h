/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-shm-pool.h"
#include "view/console/vireo-display-geometry.h"
#include "view/console/vireo-display-input.h"
#include "view/console/vireo-display-paintable.h"
#include "view/console/vireo-display.h"
#include "view/console/vireo-guest-resizer.h"

G_BEGIN_DECLS

/* What the files of the display share. */

struct _VireoDisplay
{
  GtkWidget parent_instance;

  VireoVncSession *session;         /* (owned) (nullable) */
  GSignalGroup *watched;            /* (owned): on session */
  VireoDisplayPaintable *paintable; /* (owned) */
  VireoDisplayInput *input;         /* (owned) */
  VireoGuestResizer *resizer;       /* (owned) */
  GtkAdjustment *adjustments[2];    /* (owned) (nullable): horizontal, vertical */
  GtkScrollablePolicy policies[2];

  guint zoom; /* device px per px of the guest; 0: as large as the widget allows */
  guint frame_width, frame_height; /* px; 0: no picture */
  VireoDisplayGeometry geometry;
  gboolean owes_painted; /* the session waits to hear that its damage was painted */
  gulong after_paint_id;
  GdkFrameClock *clock; /* (owned) (nullable): with after_paint_id */
};

/* vireo-display-place.c */
void _vireo_display_place (VireoDisplay *self);
void _vireo_display_zoom (VireoDisplay *self, guint zoom);
void _vireo_display_set_adjustment (VireoDisplay *self, int axis, GtkAdjustment *adjustment);
void _vireo_display_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                             int *minimum, int *natural, int *minimum_baseline,
                             int *natural_baseline);
void _vireo_display_size_allocate (GtkWidget *widget, int width, int height, int baseline);

G_END_DECLS
