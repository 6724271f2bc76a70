/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as key presses on a keyboard of the guest's layout.  Any thread. */

typedef struct
{
  guint16 qnum;   /* scancode as QEMU counts */
  guint32 keysym; /* for servers that know no scancodes */
  gboolean down;
} VireoTextKey;

typedef struct
{
  GArray *keys; /* of VireoTextKey */
  GArray *ends; /* of guint: where in keys each character is done */
  char *untypable; /* each character once that no key makes; empty when there is none */
} VireoTextKeys;

VireoTextKeys      *vireo_text_keys_new (const char *text, const char *layout);
void                vireo_text_keys_free (VireoTextKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoTextKeys, vireo_text_keys_free)

const char *const  *vireo_text_keys_get_layouts (void);

G_END_DECLS
