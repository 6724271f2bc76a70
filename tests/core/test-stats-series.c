/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From libvirt's counters to what is shown: given samples, no host. */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <math.h>
#include <string.h>

#include "core/stats/vireo-stats-csv.h"
#include "core/stats/vireo-stats-series.h"
#include "vireo-test.h"

#define START_AT (100 * G_USEC_PER_SEC)
#define START_TIME (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define MIB (1024.0 * 1024)

static VireoVmSample *
sample (double seconds)
{
  gint64 passed = (gint64) (seconds * G_USEC_PER_SEC);
  VireoVmSample *made = vireo_vm_sample_new (START_AT + passed, START_TIME + passed, 7);

  made->n_vcpus = 2;
  return made;
}

static VireoVmSample *
sample_cpu (double seconds, double cpu_seconds)
{
  VireoVmSample *made = sample (seconds);

  made->cpu_time = (guint64) (cpu_seconds * 1e9);
  return made;
}

static void
add_device (GArray *devices, const char *name, const guint64 *counts)
{
  VireoSampleDevice *device = vireo_vm_sample_ensure_device (devices, devices->len);

  device->name = g_strdup (name);
  memcpy (device->counts, counts, sizeof device->counts);
}

static double
newest (VireoStatsSeries *series, guint stat)
{
  return vireo_stats_series_get_newest (series)->values[stat];
}

#define assert_unknown(value) g_assert_true (isnan (value))
#define assert_is(value, wanted) g_assert_cmpfloat_with_epsilon (value, wanted, 1e-9)

static void
test_an_answer_is_read (void)
{
  g_autoptr (VireoVmSample) read = sample (0);
  virTypedParameterPtr params = NULL;
  int n = 0, size = 0;

#define ULL(name, value) virTypedParamsAddULLong (&params, &n, &size, name, value)
  ULL ("cpu.time", 5000);
  ULL ("balloon.current", 2048);
  ULL ("balloon.disk_caches", 3);
  ULL ("balloon.last-update", 1700000000);
  virTypedParamsAddUInt (&params, &n, &size, "vcpu.current", 2);
  virTypedParamsAddInt (&params, &n, &size, "vcpu.3.state", VIR_VCPU_RUNNING);
  ULL ("vcpu.3.time", 33);
  virTypedParamsAddInt (&params, &n, &size, "vcpu.0.state", VIR_VCPU_OFFLINE);
  virTypedParamsAddUInt (&params, &n, &size, "block.count", 2);
  virTypedParamsAddString (&params, &n, &size, "block.1.name", "vdb");
  ULL ("block.1.rd.bytes", 11);
  ULL ("block.1.wr.times", 12);
  virTypedParamsAddString (&params, &n, &size, "net.0.name", "vnet5");
  ULL ("net.0.tx.pkts", 13);
  ULL ("block.99999999.rd.bytes", 1);
  ULL ("block.x.rd.bytes", 1);
  ULL ("block.1", 1);
  ULL ("vcpu.", 1);
#undef ULL
  vireo_vm_sample_parse (read, params, n);
  virTypedParamsFree (params, n);

  g_assert_cmpuint (read->cpu_time, ==, 5000);
  g_assert_cmpuint (read->memory[VIREO_SAMPLE_MEMORY_CURRENT], ==, 2048 * 1024);
  g_assert_cmpuint (read->memory[VIREO_SAMPLE_MEMORY_CACHES], ==, 3 * 1024);
  g_assert_cmpuint (read->memory[VIREO_SAMPLE_MEMORY_UPDATED], ==, 1700000000);
  g_assert_cmpuint (read->memory[VIREO_SAMPLE_MEMORY_RSS], ==, VIREO_SAMPLE_UNKNOWN);
  g_assert_cmpuint (read->vcpus->len, ==, 2);
  g_assert_cmpuint (vireo_vm_sample_ensure_vcpu (read, 3)->time, ==, 33);
  g_assert_cmpint (vireo_vm_sample_ensure_vcpu (read, 0)->state, ==, VIREO_VCPU_OFFLINE);
  g_assert_cmpuint (read->vcpus->len, ==, 2);
  g_assert_cmpuint (read->disks->len, ==, 2);
  g_assert_null (vireo_vm_sample_ensure_device (read->disks, 0)->name);
  g_assert_cmpstr (vireo_vm_sample_ensure_device (read->disks, 1)->name, ==, "vdb");
  g_assert_cmpuint (vireo_vm_sample_ensure_device (read->disks, 1)->counts[VIREO_SAMPLE_READ_BYTES],
                    ==, 11);
  g_assert_cmpuint (vireo_vm_sample_ensure_device (read->disks, 1)->counts[VIREO_SAMPLE_WRITE_TIME],
                    ==, 12);
  g_assert_cmpuint (vireo_vm_sample_ensure_device (read->nics, 0)->counts[VIREO_SAMPLE_SENT_PACKETS],
                    ==, 13);
}

