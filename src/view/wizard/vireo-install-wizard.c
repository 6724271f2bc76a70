/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog: steps, the job that carries out the plan, and what is said when it fails. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-file-chooser.h"
#include "view/common/vireo-report.h"
#include "view/wizard/vireo-install-wizard-private.h"

enum
{
  PROP_DRAFT = 1,
  N_PROPS
};

enum
{
  CREATED,
  N_SIGNALS
};

static const struct
{
  const char *name, *title, *ready; /* ready: the draft's property that lets one go on */
} steps[] = {
  { "media", N_ ("Media"), "media-ready" },
  { "system", N_ ("System"), "system-ready" },
  { "resources", N_ ("Resources"), "resources-ready" },
  { "review", N_ ("Review"), "ready" },
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoInstallWizard, vireo_install_wizard, ADW_TYPE_WINDOW)

gboolean
vireo_install_wizard_has_text (GBinding *binding, const GValue *from, GValue *to, gpointer unused)
{
  const char *text = g_value_get_string (from);

  g_value_set_boolean (to, text != NULL && *text != '\0');
  return TRUE;
}

/* --- closures of the .ui --- */

static char *
step_text (gpointer instance, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i].name, name) == 0)
      /* Translators: a step of the wizard, its number, and how many there are */
      return g_strdup_printf (_ ("%s (%u of %u)"), _ (steps[i].title), i + 1,
                              (guint) G_N_ELEMENTS (steps));
  return NULL;
}

static char *
os_title (gpointer instance, VireoOs *os)
{
  return g_markup_escape_text (os != NULL ? vireo_os_get_name (os) : _ ("Reading…"), -1);
}

static char *
media_text (gpointer instance, VireoMedia *media)
{
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  if (media == NULL)
    return NULL;
  size = vireo_size_to_text (vireo_media_get_size (media));
  text = g_strdup_printf ("%s, %s, %s",
                          vireo_media_get_arch (media) != NULL ? vireo_media_get_arch (media) : "?",
                          size, vireo_media_get_decided_text (media));
  return g_markup_escape_text (text, -1);
}

static char *
suggestion_text (gpointer instance, const char *name)
{
  return name != NULL ? g_strdup_printf (_ ("Use “%s”"), name) : NULL;
}

