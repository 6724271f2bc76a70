/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "core/snapshot/vireo-snapshot-policy.h"

/* libvirt's first version that takes and reverts internal snapshots of a running VM with UEFI,
 * where its settings file is qcow2. */
#define LIBVIRT_UEFI_INTERNAL 10010000

/* What a busy ordinary disk writes in a second; a guess on the careful side. */
#define WRITTEN_EACH_SECOND (150 * VIREO_MIB)

/* A name becomes part of libvirt's own file names. */
#define MAX_NAME_BYTES 200

static gboolean
is_active (const VireoSnapshotFacts *facts)
{
  return facts->state == VIREO_VM_STATE_RUNNING || facts->state == VIREO_VM_STATE_PAUSED;
}

static const char *
why_not_in_this_state (const VireoSnapshotFacts *facts)
{
  switch (facts->state)
    {
    case VIREO_VM_STATE_OFF:
    case VIREO_VM_STATE_RUNNING:
    case VIREO_VM_STATE_PAUSED:
      return NULL;
    case VIREO_VM_STATE_SAVED:
      return _ ("Its memory is saved on disk.  Start it, or discard the saved state, and then take "
                "the snapshot.");
    case VIREO_VM_STATE_SLEEPING:
      return _ ("The guest sleeps.  Wake it up first.");
    case VIREO_VM_STATE_SHUTTING_DOWN:
      return _ ("It is shutting down.  Wait until it is off.");
    case VIREO_VM_STATE_CRASHED:
      return _ ("The guest has crashed.  Force it off first.");
    case VIREO_VM_STATE_UNKNOWN:
    default:
      return _ ("Its state is not known yet.");
    }
}

/* --- each kind by itself --- */

/* Why no internal snapshot can be taken now. */
static char *
why_no_internal (const VireoSnapshotFacts *facts)
{
  guint n_writable = 0;

  if (!facts->is_qemu)
    return NULL;
  for (guint i = 0; i < facts->disks->len; i++)
    {
      const VireoSnapshotFactsDisk *disk = g_ptr_array_index (facts->disks, i);

      if (disk->read_only)
        continue;
      n_writable++;
      if (g_strcmp0 (disk->format, "qcow2") != 0)
        return g_strdup_printf (
            /* Translators: a disk such as "vda", and the format of its image such as "raw" */
            _ ("The disk %s has the format %s, and only qcow2 can keep snapshots inside."),
            disk->target, disk->format != NULL ? disk->format : "raw");
    }
  if (n_writable == 0)
    return g_strdup (_ ("It has no disk that could keep a snapshot."));
  if (is_active (facts) && facts->has_host_devices)
    return g_strdup (_ ("A device of the host is passed through to it, so its memory cannot be "
                        "saved while it runs.  Shut it down first."));
  if (facts->uefi && facts->libvirt_version < LIBVIRT_UEFI_INTERNAL)
    return g_strdup (_ ("It has UEFI firmware, and this host's libvirt keeps no snapshots of such a "
                        "virtual machine inside the disk image."));
  if (is_active (facts) && facts->uefi && g_strcmp0 (facts->nvram_format, "qcow2") != 0)
    return g_strdup (_ ("It runs with UEFI firmware, whose settings cannot be kept inside the disk "
                        "image.  Shut it down first."));
  return NULL;
}

/* Why no external snapshot can be taken now. */
static char *
why_no_external (const VireoSnapshotFacts *facts)
{
  guint n_writable = 0;

  if (!facts->is_qemu)
    return g_strdup (_ ("This host's hypervisor has no snapshots in files of their own."));
  for (guint i = 0; i < facts->disks->len; i++)
    {
      const VireoSnapshotFactsDisk *disk = g_ptr_array_index (facts->disks, i);

      if (disk->read_only)
        continue;
      n_writable++;
      if (disk->shareable)
        return g_strdup_printf (
            _ ("The disk %s is shared with other virtual machines, which would go on writing to "
               "it."), disk->target);
      if (disk->file == NULL || g_str_has_prefix (disk->file, "/dev/"))
        return g_strdup_printf (
            _ ("The disk %s is no file, so there is no place for its snapshots."), disk->target);
    }
  if (n_writable == 0)
    return g_strdup (_ ("It has no disk that could keep a snapshot."));
  return NULL;
}

