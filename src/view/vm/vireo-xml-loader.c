/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GTK needs long for is left out for texts that have too much of it: colours of large ones,
 * the layout of long lines. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "view/vm/vireo-xml-loader.h"

/* How much of a text goes into the buffer in one step, and how long the steps of one turn of the
 * main loop may take. */
#define STEP_BYTES 8192
#define TURN_US 4000

#define LARGE_BYTES (128 * 1024)
#define LONG_LINE_BYTES 4000

struct _VireoXmlLoader
{
  GtkSourceBuffer *buffer; /* borrowed from the owner, whose loader it is */
  GtkTextTag *folded;      /* borrowed from the buffer: hides the rest of a long line */
  VireoXmlLoaded loaded;
  gpointer user_data;

  char *text;              /* (owned) (nullable): what the buffer is to say */
  gboolean large;          /* it is long, or */
  gboolean has_long_lines; /* has long lines */

  gboolean busy;           /* a text is coming in: */
  gboolean undoable;       /* as one step that can be undone */
  const char *rest;        /* what is not in the buffer yet, from here */
  const char *end;         /* to here */
  gsize column;            /* how much of the line at rest is in the buffer */
  guint source;            /* brings the rest, or 0 */
};

static void
begin_filling (VireoXmlLoader *self, gboolean undoable)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);

  self->busy = TRUE;
  self->undoable = undoable;
  if (undoable)
    gtk_text_buffer_begin_user_action (buffer);
  else
    gtk_text_buffer_begin_irreversible_action (buffer);
}

static void
end_filling (VireoXmlLoader *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);

  self->source = 0;
  self->rest = self->end = NULL;
  if (self->undoable)
    gtk_text_buffer_end_user_action (buffer);
  else
    gtk_text_buffer_end_irreversible_action (buffer);
  gtk_text_buffer_set_modified (buffer, FALSE);
  self->busy = FALSE;
  self->loaded (self->user_data);
}

/* Returns: how many bytes of what is left go in next: never a part of a character, nor of a line
 * both what is to be seen and what is to be folded */
static gsize
next_piece (VireoXmlLoader *self, gboolean *folded)
{
  gsize length = (gsize) (self->end - self->rest);
  const char *line_end = memchr (self->rest, '\n', length);
  gsize piece = length;

  *folded = FALSE;
  if (self->has_long_lines)
    {
      piece = line_end != NULL ? (gsize) (line_end - self->rest) : length;
      *folded = piece > 0 && self->column >= LONG_LINE_BYTES;
      if (piece == 0)
        piece = 1; /* the end of the line is seen again */
      else if (!*folded)
        piece = MIN (piece, LONG_LINE_BYTES - self->column);
    }
  piece = MIN (piece, STEP_BYTES);
  while (piece < length && (self->rest[piece] & 0xc0) == 0x80)
    piece++;
  return piece;
}

/* Returns: whether there is more to come */
static gboolean
load_step (VireoXmlLoader *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  gboolean folded;
  gsize piece;
  GtkTextIter at;

  if (self->rest == self->end)
    return FALSE;
  piece = next_piece (self, &folded);
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_mark (buffer, "load"));
  gtk_text_buffer_insert_with_tags (buffer, &at, self->rest, (int) piece,
                                    folded ? self->folded : NULL, NULL);
  self->column = self->rest[piece - 1] == '\n' ? 0 : self->column + piece;
  self->rest += piece;
  return self->rest != self->end;
}

static gboolean
load_turn (gpointer data)
{
  VireoXmlLoader *self = data;
  gint64 deadline = g_get_monotonic_time () + TURN_US;

  while (load_step (self))
    if (g_get_monotonic_time () >= deadline)
      return G_SOURCE_CONTINUE;
  end_filling (self);
  return G_SOURCE_REMOVE;
}

/* Returns: the length of the lines that both begin with */
static gsize
same_head (const char *one, const char *other)
{
  gsize line = 0;

  for (gsize i = 0; one[i] != '\0' && one[i] == other[i]; i++)
    if (one[i] == '\n')
      line = i + 1;
  return line;
}

