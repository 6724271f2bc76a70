/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-template.h"
#include "view/wizard/vireo-review-step.h"
#include "view/wizard/vireo-wizard-bind.h"

struct _VireoReviewStep
{
  AdwBin parent_instance;

  VireoInstallDraft *draft; /* (owned) */
  gboolean filling;         /* the step writes into its own widgets */

  GtkWidget *name, *uefi, *kvm, *start, *autostart;
  GtkLabel *command;
  GtkListBox *summary;
  GtkTextView *xml;
  GtkWidget *name_words, *advanced_words, *xml_words, *xml_kernel;
};

enum
{
  PROP_DRAFT = 1,
  N_PROPS
};

enum
{
  EDIT,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoReviewStep, vireo_review_step, ADW_TYPE_BIN)

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

static void
add_summary (VireoReviewStep *self, const char *step, const char *title, const char *text)
{
  GtkWidget *row = vireo_action_row_new ();
  GtkWidget *go = gtk_image_new_from_icon_name ("document-edit-symbolic");

  g_object_set (row, "use-markup", FALSE, "title", title, "subtitle", text, "subtitle-lines", 0,
                "activatable", TRUE, "tooltip-text", _ ("Change this"), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), go);
  gtk_widget_set_name (row, step);
  gtk_list_box_append (self->summary, row);
}

static char *
source_text (const VireoInstallPlan *plan)
{
  if (plan->media_path != NULL)
    return g_strdup (plan->media_path);
  if (plan->import != NULL)
    return g_filename_display_name (plan->import->path);
  return g_strdup (plan->disk == VIREO_DISK_EXISTING ? _ ("A disk or appliance")
                                                      : _ ("The network (PXE)"));
}

/* What is made of what, and where: a line for each disk. */
static char *
import_text (const VireoInstallPlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plan->import->disks->len; i++)
    {
      const VireoImportDisk *disk = vireo_import_get_disk (plan->import, i);
      g_autofree char *size = vireo_size_to_text (disk->capacity);
      const char *kind = disk->format != NULL ? vireo_image_format_to_words (disk->format)
                                              : _ ("Packed disk");

      if (i > 0)
        g_string_append_c (text, '\n');
      /* Translators: a kind of disk, its size, the format it is converted to, a storage pool */
      g_string_append_printf (text, _ ("%s, %s, converted to %s in the storage pool “%s”"), kind,
                              size, plan->disk_format, vireo_install_plan_get_pool (plan));
    }
  return g_string_free (text, FALSE);
}

static char *
disk_text (const VireoInstallPlan *plan)
{
  g_autofree char *size = vireo_size_to_text (plan->disk_size);

  if (plan->import != NULL)
    return import_text (plan);
  if (plan->disk == VIREO_DISK_NEW)
    return g_strdup_printf ("%s, %s", size, plan->disk_format);
  return g_strdup (plan->disk == VIREO_DISK_EXISTING ? plan->disk_path : _ ("None"));
}

static char *
network_text (const VireoInstallPlan *plan)
{
  switch (plan->nic)
    {
    case VIREO_NIC_NETWORK:
      return g_strdup_printf (_ ("Virtual network “%s”"), plan->nic_source);
    case VIREO_NIC_BRIDGE:
      return g_strdup_printf (_ ("Bridge “%s”"), plan->nic_source);
    case VIREO_NIC_USER:
      return g_strdup (_ ("User mode"));
    case VIREO_NIC_NONE:
    default:
      /* Translators: no network at all */
      return g_strdup (C_ ("network", "None"));
    }
}

static char *
installation_text (const VireoInstallPlan *plan)
{
  if (plan->answers == NULL)
    /* Translators: how the system is installed */
    return g_strdup (plan->source == VIREO_SOURCE_DISK_IMAGE ? _ ("Already installed")
                                                              : _ ("By hand, in the console"));
  if (plan->source == VIREO_SOURCE_DISK_IMAGE)
    return g_strdup (_ ("Set up with cloud-init"));
  if (plan->answers->user == NULL)
    return g_strdup (_ ("Without questions"));
  /* Translators: %s is a login name */
  return g_strdup_printf (_ ("Without questions, with the user “%s”"), plan->answers->user);
}

static void
fill_summary (VireoReviewStep *self, const VireoInstallPlan *plan)
{
  VireoOs *os = vireo_install_draft_get_os (self->draft);
  g_autofree char *source = source_text (plan);
  g_autofree char *memory = vireo_size_to_text (plan->memory);
  g_autofree char *cpus = g_strdup_printf ("%u", plan->n_vcpus);
  g_autofree char *disk = disk_text (plan);
  g_autofree char *network = network_text (plan);
  g_autofree char *installation = installation_text (plan);
  gboolean told;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->summary, 0)) != NULL)
    gtk_list_box_remove (self->summary, GTK_WIDGET (row));
  add_summary (self, "media", _ ("Install from"), source);
  add_summary (self, "system", _ ("Operating system"), os != NULL ? vireo_os_get_name (os) : "");
  g_object_get (vireo_install_draft_get_unattended (self->draft), "supported", &told, NULL);
  if (told)
    add_summary (self, "unattended", _ ("Installation"), installation);
  add_summary (self, "resources", _ ("Processors"), cpus);
  add_summary (self, "resources", _ ("Memory"), memory);
  add_summary (self, "resources", _ ("Disk"), disk);
  add_summary (self, "resources", _ ("Network"), network);
}

