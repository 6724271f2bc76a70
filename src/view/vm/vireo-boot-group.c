/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-boot-group.h"
#include "view/vm/vireo-boot-row.h"
#include "view/vm/vireo-setting-pending-row.h"

/* Rows made and removed in one frame: some VMs have a hundred devices. */
#define BATCH 1
#define GONE_BATCH 8
#define SHOWN_AT_FIRST 8 /* devices, unless more are booted from */

struct _VireoBootGroup
{
  VireoSettingsGroup parent_instance;

  GPtrArray *order; /* (owned): rows in the order they are shown, borrowed from the list */
  guint n_chosen;   /* the first of them are booted from */
  gboolean edited;  /* the order is the user's, not yet the VM's */
  GPtrArray *gone;  /* (owned): rows of devices that are not there any more, still in the list */
  guint budget;     /* rows that may still be made in this frame */
  gboolean behind;  /* some rows are still to be made */
  gboolean all;     /* the user wants to see every device */
  guint n_places;   /* rows that are made or still to be made */
  guint n_left;     /* devices that have no row, because few want to see so many */
  guint tick;       /* makes and removes the rest */

  VireoSettingPendingRow *pending;
  GtkListBox *list;
  GtkWidget *empty;
  AdwPreferencesRow *more;
  GtkRevealer *revealer;
};

G_DEFINE_FINAL_TYPE (VireoBootGroup, vireo_boot_group, VIREO_TYPE_SETTINGS_GROUP)

/* --- the rows --- */

static VireoBootRow *
row_at (VireoBootGroup *self, guint i)
{
  return g_ptr_array_index (self->order, i);
}

static gboolean
has_key (gconstpointer row, gconstpointer key)
{
  return g_str_equal (vireo_boot_row_get_key ((VireoBootRow *) row), key);
}

/* What is pending comes above the devices, and how many more there are below them. */
static int
get_place (GtkListBoxRow *row)
{
  if (VIREO_IS_BOOT_ROW (row))
    return (int) vireo_boot_row_get_place (VIREO_BOOT_ROW (row));
  return VIREO_IS_SETTING_PENDING_ROW (row) ? -1 : G_MAXINT;
}

static int
compare_places (GtkListBoxRow *a, GtkListBoxRow *b, gpointer unused)
{
  return get_place (a) - get_place (b);
}

static void
show_more (VireoBootGroup *self)
{
  g_autofree char *title = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->more), self->n_left > 0);
  if (self->n_left == 0)
    return;
  title = g_strdup_printf (ngettext ("Show %u More Device", "Show %u More Devices", self->n_left),
                           self->n_left);
  adw_preferences_row_set_title (self->more, title);
}

/* Rows stay where the focus is: the list is sorted anew and none is taken out. */
static void
show_order (VireoBootGroup *self)
{
  for (guint i = 0; i < self->order->len; i++)
    vireo_boot_row_set_place (row_at (self, i), i, self->n_chosen);
  gtk_list_box_invalidate_sort (self->list);
  gtk_widget_set_visible (self->empty, self->order->len == 0);
  show_more (self);
}

static const VireoDomainValues *
get_wanted (VireoBootGroup *self)
{
  VireoDomainSettings *settings
      = vireo_settings_group_get_settings (VIREO_SETTINGS_GROUP (self));

  if (settings == NULL)
    return NULL;
  return vireo_domain_settings_get_config (settings) != NULL
             ? vireo_domain_settings_get_config (settings)
             : vireo_domain_settings_get_live (settings);
}

static GStrv
make_keys (VireoBootGroup *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  for (guint i = 0; i < self->n_chosen; i++)
    g_strv_builder_add (keys, vireo_boot_row_get_key (row_at (self, i)));
  return g_strv_builder_end (keys);
}

static void
set_edited (VireoBootGroup *self, gboolean edited)
{
  self->edited = edited;
  gtk_revealer_set_reveal_child (self->revealer, edited);
}

/* Back to where it was is as if nothing had been done. */
static void
order_changed (VireoBootGroup *self)
{
  const VireoDomainValues *wanted = get_wanted (self);
  g_auto (GStrv) keys = make_keys (self);

  if (!self->behind)
    set_edited (self, wanted != NULL
                          && !g_strv_equal ((const char *const *) keys,
                                            (const char *const *) wanted->boot));
  show_order (self);
}

