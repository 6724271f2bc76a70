/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-pulse.h"
#include "core/console/vireo-vnc-session.h"
#include "core/console/vireo-vnc-target.h"
#include "core/console/vireo-vnc-wire-channel.h"

G_BEGIN_DECLS

/* For vireo-vnc-session*.c only. */

struct _VireoVncSession
{
  GObject parent_instance;

  VireoVncState state;
  GError *error;             /* (owned) (nullable): why it ended */
  GCancellable *leaving;     /* (owned) (nullable): of the opening under way */
  VireoVncTarget *target;    /* (owned) (nullable): reached, not yet handed to the worker */
  VireoWireChannel *channel; /* (owned) (nullable) */
  GSubprocess *process;      /* (owned) (nullable) */
  VireoVncPulse *pulse;      /* (owned) (nullable): of the process */
  guint timer;
  guint patience; /* s, of the timer */
  VireoWirePhase phase;

  VireoVncFrame *frame; /* (owned) (nullable) */
  VireoVncCursor cursor;
  gboolean absolute;
  int leds; /* VireoWireLed; -1: the server does not tell */
  gboolean password_tried; /* the one from the definition */
  gboolean password_refused;
  gboolean logged_in;      /* something was answered to a question for a password */
};

/* Dropped while there is no worker. */
void _vireo_vnc_session_say (VireoVncSession *self, const VireoWireMessage *message);

G_END_DECLS
