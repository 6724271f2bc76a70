/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog: steps, the job that carries out the plan, and what is said when it fails. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-install-draft.h"
#include "core/jobs/vireo-create-job.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/host/vireo-iso-access-dialog.h"
#include "view/wizard/vireo-install-wizard.h"
#include "view/wizard/vireo-media-step.h"
#include "view/wizard/vireo-recent-media.h"
#include "view/wizard/vireo-resources-step.h"
#include "view/wizard/vireo-review-step.h"
#include "view/wizard/vireo-system-step.h"
#include "view/wizard/vireo-unattended-step.h"

struct _VireoInstallWizard
{
  AdwWindow parent_instance;

  VireoContext *context;    /* (owned) */
  VireoInstallDraft *draft; /* (owned) */
  VireoCreateJob *job;      /* (owned) (nullable): once *Create* was pressed */
  char *made;               /* (owned) (nullable): UUID of the VM that is there now */
  char *media_on_host;      /* (owned) (nullable): where the host reads the ISO */
  gboolean asking;          /* whether it can */
  gboolean leaving;         /* hidden, and being taken apart */

  GtkStack *pages; /* of AdwBin for the steps, each made when first shown */
  GtkWidget *next, *back;
  GtkWidget *details, *more, *try_tcg;
  GtkLabel *step;
  GtkProgressBar *progress;
  AdwStatusPage *failure;
};

enum
{
  PROP_DRAFT = 1,
  N_PROPS
};

enum
{
  CREATED,
  ELSEWHERE,
  N_SIGNALS
};

static const struct
{
  const char *name, *title, *ready; /* ready: the draft's property that lets one go on */
  GtkWidget *(*make) (VireoInstallDraft *draft);
} steps[] = {
  { "media", N_ ("Media"), "media-ready", vireo_media_step_new },
  { "system", N_ ("System"), "system-ready", vireo_system_step_new },
  { "unattended", N_ ("Installation"), "unattended-ready", vireo_unattended_step_new },
  { "resources", N_ ("Resources"), "resources-ready", vireo_resources_step_new },
  { "review", N_ ("Review"), "ready", vireo_review_step_new },
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoInstallWizard, vireo_install_wizard, ADW_TYPE_WINDOW)

/* Where no installer can be told anything, there is nothing to fill in. */
static gboolean
is_left_out (VireoInstallWizard *self, guint step)
{
  gboolean supported = TRUE;

  if (self->draft != NULL && g_str_equal (steps[step].name, "unattended"))
    g_object_get (vireo_install_draft_get_unattended (self->draft), "supported", &supported, NULL);
  return !supported;
}

/* --- closures of the .ui --- */

static char *
step_text (gpointer instance, const char *name)
{
  VireoInstallWizard *self = VIREO_INSTALL_WIZARD (instance);
  const char *title = NULL;
  guint number = 0;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (is_left_out (self, i))
        continue;
      n++;
      if (g_strcmp0 (steps[i].name, name) == 0)
        {
          title = _ (steps[i].title);
          number = n;
        }
    }
  /* Translators: a step of the wizard, its number, and how many there are */
  return title != NULL ? g_strdup_printf (_ ("%s (%u of %u)"), title, number, n) : NULL;
}

/* --- steps --- */

static int
current_step (VireoInstallWizard *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->pages);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i].name, name) == 0)
      return (int) i;
  return -1;
}

static void show_step (VireoInstallWizard *self, int step);

static void
edit_cb (VireoInstallWizard *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].name, name))
      show_step (self, (int) i);
}

/* A step is made when it is first shown: all of them at once would hold up the window. */
static void
show_step (VireoInstallWizard *self, int step)
{
  AdwBin *place = ADW_BIN (gtk_stack_get_child_by_name (self->pages, steps[step].name));

  if (adw_bin_get_child (place) == NULL)
    {
      GtkWidget *made = steps[step].make (self->draft);

      if (VIREO_IS_REVIEW_STEP (made))
        g_signal_connect_swapped (made, "edit", G_CALLBACK (edit_cb), self);
      adw_bin_set_child (place, made);
    }
  gtk_stack_set_visible_child_name (self->pages, steps[step].name);
}

