/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/host/vireo-volume-row.h"

struct _VireoVolumeRow
{
  AdwActionRow parent_instance;

  VireoHost *host;     /* (owned) */
  char *pool;          /* (owned) */
  VireoVolume *volume; /* (owned) */

  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (VireoVolumeRow, vireo_volume_row, ADW_TYPE_ACTION_ROW)

static char *
make_subtitle (const VireoVolumeFacts *facts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *capacity = vireo_size_to_text (facts->capacity);
  g_autofree char *allocation = vireo_size_to_text (facts->allocation);

  if (facts->format != NULL)
    g_string_append_printf (text, "%s, ", facts->format);
  if (facts->allocation < facts->capacity)
    /* Translators: size of a disk image as the guest sees it, and what it takes on the host */
    g_string_append_printf (text, _ ("%s, takes %s"), capacity, allocation);
  else
    g_string_append (text, capacity);
  g_string_append_c (text, '\n');
  if (facts->user != NULL)
    /* Translators: the name of a virtual machine or of a disk image that is built upon this one */
    g_string_append_printf (text, _ ("Used by “%s”"), facts->user);
  else
    g_string_append (text, _ ("Not used by a virtual machine"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_host_order_finish (VIREO_HOST (source), result, &error))
    vireo_report_error (row, _ ("The volume could not be deleted."), error);
}

static void
delete_confirmed (GtkWidget *widget, gpointer unused)
{
  VireoVolumeRow *self = VIREO_VOLUME_ROW (widget);

  vireo_host_delete_volume_async (self->host, self->pool,
                                  vireo_volume_get_facts (self->volume)->name, NULL, deleted,
                                  g_object_ref (widget));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const VireoVolumeFacts *facts = vireo_volume_get_facts (VIREO_VOLUME_ROW (widget)->volume);
  g_autofree char *heading = g_strdup_printf (_ ("Delete “%s”?"), facts->name);
  g_autofree char *body
      /* Translators: the path of a file */
      = g_strdup_printf (_ ("%s and all that is stored in it will be gone for good."),
                         facts->path != NULL ? facts->path : facts->name);

  vireo_confirm (widget, heading, body, _ ("_Delete"), TRUE, delete_confirmed, NULL, NULL);
}

static void
vireo_volume_row_dispose (GObject *object)
{
  VireoVolumeRow *self = VIREO_VOLUME_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_VOLUME_ROW);
  g_clear_object (&self->volume);
  g_clear_object (&self->host);
  g_clear_pointer (&self->pool, g_free);
  G_OBJECT_CLASS (vireo_volume_row_parent_class)->dispose (object);
}

static void
vireo_volume_row_class_init (VireoVolumeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_volume_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-volume-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoVolumeRow, remove);
  gtk_widget_class_install_action (widget_class, "volume.delete", NULL, delete_action);
}

static void
vireo_volume_row_init (VireoVolumeRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_volume_row_new:
 * @pool: the name of the pool it is in
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
vireo_volume_row_new (VireoHost *host, const char *pool, VireoVolume *volume)
{
  VireoVolumeRow *self = g_object_new (VIREO_TYPE_VOLUME_ROW, NULL);
  const VireoVolumeFacts *facts = vireo_volume_get_facts (volume);
  g_autofree char *subtitle = make_subtitle (facts);

  self->host = g_object_ref (host);
  self->pool = g_strdup (pool);
  self->volume = g_object_ref (volume);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), facts->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "volume.delete", facts->user == NULL);
  gtk_widget_set_visible (self->remove, facts->user == NULL);
  return GTK_WIDGET (self);
}
