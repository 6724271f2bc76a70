/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "core/host/vireo-host-orders.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-row-menu.h"
#include "view/common/vireo-template.h"
#include "view/host/vireo-pool-row.h"
#include "view/host/vireo-volume-row.h"

/* Nobody reads more than these. */
#define MAX_VOLUMES 200
/* Rows made in one turn of the main loop. */
#define BATCH 3

struct _VireoPoolRow
{
  AdwExpanderRow parent_instance;

  GtkMenuButton *more;
  GMenuModel *menu;

  VireoHost *host;       /* (owned) */
  VireoPool *pool;       /* (owned) */
  GCancellable *reading; /* (owned) (nullable): of the volumes */
  GPtrArray *rows;       /* (owned): of the volumes, borrowed */
  GListModel *volumes;   /* (owned) (nullable): whose rows are being made */
  guint filling;         /* idle that makes them */
  char *listed;          /* (owned) (nullable): what the rows say, in short */

  GtkWidget *start;
  GtkWidget *space;
};

G_DEFINE_FINAL_TYPE (VireoPoolRow, vireo_pool_row, ADW_TYPE_EXPANDER_ROW)

/* Unfolded */

static void
clear_rows (VireoPoolRow *self)
{
  g_clear_handle_id (&self->filling, g_source_remove);
  g_clear_object (&self->volumes);
  g_clear_pointer (&self->listed, g_free);
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_row (VireoPoolRow *self, GtkWidget *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_words (VireoPoolRow *self, const char *words)
{
  GtkWidget *row = vireo_action_row_new ();

  g_object_set (row, "use-markup", FALSE, "title", words, "title-lines", 0, NULL);
  gtk_widget_add_css_class (row, "dim-label");
  add_row (self, row);
}

/* What stands below the volumes. */
static void
add_end (VireoPoolRow *self, guint n)
{
  g_autofree char *rest = NULL;

  if (n == 0)
    add_words (self, _ ("There is nothing in this pool yet."));
  if (n <= MAX_VOLUMES)
    return;
  rest = g_strdup_printf (g_dngettext (NULL, "%u more is not shown.", "%u more are not shown.",
                                       n - MAX_VOLUMES),
                          n - MAX_VOLUMES);
  add_words (self, rest);
}

static gboolean
fill (gpointer data)
{
  VireoPoolRow *self = data;
  guint n = g_list_model_get_n_items (self->volumes);
  const char *pool = vireo_pool_get_facts (self->pool)->name;

  for (guint made = 0; made < BATCH && self->rows->len < MIN (n, MAX_VOLUMES); made++)
    {
      g_autoptr (VireoVolume) volume = g_list_model_get_item (self->volumes, self->rows->len);

      add_row (self, vireo_volume_row_new (self->host, pool, volume));
    }
  if (self->rows->len < MIN (n, MAX_VOLUMES))
    return G_SOURCE_CONTINUE;
  self->filling = 0;
  add_end (self, n);
  g_clear_object (&self->volumes);
  return G_SOURCE_REMOVE;
}

/* Rows that would say the same stay, and with them where the focus is. */
static char *
to_listed (GListModel *volumes)
{
  GString *listed = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (volumes); i++)
    {
      g_autoptr (VireoVolume) volume = g_list_model_get_item (volumes, i);
      const VireoVolumeFacts *facts = vireo_volume_get_facts (volume);

      g_string_append_printf (listed,
                              "%s\n%s\n%s\n%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
                              facts->name, facts->format != NULL ? facts->format : "",
                              facts->user != NULL ? facts->user : "", facts->capacity,
                              facts->allocation);
    }
  return g_string_free (listed, FALSE);
}

static void
volumes_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoPoolRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) volumes
      = vireo_host_read_volumes_finish (VIREO_HOST (source), result, &error);
  g_autofree char *listed = volumes != NULL ? to_listed (volumes) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || (listed != NULL && g_strcmp0 (listed, self->listed) == 0))
    return;
  clear_rows (self);
  if (error != NULL)
    {
      add_words (self, error->message);
      return;
    }
  self->listed = g_steal_pointer (&listed);
  self->volumes = g_steal_pointer (&volumes);
  self->filling = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, fill, self, NULL);
}

/* Read only while somebody looks. */
static void
read_volumes (VireoPoolRow *self)
{
  const VireoPoolFacts *facts = vireo_pool_get_facts (self->pool);

  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (!facts->active)
    {
      clear_rows (self);
      add_words (self, _ ("What is in it is known once it runs."));
      return;
    }
  self->reading = g_cancellable_new ();
  vireo_host_read_volumes_async (self->host, facts->name, self->reading, volumes_read,
                                 g_object_ref (self));
}

/* The row itself */

