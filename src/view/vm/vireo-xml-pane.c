/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which definition is shown and when it is read.  What is done with it is in
 * vireo-xml-pane-orders.c, how it looks in vireo-xml-pane-look.c. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-banner.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-xml-pane-private.h"

#define DRAFT_KEY "vireo-xml-draft"

enum
{
  PROP_LIVE = 1,
  PROP_BOTH,
  PROP_PAGE,
  PROP_PROBLEM,
  PROP_STATUS,
  PROP_OUTSIDE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoXmlPane, vireo_xml_pane, VIREO_TYPE_VM_PANE)

static const VireoVmFacts *
get_facts (VireoXmlPane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  return vm != NULL ? vireo_vm_get_facts (vm) : NULL;
}

/* Whether there are two definitions to choose from. */
static gboolean
has_both (VireoXmlPane *self)
{
  const VireoVmFacts *facts = get_facts (self);

  return facts != NULL && facts->id >= 0 && facts->persistent;
}

/**
 * _vireo_xml_pane_is_live:
 *
 * Returns: whether what runs is shown, and not what comes at the next start
 */
gboolean
_vireo_xml_pane_is_live (VireoXmlPane *self)
{
  const VireoVmFacts *facts = get_facts (self);

  if (has_both (self))
    return self->wants_live;
  return facts != NULL && facts->id >= 0; /* it is gone when it stops: there is no next start */
}

VireoXmlDraft *
_vireo_xml_pane_get_shown_draft (VireoXmlPane *self)
{
  return _vireo_xml_pane_is_live (self) ? self->running : self->draft;
}

static const char *
get_page (VireoXmlPane *self)
{
  VireoXmlDraft *draft = _vireo_xml_pane_get_shown_draft (self);

  if (draft != NULL && vireo_xml_draft_get_base (draft) != NULL)
    return "document";
  return self->problem != NULL ? "failed" : "reading";
}

static void
vireo_xml_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoXmlPane *self = VIREO_XML_PANE (object);

  switch (id)
    {
    case PROP_LIVE:
      g_value_set_boolean (value, _vireo_xml_pane_is_live (self));
      break;
    case PROP_BOTH:
      g_value_set_boolean (value, has_both (self));
      break;
    case PROP_PAGE:
      g_value_set_string (value, get_page (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_OUTSIDE:
      g_value_set_boolean (value, !_vireo_xml_pane_is_live (self) && self->draft != NULL
                                      && vireo_xml_draft_get_outside (self->draft) != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_problem (VireoXmlPane *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
}

/**
 * _vireo_xml_pane_set_status:
 * @status: (nullable): what the last check found, in a line
 */
void
_vireo_xml_pane_set_status (VireoXmlPane *self, const char *status)
{
  g_free (self->status);
  self->status = g_strdup (status);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
}

/**
 * _vireo_xml_pane_update_actions:
 *
 * What can be done follows from what is shown, what was typed and what is under way.
 */
void
_vireo_xml_pane_update_actions (VireoXmlPane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  VireoXmlDraft *draft = _vireo_xml_pane_get_shown_draft (self);
  gboolean there = draft != NULL && !vireo_xml_draft_is_loading (draft);
  gboolean ours = there && !_vireo_xml_pane_is_live (self) && self->ordering == NULL;
  gboolean edited = ours && vireo_xml_draft_is_edited (draft);
  gboolean can_edit = ours && vm != NULL && !vireo_vm_is_stale (vm)
                      && (vireo_vm_get_can (vm) & VIREO_VM_CAN_EDIT);
  GtkTextBuffer *buffer = there ? GTK_TEXT_BUFFER (vireo_xml_draft_get_buffer (draft)) : NULL;

  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), ours);
  gtk_widget_action_set_enabled (widget, "xml.undo", ours && gtk_text_buffer_get_can_undo (buffer));
  gtk_widget_action_set_enabled (widget, "xml.redo", ours && gtk_text_buffer_get_can_redo (buffer));
  gtk_widget_action_set_enabled (widget, "xml.check", ours);
  gtk_widget_action_set_enabled (widget, "xml.changes", edited);
  gtk_widget_action_set_enabled (widget, "xml.discard", edited);
  gtk_widget_action_set_enabled (widget, "xml.apply", edited && can_edit);
}

/* Something of the draft shown changed. */
static void
draft_changed (VireoXmlPane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTSIDE]);
  _vireo_xml_pane_update_actions (self);
}

