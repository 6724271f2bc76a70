/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/stats/vireo-stats-csv.h"
#include "core/stats/vireo-stats-watch.h"
#include "view/common/vireo-file-chooser.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-perf-card.h"
#include "view/vm/vireo-perf-pane.h"
#include "view/vm/vireo-vcpu-table.h"

struct _VireoPerfPane
{
  VireoVmPane parent_instance;

  VireoContext *context;  /* (owned) (nullable) */
  VireoStatsWatch *watch; /* (owned): looks while the pane is seen */
  guint watch_soon;       /* timer that makes it follow the VM shown */
  GSignalGroup *followed; /* (owned): the state of the VM shown */
  GPtrArray *points;      /* (owned) (nullable): what is shown, of VireoStatsPoint */
  gboolean paused;

  GtkStack *stack;
  GtkLabel *status;
  GtkWidget *pause;
  VireoPerfCard *cpu;
  VireoPerfCard *memory;
  VireoPerfCard *disk;
  VireoPerfCard *network;
  VireoVcpuTable *vcpus;
};

enum
{
  PROP_CONTEXT = 1,
  PROP_PAUSED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoPerfPane, vireo_perf_pane, VIREO_TYPE_VM_PANE)

/* What is shown */

static gboolean
is_running (VireoPerfPane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  return vm != NULL && vireo_vm_get_facts (vm)->id >= 0;
}

static void
show_status (VireoPerfPane *self)
{
  guint n = self->points != NULL ? self->points->len : 0;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL, *text = NULL;

  if (self->paused && n > 0)
    {
      gint64 newest = ((const VireoStatsPoint *) self->points->pdata[n - 1])->time;

      time = g_date_time_new_from_unix_local (newest / G_USEC_PER_SEC);
      clock = g_date_time_format (time, "%H:%M:%S");
      /* Translators: the display of figures stands still since a time, as "Paused at 10:15:30" */
      text = g_strdup_printf (_ ("Paused at %s"), clock);
    }
  else if (self->paused)
    text = g_strdup (_ ("Paused"));
  else
    text = g_strdup_printf (ngettext ("The last minute", "The last %d minutes",
                                      VIREO_STATS_KEPT_S / 60),
                            VIREO_STATS_KEPT_S / 60);
  gtk_label_set_label (self->status, text);
}

static void
show_page (VireoPerfPane *self)
{
  gboolean figures = is_running (self) || (self->paused && self->points != NULL);

  gtk_stack_set_visible_child_name (self->stack, figures ? "figures" : "off");
}

/* Takes @points, which may be NULL. */
static void
show_points (VireoPerfPane *self, GPtrArray *points)
{
  const VireoStatsPoint *newest
      = points != NULL && points->len > 0 ? points->pdata[points->len - 1] : NULL;

  g_clear_pointer (&self->points, g_ptr_array_unref);
  self->points = points;
  vireo_perf_card_set_points (self->cpu, points);
  vireo_perf_card_set_points (self->memory, points);
  vireo_perf_card_set_points (self->disk, points);
  vireo_perf_card_set_points (self->network, points);
  vireo_vcpu_table_set_vcpus (self->vcpus, newest != NULL ? newest->vcpus : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "perf.export", newest != NULL);
  show_status (self);
}

static void
update (VireoPerfPane *self)
{
  VireoStatsSeries *series = vireo_stats_watch_get_series (self->watch);

  show_page (self);
  if (!self->paused && series != NULL)
    show_points (self, vireo_stats_series_dup_points (series));
}

static void
set_paused (VireoPerfPane *self, gboolean paused)
{
  if (self->paused == paused)
    return;
  self->paused = paused;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
  update (self);
  show_status (self);
}

/* Which VM is followed */

static gboolean
watch_now (gpointer data)
{
  VireoPerfPane *self = data;
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  VireoHost *host = NULL;

  self->watch_soon = 0;
  if (self->context != NULL)
    host = vireo_host_list_lookup (vireo_context_get_hosts (self->context), vireo_vm_get_uri (vm));
  vireo_stats_watch_set (self->watch, host, vm);
  update (self);
  return G_SOURCE_REMOVE;
}

/* The figures are drawn in the frame after the one that shows the pane or the VM, or it would be a
 * long one. */
static void
update_watch (VireoPerfPane *self)
{
  VireoVmPane *pane = VIREO_VM_PANE (self);

  g_clear_handle_id (&self->watch_soon, g_source_remove);
  vireo_stats_watch_set (self->watch, NULL, NULL);
  update (self);
  if (vireo_vm_pane_get_shown (pane) && vireo_vm_pane_get_vm (pane) != NULL)
    self->watch_soon = g_timeout_add (VIREO_VM_PANE_SOON, watch_now, self);
}

static void
vireo_perf_pane_vm_set (VireoVmPane *pane, VireoVm *vm)
{
  VireoPerfPane *self = VIREO_PERF_PANE (pane);

  g_signal_group_set_target (self->followed, vm);
  set_paused (self, FALSE);
  show_points (self, NULL);
  update_watch (self);
}

