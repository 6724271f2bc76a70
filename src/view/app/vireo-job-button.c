/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-job-button.h"
#include "view/app/vireo-job-row.h"
#include "view/common/vireo-template.h"

struct _VireoJobButton
{
  AdwBin parent_instance;

  VireoJobList *jobs; /* (owned) (nullable) */

  GtkListBox *list;
};

enum
{
  PROP_JOBS = 1,
  PROP_N_JOBS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoJobButton, vireo_job_button, ADW_TYPE_BIN)

static guint
count_jobs (VireoJobButton *self)
{
  return self->jobs != NULL ? g_list_model_get_n_items (vireo_job_list_get_items (self->jobs)) : 0;
}

static char *
summary_text (gpointer instance, guint n_running, double fraction, guint n_jobs)
{
  guint n_failed = n_jobs - MIN (n_running, n_jobs);

  if (n_running == 0)
    return g_strdup_printf (ngettext ("%u job failed", "%u jobs failed", n_failed), n_failed);
  if (fraction < 0)
    return g_strdup_printf (ngettext ("%u job", "%u jobs", n_running), n_running);
  /* Translators: jobs under way, and how far they are together, as "2 jobs, 40 %" */
  return g_strdup_printf (ngettext ("%u job, %.0f %%", "%u jobs, %.0f %%", n_running), n_running,
                          fraction * 100);
}

static double
bar_fraction (gpointer instance, double fraction)
{
  return CLAMP (fraction, 0, 1);
}

static gboolean
bar_visible (gpointer instance, guint n_running, double fraction)
{
  return n_running > 0 && fraction >= 0;
}

static gboolean
any_jobs (gpointer instance, guint n_jobs)
{
  return n_jobs > 0;
}

static GtkWidget *
make_row (gpointer job, gpointer user_data)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row),
                              vireo_job_row_new (job, VIREO_JOB_BUTTON (user_data)->jobs));
  return row;
}

static void
items_changed_cb (VireoJobButton *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_JOBS]);
}

static void
vireo_job_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoJobButton *self = VIREO_JOB_BUTTON (object);

  switch (id)
    {
    case PROP_JOBS:
      g_value_set_object (value, self->jobs);
      break;
    case PROP_N_JOBS:
      g_value_set_uint (value, count_jobs (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_job_button_dispose (GObject *object)
{
  VireoJobButton *self = VIREO_JOB_BUTTON (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_JOB_BUTTON);
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (vireo_job_button_parent_class)->dispose (object);
}

static void
vireo_job_button_class_init (VireoJobButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_job_button_get_property;
  object_class->dispose = vireo_job_button_dispose;

  props[PROP_JOBS] = g_param_spec_object ("jobs", NULL, NULL, VIREO_TYPE_JOB_LIST, flags);
  props[PROP_N_JOBS] = g_param_spec_uint ("n-jobs", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/app/vireo-job-button.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoJobButton, list);
  gtk_widget_class_bind_template_callback (widget_class, summary_text);
  gtk_widget_class_bind_template_callback (widget_class, bar_fraction);
  gtk_widget_class_bind_template_callback (widget_class, bar_visible);
  gtk_widget_class_bind_template_callback (widget_class, any_jobs);
}

static void
vireo_job_button_init (VireoJobButton *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_job_button_set_jobs:
 * @jobs: the list to show; set once
 */
void
vireo_job_button_set_jobs (VireoJobButton *self, VireoJobList *jobs)
{
  g_return_if_fail (self->jobs == NULL);

  self->jobs = g_object_ref (jobs);
  g_signal_connect_object (vireo_job_list_get_items (jobs), "items-changed",
                           G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, vireo_job_list_get_items (jobs), make_row, self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOBS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_JOBS]);
}
