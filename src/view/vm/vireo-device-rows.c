/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-long-list.h"
#include "view/vm/vireo-device-rows.h"

/* One row is made for a frame, so many are removed, and so many show what has changed: some VMs have
 * a hundred devices. */
#define GONE_BATCH 2
#define NEWS_BATCH 4

typedef struct
{
  GtkListBox *box;     /* borrowed: it owns this */
  GListModel *devices; /* (owned) (nullable) */
  VireoDeviceRowMaker make;
  gpointer user_data;
  GHashTable *rows; /* key -> row, borrowed from box */
  GPtrArray *gone;  /* rows of devices that are not listed any more, still in box */
  gboolean hidden; /* until the rows of another VM are gone */
  gulong handler;
  guint tick; /* asks for work once a frame while the box can be seen */
  guint idle; /* works; while the box cannot be seen it removes only */
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

/* Returns whether @row shows what it did not show before. */
static gboolean
tell_row (GtkWidget *row, VireoDevice *device)
{
  g_autoptr (VireoDevice) now = NULL;

  g_object_get (row, "device", &now, NULL);
  if (now == device)
    return FALSE;
  g_object_set (row, "device", device, NULL);
  return TRUE;
}

/* Brings the row at @position in step.  Returns whether no more is to be done in this turn. */
static gboolean
show_device (Binding *self, guint position, guint *n_news)
{
  g_autoptr (VireoDevice) device = g_list_model_get_item (self->devices, position);
  const char *key = vireo_device_get_key (device);
  GtkWidget *row = g_hash_table_lookup (self->rows, key);

  if (row == NULL)
    {
      row = self->make (device, self->user_data);
      gtk_list_box_insert (self->box, row, (int) position);
      g_hash_table_insert (self->rows, g_strdup (key), row);
      /* Its style and its words are worked out now, not in the turn that draws the frame. */
      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      return TRUE;
    }
  if (tell_row (row, device))
    ++*n_news;
  if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) != (int) position)
    {
      g_object_ref (row);
      gtk_list_box_remove (self->box, row);
      gtk_list_box_insert (self->box, row, (int) position);
      g_object_unref (row);
    }
  return *n_news >= NEWS_BATCH;
}

static gboolean
show_devices (Binding *self)
{
  guint n = self->devices != NULL ? g_list_model_get_n_items (self->devices) : 0;
  guint n_news = 0;

  for (guint i = 0; i < n; i++)
    if (show_device (self, i, &n_news))
      return TRUE;
  return FALSE;
}

/* What fits into one frame.  Returns whether there is more to do. */
static gboolean
work (Binding *self)
{
  gboolean more;

  for (guint i = 0; i < GONE_BATCH && self->gone->len > 0; i++)
    gtk_list_box_remove (self->box, g_ptr_array_steal_index (self->gone, self->gone->len - 1));
  if (self->gone->len > 0)
    return TRUE;
  if (self->hidden)
    {
      self->hidden = FALSE;
      gtk_widget_set_visible (GTK_WIDGET (self->box), TRUE);
    }
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->box)))
    return FALSE;
  more = show_devices (self);
  vireo_long_list_mark_ends (self->box);
  return more;
}

static void
stop_ticking (Binding *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->box), self->tick);
  self->tick = 0;
}

static gboolean
work_in_idle (gpointer data)
{
  Binding *self = data;
  gboolean more = work (self);

  if (more && self->tick == 0)
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  if (!more)
    stop_ticking (self);
  return G_SOURCE_REMOVE; /* the next frame asks again */
}

static gboolean
ask_in_frame (GtkWidget *box, GdkFrameClock *clock, gpointer data)
{
  Binding *self = data;

  if (self->idle == 0)
    self->idle = g_idle_add (work_in_idle, self);
  return G_SOURCE_CONTINUE;
}

static void
catch_up (Binding *self)
{
  if (!work (self))
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self->box)))
    {
      if (self->tick == 0)
        self->tick
            = gtk_widget_add_tick_callback (GTK_WIDGET (self->box), ask_in_frame, self, NULL);
    }
  else if (self->idle == 0)
    self->idle = g_idle_add (work_in_idle, self);
}

/* No frames come any more; what is to be removed goes all the same. */
static void
unmapped (Binding *self)
{
  stop_ticking (self);
  catch_up (self);
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
      g_signal_connect_swapped (box, "unmap", G_CALLBACK (unmapped), self);
      g_object_set_data_full (G_OBJECT (box), "vireo-device-rows", self, binding_free);
    }
  forget_devices (self);
  self->make = make;
  self->user_data = user_data;
  find_gone (self); /* all: another VM may have a device of the same key */
  if (self->gone->len > GONE_BATCH)
    {
      /* What is of another VM is not to be seen, and goes faster unseen. */
      self->hidden = TRUE;
      gtk_widget_set_visible (GTK_WIDGET (box), FALSE);
    }
  if (devices != NULL)
    {
      self->devices = g_object_ref (devices);
      self->handler = g_signal_connect_swapped (devices, "items-changed",
                                                G_CALLBACK (devices_changed), self);
    }
  catch_up (self);
}

/**
 * vireo_device_rows_is_seen:
 *
 * Whether @row is not scrolled out of sight.  What changes every second need not be worked out for
 * a hundred rows when ten are seen.
 */
gboolean
vireo_device_rows_is_seen (GtkWidget *row)
{
  GtkWidget *view = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t place;

  if (view == NULL || !gtk_widget_compute_bounds (row, view, &place))
    return TRUE;
  return place.origin.y + place.size.height >= 0
         && place.origin.y <= gtk_widget_get_height (view);
}
