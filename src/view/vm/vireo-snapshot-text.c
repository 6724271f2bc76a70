/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/vm/vireo-snapshot-text.h"

#define MAX_NAMES 20 /* as many as a person still reads */

static char *
format (gint64 taken, const char *form)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (taken);

  return time != NULL ? g_date_time_format (time, form) : g_strdup ("");
}

static gint64
days_ago (gint64 taken)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (taken);
  GDate today, day;

  if (then == NULL)
    return 0;
  g_date_clear (&today, 1);
  g_date_clear (&day, 1);
  g_date_set_dmy (&today, (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now), (GDateYear) g_date_time_get_year (now));
  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (then),
                  (GDateMonth) g_date_time_get_month (then),
                  (GDateYear) g_date_time_get_year (then));
  return g_date_days_between (&day, &today);
}

char *
vireo_snapshot_text_time (gint64 taken)
{
  gint64 seconds = g_get_real_time () / G_USEC_PER_SEC - taken;
  gint64 days = days_ago (taken);
  guint minutes = (guint) CLAMP (seconds / 60, 0, 60);

  if (seconds < 60 && seconds > -60)
    return g_strdup (_ ("just now"));
  if (seconds > 0 && minutes < 60)
    return g_strdup_printf (ngettext ("%u minute ago", "%u minutes ago", minutes), minutes);
  if (days == 0)
    /* Translators: strftime form of a time of today */
    return format (taken, _ ("today %H:%M"));
  if (days == 1)
    /* Translators: strftime form of a time of yesterday */
    return format (taken, _ ("yesterday %H:%M"));
  return format (taken, "%Y-%m-%d %H:%M");
}

char *
vireo_snapshot_text_exact_time (gint64 taken)
{
  return format (taken, "%Y-%m-%d %H:%M:%S");
}

char *
vireo_snapshot_text_clock (gint64 taken)
{
  return format (taken, days_ago (taken) == 0 ? "%H:%M" : "%Y-%m-%d %H:%M");
}

/* What of the guest it holds. */
const char *
vireo_snapshot_text_state (VireoSnapshot *snapshot)
{
  switch (vireo_snapshot_get_state (snapshot))
    {
    case VIREO_SNAPSHOT_STATE_RUNNING:
      return _ ("Running, with memory");
    case VIREO_SNAPSHOT_STATE_PAUSED:
      return _ ("Paused, with memory");
    case VIREO_SNAPSHOT_STATE_DISKS:
      return _ ("Disks of a running guest");
    case VIREO_SNAPSHOT_STATE_OFF:
    default:
      return _ ("Shut off");
    }
}

const char *
vireo_snapshot_text_kind (VireoSnapshotKind kind)
{
  return kind == VIREO_SNAPSHOT_EXTERNAL ? _ ("External: in files of its own")
                                         : _ ("Internal: inside the disk images");
}

/* The second line of a row. */
char *
vireo_snapshot_text_line (VireoSnapshot *snapshot)
{
  g_autofree char *time = vireo_snapshot_text_time (vireo_snapshot_get_taken (snapshot));
  g_autofree char *size = vireo_size_to_text (vireo_snapshot_get_size (snapshot));
  const char *kind = vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_EXTERNAL
                         ? _ ("external") : _ ("internal");

  if (vireo_snapshot_get_size (snapshot) == 0)
    return g_strjoin (" · ", time, vireo_snapshot_text_state (snapshot), kind, NULL);
  return g_strjoin (" · ", time, vireo_snapshot_text_state (snapshot), kind, size, NULL);
}

/* A line for each disk. */
char *
vireo_snapshot_text_disks (VireoSnapshot *snapshot)
{
  GPtrArray *disks = vireo_snapshot_get_disks (snapshot);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);

      g_ptr_array_add (lines, disk->file != NULL
                                  ? g_strdup_printf ("%s: %s", disk->target, disk->file)
                                  : g_strdup (disk->target));
    }
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/**
 * vireo_snapshot_text_pause:
 *
 * Returns: (transfer full) (nullable): how long the guest stands still; %NULL when it does not
 */
char *
vireo_snapshot_text_pause (const VireoSnapshotVerdict *verdict)
{
  g_autofree char *size = vireo_size_to_text (verdict->space);
  guint seconds = (guint) MIN (verdict->pause, G_MAXUINT);

  if (verdict->space == 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("The guest stands still while its memory is written: up to %s, which may take about "
                "%u second.",
                "The guest stands still while its memory is written: up to %s, which may take about "
                "%u seconds.", seconds),
      size, seconds);
}

/* --- what a revert loses --- */

