/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/vm/vireo-device-rows.h"

/* One row is made in a frame, and so many are removed: some VMs have a hundred devices. */
#define GONE_BATCH 8

typedef struct
{
  GtkListBox *box;     /* borrowed: it owns this */
  GListModel *devices; /* (owned) (nullable) */
  VireoDeviceRowMaker make;
  gpointer user_data;
  GHashTable *rows; /* key -> row, borrowed from box */
  GPtrArray *gone;  /* rows of devices that are not listed any more, still in box */
  gulong handler;
  guint tick; /* works while the box can be seen */
  guint idle; /* removes while it cannot; rows are made when it can */
} Binding;

static void
forget_devices (Binding *self)
{
  if (self->devices != NULL)
    g_clear_signal_handler (&self->handler, self->devices);
  g_clear_object (&self->devices);
}

static void
binding_free (gpointer data)
{
  Binding *self = data;

  g_clear_handle_id (&self->idle, g_source_remove);
  forget_devices (self);
  g_ptr_array_unref (self->gone);
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
find_gone (Binding *self)
{
  GHashTableIter iter;
  gpointer key, row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    if (!is_listed (self, key))
      {
        g_ptr_array_add (self->gone, row);
        g_hash_table_iter_remove (&iter);
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

/* What fits into one frame.  Returns whether there is more to do. */
static gboolean
work (Binding *self)
{
  guint n = self->devices != NULL ? g_list_model_get_n_items (self->devices) : 0;

  for (guint i = 0; i < GONE_BATCH && self->gone->len > 0; i++)
    gtk_list_box_remove (self->box, g_ptr_array_steal_index (self->gone, self->gone->len - 1));
  if (self->gone->len > 0)
    return TRUE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->box)))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (show_device (self, i))
      return TRUE;
  return FALSE;
}

static gboolean
work_in_frame (GtkWidget *box, GdkFrameClock *clock, gpointer data)
{
  Binding *self = data;

  if (work (self))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
work_in_idle (gpointer data)
{
  Binding *self = data;

  if (work (self))
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
catch_up (Binding *self)
{
  if (!work (self))
    return;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->box)))
    {
      if (self->idle == 0)
        self->idle = g_idle_add (work_in_idle, self);
    }
  else if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->box), work_in_frame, self, NULL);
}

static void
devices_changed (Binding *self)
{
  find_gone (self);
  catch_up (self);
}

/**
 * vireo_device_rows_bind:
 * @box: gets a row for each device
 * @devices: (nullable): of #VireoDevice; %NULL leaves @box empty
 * @make: makes the row of a new device
 * @user_data: handed to @make
 *
 * May be called again for other devices; the rows of the ones before go.  Rows are made while
 * @box is mapped, a few in each frame.
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
      self->gone = g_ptr_array_new ();
      g_signal_connect_swapped (box, "map", G_CALLBACK (catch_up), self);
      g_object_set_data_full (G_OBJECT (box), "vireo-device-rows", self, binding_free);
    }
  forget_devices (self);
  self->make = make;
  self->user_data = user_data;
  find_gone (self); /* all: another VM may have a device of the same key */
  if (devices != NULL)
    {
      self->devices = g_object_ref (devices);
      self->handler = g_signal_connect_swapped (devices, "items-changed",
                                                G_CALLBACK (devices_changed), self);
    }
  catch_up (self);
}
