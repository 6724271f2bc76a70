/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>
#include <string.h>

#include "core/base/vireo-diff.h"
#include "core/base/vireo-error.h"
#include "core/model/vireo-vm-xml.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

#define UUID "6695eb01-f6a4-8304-79aa-97f2502e193f"

static char *
read_as (Fixture *f, VireoVmXmlKind kind)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *text;

  vireo_vm_xml_read_async (f->vm, kind, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  text = vireo_vm_xml_read_finish (f->vm, result, &error);
  g_assert_no_error (error);
  return text;
}

static VireoVmXmlVerdict *
check (Fixture *f, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  vireo_vm_xml_check_async (f->vm, text, NULL, vireo_test_keep_result, &result);
  vireo_test_wait_for (result != NULL, 30);
  return vireo_vm_xml_check_finish (f->vm, result, NULL);
}

static gboolean
save (Fixture *f, const char *read, const char *text, VireoVmXmlVerdict **verdict, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vireo_vm_xml_save_async (f->vm, read, text, NULL, vireo_test_keep_result, &result);
  vireo_test_wait_for (result != NULL, 30);
  return vireo_vm_xml_save_finish (f->vm, result, verdict, error);
}

static char *
replace (const char *text, const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (text, what, 2);

  g_assert_nonnull (parts[1]); /* what is to be replaced is there */
  return g_strjoinv (with, parts);
}

static void
count (VireoVm *vm, gpointer n)
{
  ++*(guint *) n;
}

static void
test_what_was_typed_is_saved (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autofree char *typed
      = replace (before, "</uuid>\n",
                 "</uuid>\n  <title>商店 &lt;&amp;</title>\n"
                 "  <description>一\n二</description>\n"
                 "  <metadata>\n    <m:a xmlns:m=\"http://example.org/m\" b=\"1\">x</m:a>\n"
                 "  </metadata>\n");
  g_autofree char *after = NULL, *live = NULL;
  g_autoptr (GError) error = NULL;
  guint refreshed = 0;

  g_signal_connect (f->vm, "refreshed", G_CALLBACK (count), &refreshed);
  g_assert_true (save (f, before, typed, NULL, &error));
  g_assert_no_error (error);
  vireo_test_wait (refreshed > 0);
  after = read_as (f, VIREO_VM_XML_NEXT_START);
  g_assert_cmpstr (after, ==, typed);

  /* What runs is as it was. */
  live = read_as (f, VIREO_VM_XML_LIVE);
  g_assert_null (strstr (live, "商店"));
  g_assert_nonnull (strstr (live, "<domain type='test' id='1'>"));
}

static void
test_saving_twice_changes_nothing_more (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (save (f, before, before, NULL, &error));
  after = read_as (f, VIREO_VM_XML_NEXT_START);
  g_assert_cmpstr (after, ==, before);
}

