/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "view/console/vireo-display-cursor.h"

/* 0xAARRGGBB in the machine's order, not premultiplied. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define CURSOR_FORMAT GDK_MEMORY_B8G8R8A8
#else
#define CURSOR_FORMAT GDK_MEMORY_A8R8G8B8
#endif

/* A guest that draws its pointer itself shows it late; this says where the real one is. */
static GdkTexture *
make_dot (void)
{
  static const char shape[] = ".###."
                              "#ooo#"
                              "#ooo#"
                              "#ooo#"
                              ".###.";
  guint8 pixels[25 * 4];
  g_autoptr (GBytes) bytes = NULL;

  for (int i = 0; i < 25; i++)
    {
      memset (pixels + i * 4, shape[i] == 'o' ? 255 : 0, 3);
      pixels[i * 4 + 3] = shape[i] == '.' ? 0 : 255;
    }
  bytes = g_bytes_new (pixels, sizeof pixels);
  return gdk_memory_texture_new (5, 5, GDK_MEMORY_R8G8B8A8, bytes, 5 * 4);
}

/**
 * vireo_display_cursor_new:
 * @shape: what the guest wants
 *
 * Returns: (transfer full): the pointer over the guest's screen
 */
GdkCursor *
vireo_display_cursor_new (const VireoVncCursor *shape)
{
  g_autoptr (GdkTexture) texture = NULL;

  if (shape->pixels == NULL)
    {
      texture = make_dot ();
      return gdk_cursor_new_from_texture (texture, 2, 2, NULL);
    }
  texture = gdk_memory_texture_new (shape->width, shape->height, CURSOR_FORMAT, shape->pixels,
                                    (gsize) shape->width * 4);
  return gdk_cursor_new_from_texture (texture, shape->hot_x, shape->hot_y, NULL);
}
