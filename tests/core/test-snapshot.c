/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshots as values, their tree, and what the policy allows. */

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/snapshot/vireo-snapshot-tree.h"
#include "vireo-test-host.h"

/* --- reading --- */

static const char external_xml[]
    = "<domainsnapshot><name>升级前 &lt;\"&amp;</name><description>line\nline</description>"
      "<state>running</state><parent><name>a</name></parent><creationTime>1764100000</creationTime>"
      "<memory snapshot='external' file='/pool/web.mem'/>"
      "<disks><disk name='vda' snapshot='external' type='file'><driver type='qcow2'/>"
      "<source file='/pool/web-1.qcow2'/></disk><disk name='sda' snapshot='no'/></disks>"
      "<domain type='kvm'><name>web</name><devices>"
      "<disk type='file' device='disk'><driver type='raw'/><source file='/pool/web.img'/>"
      "<target dev='vda'/></disk></devices></domain></domainsnapshot>";

static void
test_all_that_a_document_says_is_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoSnapshot) snapshot = vireo_snapshot_new (external_xml, TRUE, &error);
  VireoSnapshotDisk *disk;

  g_assert_no_error (error);
  g_assert_cmpstr (vireo_snapshot_get_name (snapshot), ==, "升级前 <\"&");
  g_assert_cmpstr (vireo_snapshot_get_title (snapshot), ==, "升级前 <\"&");
  g_assert_cmpstr (vireo_snapshot_get_description (snapshot), ==, "line\nline");
  g_assert_cmpstr (vireo_snapshot_get_parent (snapshot), ==, "a");
  g_assert_cmpint (vireo_snapshot_get_taken (snapshot), ==, 1764100000);
  g_assert_cmpint (vireo_snapshot_get_state (snapshot), ==, VIREO_SNAPSHOT_STATE_RUNNING);
  g_assert_cmpint (vireo_snapshot_get_kind (snapshot), ==, VIREO_SNAPSHOT_EXTERNAL);
  g_assert_true (vireo_snapshot_has_memory (snapshot));
  g_assert_cmpstr (vireo_snapshot_get_memory_file (snapshot), ==, "/pool/web.mem");
  g_assert_cmpuint (vireo_snapshot_get_disks (snapshot)->len, ==, 1);
  disk = vireo_snapshot_get_disks (snapshot)->pdata[0];
  g_assert_cmpstr (disk->target, ==, "vda");
  g_assert_cmpstr (disk->file, ==, "/pool/web.img");
  g_assert_cmpstr (disk->format, ==, "raw");
  g_assert_cmpstr (disk->overlay, ==, "/pool/web-1.qcow2");
}

static void
test_a_title_counts_for_the_snapshot_it_names (void)
{
  static const char form[]
      = "<domainsnapshot><name>%s</name><domain><metadata>"
        "<v:snapshot xmlns:v='https://vireovm.github.io/xmlns/domain/1.0' name='one' title='Best'/>"
        "</metadata></domain></domainsnapshot>";
  g_autofree char *own = g_strdup_printf (form, "one");
  g_autofree char *later = g_strdup_printf (form, "two");
  g_autoptr (VireoSnapshot) one = vireo_snapshot_new (own, FALSE, NULL);
  g_autoptr (VireoSnapshot) two = vireo_snapshot_new (later, FALSE, NULL);

  g_assert_cmpstr (vireo_snapshot_get_title (one), ==, "Best");
  g_assert_cmpstr (vireo_snapshot_get_title (two), ==, "two");
}

static void
test_what_is_no_snapshot_is_refused (void)
{
  static const char *const bad[] = { "", "<domainsnapshot/>", "<domainsnapshot><name/>", "x" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vireo_snapshot_new (bad[i], FALSE, &error));
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
    }
}

/* --- arranging --- */

static void
add (GPtrArray *all, const char *name, const char *parent, gint64 taken, gboolean current)
{
  g_autofree char *of = parent != NULL
                            ? g_strdup_printf ("<parent><name>%s</name></parent>", parent)
                            : g_strdup ("");
  g_autofree char *xml = g_strdup_printf ("<domainsnapshot><name>%s</name>%s<creationTime>%" G_GINT64_FORMAT
                                          "</creationTime></domainsnapshot>", name, of, taken);

  g_ptr_array_add (all, vireo_snapshot_new (xml, current, NULL));
}

