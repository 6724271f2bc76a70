/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/jobs/vireo-upload-job.h"
#include "view/common/vireo-template.h"
#include "view/host/vireo-iso-access-dialog.h"

struct _VireoIsoAccessDialog
{
  AdwWindow parent_instance;

  VireoContext *context;  /* (owned) */
  VireoHost *host;        /* (owned) */
  VireoIsoAccess *access; /* (owned) */
  GTask *task;            /* (owned) (nullable): of who asked, until it is answered */
  VireoJob *job;          /* (owned) (nullable): the copy under way */
  char *pool;             /* (owned) (nullable): the name of where a copy would go */

  GtkLabel *sentence;
  AdwActionRow *copy;
  AdwActionRow *permit;
  AdwActionRow *session;
  GtkProgressBar *progress;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (VireoIsoAccessDialog, vireo_iso_access_dialog, ADW_TYPE_WINDOW)

/* The answer: a path, and the host that can read it. */
typedef struct
{
  char *path;      /* (owned) */
  VireoHost *host; /* (owned) */
} Answer;

static Answer *
answer_new (const char *path, VireoHost *host)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->path = g_strdup (path);
  answer->host = g_object_ref (host);
  return answer;
}

static void
answer_free (gpointer pointer)
{
  Answer *answer = pointer;

  g_free (answer->path);
  g_object_unref (answer->host);
  g_free (answer);
}

/* Asked once, answered once; the dialog goes with it. */
static void
give_answer (VireoIsoAccessDialog *self, const char *path, VireoHost *host)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task != NULL)
    g_task_return_pointer (task, answer_new (path, host), answer_free);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
say_problem (VireoIsoAccessDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
update_actions (VireoIsoAccessDialog *self, gboolean busy)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "iso.copy", !busy && self->pool != NULL);
  gtk_widget_action_set_enabled (widget, "iso.permit", !busy && self->access->can_permit);
  gtk_widget_action_set_enabled (widget, "iso.session", !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
}

/* Copying */

static void
copy_finished (VireoIsoAccessDialog *self, VireoJob *job)
{
  const char *target = vireo_upload_job_get_target (VIREO_UPLOAD_JOB (job));
  const GError *error = vireo_job_get_error (job);

  if (job != self->job)
    return;
  if (target != NULL)
    {
      give_answer (self, target, self->host);
      return;
    }
  g_clear_object (&self->job);
  say_problem (self, error != NULL ? error->message : NULL);
  update_actions (self, FALSE);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoIsoAccessDialog *self = VIREO_ISO_ACCESS_DIALOG (widget);

  say_problem (self, NULL);
  update_actions (self, TRUE);
  self->job = VIREO_JOB (vireo_upload_job_new (self->host, self->pool, self->access->path));
  g_object_bind_property (self->job, "fraction", self->progress, "fraction", G_BINDING_DEFAULT);
  g_signal_connect_object (self->job, "finished", G_CALLBACK (copy_finished), self,
                           G_CONNECT_SWAPPED);
  vireo_job_list_add (vireo_context_get_jobs (self->context), self->job);
}

/* Opening the way */

static void
permitted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoIsoAccessDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (vireo_iso_permit_finish (VIREO_HOST (source), result, &error))
    {
      give_answer (self, self->access->path, self->host);
      return;
    }
  say_problem (self, error->message);
  update_actions (self, FALSE);
}

static void
permit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoIsoAccessDialog *self = VIREO_ISO_ACCESS_DIALOG (widget);

  say_problem (self, NULL);
  gtk_widget_action_set_enabled (widget, "iso.permit", FALSE);
  vireo_iso_permit_async (self->host, self->access, NULL, permitted, g_object_ref (self));
}

/* The user's own daemon, whose QEMU is the user */

static void
session_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoIsoAccessDialog *self = VIREO_ISO_ACCESS_DIALOG (widget);
  VireoHost *session = vireo_host_list_ensure (vireo_context_get_hosts (self->context),
                                               "qemu:///session", FALSE);

  vireo_host_connect (session);
  give_answer (self, self->access->path, session);
}

static void
vireo_iso_access_dialog_dispose (GObject *object)
{
  VireoIsoAccessDialog *self = VIREO_ISO_ACCESS_DIALOG (object);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  /* Closed before there was an answer: a copy for nobody is not made. */
  if (task != NULL)
    {
      if (self->job != NULL)
        vireo_job_cancel (self->job);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", "closed");
    }
  g_clear_object (&self->job);
  g_clear_object (&self->host);
  g_clear_object (&self->context);
  g_clear_pointer (&self->access, vireo_iso_access_free);
  g_clear_pointer (&self->pool, g_free);
  G_OBJECT_CLASS (vireo_iso_access_dialog_parent_class)->dispose (object);
}

