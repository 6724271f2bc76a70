/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-memory-dialog.h"

struct _VireoMemoryDialog
{
  VireoChangeDialog parent_instance;

  VireoDomainSettings *settings;        /* (owned) (nullable): until filled */
  guint64 host_memory;                  /* bytes; 0: not known */
  guint64 wanted, max_wanted;           /* bytes; 0: the text is no size */

  GtkEditable *memory, *max_memory;
  AdwActionRow *now_row;
  GtkSwitch *now;
};

G_DEFINE_FINAL_TYPE (VireoMemoryDialog, vireo_memory_dialog, VIREO_TYPE_CHANGE_DIALOG)

static gboolean
differs (guint64 a, guint64 b)
{
  return (a > b ? a - b : b - a) >= VIREO_MIB;
}

/* --- what is wrong --- */

/* A bare number counts MiB, as in other managers. */
static guint64
read_size (GtkEditable *entry)
{
  guint64 size = 0;

  return vireo_size_from_text (gtk_editable_get_text (entry), VIREO_MIB, &size) ? size : 0;
}

static void
mark (GtkEditable *entry, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

/* Whether the balloon can do it, said in the row that offers it. */
static void
show_now (VireoMemoryDialog *self)
{
  const VireoDomainValues *live = vireo_domain_settings_get_live (self->settings);
  g_autofree char *max = NULL;
  g_autofree char *text = NULL;
  gboolean can = FALSE;

  if (live == NULL)
    return;
  if ((live->virtio & VIREO_VIRTIO_BALLOON) == 0)
    text = g_strdup (_ ("It needs a restart: this virtual machine has no memory balloon"));
  else if (self->wanted > live->max_memory && differs (self->wanted, live->max_memory))
    {
      max = vireo_size_to_text (live->max_memory);
      text = g_strdup_printf (_ ("It needs a restart: as it runs it can have %s at most"), max);
    }
  else
    {
      can = self->wanted > 0 && differs (self->wanted, live->memory);
      max = vireo_size_to_text (live->memory);
      text = can && self->wanted < live->memory
                 ? g_strdup (_ ("The guest gives back what it can spare"))
                 : g_strdup_printf (_ ("It runs with %s"), max);
    }
  adw_action_row_set_subtitle (self->now_row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->now_row), can);
}

static void
show_note (VireoMemoryDialog *self)
{
  gboolean runs = vireo_domain_settings_get_live (self->settings) != NULL;
  g_autofree char *there = vireo_size_to_text (self->host_memory);
  g_autofree char *text = NULL;

  if (self->host_memory > 0 && self->max_wanted > self->host_memory)
    text = g_strdup_printf (_ ("The host has only %s."), there);
  else if (runs && vireo_domain_settings_get_config (self->settings) == NULL)
    text = g_strdup (_ ("The virtual machine is not kept when it stops, so only what runs can be "
                        "changed."));
  else if (runs)
    text = g_strdup (_ ("The maximum changes at the next start."));
  vireo_change_dialog_set_note (VIREO_CHANGE_DIALOG (self), text);
}

static const char *
find_problem (VireoMemoryDialog *self)
{
  if (self->wanted == 0 || self->max_wanted == 0)
    return _ ("Write a size, such as 2 GiB or 2048 MiB.");
  if (self->wanted < VIREO_MIB)
    return _ ("No guest can run with less than 1 MiB.");
  if (self->wanted > self->max_wanted)
    return _ ("There cannot be more memory than there can be at most.");
  return NULL;
}

static void
check_cb (VireoMemoryDialog *self)
{
  if (self->settings == NULL)
    return;
  self->wanted = read_size (self->memory);
  self->max_wanted = read_size (self->max_memory);
  mark (self->memory, self->wanted < VIREO_MIB || self->wanted > self->max_wanted);
  mark (self->max_memory, self->max_wanted == 0);
  vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self), find_problem (self));
  show_now (self);
  show_note (self);
}

