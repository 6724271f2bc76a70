/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/host/vireo-pool-dialog.h"
#include "view/host/vireo-pool-row.h"
#include "view/host/vireo-storage-page.h"

struct _VireoStoragePage
{
  AdwBin parent_instance;

  VireoHost *host; /* (owned) (nullable) */

  GtkListBox *list;
};

enum
{
  PROP_HOST = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoStoragePage, vireo_storage_page, ADW_TYPE_BIN)

static GtkWidget *
make_row (gpointer pool, gpointer host)
{
  return vireo_pool_row_new (host, pool);
}

static void
set_host (VireoStoragePage *self, VireoHost *host)
{
  if (!g_set_object (&self->host, host))
    return;
  gtk_list_box_bind_model (self->list, host != NULL ? vireo_host_get_pools (host) : NULL, make_row,
                           host, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "storage.create", host != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST]);
}

static void
create_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (
      GTK_WINDOW (vireo_pool_dialog_new (widget, VIREO_STORAGE_PAGE (widget)->host)));
}

static void
vireo_storage_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HOST)
    g_value_set_object (value, VIREO_STORAGE_PAGE (object)->host);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_storage_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HOST)
    set_host (VIREO_STORAGE_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_storage_page_dispose (GObject *object)
{
  g_clear_object (&VIREO_STORAGE_PAGE (object)->host);
  G_OBJECT_CLASS (vireo_storage_page_parent_class)->dispose (object);
}

static void
vireo_storage_page_class_init (VireoStoragePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_storage_page_get_property;
  object_class->set_property = vireo_storage_page_set_property;
  object_class->dispose = vireo_storage_page_dispose;

  props[PROP_HOST]
      = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-storage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoStoragePage, list);
  gtk_widget_class_install_action (widget_class, "storage.create", NULL, create_action);
}

static GtkWidget *
make_placeholder (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  return label;
}

static void
vireo_storage_page_init (VireoStoragePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_placeholder (self->list, make_placeholder (_ ("This host has no storage pool.")));
}
