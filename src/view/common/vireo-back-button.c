/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-back-button.h"
#include "view/common/vireo-template.h"

struct _VireoBackButton
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;      /* (nullable): borrowed while rooted */
  GBinding *show_button;    /* (nullable) (owned) */
  GBinding *show_start_end; /* (nullable) (owned) */
  GBinding *layout;         /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (VireoBackButton, vireo_back_button, ADW_TYPE_BIN)

static void
go_back_cb (VireoBackButton *self)
{
  if (self->leaflet != NULL)
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
unbind (GBinding **binding)
{
  if (*binding != NULL)
    g_binding_unbind (*binding);
  g_clear_object (binding);
}

/* In a narrow window closing it is what there is room for. */
static gboolean
choose_layout (GBinding *binding, const GValue *folded, GValue *layout, gpointer unused)
{
  g_value_set_string (layout, g_value_get_boolean (folded) ? ":close" : NULL);
  return TRUE;
}

static void
vireo_back_button_root (GtkWidget *widget)
{
  VireoBackButton *self = VIREO_BACK_BUTTON (widget);
  GtkWidget *leaflet = gtk_widget_get_ancestor (widget, ADW_TYPE_LEAFLET);
  GtkWidget *header = gtk_widget_get_ancestor (widget, ADW_TYPE_HEADER_BAR);

  GTK_WIDGET_CLASS (vireo_back_button_parent_class)->root (widget);
  if (leaflet == NULL)
    return;
  self->leaflet = ADW_LEAFLET (leaflet);
  self->show_button = g_object_ref (
      g_object_bind_property (leaflet, "folded", widget, "visible", G_BINDING_SYNC_CREATE));
  if (header == NULL)
    return;
  self->show_start_end = g_object_ref (g_object_bind_property (
      leaflet, "folded", header, "show-start-title-buttons", G_BINDING_SYNC_CREATE));
  self->layout = g_object_ref (
      g_object_bind_property_full (leaflet, "folded", header, "decoration-layout",
                                   G_BINDING_SYNC_CREATE, choose_layout, NULL, NULL, NULL));
}

static void
vireo_back_button_unroot (GtkWidget *widget)
{
  VireoBackButton *self = VIREO_BACK_BUTTON (widget);

  self->leaflet = NULL;
  unbind (&self->show_button);
  unbind (&self->show_start_end);
  unbind (&self->layout);
  GTK_WIDGET_CLASS (vireo_back_button_parent_class)->unroot (widget);
}

static void
vireo_back_button_class_init (VireoBackButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->root = vireo_back_button_root;
  widget_class->unroot = vireo_back_button_unroot;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/common/vireo-back-button.ui");
  gtk_widget_class_bind_template_callback (widget_class, go_back_cb);
}

static void
vireo_back_button_init (VireoBackButton *self)
{
  vireo_init_template (GTK_WIDGET (self));
}
