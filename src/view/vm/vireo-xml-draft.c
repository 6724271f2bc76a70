/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/vm/vireo-xml-draft.h"
#include "view/vm/vireo-xml-loader.h"

struct _VireoXmlDraft
{
  GObject parent_instance;

  GtkSourceBuffer *buffer; /* (owned) */
  VireoXmlLoader *loader;  /* (owned) */
  char *base;              /* (owned) (nullable): what is saved, as far as the user knows */
  char *outside;           /* (owned) (nullable): what is saved by now, when that is not base */
  gboolean saving;         /* an order to save what is in the editor is under way */
  gboolean was_saved;      /* what is told next is what libvirt made of it */
};

enum
{
  PROP_EDITED = 1,
  PROP_OUTSIDE,
  PROP_LOADING,
  PROP_SAVING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoXmlDraft, vireo_xml_draft, G_TYPE_OBJECT)

static void
vireo_xml_draft_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoXmlDraft *self = VIREO_XML_DRAFT (object);

  switch (id)
    {
    case PROP_EDITED:
      g_value_set_boolean (value, vireo_xml_draft_is_edited (self));
      break;
    case PROP_OUTSIDE:
      g_value_set_boolean (value, self->outside != NULL);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, vireo_xml_draft_is_loading (self));
      break;
    case PROP_SAVING:
      g_value_set_boolean (value, self->saving);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_outside (VireoXmlDraft *self, const char *text)
{
  if (g_strcmp0 (self->outside, text) == 0)
    return;
  g_free (self->outside);
  self->outside = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTSIDE]);
}

static void
take_base (VireoXmlDraft *self, const char *text)
{
  char *base = g_strdup (text);

  g_free (self->base);
  self->base = base;
  set_outside (self, NULL);
}

/* What the buffer tells of its history and of being modified. */
static void
buffer_changed (VireoXmlDraft *self)
{
  if (!vireo_xml_draft_is_loading (self))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITED]);
}

static void
text_loaded (gpointer data)
{
  g_object_notify_by_pspec (data, props[PROP_LOADING]);
  g_object_notify_by_pspec (data, props[PROP_EDITED]);
}

static void
vireo_xml_draft_finalize (GObject *object)
{
  VireoXmlDraft *self = VIREO_XML_DRAFT (object);

  vireo_xml_loader_free (self->loader);
  g_object_unref (self->buffer);
  g_free (self->base);
  g_free (self->outside);
  G_OBJECT_CLASS (vireo_xml_draft_parent_class)->finalize (object);
}

