/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-error.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-change-dialog.h"

typedef struct
{
  VireoVm *vm;     /* (owned) (nullable): until opened */
  char *verb;      /* (owned) (nullable) */
  char *problem;   /* (owned) (nullable) */
  char *note;      /* (owned) (nullable) */
  gboolean failed; /* the problem is what libvirt said: trying again is allowed */
  gboolean busy;
  AdwBin *place;   /* of the body */
  GtkWidget *first; /* (nullable): borrowed, in the body: where one begins */
} VireoChangeDialogPrivate;

enum
{
  PROP_BODY = 1,
  PROP_VERB,
  PROP_PROBLEM,
  PROP_NOTE,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VireoChangeDialog, vireo_change_dialog, ADW_TYPE_WINDOW)

#define PRIV(self) ((VireoChangeDialogPrivate *) vireo_change_dialog_get_instance_private (self))

static void
vireo_change_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoChangeDialogPrivate *priv = PRIV (VIREO_CHANGE_DIALOG (object));

  switch (id)
    {
    case PROP_BODY:
      g_value_set_object (value, adw_bin_get_child (priv->place));
      break;
    case PROP_VERB:
      g_value_set_string (value, priv->verb);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, priv->problem);
      break;
    case PROP_NOTE:
      g_value_set_string (value, priv->note);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* Enter in a field is the button at the top. */
static void
let_enter_apply (GtkWidget *widget)
{
  if (ADW_IS_ENTRY_ROW (widget))
    adw_entry_row_set_activates_default (ADW_ENTRY_ROW (widget), TRUE);
  else if (GTK_IS_TEXT (widget))
    gtk_text_set_activates_default (GTK_TEXT (widget), TRUE);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      let_enter_apply (child);
}