/* Each line as "lane[<]name", with the lanes that pass. */
static char *
draw (GPtrArray *nodes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < nodes->len; i++)
    {
      VireoSnapshotNode *node = nodes->pdata[i];
      VireoSnapshot *snapshot = vireo_snapshot_node_get_snapshot (node);

      for (guint lane = 0; lane < vireo_snapshot_node_get_lane (node); lane++)
        g_string_append (text,
                         (vireo_snapshot_node_get_passing (node) & (1u << lane)) ? "|" : " ");
      g_string_append_printf (text, "%s%s%s\n", vireo_snapshot_node_is_fork (node) ? "`" : "*",
                              snapshot != NULL ? vireo_snapshot_get_name (snapshot) : "HERE",
                              vireo_snapshot_node_has_after (node) ? "" : ".");
    }
  return g_string_free (text, FALSE);
}

static void
test_a_line_of_descent_keeps_its_lane (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) nodes = NULL;
  g_autofree char *drawn = NULL;

  add (all, "c", "b", 3, FALSE);
  add (all, "d", "c", 4, FALSE);
  add (all, "a", NULL, 1, FALSE);
  add (all, "b", "a", 2, TRUE);
  add (all, "x", "a", 5, FALSE);
  add (all, "lost", "gone", 9, FALSE);
  nodes = vireo_snapshot_arrange (all, TRUE);
  drawn = draw (nodes);
  g_assert_cmpstr (drawn, ==,
                   "*lost.\n"
                   "*a\n"
                   "|`x.\n"
                   "*b\n"
                   "|`c\n"
                   "|*d.\n"
                   "*HERE.\n");
  g_assert_cmpuint (vireo_snapshot_node_get_depth (nodes->pdata[5]), ==, 3);
}

static void
test_a_circle_of_parents_loses_nobody (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) nodes = NULL;

  add (all, "a", "b", 1, TRUE);
  add (all, "b", "a", 2, FALSE);
  add (all, "self", "self", 3, FALSE);
  nodes = vireo_snapshot_arrange (all, TRUE);
  g_assert_cmpuint (nodes->len, ==, 4);
}

static void
test_three_hundred_are_arranged (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) nodes = NULL;
  guint deepest = 0;

  for (int i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d", i);
      g_autofree char *parent = g_strdup_printf ("s%d", i - (i % 60 == 0 ? 30 : 1));

      add (all, name, i > 0 ? parent : NULL, i, i == 299);
    }
  nodes = vireo_snapshot_arrange (all, TRUE);
  g_assert_cmpuint (nodes->len, ==, 301);
  for (guint i = 0; i < nodes->len; i++)
    {
      deepest = MAX (deepest, vireo_snapshot_node_get_depth (nodes->pdata[i]));
      g_assert_cmpuint (vireo_snapshot_node_get_lane (nodes->pdata[i]), <,
                        VIREO_SNAPSHOT_MAX_LANES);
    }
  g_assert_cmpuint (deepest, >=, 60);
}

/* --- the live tree, on libvirt's test driver --- */

typedef struct
{
  VireoTestHost host;
  virDomainPtr handle;
  VireoSnapshotTree *tree;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_host_set_up (&f->host, NULL);
  f->handle = vireo_vm_ref_handle (f->host.vm);
  f->tree = vireo_snapshot_tree_new (f->host.vm);
  vireo_snapshot_tree_watch (f->tree);
  vireo_test_wait (vireo_snapshot_tree_is_loaded (f->tree));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  vireo_snapshot_tree_unwatch (f->tree);
  g_object_unref (f->tree);
  virDomainFree (f->handle);
  vireo_test_host_tear_down (&f->host, NULL);
}

static void
take (Fixture *f, const char *name)
{
  g_autofree char *xml = g_markup_printf_escaped ("<domainsnapshot><name>%s</name></domainsnapshot>", name);
  virDomainSnapshotPtr snapshot = virDomainSnapshotCreateXML (f->handle, xml, 0);

  g_assert_nonnull (snapshot);
  virDomainSnapshotFree (snapshot);
}

