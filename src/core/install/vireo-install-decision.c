/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-units.h"
#include "core/install/vireo-install-decision.h"

/* Nobody installs a system in less; partitioning alone writes less. */
#define INSTALLED (8 * VIREO_MIB)

/* An installed system reads a kernel from its disk.  From a medium it did not boot it reads no
 * more than the label and the first files. */
#define SYSTEM_STARTED (8 * VIREO_MIB)
#define MEDIUM_STARTED (4 * VIREO_MIB)

/* A cursor that blinks, or the minute of a clock, is no news; nor is what a lossy picture makes of it. */
#define SAME_SHADE 16
#define SAME_SHARE 500 /* one dot in so many */

/* Copying one large package takes some minutes on a slow disk, and shows on it. */
#define STUCK_US (10 * 60 * G_USEC_PER_SEC)

static gboolean
is_written (const VireoInstallRecord *record, const VireoInstallEvidence *evidence)
{
  return record->written || evidence->disk_written >= INSTALLED || evidence->disk_grown >= INSTALLED;
}

/* The VM was started before, and now again: from its disk, or from the medium once more? */
static VireoInstallDecision
decide_new_run (const VireoInstallRecord *record, const VireoInstallEvidence *evidence)
{
  if (!record->begun || evidence->medium_read >= MEDIUM_STARTED)
    return VIREO_INSTALL_NOTE_RUN;
  if (is_written (record, evidence) && evidence->disk_read >= SYSTEM_STARTED)
    return VIREO_INSTALL_END;
  return VIREO_INSTALL_WAIT;
}

static VireoInstallDecision
decide_running (const VireoInstallRecord *record, const VireoInstallEvidence *evidence)
{
  gboolean written = is_written (record, evidence);
  gboolean written_now = evidence->disk_written >= INSTALLED;

  /* It goes off by itself, and what it does until then ends nothing. */
  if (record->direct)
    return written && !record->written ? VIREO_INSTALL_NOTE_WRITTEN : VIREO_INSTALL_WAIT;
  if (!record->held && evidence->system_on_disk)
    return VIREO_INSTALL_END;
  /* A system that came installed has read its seed before it has a network. */
  if (evidence->reachable && record->media == NULL && record->seed != NULL)
    return VIREO_INSTALL_END;
  if (!record->held && evidence->tray_open && written)
    return VIREO_INSTALL_END;
  /* Before anything was written it was Ctrl+Alt+Del in the medium's boot menu. */
  if (evidence->rebooted && written_now)
    return record->reboots_seen + 1 >= record->reboots ? VIREO_INSTALL_END
                                                       : VIREO_INSTALL_NOTE_REBOOT;
  if (!record->first_run)
    return decide_new_run (record, evidence);
  return written && !record->written ? VIREO_INSTALL_NOTE_WRITTEN : VIREO_INSTALL_WAIT;
}

/**
 * vireo_install_decide:
 * @record: what was written down so far; for a VM that runs, what is written in what runs
 * @evidence: what can be seen now
 *
 * Returns: what to do; the one who asks does it and asks again when more is to be seen
 */
VireoInstallDecision
vireo_install_decide (const VireoInstallRecord *record, const VireoInstallEvidence *evidence)
{
  if (record->phase != VIREO_INSTALL_RUNNING)
    return VIREO_INSTALL_WAIT;
  if (evidence->active)
    return decide_running (record, evidence);
  /* Forced off it may have been in the middle of installing. */
  if (record->begun && evidence->off_by_itself && is_written (record, evidence))
    return VIREO_INSTALL_END;
  return VIREO_INSTALL_WAIT;
}

/**
 * vireo_install_signs_take:
 * @signs: what was seen before; becomes what is seen now
 * @now: what is seen now, and when
 *
 * Returns: whether nothing has moved for ten minutes: neither the disk nor the medium nor the screen
 */
gboolean
vireo_install_signs_take (VireoInstallSigns *signs, const VireoInstallSigns *now)
{
  gboolean moved = signs->moved_at == 0 || now->written != signs->written
                   || now->read != signs->read || now->screen != signs->screen;
  gint64 moved_at = moved ? now->moved_at : signs->moved_at;

  *signs = *now;
  signs->moved_at = moved_at;
  return now->moved_at - moved_at >= STUCK_US;
}

static gboolean
is_same_shade (const guint8 *before, const guint8 *now)
{
  for (guint i = 0; i < 3; i++)
    if (ABS ((int) before[i] - (int) now[i]) > SAME_SHADE)
      return FALSE;
  return TRUE;
}

/**
 * vireo_install_picture_differs:
 * @before: (nullable): a PPM image, or another one that is compared byte by byte
 * @now: (nullable): likewise
 *
 * Returns: whether something happened on the screen, more than that a cursor blinks
 */
gboolean
vireo_install_picture_differs (GBytes *before, GBytes *now)
{
  const guint8 *old, *new;
  gsize old_size, size, n_other = 0;

  if (before == NULL || now == NULL)
    return before != now;
  old = g_bytes_get_data (before, &old_size);
  new = g_bytes_get_data (now, &size);
  if (size != old_size || size < 2 || old[0] != 'P' || memcmp (old, new, 2) != 0)
    return !g_bytes_equal (before, now);
  /* The heads are the same but for pictures of other measures, of which nearly all differs. */
  for (gsize i = size % 3; i + 3 <= size; i += 3)
    n_other += !is_same_shade (old + i, new + i);
  return n_other * SAME_SHARE * 3 > size;
}