/* --- which of the two --- */

/* The one that the VM has already stays; else internal ones, which need no other files. */
static char *
choose_kind (const VireoSnapshotFacts *facts, VireoSnapshotVerdict *verdict)
{
  g_autofree char *no_internal = why_no_internal (facts);
  g_autofree char *no_external = why_no_external (facts);

  if (facts->n_external > 0)
    {
      verdict->kind = VIREO_SNAPSHOT_EXTERNAL;
      verdict->kind_reason = _ ("In files of its own, as the snapshots that are there.");
      return g_steal_pointer (&no_external);
    }
  if (facts->n_internal > 0)
    {
      verdict->kind = VIREO_SNAPSHOT_INTERNAL;
      verdict->kind_reason = _ ("Inside the disk images, as the snapshots that are there.");
      if (no_internal != NULL && no_external == NULL)
        return g_strconcat (no_internal, "  ",
                            _ ("Another kind would make the snapshots that are there useless."),
                            NULL);
      return g_steal_pointer (&no_internal);
    }
  if (facts->uefi && no_external == NULL
      && (facts->libvirt_version < LIBVIRT_UEFI_INTERNAL
          || g_strcmp0 (facts->nvram_format, "qcow2") != 0))
    {
      verdict->kind = VIREO_SNAPSHOT_EXTERNAL;
      verdict->kind_reason
          = _ ("In files of its own: with UEFI firmware this is the kind that can be taken while "
               "the guest runs, too.");
      return NULL;
    }
  if (no_internal == NULL || no_external != NULL)
    {
      verdict->kind = VIREO_SNAPSHOT_INTERNAL;
      verdict->kind_reason = _ ("Inside the disk images; no other files are needed.");
      return g_steal_pointer (&no_internal);
    }
  verdict->kind = VIREO_SNAPSHOT_EXTERNAL;
  verdict->kind_reason
      = _ ("In files of its own: not all of its disks can keep snapshots inside.");
  return NULL;
}

static void
decide_memory (const VireoSnapshotFacts *facts, VireoSnapshotVerdict *verdict)
{
  if (!is_active (facts))
    {
      verdict->memory_reason = _ ("It is off, so there is no memory to keep.");
      return;
    }
  verdict->memory = TRUE;
  if (verdict->kind == VIREO_SNAPSHOT_INTERNAL)
    {
      verdict->memory_reason
          = _ ("A snapshot inside the disk images always keeps the memory of a guest that runs.");
      return;
    }
  verdict->without_memory = TRUE;
  if (facts->has_host_devices)
    {
      verdict->memory = FALSE;
      verdict->memory_reason = _ ("A device of the host is passed through to it, so its memory "
                                  "cannot be saved.");
    }
}

static void
decide_quiesce (const VireoSnapshotFacts *facts, VireoSnapshotVerdict *verdict)
{
  if (!is_active (facts))
    verdict->quiesce_reason = _ ("It is off, so nothing waits to be written.");
  else if (!verdict->without_memory)
    verdict->quiesce_reason = _ ("With the memory, nothing that the guest has not written yet is "
                                 "lost.");
  else if (facts->state != VIREO_VM_STATE_RUNNING)
    verdict->quiesce_reason = _ ("The guest is paused.");
  else if (!facts->agent_connected)
    verdict->quiesce_reason = _ ("The guest agent does not answer.");
  else
    verdict->quiesce = TRUE;
}

/**
 * vireo_snapshot_policy_decide:
 * @facts: of the VM now
 *
 * Returns: (transfer full): what may be taken
 */
