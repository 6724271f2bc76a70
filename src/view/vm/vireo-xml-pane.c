/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which definition is shown and what can be done with it.  When it is read is in
 * vireo-xml-pane-follow.c, what is done with it in vireo-xml-pane-orders.c, and what stands around
 * the editor in vireo-xml-pane-look.c. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-banner.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-xml-pane-private.h"

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

static gboolean
is_stale (VireoXmlPane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  return vm != NULL && vireo_vm_is_stale (vm);
}

/* Whether there are two definitions to choose from.  Edits are one, even when somebody undefines
 * what they are of while it runs. */
static gboolean
has_both (VireoXmlPane *self)
{
  const VireoVmFacts *facts = get_facts (self);

  return facts != NULL && facts->id >= 0
         && (facts->persistent || (self->draft != NULL && vireo_xml_draft_is_edited (self->draft)));
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

/* Why there is nothing to see. */
static const char *
get_problem (VireoXmlPane *self)
{
  if (self->problem == NULL && is_stale (self))
    return _ ("The connection to the host is lost");
  return self->problem;
}

static const char *
get_page (VireoXmlPane *self)
{
  VireoXmlDraft *draft = _vireo_xml_pane_get_shown_draft (self);

  if (draft != NULL && vireo_xml_draft_get_base (draft) != NULL)
    return "document";
  return get_problem (self) != NULL ? "failed" : "reading";
}

static const char *
get_status (VireoXmlPane *self)
{
  VireoXmlDraft *draft = _vireo_xml_pane_get_shown_draft (self);

  if (self->status != NULL)
    return self->status;
  return draft != NULL ? vireo_xml_draft_get_note (draft) : NULL;
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
      g_value_set_string (value, get_problem (self));
      break;
    case PROP_STATUS:
      g_value_set_string (value, get_status (self));
      break;
    case PROP_OUTSIDE:
      g_value_set_boolean (value, !_vireo_xml_pane_is_live (self) && self->draft != NULL
                                      && vireo_xml_draft_get_outside (self->draft) != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/**
 * _vireo_xml_pane_set_problem:
 * @problem: (nullable): why nothing could be read
 */
void
_vireo_xml_pane_set_problem (VireoXmlPane *self, const char *problem)
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
  if (status == NULL && self->status == NULL)
    return;
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
  VireoXmlDraft *draft = _vireo_xml_pane_get_shown_draft (self);
  gboolean there = self->editor != NULL && draft != NULL && !vireo_xml_draft_is_loading (draft);
  gboolean ours = there && !_vireo_xml_pane_is_live (self) && !vireo_xml_draft_is_saving (draft);
  gboolean free = ours && self->asking == NULL;
  gboolean edited = free && vireo_xml_draft_is_edited (draft);
  GtkTextBuffer *buffer = there ? GTK_TEXT_BUFFER (vireo_xml_draft_get_buffer (draft)) : NULL;

  if (self->editor != NULL)
    gtk_text_view_set_editable (GTK_TEXT_VIEW (self->editor), free);
  gtk_widget_action_set_enabled (widget, "xml.undo", free && gtk_text_buffer_get_can_undo (buffer));
  gtk_widget_action_set_enabled (widget, "xml.redo", free && gtk_text_buffer_get_can_redo (buffer));
  gtk_widget_action_set_enabled (widget, "xml.search", there);
  gtk_widget_action_set_enabled (widget, "xml.check", free);
  gtk_widget_action_set_enabled (widget, "xml.changes", edited);
  gtk_widget_action_set_enabled (widget, "xml.discard", edited);
  gtk_widget_action_set_enabled (widget, "xml.apply", edited && !is_stale (self));
}

/* Something of the draft shown changed.  Of a VM that is not defined any more, what runs is shown
 * once the edits are gone. */
static void
draft_changed (VireoXmlPane *self)
{
  g_autoptr (VireoXmlDraft) followed = g_signal_group_dup_target (self->followed);

  if (followed != _vireo_xml_pane_get_shown_draft (self))
    {
      _vireo_xml_pane_show_draft (self);
      _vireo_xml_pane_read (self);
      return;
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTSIDE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
  _vireo_xml_pane_update_actions (self);
}

/* What the last check found is not true of what is typed now. */
static void
text_typed (VireoXmlPane *self)
{
  _vireo_xml_pane_set_status (self, NULL);
}

static void
stop_asking (VireoXmlPane *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

/**
 * _vireo_xml_pane_show_draft:
 *
 * Puts the draft that is to be seen into the editor.
 */
void
_vireo_xml_pane_show_draft (VireoXmlPane *self)
{
  VireoXmlDraft *draft = _vireo_xml_pane_get_shown_draft (self);
  GtkSourceBuffer *buffer = draft != NULL ? vireo_xml_draft_get_buffer (draft) : NULL;

  stop_asking (self);
  g_signal_group_set_target (self->followed, draft);
  g_signal_group_set_target (self->typed, buffer);
  if (self->editor != NULL)
    {
      _vireo_xml_pane_set_problems (self, NULL);
      vireo_xml_editor_show (self->editor, buffer);
    }
  _vireo_xml_pane_set_status (self, NULL);
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
  _vireo_xml_pane_stop_reading (self);
  _vireo_xml_pane_set_problem (self, NULL);
  _vireo_xml_pane_show_draft (self);
  _vireo_xml_pane_read (self);
}

static void
stale_changed (VireoXmlPane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
  _vireo_xml_pane_update_actions (self);
  _vireo_xml_pane_read (self);
}

static void
vireo_xml_pane_vm_set (VireoVmPane *pane, VireoVm *vm)
{
  VireoXmlPane *self = VIREO_XML_PANE (pane);

  /* A pane that nobody sees has nothing to do with the VM yet. */
  if (self->editor != NULL && (vireo_vm_pane_get_shown (pane) || vm == NULL))
    _vireo_xml_pane_follow (self, vm);
}

static void
vireo_xml_pane_shown_changed (VireoVmPane *pane, gboolean shown)
{
  VireoXmlPane *self = VIREO_XML_PANE (pane);
  g_autoptr (VireoVm) watched = g_signal_group_dup_target (self->watched);

  if (!shown)
    _vireo_xml_pane_stop_reading (self);
  else if (self->editor == NULL)
    _vireo_xml_pane_make_editor (self);
  else if (watched != vireo_vm_pane_get_vm (pane))
    _vireo_xml_pane_follow (self, vireo_vm_pane_get_vm (pane));
  else
    _vireo_xml_pane_vm_refreshed (self);
}

static void
reread_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _vireo_xml_pane_set_problem (VIREO_XML_PANE (widget), NULL);
  _vireo_xml_pane_read (VIREO_XML_PANE (widget));
}

static void
vireo_xml_pane_dispose (GObject *object)
{
  VireoXmlPane *self = VIREO_XML_PANE (object);

  _vireo_xml_pane_stop_reading (self);
  stop_asking (self);
  g_clear_handle_id (&self->preparing, g_source_remove);
  g_clear_object (&self->typed);
  g_clear_object (&self->followed);
  g_clear_object (&self->watched);
  self->editor = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_XML_PANE);
  g_clear_object (&self->draft);
  g_clear_object (&self->running);
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

  g_type_ensure (VIREO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-xml-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoXmlPane, place);
  gtk_widget_class_bind_template_child (widget_class, VireoXmlPane, problems);
  gtk_widget_class_bind_template_child (widget_class, VireoXmlPane, problems_place);
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
  vireo_init_template (GTK_WIDGET (self));

  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "refreshed", G_CALLBACK (_vireo_xml_pane_vm_refreshed), self);
  g_signal_group_connect_swapped (self->watched, "notify::stale", G_CALLBACK (stale_changed), self);
  self->followed = g_signal_group_new (VIREO_TYPE_XML_DRAFT);
  g_signal_group_connect_swapped (self->followed, "notify", G_CALLBACK (draft_changed), self);
  self->typed = g_signal_group_new (GTK_TYPE_TEXT_BUFFER);
  g_signal_group_connect_swapped (self->typed, "changed", G_CALLBACK (text_typed), self);
  _vireo_xml_pane_update_actions (self);
}