static void
add_state_loss (GString *text, VireoSnapshotTree *tree)
{
  const VireoSnapshotFacts *facts = vireo_snapshot_tree_get_facts (tree);
  gint64 newest = vireo_snapshot_tree_get_newest (tree);
  g_autofree char *clock = vireo_snapshot_text_clock (newest);

  if (facts->state == VIREO_VM_STATE_RUNNING || facts->state == VIREO_VM_STATE_PAUSED)
    /* Translators: a time such as "14:03" */
    g_string_append_printf (text, _ ("What the guest has done and stored since %s, when the last "
                                     "snapshot was taken, is lost: its memory and what it wrote to "
                                     "its disks."), clock);
  else if (facts->state == VIREO_VM_STATE_SAVED)
    g_string_append_printf (text, _ ("The saved memory, and what was written to the disks since %s, "
                                     "are lost."), clock);
  else
    /* Translators: a time such as "14:03" */
    g_string_append_printf (text, _ ("What was written to the disks since %s, when the last snapshot "
                                     "was taken, is lost."), clock);
}

/**
 * vireo_snapshot_text_loss:
 * @snapshot: what is reverted to
 *
 * Returns: (transfer full): what goes and what stays
 */
char *
vireo_snapshot_text_loss (VireoSnapshotTree *tree, VireoSnapshot *snapshot)
{
  GString *text = g_string_new (NULL);
  guint others = vireo_snapshot_tree_get_n_snapshots (tree) - 1;

  add_state_loss (text, tree);
  g_string_append (text, "\n\n");
  if (others == 0)
    g_string_append (text, _ ("The snapshot itself stays."));
  else
    g_string_append_printf (text,
                            ngettext ("The snapshot itself and the %u other stay and can be reverted "
                                      "to.",
                                      "The snapshot itself and the %u others stay and can be "
                                      "reverted to.", others),
                            others);
  g_string_append (text, "  ");
  g_string_append (text, _ ("The settings and devices of the virtual machine become what they were "
                            "then."));
  return g_string_free (text, FALSE);
}

/* --- what a deletion does --- */

/**
 * vireo_snapshot_text_deletion:
 * @snapshots: (element-type VireoSnapshot): what is to be deleted, at least one
 *
 * Returns: (transfer full): what happens to the space and to what came after
 */
char *
vireo_snapshot_text_deletion (VireoSnapshotTree *tree, GPtrArray *snapshots)
{
  GString *text = g_string_new (_ ("The virtual machine itself stays as it is; only the way back "
                                   "goes."));
  gboolean external = FALSE;
  const VireoSnapshotFacts *facts = vireo_snapshot_tree_get_facts (tree);

  for (guint i = 0; i < snapshots->len; i++)
    external |= vireo_snapshot_get_kind (snapshots->pdata[i]) == VIREO_SNAPSHOT_EXTERNAL;
  g_string_append (text, "  ");
  if (!external)
    g_string_append (text, _ ("The space it took inside the disk images is used again for what the "
                              "guest writes."));
  else
    {
      g_string_append (text, _ ("Its memory file is deleted, and its disk files are merged with what "
                                "was written later; files that other snapshots stand on stay until "
                                "those go, too."));
      if (facts->state == VIREO_VM_STATE_OFF)
        g_string_append_printf (text, "  %s",
                                _ ("For the merging the virtual machine is started for a moment, "
                                   "paused, without the guest doing anything."));
    }
  return g_string_free (text, FALSE);
}

/**
 * vireo_snapshot_text_names:
 *
 * Returns: (transfer full) (nullable): which snapshots a virtual machine takes with it; %NULL: none
 */
char *
vireo_snapshot_text_names (VireoSnapshotTree *tree)
{
  GListModel *nodes = vireo_snapshot_tree_get_nodes (tree);
  guint n = vireo_snapshot_tree_get_n_snapshots (tree);
  g_autoptr (GString) names = g_string_new (NULL);
  guint named = 0;

  for (guint i = 0; i < g_list_model_get_n_items (nodes) && named < MAX_NAMES; i++)
    {
      g_autoptr (VireoSnapshotNode) node = g_list_model_get_item (nodes, i);
      VireoSnapshot *snapshot = vireo_snapshot_node_get_snapshot (node);

      if (snapshot == NULL)
        continue;
      if (named++ > 0)
        /* Translators: between two names of a list */
        g_string_append (names, _ (", "));
      /* Translators: the name of a snapshot in a list of them */
      g_string_append_printf (names, _ ("“%s”"), vireo_snapshot_get_title (snapshot));
    }
  if (n == 0)
    return NULL;
  if (n > named)
    g_string_append_printf (names, ngettext (" and %u more", " and %u more", n - named), n - named);
  return g_strdup_printf (ngettext ("%u snapshot goes with it: %s", "%u snapshots go with it: %s", n),
                          n, names->str);
}
