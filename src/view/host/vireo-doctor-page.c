/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/host/vireo-doctor-page.h"
#include "view/host/vireo-doctor-row.h"

/* Rows made in one turn of the main loop. */
#define BATCH 2

struct _VireoDoctorPage
{
  AdwBin parent_instance;

  VireoHost *host;     /* (owned) (nullable) */
  VireoDoctor *doctor; /* (owned) (nullable): of the host, since the page was first seen */

  GtkSliceListModel *shown; /* (owned) (nullable): the checks that have a row */
  guint filling;            /* idle that gives the others theirs */

  GtkListBox *list;
};

enum
{
  PROP_HOST = 1,
  PROP_DOCTOR,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDoctorPage, vireo_doctor_page, ADW_TYPE_BIN)

static char *
summary_text (gpointer instance, gboolean examined, guint n_bad, guint n_warning)
{
  g_autofree char *bad = NULL;
  g_autofree char *warnings = NULL;

  if (!examined)
    return g_strdup (_ ("Looking at the host…"));
  if (n_bad == 0 && n_warning == 0)
    return g_strdup (_ ("Everything that virtual machines need is there."));
  bad = g_strdup_printf (g_dngettext (NULL, "%u problem", "%u problems", n_bad), n_bad);
  warnings
      = g_strdup_printf (g_dngettext (NULL, "%u warning", "%u warnings", n_warning), n_warning);
  if (n_warning == 0)
    return g_steal_pointer (&bad);
  if (n_bad == 0)
    return g_steal_pointer (&warnings);
  /* Translators: "1 problem, 2 warnings" */
  return g_strdup_printf (_ ("%s, %s"), bad, warnings);
}

static GtkWidget *
make_row (gpointer check, gpointer doctor)
{
  return vireo_doctor_row_new (doctor, check);
}

static gboolean
fill (gpointer data)
{
  VireoDoctorPage *self = data;
  GListModel *checks = vireo_doctor_get_checks (self->doctor);
  guint size = gtk_slice_list_model_get_size (self->shown) + BATCH;

  gtk_slice_list_model_set_size (self->shown, size);
  if (size < g_list_model_get_n_items (checks))
    return G_SOURCE_CONTINUE;
  self->filling = 0;
  return G_SOURCE_REMOVE;
}

static void
checks_changed (VireoDoctorPage *self)
{
  if (self->filling == 0)
    self->filling = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, fill, self, NULL);
}

static void
make_doctor (VireoDoctorPage *self)
{
  GListModel *checks;

  self->doctor = vireo_doctor_new (self->host);
  checks = vireo_doctor_get_checks (self->doctor);
  self->shown = gtk_slice_list_model_new (g_object_ref (checks), 0, BATCH);
  g_signal_connect_object (checks, "items-changed", G_CALLBACK (checks_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, self->doctor, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DOCTOR]);
}

/* Nothing is looked at while nobody looks. */
static void
update_watching (VireoDoctorPage *self)
{
  gboolean seen = gtk_widget_get_mapped (GTK_WIDGET (self));

  if (seen && self->doctor == NULL && self->host != NULL)
    make_doctor (self);
  if (self->doctor != NULL)
    vireo_doctor_set_watching (self->doctor, seen);
}

static void
drop_doctor (VireoDoctorPage *self)
{
  if (self->doctor == NULL)
    return;
  vireo_doctor_set_watching (self->doctor, FALSE);
  g_signal_handlers_disconnect_by_func (vireo_doctor_get_checks (self->doctor), checks_changed,
                                        self);
  g_clear_handle_id (&self->filling, g_source_remove);
  g_clear_object (&self->shown);
  g_clear_object (&self->doctor);
}

static void
set_host (VireoDoctorPage *self, VireoHost *host)
{
  if (!g_set_object (&self->host, host))
    return;
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  drop_doctor (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DOCTOR]);
  update_watching (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST]);
}

static void
vireo_doctor_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_doctor_page_parent_class)->map (widget);
  update_watching (VIREO_DOCTOR_PAGE (widget));
}

static void
vireo_doctor_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_doctor_page_parent_class)->unmap (widget);
  update_watching (VIREO_DOCTOR_PAGE (widget));
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoDoctorPage *self = VIREO_DOCTOR_PAGE (widget);

  if (self->doctor != NULL)
    vireo_doctor_examine (self->doctor);
}

static void
vireo_doctor_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDoctorPage *self = VIREO_DOCTOR_PAGE (object);

  if (id == PROP_HOST)
    g_value_set_object (value, self->host);
  else if (id == PROP_DOCTOR)
    g_value_set_object (value, self->doctor);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_doctor_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HOST)
    set_host (VIREO_DOCTOR_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_doctor_page_dispose (GObject *object)
{
  VireoDoctorPage *self = VIREO_DOCTOR_PAGE (object);

  drop_doctor (self);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_doctor_page_parent_class)->dispose (object);
}

static void
vireo_doctor_page_class_init (VireoDoctorPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_doctor_page_get_property;
  object_class->set_property = vireo_doctor_page_set_property;
  object_class->dispose = vireo_doctor_page_dispose;
  widget_class->map = vireo_doctor_page_map;
  widget_class->unmap = vireo_doctor_page_unmap;

  props[PROP_HOST]
      = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_DOCTOR] = g_param_spec_object ("doctor", NULL, NULL, VIREO_TYPE_DOCTOR,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-doctor-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoDoctorPage, list);
  gtk_widget_class_bind_template_callback (widget_class, summary_text);
  gtk_widget_class_install_action (widget_class, "doctor.again", NULL, again_action);
}

static void
vireo_doctor_page_init (VireoDoctorPage *self)
{
  g_type_ensure (VIREO_TYPE_DOCTOR);
  vireo_init_template (GTK_WIDGET (self));
}
