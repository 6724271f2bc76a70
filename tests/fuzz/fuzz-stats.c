/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a host says of a VM, twice, and what becomes of it: a line for each fact, as
 * "block.0.rd.bytes 12", and an empty one between the two. */

#include <libvirt/libvirt.h>
#include <math.h>
#include <string.h>

#include "core/stats/vireo-stats-csv.h"
#include "core/stats/vireo-stats-series.h"
#include "driver.h"

#define MAX_LINES 200

static gboolean
read_param (const char *line, virTypedParameterPtr param)
{
  const char *value = strchr (line, ' ');

  memset (param, 0, sizeof *param);
  if (value == NULL || value - line >= VIR_TYPED_PARAM_FIELD_LENGTH)
    return FALSE;
  memcpy (param->field, line, value - line);
  value++;
  if (*value == '-')
    {
      param->type = VIR_TYPED_PARAM_LLONG;
      param->value.l = g_ascii_strtoll (value, NULL, 10);
    }
  else if (g_ascii_isdigit (*value))
    {
      param->type = VIR_TYPED_PARAM_ULLONG;
      param->value.ul = g_ascii_strtoull (value, NULL, 10);
    }
  else if (g_str_equal (value, "yes"))
    {
      param->type = VIR_TYPED_PARAM_BOOLEAN;
      param->value.b = 1;
    }
  else
    {
      param->type = VIR_TYPED_PARAM_STRING;
      param->value.s = (char *) value;
    }
  return TRUE;
}

static VireoVmSample *
read_sample (const char *text, gint64 at)
{
  VireoVmSample *sample = vireo_vm_sample_new (at, at, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_LINES);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      virTypedParameter param;

      if (read_param (lines[i], &param))
        vireo_vm_sample_parse (sample, &param, 1);
    }
  return sample;
}

static void
check_values (const double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    g_assert_true (isnan (values[i]) || (values[i] >= 0 && isfinite (values[i])));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_auto (GStrv) halves = g_strsplit (text, "\n\n", 2);
  g_autoptr (VireoStatsSeries) series = vireo_stats_series_new ();
  g_autoptr (GPtrArray) points = NULL;
  g_autofree char *csv = NULL;
  const VireoStatsPoint *point;

  for (guint i = 0; halves[i] != NULL; i++)
    vireo_stats_series_take (series, read_sample (halves[i], (i + 1) * G_USEC_PER_SEC));
  points = vireo_stats_series_dup_points (series);
  csv = vireo_stats_to_csv (points);
  point = vireo_stats_series_get_newest (series);
  if (point == NULL)
    return 0;
  check_values (point->values, VIREO_N_STATS);
  g_assert_true (isnan (point->values[VIREO_STAT_CPU]) || point->values[VIREO_STAT_CPU] <= 1);
  for (guint i = 0; i < point->disks->len; i++)
    check_values (g_array_index (point->disks, VireoStatsDevice, i).values, VIREO_N_DISK_STATS);
  for (guint i = 0; i < point->nics->len; i++)
    check_values (g_array_index (point->nics, VireoStatsDevice, i).values, VIREO_N_NIC_STATS);
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  static const char *const answers[] = {
    "cpu.time 1000\nvcpu.0.time 5\nvcpu.0.state 1\nvcpu.1.halted yes\nblock.count 2\n"
    "block.0.name vda\nblock.0.rd.bytes 10\nblock.0.rd.reqs 2\nblock.0.rd.times 9\n"
    "block.1.name sd,\"a\nblock.1.wr.bytes 7\n\n"
    "cpu.time 900000000\nvcpu.0.time 500\nblock.0.name vda\nblock.0.rd.bytes 20\n"
    "block.0.rd.reqs 3\nblock.0.rd.times 99\nblock.1.name vdb\nblock.1.wr.bytes 8\n",
    "net.count 1\nnet.0.name vnet0\nnet.0.rx.bytes 1\nnet.0.tx.drop 18446744073709551615\n\n"
    "net.0.name vnet0\nnet.0.rx.bytes 18446744073709551614\nnet.0.tx.drop 1\n",
    "balloon.current 1024\nballoon.available 18014398509481983\nballoon.unused 1\n"
    "balloon.disk_caches 18014398509481982\nballoon.last-update 1\n\nballoon.rss -1\n"
    "balloon.available 5\nballoon.unused 6\nballoon.usable 4\nballoon.last-update 2\n",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (answers[i], strlen (answers[i])));
  return seeds;
}