static void
test_rates_are_what_was_counted_a_second (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  VireoVmSample *first = sample_cpu (0, 10), *second = sample_cpu (2, 11);
  const VireoStatsPoint *point;

  add_device (first->disks, "vda", (guint64[]) { 1000, 10, 0, 0, 5, 0 });
  add_device (second->disks, "vda", (guint64[]) { 3000, 14, 8000000, 0, 5, 0 });
  add_device (first->nics, "vnet0", (guint64[]) { 0, 0, 0, 100, 1, 0 });
  add_device (second->nics, "vnet0", (guint64[]) { 600, 6, 1, 100, 1, 1 });
  vireo_vm_sample_ensure_vcpu (first, 1)->time = 0;
  vireo_vm_sample_ensure_vcpu (second, 1)->time = 1000000000;
  vireo_vm_sample_ensure_vcpu (second, 1)->host_cpu = 5;
  vireo_stats_series_take (series, first);
  assert_unknown (newest (series, VIREO_STAT_CPU));
  assert_unknown (newest (series, VIREO_STAT_DISK + VIREO_DISK_READ));

  vireo_stats_series_take (series, second);
  assert_is (newest (series, VIREO_STAT_CPU), 0.25);
  assert_is (newest (series, VIREO_STAT_DISK + VIREO_DISK_READ), 1000);
  assert_is (newest (series, VIREO_STAT_DISK + VIREO_DISK_WRITTEN), 0);
  assert_is (newest (series, VIREO_STAT_DISK + VIREO_DISK_READ_REQUESTS), 2);
  assert_is (newest (series, VIREO_STAT_DISK + VIREO_DISK_READ_LATENCY), 0.002);
  assert_unknown (newest (series, VIREO_STAT_DISK + VIREO_DISK_WRITE_LATENCY)); /* none written */
  assert_is (newest (series, VIREO_STAT_NIC + VIREO_NIC_RECEIVED), 300);
  assert_is (newest (series, VIREO_STAT_NIC + VIREO_NIC_SENT), 0);
  assert_is (newest (series, VIREO_STAT_NIC + VIREO_NIC_DROPS), 1);

  point = vireo_stats_series_get_newest (series);
  g_assert_cmpuint (point->vcpus->len, ==, 1);
  assert_is (g_array_index (point->vcpus, VireoStatsVcpu, 0).use, 0.5);
  g_assert_cmpint (g_array_index (point->vcpus, VireoStatsVcpu, 0).host_cpu, ==, 5);
  assert_is (vireo_stats_point_find (point->disks, "vda")->values[VIREO_DISK_READ], 1000);
  g_assert_null (vireo_stats_point_find (point->disks, "vdb"));
}

static void
test_what_is_not_said_is_not_known (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();

  vireo_stats_series_take (series, sample (0));
  vireo_stats_series_take (series, sample (1));
  for (guint i = 0; i < VIREO_N_STATS; i++)
    assert_unknown (newest (series, i));
}