static void
show_choice (VireoXmlPane *self)
{
  g_signal_group_set_target (self->followed, _vireo_xml_pane_get_shown_draft (self));
  _vireo_xml_pane_set_problems (self, NULL);
  _vireo_xml_pane_set_status (self, NULL);
  _vireo_xml_pane_show_buffer (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIVE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BOTH]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
  draft_changed (self);
}

static void
vireo_xml_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoXmlPane *self = VIREO_XML_PANE (object);

  if (id != PROP_LIVE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (!has_both (self) || self->wants_live == g_value_get_boolean (value))
    return;
  self->wants_live = g_value_get_boolean (value);
  set_problem (self, NULL);
  show_choice (self);
  _vireo_xml_pane_read (self);
}

/* Reading */

static void
stop_reading (VireoXmlPane *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->read_again = FALSE;
}

static void
text_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoXmlPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = vireo_vm_xml_read_finish (VIREO_VM (source), result, &error);
  gboolean again = self->read_again;

  /* Another reading took the place of this one. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  stop_reading (self);
  if (text != NULL)
    {
      vireo_xml_draft_tell (_vireo_xml_pane_get_shown_draft (self), text);
      set_problem (self, NULL);
    }
  else
    set_problem (self, error->message);
  if (again)
    _vireo_xml_pane_read (self);
}

/**
 * _vireo_xml_pane_read:
 *
 * Reads what is shown anew, while somebody looks.  During an order it waits for its end.
 */
void
_vireo_xml_pane_read (VireoXmlPane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  if (vm == NULL || !vireo_vm_pane_get_shown (VIREO_VM_PANE (self))
      || _vireo_xml_pane_get_shown_draft (self) == NULL || vireo_vm_is_stale (vm))
    return;
  if (self->reading != NULL || self->ordering != NULL)
    {
      self->read_again = TRUE;
      return;
    }
  self->reading = g_cancellable_new ();
  vireo_vm_xml_read_async (vm,
                           _vireo_xml_pane_is_live (self) ? VIREO_VM_XML_LIVE
                                                          : VIREO_VM_XML_NEXT_START,
                           self->reading, text_read, g_object_ref (self));
}

/* It started, stopped, or its definition changed. */
static void
vm_refreshed (VireoXmlPane *self)
{
  VireoXmlDraft *followed = g_signal_group_dup_target (self->followed);

  if (followed != _vireo_xml_pane_get_shown_draft (self))
    {
      stop_reading (self);
      show_choice (self);
    }
  else
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BOTH]);
  g_clear_object (&followed);
  _vireo_xml_pane_read (self);
}

static void
stale_changed (VireoXmlPane *self)
{
  _vireo_xml_pane_update_actions (self);
  _vireo_xml_pane_read (self);
}

/* An edited draft stays with its VM; another one is read again when it is wanted. */
static void
leave_draft (VireoXmlPane *self, VireoVm *vm)
{
  if (vm != NULL && self->draft != NULL && !vireo_xml_draft_is_edited (self->draft))
    g_object_set_data (G_OBJECT (vm), DRAFT_KEY, NULL);
  g_clear_object (&self->draft);
  g_clear_object (&self->running);
}

static void
find_draft (VireoXmlPane *self, VireoVm *vm)
{
  VireoXmlDraft *kept = g_object_get_data (G_OBJECT (vm), DRAFT_KEY);

  self->draft = kept != NULL ? g_object_ref (kept) : vireo_xml_draft_new ();
  self->running = vireo_xml_draft_new ();
  if (kept == NULL)
    g_object_set_data_full (G_OBJECT (vm), DRAFT_KEY, g_object_ref (self->draft), g_object_unref);
}

