/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document of a snapshot, and of a VM whose snapshots are to be decided about. */

#include <string.h>

#include "core/snapshot/vireo-snapshot-node.h"
#include "core/snapshot/vireo-snapshot-policy.h"
#include "driver.h"

static void
decide_about (const char *text, VireoSnapshot *snapshot)
{
  g_autoptr (VireoSnapshotFacts) facts = vireo_snapshot_facts_new ();
  g_autoptr (VireoSnapshotVerdict) verdict = NULL;
  g_autofree char *why_no_revert = NULL;
  g_autofree char *why_no_delete = NULL;

  if (!vireo_snapshot_facts_read_xml (facts, text, NULL))
    return;
  facts->state = VIREO_VM_STATE_RUNNING;
  facts->persistent = TRUE;
  verdict = vireo_snapshot_policy_decide (facts);
  g_assert_true (verdict->can_take == (verdict->why_not == NULL));
  if (snapshot == NULL)
    return;
  why_no_revert = vireo_snapshot_policy_why_no_revert (facts, snapshot);
  why_no_delete = vireo_snapshot_policy_why_no_delete (facts, snapshot);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (VireoSnapshot) snapshot = vireo_snapshot_new (text, TRUE, NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GPtrArray) nodes = NULL;

  decide_about (text, snapshot);
  if (snapshot == NULL)
    return 0;
  g_assert_true (*vireo_snapshot_get_title (snapshot) != '\0');
  g_ptr_array_add (all, snapshot);
  nodes = vireo_snapshot_arrange (all, TRUE);
  g_assert_cmpuint (nodes->len, ==, 2);
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  static const char *const documents[] = {
    "<domainsnapshot><name>店</name><state>running</state><parent><name>店</name></parent>"
    "<creationTime>1764100000</creationTime><memory snapshot='external' file='/a'/><disks>"
    "<disk name='vda' snapshot='external'><source file='/b'/></disk></disks><domain type='qemu'>"
    "<metadata><v:snapshot xmlns:v='https://vireovm.github.io/xmlns/domain/1.0' name='店' "
    "title='x'/></metadata><devices><disk><driver type='raw'/><source file='/c'/>"
    "<target dev='vda'/></disk></devices></domain></domainsnapshot>",
    "<domain type='kvm'><memory unit='GiB'>2</memory><os firmware='efi'><nvram format='raw'>x"
    "</nvram></os><devices><disk device='disk'><driver type='qcow2'/><source file='/c'/>"
    "<target dev='vda'/></disk><hostdev/></devices></domain>",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (documents[i], strlen (documents[i])));
  return seeds;
}