static void
test_what_others_do_shows_by_itself (Fixture *f, gconstpointer unused)
{
  GListModel *nodes = vireo_snapshot_tree_get_nodes (f->tree);
  g_autoptr (VireoSnapshotNode) first = NULL;
  g_autoptr (VireoSnapshotNode) first_later = NULL;
  virDomainSnapshotPtr gone;

  g_assert_cmpuint (g_list_model_get_n_items (nodes), ==, 0);
  take (f, "a");
  vireo_test_wait (vireo_snapshot_tree_get_n_snapshots (f->tree) == 1);
  g_assert_cmpuint (g_list_model_get_n_items (nodes), ==, 2);
  take (f, "b");
  vireo_test_wait (vireo_snapshot_tree_get_n_snapshots (f->tree) == 2);
  first = g_list_model_get_item (nodes, 0);
  take (f, "c");
  vireo_test_wait (vireo_snapshot_tree_get_n_snapshots (f->tree) == 3);
  first_later = g_list_model_get_item (nodes, 0);
  g_assert_true (first == first_later); /* what did not change stays the same line */
  g_assert_cmpstr (
      vireo_snapshot_get_name (vireo_snapshot_tree_get_current (f->tree)), ==, "c");

  gone = virDomainSnapshotLookupByName (f->handle, "b", 0);
  g_assert_cmpint (virDomainSnapshotDelete (gone, 0), ==, 0);
  virDomainSnapshotFree (gone);
  vireo_test_wait (vireo_snapshot_tree_get_n_snapshots (f->tree) == 2);
  g_assert_cmpstr (vireo_snapshot_get_parent (vireo_snapshot_tree_find (f->tree, "c")), ==, "a");
}

static void
test_a_description_that_others_edit_shows (Fixture *f, gconstpointer unused)
{
  virDomainSnapshotPtr snapshot;
  char *xml;
  g_auto (GStrv) parts = NULL;
  g_autofree char *edited = NULL;

  take (f, "a");
  vireo_test_wait (vireo_snapshot_tree_get_n_snapshots (f->tree) == 1);
  snapshot = virDomainSnapshotLookupByName (f->handle, "a", 0);
  xml = virDomainSnapshotGetXMLDesc (snapshot, 0);
  virDomainSnapshotFree (snapshot);
  parts = g_strsplit (xml, "</name>", 2);
  free (xml);
  edited = g_strjoin ("</name><description>by virsh</description>", parts[0], parts[1], NULL);
  snapshot = virDomainSnapshotCreateXML (f->handle, edited, VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE
                                                                | VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT);
  g_assert_nonnull (snapshot);
  virDomainSnapshotFree (snapshot);
  vireo_test_wait (
      g_strcmp0 (vireo_snapshot_get_description (vireo_snapshot_tree_find (f->tree, "a")), "by virsh")
      == 0);
}

static void
test_newest_first_turns_it_round (Fixture *f, gconstpointer unused)
{
  GListModel *nodes = vireo_snapshot_tree_get_nodes (f->tree);
  g_autoptr (VireoSnapshotNode) top = NULL;
  g_autoptr (GPtrArray) below = NULL;

  take (f, "a");
  take (f, "b");
  vireo_test_wait (vireo_snapshot_tree_get_n_snapshots (f->tree) == 2);
  g_object_set (f->tree, "newest-first", TRUE, NULL);
  top = g_list_model_get_item (nodes, 0);
  g_assert_null (vireo_snapshot_node_get_snapshot (top));
  below = vireo_snapshot_tree_list_below (f->tree, "a");
  g_assert_cmpuint (below->len, ==, 1);
}

/* --- the policy --- */

#define QCOW2 "vda:qcow2:/i/a.qcow2"

/* A row: facts as short words, and what comes of them. */
typedef struct
{
  const char *what;
  VireoVmState state;
  const char *disks; /* "target:format:file[:flags]" each; r read-only, s shareable */
  gboolean uefi;
  const char *nvram;
  guint64 libvirt;
  guint n_internal, n_external;
  gboolean host_device;
  /* expected */
  gboolean can;
  VireoSnapshotKind kind;
  gboolean memory, without_memory;
  const char *words; /* (nullable): a piece of the reason */
} Row;

