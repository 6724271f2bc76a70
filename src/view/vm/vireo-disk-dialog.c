/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/host/vireo-hardware-advice.h"
#include "core/install/vireo-disk-image.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-file-chooser.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-choice-row.h"
#include "view/vm/vireo-disk-dialog.h"
#include "view/vm/vireo-disk-text.h"

typedef enum
{
  NEW_DISK,
  EXISTING_DISK,
  DRIVE,
} Kind;

struct _VireoDiskDialog
{
  VireoChangeDialog parent_instance;

  VireoHost *host;       /* (owned) (nullable): knows the pools */
  GCancellable *leaving; /* (owned) */
  guint64 capacity;      /* bytes; 0: the text is no size */
  char *image_format;    /* (owned) (nullable): of the existing image, once it was looked at */

  AdwComboRow *kind, *pool;
  VireoChoiceRow *bus, *format;
  GtkEditable *size, *path;
  GtkSwitch *read_only;
  GtkWidget *read_only_row;
};

G_DEFINE_FINAL_TYPE (VireoDiskDialog, vireo_disk_dialog, VIREO_TYPE_CHANGE_DIALOG)

static const VireoChoice formats[] = {
  { "qcow2", N_ ("qcow2: grows with its use") },
  { "raw", N_ ("raw: takes all its space at once") },
};

static Kind
get_kind (VireoDiskDialog *self)
{
  return (Kind) adw_combo_row_get_selected (self->kind);
}

static const VireoPoolFacts *
get_pool (VireoDiskDialog *self)
{
  GListModel *pools = self->host != NULL ? vireo_host_get_pools (self->host) : NULL;
  guint i = adw_combo_row_get_selected (self->pool);
  g_autoptr (VireoPool) pool = NULL;

  if (pools == NULL || i >= g_list_model_get_n_items (pools))
    return NULL;
  pool = g_list_model_get_item (pools, i);
  return vireo_pool_get_facts (pool); /* lives as long as the pool is in the list */
}

/* What is wrong with a new disk, or NULL.  (transfer full) */
static char *
check_new (VireoDiskDialog *self)
{
  const VireoPoolFacts *pool = get_pool (self);
  gboolean raw = g_strcmp0 (vireo_choice_row_get_value (self->format), "raw") == 0;

  self->capacity = 0;
  if (!vireo_size_from_text (gtk_editable_get_text (self->size), VIREO_GIB, &self->capacity)
      || self->capacity == 0)
    return g_strdup (_ ("Write a size, such as 40 GiB."));
  if (pool == NULL)
    return g_strdup (_ ("This host has no storage pool yet.  A pool is made with the first virtual "
                        "machine."));
  if (!pool->active)
    return g_strdup_printf (_ ("The storage pool “%s” is not running."), pool->name);
  if (raw && self->capacity > pool->available)
    {
      g_autofree char *available = vireo_size_to_text (pool->available);

      return g_strdup_printf (_ ("The storage pool “%s” has only %s free."), pool->name, available);
    }
  return NULL;
}

static char *
check_path (VireoDiskDialog *self)
{
  const char *path = gtk_editable_get_text (self->path);

  if (*path == '\0')
    return get_kind (self) == DRIVE ? NULL : g_strdup (_ ("Choose the disk image."));
  if (!g_path_is_absolute (path))
    return g_strdup (_ ("Write the whole path, beginning with a slash (/)."));
  return NULL;
}

/* The switch is out of sight for the other kinds. */
static gboolean
is_read_only (VireoDiskDialog *self)
{
  Kind kind = get_kind (self);

  return kind == DRIVE || (kind == EXISTING_DISK && gtk_switch_get_active (self->read_only));
}

static void
check_cb (VireoDiskDialog *self)
{
  Kind kind = get_kind (self);
  g_autofree char *problem = kind == NEW_DISK ? check_new (self) : check_path (self);
  const char *of_bus = vireo_disk_text_bus_problem (
      kind == DRIVE, vireo_choice_row_get_value (self->bus), is_read_only (self));

  vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self), of_bus != NULL ? of_bus : problem);
}

/* What is said of a new disk that is larger than the pool has room for. */
static void
update_note (VireoDiskDialog *self)
{
  const VireoPoolFacts *pool = get_pool (self);
  g_autofree char *available = vireo_size_to_text (pool != NULL ? pool->available : 0);
  g_autofree char *note = NULL;

  if (get_kind (self) == NEW_DISK && pool != NULL)
    note = g_strdup_printf (_ ("The storage pool “%s” has %s free."), pool->name, available);
  else if (get_kind (self) == DRIVE)
    note = g_strdup (_ ("A drive can stay empty until you put an ISO image into it."));
  vireo_change_dialog_set_note (VIREO_CHANGE_DIALOG (self), note);
}

