/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/vm/vireo-xml-draft.h"

/* How much of a text goes into the buffer in one step, and how long the steps of one turn of the
 * main loop may take. */
#define STEP_BYTES 8192
#define TURN_US 4000

struct _VireoXmlDraft
{
  GObject parent_instance;

  GtkSourceBuffer *buffer; /* (owned) */
  char *base;              /* (owned) (nullable): what is saved, as far as the user knows */
  char *outside;           /* (owned) (nullable): what is saved by now, when that is not base */

  guint loading;           /* the source that fills the buffer, or 0 */
  const char *rest;        /* what of base is not in the buffer yet, while loading */
  int cursor_line;         /* where the cursor goes when all is in */
};

enum
{
  PROP_EDITED = 1,
  PROP_OUTSIDE,
  PROP_LOADING,
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

/* Loading */

static void
finish_loading (VireoXmlDraft *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter at;

  self->loading = 0;
  self->rest = NULL;
  gtk_text_buffer_end_irreversible_action (buffer);
  gtk_text_buffer_set_modified (buffer, FALSE);
  gtk_text_buffer_get_iter_at_line (buffer, &at, self->cursor_line);
  gtk_text_buffer_place_cursor (buffer, &at);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITED]);
}

/* Returns: whether there is more to come */
static gboolean
load_step (VireoXmlDraft *self)
{
  gsize length = strlen (self->rest);
  const char *end = self->rest + length;
  GtkTextIter at;

  if (length > STEP_BYTES)
    end = g_utf8_find_prev_char (self->rest, self->rest + STEP_BYTES);
  gtk_text_buffer_get_end_iter (GTK_TEXT_BUFFER (self->buffer), &at);
  gtk_text_buffer_insert (GTK_TEXT_BUFFER (self->buffer), &at, self->rest,
                          (int) (end - self->rest));
  self->rest = end;
  return *end != '\0';
}

static gboolean
load_turn (gpointer data)
{
  VireoXmlDraft *self = data;
  gint64 deadline = g_get_monotonic_time () + TURN_US;

  while (load_step (self))
    if (g_get_monotonic_time () >= deadline)
      return G_SOURCE_CONTINUE;
  finish_loading (self);
  return G_SOURCE_REMOVE;
}

static void
start_loading (VireoXmlDraft *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end, cursor;
  gboolean anew = self->loading == 0;

  g_clear_handle_id (&self->loading, g_source_remove);
  if (anew)
    {
      gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
      self->cursor_line = gtk_text_iter_get_line (&cursor);
      gtk_text_buffer_begin_irreversible_action (buffer);
    }
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  self->rest = self->base;
  self->loading = g_idle_add (load_turn, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
  /* What is usual is short enough to be there at once. */
  if (!load_step (self))
    {
      g_source_remove (self->loading);
      finish_loading (self);
    }
}

static void
take_base (VireoXmlDraft *self, const char *text)
{
  char *base = g_strdup (text);

  g_free (self->base);
  self->base = base;
  set_outside (self, NULL);
}

static void
modified_changed (VireoXmlDraft *self)
{
  if (self->loading == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITED]);
}

static void
vireo_xml_draft_finalize (GObject *object)
{
  VireoXmlDraft *self = VIREO_XML_DRAFT (object);

  g_clear_handle_id (&self->loading, g_source_remove);
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
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_xml_draft_init (VireoXmlDraft *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();

  self->buffer = gtk_source_buffer_new_with_language (
      gtk_source_language_manager_get_language (languages, "xml"));
  g_signal_connect_object (self->buffer, "modified-changed", G_CALLBACK (modified_changed), self,
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

gboolean
vireo_xml_draft_is_edited (VireoXmlDraft *self)
{
  return self->loading == 0 && gtk_text_buffer_get_modified (GTK_TEXT_BUFFER (self->buffer));
}

gboolean
vireo_xml_draft_is_loading (VireoXmlDraft *self)
{
  return self->loading != 0;
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
  if (g_strcmp0 (self->base, text) == 0)
    set_outside (self, NULL);
  else if (vireo_xml_draft_is_edited (self))
    set_outside (self, text);
  else
    {
      take_base (self, text);
      start_loading (self);
    }
}

/**
 * vireo_xml_draft_note_saved:
 * @text: what was in the editor and is saved now
 */
void
vireo_xml_draft_note_saved (VireoXmlDraft *self, const char *text)
{
  take_base (self, text);
  gtk_text_buffer_set_modified (GTK_TEXT_BUFFER (self->buffer), FALSE);
}

/**
 * vireo_xml_draft_discard:
 *
 * Drops the edits for what is saved now.
 */
void
vireo_xml_draft_discard (VireoXmlDraft *self)
{
  g_autofree char *outside = g_strdup (self->outside);

  if (self->base == NULL)
    return;
  if (outside != NULL)
    take_base (self, outside);
  start_loading (self);
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
