/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What is said in a toast. */
typedef struct
{
  char *title;        /* (owned): a sentence, no markup */
  const char *button; /* (nullable): translated */
  guint timeout;      /* s; 0: as long as libadwaita thinks fit */
  gboolean urgent;    /* is shown at once, in the place of another */
  void (*clicked) (gpointer data); /* (nullable): the button was, at most once */
  gpointer data;
  GDestroyNotify destroy; /* (nullable) */
} VireoNotice;

void vireo_toasts_show (AdwToastOverlay *overlay, const VireoNotice *notice);

G_END_DECLS