static void
update_buttons (VireoInstallWizard *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->pages);
  gboolean failed = g_strcmp0 (name, "failed") == 0;
  int step = current_step (self);
  gboolean ready = FALSE;

  if (self->draft == NULL)
    return;
  if (step >= 0)
    g_object_get (self->draft, steps[step].ready, &ready, NULL);
  gtk_widget_set_visible (self->next, step >= 0);
  gtk_widget_set_sensitive (self->next, ready);
  gtk_button_set_label (GTK_BUTTON (self->next),
                        step == G_N_ELEMENTS (steps) - 1 ? _ ("C_reate") : _ ("_Next"));
  gtk_widget_set_visible (self->back, step > 0 || failed);
}

static void
back_cb (VireoInstallWizard *self)
{
  int step = current_step (self);

  step = step < 0 ? (int) G_N_ELEMENTS (steps) - 1 : step - 1;
  show_step (self, is_left_out (self, (guint) step) ? step - 1 : step);
}

/* --- creating --- */

static void
show_progress (VireoInstallWizard *self)
{
  double fraction = vireo_job_get_fraction (VIREO_JOB (self->job));

  gtk_label_set_label (self->step, vireo_job_get_step (VIREO_JOB (self->job)));
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, fraction);
  else
    gtk_progress_bar_pulse (self->progress);
}

/* --- leaving --- */

/* Hundreds of widgets: a step's at a time, so that nobody waits for them to go. */
static gboolean
take_apart (gpointer data)
{
  VireoInstallWizard *self = data;

  if (self->draft == NULL)
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      AdwBin *place = ADW_BIN (gtk_stack_get_child_by_name (self->pages, steps[i].name));

      if (adw_bin_get_child (place) != NULL)
        {
          adw_bin_set_child (place, NULL);
          return G_SOURCE_CONTINUE;
        }
    }
  gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

static void
leave (VireoInstallWizard *self)
{
  if (self->leaving)
    return;
  self->leaving = TRUE;
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_idle_add_full (G_PRIORITY_LOW, take_apart, g_object_ref (self), g_object_unref);
}

static gboolean
vireo_install_wizard_close_request (GtkWindow *window)
{
  leave (VIREO_INSTALL_WIZARD (window));
  return TRUE;
}

static gboolean
announce (gpointer data)
{
  VireoInstallWizard *self = data;

  g_signal_emit (self, signals[CREATED], 0, self->made);
  return G_SOURCE_REMOVE;
}

/* --- the job --- */

static void
job_finished (VireoInstallWizard *self)
{
  g_autoptr (VireoCreateJob) job = g_steal_pointer (&self->job);
  const GError *error = vireo_job_get_error (VIREO_JOB (job));
  const char *detail;

  if (vireo_job_get_state (VIREO_JOB (job)) == VIREO_JOB_DONE)
    {
      /* One after the other: the dialog goes, the VM's page comes. */
      self->made = g_strdup (vireo_create_job_get_uuid (job));
      g_idle_add_full (G_PRIORITY_LOW, announce, g_object_ref (self), g_object_unref);
      leave (self);
      return;
    }
  if (vireo_job_get_state (VIREO_JOB (job)) == VIREO_JOB_CANCELLED || error == NULL)
    {
      show_step (self, G_N_ELEMENTS (steps) - 1);
      return;
    }
  detail = vireo_error_get_detail (error);
  adw_status_page_set_description (self->failure, error->message);
  gtk_label_set_label (GTK_LABEL (self->details), detail);
  gtk_widget_set_visible (self->more, detail != NULL);
  gtk_widget_set_visible (self->try_tcg,
                          g_error_matches (error, VIREO_ERROR, VIREO_ERROR_NO_KVM));
  gtk_stack_set_visible_child_name (self->pages, "failed");
  /* It was told here: no need to tell it again in the list of jobs. */
  vireo_job_list_dismiss (vireo_context_get_jobs (self->context), VIREO_JOB (job));
}

