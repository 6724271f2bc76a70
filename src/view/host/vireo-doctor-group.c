/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/host/vireo-doctor.h"
#include "view/common/vireo-report.h"
#include "view/host/vireo-doctor-group.h"

struct _VireoDoctorGroup
{
  AdwPreferencesGroup parent_instance;

  VireoHost *host;       /* (owned) (nullable) */
  GCancellable *leaving; /* (owned): stops what is waited for */
  gboolean looked;       /* at this host */

  GtkListBox *checks;
};

enum
{
  PROP_HOST = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDoctorGroup, vireo_doctor_group, ADW_TYPE_PREFERENCES_GROUP)

static void look (VireoDoctorGroup *self);

static const char *
get_icon (VireoCheckState state)
{
  switch (state)
    {
    case VIREO_CHECK_FINE:
      return "emblem-ok-symbolic";
    case VIREO_CHECK_PROBLEM:
      return "dialog-error-symbolic";
    case VIREO_CHECK_NOTE:
    default:
      return "dialog-information-symbolic";
    }
}

static const char *
get_state_text (VireoCheckState state)
{
  switch (state)
    {
    case VIREO_CHECK_FINE:
      return _ ("Fine");
    case VIREO_CHECK_PROBLEM:
      return _ ("Problem");
    case VIREO_CHECK_NOTE:
    default:
      /* Translators: something that is good to know */
      return _ ("Note");
    }
}

static void
copy_cb (GtkWidget *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), "command"));
}

static GtkWidget *
make_copy_button (const char *command)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *words = g_strdup_printf (_ ("Copy the command: %s"), command);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (button), "command", g_strdup (command), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), NULL);
  return button;
}

static void
fixed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoDoctorGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_host_start_network_finish (VIREO_HOST (source), result, &error))
    vireo_report_error (GTK_WIDGET (self), _ ("The virtual network could not be started."), error);
  if (VIREO_HOST (source) == self->host)
    look (self);
}

static void
fix_cb (VireoDoctorGroup *self)
{
  if (self->host != NULL)
    vireo_host_start_network_async (self->host, "default", self->leaving, fixed_cb,
                                    g_object_ref (self));
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  VireoCheck *check = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (get_icon (vireo_check_get_state (check)));

  g_object_set (row, "use-markup", FALSE, "title", vireo_check_get_title (check), "subtitle",
                vireo_check_get_sentence (check), "subtitle-lines", 0, NULL);
  gtk_widget_set_tooltip_text (icon, get_state_text (vireo_check_get_state (check)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  get_state_text (vireo_check_get_state (check)), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (vireo_check_get_fix (check) != VIREO_FIX_NONE)
    {
      GtkWidget *fix = gtk_button_new_with_mnemonic (_ ("_Fix"));

      gtk_widget_set_valign (fix, GTK_ALIGN_CENTER);
      g_signal_connect_swapped (fix, "clicked", G_CALLBACK (fix_cb), data);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), fix);
    }
  if (vireo_check_get_command (check) != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               make_copy_button (vireo_check_get_command (check)));
  return row;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoDoctorGroup) self = data;
  g_autoptr (GListModel) checks = vireo_doctor_run_finish (VIREO_HOST (source), result, NULL);

  /* A host that went away meanwhile has a page of its own for that. */
  if (checks != NULL && VIREO_HOST (source) == self->host)
    gtk_list_box_bind_model (self->checks, checks, make_row, self, NULL);
}

static void
look (VireoDoctorGroup *self)
{
  if (self->host == NULL || vireo_host_get_facts (self->host) == NULL
      || vireo_host_get_state (self->host) != VIREO_HOST_ON)
    return;
  self->looked = TRUE;
  vireo_doctor_run_async (self->host, self->leaving, looked_cb, g_object_ref (self));
}

/* Only once somebody sees it. */
static void
look_when_seen (VireoDoctorGroup *self)
{
  if (!self->looked && gtk_widget_get_mapped (GTK_WIDGET (self)))
    look (self);
}

static void
set_host (VireoDoctorGroup *self, VireoHost *host)
{
  if (self->host == host)
    return;
  if (self->host != NULL)
    g_signal_handlers_disconnect_by_data (self->host, self);
  g_set_object (&self->host, host);
  self->looked = FALSE;
  gtk_list_box_bind_model (self->checks, NULL, NULL, NULL, NULL);
  if (host != NULL)
    {
      g_signal_connect_object (host, "notify::facts", G_CALLBACK (look_when_seen), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (host, "notify::state", G_CALLBACK (look_when_seen), self,
                               G_CONNECT_SWAPPED);
      look_when_seen (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST]);
}

static void
vireo_doctor_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_doctor_group_parent_class)->map (widget);
  look_when_seen (VIREO_DOCTOR_GROUP (widget));
}

static void
vireo_doctor_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HOST)
    g_value_set_object (value, VIREO_DOCTOR_GROUP (object)->host);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_doctor_group_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HOST)
    set_host (VIREO_DOCTOR_GROUP (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_doctor_group_dispose (GObject *object)
{
  VireoDoctorGroup *self = VIREO_DOCTOR_GROUP (object);

  g_cancellable_cancel (self->leaving);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_doctor_group_parent_class)->dispose (object);
}

static void
vireo_doctor_group_finalize (GObject *object)
{
  g_object_unref (VIREO_DOCTOR_GROUP (object)->leaving);
  G_OBJECT_CLASS (vireo_doctor_group_parent_class)->finalize (object);
}

static void
vireo_doctor_group_class_init (VireoDoctorGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_doctor_group_get_property;
  object_class->set_property = vireo_doctor_group_set_property;
  object_class->dispose = vireo_doctor_group_dispose;
  object_class->finalize = vireo_doctor_group_finalize;
  widget_class->map = vireo_doctor_group_map;
  props[PROP_HOST]
      = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/host/vireo-doctor-group.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoDoctorGroup, checks);
  gtk_widget_class_bind_template_callback (widget_class, look);
}

static void
vireo_doctor_group_init (VireoDoctorGroup *self)
{
  self->leaving = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
