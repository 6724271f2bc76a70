/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Fingers as a mouse: one presses the left button where it is, or the right one when it rests;
 * two turn the wheel.  Knows no widget. */

typedef enum
{
  VIREO_TOUCH_BEGIN,
  VIREO_TOUCH_MOVE,
  VIREO_TOUCH_END,
  VIREO_TOUCH_CANCEL,
} VireoTouch;

#define VIREO_TOUCH_LEFT 1
#define VIREO_TOUCH_RIGHT 3

typedef struct
{
  /* Logical px.  @button: 1 or 3; @down */
  void (*button) (gpointer data, double x, double y, guint button, gboolean down);
  void (*move) (gpointer data, double x, double y);
  /* Clicks of the wheel, as a GtkEventControllerScroll counts. */
  void (*scroll) (gpointer data, double x, double y, double dx, double dy);
} VireoTouchHandler;

typedef struct
{
  const VireoTouchHandler *handler;
  gpointer data;
  gpointer first, second;    /* borrowed, only compared: which finger; NULL: none */
  double begin_x, begin_y;   /* logical px, where the first came down */
  double x, y;               /* logical px, of the first */
  guint button;              /* which is down; 0: none yet */
  gboolean scrolling;
  guint hold_id;             /* until it rests long enough */
} VireoTouchState;

void vireo_touch_init (VireoTouchState *self, const VireoTouchHandler *handler, gpointer data);
void vireo_touch_feed (VireoTouchState *self, VireoTouch what, gpointer finger, double x, double y);
void vireo_touch_clear (VireoTouchState *self);

G_END_DECLS
