/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-busy-icon.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"

struct _VireoBusyIcon
{
  AdwBin parent_instance;

  char *icon_name; /* (owned) (nullable) */
  char *label;     /* (owned) (nullable) */
  gboolean busy;
};

enum
{
  PROP_ICON_NAME = 1,
  PROP_LABEL,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoBusyIcon, vireo_busy_icon, ADW_TYPE_BIN)

static void
vireo_busy_icon_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoBusyIcon *self = VIREO_BUSY_ICON (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_busy_icon_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoBusyIcon *self = VIREO_BUSY_ICON (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      g_free (self->icon_name);
      self->icon_name = g_value_dup_string (value);
      break;
    case PROP_LABEL:
      g_free (self->label);
      self->label = g_value_dup_string (value);
      break;
    case PROP_BUSY:
      self->busy = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static char *
visible_child (gpointer instance, gboolean busy)
{
  return g_strdup (busy ? "spinner" : "icon");
}

static void
vireo_busy_icon_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VIREO_TYPE_BUSY_ICON);
  G_OBJECT_CLASS (vireo_busy_icon_parent_class)->dispose (object);
}

static void
vireo_busy_icon_finalize (GObject *object)
{
  g_free (VIREO_BUSY_ICON (object)->icon_name);
  g_free (VIREO_BUSY_ICON (object)->label);
  G_OBJECT_CLASS (vireo_busy_icon_parent_class)->finalize (object);
}

static void
vireo_busy_icon_class_init (VireoBusyIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_busy_icon_get_property;
  object_class->set_property = vireo_busy_icon_set_property;
  object_class->dispose = vireo_busy_icon_dispose;
  object_class->finalize = vireo_busy_icon_finalize;

  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/common/vireo-busy-icon.ui");
  gtk_widget_class_bind_template_callback (widget_class, visible_child);
  vireo_text_bind (widget_class);
}

static void
vireo_busy_icon_init (VireoBusyIcon *self)
{
  vireo_init_template (GTK_WIDGET (self));
}
