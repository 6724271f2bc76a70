/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small ISO 9660 image by which a guest is told what nobody shall be asked: answers for an
 * installer, or the first settings of a ready-made system.  Any thread. */

typedef struct
{
  const char *name; /* as the guest sees it: small letters, digits, hyphen, at most one dot */
  const char *text;
} VireoSeedFile;

#define VIREO_SEED_OEMDRV "OEMDRV" /* the label that Anaconda looks for */
#define VIREO_SEED_CIDATA "CIDATA" /* and cloud-init, which minds no capitals */

/* Wiped out of memory when it is freed: passwords, or hashes of them, stand in it. */
GBytes *vireo_seed_image_make (const char *label, const VireoSeedFile *files, gsize n_files);

G_END_DECLS
