/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/host/vireo-network-dialog.h"
#include "view/host/vireo-network-row.h"
#include "view/host/vireo-pool-dialog.h"
#include "view/host/vireo-pool-row.h"
#include "view/host/vireo-resource-page.h"

typedef struct
{
  const char *name, *title, *description, *create, *empty;
  GListModel *(*get) (VireoHost *host);
  GtkWidget *(*make_row) (gpointer resource, gpointer host);
  GtkWidget *(*make_dialog) (GtkWidget *where, VireoHost *host);
} Kind;

struct _VireoResourcePage
{
  AdwBin parent_instance;

  const Kind *kind;
  VireoHost *host; /* (owned) (nullable) */

  GtkListBox *list;
  GtkLabel *empty;
};

enum
{
  PROP_HOST = 1,
  PROP_KIND,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoResourcePage, vireo_resource_page, ADW_TYPE_BIN)

static GtkWidget *
make_network_row (gpointer network, gpointer host)
{
  return vireo_network_row_new (host, network);
}

static GtkWidget *
make_pool_row (gpointer pool, gpointer host)
{
  return vireo_pool_row_new (host, pool);
}

static const Kind kinds[] = {
  { "networks", N_ ("Virtual Networks"),
    N_ ("Guests on the same network reach each other; the host gives them their addresses."),
    N_ ("Create _Network…"), N_ ("This host has no virtual network."), vireo_host_get_networks,
    make_network_row, vireo_network_dialog_new },
  { "pools", N_ ("Storage Pools"),
    N_ ("A pool is a folder or device of the host with disk images in it."),
    N_ ("Create _Pool…"), N_ ("This host has no storage pool."), vireo_host_get_pools,
    make_pool_row, vireo_pool_dialog_new },
};

static void
set_host (VireoResourcePage *self, VireoHost *host)
{
  if (!g_set_object (&self->host, host))
    return;
  gtk_list_box_bind_model (self->list, host != NULL ? self->kind->get (host) : NULL,
                           self->kind->make_row, host, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "resource.create", host != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST]);
}

static void
set_kind (VireoResourcePage *self, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (name, kinds[i].name) == 0)
      self->kind = &kinds[i];
  g_return_if_fail (self->kind != NULL);
}

static void
create_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoResourcePage *self = VIREO_RESOURCE_PAGE (widget);

  gtk_window_present (GTK_WINDOW (self->kind->make_dialog (widget, self->host)));
}

static void
vireo_resource_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoResourcePage *self = VIREO_RESOURCE_PAGE (object);

  if (id == PROP_HOST)
    g_value_set_object (value, self->host);
  else if (id == PROP_KIND)
    g_value_set_string (value, self->kind != NULL ? self->kind->name : NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_resource_page_set_property (GObject *object, guint id, const GValue *value,
                                  GParamSpec *pspec)
{
  VireoResourcePage *self = VIREO_RESOURCE_PAGE (object);

  if (id == PROP_HOST)
    set_host (self, g_value_get_object (value));
  else if (id == PROP_KIND)
    set_kind (self, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_resource_page_constructed (GObject *object)
{
  VireoResourcePage *self = VIREO_RESOURCE_PAGE (object);

  G_OBJECT_CLASS (vireo_resource_page_parent_class)->constructed (object);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->kind->title), -1);
  gtk_label_set_label (self->empty, _ (self->kind->empty));
}

/* Words for the bindings; the kind is not known yet when the first ones are made. */

static char *
title_text (VireoResourcePage *self, const char *kind)
{
  return g_strdup (self->kind != NULL ? _ (self->kind->title) : "");
}

static char *
description_text (VireoResourcePage *self, const char *kind)
{
  return g_strdup (self->kind != NULL ? _ (self->kind->description) : "");
}

static char *
create_text (VireoResourcePage *self, const char *kind)
{
  return g_strdup (self->kind != NULL ? _ (self->kind->create) : "");
}

static void
vireo_resource_page_dispose (GObject *object)
{
  g_clear_object (&VIREO_RESOURCE_PAGE (object)->host);
  G_OBJECT_CLASS (vireo_resource_page_parent_class)->dispose (object);
}

static void
vireo_resource_page_class_init (VireoResourcePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_resource_page_get_property;
  object_class->set_property = vireo_resource_page_set_property;
  object_class->constructed = vireo_resource_page_constructed;
  object_class->dispose = vireo_resource_page_dispose;

  props[PROP_HOST]
      = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_KIND]
      = g_param_spec_string ("kind", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-resource-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoResourcePage, list);
  gtk_widget_class_bind_template_child (widget_class, VireoResourcePage, empty);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_text);
  gtk_widget_class_bind_template_callback (widget_class, create_text);
  gtk_widget_class_install_action (widget_class, "resource.create", NULL, create_action);
}

static void
vireo_resource_page_init (VireoResourcePage *self)
{
  vireo_init_template (GTK_WIDGET (self));
  gtk_list_box_set_placeholder (self->list, GTK_WIDGET (self->empty));
}