VireoSnapshotVerdict *
vireo_snapshot_policy_decide (const VireoSnapshotFacts *facts)
{
  VireoSnapshotVerdict *verdict = g_new0 (VireoSnapshotVerdict, 1);
  const char *state_reason = why_not_in_this_state (facts);

  verdict->why_not = choose_kind (facts, verdict);
  if (!facts->persistent)
    {
      g_free (verdict->why_not);
      verdict->why_not = g_strdup (_ ("It is not kept when it stops, and its snapshots would go with "
                                      "it."));
    }
  if (state_reason != NULL)
    {
      g_free (verdict->why_not);
      verdict->why_not = g_strdup (state_reason);
    }
  verdict->can_take = verdict->why_not == NULL;
  decide_memory (facts, verdict);
  decide_quiesce (facts, verdict);
  verdict->without_firmware = facts->uefi;
  if (verdict->memory)
    {
      verdict->space = facts->memory;
      verdict->pause = facts->memory / WRITTEN_EACH_SECOND + 1;
    }
  if (verdict->can_take && verdict->memory && !verdict->without_memory
      && facts->free_space < verdict->space)
    {
      g_autofree char *needed = vireo_size_to_text (verdict->space);
      g_autofree char *there = vireo_size_to_text (facts->free_space);

      verdict->can_take = FALSE;
      verdict->why_not = g_strdup_printf (
          /* Translators: two sizes */
          _ ("The memory may take %s, and only %s are free where its disks are."), needed, there);
    }
  return verdict;
}

void
vireo_snapshot_verdict_free (VireoSnapshotVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_free (verdict->why_not);
  g_free (verdict);
}

/* --- what is there --- */

/* Whether one of the disks is somewhere else now than where the snapshot is. */
static const char *
find_moved_disk (const VireoSnapshotFacts *facts, VireoSnapshot *snapshot)
{
  for (guint i = 0; i < facts->disks->len; i++)
    {
      const VireoSnapshotFactsDisk *disk = g_ptr_array_index (facts->disks, i);
      const char *then = vireo_snapshot_get_file_of (snapshot, disk->target);

      if (!disk->read_only && then != NULL && disk->file != NULL && !g_str_equal (then, disk->file))
        return disk->target;
    }
  return NULL;
}

/* Vireo works on the disks of an external snapshot itself, and only knows how with files. */
static char *
why_no_files (VireoSnapshot *snapshot)
{
  GPtrArray *disks = vireo_snapshot_get_disks (snapshot);

  for (guint i = 0; i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);

      if (disk->kind == VIREO_SNAPSHOT_INTERNAL)
        return g_strdup_printf (_ ("The disk %s is kept inside its image and others are not: such a "
                                   "mixture cannot be handled."), disk->target);
      if (disk->file == NULL || g_str_has_prefix (disk->file, "/dev/"))
        return g_strdup_printf (_ ("What the disk %s held then is not in a file."), disk->target);
    }
  return NULL;
}

/**
 * vireo_snapshot_policy_why_no_revert:
 *
 * Returns: (transfer full) (nullable): a sentence; %NULL when the VM can become what it was then
 */
char *
vireo_snapshot_policy_why_no_revert (const VireoSnapshotFacts *facts, VireoSnapshot *snapshot)
{
  const char *moved;

  if (!facts->persistent)
    return g_strdup (_ ("It is not kept when it stops."));
  if (vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_EXTERNAL)
    {
      if (!facts->is_qemu)
        return g_strdup (_ ("This host's hypervisor has no snapshots in files of their own."));
      if (vireo_snapshot_has_memory (snapshot) && vireo_snapshot_get_memory_file (snapshot) == NULL)
        return g_strdup (_ ("Where its memory was kept is not known."));
      return why_no_files (snapshot);
    }
  moved = facts->n_external > 0 ? find_moved_disk (facts, snapshot) : NULL;
  if (moved != NULL)
    return g_strdup_printf (_ ("It is inside the image that the disk %s had then.  Since then "
                               "snapshots of the other kind were taken, so it cannot be reached "
                               "without harming them.  Delete those first."), moved);
  return NULL;
}