/* Returns: the length of the lines that both end with */
static gsize
same_tail (const char *one, gsize one_length, const char *other, gsize other_length)
{
  gsize line = 0;

  for (gsize i = 0; i < one_length && i < other_length
                    && one[one_length - i - 1] == other[other_length - i - 1]; i++)
    if (one[one_length - i - 1] == '\n')
      line = i;
  return line;
}

static void
measure (VireoXmlLoader *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();

  self->large = strlen (self->text) > LARGE_BYTES;
  self->has_long_lines = FALSE;
  for (const char *line = self->text; *line != '\0' && !self->has_long_lines;)
    {
      const char *end = strchrnul (line, '\n');

      self->has_long_lines = end - line > LONG_LINE_BYTES;
      line = *end == '\0' ? end : end + 1;
    }
  gtk_source_buffer_set_language (
      self->buffer, self->large || self->has_long_lines
                        ? NULL
                        : gtk_source_language_manager_get_language (languages, "xml"));
}

static char *
dup_buffer (VireoXmlLoader *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* Only the lines that differ are replaced, so that cursor, selection and scrolling stay. */
static void
delete_what_differs (VireoXmlLoader *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  g_autofree char *now = dup_buffer (self);
  gsize before = strlen (now), after = strlen (self->text);
  gsize head = same_head (now, self->text);
  gsize tail = same_tail (now + head, before - head, self->text + head, after - head);
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) g_utf8_strlen (now, (gssize) head));
  gtk_text_buffer_get_iter_at_offset (buffer, &end,
                                      (int) g_utf8_strlen (now, (gssize) (before - tail)));
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_move_mark_by_name (buffer, "load", &start);
  self->rest = self->text + head;
  self->end = self->text + after - tail;
  self->column = 0;
}

/**
 * vireo_xml_loader_start:
 * @text: what the buffer is to say
 * @undoable: whether that can be undone; otherwise there is nothing left to undo afterwards
 *
 * What is usual is short enough to be there at once; for what is not, see
 * vireo_xml_loader_is_busy().
 */
void
vireo_xml_loader_start (VireoXmlLoader *self, const char *text, gboolean undoable)
{
  char *copy = g_strdup (text);

  g_clear_handle_id (&self->source, g_source_remove);
  g_free (self->text);
  self->text = copy;
  measure (self);
  if (!self->busy)
    begin_filling (self, undoable && !self->has_long_lines); /* undoing would unfold them */
  delete_what_differs (self);
  if (load_step (self))
    self->source = g_idle_add (load_turn, self);
  else
    end_filling (self);
}

gboolean
vireo_xml_loader_is_busy (VireoXmlLoader *self)
{
  return self->busy;
}

/**
 * vireo_xml_loader_get_note:
 *
 * Returns: (transfer none) (nullable): what the user should know of how the text is shown
 */
const char *
vireo_xml_loader_get_note (VireoXmlLoader *self)
{
  if (self->has_long_lines)
    return _ ("Long lines are cut here, but not in what is saved");
  return self->large ? _ ("Too large to be coloured") : NULL;
}

/**
 * vireo_xml_loader_new:
 * @buffer: is to live as long as the loader
 * @loaded: called with @user_data each time all of a text is in the buffer
 */
VireoXmlLoader *
vireo_xml_loader_new (GtkSourceBuffer *buffer, VireoXmlLoaded loaded, gpointer user_data)
{
  VireoXmlLoader *self = g_new0 (VireoXmlLoader, 1);
  GtkTextIter start;

  self->buffer = buffer;
  self->loaded = loaded;
  self->user_data = user_data;
  self->folded = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (buffer), NULL, "invisible", TRUE, NULL);
  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (buffer), &start);
  gtk_text_buffer_create_mark (GTK_TEXT_BUFFER (buffer), "load", &start, FALSE);
  return self;
}

void
vireo_xml_loader_free (VireoXmlLoader *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_free (self->text);
  g_free (self);
}
