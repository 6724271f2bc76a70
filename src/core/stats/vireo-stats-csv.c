/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/base/vireo-thread.h"
#include "core/stats/vireo-stats-csv.h"

/* Not translated: programs read them. */
static const char *const stat_names[VIREO_N_STATS] = {
  [VIREO_STAT_CPU] = "cpu (%)",
  [VIREO_STAT_MEMORY_USED] = "memory used (bytes)",
  [VIREO_STAT_MEMORY_CACHED] = "memory cached (bytes)",
  [VIREO_STAT_MEMORY_BALLOON] = "memory balloon (bytes)",
  [VIREO_STAT_MEMORY_HOST] = "memory on host (bytes)",
  [VIREO_STAT_DISK + VIREO_DISK_READ] = "disk read (bytes/s)",
  [VIREO_STAT_DISK + VIREO_DISK_WRITTEN] = "disk written (bytes/s)",
  [VIREO_STAT_DISK + VIREO_DISK_READ_REQUESTS] = "disk reads (1/s)",
  [VIREO_STAT_DISK + VIREO_DISK_WRITE_REQUESTS] = "disk writes (1/s)",
  [VIREO_STAT_DISK + VIREO_DISK_READ_LATENCY] = "disk read latency (s)",
  [VIREO_STAT_DISK + VIREO_DISK_WRITE_LATENCY] = "disk write latency (s)",
  [VIREO_STAT_NIC + VIREO_NIC_RECEIVED] = "network received (bytes/s)",
  [VIREO_STAT_NIC + VIREO_NIC_SENT] = "network sent (bytes/s)",
  [VIREO_STAT_NIC + VIREO_NIC_RECEIVED_PACKETS] = "network received packets (1/s)",
  [VIREO_STAT_NIC + VIREO_NIC_SENT_PACKETS] = "network sent packets (1/s)",
  [VIREO_STAT_NIC + VIREO_NIC_DROPS] = "network dropped packets (1/s)",
};

static void
append_cell (GString *csv, const char *text)
{
  g_string_append_c (csv, ',');
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append_c (csv, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

static void
append_number (GString *csv, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (!isnan (value))
    g_string_append (csv, g_ascii_formatd (text, sizeof text, "%.9g", value));
}

/* Every name among the devices of all points, in the order in which they came. */
static GPtrArray *
collect_names (const GPtrArray *points, gsize devices)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < points->len; i++)
    {
      const GArray *list = G_STRUCT_MEMBER (GArray *, points->pdata[i], devices);

      for (guint k = 0; k < list->len; k++)
        {
          char *name = g_array_index (list, VireoStatsDevice, k).name;

          if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, name);
        }
    }
  return names;
}

static guint
count_vcpus (const GPtrArray *points)
{
  guint n = 0;

  for (guint i = 0; i < points->len; i++)
    {
      const GArray *vcpus = ((const VireoStatsPoint *) points->pdata[i])->vcpus;

      if (vcpus->len > 0)
        n = MAX (n, g_array_index (vcpus, VireoStatsVcpu, vcpus->len - 1).number + 1);
    }
  return n;
}

static void
append_device_heads (GString *csv, const GPtrArray *names, const char *const *heads, guint n_heads)
{
  for (guint i = 0; i < names->len; i++)
    for (guint k = 0; k < n_heads; k++)
      {
        g_autofree char *head = g_strdup_printf ("%s %s", (char *) names->pdata[i], heads[k]);

        append_cell (csv, head);
      }
}

static void
append_devices (GString *csv, const GPtrArray *names, const GArray *devices, guint n_values)
{
  for (guint i = 0; i < names->len; i++)
    {
      const VireoStatsDevice *device = vireo_stats_point_find (devices, names->pdata[i]);

      for (guint k = 0; k < n_values; k++)
        append_number (csv, device != NULL ? device->values[k] : NAN);
    }
}