static char *
make_subtitle (const VireoPoolFacts *facts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!facts->active)
    g_string_append (text, _ ("Not running"));
  else if (facts->capacity > 0)
    {
      g_autofree char *available = vireo_size_to_text (facts->available);
      g_autofree char *capacity = vireo_size_to_text (facts->capacity);

      /* Translators: free and whole space of a storage pool */
      g_string_append_printf (text, _ ("%s of %s free"), available, capacity);
    }
  else
    g_string_append (text, _ ("Running"));
  if (facts->autostart)
    /* Translators: of a network or storage pool; stands behind "Running" */
    g_string_append_printf (text, ", %s", _ ("starts with the host"));
  if (facts->path != NULL)
    g_string_append_printf (text, "\n%s", facts->path);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update (VireoPoolRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const VireoPoolFacts *facts = vireo_pool_get_facts (self->pool);
  gboolean on = vireo_host_get_state (self->host) == VIREO_HOST_ON;
  g_autofree char *subtitle = make_subtitle (facts);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), facts->name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_widget_set_visible (self->start, !facts->active);
  gtk_widget_set_visible (self->space, facts->active && facts->capacity > 0);
  if (facts->capacity > 0)
    gtk_level_bar_set_value (GTK_LEVEL_BAR (self->space),
                             CLAMP (1.0 - (double) facts->available / facts->capacity, 0, 1));
  gtk_widget_action_set_enabled (widget, "pool.start", on && !facts->active);
  gtk_widget_action_set_enabled (widget, "pool.stop", on && facts->active);
  gtk_widget_action_set_enabled (widget, "pool.refresh", on && facts->active);
  gtk_widget_action_set_enabled (widget, "pool.autostart", on && !facts->autostart);
  gtk_widget_action_set_enabled (widget, "pool.no-autostart", on && facts->autostart);
}

static void
ordered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_host_order_finish (VIREO_HOST (source), result, &error))
    vireo_report_error (row, _ ("The storage pool could not be changed."), error);
}

static void
order (VireoPoolRow *self, VireoPoolOrder what)
{
  vireo_host_order_pool_async (self->host, what, vireo_pool_get_facts (self->pool)->name, NULL,
                               ordered, g_object_ref (self));
}

static void
order_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const struct
  {
    const char *action;
    VireoPoolOrder order;
  } orders[] = {
    { "pool.start", VIREO_POOL_START },
    { "pool.refresh", VIREO_POOL_REFRESH },
    { "pool.autostart", VIREO_POOL_AUTOSTART_ON },
    { "pool.no-autostart", VIREO_POOL_AUTOSTART_OFF },
  };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (name, orders[i].action))
      order (VIREO_POOL_ROW (widget), orders[i].order);
}

static void
stop_confirmed (GtkWidget *widget, gpointer unused)
{
  order (VIREO_POOL_ROW (widget), VIREO_POOL_STOP);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *heading
      = g_strdup_printf (_ ("Stop Storage Pool “%s”?"),
                         vireo_pool_get_facts (VIREO_POOL_ROW (widget)->pool)->name);

  vireo_confirm (widget, heading,
                 _ ("No file in it is touched.  Virtual machines whose disks are named by the pool "
                    "cannot be started until it runs again."),
                 _ ("_Stop"), TRUE, stop_confirmed, NULL, NULL);
}

static void
vireo_pool_row_dispose (GObject *object)
{
  VireoPoolRow *self = VIREO_POOL_ROW (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_handle_id (&self->filling, g_source_remove);
  g_clear_object (&self->volumes);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_POOL_ROW);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->listed, g_free);
  g_clear_object (&self->pool);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_pool_row_parent_class)->dispose (object);
}

static void
vireo_pool_row_class_init (VireoPoolRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_pool_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/host/vireo-pool-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoPoolRow, more);
  gtk_widget_class_bind_template_child (widget_class, VireoPoolRow, menu);
  gtk_widget_class_bind_template_child (widget_class, VireoPoolRow, start);
  gtk_widget_class_bind_template_child (widget_class, VireoPoolRow, space);
  gtk_widget_class_install_action (widget_class, "pool.start", NULL, order_action);
  gtk_widget_class_install_action (widget_class, "pool.refresh", NULL, order_action);
  gtk_widget_class_install_action (widget_class, "pool.autostart", NULL, order_action);
  gtk_widget_class_install_action (widget_class, "pool.no-autostart", NULL, order_action);
  gtk_widget_class_install_action (widget_class, "pool.stop", NULL, stop_action);
}

static void
vireo_pool_row_init (VireoPoolRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  vireo_row_menu_bind (self->more, self->menu);
  self->rows = g_ptr_array_new ();
}

/**
 * vireo_pool_row_new:
 * @host: whose pool it is
 * @pool: what is shown; the row follows it
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
vireo_pool_row_new (VireoHost *host, VireoPool *pool)
{
  VireoPoolRow *self = g_object_new (VIREO_TYPE_POOL_ROW, NULL);

  self->host = g_object_ref (host);
  self->pool = g_object_ref (pool);
  g_signal_connect_object (pool, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pool, "refreshed", G_CALLBACK (read_volumes), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (read_volumes), NULL);
  update (self);
  return GTK_WIDGET (self);
}