static void
kind_changed_cb (VireoDiskDialog *self)
{
  Kind kind = get_kind (self);

  gtk_widget_set_visible (GTK_WIDGET (self->size), kind == NEW_DISK);
  gtk_widget_set_visible (GTK_WIDGET (self->pool), kind == NEW_DISK);
  gtk_widget_set_visible (GTK_WIDGET (self->format), kind == NEW_DISK);
  gtk_widget_set_visible (GTK_WIDGET (self->path), kind != NEW_DISK);
  gtk_widget_set_visible (self->read_only_row, kind == EXISTING_DISK);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->path),
                                 kind == DRIVE ? _ ("ISO image") : _ ("Disk image"));
  vireo_choice_row_set_value (self->bus, kind == DRIVE ? "sata" : "virtio");
  update_note (self);
  check_cb (self);
}

static void
pool_changed_cb (VireoDiskDialog *self)
{
  update_note (self);
  check_cb (self);
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoDiskDialog *self = VIREO_DISK_DIALOG (source);
  g_autoptr (GFile) file = vireo_choose_file_finish (GTK_WIDGET (self), result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    gtk_editable_set_text (self->path, path);
}

static void
choose_cb (VireoDiskDialog *self)
{
  gboolean drive = get_kind (self) == DRIVE;

  vireo_choose_file_async (GTK_WIDGET (self),
                           drive ? _ ("Choose an ISO Image") : _ ("Choose a Disk Image"),
                           drive ? VIREO_FILES_ISO : VIREO_FILES_DISK_IMAGE, self->leaving,
                           file_chosen, NULL);
}

static void
add_now (VireoDiskDialog *self)
{
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);
  VireoVm *vm = vireo_change_dialog_get_vm (dialog);
  const char *path = gtk_editable_get_text (self->path);
  const VireoPoolFacts *pool = get_pool (self);
  const char *format = vireo_choice_row_get_value (self->format);
  Kind kind = get_kind (self);
  VireoNewDisk plan = {
    .disk = {
      .device = kind == DRIVE ? "cdrom" : "disk",
      .options = {
        .set = VIREO_DISK_SET_BUS,
        .bus = vireo_choice_row_get_value (self->bus),
      },
    },
  };

  if (kind == NEW_DISK)
    {
      plan.disk.format = format;
      plan.new_pool = pool != NULL ? pool->name : NULL;
      plan.new_name = vireo_vm_get_name (vm);
      plan.capacity = self->capacity;
      plan.full = g_strcmp0 (format, "raw") == 0;
      plan.disk.options.set |= VIREO_DISK_SET_DISCARD;
      plan.disk.options.discard = "unmap";
    }
  else if (*path != '\0')
    {
      plan.disk.source.path = path;
      plan.disk.format = self->image_format;
    }
  if (is_read_only (self))
    {
      plan.disk.options.set |= VIREO_DISK_SET_READ_ONLY;
      plan.disk.options.read_only = TRUE;
    }
  vireo_vm_add_disk_async (vm, &plan, VIREO_APPLY_BOTH, NULL, vireo_change_dialog_done,
                           g_object_ref (self));
}

static void
used_confirmed (GtkWidget *where, gpointer unused)
{
  add_now (VIREO_DISK_DIALOG (where));
}

/* Two VMs that write to one disk destroy it: named and asked about. */
static void
users_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoDiskDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) users = vireo_vm_find_disk_users_finish (VIREO_VM (source), result, &error);
  g_autofree char *names = NULL, *body = NULL;

  if (users == NULL)
    {
      vireo_change_dialog_failed (VIREO_CHANGE_DIALOG (self), error);
      return;
    }
  if (users[0] == NULL || get_kind (self) == DRIVE)
    {
      add_now (self);
      return;
    }
  names = g_strjoinv (", ", users);
  body = g_strdup_printf (_ ("This disk belongs to: %s.  Two running virtual machines that write to "
                             "one disk destroy what is on it."), names);
  vireo_change_dialog_refuse (VIREO_CHANGE_DIALOG (self), body);
  vireo_confirm (GTK_WIDGET (self), _ ("Use a Disk of Another Virtual Machine?"), body,
                 _ ("_Use It"), TRUE, used_confirmed, NULL, NULL);
}

static void
find_users (VireoDiskDialog *self)
{
  VireoMedia media = { .path = gtk_editable_get_text (self->path) };

  vireo_vm_find_disk_users_async (vireo_change_dialog_get_vm (VIREO_CHANGE_DIALOG (self)), &media,
                                  self->leaving, users_found, g_object_ref (self));
}

static void
base_allowed (GtkWidget *where, gpointer unused)
{
  find_users (VIREO_DISK_DIALOG (where));
}

