/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/vm/vireo-device-rows.h"

/* Rows made in one turn of the main loop: some VMs have a hundred devices. */
#define BATCH 3

typedef struct
{
  GtkListBox *box;     /* borrowed: it owns this */
  GListModel *devices; /* (owned) (nullable) */
  VireoDeviceRowMaker make;
  gpointer user_data;
  GHashTable *rows; /* key -> row, borrowed from box */
  gulong handler;
  guint filling; /* idle that makes what is missing */
} Binding;

static void
forget_devices (Binding *self)
{
  g_clear_handle_id (&self->filling, g_source_remove);
  if (self->devices != NULL)
    g_clear_signal_handler (&self->handler, self->devices);
  g_clear_object (&self->devices);
}

static void
binding_free (gpointer data)
{
  Binding *self = data;

  forget_devices (self);
  g_hash_table_unref (self->rows);
  g_free (self);
}

static gboolean
is_listed (Binding *self, const char *key)
{
  guint n = self->devices != NULL ? g_list_model_get_n_items (self->devices) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoDevice) device = g_list_model_get_item (self->devices, i);

      if (g_str_equal (vireo_device_get_key (device), key))
        return TRUE;
    }
  return FALSE;
}

static void
drop_gone (Binding *self)
{
  GHashTableIter iter;
  gpointer key, row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    if (!is_listed (self, key))
      {
        g_hash_table_iter_remove (&iter);
        gtk_list_box_remove (self->box, row);
      }
}

/* Brings the row at @position in step.  Returns whether it had to be made. */
static gboolean
show_device (Binding *self, guint position)
{
  g_autoptr (VireoDevice) device = g_list_model_get_item (self->devices, position);
  const char *key = vireo_device_get_key (device);
  GtkWidget *row = g_hash_table_lookup (self->rows, key);

  if (row == NULL)
    {
      row = self->make (device, self->user_data);
      gtk_list_box_insert (self->box, row, (int) position);
      g_hash_table_insert (self->rows, g_strdup (key), row);
      return TRUE;
    }
  g_object_set (row, "device", device, NULL);
  if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) != (int) position)
    {
      g_object_ref (row);
      gtk_list_box_remove (self->box, row);
      gtk_list_box_insert (self->box, row, (int) position);
      g_object_unref (row);
    }
  return FALSE;
}

static gboolean
fill (gpointer data)
{
  Binding *self = data;
  guint n = g_list_model_get_n_items (self->devices);
  guint made = 0;

  for (guint i = 0; i < n; i++)
    if (show_device (self, i) && ++made == BATCH)
      return G_SOURCE_CONTINUE;
  self->filling = 0;
  return G_SOURCE_REMOVE;
}

static void
devices_changed (Binding *self)
{
  drop_gone (self);
  if (fill (self) == G_SOURCE_CONTINUE && self->filling == 0)
    self->filling = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, fill, self, NULL);
}

/**
 * vireo_device_rows_bind:
 * @box: gets a row for each device
 * @devices: (nullable): of #VireoDevice; %NULL leaves @box empty
 * @make: makes the row of a new device
 * @user_data: handed to @make
 *
 * May be called again for other devices; the rows of the ones before go.
 */
void
vireo_device_rows_bind (GtkListBox *box, GListModel *devices, VireoDeviceRowMaker make,
                        gpointer user_data)
{
  Binding *self = g_object_get_data (G_OBJECT (box), "vireo-device-rows");

  if (self == NULL)
    {
      self = g_new0 (Binding, 1);
      self->box = box;
      self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_object_set_data_full (G_OBJECT (box), "vireo-device-rows", self, binding_free);
    }
  forget_devices (self);
  self->make = make;
  self->user_data = user_data;
  drop_gone (self);
  if (devices == NULL)
    return;
  self->devices = g_object_ref (devices);
  self->handler = g_signal_connect_swapped (devices, "items-changed",
                                            G_CALLBACK (devices_changed), self);
  devices_changed (self);
}