static void
append_vcpus (GString *csv, const GArray *vcpus, guint n)
{
  for (guint number = 0, i = 0; number < n; number++)
    {
      const VireoStatsVcpu *vcpu
          = i < vcpus->len ? &g_array_index (vcpus, VireoStatsVcpu, i) : NULL;

      if (vcpu != NULL && vcpu->number == number)
        {
          append_number (csv, vcpu->use * 100);
          append_number (csv, vcpu->host_cpu >= 0 ? vcpu->host_cpu : NAN);
          i++;
        }
      else
        g_string_append (csv, ",,");
    }
}

/* ISO 8601 to the millisecond, with the offset of the place. */
static void
append_time (GString *csv, gint64 time)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (second, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *zone = g_date_time_format (second, "%:z");

  g_string_append_printf (csv, "%s.%03d%s", text, (int) (time % G_USEC_PER_SEC / 1000), zone);
}

static gboolean
is_gap (const VireoStatsPoint *point)
{
  for (guint i = 0; i < VIREO_N_STATS; i++)
    if (!isnan (point->values[i]))
      return FALSE;
  return TRUE;
}

/**
 * vireo_stats_to_csv:
 * @points: (element-type VireoStatsPoint): oldest first
 *
 * Returns: (transfer full): a line of heads and one for each point at which anything is known: the
 *   whole VM, then each vCPU, disk and NIC
 */
char *
vireo_stats_to_csv (const GPtrArray *points)
{
  g_autoptr (GPtrArray) disks = collect_names (points, G_STRUCT_OFFSET (VireoStatsPoint, disks));
  g_autoptr (GPtrArray) nics = collect_names (points, G_STRUCT_OFFSET (VireoStatsPoint, nics));
  guint n_vcpus = count_vcpus (points);
  GString *csv = g_string_new ("time");

  for (guint i = 0; i < VIREO_N_STATS; i++)
    append_cell (csv, stat_names[i]);
  for (guint i = 0; i < n_vcpus; i++)
    g_string_append_printf (csv, ",vcpu %u (%%),vcpu %u on host cpu", i, i);
  append_device_heads (csv, disks, stat_names + VIREO_STAT_DISK, VIREO_N_DISK_STATS);
  append_device_heads (csv, nics, stat_names + VIREO_STAT_NIC, VIREO_N_NIC_STATS);
  g_string_append (csv, "\r\n");

  for (guint i = 0; i < points->len; i++)
    {
      const VireoStatsPoint *point = points->pdata[i];

      if (is_gap (point))
        continue;
      append_time (csv, point->time);
      for (guint k = 0; k < VIREO_N_STATS; k++)
        append_number (csv, point->values[k] * (k == VIREO_STAT_CPU ? 100 : 1));
      append_vcpus (csv, point->vcpus, n_vcpus);
      append_devices (csv, disks, point->disks, VIREO_N_DISK_STATS);
      append_devices (csv, nics, point->nics, VIREO_N_NIC_STATS);
      g_string_append (csv, "\r\n");
    }
  return g_string_free (csv, FALSE);
}

typedef struct
{
  GPtrArray *points; /* (owned) */
  GFile *file;       /* (owned) */
} SaveData;

static void
save_data_free (gpointer pointer)
{
  SaveData *data = pointer;

  g_ptr_array_unref (data->points);
  g_object_unref (data->file);
  g_free (data);
}

static void
save_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  SaveData *data = task_data;
  g_autofree char *csv = vireo_stats_to_csv (data->points);
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  if (g_file_replace_contents (data->file, csv, strlen (csv), NULL, FALSE, G_FILE_CREATE_NONE,
                               NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * vireo_stats_save_csv_async:
 * @points: (element-type VireoStatsPoint): not changed any more
 * @file: to be replaced as a whole: when writing fails, what was there stays
 * @cancellable: (nullable)
 * @callback: (scope async)
 * @user_data: handed to @callback
 */
void
vireo_stats_save_csv_async (GPtrArray *points, GFile *file, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  SaveData *data = g_new0 (SaveData, 1);

  VIREO_ASSERT_MAIN ();
  data->points = g_ptr_array_ref (points);
  data->file = g_object_ref (file);
  g_task_set_source_tag (task, vireo_stats_save_csv_async);
  g_task_set_task_data (task, data, save_data_free);
  vireo_worker_spawn (task, save_on_worker);
}

gboolean
vireo_stats_save_csv_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_stats_save_csv_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
