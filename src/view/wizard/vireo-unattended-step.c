/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-template.h"
#include "view/wizard/vireo-unattended-step.h"
#include "view/wizard/vireo-wizard-bind.h"

struct _VireoUnattendedStep
{
  AdwBin parent_instance;

  VireoUnattended *unattended; /* (owned) */

  GtkWidget *wanted, *wanted_row, *root_ssh, *with_user, *with_keys, *with_keys_row;
  GtkWidget *root_password, *root_again, *user, *user_full_name, *user_password, *user_again;
  GtkWidget *host_name, *repository, *proxy;
  AdwComboRow *language, *keyboard, *time_zone, *packages, *layout;
  GtkTextView *extra;
  GtkWidget *root_group, *user_group, *keys_group, *place_group, *software_group, *advanced_group, *extra_box;
  GtkWidget *note_words, *root_words, *user_words, *place_words, *advanced_words;
};

G_DEFINE_FINAL_TYPE (VireoUnattendedStep, vireo_unattended_step, ADW_TYPE_BIN)

/* --- rows that choose from a list of codes --- */

static gboolean
code_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  GStrv codes = data;
  const char *code = g_value_get_string (from);

  for (guint i = 0; codes[i] != NULL; i++)
    if (g_strcmp0 (codes[i], code) == 0)
      {
        g_value_set_uint (to, i);
        return TRUE;
      }
  return FALSE;
}

static gboolean
row_to_code (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  GStrv codes = data;
  guint row = g_value_get_uint (from);

  if (row >= g_strv_length (codes))
    return FALSE;
  g_value_set_string (to, codes[row]);
  return TRUE;
}

/* Takes @codes. */
static void
bind_codes (VireoUnattendedStep *self, const char *property, AdwComboRow *row, GStrv names,
            GStrv codes)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) names);

  adw_combo_row_set_model (row, G_LIST_MODEL (model));
  g_object_bind_property_full (self->unattended, property, row, "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, code_to_row,
                               row_to_code, codes, (GDestroyNotify) g_strfreev);
}

static void
bind_choices (VireoUnattendedStep *self, const char *property, AdwComboRow *row,
              const VireoAnswersChoice *choices)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();
  g_auto (GStrv) shown = NULL;

  for (; choices->code != NULL; choices++)
    {
      g_strv_builder_add (names, choices->name);
      g_strv_builder_add (codes, choices->code);
    }
  shown = g_strv_builder_end (names);
  bind_codes (self, property, row, shown, g_strv_builder_end (codes));
}

/* The desktop's own zone first, when it is none of the list. */
static void
bind_time_zones (VireoUnattendedStep *self)
{
  g_autoptr (GStrvBuilder) zones = g_strv_builder_new ();
  g_autofree char *own = NULL;
  GStrv all;

  g_object_get (self->unattended, "time-zone", &own, NULL);
  if (!g_strv_contains (vireo_answers_time_zones, own))
    g_strv_builder_add (zones, own);
  g_strv_builder_addv (zones, (const char **) vireo_answers_time_zones);
  all = g_strv_builder_end (zones);
  bind_codes (self, "time-zone", self->time_zone, all, all);
}

/* --- the rest --- */