static void
test_a_device_that_was_plugged_in_is_left_out_of_the_sum (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  VireoVmSample *first = sample (0), *second = sample (1);

  add_device (first->disks, "vda", (guint64[]) { 0, 0, 0, 0, 0, 0 });
  /* In front of the other, and far along its counter. */
  add_device (second->disks, "sda", (guint64[]) { 900000, 9, 9, 9, 9, 9 });
  add_device (second->disks, "vda", (guint64[]) { 50, 0, 0, 0, 0, 0 });
  vireo_stats_series_take (series, first);
  vireo_stats_series_take (series, second);
  assert_is (newest (series, VIREO_STAT_DISK + VIREO_DISK_READ), 50);
  assert_unknown (vireo_stats_point_find (vireo_stats_series_get_newest (series)->disks,
                                          "sda")->values[VIREO_DISK_READ]);
}

/* Two samples that are not of one piece: a gap, and no spike behind it. */
static void
assert_gap (VireoVmSample *before, VireoVmSample *after)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  g_autoptr (GPtrArray) points = NULL;
  const VireoStatsPoint *gap;

  before->memory[VIREO_SAMPLE_MEMORY_CURRENT] = 4096;
  after->memory[VIREO_SAMPLE_MEMORY_CURRENT] = 4096;
  vireo_stats_series_take (series, before);
  vireo_stats_series_take (series, after);
  points = vireo_stats_series_dup_points (series);
  g_assert_cmpuint (points->len, ==, 3);
  gap = points->pdata[1];
  assert_unknown (gap->values[VIREO_STAT_MEMORY_BALLOON]);
  assert_unknown (newest (series, VIREO_STAT_CPU));
  assert_is (newest (series, VIREO_STAT_MEMORY_BALLOON), 4096);
}

static void
test_a_restarted_guest_leaves_a_gap (void)
{
  VireoVmSample *again = sample_cpu (1, 2);

  again->id = 8;
  assert_gap (sample_cpu (0, 1), again);
}

static void
test_a_time_nobody_looked_leaves_a_gap (void)
{
  assert_gap (sample_cpu (0, 1), sample_cpu (60, 50));
}

static void
test_a_machine_that_slept_leaves_a_gap (void)
{
  VireoVmSample *awake = sample_cpu (1, 5000);

  awake->time += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  assert_gap (sample_cpu (0, 1), awake);
}

static void
test_a_clock_set_back_leaves_a_gap (void)
{
  VireoVmSample *set_back = sample_cpu (1, 1.5);

  set_back->time -= G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  assert_gap (sample_cpu (0, 1), set_back);
}

static void
test_a_counter_that_goes_backwards_is_no_rate (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  VireoVmSample *first = sample_cpu (0, 100), *second = sample_cpu (1, 1);

  add_device (first->disks, "vda", (guint64[]) { 5000, 0, 0, 10, 0, 0 });
  add_device (second->disks, "vda", (guint64[]) { 20, 0, 0, 30, 0, 0 });
  vireo_stats_series_take (series, first);
  vireo_stats_series_take (series, second);
  assert_unknown (newest (series, VIREO_STAT_CPU));
  assert_unknown (newest (series, VIREO_STAT_DISK + VIREO_DISK_READ));
  assert_is (newest (series, VIREO_STAT_DISK + VIREO_DISK_WRITTEN), 20);
}

static void
test_use_is_never_more_than_all (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();

  vireo_stats_series_take (series, sample_cpu (0, 1));
  vireo_stats_series_take (series, sample_cpu (1, 9));
  assert_is (newest (series, VIREO_STAT_CPU), 1);
}

static void
test_a_late_answer_is_dropped (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  g_autoptr (GPtrArray) points = NULL;

  vireo_stats_series_take (series, sample_cpu (2, 1));
  vireo_stats_series_take (series, sample_cpu (1, 1));
  vireo_stats_series_take (series, sample_cpu (2, 1));
  points = vireo_stats_series_dup_points (series);
  g_assert_cmpuint (points->len, ==, 1);
}