static gboolean
is_text (gpointer instance, const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_not (gpointer instance, gboolean yes)
{
  return !yes;
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

static void
show_step (VireoInstallWizard *self, int step)
{
  if (step == G_N_ELEMENTS (steps) - 1)
    vireo_install_wizard_fill_review (self);
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

  show_step (self, step < 0 ? (int) G_N_ELEMENTS (steps) - 1 : step - 1);
}

static void
summary_cb (VireoInstallWizard *self, GtkListBoxRow *row)
{
  gtk_stack_set_visible_child_name (self->pages, gtk_widget_get_name (GTK_WIDGET (row)));
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

static void
job_finished (VireoInstallWizard *self)
{
  g_autoptr (VireoCreateJob) job = g_steal_pointer (&self->job);
  const GError *error = vireo_job_get_error (VIREO_JOB (job));
  const char *detail;

  if (vireo_job_get_state (VIREO_JOB (job)) == VIREO_JOB_DONE)
    {
      g_signal_emit (self, signals[CREATED], 0, vireo_create_job_get_uuid (job));
      gtk_window_destroy (GTK_WINDOW (self));
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

  self->job = vireo_create_job_new (vireo_install_draft_get_host (self->draft), plan);
  vireo_create_job_allow (self->job, GPOINTER_TO_UINT (needs));
  g_signal_connect_object (self->job, "notify::step", G_CALLBACK (show_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "notify::fraction", G_CALLBACK (show_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "finished", G_CALLBACK (job_finished), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->pages, "creating");
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
next_cb (VireoInstallWizard *self)
{
  int step = current_step (self);

  if (step == G_N_ELEMENTS (steps) - 1)
    ask_and_create (self);
  else
    show_step (self, step + 1);
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

/* --- choosing files --- */

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer property)
{
  VireoInstallWizard *self = VIREO_INSTALL_WIZARD (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = vireo_choose_file_finish (GTK_WIDGET (self), result, &error);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    g_object_set (self->draft, property, path, NULL);
  else if (error != NULL)
    vireo_report_error (GTK_WIDGET (self), _ ("The file cannot be used."), error);
}

static void
choose_media_cb (VireoInstallWizard *self)
{
  vireo_choose_file_async (GTK_WIDGET (self), _ ("Choose an ISO Image"), VIREO_FILES_ISO,
                           self->leaving, file_chosen, (gpointer) "media-path");
}

static void
choose_disk_cb (VireoInstallWizard *self)
{
  vireo_choose_file_async (GTK_WIDGET (self), _ ("Choose a Disk Image"), VIREO_FILES_DISK_IMAGE,
                           self->leaving, file_chosen, (gpointer) "disk-path");
}

static void
suggestion_cb (VireoInstallWizard *self)
{
  g_autofree char *name = NULL;

  g_object_get (self->draft, "name-suggestion", &name, NULL);
  g_object_set (self->draft, "name", name, NULL);
}

static void
discard_xml_cb (VireoInstallWizard *self)
{
  g_object_set (self->draft, "xml", NULL, NULL);
  vireo_install_wizard_fill_review (self);
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
vireo_install_wizard_dispose (GObject *object)
{
  VireoInstallWizard *self = VIREO_INSTALL_WIZARD (object);

  g_cancellable_cancel (self->leaving);
  g_clear_object (&self->leaving);
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
  BIND (source);
  BIND (os);
  BIND (disk);
  BIND (pool);
  BIND (format);
  BIND (network);
  BIND (media_path);
  BIND (import_path);
  BIND (media_card);
  BIND (foreign);
  BIND (n_vcpus);
  BIND (memory);
  BIND (disk_size);
  BIND (disk_path);
  BIND (name);
  BIND (uefi);
  BIND (kvm);
  BIND (start);
  BIND (command);
  BIND (details);
  BIND (more);
  BIND (try_tcg);
  BIND (summary);
  BIND (xml);
  BIND (step);
  BIND (progress);
  BIND (failure);
  BIND (media_words);
  BIND (system_words);
  BIND (cpus_words);
  BIND (memory_words);
  BIND (disk_words);
  BIND (network_words);
  BIND (name_words);
  BIND (advanced_words);
  BIND (xml_words);
}

static void
vireo_install_wizard_class_init (VireoInstallWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vireo_install_wizard_get_property;
  object_class->dispose = vireo_install_wizard_dispose;

  props[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, VIREO_TYPE_INSTALL_DRAFT,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  /* @uuid: of the VM that is there now */
  signals[CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/wizard/vireo-install-wizard.ui");
  bind_children (widget_class);
  CALLBACK (step_text);
  CALLBACK (os_title);
  CALLBACK (media_text);
  CALLBACK (suggestion_text);
  CALLBACK (is_text);
  CALLBACK (is_not);
  CALLBACK (update_buttons);
  CALLBACK (next_cb);
  CALLBACK (back_cb);
  CALLBACK (cancel_cb);
  CALLBACK (choose_media_cb);
  CALLBACK (choose_disk_cb);
  CALLBACK (suggestion_cb);
  CALLBACK (summary_cb);
  CALLBACK (discard_xml_cb);
  CALLBACK (try_tcg_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_install_wizard_init (VireoInstallWizard *self)
{
  g_type_ensure (VIREO_TYPE_INSTALL_DRAFT);
  g_type_ensure (VIREO_TYPE_OS);
  self->leaving = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
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
  vireo_install_wizard_bind_pages (self);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", steps[i].ready, NULL);

      g_signal_connect_object (self->draft, signal, G_CALLBACK (update_buttons), self,
                               G_CONNECT_SWAPPED);
    }
  update_buttons (self);
  return GTK_WIDGET (self);
}

/**
 * vireo_install_wizard_set_media:
 * @path: an ISO image that was dropped or named on the command line
 */
void
vireo_install_wizard_set_media (VireoInstallWizard *self, const char *path)
{
  vireo_install_draft_set_media_path (self->draft, path);
}
