/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gtk/gtk.h>

#include "view/common/vireo-renderer.h"

static gboolean
has_graphics_processor (void)
{
  g_autoptr (GDir) devices = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (devices != NULL && (name = g_dir_read_name (devices)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return FALSE;
}

/**
 * vireo_choose_renderer:
 *
 * Where no graphics processor is there, OpenGL is emulated: a change of a few pixels costs a
 * whole picture, and loading it twice the memory.  There GTK is told to draw with cairo and to
 * leave OpenGL alone.  What the user set in the environment wins.  Before gtk_init().
 */
void
vireo_choose_renderer (void)
{
  const char *debug = g_getenv ("GDK_DEBUG");
  g_autofree char *more = NULL;

  if (g_getenv ("GSK_RENDERER") == NULL)
    {
      if (has_graphics_processor ())
        return;
      g_setenv ("GSK_RENDERER", "cairo", TRUE);
    }
  if (!g_str_equal (g_getenv ("GSK_RENDERER"), "cairo"))
    return;
  /* Later versions of GTK load OpenGL only when it is used, and know this word no more. */
  if (gtk_get_minor_version () < 14 && (debug == NULL || strstr (debug, "gl-") == NULL))
    {
      more = debug != NULL && *debug != '\0' ? g_strconcat (debug, ",gl-disable", NULL)
                                             : g_strdup ("gl-disable");
      g_setenv ("GDK_DEBUG", more, TRUE);
    }
}