static void
follow (VireoXmlPane *self, VireoVm *vm)
{
  VireoVm *before = g_signal_group_dup_target (self->watched);

  stop_reading (self);
  g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  leave_draft (self, before);
  g_clear_object (&before);
  g_signal_group_set_target (self->watched, vm);
  if (vm != NULL)
    find_draft (self, vm);
  set_problem (self, NULL);
  show_choice (self);
  _vireo_xml_pane_read (self);
}

static void
vireo_xml_pane_vm_set (VireoVmPane *pane, VireoVm *vm)
{
  /* A pane that nobody sees has nothing to do with the VM yet. */
  if (vireo_vm_pane_get_shown (pane) || vm == NULL)
    follow (VIREO_XML_PANE (pane), vm);
}

static void
vireo_xml_pane_shown_changed (VireoVmPane *pane, gboolean shown)
{
  VireoXmlPane *self = VIREO_XML_PANE (pane);
  g_autoptr (VireoVm) watched = g_signal_group_dup_target (self->watched);

  if (!shown)
    stop_reading (self);
  else if (watched != vireo_vm_pane_get_vm (pane))
    follow (self, vireo_vm_pane_get_vm (pane));
  else
    vm_refreshed (self);
}

static void
reread_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_problem (VIREO_XML_PANE (widget), NULL);
  _vireo_xml_pane_read (VIREO_XML_PANE (widget));
}

static void
vireo_xml_pane_dispose (GObject *object)
{
  VireoXmlPane *self = VIREO_XML_PANE (object);

  stop_reading (self);
  g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  g_clear_object (&self->followed);
  g_clear_object (&self->watched);
  g_clear_object (&self->search);
  g_clear_object (&self->search_settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_XML_PANE);
  leave_draft (self, NULL);
  G_OBJECT_CLASS (vireo_xml_pane_parent_class)->dispose (object);
}

static void
vireo_xml_pane_finalize (GObject *object)
{
  VireoXmlPane *self = VIREO_XML_PANE (object);

  g_free (self->problem);
  g_free (self->status);
  G_OBJECT_CLASS (vireo_xml_pane_parent_class)->finalize (object);
}

static void
vireo_xml_pane_class_init (VireoXmlPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  VireoVmPaneClass *pane_class = VIREO_VM_PANE_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_xml_pane_get_property;
  object_class->set_property = vireo_xml_pane_set_property;
  object_class->dispose = vireo_xml_pane_dispose;
  object_class->finalize = vireo_xml_pane_finalize;
  pane_class->vm_set = vireo_xml_pane_vm_set;
  pane_class->shown_changed = vireo_xml_pane_shown_changed;

  props[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE,
                                           flags | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_BOTH] = g_param_spec_boolean ("both", NULL, NULL, FALSE, flags);
  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, NULL, flags);
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  props[PROP_OUTSIDE] = g_param_spec_boolean ("outside", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_source_init ();
  g_type_ensure (VIREO_TYPE_BANNER);
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-xml-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoXmlPane, view);
  gtk_widget_class_bind_template_child (widget_class, VireoXmlPane, problems);
  gtk_widget_class_bind_template_child (widget_class, VireoXmlPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, VireoXmlPane, search_entry);
  vireo_text_bind (widget_class);
  gtk_widget_class_install_action (widget_class, "xml.reread", NULL, reread_action);
  _vireo_xml_pane_class_orders_init (widget_class);
  _vireo_xml_pane_class_look_init (widget_class);
}

static void
vireo_xml_pane_init (VireoXmlPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "refreshed", G_CALLBACK (vm_refreshed), self);
  g_signal_group_connect_swapped (self->watched, "notify::stale", G_CALLBACK (stale_changed), self);
  g_signal_group_connect_swapped (self->watched, "notify::can",
                                  G_CALLBACK (_vireo_xml_pane_update_actions), self);
  self->followed = g_signal_group_new (VIREO_TYPE_XML_DRAFT);
  g_signal_group_connect_swapped (self->followed, "notify", G_CALLBACK (draft_changed), self);
  _vireo_xml_pane_look_init (self);
  _vireo_xml_pane_update_actions (self);
}