static void
vireo_xml_draft_class_init (VireoXmlDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_xml_draft_get_property;
  object_class->finalize = vireo_xml_draft_finalize;

  props[PROP_EDITED] = g_param_spec_boolean ("edited", NULL, NULL, FALSE, flags);
  props[PROP_OUTSIDE] = g_param_spec_boolean ("outside", NULL, NULL, FALSE, flags);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_SAVING] = g_param_spec_boolean ("saving", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_xml_draft_init (VireoXmlDraft *self)
{
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);

  self->buffer = buffer;
  self->loader = vireo_xml_loader_new (buffer, text_loaded, self);
  g_signal_connect_object (buffer, "modified-changed", G_CALLBACK (buffer_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "notify::can-undo", G_CALLBACK (buffer_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "notify::can-redo", G_CALLBACK (buffer_changed), self,
                           G_CONNECT_SWAPPED);
}

VireoXmlDraft *
vireo_xml_draft_new (void)
{
  return g_object_new (VIREO_TYPE_XML_DRAFT, NULL);
}

GtkSourceBuffer *
vireo_xml_draft_get_buffer (VireoXmlDraft *self)
{
  return self->buffer;
}

/**
 * vireo_xml_draft_dup_text:
 *
 * Returns: (transfer full): what is in the editor; g_free()
 */
char *
vireo_xml_draft_dup_text (VireoXmlDraft *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}

/**
 * vireo_xml_draft_get_base:
 *
 * Returns: (transfer none) (nullable): what the edits began from; %NULL before it was read
 */
const char *
vireo_xml_draft_get_base (VireoXmlDraft *self)
{
  return self->base;
}

/**
 * vireo_xml_draft_get_outside:
 *
 * Returns: (transfer none) (nullable): what somebody else has saved since, while there are edits
 *   that it must not overwrite
 */
const char *
vireo_xml_draft_get_outside (VireoXmlDraft *self)
{
  return self->outside;
}

/**
 * vireo_xml_draft_get_note:
 *
 * Returns: (transfer none) (nullable): what the user should know of how it is shown
 */
const char *
vireo_xml_draft_get_note (VireoXmlDraft *self)
{
  return vireo_xml_loader_get_note (self->loader);
}

gboolean
vireo_xml_draft_is_edited (VireoXmlDraft *self)
{
  return !vireo_xml_draft_is_loading (self)
         && gtk_text_buffer_get_modified (GTK_TEXT_BUFFER (self->buffer));
}

gboolean
vireo_xml_draft_is_loading (VireoXmlDraft *self)
{
  return vireo_xml_loader_is_busy (self->loader);
}

gboolean
vireo_xml_draft_is_saving (VireoXmlDraft *self)
{
  return self->saving;
}

/* The first text of a draft begins at its top. */
static void
show_base (VireoXmlDraft *self, gboolean undoable)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  gboolean empty = gtk_text_buffer_get_char_count (buffer) == 0;
  GtkTextIter start;

  vireo_xml_loader_start (self->loader, self->base, undoable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
  if (!empty)
    return;
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
}

/**
 * vireo_xml_draft_tell:
 * @text: what is saved now
 *
 * Shows it, unless there are edits: those stay, and #VireoXmlDraft:outside says that there is
 * something else now.
 */
void
vireo_xml_draft_tell (VireoXmlDraft *self, const char *text)
{
  gboolean was_saved = self->was_saved;

  if (self->saving)
    return;
  self->was_saved = FALSE;
  if (g_strcmp0 (self->base, text) == 0)
    set_outside (self, NULL);
  else if (vireo_xml_draft_is_edited (self))
    set_outside (self, text);
  else
    {
      take_base (self, text);
      show_base (self, was_saved);
    }
}

/**
 * vireo_xml_draft_begin_saving:
 *
 * Returns: (transfer full): what is to be saved; until vireo_xml_draft_end_saving() nothing may be
 *   typed, and what is told is not heard; g_free()
 */
char *
vireo_xml_draft_begin_saving (VireoXmlDraft *self)
{
  self->saving = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SAVING]);
  return vireo_xml_draft_dup_text (self);
}

/**
 * vireo_xml_draft_end_saving:
 * @saved: (nullable): what is saved now; %NULL when it failed
 */
void
vireo_xml_draft_end_saving (VireoXmlDraft *self, const char *saved)
{
  self->saving = FALSE;
  if (saved != NULL)
    {
      take_base (self, saved);
      self->was_saved = TRUE;
      gtk_text_buffer_set_modified (GTK_TEXT_BUFFER (self->buffer), FALSE);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SAVING]);
}

/**
 * vireo_xml_draft_discard:
 *
 * Drops the edits for what is saved now.  Undo brings them back.
 */
void
vireo_xml_draft_discard (VireoXmlDraft *self)
{
  g_autofree char *outside = g_strdup (self->outside);

  if (self->base == NULL)
    return;
  if (outside != NULL)
    take_base (self, outside);
  show_base (self, TRUE);
}

/**
 * vireo_xml_draft_keep:
 *
 * Keeps the edits and takes note of the change outside: applying them now replaces it.
 */
void
vireo_xml_draft_keep (VireoXmlDraft *self)
{
  g_autofree char *outside = g_strdup (self->outside);

  if (outside != NULL)
    take_base (self, outside);
}