static VireoVmSample *
sample_memory (double seconds, guint64 said)
{
  VireoVmSample *made = sample (seconds);

  made->memory[VIREO_SAMPLE_MEMORY_AVAILABLE] = (guint64) (1000 * MIB);
  made->memory[VIREO_SAMPLE_MEMORY_UNUSED] = (guint64) (500 * MIB);
  made->memory[VIREO_SAMPLE_MEMORY_CACHES] = (guint64) (200 * MIB);
  made->memory[VIREO_SAMPLE_MEMORY_RSS] = (guint64) (700 * MIB);
  made->memory[VIREO_SAMPLE_MEMORY_UPDATED] = said;
  return made;
}

static void
test_an_old_word_on_memory_is_not_taken_for_news (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();

  vireo_stats_series_take (series, sample_memory (0, 50));
  assert_unknown (newest (series, VIREO_STAT_MEMORY_USED)); /* it may be of yesterday */
  assert_is (newest (series, VIREO_STAT_MEMORY_HOST), 700 * MIB);
  vireo_stats_series_take (series, sample_memory (1, 51));
  assert_is (newest (series, VIREO_STAT_MEMORY_USED), 300 * MIB);
  assert_is (newest (series, VIREO_STAT_MEMORY_CACHED), 200 * MIB);
  for (guint second = 2; second < 100; second++)
    vireo_stats_series_take (series, sample_memory (second, 51));
  assert_unknown (newest (series, VIREO_STAT_MEMORY_USED)); /* silent for long */
  assert_unknown (newest (series, VIREO_STAT_MEMORY_CACHED));
  vireo_stats_series_take (series, sample_memory (100, 99));
  assert_is (newest (series, VIREO_STAT_MEMORY_USED), 300 * MIB);
}

static void
test_impossible_memory_is_not_known (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  VireoVmSample *made = sample_memory (0, VIREO_SAMPLE_UNKNOWN);

  made->memory[VIREO_SAMPLE_MEMORY_CACHES] = (guint64) (2000 * MIB);
  made->memory[VIREO_SAMPLE_MEMORY_UNUSED] = (guint64) (2000 * MIB);
  vireo_stats_series_take (series, made);
  assert_unknown (newest (series, VIREO_STAT_MEMORY_USED));
}

static void
test_only_the_last_minutes_are_kept (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  g_autoptr (GPtrArray) early = NULL, points = NULL;

  for (guint second = 0; second < 1000; second++)
    {
      vireo_stats_series_take (series, sample_cpu (second, 0));
      if (second == 10)
        early = vireo_stats_series_dup_points (series);
    }
  points = vireo_stats_series_dup_points (series);
  g_assert_cmpuint (points->len, ==, VIREO_STATS_KEPT_S + 1);
  /* What somebody took stays. */
  g_assert_cmpuint (early->len, ==, 11);
  g_assert_cmpint (((VireoStatsPoint *) early->pdata[0])->at, ==, START_AT);
}

/* Of lines without quoted cells, which is what ours are here. */
static GPtrArray *
read_csv (const char *csv)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_auto (GStrv) texts = g_strsplit (csv, "\r\n", -1);

  for (guint i = 0; texts[i] != NULL && *texts[i] != '\0'; i++)
    g_ptr_array_add (lines, g_strsplit (texts[i], ",", -1));
  return lines;
}

static const char *
cell (GPtrArray *lines, guint line, const char *head)
{
  const char *const *heads = lines->pdata[0];

  for (guint i = 0; heads[i] != NULL; i++)
    if (g_str_equal (heads[i], head))
      return ((const char *const *) lines->pdata[line])[i];
  g_error ("There is no column \"%s\"", head);
}