static void
vireo_change_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoChangeDialogPrivate *priv = PRIV (VIREO_CHANGE_DIALOG (object));

  if (id == PROP_BODY)
    {
      adw_bin_set_child (priv->place, g_value_get_object (value));
      let_enter_apply (GTK_WIDGET (priv->place));
    }
  else if (id == PROP_VERB)
    {
      g_free (priv->verb);
      priv->verb = g_value_dup_string (value);
      g_object_notify_by_pspec (object, pspec);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
update_action (VireoChangeDialog *self)
{
  VireoChangeDialogPrivate *priv = PRIV (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "change.apply",
                                 !priv->busy && (priv->problem == NULL || priv->failed));
}

static void
say_problem (VireoChangeDialog *self, const char *problem, gboolean failed)
{
  VireoChangeDialogPrivate *priv = PRIV (self);

  g_free (priv->problem);
  priv->problem = g_strdup (problem);
  priv->failed = failed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
  update_action (self);
}

static void
set_busy (VireoChangeDialog *self, gboolean busy)
{
  PRIV (self)->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
  update_action (self);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoChangeDialog *self = VIREO_CHANGE_DIALOG (widget);

  if (PRIV (self)->busy)
    return;
  say_problem (self, NULL, FALSE);
  set_busy (self, TRUE);
  VIREO_CHANGE_DIALOG_GET_CLASS (self)->apply (self);
}

/* Not before: the focus of a window that was never shown keeps it from assistive technologies. */
static void
vireo_change_dialog_map (GtkWidget *widget)
{
  GtkWidget *first = PRIV (VIREO_CHANGE_DIALOG (widget))->first;

  GTK_WIDGET_CLASS (vireo_change_dialog_parent_class)->map (widget);
  if (first != NULL)
    gtk_widget_grab_focus (first);
}

static void
vireo_change_dialog_dispose (GObject *object)
{
  VireoChangeDialogPrivate *priv = PRIV (VIREO_CHANGE_DIALOG (object));

  g_clear_object (&priv->vm);
  G_OBJECT_CLASS (vireo_change_dialog_parent_class)->dispose (object);
}

static void
vireo_change_dialog_finalize (GObject *object)
{
  VireoChangeDialogPrivate *priv = PRIV (VIREO_CHANGE_DIALOG (object));

  g_free (priv->verb);
  g_free (priv->problem);
  g_free (priv->note);
  G_OBJECT_CLASS (vireo_change_dialog_parent_class)->finalize (object);
}

static void
vireo_change_dialog_class_init (VireoChangeDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = vireo_change_dialog_get_property;
  object_class->set_property = vireo_change_dialog_set_property;
  object_class->dispose = vireo_change_dialog_dispose;
  object_class->finalize = vireo_change_dialog_finalize;
  widget_class->map = vireo_change_dialog_map;

  props[PROP_BODY] = g_param_spec_object ("body", NULL, NULL, GTK_TYPE_WIDGET, rw);
  props[PROP_VERB] = g_param_spec_string ("verb", NULL, NULL, NULL, rw);
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, ro);
  props[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, ro);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-change-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, VireoChangeDialog, place);
  vireo_text_bind (widget_class);
  gtk_widget_class_install_action (widget_class, "change.apply", NULL, apply_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_change_dialog_init (VireoChangeDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_change_dialog_open:
 * @where: a widget of the window that asks
 * @vm: (nullable): what is changed; %NULL for what is no VM's
 *
 * Called by a subclass when it is made; shows nothing yet.
 */
void
vireo_change_dialog_open (VireoChangeDialog *self, GtkWidget *where, VireoVm *vm)
{
  GtkRoot *root = gtk_widget_get_root (where);

  g_set_object (&PRIV (self)->vm, vm);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  update_action (self);
}

/**
 * vireo_change_dialog_begin_in:
 * @first: a field of the body, which has the focus when the dialog is shown
 */
void
vireo_change_dialog_begin_in (VireoChangeDialog *self, GtkWidget *first)
{
  PRIV (self)->first = first;
}

VireoVm *
vireo_change_dialog_get_vm (VireoChangeDialog *self)
{
  return PRIV (self)->vm;
}

/**
 * vireo_change_dialog_set_problem:
 * @problem: (nullable): a sentence: what keeps it from being done; %NULL when all is well
 */
void
vireo_change_dialog_set_problem (VireoChangeDialog *self, const char *problem)
{
  say_problem (self, problem, FALSE);
}

/**
 * vireo_change_dialog_has_failed:
 *
 * Returns: whether the user is being told why it could not be done.  What others change meanwhile
 *   is no reason to take that away.
 */
gboolean
vireo_change_dialog_has_failed (VireoChangeDialog *self)
{
  return PRIV (self)->failed && PRIV (self)->problem != NULL;
}

/**
 * vireo_change_dialog_set_note:
 * @note: (nullable): a sentence that keeps nothing from being done
 */
void
vireo_change_dialog_set_note (VireoChangeDialog *self, const char *note)
{
  VireoChangeDialogPrivate *priv = PRIV (self);

  g_free (priv->note);
  priv->note = g_strdup (note);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTE]);
}

/**
 * vireo_change_dialog_refuse:
 * @sentence: why
 *
 * Like vireo_change_dialog_failed(), for what the dialog found out by itself.
 */
void
vireo_change_dialog_refuse (VireoChangeDialog *self, const char *sentence)
{
  set_busy (self, FALSE);
  say_problem (self, sentence, TRUE);
}

/**
 * vireo_change_dialog_failed:
 * @error: why
 *
 * Says why below the fields; the user may change something and try again.
 */
void
vireo_change_dialog_failed (VireoChangeDialog *self, const GError *error)
{
  const char *detail = vireo_error_get_detail (error);
  g_autofree char *all = detail != NULL ? g_strdup_printf ("%s\n%s", error->message, detail)
                                        : g_strdup (error->message);

  vireo_change_dialog_refuse (self, all);
}

/**
 * vireo_change_dialog_done:
 * @self: (transfer full): the dialog
 *
 * Callback for the orders of vireo-vm-change.h: closes the dialog, or says why not.
 */
void
vireo_change_dialog_done (GObject *source, GAsyncResult *result, gpointer self)
{
  g_autoptr (VireoChangeDialog) dialog = self;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_change_dialog_failed (dialog, error);
  else
    gtk_window_destroy (GTK_WINDOW (dialog));
}

/**
 * vireo_change_dialog_apply:
 *
 * As if the button were pressed, for Enter in a field.
 */
void
vireo_change_dialog_apply (VireoChangeDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "change.apply", NULL);
}
