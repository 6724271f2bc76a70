/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-install-bar.h"

struct _VireoInstallBar
{
  AdwBin parent_instance;

  VireoVm *vm; /* (owned) (nullable) */
};

enum
{
  PROP_VM = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoInstallBar, vireo_install_bar, ADW_TYPE_BIN)

/* Words for the bindings */

static gboolean
is_running (gpointer instance, guint phase, guint state, const char *media)
{
  return phase == VIREO_INSTALL_RUNNING && state == VIREO_VM_STATE_RUNNING && media != NULL;
}

static gboolean
is_broken_off (gpointer instance, guint phase, guint state, const char *media, gboolean begun)
{
  return phase == VIREO_INSTALL_RUNNING && state == VIREO_VM_STATE_OFF && media != NULL && begun;
}

static gboolean
is_finished (gpointer instance, guint phase)
{
  return phase == VIREO_INSTALL_FINISHED;
}

static gboolean
is_any (gpointer instance, guint phase, guint state, const char *media, gboolean begun)
{
  return is_running (instance, phase, state, media)
         || is_broken_off (instance, phase, state, media, begun) || is_finished (instance, phase);
}

static gboolean
is_finished_with (gpointer instance, guint phase, const char *text)
{
  return is_finished (instance, phase) && text != NULL;
}

static char *
progress_text (guint minutes, guint64 written)
{
  g_autofree char *size = vireo_size_to_text (written);

  if (written == 0 && minutes == 0)
    return g_strdup (_ ("The installer is starting"));
  if (written == 0)
    return g_strdup_printf (ngettext ("The installer runs: %u minute so far, nothing written yet",
                                      "The installer runs: %u minutes so far, nothing written yet",
                                      minutes),
                            minutes);
  if (minutes == 0)
    return g_strdup (_ ("The system is being installed"));
  /* Translators: minutes, and a size as "1.2 GiB" */
  return g_strdup_printf (ngettext ("The system is being installed: %u minute so far, %s written",
                                    "The system is being installed: %u minutes so far, %s written",
                                    minutes),
                          minutes, size);
}

static char *
finished_text (guint state, gboolean ready, const char *address)
{
  if (ready && address != NULL)
    /* Translators: an installed system is up; %s is its IP address */
    return g_strdup_printf (_ ("Ready, %s"), address);
  if (ready)
    return g_strdup (_ ("Ready"));
  if (state == VIREO_VM_STATE_RUNNING)
    return g_strdup (_ ("The system is installed and starts up"));
  return g_strdup (_ ("The system is installed"));
}

static char *
title_text (gpointer instance, guint phase, guint state, gboolean begun, guint minutes,
            guint64 written, gboolean ready, const char *address)
{
  if (phase == VIREO_INSTALL_FINISHED)
    return finished_text (state, ready, address);
  if (state == VIREO_VM_STATE_OFF && begun)
    return g_strdup (_ ("The installation broke off before its end"));
  return progress_text (minutes, written);
}

static char *
details_text (gpointer instance, guint phase, guint state, const char *media, gboolean begun)
{
  if (phase == VIREO_INSTALL_FINISHED)
    return g_strdup (media != NULL ? _ ("Installation finished, medium ejected")
                                   : _ ("Installation finished"));
  if (state == VIREO_VM_STATE_OFF && begun)
    return g_strdup (_ ("It was switched off, its host was, or the installer gave up.  Begun again, "
                        "it starts from the beginning; the console shows what it says."));
  return NULL;
}

static GdkPaintable *
picture_of (gpointer instance, GBytes *picture)
{
  GdkTexture *texture = picture != NULL ? gdk_texture_new_from_bytes (picture, NULL) : NULL;

  return texture != NULL ? GDK_PAINTABLE (texture) : NULL;
}

static gboolean
has_picture (gpointer instance, GBytes *picture, guint phase)
{
  return picture != NULL && phase == VIREO_INSTALL_RUNNING;
}

/* The object */

static void
vireo_install_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VM)
    g_value_set_object (value, VIREO_INSTALL_BAR (object)->vm);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_install_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id != PROP_VM)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (g_set_object (&VIREO_INSTALL_BAR (object)->vm, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
vireo_install_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VIREO_TYPE_INSTALL_BAR);
  g_clear_object (&VIREO_INSTALL_BAR (object)->vm);
  G_OBJECT_CLASS (vireo_install_bar_parent_class)->dispose (object);
}

static void
vireo_install_bar_class_init (VireoInstallBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_install_bar_get_property;
  object_class->set_property = vireo_install_bar_set_property;
  object_class->dispose = vireo_install_bar_dispose;
  props[PROP_VM]
      = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-install-bar.ui");
  vireo_text_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, is_running);
  gtk_widget_class_bind_template_callback (widget_class, is_broken_off);
  gtk_widget_class_bind_template_callback (widget_class, is_finished);
  gtk_widget_class_bind_template_callback (widget_class, is_finished_with);
  gtk_widget_class_bind_template_callback (widget_class, is_any);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, details_text);
  gtk_widget_class_bind_template_callback (widget_class, picture_of);
  gtk_widget_class_bind_template_callback (widget_class, has_picture);
  gtk_widget_class_set_css_name (widget_class, "vireobanner");
}

static void
vireo_install_bar_init (VireoInstallBar *self)
{
  vireo_init_template (GTK_WIDGET (self));
}
