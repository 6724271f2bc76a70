/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-file-chooser.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/wizard/vireo-media-step.h"
#include "view/wizard/vireo-recent-media.h"
#include "view/wizard/vireo-wizard-bind.h"

struct _VireoMediaStep
{
  AdwBin parent_instance;

  VireoInstallDraft *draft; /* (owned) */
  GCancellable *leaving;    /* (owned): stops what is waited for */

  AdwComboRow *source;
  GtkWidget *media_path, *import_path, *media_card, *foreign, *copied, *base, *words;
  GtkWidget *recent;
  gboolean has_recent;
};

enum
{
  PROP_DRAFT = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoMediaStep, vireo_media_step, ADW_TYPE_BIN)

/* Words for the bindings */

static char *
os_title (gpointer instance, VireoOs *os)
{
  return g_strdup (os != NULL ? vireo_os_get_name (os) : _ ("Reading…"));
}

static char *
media_text (gpointer instance, VireoMedia *media)
{
  g_autofree char *size = NULL;
  const char *arch;

  if (media == NULL)
    return NULL;
  size = vireo_size_to_text (vireo_media_get_size (media));
  arch = vireo_media_get_arch (media);
  if (arch == NULL)
    return g_strdup_printf ("%s, %s", size, vireo_media_get_decided_text (media));
  return g_strdup_printf ("%s, %s, %s", arch, size, vireo_media_get_decided_text (media));
}

static gboolean
is_text (gpointer instance, const char *text)
{
  return text != NULL && *text != '\0';
}

static char *
os_icon (gpointer instance, VireoOs *os)
{
  return g_strdup (os != NULL ? vireo_os_get_icon_name (os) : "media-optical-symbolic");
}

static void
show_what_matters (VireoMediaStep *self)
{
  VireoInstallSource source = vireo_install_draft_get_source (self->draft);
  gboolean busy;

  g_object_get (self->draft, "media-busy", &busy, NULL);
  gtk_widget_set_visible (self->media_path, source == VIREO_SOURCE_ISO);
  gtk_widget_set_visible (self->import_path, source == VIREO_SOURCE_DISK_IMAGE);
  gtk_widget_set_visible (self->recent,
                          source == VIREO_SOURCE_ISO && self->has_recent);
  gtk_widget_set_visible (
      self->media_card,
      source == VIREO_SOURCE_ISO
          && (busy || vireo_install_draft_get_media (self->draft) != NULL));
}

/* Choosing files */

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer property)
{
  VireoMediaStep *self = VIREO_MEDIA_STEP (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = vireo_choose_file_finish (GTK_WIDGET (self), result, &error);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    g_object_set (self->draft, property, path, NULL);
  else if (error != NULL)
    vireo_report_error (GTK_WIDGET (self), _ ("The file cannot be used."), error);
}

static void
choose_media_cb (VireoMediaStep *self)
{
  vireo_choose_file_async (GTK_WIDGET (self), _ ("Choose an ISO Image"), VIREO_FILES_ISO,
                           self->leaving, file_chosen, (gpointer) "media-path");
}

static void
choose_disk_cb (VireoMediaStep *self)
{
  vireo_choose_file_async (GTK_WIDGET (self), _ ("Choose a Disk Image"), VIREO_FILES_DISK_IMAGE,
                           self->leaving, file_chosen, (gpointer) "disk-path");
}

static gboolean
drop_cb (VireoMediaStep *self, const GValue *value)
{
  GSList *files = g_value_get_boxed (value);
  const char *path = files != NULL ? g_file_peek_path (files->data) : NULL;

  if (path == NULL)
    return FALSE;
  vireo_install_draft_set_file (self->draft, path);
  return TRUE;
}

static void
recent_chosen_cb (VireoMediaStep *self, AdwActionRow *row)
{
  g_object_set (self->draft, "media-path", g_object_get_data (G_OBJECT (row), "path"), NULL);
}

static void
fill_recent (VireoMediaStep *self)
{
  g_autoptr (GPtrArray) list = vireo_recent_media_list ();

  for (guint i = 0; i < list->len; i++)
    {
      VireoRecentMedia *recent = g_ptr_array_index (list, i);
      GtkWidget *row = vireo_action_row_new ();
      g_autofree char *name = g_path_get_basename (recent->path);

      g_object_set (row, "use-markup", FALSE, "title", name, "subtitle",
                    *recent->os_name != '\0' ? recent->os_name : recent->path, "activatable", TRUE,
                    "tooltip-text", recent->path, NULL);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("media-optical-symbolic"));
      g_object_set_data_full (G_OBJECT (row), "path", g_strdup (recent->path), g_free);
      g_signal_connect_swapped (row, "activated", G_CALLBACK (recent_chosen_cb), self);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->recent), row);
    }
  self->has_recent = list->len > 0;
}

static void
vireo_media_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DRAFT)
    g_value_set_object (value, VIREO_MEDIA_STEP (object)->draft);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_media_step_dispose (GObject *object)
{
  VireoMediaStep *self = VIREO_MEDIA_STEP (object);

  g_cancellable_cancel (self->leaving);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_MEDIA_STEP);
  g_clear_object (&self->leaving);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (vireo_media_step_parent_class)->dispose (object);
}

static void
vireo_media_step_class_init (VireoMediaStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_media_step_get_property;
  object_class->dispose = vireo_media_step_dispose;
  props[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, VIREO_TYPE_INSTALL_DRAFT,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/wizard/vireo-media-step.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, source);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, media_path);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, import_path);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, media_card);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, foreign);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, copied);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, base);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, words);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaStep, recent);
  gtk_widget_class_bind_template_callback (widget_class, os_title);
  gtk_widget_class_bind_template_callback (widget_class, os_icon);
  gtk_widget_class_bind_template_callback (widget_class, is_text);
  gtk_widget_class_bind_template_callback (widget_class, media_text);
  gtk_widget_class_bind_template_callback (widget_class, choose_media_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_disk_cb);
}

static void
vireo_media_step_init (VireoMediaStep *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->leaving = g_cancellable_new ();
  vireo_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * vireo_media_step_new:
 * @draft: what is edited
 */
GtkWidget *
vireo_media_step_new (VireoInstallDraft *draft)
{
  VireoMediaStep *self = g_object_new (VIREO_TYPE_MEDIA_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRAFT]);
  vireo_wizard_add_problem (draft, self->words, "media-problem");
  vireo_wizard_add_note (draft, self->words, "media-note");
  vireo_wizard_bind (draft, "source", self->source, "selected");
  vireo_wizard_bind (draft, "media-path", self->media_path, "text");
  vireo_wizard_bind (draft, "disk-path", self->import_path, "text");
  vireo_wizard_bind (draft, "foreign-allowed", self->foreign, "active");
  vireo_wizard_bind (draft, "disk-copied", self->copied, "active");
  vireo_wizard_bind (draft, "base-allowed", self->base, "active");
  vireo_wizard_follow (draft, "source", G_CALLBACK (show_what_matters), self);
  vireo_wizard_follow (draft, "media", G_CALLBACK (show_what_matters), self);
  vireo_wizard_follow (draft, "media-busy", G_CALLBACK (show_what_matters), self);
  fill_recent (self);
  show_what_matters (self);
  return GTK_WIDGET (self);
}
