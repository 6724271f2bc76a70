/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-install-record.h"

G_BEGIN_DECLS

/* Whether an installation has come to its end, told from what can be seen of the VM.  A pure
 * function.  Any thread. */

typedef struct
{
  gboolean active;
  gboolean off_by_itself;  /* off, and the guest wanted it so */
  gboolean rebooted;       /* the guest was seen to reboot, just now */
  guint64 disk_written;    /* bytes, in this run of the VM */
  guint64 disk_read;       /* bytes, in this run of the VM */
  guint64 medium_read;     /* bytes, in this run of the VM */
  guint64 disk_grown;      /* bytes the new disk takes; 0 when that says nothing */
  gboolean tray_open;      /* the guest ejected the medium */
  gboolean reachable;      /* it answers at its address */
  gboolean system_on_disk; /* the agent inside says that the system lives on a disk of the VM */
} VireoInstallEvidence;

typedef enum
{
  VIREO_INSTALL_WAIT,         /* nothing to tell yet */
  VIREO_INSTALL_NOTE_RUN,     /* this run of the VM is the installer's */
  VIREO_INSTALL_NOTE_WRITTEN, /* something was installed */
  VIREO_INSTALL_NOTE_REBOOT,  /* one of several reboots that the installation takes */
  VIREO_INSTALL_END,          /* the installed system runs, or will at the next start */
} VireoInstallDecision;

VireoInstallDecision vireo_install_decide (const VireoInstallRecord *record,
                                           const VireoInstallEvidence *evidence);

/* Whether anything moves. */
typedef struct
{
  guint64 written; /* bytes, on the disk */
  guint64 read;    /* bytes, from the medium */
  guint screen;    /* counts the pictures on it that differ from the one before */
  gint64 moved_at; /* µs, monotonic: when one of them changed last; 0: never looked */
} VireoInstallSigns;

gboolean vireo_install_signs_take (VireoInstallSigns *signs, const VireoInstallSigns *now);
gboolean vireo_install_picture_differs (GBytes *before, GBytes *now);

G_END_DECLS