/* Between reading and saving somebody gives it other memory. */
static void
test_a_change_by_others_is_not_overwritten (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autofree char *typed = replace (before, "</uuid>", "</uuid>\n  <title>mine</title>");
  g_autofree char *theirs = NULL, *after = NULL, *last = NULL;
  g_autoptr (GError) error = NULL;
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  g_autofree char *other = replace (before, "</uuid>", "</uuid>\n  <title>theirs</title>");
  virDomainPtr defined = virDomainDefineXML (virDomainGetConnect (handle), other);

  g_assert_nonnull (defined);
  virDomainFree (defined);
  virDomainFree (handle);
  theirs = read_as (f, VIREO_VM_XML_NEXT_START);

  g_assert_false (save (f, before, typed, NULL, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_CONFLICT);
  g_clear_error (&error);
  after = read_as (f, VIREO_VM_XML_NEXT_START);
  g_assert_cmpstr (after, ==, theirs);

  /* Knowing of it, one may; and one may say so without looking. */
  g_assert_true (save (f, theirs, typed, NULL, &error));
  g_assert_true (save (f, NULL, typed, NULL, &error));
  last = read_as (f, VIREO_VM_XML_NEXT_START);
  g_assert_nonnull (strstr (last, "<title>mine</title>"));
}

static void
assert_one_problem (Fixture *f, const char *text, guint line, const char *said)
{
  g_autoptr (VireoVmXmlVerdict) found = check (f, text);
  g_autoptr (VireoVmXmlVerdict) refused = NULL;
  g_autofree char *before = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  const VireoVmXmlProblem *first;

  g_assert_cmpuint (found->problems->len, >, 0);
  first = found->problems->pdata[0];
  g_assert_cmpuint (first->line, ==, line);
  if (strstr (first->text, said) == NULL)
    g_error ("“%s” does not say “%s”", first->text, said);

  /* Saving finds the same, whoever says that he knows what he does. */
  g_assert_false (save (f, NULL, text, &refused, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, first->text);
  g_assert_cmpuint (refused->problems->len, ==, found->problems->len);
  after = read_as (f, VIREO_VM_XML_NEXT_START);
  g_assert_cmpstr (after, ==, before);
}

static void
test_what_is_no_xml_is_told_with_its_line (Fixture *f, gconstpointer unused)
{
  assert_one_problem (f, "<domain type='test'>\n  <name>test</name>\n  <memory>1<memory>\n</domain>\n",
                      4, "memory");
  assert_one_problem (f, "<domain>\n<a b=1/>\n</domain>", 2, "AttValue");
  assert_one_problem (f, "<domain>\n&nothing;\n</domain>", 2, "nothing");
  assert_one_problem (f, "", 1, "empty");
  assert_one_problem (f, "你好", 1, "Start tag expected");
}

static void
test_another_identity_is_refused (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autofree char *uuid = replace (text, UUID, "6695eb01-f6a4-8304-79aa-97f2502e1930");
  g_autofree char *no_uuid = replace (text, "  <uuid>" UUID "</uuid>\n", "");
  g_autofree char *name = replace (text, "<name>test<", "<name>试验<");
  g_autofree char *upper = replace (text, UUID, "6695EB01-F6A4-8304-79AA-97F2502E193F");
  g_autoptr (VireoVmXmlVerdict) same = NULL;

  assert_one_problem (f, uuid, 3, "The UUID must stay");
  assert_one_problem (f, no_uuid, 1, "The UUID must stay");
  assert_one_problem (f, name, 2, "Use Rename");
  assert_one_problem (f, "<network><name>test</name></network>", 1, "<domain>");
  same = check (f, upper);
  g_assert_cmpuint (same->problems->len, ==, 0);
}

static void
test_the_schema_names_the_line (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autofree char *wrong = replace (text, "</uuid>", "</uuid>\n  <nonsense/>");
  g_autofree char *schema = vireo_vm_xml_find_schema ();
  g_autoptr (VireoVmXmlVerdict) right = check (f, text);
  g_autoptr (VireoVmXmlVerdict) found = check (f, wrong);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (right->problems->len, ==, 0);
  g_assert_cmpint (right->schema_checked, ==, schema != NULL);
  if (schema != NULL)
    {
      const VireoVmXmlProblem *problem = found->problems->pdata[0];

      g_assert_cmpuint (problem->line, ==, 4);
    }
  /* libvirt would refuse it too. */
  g_assert_false (save (f, text, wrong, NULL, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
}

/* What libvirt accepts of the form and not of the sense: its words come through. */
static void
test_what_libvirt_refuses_is_told (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autofree char *wrong = replace (text, ">2</vcpu>", " current='9'>2</vcpu>");
  g_autoptr (GError) error = NULL;

  g_assert_false (save (f, text, wrong, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strcasestr (vireo_error_get_detail (error), "vcpu"));
}

/* One of 1 MB: all of it comes back, and the main thread only hands it over. */
static void
test_a_large_one_is_saved_whole (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autoptr (GString) metadata = g_string_new ("</uuid>\n  <metadata>\n"
                                               "    <m:all xmlns:m=\"http://example.org/m\">\n");
  g_autofree char *typed = NULL, *after = NULL;
  g_autoptr (GAsyncResult) compared = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; metadata->len < 1024 * 1024; i++)
    g_string_append_printf (metadata, "      <m:one n=\"%u\">一个</m:one>\n", i);
  g_string_append (metadata, "    </m:all>\n  </metadata>\n");
  typed = replace (before, "</uuid>\n", metadata->str);

  g_assert_true (save (f, before, typed, NULL, &error));
  g_assert_no_error (error);
  after = read_as (f, VIREO_VM_XML_NEXT_START);
  g_assert_cmpuint (strlen (after), ==, strlen (typed));
  g_assert_true (g_str_equal (after, typed));

  vireo_vm_xml_compare_async (f->vm, before, after, NULL, vireo_test_keep_result, &compared);
  vireo_test_wait_for (compared != NULL, 30);
  lines = vireo_vm_xml_compare_finish (f->vm, compared, NULL);
  g_assert_cmpuint (lines->len, >, 1000);
  g_assert_cmpuint (lines->len, <, 6000); /* not more than can be shown */
}

static void
test_saving_is_journalled (Fixture *f, gconstpointer unused)
{
  GListModel *entries = vireo_journal_get_entries (f->journal);
  g_autofree char *text = read_as (f, VIREO_VM_XML_NEXT_START);
  g_autoptr (VireoJournalEntry) refused = NULL;
  g_autoptr (VireoJournalEntry) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;
  guint result;

  g_assert_cmpuint (g_list_model_get_n_items (entries), ==, 0); /* reading is no order */
  g_assert_true (save (f, text, text, NULL, NULL));
  g_assert_false (save (f, text, "<", NULL, &error));
  done = g_list_model_get_item (entries, 0);
  g_assert_true (g_str_has_suffix (vireo_journal_entry_get_command (done),
                                   "host.xml define test.xml --validate"));
  g_object_get (done, "result", &result, NULL);
  g_assert_cmpuint (result, ==, VIREO_JOURNAL_DONE);
  refused = g_list_model_get_item (entries, 1);
  g_object_get (refused, "result", &result, "error", &told, NULL);
  g_assert_cmpuint (result, ==, VIREO_JOURNAL_FAILED);
  g_assert_cmpstr (told, ==, error->message);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test)                                                                            \
  g_test_add ("/vm-xml/" path, Fixture, NULL, vireo_test_host_set_up, test,                        \
              vireo_test_host_tear_down)
  ADD ("what-was-typed-is-saved", test_what_was_typed_is_saved);
  ADD ("saving-twice-changes-nothing-more", test_saving_twice_changes_nothing_more);
  ADD ("a-change-by-others-is-not-overwritten", test_a_change_by_others_is_not_overwritten);
  ADD ("what-is-no-xml-is-told-with-its-line", test_what_is_no_xml_is_told_with_its_line);
  ADD ("another-identity-is-refused", test_another_identity_is_refused);
  ADD ("the-schema-names-the-line", test_the_schema_names_the_line);
  ADD ("what-libvirt-refuses-is-told", test_what_libvirt_refuses_is_told);
  ADD ("a-large-one-is-saved-whole", test_a_large_one_is_saved_whole);
  ADD ("saving-is-journalled", test_saving_is_journalled);
  return g_test_run ();
}
