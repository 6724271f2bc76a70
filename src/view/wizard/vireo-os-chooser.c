/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/wizard/vireo-os-chooser.h"

struct _VireoOsChooser
{
  AdwWindow parent_instance;

  VireoOsCatalog *catalog; /* (owned) */
  GStrv words;             /* (owned) (nullable): what is searched for, folded */

  GtkWidget *search;
  GtkFilterListModel *found;
  GtkCustomFilter *filter;
  GtkSingleSelection *selection;
  GtkStack *stack;
};

enum
{
  PROP_CATALOG = 1,
  N_PROPS
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoOsChooser, vireo_os_chooser, ADW_TYPE_WINDOW)

/* Words for the bindings */

static char *
icon_of (gpointer instance, VireoOs *os)
{
  return g_strdup (os != NULL ? vireo_os_get_icon_name (os) : NULL);
}

static char *
about_text (gpointer instance, VireoOs *os)
{
  g_autofree char *vendor = NULL;
  const char *old;

  if (os == NULL)
    return NULL;
  g_object_get (os, "vendor", &vendor, NULL);
  old = vireo_os_get_end_of_life (os) ? _ ("No longer supported by its makers") : NULL;
  if (vendor != NULL && old != NULL)
    return g_strdup_printf ("%s, %s", vendor, old);
  return g_strdup (old != NULL ? old : vendor);
}

static GStrv
name_classes (gpointer instance, gboolean old)
{
  const char *classes[] = { old ? "dim-label" : "", NULL };

  return g_strdupv ((char **) classes);
}

static gboolean
has_words (const char *text, char **words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  for (guint i = 0; folded != NULL && words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return folded != NULL;
}

/* Each word somewhere in the names; "ctyun 22" finds CTyunOS 22.06. */
static gboolean
is_found (gpointer item, gpointer data)
{
  VireoOsChooser *self = data;
  g_autofree char *vendor = NULL, *all = NULL;

  if (self->words == NULL)
    return TRUE;
  g_object_get (item, "vendor", &vendor, NULL);
  all = g_strjoin (" ", vireo_os_get_name (item), vireo_os_get_short_id (item),
                   vendor != NULL ? vendor : "", NULL);
  return has_words (all, self->words);
}

static void
search_changed_cb (VireoOsChooser *self)
{
  g_autofree char *text
      = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  g_clear_pointer (&self->words, g_strfreev);
  if (*g_strstrip (text) != '\0')
    self->words = g_strsplit_set (text, " \t", -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_stack_set_visible_child_name (
      self->stack,
      g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0 ? "list" : "nothing");
}

static void
choose (VireoOsChooser *self, VireoOs *os)
{
  if (os == NULL)
    return;
  g_signal_emit (self, signals[CHOSEN], 0, os);
  gtk_window_close (GTK_WINDOW (self));
}

static void
activated_cb (VireoOsChooser *self, guint position)
{
  g_autoptr (VireoOs) os = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  choose (self, os);
}

static void
select_cb (VireoOsChooser *self)
{
  choose (self, gtk_single_selection_get_selected_item (self->selection));
}

/* "Linux, modern" and "Other" are the way on when nothing fits. */
static void
fallback_cb (VireoOsChooser *self)
{
  choose (self, vireo_os_catalog_get_fallback (self->catalog));
}

static void
other_cb (VireoOsChooser *self)
{
  choose (self, vireo_os_catalog_get_other (self->catalog));
}

static void
vireo_os_chooser_dispose (GObject *object)
{
  VireoOsChooser *self = VIREO_OS_CHOOSER (object);

  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_OS_CHOOSER);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_object (&self->catalog);
  G_OBJECT_CLASS (vireo_os_chooser_parent_class)->dispose (object);
}

static void
vireo_os_chooser_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CATALOG)
    g_value_set_object (value, VIREO_OS_CHOOSER (object)->catalog);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_os_chooser_class_init (VireoOsChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_os_chooser_get_property;
  object_class->dispose = vireo_os_chooser_dispose;
  props[PROP_CATALOG] = g_param_spec_object ("catalog", NULL, NULL, VIREO_TYPE_OS_CATALOG,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, VIREO_TYPE_OS);

  g_type_ensure (VIREO_TYPE_OS);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/wizard/vireo-os-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoOsChooser, search);
  gtk_widget_class_bind_template_child (widget_class, VireoOsChooser, found);
  gtk_widget_class_bind_template_child (widget_class, VireoOsChooser, filter);
  gtk_widget_class_bind_template_child (widget_class, VireoOsChooser, selection);
  gtk_widget_class_bind_template_child (widget_class, VireoOsChooser, stack);
  vireo_text_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, icon_of);
  gtk_widget_class_bind_template_callback (widget_class, about_text);
  gtk_widget_class_bind_template_callback (widget_class, name_classes);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, select_cb);
  gtk_widget_class_bind_template_callback (widget_class, fallback_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_os_chooser_init (VireoOsChooser *self)
{
  vireo_init_template (GTK_WIDGET (self));
  gtk_custom_filter_set_filter_func (self->filter, is_found, self, NULL);
}

static void
fill (VireoOsChooser *self)
{
  gtk_filter_list_model_set_model (self->found, vireo_os_catalog_get_items (self->catalog));
  search_changed_cb (self);
}

/**
 * vireo_os_chooser_new:
 * @where: a widget of the window that asks
 * @catalog: may still be loading
 */
GtkWidget *
vireo_os_chooser_new (GtkWidget *where, VireoOsCatalog *catalog)
{
  VireoOsChooser *self = g_object_new (VIREO_TYPE_OS_CHOOSER, "transient-for",
                                       gtk_widget_get_root (where), NULL);

  self->catalog = g_object_ref (catalog);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CATALOG]);
  g_signal_connect_object (catalog, "notify::loaded", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  return GTK_WIDGET (self);
}