static void
vireo_iso_access_dialog_class_init (VireoIsoAccessDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_iso_access_dialog_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-iso-access-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoIsoAccessDialog, sentence);
  gtk_widget_class_bind_template_child (widget_class, VireoIsoAccessDialog, copy);
  gtk_widget_class_bind_template_child (widget_class, VireoIsoAccessDialog, permit);
  gtk_widget_class_bind_template_child (widget_class, VireoIsoAccessDialog, session);
  gtk_widget_class_bind_template_child (widget_class, VireoIsoAccessDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, VireoIsoAccessDialog, problem);
  gtk_widget_class_install_action (widget_class, "iso.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "iso.permit", NULL, permit_action);
  gtk_widget_class_install_action (widget_class, "iso.session", NULL, session_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_iso_access_dialog_init (VireoIsoAccessDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/* The pool "default", or the first that runs. */
static char *
choose_pool (VireoHost *host)
{
  GListModel *pools = vireo_host_get_pools (host);
  char *chosen = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);
      const VireoPoolFacts *facts = vireo_pool_get_facts (pool);

      if (facts->active && (chosen == NULL || g_str_equal (facts->name, "default")))
        {
          g_free (chosen);
          chosen = g_strdup (facts->name);
        }
    }
  return chosen;
}

static void
show_ways (VireoIsoAccessDialog *self)
{
  g_autofree char *into = NULL;
  gboolean missing = self->access->verdict == VIREO_ISO_MISSING;

  gtk_label_set_label (self->sentence, self->access->sentence);
  self->pool = choose_pool (self->host);
  into = self->pool != NULL
             /* Translators: the name of a storage pool */
             ? g_strdup_printf (_ ("Into the storage pool “%s”, where QEMU can read it."),
                                self->pool)
             : g_strdup (_ ("No storage pool of this host runs."));
  adw_action_row_set_subtitle (self->copy, into);
  adw_action_row_set_subtitle (self->permit, self->access->command);
  gtk_widget_set_visible (GTK_WIDGET (self->permit), self->access->can_permit);
  gtk_widget_set_visible (GTK_WIDGET (self->session),
                          !missing && self->access->verdict != VIREO_ISO_REMOTE);
  gtk_widget_set_visible (GTK_WIDGET (self->copy), !missing);
  say_problem (self, NULL);
  update_actions (self, FALSE);
}

/* --- asking --- */

typedef struct
{
  VireoContext *context; /* (owned) */
  char *path;            /* (owned) */
} AskData;

static void
ask_data_free (gpointer pointer)
{
  AskData *data = pointer;

  g_object_unref (data->context);
  g_free (data->path);
  g_free (data);
}

static void
open_dialog (GTask *task, VireoHost *host, VireoIsoAccess *access)
{
  VireoIsoAccessDialog *self = g_object_new (VIREO_TYPE_ISO_ACCESS_DIALOG, NULL);
  AskData *data = g_task_get_task_data (task);
  GtkRoot *root = gtk_widget_get_root (g_task_get_source_object (task));

  self->context = g_object_ref (data->context);
  self->host = g_object_ref (host);
  self->access = access;
  self->task = task;
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  show_ways (self);
  gtk_window_present (GTK_WINDOW (self));
}

static void
checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VireoHost *host = VIREO_HOST (source);
  g_autoptr (GTask) task = user_data;
  AskData *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoIsoAccess) access = vireo_iso_check_finish (host, result, &error);

  if (access == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_task_return_error_if_cancelled (task))
    return;
  else if (access->verdict == VIREO_ISO_READABLE)
    g_task_return_pointer (task, answer_new (data->path, host), answer_free);
  else
    open_dialog (g_steal_pointer (&task), host, g_steal_pointer (&access));
}

/**
 * vireo_iso_access_ask_async:
 * @where: a widget of the window that asks
 * @host: who shall read the image
 * @path: of an image on this computer
 * @callback: (scope async): runs on the main thread, always exactly once
 *
 * Looks whether QEMU can read the image.  When not, says why and offers the ways out: a copy in a
 * pool (a job, which leaves nothing when it does not end well), letting QEMU through the user's
 * own folders, or the user's session.
 */
void
vireo_iso_access_ask_async (GtkWidget *where, VireoContext *context, VireoHost *host,
                            const char *path, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (where, cancellable, callback, user_data);
  AskData *data = g_new0 (AskData, 1);

  data->context = g_object_ref (context);
  data->path = g_strdup (path);
  g_task_set_source_tag (task, vireo_iso_access_ask_async);
  g_task_set_task_data (task, data, ask_data_free);
  vireo_iso_check_async (host, path, cancellable, checked, task);
}

/**
 * vireo_iso_access_ask_finish:
 * @host: (out) (optional) (transfer full): who can read it: the one asked about, or the session
 * @error: (out) (optional): %G_IO_ERROR_CANCELLED when the user closed the dialog
 *
 * Returns: (transfer full) (nullable): the path under which that host can read the image
 */
char *
vireo_iso_access_ask_finish (GtkWidget *where, GAsyncResult *result, VireoHost **host,
                             GError **error)
{
  Answer *answer;
  char *path;

  g_return_val_if_fail (g_task_is_valid (result, where), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_iso_access_ask_async), NULL);

  answer = g_task_propagate_pointer (G_TASK (result), error);
  if (answer == NULL)
    return NULL;
  path = g_steal_pointer (&answer->path);
  if (host != NULL)
    *host = g_object_ref (answer->host);
  answer_free (answer);
  return path;
}