#define L9 9000000
#define L11 11003000
#define IN VIREO_SNAPSHOT_INTERNAL
#define EX VIREO_SNAPSHOT_EXTERNAL
#define OFF VIREO_VM_STATE_OFF
#define ON VIREO_VM_STATE_RUNNING
#define HELD VIREO_VM_STATE_PAUSED

static const Row rows[] = {
  { "bios running qcow2", ON, QCOW2, 0, NULL, L9, 0, 0, 0, 1, IN, 1, 0, NULL },
  { "bios paused qcow2", HELD, QCOW2, 0, NULL, L9, 0, 0, 0, 1, IN, 1, 0, NULL },
  { "bios off qcow2", OFF, QCOW2, 0, NULL, L9, 0, 0, 0, 1, IN, 0, 0, NULL },
  { "bios running raw", ON, "vda:raw:/i/a.img", 0, NULL, L9, 0, 0, 0, 1, EX, 1, 1, NULL },
  { "bios off raw", OFF, "vda:raw:/i/a.img", 0, NULL, L9, 0, 0, 0, 1, EX, 0, 0, NULL },
  { "two disks, one raw", ON, QCOW2 " vdb:raw:/i/b.img", 0, NULL, L9, 0, 0, 0, 1, EX, 1, 1, NULL },
  { "two qcow2", ON, QCOW2 " vdb:qcow2:/i/b", 0, NULL, L9, 0, 0, 0, 1, IN, 1, 0, NULL },
  { "a raw medium does not hinder", ON, QCOW2 " sda:raw:/i/c.iso:r", 0, NULL, L9, 0, 0, 0, 1, IN,
    1, 0, NULL },
  { "uefi running", ON, QCOW2, 1, NULL, L9, 0, 0, 0, 1, EX, 1, 1, NULL },
  { "uefi off", OFF, QCOW2, 1, NULL, L9, 0, 0, 0, 1, EX, 0, 0, NULL },
  { "uefi off, has internal", OFF, QCOW2, 1, NULL, L9, 1, 0, 0, 0, IN, 0, 0, "UEFI" },
  { "uefi off, has internal, new libvirt", OFF, QCOW2, 1, NULL, L11, 1, 0, 0, 1, IN, 0, 0, NULL },
  { "uefi running, has internal", ON, QCOW2, 1, NULL, L9, 1, 0, 0, 0, IN, 1, 0, "UEFI" },
  { "uefi raw disk running", ON, "vda:raw:/i/a.img", 1, NULL, L9, 0, 0, 0, 1, EX, 1, 1, NULL },
  { "uefi qcow2 nvram, old libvirt", ON, QCOW2, 1, "qcow2", L9, 0, 0, 0, 1, EX, 1, 1, NULL },
  { "uefi qcow2 nvram, new libvirt", ON, QCOW2, 1, "qcow2", L11, 0, 0, 0, 1, IN, 1, 0, NULL },
  { "uefi raw nvram, new libvirt", ON, QCOW2, 1, "raw", L11, 0, 0, 0, 1, EX, 1, 1, NULL },
  { "has external: stays external", ON, QCOW2, 0, NULL, L9, 0, 2, 0, 1, EX, 1, 1, NULL },
  { "has internal, raw disk came", ON, QCOW2 " vdb:raw:/i/b", 0, NULL, L9, 1, 0, 0, 0, IN, 1, 0,
    "vdb" },
  { "block device", ON, "vda:raw:/dev/sdb", 0, NULL, L9, 0, 0, 0, 0, IN, 1, 0, "raw" },
  { "shared raw disk", OFF, "vda:raw:/i/a:s", 0, NULL, L9, 0, 0, 0, 0, IN, 0, 0, "raw" },
  { "no disk", ON, "", 0, NULL, L9, 0, 0, 0, 0, IN, 1, 0, "no disk" },
  { "media only", ON, "sda:raw:/i/c.iso:r", 0, NULL, L9, 0, 0, 0, 0, IN, 1, 0, "no disk" },
  { "passed through device, running", ON, QCOW2, 0, NULL, L9, 0, 0, 1, 1, EX, 0, 1, NULL },
  { "passed through device, off", OFF, QCOW2, 0, NULL, L9, 0, 0, 1, 1, IN, 0, 0, NULL },
  { "saved", VIREO_VM_STATE_SAVED, QCOW2, 0, NULL, L9, 0, 0, 0, 0, IN, 0, 0, "saved" },
  { "crashed", VIREO_VM_STATE_CRASHED, QCOW2, 0, NULL, L9, 0, 0, 0, 0, IN, 0, 0, "crashed" },
};

