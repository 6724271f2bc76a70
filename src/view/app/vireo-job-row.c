/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-job-row.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"

/* How far the bar moves when the job cannot say how far it is. */
#define PULSE_EVERY 120 /* ms */

struct _VireoJobRow
{
  AdwBin parent_instance;

  VireoJob *job;      /* (owned) (nullable) */
  VireoJobList *jobs; /* (owned) */
  guint pulse;        /* timeout, while mapped and the fraction is not known */

  GtkProgressBar *bar;
};

enum
{
  PROP_JOB = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoJobRow, vireo_job_row, ADW_TYPE_BIN)

static gboolean
is_alive (gpointer instance, guint state)
{
  return state <= VIREO_JOB_CANCELLING;
}

static gboolean
can_cancel (gpointer instance, guint state)
{
  return state == VIREO_JOB_WAITING || state == VIREO_JOB_RUNNING;
}

static gboolean
has_failed (gpointer instance, guint state)
{
  return state == VIREO_JOB_FAILED;
}

static char *
step_text (gpointer instance, guint state, const char *step, const GError *error)
{
  switch ((VireoJobState) state)
    {
    case VIREO_JOB_WAITING:
      return g_strdup (_ ("Waiting"));
    case VIREO_JOB_RUNNING:
      return g_strdup (step != NULL ? step : "");
    case VIREO_JOB_CANCELLING:
      return g_strdup (_ ("Cancelling…"));
    case VIREO_JOB_DONE:
      return g_strdup (_ ("Done"));
    case VIREO_JOB_CANCELLED:
      return g_strdup (_ ("Cancelled"));
    case VIREO_JOB_FAILED:
      return g_strdup (error != NULL ? error->message : _ ("Failed"));
    }
  g_return_val_if_reached (NULL);
}

static void
cancel_cb (VireoJobRow *self)
{
  vireo_job_cancel (self->job);
}

static void
dismiss_cb (VireoJobRow *self)
{
  vireo_job_list_dismiss (self->jobs, self->job);
}

static void
details_cb (VireoJobRow *self)
{
  const GError *error = vireo_job_get_error (self->job);

  if (error != NULL)
    vireo_report_details (GTK_WIDGET (self), vireo_job_get_title (self->job), error);
}

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (VIREO_JOB_ROW (data)->bar);
  return G_SOURCE_CONTINUE;
}

static void
update_bar (VireoJobRow *self)
{
  double fraction = self->job != NULL ? vireo_job_get_fraction (self->job) : 0;
  gboolean pulsing = gtk_widget_get_mapped (GTK_WIDGET (self)) && self->job != NULL && fraction < 0
                     && vireo_job_get_state (self->job) <= VIREO_JOB_CANCELLING;

  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  if (pulsing && self->pulse == 0)
    self->pulse = g_timeout_add (PULSE_EVERY, pulse_cb, self);
  else if (!pulsing)
    g_clear_handle_id (&self->pulse, g_source_remove);
}

static void
vireo_job_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_job_row_parent_class)->map (widget);
  update_bar (VIREO_JOB_ROW (widget));
}

static void
vireo_job_row_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_job_row_parent_class)->unmap (widget);
  g_clear_handle_id (&VIREO_JOB_ROW (widget)->pulse, g_source_remove);
}

static void
vireo_job_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_JOB:
      g_value_set_object (value, VIREO_JOB_ROW (object)->job);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_job_row_dispose (GObject *object)
{
  VireoJobRow *self = VIREO_JOB_ROW (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_JOB_ROW);
  g_clear_object (&self->job);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (vireo_job_row_parent_class)->dispose (object);
}

static void
vireo_job_row_class_init (VireoJobRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_job_row_get_property;
  object_class->dispose = vireo_job_row_dispose;
  widget_class->map = vireo_job_row_map;
  widget_class->unmap = vireo_job_row_unmap;

  props[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, VIREO_TYPE_JOB,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/app/vireo-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoJobRow, bar);
  gtk_widget_class_bind_template_callback (widget_class, is_alive);
  gtk_widget_class_bind_template_callback (widget_class, can_cancel);
  gtk_widget_class_bind_template_callback (widget_class, has_failed);
  gtk_widget_class_bind_template_callback (widget_class, step_text);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
  vireo_text_bind (widget_class);
}

static void
vireo_job_row_init (VireoJobRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

GtkWidget *
vireo_job_row_new (VireoJob *job, VireoJobList *jobs)
{
  VireoJobRow *self = g_object_new (VIREO_TYPE_JOB_ROW, NULL);

  self->job = g_object_ref (job);
  self->jobs = g_object_ref (jobs);
  g_signal_connect_object (job, "notify::fraction", G_CALLBACK (update_bar), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::state", G_CALLBACK (update_bar), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOB]);
  update_bar (self);
  return GTK_WIDGET (self);
}
