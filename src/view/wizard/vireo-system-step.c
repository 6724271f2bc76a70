/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-template.h"
#include "view/wizard/vireo-os-chooser.h"
#include "view/wizard/vireo-system-step.h"
#include "view/wizard/vireo-wizard-bind.h"

struct _VireoSystemStep
{
  AdwBin parent_instance;

  VireoInstallDraft *draft; /* (owned) */

  AdwPreferencesGroup *matches; /* when one medium may be several systems */
  GPtrArray *match_rows;        /* (element-type GtkWidget): borrowed from the group */
};

enum
{
  PROP_DRAFT = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoSystemStep, vireo_system_step, ADW_TYPE_BIN)

/* Words for the bindings */

static char *
os_title (gpointer instance, VireoOs *os)
{
  return g_strdup (os != NULL ? vireo_os_get_name (os) : _ ("Reading…"));
}

static char *
os_icon (gpointer instance, VireoOs *os)
{
  return g_strdup (os != NULL ? vireo_os_get_icon_name (os) : "computer-symbolic");
}

static char *
capital (gpointer instance, const char *text)
{
  gunichar first;
  char upper[7] = "";

  if (text == NULL || *text == '\0')
    return g_strdup ("");
  first = g_unichar_toupper (g_utf8_get_char (text));
  upper[g_unichar_to_utf8 (first, upper)] = '\0';
  return g_strconcat (upper, g_utf8_next_char (text), NULL);
}

static char *
wants_text (gpointer instance, VireoOs *os, const char *arch)
{
  VireoOsNeeds needs;
  g_autofree char *memory = NULL, *storage = NULL;

  if (os == NULL)
    return g_strdup ("");
  needs = vireo_os_get_needs (os, arch);
  if (needs.recommended_memory == 0 || needs.recommended_storage == 0)
    return g_strdup (_ ("It does not say"));
  memory = vireo_size_to_text (needs.recommended_memory);
  storage = vireo_size_to_text (needs.recommended_storage);
  /* Translators: what an operating system recommends: processors, memory, disk */
  return g_strdup_printf (ngettext ("%u CPU, %s of memory, %s of disk",
                                    "%u CPUs, %s of memory, %s of disk",
                                    MAX (needs.recommended_cpus, 1)),
                          MAX (needs.recommended_cpus, 1), memory, storage);
}

static char *
devices_text (gpointer instance, VireoOs *os, const char *arch)
{
  VireoOsNeeds needs;

  if (os == NULL)
    return g_strdup ("");
  needs = vireo_os_get_needs (os, arch);
  if (needs.virtio_disk && needs.virtio_net)
    return g_strdup (_ ("VirtIO: the fastest there are"));
  return g_strdup (_ ("Emulated ones, which every system knows"));
}

static gboolean
is_old (gpointer instance, VireoOs *os)
{
  return os != NULL && vireo_os_get_end_of_life (os);
}

/* All that the label of the medium may mean. */

static void
match_toggled_cb (VireoSystemStep *self, GtkCheckButton *check)
{
  if (gtk_check_button_get_active (check))
    g_object_set (self->draft, "os", g_object_get_data (G_OBJECT (check), "os"), NULL);
}

static GtkWidget *
make_match_row (VireoSystemStep *self, VireoOs *os, GtkCheckButton *group)
{
  GtkWidget *row = vireo_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), group);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               vireo_install_draft_get_os (self->draft) == os);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  vireo_os_get_name (os), -1);
  g_object_set_data_full (G_OBJECT (check), "os", g_object_ref (os), g_object_unref);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (match_toggled_cb), self);
  g_object_set (row, "use-markup", FALSE, "title", vireo_os_get_name (os), NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "check", check);
  return row;
}

static void
list_matches (VireoSystemStep *self)
{
  VireoMedia *media = vireo_install_draft_get_media (self->draft);
  GListModel *matches = media != NULL ? vireo_media_get_matches (media) : NULL;
  guint n = matches != NULL ? g_list_model_get_n_items (matches) : 0;
  GtkCheckButton *group = NULL;

  for (guint i = 0; i < self->match_rows->len; i++)
    adw_preferences_group_remove (self->matches, g_ptr_array_index (self->match_rows, i));
  g_ptr_array_set_size (self->match_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->matches), n > 1);
  for (guint i = 0; n > 1 && i < n; i++)
    {
      g_autoptr (VireoOs) os = g_list_model_get_item (matches, i);
      GtkWidget *row = make_match_row (self, os, group);

      if (group == NULL)
        group = g_object_get_data (G_OBJECT (row), "check");
      adw_preferences_group_add (self->matches, row);
      g_ptr_array_add (self->match_rows, row);
    }
}

static void
os_chosen_cb (VireoSystemStep *self, VireoOs *os)
{
  g_object_set (self->draft, "os", os, NULL);
  list_matches (self);
}

static void
change_cb (VireoSystemStep *self)
{
  GtkWidget *chooser = vireo_os_chooser_new (GTK_WIDGET (self),
                                             vireo_install_draft_get_catalog (self->draft));

  g_signal_connect_object (chooser, "chosen", G_CALLBACK (os_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (chooser));
}

static void
vireo_system_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DRAFT)
    g_value_set_object (value, VIREO_SYSTEM_STEP (object)->draft);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_system_step_dispose (GObject *object)
{
  VireoSystemStep *self = VIREO_SYSTEM_STEP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_SYSTEM_STEP);
  g_clear_pointer (&self->match_rows, g_ptr_array_unref);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (vireo_system_step_parent_class)->dispose (object);
}

static void
vireo_system_step_class_init (VireoSystemStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_system_step_get_property;
  object_class->dispose = vireo_system_step_dispose;
  props[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, VIREO_TYPE_INSTALL_DRAFT,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/wizard/vireo-system-step.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoSystemStep, matches);
  gtk_widget_class_bind_template_callback (widget_class, os_title);
  gtk_widget_class_bind_template_callback (widget_class, os_icon);
  gtk_widget_class_bind_template_callback (widget_class, capital);
  gtk_widget_class_bind_template_callback (widget_class, wants_text);
  gtk_widget_class_bind_template_callback (widget_class, devices_text);
  gtk_widget_class_bind_template_callback (widget_class, is_old);
  gtk_widget_class_bind_template_callback (widget_class, change_cb);
}

static void
vireo_system_step_init (VireoSystemStep *self)
{
  self->match_rows = g_ptr_array_new ();
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_system_step_new:
 * @draft: what is edited
 */
GtkWidget *
vireo_system_step_new (VireoInstallDraft *draft)
{
  VireoSystemStep *self = g_object_new (VIREO_TYPE_SYSTEM_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRAFT]);
  vireo_wizard_follow (draft, "media", G_CALLBACK (list_matches), self);
  list_matches (self);
  return GTK_WIDGET (self);
}
