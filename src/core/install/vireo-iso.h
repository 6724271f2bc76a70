/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the volume descriptors of an ISO 9660 image say, and the two small files by which
 * installation media describe themselves.  Every number read is checked against the image, so
 * that no image can make the reader wait, loop or take memory. */

/* Enough of an image's head for everything but the two files. */
#define VIREO_ISO_HEAD_SIZE 40960

typedef struct
{
  /* Valid UTF-8 without control characters, may be "" */
  char *label;
  char *system;
  char *publisher;
  char *application;
  guint64 volume_size; /* bytes, as the image itself says */
  guint64 size;        /* bytes that are there */
  gboolean bootable;
  char *treeinfo; /* (nullable): text of /.treeinfo */
  char *discinfo; /* (nullable): text of /.discinfo */
} VireoIso;

VireoIso *vireo_iso_read_path (const char *path, GCancellable *cancellable, GError **error);
VireoIso *vireo_iso_read_bytes (GBytes *head, guint64 size, GError **error);
void      vireo_iso_free (VireoIso *iso);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoIso, vireo_iso_free)

char     *vireo_iso_text_to_utf8 (const guint8 *text, gsize length);

G_END_DECLS