static VireoSnapshotFacts *
make_facts (const Row *row)
{
  VireoSnapshotFacts *facts = vireo_snapshot_facts_new ();
  g_autoptr (GString) xml = g_string_new ("<domain type='kvm'><memory unit='GiB'>2</memory>");
  g_auto (GStrv) disks = g_strsplit (row->disks, " ", -1);

  g_string_append (xml, row->uefi ? "<os><loader type='pflash'>x</loader>" : "<os>");
  if (row->nvram != NULL)
    g_string_append_printf (xml, "<nvram format='%s'>y</nvram>", row->nvram);
  g_string_append (xml, "</os><devices>");
  for (guint i = 0; disks[i] != NULL && *disks[i] != '\0'; i++)
    {
      g_auto (GStrv) part = g_strsplit (disks[i], ":", -1);
      const char *flags = part[3] != NULL ? part[3] : "";

      g_string_append_printf (xml, "<disk><driver type='%s'/><source file='%s'/><target dev='%s'/>"
                                   "%s%s</disk>", part[1], part[2], part[0],
                              strchr (flags, 'r') != NULL ? "<readonly/>" : "",
                              strchr (flags, 's') != NULL ? "<shareable/>" : "");
    }
  g_string_append (xml, row->host_device ? "<hostdev/></devices></domain>" : "</devices></domain>");
  g_assert_true (vireo_snapshot_facts_read_xml (facts, xml->str, NULL));
  facts->state = row->state;
  facts->persistent = TRUE;
  facts->libvirt_version = row->libvirt;
  facts->n_internal = row->n_internal;
  facts->n_external = row->n_external;
  return facts;
}

static void
test_each_row_of_the_policy (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (VireoSnapshotFacts) facts = make_facts (row);
      g_autoptr (VireoSnapshotVerdict) verdict = vireo_snapshot_policy_decide (facts);

      g_test_message ("%s: %s", row->what, verdict->why_not);
      g_assert_cmpint (verdict->can_take, ==, row->can);
      g_assert_cmpint (verdict->why_not == NULL, ==, row->can);
      g_assert_cmpint (verdict->kind, ==, row->kind);
      g_assert_cmpint (verdict->memory, ==, row->memory);
      g_assert_cmpint (verdict->without_memory, ==, row->without_memory);
      if (row->words != NULL)
        g_assert_nonnull (strstr (verdict->why_not, row->words));
      g_assert_cmpint (verdict->without_firmware, ==, row->uefi);
      g_assert_true (verdict->quiesce || verdict->quiesce_reason != NULL);
    }
}

static void
test_space_and_pause_are_told_beforehand (void)
{
  g_autoptr (VireoSnapshotFacts) facts = make_facts (&rows[0]);
  g_autoptr (VireoSnapshotVerdict) fits = vireo_snapshot_policy_decide (facts);
  g_autoptr (VireoSnapshotVerdict) does_not = NULL;

  g_assert_cmpuint (fits->space, ==, 2 * VIREO_GIB);
  g_assert_cmpuint (fits->pause, >=, 2);
  facts->free_space = VIREO_GIB;
  does_not = vireo_snapshot_policy_decide (facts);
  g_assert_false (does_not->can_take);
  g_assert_nonnull (strstr (does_not->why_not, "GiB"));
}