static void
vireo_perf_pane_shown_changed (VireoVmPane *pane, gboolean shown)
{
  update_watch (VIREO_PERF_PANE (pane));
}

/* Export */

typedef struct
{
  VireoPerfPane *pane; /* (owned) */
  GPtrArray *points;   /* (owned): as they were shown when it was asked for */
  GFile *file;         /* (owned) (nullable): once it is chosen */
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->pane);
  g_ptr_array_unref (self->points);
  g_clear_object (&self->file);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Export) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *text = NULL;

  if (!vireo_stats_save_csv_finish (result, &error))
    {
      /* Translators: %s is a file name */
      text = g_strdup_printf (_ ("The figures could not be written to “%s”."), shown);
      vireo_report_error (GTK_WIDGET (self->pane), text, error);
      return;
    }
  /* Translators: %s is a file name */
  text = g_strdup_printf (_ ("The figures were written to “%s”."), shown);
  vireo_report_done (GTK_WIDGET (self->pane), text);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Export) self = data;
  GPtrArray *points = self->points;

  self->file = vireo_choose_new_file_finish (GTK_WIDGET (source), result, NULL);
  /* The only reason is that the user thought better of it. */
  if (self->file != NULL)
    {
      GFile *file = self->file;

      vireo_stats_save_csv_async (points, file, NULL, saved_cb, g_steal_pointer (&self));
    }
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoPerfPane *self = VIREO_PERF_PANE (widget);
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M");
  g_autofree char *file = NULL;
  Export *export;

  if (vm == NULL || self->points == NULL)
    return;
  file = g_strdup_printf ("%s %s.csv", vireo_vm_get_name (vm), time);
  g_strdelimit (file, "/", '_');
  export = g_new0 (Export, 1);
  export->pane = g_object_ref (self);
  export->points = g_ptr_array_ref (self->points);
  vireo_choose_new_file_async (widget, _ ("Export Figures"), VIREO_FILES_CSV, file, NULL, chosen_cb,
                               export);
}

/* The pane */

static char *
pause_icon (gpointer instance, gboolean paused)
{
  return g_strdup (paused ? "media-playback-start-symbolic" : "media-playback-pause-symbolic");
}

static char *
pause_text (gpointer instance, gboolean paused)
{
  return g_strdup (paused ? _ ("Continue the Display") : _ ("Pause the Display"));
}

static void
vireo_perf_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoPerfPane *self = VIREO_PERF_PANE (object);

  if (id == PROP_CONTEXT)
    g_value_set_object (value, self->context);
  else if (id == PROP_PAUSED)
    g_value_set_boolean (value, self->paused);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_perf_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoPerfPane *self = VIREO_PERF_PANE (object);

  if (id == PROP_CONTEXT)
    g_set_object (&self->context, g_value_get_object (value));
  else if (id == PROP_PAUSED)
    set_paused (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_perf_pane_dispose (GObject *object)
{
  VireoPerfPane *self = VIREO_PERF_PANE (object);

  g_clear_handle_id (&self->watch_soon, g_source_remove);
  g_clear_object (&self->watch);
  g_clear_object (&self->followed);
  g_clear_pointer (&self->points, g_ptr_array_unref);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_perf_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-perf-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoPerfPane, stack);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfPane, status);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfPane, pause);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfPane, cpu);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfPane, memory);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfPane, disk);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfPane, network);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfPane, vcpus);
  gtk_widget_class_bind_template_callback (widget_class, pause_icon);
  gtk_widget_class_bind_template_callback (widget_class, pause_text);
}

static void
vireo_perf_pane_class_init (VireoPerfPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  VireoVmPaneClass *pane_class = VIREO_VM_PANE_CLASS (klass);

  object_class->get_property = vireo_perf_pane_get_property;
  object_class->set_property = vireo_perf_pane_set_property;
  object_class->dispose = vireo_perf_pane_dispose;
  pane_class->vm_set = vireo_perf_pane_vm_set;
  pane_class->shown_changed = vireo_perf_pane_shown_changed;

  props[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, VIREO_TYPE_CONTEXT,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_PAUSED]
      = g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (VIREO_TYPE_PERF_CARD);
  g_type_ensure (VIREO_TYPE_VCPU_TABLE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "perf.export", NULL, export_action);
}

/* GTK 4.8 takes what a screen reader says from the .ui once. */
static void
paused_changed (VireoPerfPane *self)
{
  g_autofree char *text = pause_text (self, self->paused);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
vireo_perf_pane_init (VireoPerfPane *self)
{
  vireo_init_template (GTK_WIDGET (self));
  self->watch = vireo_stats_watch_new ();
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->followed = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->followed, "notify::id", G_CALLBACK (update), self);
  g_signal_connect (self, "notify::paused", G_CALLBACK (paused_changed), NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "perf.export", FALSE);
  paused_changed (self);
  show_status (self);
  show_page (self);
}
