/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/host/vireo-doctor-row.h"

struct _VireoDoctorRow
{
  AdwPreferencesRow parent_instance;

  VireoDoctor *doctor;     /* (owned) */
  VireoDoctorCheck *check; /* (owned) */

  GtkWidget *icon;
  GtkWidget *word;
  GtkWidget *copy;
};

enum
{
  PROP_CHECK = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDoctorRow, vireo_doctor_row, ADW_TYPE_PREFERENCES_ROW)

/* How each state looks and what it is called. */
static const struct
{
  const char *icon;
  const char *word;
  const char *style;
} looks[] = {
  /* Translators: how a thing that was looked at is */
  [VIREO_DOCTOR_GOOD] = { "emblem-ok-symbolic", N_ ("Good"), "success" },
  /* Translators: a thing that is missing but only needed by some */
  [VIREO_DOCTOR_OPTIONAL] = { "dialog-information-symbolic", N_ ("Optional"), "dim-label" },
  [VIREO_DOCTOR_WARNING] = { "dialog-warning-symbolic", N_ ("Warning"), "warning" },
  [VIREO_DOCTOR_BAD] = { "dialog-error-symbolic", N_ ("Problem"), "error" },
  [VIREO_DOCTOR_UNKNOWN] = { "dialog-question-symbolic", N_ ("Unknown"), "dim-label" },
};

static char *
icon_text (gpointer instance, guint state)
{
  return g_strdup (looks[state].icon);
}

static char *
word_text (gpointer instance, guint state)
{
  return g_strdup (_ (looks[state].word));
}

static void
show_state (VireoDoctorRow *self)
{
  const char *style[] = { looks[vireo_doctor_check_get_state (self->check)].style, NULL };
  const char *small[] = { "caption-heading", style[0], NULL };

  gtk_widget_set_css_classes (self->icon, style);
  gtk_widget_set_css_classes (self->word, small);
}

/* What the screen reader says has to name the row: many have a button called the same. */
static void
name_buttons (VireoDoctorRow *self)
{
  g_autofree char *label
      /* Translators: what a check is about */
      = g_strdup_printf (_ ("Copy the command for “%s”"),
                         vireo_doctor_check_get_title (self->check));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *command = vireo_doctor_check_get_command (VIREO_DOCTOR_ROW (widget)->check);
  g_autofree char *done = NULL;

  if (command == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), command);
  done = g_strdup_printf (_ ("“%s” was copied."), command);
  vireo_report_done (widget, done);
}

static void
fixed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_action_set_enabled (row, "doctor.fix", TRUE);
  if (!vireo_doctor_fix_finish (VIREO_DOCTOR (source), result, &error))
    vireo_report_error (row, _ ("It could not be mended."), error);
}

static void
confirmed (GtkWidget *widget, gpointer unused)
{
  VireoDoctorRow *self = VIREO_DOCTOR_ROW (widget);

  gtk_widget_action_set_enabled (widget, "doctor.fix", FALSE);
  vireo_doctor_fix_async (self->doctor, self->check, NULL, fixed, g_object_ref (widget));
}

static void
fix_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoDoctorCheck *check = VIREO_DOCTOR_ROW (widget)->check;
  const char *command = vireo_doctor_check_get_command (check);
  g_autofree char *label = NULL;

  if (vireo_doctor_check_get_question (check) == NULL)
    return;
  g_object_get (check, "fix-label", &label, NULL);
  vireo_confirm (widget, vireo_doctor_check_get_question (check), command != NULL ? command : "",
                 label, FALSE, confirmed, NULL, NULL);
}

static void
vireo_doctor_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CHECK:
      g_value_set_object (value, VIREO_DOCTOR_ROW (object)->check);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_doctor_row_dispose (GObject *object)
{
  VireoDoctorRow *self = VIREO_DOCTOR_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_DOCTOR_ROW);
  g_clear_object (&self->check);
  g_clear_object (&self->doctor);
  G_OBJECT_CLASS (vireo_doctor_row_parent_class)->dispose (object);
}

static void
vireo_doctor_row_class_init (VireoDoctorRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_doctor_row_get_property;
  object_class->dispose = vireo_doctor_row_dispose;

  props[PROP_CHECK] = g_param_spec_object ("check", NULL, NULL, VIREO_TYPE_DOCTOR_CHECK,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-doctor-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoDoctorRow, icon);
  gtk_widget_class_bind_template_child (widget_class, VireoDoctorRow, word);
  gtk_widget_class_bind_template_child (widget_class, VireoDoctorRow, copy);
  vireo_text_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, icon_text);
  gtk_widget_class_bind_template_callback (widget_class, word_text);
  gtk_widget_class_install_action (widget_class, "doctor.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "doctor.fix", NULL, fix_action);
}

static void
vireo_doctor_row_init (VireoDoctorRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_doctor_row_new:
 * @doctor: who mends it
 * @check: what is shown; the row follows it
 */
GtkWidget *
vireo_doctor_row_new (VireoDoctor *doctor, VireoDoctorCheck *check)
{
  VireoDoctorRow *self = g_object_new (VIREO_TYPE_DOCTOR_ROW, NULL);

  self->doctor = g_object_ref (doctor);
  self->check = g_object_ref (check);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), vireo_doctor_check_get_title (check));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHECK]);
  g_signal_connect_object (check, "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  show_state (self);
  name_buttons (self);
  return GTK_WIDGET (self);
}
