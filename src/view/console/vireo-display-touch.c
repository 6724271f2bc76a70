/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "view/console/vireo-display-touch.h"

#define HOLD 600   /* ms at rest that make it a right click */
#define SLACK 10   /* logical px a finger at rest may tremble */
#define CLICK 30.0 /* logical px that are one click of the wheel */

static void
set_button (VireoTouchState *self, guint button)
{
  if (self->button != 0)
    self->handler->button (self->data, self->x, self->y, self->button, FALSE);
  self->button = button;
  if (button != 0)
    self->handler->button (self->data, self->begin_x, self->begin_y, button, TRUE);
}

static gboolean
held (gpointer data)
{
  VireoTouchState *self = data;

  self->hold_id = 0;
  if (self->button == 0)
    set_button (self, VIREO_TOUCH_RIGHT);
  return G_SOURCE_REMOVE;
}

static void
forget (VireoTouchState *self)
{
  g_clear_handle_id (&self->hold_id, g_source_remove);
  self->first = NULL;
  self->second = NULL;
  self->scrolling = FALSE;
}

static void
begin (VireoTouchState *self, gpointer finger, double x, double y)
{
  if (self->first == NULL)
    {
      self->first = finger;
      self->begin_x = self->x = x;
      self->begin_y = self->y = y;
      self->handler->move (self->data, x, y);
      self->hold_id = g_timeout_add (HOLD, held, self);
    }
  else if (self->second == NULL)
    {
      self->second = finger;
      g_clear_handle_id (&self->hold_id, g_source_remove);
      if (self->button == 0)
        self->scrolling = TRUE;
    }
}

static void
move (VireoTouchState *self, gpointer finger, double x, double y)
{
  double dx = x - self->x, dy = y - self->y;

  if (finger != self->first)
    return;
  if (self->button == 0 && !self->scrolling)
    {
      if (hypot (x - self->begin_x, y - self->begin_y) < SLACK)
        return;
      /* Pulling: the button goes down where the finger did. */
      g_clear_handle_id (&self->hold_id, g_source_remove);
      set_button (self, VIREO_TOUCH_LEFT);
    }
  self->x = x;
  self->y = y;
  if (self->scrolling)
    self->handler->scroll (self->data, self->begin_x, self->begin_y, -dx / CLICK, -dy / CLICK);
  else
    self->handler->move (self->data, x, y);
}

static void
end (VireoTouchState *self, gpointer finger)
{
  if (finger != self->first && finger != self->second)
    return;
  if (self->button == 0 && !self->scrolling)
    set_button (self, VIREO_TOUCH_LEFT); /* a tap */
  if (finger == self->first || !self->scrolling)
    {
      set_button (self, 0);
      forget (self);
    }
  else
    self->second = NULL;
}

void
vireo_touch_init (VireoTouchState *self, const VireoTouchHandler *handler, gpointer data)
{
  *self = (VireoTouchState){ .handler = handler, .data = data };
}

/**
 * vireo_touch_feed:
 * @finger: what tells one finger from another while it is down, never %NULL
 */
void
vireo_touch_feed (VireoTouchState *self, VireoTouch what, gpointer finger, double x, double y)
{
  switch (what)
    {
    case VIREO_TOUCH_BEGIN:
      begin (self, finger, x, y);
      break;
    case VIREO_TOUCH_MOVE:
      move (self, finger, x, y);
      break;
    case VIREO_TOUCH_END:
      end (self, finger);
      break;
    case VIREO_TOUCH_CANCEL:
      vireo_touch_clear (self);
      break;
    }
}

/**
 * vireo_touch_clear:
 *
 * Forgets every finger; no button stays down.
 */
void
vireo_touch_clear (VireoTouchState *self)
{
  set_button (self, 0);
  forget (self);
}