/* --- gestures --- */

static void
move_row (VireoBootGroup *self, VireoBootRow *row, guint to)
{
  g_ptr_array_remove (self->order, row);
  g_ptr_array_insert (self->order, (int) MIN (to, self->order->len), row);
}

static void
moved_cb (VireoBootGroup *self, int steps, VireoBootRow *row)
{
  move_row (self, row, (guint) ((int) vireo_boot_row_get_place (row) + steps));
  order_changed (self);
}

static void
dropped_cb (VireoBootGroup *self, VireoBootRow *other, VireoBootRow *row)
{
  move_row (self, other, MIN (vireo_boot_row_get_place (row), self->n_chosen - 1));
  order_changed (self);
}

/* One that is booted from goes behind the others that are; one that is not any more, too. */
static void
toggled_cb (VireoBootGroup *self, VireoBootRow *row)
{
  if (vireo_boot_row_is_chosen (row))
    move_row (self, row, self->n_chosen++);
  else
    move_row (self, row, --self->n_chosen);
  order_changed (self);
}

/* --- following the VM --- */

/* Returns: (nullable): %NULL when it has to wait for the next frame */
static VireoBootRow *
take_row (VireoBootGroup *self, GPtrArray *old, VireoDevice *device)
{
  VireoBootRow *row;
  guint i;

  if (g_ptr_array_find_with_equal_func (old, vireo_device_get_key (device), has_key, &i))
    {
      row = g_ptr_array_steal_index (old, i);
      vireo_boot_row_set_device (row, device);
      return row;
    }
  if (self->budget == 0)
    {
      self->behind = TRUE;
      return NULL;
    }
  self->budget--;
  row = VIREO_BOOT_ROW (vireo_boot_row_new (device));
  g_signal_connect_object (row, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "dropped", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, GTK_WIDGET (row));
  return row;
}

/* What there is at the next start. */
static gboolean
can_boot (VireoDevice *device, gboolean kept)
{
  return kept ? vireo_device_get_config_xml (device) != NULL
              : vireo_device_get_live_xml (device) != NULL;
}

static void
add_by_key (VireoBootGroup *self, GPtrArray *old, const char *key, gboolean chosen)
{
  VireoVmDevices *devices = vireo_settings_group_get_devices (VIREO_SETTINGS_GROUP (self));
  VireoDevice *device = vireo_vm_devices_find (devices, key);
  VireoBootRow *row;

  if (device == NULL || g_ptr_array_find_with_equal_func (self->order, key, has_key, NULL))
    return;
  if (!chosen && !self->all && self->n_places >= SHOWN_AT_FIRST)
    {
      self->n_left++;
      return;
    }
  self->n_places++;
  row = take_row (self, old, device);
  if (row != NULL)
    g_ptr_array_add (self->order, row);
}

static void
add_rest (VireoBootGroup *self, GPtrArray *old, GListModel *list, gboolean kept)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (VireoDevice) device = g_list_model_get_item (list, i);

      if (can_boot (device, kept))
        add_by_key (self, old, vireo_device_get_key (device), FALSE);
    }
}

static void
drop_gone (VireoBootGroup *self)
{
  for (guint i = 0; i < GONE_BATCH && self->gone->len > 0; i++)
    gtk_list_box_remove (self->list,
                         g_ptr_array_steal_index (self->gone, self->gone->len - 1));
}

static void vireo_boot_group_changed (VireoSettingsGroup *group);

