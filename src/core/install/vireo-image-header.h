/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-byte-source.h"

G_BEGIN_DECLS

/* What a disk image says of itself in its first bytes (a VHD in its last).  A pure function of
 * the bytes: no other file is looked at, whatever they name.  Any thread. */

/* A file beside the image that holds a part of it. */
typedef struct
{
  char *name;      /* (owned): a plain file name, never a path */
  gboolean sparse; /* it is an image of its own; else its bytes are the disk's */
  guint64 size;    /* bytes of the disk */
  guint64 offset;  /* bytes: where in the file they begin */
} VireoImagePart;

typedef struct
{
  const char *format; /* as QEMU names it: "qcow2", "raw", "vmdk", "vdi", "vpc", "vhdx", ... */
  guint64 size;       /* bytes the guest sees; 0: not said */
  char *backing;      /* (owned) (nullable): the other file it is based on, valid UTF-8 */
  GPtrArray *parts;   /* (owned) (nullable) (element-type VireoImagePart): it is but a list */
  char *problem;      /* (owned) (nullable): a sentence: why it cannot be used at all */
} VireoImageHeader;

VireoImageHeader *vireo_image_header_read (const VireoByteSource *source);
void              vireo_image_header_free (VireoImageHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoImageHeader, vireo_image_header_free)

gboolean          vireo_image_header_is_native (const VireoImageHeader *header);
const char       *vireo_image_format_to_words (const char *format);

/* For vireo-image-vmdk.c, which fills in what @header is to say. */
gboolean          vireo_image_vmdk_matches (const VireoByteSource *source);
void              vireo_image_vmdk_read (const VireoByteSource *source, VireoImageHeader *header);
void              vireo_image_header_refuse (VireoImageHeader *header, const char *sentence);
const char       *vireo_image_header_say_child (void);
const char       *vireo_image_header_say_damaged (void);

G_END_DECLS