/* Shows the plan as it now is; an XML the user changed is left as it is. */
static void
fill (VireoReviewStep *self)
{
  g_autoptr (VireoInstallPlan) plan = NULL;
  g_autofree char *command = NULL, *xml = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  plan = vireo_install_draft_make_plan (self->draft);
  fill_summary (self, plan);
  command = vireo_install_plan_to_command (plan);
  gtk_label_set_label (self->command, command);
  gtk_widget_set_visible (self->xml_kernel, plan->answers != NULL && plan->start
                                                && plan->source == VIREO_SOURCE_ISO);
  if (plan->xml != NULL)
    return;
  xml = vireo_install_plan_to_xml (plan);
  self->filling = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->xml), xml, -1);
  self->filling = FALSE;
}

static void
xml_typed (VireoReviewStep *self)
{
  g_autofree char *text = NULL;

  if (self->filling)
    return;
  g_object_get (gtk_text_view_get_buffer (self->xml), "text", &text, NULL);
  g_object_set (self->draft, "xml", text, NULL);
}

static void
discard_xml_cb (VireoReviewStep *self)
{
  g_object_set (self->draft, "xml", NULL, NULL);
}

static void
suggestion_cb (VireoReviewStep *self)
{
  g_autofree char *name = NULL;

  g_object_get (self->draft, "name-suggestion", &name, NULL);
  g_object_set (self->draft, "name", name, NULL);
}

static void
summary_cb (VireoReviewStep *self, GtkWidget *row)
{
  g_signal_emit (self, signals[EDIT], 0, gtk_widget_get_name (row));
}

static void
vireo_review_step_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_review_step_parent_class)->map (widget);
  fill (VIREO_REVIEW_STEP (widget));
}

static void
vireo_review_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DRAFT)
    g_value_set_object (value, VIREO_REVIEW_STEP (object)->draft);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_review_step_dispose (GObject *object)
{
  VireoReviewStep *self = VIREO_REVIEW_STEP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_REVIEW_STEP);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (vireo_review_step_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoReviewStep, name)
#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
vireo_review_step_class_init (VireoReviewStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_review_step_get_property;
  object_class->dispose = vireo_review_step_dispose;
  widget_class->map = vireo_review_step_map;
  props[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, VIREO_TYPE_INSTALL_DRAFT,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  /* @step: where the line that was activated can be changed */
  signals[EDIT] = g_signal_new ("edit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/wizard/vireo-review-step.ui");
  BIND (name);
  BIND (uefi);
  BIND (kvm);
  BIND (start);
  BIND (autostart);
  BIND (command);
  BIND (summary);
  BIND (xml);
  BIND (name_words);
  BIND (advanced_words);
  BIND (xml_words);
  BIND (xml_kernel);
  CALLBACK (suggestion_text);
  CALLBACK (is_text);
  CALLBACK (suggestion_cb);
  CALLBACK (summary_cb);
  CALLBACK (discard_xml_cb);
}

static void
vireo_review_step_init (VireoReviewStep *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

static void
add_all_words (VireoReviewStep *self)
{
  vireo_wizard_add_problem (self->draft, self->name_words, "name-problem");
  vireo_wizard_add_note (self->draft, self->advanced_words, "firmware-note");
  vireo_wizard_add_note (self->draft, self->advanced_words, "virtualisation-note");
  vireo_wizard_add_problem (self->draft, self->xml_words, "xml-problem");
}

/**
 * vireo_review_step_new:
 * @draft: what is edited
 */
GtkWidget *
vireo_review_step_new (VireoInstallDraft *draft)
{
  static const char *const shown[] = { "name", "uefi", "kvm", "start", "autostart", "xml", "os" };
  VireoReviewStep *self = g_object_new (VIREO_TYPE_REVIEW_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRAFT]);
  add_all_words (self);
  vireo_wizard_bind (draft, "name", self->name, "text");
  vireo_wizard_bind (draft, "uefi", self->uefi, "active");
  vireo_wizard_bind (draft, "kvm", self->kvm, "active");
  vireo_wizard_bind (draft, "start", self->start, "active");
  vireo_wizard_bind (draft, "autostart", self->autostart, "active");
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->xml), "changed",
                            G_CALLBACK (xml_typed), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    vireo_wizard_follow (draft, shown[i], G_CALLBACK (fill), self);
  return GTK_WIDGET (self);
}