static gboolean
catch_up (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  VireoBootGroup *self = VIREO_BOOT_GROUP (widget);

  drop_gone (self);
  if (self->gone->len == 0 && self->behind)
    vireo_boot_group_changed (VIREO_SETTINGS_GROUP (self));
  if (self->gone->len > 0 || self->behind)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

/* The order is the VM's, or the user's as long as that is being made; either way only devices that
 * are there. */
static void
vireo_boot_group_changed (VireoSettingsGroup *group)
{
  VireoBootGroup *self = VIREO_BOOT_GROUP (group);
  VireoVmDevices *devices = vireo_settings_group_get_devices (group);
  const VireoDomainValues *wanted = devices != NULL ? get_wanted (self) : NULL;
  g_auto (GStrv) edited = self->edited ? make_keys (self) : NULL;
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->order);
  const char *const *keys
      = edited != NULL ? (const char *const *) edited
                       : wanted != NULL ? (const char *const *) wanted->boot : NULL;
  gboolean kept;

  self->order = g_ptr_array_new ();
  self->n_chosen = self->n_places = self->n_left = 0;
  self->behind = FALSE;
  self->budget = gtk_widget_get_mapped (GTK_WIDGET (self)) ? BATCH : 0;
  if (wanted != NULL)
    {
      kept = vireo_domain_settings_get_config (vireo_settings_group_get_settings (group)) != NULL;
      for (guint i = 0; keys[i] != NULL; i++)
        add_by_key (self, old, keys[i], TRUE);
      self->n_chosen = self->order->len;
      add_rest (self, old, vireo_vm_devices_get_disks (devices), kept);
      add_rest (self, old, vireo_vm_devices_get_nics (devices), kept);
    }
  for (guint i = 0; i < old->len; i++)
    {
      vireo_boot_row_set_place (g_ptr_array_index (old, i), G_MAXINT, self->n_chosen);
      g_ptr_array_add (self->gone, g_ptr_array_index (old, i));
    }
  drop_gone (self);
  if ((self->gone->len > 0 || self->behind) && self->tick == 0
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), catch_up, NULL, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), vireo_settings_group_is_editable (group));
  gtk_widget_set_can_target (GTK_WIDGET (self->list), !self->behind);
  order_changed (self);
}

static void
vireo_boot_group_vm_set (VireoSettingsGroup *group, VireoVm *vm)
{
  VIREO_BOOT_GROUP (group)->all = FALSE;
  set_edited (VIREO_BOOT_GROUP (group), FALSE);
}

static void
more_cb (VireoBootGroup *self)
{
  self->all = TRUE;
  vireo_boot_group_changed (VIREO_SETTINGS_GROUP (self));
}

/* --- orders --- */

static void
applied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoBootGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (GTK_WIDGET (self), _ ("The boot order could not be changed."), error);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoBootGroup *self = VIREO_BOOT_GROUP (widget);
  g_auto (GStrv) keys = make_keys (self);

  vireo_vm_set_boot_async (vireo_settings_group_get_vm (VIREO_SETTINGS_GROUP (self)),
                           (const char *const *) keys, NULL, applied, g_object_ref (self));
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_edited (VIREO_BOOT_GROUP (widget), FALSE);
  vireo_boot_group_changed (VIREO_SETTINGS_GROUP (widget));
}

static void
vireo_boot_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_boot_group_parent_class)->map (widget);
  vireo_boot_group_changed (VIREO_SETTINGS_GROUP (widget));
}

static void
vireo_boot_group_finalize (GObject *object)
{
  g_ptr_array_unref (VIREO_BOOT_GROUP (object)->order);
  g_ptr_array_unref (VIREO_BOOT_GROUP (object)->gone);
  G_OBJECT_CLASS (vireo_boot_group_parent_class)->finalize (object);
}

static void
vireo_boot_group_class_init (VireoBootGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vireo_boot_group_finalize;
  widget_class->map = vireo_boot_group_map;
  VIREO_SETTINGS_GROUP_CLASS (klass)->changed = vireo_boot_group_changed;
  VIREO_SETTINGS_GROUP_CLASS (klass)->vm_set = vireo_boot_group_vm_set;
  g_type_ensure (VIREO_TYPE_SETTING_PENDING_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-boot-group.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoBootGroup, pending);
  gtk_widget_class_bind_template_child (widget_class, VireoBootGroup, list);
  gtk_widget_class_bind_template_child (widget_class, VireoBootGroup, empty);
  gtk_widget_class_bind_template_child (widget_class, VireoBootGroup, more);
  gtk_widget_class_bind_template_child (widget_class, VireoBootGroup, revealer);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_install_action (widget_class, "boot.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "boot.discard", NULL, discard_action);
}

static void
vireo_boot_group_init (VireoBootGroup *self)
{
  self->order = g_ptr_array_new ();
  self->gone = g_ptr_array_new ();
  vireo_init_template (GTK_WIDGET (self));
  gtk_list_box_set_sort_func (self->list, compare_places, NULL, NULL);
  vireo_setting_pending_row_set_setting (self->pending, VIREO_SETTING_BOOT);
}