/**
 * vireo_snapshot_policy_why_no_delete:
 *
 * Returns: (transfer full) (nullable): a sentence; %NULL when it can be deleted
 */
char *
vireo_snapshot_policy_why_no_delete (const VireoSnapshotFacts *facts, VireoSnapshot *snapshot)
{
  const char *moved;

  if (vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_EXTERNAL)
    {
      if (facts->state == VIREO_VM_STATE_SAVED)
        return g_strdup (_ ("Its memory is saved on disk.  Start it, or discard the saved state "
                            "first."));
      return facts->is_qemu ? why_no_files (snapshot) : NULL;
    }
  moved = facts->n_external > 0 ? find_moved_disk (facts, snapshot) : NULL;
  if (moved != NULL)
    return g_strdup_printf (_ ("It is inside the image that the disk %s had then, on which snapshots "
                               "of the other kind stand.  Delete those first."), moved);
  return NULL;
}

/**
 * vireo_snapshot_policy_why_no_clone:
 *
 * Returns: (transfer full) (nullable): a sentence; %NULL when a VM can be made from it
 */
char *
vireo_snapshot_policy_why_no_clone (const VireoSnapshotFacts *facts, VireoSnapshot *snapshot)
{
  if (!facts->is_qemu)
    return g_strdup (_ ("This host's hypervisor cannot copy disks."));
  if (vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_EXTERNAL)
    return why_no_files (snapshot);
  if (vireo_snapshot_has_memory (snapshot))
    return g_strdup (_ ("It is inside the disk images together with the memory of a guest that ran.  "
                        "Only one of a guest that was off can be copied."));
  if (facts->state != VIREO_VM_STATE_OFF)
    return g_strdup (_ ("A snapshot inside the disk images can be copied only while the virtual "
                        "machine is off."));
  if (find_moved_disk (facts, snapshot) != NULL)
    return g_strdup (_ ("The disks are other files now."));
  if (vireo_snapshot_get_disks (snapshot)->len == 0)
    return g_strdup (_ ("It holds no disk."));
  return NULL;
}

/**
 * vireo_snapshot_policy_inner_name:
 * @name: what the user calls a new one of @kind
 *
 * libvirt up to 10 hands the name of an internal one to QEMU's monitor for people.  With a quotation
 * mark or a backslash in it QEMU understands nothing, keeps nothing, and libvirt takes that for
 * success.
 *
 * Returns: (transfer full): what it is to be called in the image; the other is its title then
 */
char *
vireo_snapshot_policy_inner_name (const VireoSnapshotFacts *facts, VireoSnapshotKind kind,
                                  const char *name)
{
  char *inner = g_strdup (name);

  return facts->is_qemu && kind == VIREO_SNAPSHOT_INTERNAL ? g_strdelimit (inner, "\"\\", '\'')
                                                           : inner;
}

/**
 * vireo_snapshot_policy_name_problem:
 *
 * Returns: (transfer full) (nullable): what is wrong with a name; %NULL when it is a good one
 */
char *
vireo_snapshot_policy_name_problem (const char *name)
{
  if (name == NULL || *name == '\0')
    return g_strdup (_ ("Give the snapshot a name."));
  if (strlen (name) > MAX_NAME_BYTES)
    return g_strdup (_ ("The name is too long."));
  if (!g_utf8_validate (name, -1, NULL))
    return g_strdup (_ ("The name has characters that cannot be used."));
  if (*name == '.' || strpbrk (name, "/\n\r\t") != NULL)
    return g_strdup (_ ("A name has no slash and no line break, and does not begin with a dot."));
  if (g_ascii_isspace (*name) || g_ascii_isspace (name[strlen (name) - 1]))
    return g_strdup (_ ("A name does not begin or end with a space."));
  return NULL;
}
