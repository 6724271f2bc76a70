/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for AdwBanner, which the floor does not have; with two buttons, which AdwBanner
 * has not. */

#include "config.h"

#include "view/common/vireo-banner.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"

struct _VireoBanner
{
  AdwBin parent_instance;

  char *title;             /* (owned) (nullable) */
  char *kind;              /* (owned) */
  char *button_label;      /* (owned) (nullable) */
  char *action_name;       /* (owned) (nullable) */
  char *close_action_name; /* (owned) (nullable) */
  gboolean revealed;

  GtkWidget *bar;
};

enum
{
  PROP_TITLE = 1,
  PROP_KIND,
  PROP_BUTTON_LABEL,
  PROP_ACTION_NAME,
  PROP_CLOSE_ACTION_NAME,
  PROP_REVEALED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoBanner, vireo_banner, ADW_TYPE_BIN)

static char **
text_of (VireoBanner *self, guint id)
{
  switch (id)
    {
    case PROP_TITLE:
      return &self->title;
    case PROP_KIND:
      return &self->kind;
    case PROP_BUTTON_LABEL:
      return &self->button_label;
    case PROP_ACTION_NAME:
      return &self->action_name;
    case PROP_CLOSE_ACTION_NAME:
      return &self->close_action_name;
    default:
      return NULL;
    }
}

static void
vireo_banner_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoBanner *self = VIREO_BANNER (object);

  if (id == PROP_REVEALED)
    g_value_set_boolean (value, self->revealed);
  else if (text_of (self, id) != NULL)
    g_value_set_string (value, *text_of (self, id));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_banner_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoBanner *self = VIREO_BANNER (object);
  char **text = text_of (self, id);

  if (id == PROP_REVEALED)
    {
      if (self->revealed == g_value_get_boolean (value))
        return;
      self->revealed = g_value_get_boolean (value);
    }
  else if (text == NULL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  else
    {
      if (g_strcmp0 (*text, g_value_get_string (value)) == 0)
        return;
      if (id == PROP_KIND && *text != NULL)
        gtk_widget_remove_css_class (self->bar, *text);
      g_free (*text);
      *text = g_value_dup_string (value);
      if (id == PROP_KIND && *text != NULL)
        gtk_widget_add_css_class (self->bar, *text);
    }
  g_object_notify_by_pspec (object, pspec);
}

static char *
icon_for_kind (gpointer instance, const char *kind)
{
  if (g_strcmp0 (kind, "error") == 0)
    return g_strdup ("dialog-error-symbolic");
  if (g_strcmp0 (kind, "warning") == 0)
    return g_strdup ("dialog-warning-symbolic");
  return g_strdup ("dialog-information-symbolic");
}

static void
vireo_banner_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VIREO_TYPE_BANNER);
  G_OBJECT_CLASS (vireo_banner_parent_class)->dispose (object);
}

static void
vireo_banner_finalize (GObject *object)
{
  for (guint id = PROP_TITLE; id <= PROP_CLOSE_ACTION_NAME; id++)
    g_free (*text_of (VIREO_BANNER (object), id));
  G_OBJECT_CLASS (vireo_banner_parent_class)->finalize (object);
}

static void
vireo_banner_class_init (VireoBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_banner_get_property;
  object_class->set_property = vireo_banner_set_property;
  object_class->dispose = vireo_banner_dispose;
  object_class->finalize = vireo_banner_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  props[PROP_BUTTON_LABEL] = g_param_spec_string ("button-label", NULL, NULL, NULL, flags);
  props[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL, flags);
  props[PROP_CLOSE_ACTION_NAME] = g_param_spec_string ("close-action-name", NULL, NULL, NULL, flags);
  props[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/common/vireo-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoBanner, bar);
  vireo_text_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, icon_for_kind);
  gtk_widget_class_set_css_name (widget_class, "vireobanner");
}

static void
vireo_banner_init (VireoBanner *self)
{
  vireo_init_template (GTK_WIDGET (self));
}