static void
create (GtkWidget *where, gpointer needs)
{
  VireoInstallWizard *self = VIREO_INSTALL_WIZARD (where);
  VireoInstallPlan *plan = vireo_install_draft_make_plan (self->draft);

  plan->media_on_host = g_strdup (self->media_on_host);
  self->job = vireo_create_job_new (vireo_install_draft_get_host (self->draft), plan);
  vireo_create_job_allow (self->job, GPOINTER_TO_UINT (needs));
  g_signal_connect_object (self->job, "notify::step", G_CALLBACK (show_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "notify::fraction", G_CALLBACK (show_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "finished", G_CALLBACK (job_finished), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->pages, "creating");
  if (plan->media_path != NULL)
    vireo_recent_media_add (plan->media_path,
                            vireo_os_get_name (vireo_install_draft_get_os (self->draft)));
  vireo_job_list_add (vireo_context_get_jobs (self->context), VIREO_JOB (self->job));
}

static void
ask_and_create (VireoInstallWizard *self)
{
  g_autoptr (VireoInstallPlan) plan = vireo_install_draft_make_plan (self->draft);
  const char *pool = plan->pool != NULL ? plan->pool : "default";
  VireoCreateNeeds needs
      = vireo_create_job_get_needs (vireo_install_draft_get_host (self->draft), plan);
  GString *body = g_string_new (NULL);

  if (needs == VIREO_CREATE_NEEDS_NOTHING)
    {
      g_string_free (body, TRUE);
      create (GTK_WIDGET (self), NULL);
      return;
    }
  if (needs & VIREO_CREATE_NEEDS_DEFINE_POOL)
    g_string_append_printf (body, _ ("The storage pool “%s” does not exist yet and is made.  "), pool);
  else if (needs & VIREO_CREATE_NEEDS_START_POOL)
    g_string_append_printf (body, _ ("The storage pool “%s” is not running and is started.  "), pool);
  if (needs & VIREO_CREATE_NEEDS_START_NETWORK)
    g_string_append_printf (body, _ ("The virtual network “%s” is not running and is started.  "),
                            plan->nic_source != NULL ? plan->nic_source : "default");
  vireo_confirm (GTK_WIDGET (self), _ ("Prepare the Host?"), g_strchomp (body->str),
                 _ ("_Go On"), FALSE, create, GUINT_TO_POINTER (needs), NULL);
  g_string_free (body, TRUE);
}

static void
access_settled (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoInstallWizard *self = VIREO_INSTALL_WIZARD (source);
  g_autoptr (VireoHost) host = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path
      = vireo_iso_access_ask_finish (GTK_WIDGET (self), result, &host, &error);

  self->asking = FALSE;
  if (self->draft == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (path == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        vireo_report_error (GTK_WIDGET (self), _ ("The image cannot be used."), error);
      return;
    }
  g_clear_pointer (&self->media_on_host, g_free);
  if (g_strcmp0 (path, vireo_install_draft_get_media_path (self->draft)) != 0)
    self->media_on_host = g_steal_pointer (&path);
  if (host == vireo_install_draft_get_host (self->draft))
    {
      ask_and_create (self);
      return;
    }
  /* The user's session has pools, networks and virtual machines of its own: begun anew there. */
  g_signal_emit (self, signals[ELSEWHERE], 0, host,
                 vireo_install_draft_get_media_path (self->draft));
  gtk_window_close (GTK_WINDOW (self));
}

/* An image that the host's QEMU cannot read fails late and with words that help nobody. */
static void
check_access (VireoInstallWizard *self)
{
  g_autoptr (VireoInstallPlan) plan = vireo_install_draft_make_plan (self->draft);

  if (self->asking)
    return;
  if (plan->source != VIREO_SOURCE_ISO || plan->media_path == NULL)
    {
      ask_and_create (self);
      return;
    }
  self->asking = TRUE;
  vireo_iso_access_ask_async (GTK_WIDGET (self), self->context,
                              vireo_install_draft_get_host (self->draft), plan->media_path, NULL,
                              access_settled, NULL);
}

static void
next_cb (VireoInstallWizard *self)
{
  int step = current_step (self);

  if (step == G_N_ELEMENTS (steps) - 1)
    check_access (self);
  else
    show_step (self, is_left_out (self, (guint) step + 1) ? step + 2 : step + 1);
}

static void
try_tcg_cb (VireoInstallWizard *self)
{
  g_object_set (self->draft, "kvm", FALSE, NULL);
  ask_and_create (self);
}

static void
cancel_cb (VireoInstallWizard *self)
{
  if (self->job != NULL)
    vireo_job_cancel (VIREO_JOB (self->job));
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* --- the object --- */

static void
vireo_install_wizard_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DRAFT)
    g_value_set_object (value, VIREO_INSTALL_WIZARD (object)->draft);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_install_wizard_finalize (GObject *object)
{
  VireoInstallWizard *self = VIREO_INSTALL_WIZARD (object);

  g_free (self->made);
  g_free (self->media_on_host);
  G_OBJECT_CLASS (vireo_install_wizard_parent_class)->finalize (object);
}

static void
vireo_install_wizard_dispose (GObject *object)
{
  VireoInstallWizard *self = VIREO_INSTALL_WIZARD (object);

  g_clear_object (&self->job);
  g_clear_object (&self->draft);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_install_wizard_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoInstallWizard, name)
#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (pages);
  BIND (next);
  BIND (back);
  BIND (details);
  BIND (more);
  BIND (try_tcg);
  BIND (step);
  BIND (progress);
  BIND (failure);
}

static void
vireo_install_wizard_class_init (VireoInstallWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vireo_install_wizard_get_property;
  object_class->dispose = vireo_install_wizard_dispose;
  object_class->finalize = vireo_install_wizard_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = vireo_install_wizard_close_request;

  props[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, VIREO_TYPE_INSTALL_DRAFT,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  /* @uuid: of the VM that is there now */
  signals[CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ELSEWHERE] = g_signal_new ("elsewhere", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 2, VIREO_TYPE_HOST,
                                     G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/wizard/vireo-install-wizard.ui");
  bind_children (widget_class);
  CALLBACK (step_text);
  CALLBACK (update_buttons);
  CALLBACK (next_cb);
  CALLBACK (back_cb);
  CALLBACK (cancel_cb);
  CALLBACK (try_tcg_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_install_wizard_init (VireoInstallWizard *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_install_wizard_new:
 * @parent: (nullable): the window it belongs to
 * @context: what the program shares
 * @host: where the VM shall be
 *
 * Returns: (transfer floating): a wizard on its first page, filled in
 */
GtkWidget *
vireo_install_wizard_new (GtkWindow *parent, VireoContext *context, VireoHost *host)
{
  VireoInstallWizard *self = g_object_new (VIREO_TYPE_INSTALL_WIZARD, "transient-for", parent, NULL);

  self->context = g_object_ref (context);
  self->draft = vireo_install_draft_new (host, vireo_context_get_catalog (context));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRAFT]);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", steps[i].ready, NULL);

      g_signal_connect_object (self->draft, signal, G_CALLBACK (update_buttons), self,
                               G_CONNECT_SWAPPED);
    }
  show_step (self, 0);
  update_buttons (self);
  return GTK_WIDGET (self);
}

/**
 * vireo_install_wizard_set_media:
 * @path: an ISO image, a disk image or an appliance that was dropped or named on the command line
 */
void
vireo_install_wizard_set_media (VireoInstallWizard *self, const char *path)
{
  vireo_install_draft_set_file (self->draft, path);
}