static void
entry_activated_cb (VireoMemoryDialog *self)
{
  vireo_change_dialog_apply (VIREO_CHANGE_DIALOG (self));
}

static void
vireo_memory_dialog_apply (VireoChangeDialog *dialog)
{
  VireoMemoryDialog *self = VIREO_MEMORY_DIALOG (dialog);
  gboolean kept = vireo_domain_settings_get_config (self->settings) != NULL;
  gboolean now = vireo_domain_settings_get_live (self->settings) != NULL
                 && gtk_widget_is_sensitive (GTK_WIDGET (self->now_row))
                 && gtk_switch_get_active (self->now);
  VireoApply apply = !kept ? VIREO_APPLY_NOW : now ? VIREO_APPLY_BOTH : VIREO_APPLY_NEXT_START;

  vireo_vm_set_memory_async (vireo_change_dialog_get_vm (dialog), self->wanted,
                             kept ? self->max_wanted : 0, apply, NULL, vireo_change_dialog_done,
                             g_object_ref (self));
}

static void
vireo_memory_dialog_dispose (GObject *object)
{
  g_clear_object (&VIREO_MEMORY_DIALOG (object)->settings);
  G_OBJECT_CLASS (vireo_memory_dialog_parent_class)->dispose (object);
}

static void
vireo_memory_dialog_class_init (VireoMemoryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_memory_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_memory_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-memory-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoMemoryDialog, memory);
  gtk_widget_class_bind_template_child (widget_class, VireoMemoryDialog, max_memory);
  gtk_widget_class_bind_template_child (widget_class, VireoMemoryDialog, now_row);
  gtk_widget_class_bind_template_child (widget_class, VireoMemoryDialog, now);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

static void
vireo_memory_dialog_init (VireoMemoryDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/* Exact, so that what is not touched stays as it is. */
static void
set_size (GtkEditable *entry, guint64 bytes)
{
  g_autofree char *text
      = bytes % VIREO_GIB == 0
            ? g_strdup_printf ("%" G_GUINT64_FORMAT " GiB", bytes / VIREO_GIB)
        : bytes % VIREO_MIB == 0
            ? g_strdup_printf ("%" G_GUINT64_FORMAT " MiB", bytes / VIREO_MIB)
            : g_strdup_printf ("%" G_GUINT64_FORMAT " KiB", bytes / VIREO_KIB);

  gtk_editable_set_text (entry, text);
}

/**
 * vireo_memory_dialog_new:
 * @where: a widget of the window that asks
 * @host: (nullable): how much it has is a hint
 * @vm: whose memory it is
 * @settings: of @vm
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_memory_dialog_new (GtkWidget *where,
                         VireoHost *host,
                         VireoVm *vm,
                         VireoDomainSettings *settings)
{
  VireoMemoryDialog *self = g_object_new (VIREO_TYPE_MEMORY_DIALOG, NULL);
  const VireoHostFacts *facts = host != NULL ? vireo_host_get_facts (host) : NULL;
  const VireoDomainValues *live = vireo_domain_settings_get_live (settings);
  const VireoDomainValues *config = vireo_domain_settings_get_config (settings);
  const VireoDomainValues *values = config != NULL ? config : live;

  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  self->host_memory = facts != NULL ? facts->memory : 0;
  set_size (self->memory, values->memory);
  set_size (self->max_memory, values->max_memory);
  gtk_widget_set_sensitive (GTK_WIDGET (self->max_memory), config != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->now_row), live != NULL && config != NULL);
  gtk_switch_set_active (self->now, TRUE);
  gtk_editable_select_region (self->memory, 0, -1);
  vireo_change_dialog_begin_in (VIREO_CHANGE_DIALOG (self), GTK_WIDGET (self->memory));
  self->settings = g_object_ref (settings);
  check_cb (self);
  return GTK_WIDGET (self);
}