static void
test_a_saved_table_reads_back (void)
{
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "vireo-test-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) points = NULL, lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *csv = NULL;
  VireoVmSample *made;

  close (fd);
  vireo_stats_series_take (series, sample_cpu (0, 1));
  made = sample_cpu (1, 1.5);
  vireo_vm_sample_ensure_vcpu (made, 1)->host_cpu = 3;
  add_device (made->disks, "vda", (guint64[]) { 0, 0, 0, 0, 0, 0 });
  vireo_stats_series_take (series, made);
  made = sample_cpu (2, 2);
  add_device (made->disks, "vda", (guint64[]) { 1234567890123, 0, 0, 0, 0, 0 });
  vireo_stats_series_take (series, made);
  points = vireo_stats_series_dup_points (series);

  vireo_stats_save_csv_async (points, file, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  g_assert_true (vireo_stats_save_csv_finish (result, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &csv, NULL, NULL));
  lines = read_csv (csv);
  g_assert_cmpuint (lines->len, ==, 3); /* of the first sample nothing is known */
  for (guint i = 1; i < lines->len; i++)
    g_assert_cmpuint (g_strv_length (lines->pdata[i]), ==, g_strv_length (lines->pdata[0]));
  assert_is (g_ascii_strtod (cell (lines, 1, "cpu (%)"), NULL), 25);
  g_assert_cmpstr (cell (lines, 1, "vda disk read (bytes/s)"), ==, "");
  g_assert_cmpstr (cell (lines, 1, "vcpu 1 on host cpu"), ==, "3");
  g_assert_cmpstr (cell (lines, 1, "vcpu 1 (%)"), ==, "");
  g_assert_cmpstr (cell (lines, 1, "memory used (bytes)"), ==, "");
  g_assert_cmpfloat_with_epsilon (
      g_ascii_strtod (cell (lines, 2, "vda disk read (bytes/s)"), NULL), 1234567890123.0, 1e4);
  time = g_date_time_new_from_iso8601 (cell (lines, 2, "time"), NULL);
  g_assert_nonnull (time);
  g_assert_cmpint (g_date_time_to_unix (time), ==, START_TIME / G_USEC_PER_SEC + 2);
  g_unlink (path);
}

static void
test_a_table_that_cannot_be_saved_says_why (void)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/at/all.csv");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  vireo_stats_save_csv_async (none, file, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  g_assert_false (vireo_stats_save_csv_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  virInitialize ();
#define ADD(path, test) g_test_add_func ("/stats-series/" path, test)
  ADD ("an-answer-is-read", test_an_answer_is_read);
  ADD ("rates-are-what-was-counted-a-second", test_rates_are_what_was_counted_a_second);
  ADD ("what-is-not-said-is-not-known", test_what_is_not_said_is_not_known);
  ADD ("a-device-that-was-plugged-in-is-left-out-of-the-sum",
       test_a_device_that_was_plugged_in_is_left_out_of_the_sum);
  ADD ("a-restarted-guest-leaves-a-gap", test_a_restarted_guest_leaves_a_gap);
  ADD ("a-time-nobody-looked-leaves-a-gap", test_a_time_nobody_looked_leaves_a_gap);
  ADD ("a-machine-that-slept-leaves-a-gap", test_a_machine_that_slept_leaves_a_gap);
  ADD ("a-clock-set-back-leaves-a-gap", test_a_clock_set_back_leaves_a_gap);
  ADD ("a-counter-that-goes-backwards-is-no-rate", test_a_counter_that_goes_backwards_is_no_rate);
  ADD ("use-is-never-more-than-all", test_use_is_never_more_than_all);
  ADD ("a-late-answer-is-dropped", test_a_late_answer_is_dropped);
  ADD ("an-old-word-on-memory-is-not-taken-for-news",
       test_an_old_word_on_memory_is_not_taken_for_news);
  ADD ("impossible-memory-is-not-known", test_impossible_memory_is_not_known);
  ADD ("only-the-last-minutes-are-kept", test_only_the_last_minutes_are_kept);
  ADD ("a-saved-table-reads-back", test_a_saved_table_reads_back);
  ADD ("a-table-that-cannot-be-saved-says-why", test_a_table_that_cannot_be_saved_says_why);
  return g_test_run ();
}
