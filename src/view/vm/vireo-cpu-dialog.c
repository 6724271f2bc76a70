/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/host/vireo-host-cpus.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-choice-row.h"
#include "view/vm/vireo-cpu-dialog.h"

struct _VireoCpuDialog
{
  VireoChangeDialog parent_instance;

  GCancellable *leaving;    /* (owned) */
  VireoCpuChoices *choices; /* (owned) (nullable): until the host has answered */
  char *failure;            /* (owned) (nullable): why it has not */
  char *model;              /* (owned) (nullable): the one that is chosen */
  char *old_mode;           /* (owned) (nullable) */
  char *old_model;          /* (owned) (nullable) */
  GListStore *models;       /* (owned): VireoCpuModel */

  VireoChoiceRow *mode;
  GtkWidget *named;
  GtkEditable *search;
  GtkStringFilter *filter;
  GtkSingleSelection *selection;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (VireoCpuDialog, vireo_cpu_dialog, VIREO_TYPE_CHANGE_DIALOG)

static const VireoChoice modes[] = {
  { "host-passthrough", N_ ("Host passthrough") },
  { "host-model", N_ ("Host model") },
  { "maximum", N_ ("Maximum") },
  { "custom", N_ ("Named model") },
  { NULL, N_ ("Hypervisor default") },
};

static gboolean
is_named (VireoCpuDialog *self)
{
  return g_strcmp0 (vireo_choice_row_get_value (self->mode), "custom") == 0;
}

static gboolean
is_usable (VireoCpuDialog *self)
{
  GListModel *models = G_LIST_MODEL (self->models);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (VireoCpuModel) model = g_list_model_get_item (models, i);

      if (g_strcmp0 (vireo_cpu_model_get_name (model), self->model) == 0)
        return vireo_cpu_model_is_usable (model);
    }
  return TRUE; /* nobody says anything against it */
}

static const char *
find_problem (VireoCpuDialog *self)
{
  const char *mode = vireo_choice_row_get_value (self->mode);
  gboolean cannot = FALSE;

  if (is_named (self))
    return self->model == NULL ? _ ("Choose a model.") : NULL;
  if (self->choices == NULL || mode == NULL)
    return NULL;
  if (g_str_equal (mode, "host-passthrough"))
    cannot = !self->choices->has_passthrough;
  else if (g_str_equal (mode, "host-model"))
    cannot = !self->choices->has_host_model;
  return cannot ? _ ("This host cannot give a guest such a processor, at least not with this kind "
                     "of virtualisation.")
                : NULL;
}

static const char *
find_note (VireoCpuDialog *self)
{
  const char *mode = vireo_choice_row_get_value (self->mode);

  if (is_named (self) && self->failure != NULL)
    return self->failure;
  if (is_named (self) && self->model != NULL && !is_usable (self))
    return _ ("The processor of this host lacks something that the model has, so the virtual "
              "machine may not start here.");
  if (g_strcmp0 (mode, "host-passthrough") == 0)
    return _ ("The host's own processor: fastest, and with all that it can do.  The running "
              "virtual machine can move only to hosts with the same one.");
  if (g_strcmp0 (mode, "host-model") == 0)
    return _ ("The named model nearest to the host's processor: nearly as fast, and safe to move "
              "between similar hosts.");
  if (g_strcmp0 (mode, "maximum") == 0)
    return _ ("All that the hypervisor can do.  The running virtual machine cannot move between "
              "different hosts.");
  return NULL;
}

static void
check_cb (VireoCpuDialog *self)
{
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);

  gtk_widget_set_visible (self->named, is_named (self));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->mode),
                               is_named (self) && self->model != NULL ? self->model : "");
  vireo_change_dialog_set_note (dialog, find_note (self));
  vireo_change_dialog_set_problem (dialog, find_problem (self));
}

/* --- the list of names --- */

static void
searched_cb (VireoCpuDialog *self)
{
  gtk_string_filter_set_search (self->filter, gtk_editable_get_text (self->search));
}

/* What the search hides stays chosen. */
static void
selected_cb (VireoCpuDialog *self)
{
  VireoCpuModel *model = gtk_single_selection_get_selected_item (self->selection);

  if (model == NULL)
    return;
  g_free (self->model);
  self->model = g_strdup (vireo_cpu_model_get_name (model));
  check_cb (self);
}

static void
row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *remark = gtk_label_new (NULL);

  gtk_widget_set_hexpand (name, TRUE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (remark, "dim-label");
  gtk_widget_add_css_class (remark, "caption");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), remark);
  gtk_list_item_set_child (item, box);
}

