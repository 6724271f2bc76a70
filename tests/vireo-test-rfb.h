/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <string.h>

#include "vireo-test.h"

/* The VNC server of tests/tools/rfb-server, driven from a test. */

typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  GPtrArray *heard; /* lines, the address first */
  gboolean silent;  /* said its last */
} RfbServer;

static inline void
rfb_read_line (GObject *source, GAsyncResult *result, gpointer data)
{
  RfbServer *self = data;
  char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL,
                                                     NULL);

  if (line == NULL)
    {
      self->silent = TRUE;
      return;
    }
  g_ptr_array_add (self->heard, line);
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, rfb_read_line, self);
}

/* Any program that tells line by line what happens. */
static inline RfbServer *
rfb_start_program (const char *path, const char *scenario, const char *where)
{
  RfbServer *self = g_new0 (RfbServer, 1);
  g_autoptr (GError) error = NULL;

  self->heard = g_ptr_array_new_with_free_func (g_free);
  self->process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/usr/bin/python3", path,
      scenario, where, NULL);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, rfb_read_line, self);
  vireo_test_wait_for (self->heard->len > 0, 20);
  return self;
}

static inline RfbServer *
rfb_start (const char *scenario, const char *where)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "tools", "rfb-server", NULL);

  return rfb_start_program (path, scenario, where);
}

static inline const char *
rfb_address (RfbServer *self)
{
  return g_ptr_array_index (self->heard, 0);
}

/* How often the server said @line so far. */
static inline guint
rfb_count (RfbServer *self, const char *line)
{
  guint n = 0;

  for (guint i = 1; i < self->heard->len; i++)
    n += g_str_equal (g_ptr_array_index (self->heard, i), line);
  return n;
}

/* Where @line was said last, 0 when it was not. */
static inline guint
rfb_find (RfbServer *self, const char *line)
{
  for (guint i = self->heard->len; i-- > 1;)
    if (g_str_equal (g_ptr_array_index (self->heard, i), line))
      return i;
  return 0;
}

static inline void
rfb_tell (RfbServer *self, const char *order)
{
  g_autofree char *line = g_strconcat (order, "\n", NULL);
  GOutputStream *input = g_subprocess_get_stdin_pipe (self->process);

  g_assert_true (g_output_stream_write_all (input, line, strlen (line), NULL, NULL, NULL));
}

static inline void
rfb_stop (RfbServer *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  vireo_test_wait (self->silent); /* the read that is under way ends with the pipe */
  g_object_unref (self->output);
  g_object_unref (self->process);
  g_ptr_array_unref (self->heard);
  g_free (self);
}
