/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/console/vireo-vnc-pulse.h"

#define EVERY 4      /* s */
#define MAX_MISSED 3 /* questions in a row without an answer */

struct _VireoVncPulse
{
  VireoWireChannel *channel; /* borrowed */
  VireoVncPulseLost lost;
  gpointer user_data;
  guint timer;
  guint n_missed;
};

static gboolean
feel (gpointer data)
{
  VireoVncPulse *self = data;
  VireoWireMessage ping = { .type = VIREO_WIRE_PING };

  if (self->n_missed == MAX_MISSED)
    {
      self->timer = 0;
      self->lost (self->user_data);
      return G_SOURCE_REMOVE;
    }
  self->n_missed++;
  vireo_wire_channel_send (self->channel, &ping, -1);
  return G_SOURCE_CONTINUE;
}

/**
 * vireo_vnc_pulse_new:
 * @channel: to the worker; outlives the pulse
 * @lost: told once when the worker does not answer any more; may free the pulse
 *
 * Returns: (transfer full): free with vireo_vnc_pulse_free()
 */
VireoVncPulse *
vireo_vnc_pulse_new (VireoWireChannel *channel, VireoVncPulseLost lost, gpointer user_data)
{
  VireoVncPulse *self = g_new0 (VireoVncPulse, 1);

  self->channel = channel;
  self->lost = lost;
  self->user_data = user_data;
  self->timer = g_timeout_add_seconds (EVERY, feel, self);
  return self;
}

/**
 * vireo_vnc_pulse_felt:
 *
 * The worker answered.
 */
void
vireo_vnc_pulse_felt (VireoVncPulse *self)
{
  self->n_missed = 0;
}

void
vireo_vnc_pulse_free (VireoVncPulse *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self);
}