static void
row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  VireoCpuModel *model = gtk_list_item_get_item (item);
  GtkWidget *name = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  gtk_label_set_label (GTK_LABEL (name), vireo_cpu_model_get_name (model));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (name)),
                       vireo_cpu_model_is_usable (model) ? "" : _ ("More than this host can do"));
}

static void
select_model (VireoCpuDialog *self)
{
  GListModel *shown = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (VireoCpuModel) model = g_list_model_get_item (shown, i);

      if (g_strcmp0 (vireo_cpu_model_get_name (model), self->model) != 0)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
      return;
    }
}

static void
choices_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoCpuDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoCpuChoices) choices
      = vireo_host_list_cpus_finish (VIREO_HOST (source), result, &error);

  if (g_cancellable_is_cancelled (self->leaving))
    return;
  if (choices == NULL)
    self->failure = g_strdup_printf (_ ("The models could not be listed: %s"), error->message);
  else
    {
      g_list_store_splice (self->models, 0, 0, choices->models->pdata, choices->models->len);
      self->choices = g_steal_pointer (&choices);
      select_model (self);
    }
  check_cb (self);
}

static void
vireo_cpu_dialog_apply (VireoChangeDialog *dialog)
{
  VireoCpuDialog *self = VIREO_CPU_DIALOG (dialog);
  const char *mode = vireo_choice_row_get_value (self->mode);
  const char *model = is_named (self) ? self->model : NULL;

  if (g_strcmp0 (mode, self->old_mode) == 0
      && (!is_named (self) || g_strcmp0 (model, self->old_model) == 0))
    gtk_window_destroy (GTK_WINDOW (self));
  else
    vireo_vm_set_cpu_async (vireo_change_dialog_get_vm (dialog), mode, model, NULL,
                            vireo_change_dialog_done, g_object_ref (self));
}

static void
vireo_cpu_dialog_dispose (GObject *object)
{
  g_cancellable_cancel (VIREO_CPU_DIALOG (object)->leaving);
  G_OBJECT_CLASS (vireo_cpu_dialog_parent_class)->dispose (object);
}

static void
vireo_cpu_dialog_finalize (GObject *object)
{
  VireoCpuDialog *self = VIREO_CPU_DIALOG (object);

  g_object_unref (self->leaving);
  vireo_cpu_choices_free (self->choices);
  g_free (self->failure);
  g_free (self->model);
  g_free (self->old_mode);
  g_free (self->old_model);
  g_object_unref (self->models);
  G_OBJECT_CLASS (vireo_cpu_dialog_parent_class)->finalize (object);
}

static void
vireo_cpu_dialog_class_init (VireoCpuDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vireo_cpu_dialog_dispose;
  object_class->finalize = vireo_cpu_dialog_finalize;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_cpu_dialog_apply;
  g_type_ensure (VIREO_TYPE_CHOICE_ROW);
  g_type_ensure (VIREO_TYPE_CPU_MODEL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-cpu-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoCpuDialog, name)
  BIND (mode);
  BIND (named);
  BIND (search);
  BIND (filter);
  BIND (selection);
  BIND (list);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, searched_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
}

static void
vireo_cpu_dialog_init (VireoCpuDialog *self)
{
  self->leaving = g_cancellable_new ();
  self->models = g_list_store_new (VIREO_TYPE_CPU_MODEL);
  vireo_init_template (GTK_WIDGET (self));
  gtk_filter_list_model_set_model (
      GTK_FILTER_LIST_MODEL (gtk_single_selection_get_model (self->selection)),
      G_LIST_MODEL (self->models));
}

/**
 * vireo_cpu_dialog_new:
 * @where: a widget of the window that asks
 * @host: (nullable): what it can do is asked
 * @vm: whose processors they are
 * @settings: of @vm, which is kept
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_cpu_dialog_new (GtkWidget *where,
                      VireoHost *host,
                      VireoVm *vm,
                      VireoDomainSettings *settings)
{
  VireoCpuDialog *self = g_object_new (VIREO_TYPE_CPU_DIALOG, NULL);
  const VireoDomainValues *values = vireo_domain_settings_get_config (settings);

  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  self->old_mode = g_strdup (values->cpu_mode);
  self->old_model = g_strdup (values->cpu_model);
  self->model = g_strdup (g_strcmp0 (values->cpu_mode, "custom") == 0 ? values->cpu_model : NULL);
  vireo_choice_row_fill (self->mode, modes, G_N_ELEMENTS (modes), values->cpu_mode);
  check_cb (self);
  vireo_change_dialog_begin_in (VIREO_CHANGE_DIALOG (self), GTK_WIDGET (self->mode));
  if (host != NULL)
    vireo_host_list_cpus_async (host, values->arch, values->machine, values->virt_type,
                                self->leaving, choices_told, g_object_ref (self));
  return GTK_WIDGET (self);
}
