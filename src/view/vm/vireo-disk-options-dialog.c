/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/vm/vireo-choice-row.h"
#include "view/vm/vireo-disk-options-dialog.h"
#include "view/vm/vireo-disk-text.h"

struct _VireoDiskOptionsDialog
{
  VireoChangeDialog parent_instance;

  VireoDisk *disk; /* (owned) */

  VireoChoiceRow *bus, *cache, *discard, *io;
  GtkEditable *serial;
  GtkSwitch *read_only, *shareable;
};

G_DEFINE_FINAL_TYPE (VireoDiskOptionsDialog, vireo_disk_options_dialog, VIREO_TYPE_CHANGE_DIALOG)

static const VireoChoice buses[] = {
  { "virtio", N_ ("VirtIO") }, { "scsi", N_ ("SCSI") }, { "sata", N_ ("SATA") },
  { "usb", N_ ("USB") },       { "ide", N_ ("IDE") },
};
static const VireoChoice caches[] = {
  { NULL, N_ ("As the hypervisor chooses") },
  { "none", N_ ("none: past the host's memory") },
  { "writeback", N_ ("writeback: through the host's memory") },
  { "writethrough", N_ ("writethrough: safe, slow") },
  { "directsync", N_ ("directsync: safest, slowest") },
  { "unsafe", N_ ("unsafe: fast, loses data with the power") },
};
static const VireoChoice discards[] = {
  { NULL, N_ ("As the hypervisor chooses") },
  { "unmap", N_ ("unmap: give freed space back") },
  { "ignore", N_ ("ignore: keep freed space") },
};
static const VireoChoice ios[] = {
  { NULL, N_ ("As the hypervisor chooses") },
  { "native", N_ ("native") },
  { "threads", N_ ("threads") },
  { "io_uring", N_ ("io_uring") },
};

static const VireoDiskValues *
values_of (VireoDiskOptionsDialog *self)
{
  const VireoDiskValues *config = vireo_disk_get_config (self->disk);

  return config != NULL ? config : vireo_disk_get_shown (self->disk);
}

static void
check_cb (VireoDiskOptionsDialog *self)
{
  const char *cache = vireo_choice_row_get_value (self->cache);
  const char *io = vireo_choice_row_get_value (self->io);
  const char *problem
      = vireo_disk_text_bus_problem (vireo_disk_is_removable (self->disk),
                                     vireo_choice_row_get_value (self->bus),
                                     gtk_switch_get_active (self->read_only));

  if (g_strcmp0 (io, "native") == 0 && g_strcmp0 (cache, "none") != 0
      && g_strcmp0 (cache, "directsync") != 0)
    problem = _ ("I/O mode native needs cache mode none or directsync.");
  vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self), problem);
}

static void
vireo_disk_options_dialog_apply (VireoChangeDialog *dialog)
{
  VireoDiskOptionsDialog *self = VIREO_DISK_OPTIONS_DIALOG (dialog);
  const VireoDiskValues *old = values_of (self);
  const char *serial = gtk_editable_get_text (self->serial);
  VireoDiskOptions options = {
    .bus = vireo_choice_row_get_value (self->bus),
    .cache = vireo_choice_row_get_value (self->cache),
    .discard = vireo_choice_row_get_value (self->discard),
    .io = vireo_choice_row_get_value (self->io),
    .serial = *serial != '\0' ? serial : NULL,
    .read_only = gtk_switch_get_active (self->read_only),
    .shareable = gtk_switch_get_active (self->shareable),
  };

  if (g_strcmp0 (options.bus, old->bus) != 0)
    options.set |= VIREO_DISK_SET_BUS;
  if (g_strcmp0 (options.cache, old->cache) != 0)
    options.set |= VIREO_DISK_SET_CACHE;
  if (g_strcmp0 (options.discard, old->discard) != 0)
    options.set |= VIREO_DISK_SET_DISCARD;
  if (g_strcmp0 (options.io, old->io) != 0)
    options.set |= VIREO_DISK_SET_IO;
  if (g_strcmp0 (options.serial, old->serial) != 0)
    options.set |= VIREO_DISK_SET_SERIAL;
  if (options.read_only != old->read_only)
    options.set |= VIREO_DISK_SET_READ_ONLY;
  if (options.shareable != old->shareable)
    options.set |= VIREO_DISK_SET_SHAREABLE;
  if (options.set == 0)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  vireo_vm_edit_disk_async (vireo_change_dialog_get_vm (dialog), self->disk, &options,
                            VIREO_APPLY_NEXT_START, NULL, vireo_change_dialog_done,
                            g_object_ref (self));
}

static void
vireo_disk_options_dialog_dispose (GObject *object)
{
  g_clear_object (&VIREO_DISK_OPTIONS_DIALOG (object)->disk);
  G_OBJECT_CLASS (vireo_disk_options_dialog_parent_class)->dispose (object);
}

static void
vireo_disk_options_dialog_class_init (VireoDiskOptionsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_disk_options_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_disk_options_dialog_apply;
  g_type_ensure (VIREO_TYPE_CHOICE_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-disk-options-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoDiskOptionsDialog, name)
  BIND (bus);
  BIND (cache);
  BIND (discard);
  BIND (io);
  BIND (serial);
  BIND (read_only);
  BIND (shareable);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
}

static void
vireo_disk_options_dialog_init (VireoDiskOptionsDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_disk_options_dialog_new:
 * @where: a widget of the window that asks
 * @vm: whose disk it is
 * @disk: which
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_disk_options_dialog_new (GtkWidget *where, VireoVm *vm, VireoDisk *disk)
{
  VireoDiskOptionsDialog *self = g_object_new (VIREO_TYPE_DISK_OPTIONS_DIALOG, NULL);
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);
  const VireoDiskValues *values;

  self->disk = g_object_ref (disk);
  values = values_of (self);
  vireo_change_dialog_open (dialog, where, vm);
  if (vireo_disk_get_live (disk) != NULL)
    vireo_change_dialog_set_note (dialog, _ ("What runs now stays as it is; the change comes at "
                                             "the next start."));
  vireo_choice_row_fill (self->bus, buses, G_N_ELEMENTS (buses), values->bus);
  vireo_choice_row_fill (self->cache, caches, G_N_ELEMENTS (caches), values->cache);
  vireo_choice_row_fill (self->discard, discards, G_N_ELEMENTS (discards), values->discard);
  vireo_choice_row_fill (self->io, ios, G_N_ELEMENTS (ios), values->io);
  gtk_editable_set_text (self->serial, values->serial != NULL ? values->serial : "");
  gtk_switch_set_active (self->read_only, values->read_only);
  gtk_switch_set_active (self->shareable, values->shareable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->read_only), !vireo_disk_is_removable (disk));
  check_cb (self);
  return GTK_WIDGET (self);
}