/* With a quotation mark in it QEMU's monitor would keep nothing. */
static void
test_a_name_that_the_monitor_misreads_is_but_a_title (void)
{
  g_autoptr (VireoSnapshotFacts) facts = make_facts (&rows[0]);
  g_autofree char *inner
      = vireo_snapshot_policy_inner_name (facts, VIREO_SNAPSHOT_INTERNAL, "升级 <&\"\\");
  g_autofree char *outer
      = vireo_snapshot_policy_inner_name (facts, VIREO_SNAPSHOT_EXTERNAL, "升级 <&\"\\");

  g_assert_cmpstr (inner, ==, "升级 <&''");
  g_assert_cmpstr (outer, ==, "升级 <&\"\\");
}

static void
test_an_internal_one_below_overlays_is_not_touched (void)
{
  g_autoptr (VireoSnapshotFacts) facts = make_facts (&rows[0]);
  g_autoptr (VireoSnapshot) snapshot = vireo_snapshot_new (
      "<domainsnapshot><name>in</name><disks><disk name='vda' snapshot='internal'/></disks>"
      "<domain><devices><disk><source file='/i/before.qcow2'/><target dev='vda'/></disk></devices>"
      "</domain></domainsnapshot>", FALSE, NULL);
  g_autofree char *alone = vireo_snapshot_policy_why_no_revert (facts, snapshot);
  g_autofree char *below = NULL;
  g_autofree char *deletion = NULL;

  g_assert_null (alone);
  facts->n_external = 1;
  below = vireo_snapshot_policy_why_no_revert (facts, snapshot);
  deletion = vireo_snapshot_policy_why_no_delete (facts, snapshot);
  g_assert_nonnull (strstr (below, "vda"));
  g_assert_nonnull (strstr (deletion, "vda"));
}

static void
test_names_are_judged_before_libvirt_does (void)
{
  g_autofree char *long_one = g_strnfill (201, 'a');
  g_autofree char *just = g_strnfill (200, 'a');
  const char *bad[] = { NULL, "", ".hidden", "a/b", "a\nb", " a", "a ", long_one };
  const char *good[] = { just, "升级之前", "<&\"", "20251125-120000", "a b" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *problem = vireo_snapshot_policy_name_problem (bad[i]);

      g_assert_nonnull (problem);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_null (vireo_snapshot_policy_name_problem (good[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/snapshot/all-that-a-document-says-is-read",
                   test_all_that_a_document_says_is_read);
  g_test_add_func ("/snapshot/a-title-counts-for-the-snapshot-it-names",
                   test_a_title_counts_for_the_snapshot_it_names);
  g_test_add_func ("/snapshot/what-is-no-snapshot-is-refused", test_what_is_no_snapshot_is_refused);
  g_test_add_func ("/snapshot/tree/a-line-of-descent-keeps-its-lane",
                   test_a_line_of_descent_keeps_its_lane);
  g_test_add_func ("/snapshot/tree/a-circle-of-parents-loses-nobody",
                   test_a_circle_of_parents_loses_nobody);
  g_test_add_func ("/snapshot/tree/three-hundred-are-arranged", test_three_hundred_are_arranged);
#define ADD(path, test) g_test_add ("/snapshot/tree/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("what-others-do-shows-by-itself", test_what_others_do_shows_by_itself);
  ADD ("a-description-that-others-edit-shows", test_a_description_that_others_edit_shows);
  ADD ("newest-first-turns-it-round", test_newest_first_turns_it_round);
  g_test_add_func ("/snapshot/policy/each-row", test_each_row_of_the_policy);
  g_test_add_func ("/snapshot/policy/space-and-pause-are-told-beforehand",
                   test_space_and_pause_are_told_beforehand);
  g_test_add_func ("/snapshot/policy/a-name-that-the-monitor-misreads-is-but-a-title",
                   test_a_name_that_the_monitor_misreads_is_but_a_title);
  g_test_add_func ("/snapshot/policy/an-internal-one-below-overlays-is-not-touched",
                   test_an_internal_one_below_overlays_is_not_touched);
  g_test_add_func ("/snapshot/policy/names-are-judged-before-libvirt-does",
                   test_names_are_judged_before_libvirt_does);
  return g_test_run ();
}