static void
bind_rows (VireoUnattendedStep *self)
{
  const struct
  {
    const char *property;
    gpointer widget;
    const char *its;
  } rows[] = {
    { "wanted", self->wanted, "active" },
    { "root-password", self->root_password, "text" },
    { "root-again", self->root_again, "text" },
    { "root-ssh", self->root_ssh, "active" },
    { "with-user", self->with_user, "active" },
    { "user", self->user, "text" },
    { "user-full-name", self->user_full_name, "text" },
    { "user-password", self->user_password, "text" },
    { "user-again", self->user_again, "text" },
    { "with-keys", self->with_keys, "active" },
    { "host-name", self->host_name, "text" },
    { "packages", self->packages, "selected" },
    { "layout", self->layout, "selected" },
    { "repository", self->repository, "text" },
    { "proxy", self->proxy, "text" },
    { "extra", gtk_text_view_get_buffer (self->extra), "text" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    vireo_wizard_bind (self->unattended, rows[i].property, rows[i].widget, rows[i].its);
}

static void
follow (VireoUnattendedStep *self, const char *property, gpointer widget, const char *its)
{
  g_object_bind_property (self->unattended, property, widget, its, G_BINDING_SYNC_CREATE);
}

static void
show_what_matters (VireoUnattendedStep *self)
{
  GtkWidget *groups[]
      = { self->root_group, self->user_group, self->keys_group, self->place_group };
  GtkWidget *user_rows[] = { self->user, self->user_full_name, self->user_password, self->user_again };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    follow (self, "active", groups[i], "visible");
  for (gsize i = 0; i < G_N_ELEMENTS (user_rows); i++)
    follow (self, "with-user", user_rows[i], "visible");
  follow (self, "installer", self->software_group, "visible");
  follow (self, "installer", self->advanced_group, "visible");
  follow (self, "takes-lines", self->packages, "visible");
  follow (self, "takes-lines", self->extra_box, "visible");
  follow (self, "title", self->wanted_row, "title");
  follow (self, "subtitle", self->wanted_row, "subtitle");
  follow (self, "keys-text", self->with_keys_row, "subtitle");
  follow (self, "n-keys", self->keys_group, "sensitive");
}

static void
name_switch (VireoUnattendedStep *self)
{
  g_autofree char *title = NULL;

  g_object_get (self->unattended, "title", &title, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->wanted), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

static void
add_all_words (VireoUnattendedStep *self)
{
  vireo_wizard_add_note (self->unattended, self->note_words, "note");
  vireo_wizard_add_problem (self->unattended, self->root_words, "root-problem");
  vireo_wizard_add_note (self->unattended, self->root_words, "root-note");
  vireo_wizard_add_problem (self->unattended, self->user_words, "user-problem");
  vireo_wizard_add_note (self->unattended, self->user_words, "user-note");
  vireo_wizard_add_problem (self->unattended, self->place_words, "host-name-problem");
  vireo_wizard_add_problem (self->unattended, self->advanced_words, "repository-problem");
  vireo_wizard_add_problem (self->unattended, self->advanced_words, "extra-problem");
}

static void
vireo_unattended_step_dispose (GObject *object)
{
  VireoUnattendedStep *self = VIREO_UNATTENDED_STEP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_UNATTENDED_STEP);
  g_clear_object (&self->unattended);
  G_OBJECT_CLASS (vireo_unattended_step_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoUnattendedStep, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (wanted);
  BIND (wanted_row);
  BIND (root_ssh);
  BIND (with_user);
  BIND (with_keys);
  BIND (with_keys_row);
  BIND (root_password);
  BIND (root_again);
  BIND (user);
  BIND (user_full_name);
  BIND (user_password);
  BIND (user_again);
  BIND (host_name);
  BIND (repository);
  BIND (proxy);
  BIND (language);
  BIND (keyboard);
  BIND (time_zone);
  BIND (packages);
  BIND (layout);
  BIND (extra);
  BIND (extra_box);
  BIND (root_group);
  BIND (user_group);
  BIND (keys_group);
  BIND (place_group);
  BIND (software_group);
  BIND (advanced_group);
  BIND (note_words);
  BIND (root_words);
  BIND (user_words);
  BIND (place_words);
  BIND (advanced_words);
}

static void
vireo_unattended_step_class_init (VireoUnattendedStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_unattended_step_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/wizard/vireo-unattended-step.ui");
  bind_children (widget_class);
}

static void
vireo_unattended_step_init (VireoUnattendedStep *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_unattended_step_new:
 * @draft: whose installer is told
 */
GtkWidget *
vireo_unattended_step_new (VireoInstallDraft *draft)
{
  VireoUnattendedStep *self = g_object_new (VIREO_TYPE_UNATTENDED_STEP, NULL);

  self->unattended = g_object_ref (vireo_install_draft_get_unattended (draft));
  bind_choices (self, "language", self->language, vireo_answers_languages);
  bind_choices (self, "keyboard", self->keyboard, vireo_answers_keyboards);
  bind_time_zones (self);
  bind_rows (self);
  show_what_matters (self);
  vireo_wizard_follow (self->unattended, "title", G_CALLBACK (name_switch), self);
  name_switch (self);
  add_all_words (self);
  return GTK_WIDGET (self);
}