/* An image that names another file makes QEMU read it: somebody may have sent it for that. */
static void
ask_for_base (VireoDiskDialog *self, const char *backing)
{
  g_autofree char *body
      = g_strdup_printf (_ ("This disk image makes the virtual machine read another file, “%s”.  If "
                            "you did not make the image yourself, that may be a file nobody should "
                            "see."),
                         backing);

  vireo_change_dialog_refuse (VIREO_CHANGE_DIALOG (self), body);
  vireo_confirm (GTK_WIDGET (self), _ ("Let It Read the Other File?"), body, _ ("_Use It"), TRUE,
                 base_allowed, NULL, NULL);
}

/* A file that this computer cannot read may still be one that the hypervisor can. */
static void
image_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoDiskDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoDiskImage) image = vireo_disk_image_read_finish (result, &error);

  if (g_error_matches (error, VIREO_ERROR, VIREO_ERROR_GONE)
      || g_error_matches (error, VIREO_ERROR, VIREO_ERROR_INVALID))
    {
      vireo_change_dialog_failed (VIREO_CHANGE_DIALOG (self), error);
      return;
    }
  if (image != NULL && (image->problem != NULL || image->ovf != NULL))
    {
      char *problem = image->problem != NULL
                          ? image->problem
                          : _ ("This is a virtual appliance.  Make a new virtual machine from it.");

      vireo_change_dialog_refuse (VIREO_CHANGE_DIALOG (self), problem);
      return;
    }
  self->image_format = image != NULL ? g_strdup (image->format) : NULL;
  if (image != NULL && image->backing != NULL)
    ask_for_base (self, image->backing);
  else
    find_users (self);
}

static void
vireo_disk_dialog_apply (VireoChangeDialog *dialog)
{
  VireoDiskDialog *self = VIREO_DISK_DIALOG (dialog);
  const VireoHostFacts *facts = self->host != NULL ? vireo_host_get_facts (self->host) : NULL;
  const char *path = gtk_editable_get_text (self->path);

  g_clear_pointer (&self->image_format, g_free);
  if (get_kind (self) == NEW_DISK || *path == '\0')
    add_now (self);
  else if (get_kind (self) == EXISTING_DISK && facts != NULL && facts->is_local)
    vireo_disk_image_read_async (path, self->leaving, image_read, g_object_ref (self));
  else
    find_users (self);
}

static void
vireo_disk_dialog_dispose (GObject *object)
{
  VireoDiskDialog *self = VIREO_DISK_DIALOG (object);

  g_cancellable_cancel (self->leaving);
  g_clear_object (&self->leaving);
  g_clear_object (&self->host);
  g_clear_pointer (&self->image_format, g_free);
  G_OBJECT_CLASS (vireo_disk_dialog_parent_class)->dispose (object);
}

static void
vireo_disk_dialog_class_init (VireoDiskDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_disk_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_disk_dialog_apply;
  g_type_ensure (VIREO_TYPE_CHOICE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-disk-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoDiskDialog, name)
  BIND (kind);
  BIND (pool);
  BIND (bus);
  BIND (format);
  BIND (size);
  BIND (path);
  BIND (read_only);
  BIND (read_only_row);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, pool_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}

static void
vireo_disk_dialog_init (VireoDiskDialog *self)
{
  self->leaving = g_cancellable_new ();
  vireo_init_template (GTK_WIDGET (self));
}

static void
list_buses (VireoDiskDialog *self)
{
  g_auto (GStrv) buses = vireo_hardware_advice_list_disk_buses (
      self->host != NULL ? vireo_host_get_facts (self->host) : NULL);
  guint n = g_strv_length (buses);
  g_autofree VireoChoice *choices = g_new (VireoChoice, n);

  for (guint i = 0; i < n; i++)
    choices[i] = (VireoChoice){ buses[i], vireo_disk_bus_get_label (buses[i]) };
  vireo_choice_row_fill (self->bus, choices, n, n > 0 ? buses[0] : "virtio");
}

static void
list_pools (VireoDiskDialog *self)
{
  GListModel *pools = self->host != NULL ? vireo_host_get_pools (self->host) : NULL;
  guint n = pools != NULL ? g_list_model_get_n_items (pools) : 0;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);

      gtk_string_list_append (names, vireo_pool_get_facts (pool)->name);
    }
  adw_combo_row_set_model (self->pool, G_LIST_MODEL (names));
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (gtk_string_list_get_string (names, i), "default") == 0)
      adw_combo_row_set_selected (self->pool, i);
}

/**
 * vireo_disk_dialog_new:
 * @where: a widget of the window that asks
 * @host: (nullable): whose pools are offered
 * @vm: what gets the disk
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_disk_dialog_new (GtkWidget *where, VireoHost *host, VireoVm *vm)
{
  VireoDiskDialog *self = g_object_new (VIREO_TYPE_DISK_DIALOG, NULL);

  g_set_object (&self->host, host);
  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  list_buses (self);
  vireo_choice_row_fill (self->format, formats, G_N_ELEMENTS (formats), "qcow2");
  list_pools (self);
  gtk_editable_set_text (self->size, "20 GiB");
  kind_changed_cb (self);
  return GTK_WIDGET (self);
}
