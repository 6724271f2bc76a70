/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture is tiles, each a render node.  What a node is follows the renderer, and only here.
 *
 * Under the cairo renderer it is a cairo node straight over the shared pixels: a texture node would
 * be copied whole at each draw.  It stays the same while the pixels change.  GTK draws anew where a
 * node came or went, so each change is marked with a node that shows nothing, and no more is drawn
 * than what changed.  (A tile is still the most that cairo copies at once, which its cache holds.)
 *
 * Under the others it is a texture, made and uploaded anew when it changed.
 *
 * cairo keeps what it was told of a surface: the one over the pixels lives as long as the nodes,
 * and is never marked dirty, or cairo would copy all of it. */

#include "config.h"

#include <math.h>

#include "view/console/vireo-display-paintable.h"

#define TILE 256     /* device px, at most */
#define MAX_MARKS 64 /* more than come with one damage */

struct _VireoDisplayPaintable
{
  GObject parent_instance;

  VireoVncFrame *frame; /* (owned) (nullable) */
  int width, height;    /* device px the tiles cover */
  gboolean with_textures;
  int zoom;  /* device px per px of the frame where that is a whole number, else 0 */
  cairo_surface_t *scaled; /* (owned) (nullable): the picture in device px, when zoom is 0 */
  cairo_region_t *stale;   /* (owned): px of the frame that scaled has not got yet */
  GskRenderNode **tiles;   /* (owned): each %NULL when it is to be made anew */
  int side;                /* device px of a tile: whole pixels of the frame */
  guint n_columns, n_rows;

  /* Under the cairo renderer only: */
  cairo_surface_t *surface; /* (owned) (nullable): over all pixels */
  GPtrArray *marks;         /* (owned) (element-type GskRenderNode): what changed */
  guint n_drawn;            /* of the marks, the first */
  guint n_made;             /* marks, ever */
};

static cairo_user_data_key_t pixels_key;

/* The whole picture is to be drawn anew. */
static void
forget_tiles (VireoDisplayPaintable *self)
{
  for (guint i = 0; i < self->n_columns * self->n_rows; i++)
    g_clear_pointer (&self->tiles[i], gsk_render_node_unref);
  g_ptr_array_set_size (self->marks, 0);
  self->n_drawn = 0;
}

static void
drop_tiles (VireoDisplayPaintable *self)
{
  forget_tiles (self);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_pointer (&self->tiles, g_free);
  self->n_columns = 0;
  self->n_rows = 0;
  self->width = 0;
  self->height = 0;
  g_clear_pointer (&self->scaled, cairo_surface_destroy);
}

static int
paintable_get_width (GdkPaintable *paintable)
{
  VireoDisplayPaintable *self = VIREO_DISPLAY_PAINTABLE (paintable);

  return self->frame != NULL ? (int) vireo_vnc_frame_get_width (self->frame) : 0;
}

static int
paintable_get_height (GdkPaintable *paintable)
{
  VireoDisplayPaintable *self = VIREO_DISPLAY_PAINTABLE (paintable);

  return self->frame != NULL ? (int) vireo_vnc_frame_get_height (self->frame) : 0;
}

static void
paintable_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  vireo_display_paintable_draw (VIREO_DISPLAY_PAINTABLE (paintable), GTK_SNAPSHOT (snapshot),
                                (int) ceil (width), (int) ceil (height), NULL, FALSE);
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->get_intrinsic_width = paintable_get_width;
  iface->get_intrinsic_height = paintable_get_height;
  iface->snapshot = paintable_snapshot;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (VireoDisplayPaintable, vireo_display_paintable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

static cairo_surface_t *
wrap_frame (VireoVncFrame *frame)
{
  /* Read-only memory; nobody draws on this surface. */
  guint8 *pixels = (guint8 *) vireo_vnc_frame_get_pixels (frame);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      pixels, CAIRO_FORMAT_RGB24, vireo_vnc_frame_get_width (frame),
      vireo_vnc_frame_get_height (frame), vireo_vnc_frame_get_stride (frame));

  /* A node that GTK still holds must not outlive the mapping. */
  cairo_surface_set_user_data (surface, &pixels_key, vireo_vnc_frame_ref (frame),
                               (cairo_destroy_func_t) vireo_vnc_frame_unref);
  return surface;
}

static cairo_surface_t *
wrap_scaled (cairo_surface_t *scaled)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      cairo_image_surface_get_data (scaled), CAIRO_FORMAT_RGB24,
      cairo_image_surface_get_width (scaled), cairo_image_surface_get_height (scaled),
      cairo_image_surface_get_stride (scaled));

  cairo_surface_set_user_data (surface, &pixels_key, cairo_surface_reference (scaled),
                               (cairo_destroy_func_t) cairo_surface_destroy);
  return surface;
}

/* Another colour each time, though it is not seen: one that goes is not to be taken for one at the
 * same place that comes. */
static void
mark (VireoDisplayPaintable *self, const GdkRectangle *rect)
{
  GdkRGBA colour = { (self->n_made++ & 0xffff) / 65536.0, 0, 0, 0 };

  if (self->marks->len >= MAX_MARKS)
    {
      g_ptr_array_remove_range (self->marks, 0, self->n_drawn);
      self->n_drawn = 0;
    }
  if (self->marks->len >= MAX_MARKS)
    forget_tiles (self);
  else
    g_ptr_array_add (self->marks, gsk_color_node_new (&colour, &GRAPHENE_RECT_INIT (
                                      rect->x, rect->y, rect->width, rect->height)));
}

static void
forget_tiles_in (VireoDisplayPaintable *self, const GdkRectangle *rect)
{
  for (int row = rect->y / self->side; row <= (rect->y + rect->height - 1) / self->side; row++)
    for (int column = rect->x / self->side; column <= (rect->x + rect->width - 1) / self->side;
         column++)
      g_clear_pointer (&self->tiles[row * self->n_columns + column], gsk_render_node_unref);
}

/* @rect: device px that are not any more what they were */
static void
changed (VireoDisplayPaintable *self, const GdkRectangle *rect)
{
  if (self->with_textures)
    forget_tiles_in (self, rect);
  else
    mark (self, rect);
}

/* Scales one rectangle of the frame.  Filtering looks one pixel further, so the rectangle grows;
 * clipped, the picture comes out as if it were scaled whole. */
static void
scale_rect (VireoDisplayPaintable *self, cairo_surface_t *source,
            const cairo_rectangle_int_t *rect)
{
  double across = (double) self->width / vireo_vnc_frame_get_width (self->frame);
  double down = (double) self->height / vireo_vnc_frame_get_height (self->frame);
  int left = MAX (0, (int) floor ((rect->x - 1) * across) - 1);
  int top = MAX (0, (int) floor ((rect->y - 1) * down) - 1);
  int right = MIN (self->width, (int) ceil ((rect->x + rect->width + 1) * across) + 1);
  int bottom = MIN (self->height, (int) ceil ((rect->y + rect->height + 1) * down) + 1);
  cairo_t *cr = cairo_create (self->scaled);

  cairo_rectangle (cr, left, top, right - left, bottom - top);
  cairo_clip (cr);
  cairo_scale (cr, across, down);
  cairo_set_source_surface (cr, source, 0, 0);
  /* Bilinear looks at four pixels: below half size it would skip some, and thin lines vanish. */
  cairo_pattern_set_filter (cairo_get_source (cr), MIN (across, down) < 0.5
                                                       ? CAIRO_FILTER_GOOD
                                                       : CAIRO_FILTER_BILINEAR);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  changed (self, &(GdkRectangle){ left, top, right - left, bottom - top });
}

static void
catch_up (VireoDisplayPaintable *self)
{
  cairo_surface_t *source;

  if (self->scaled == NULL || cairo_region_is_empty (self->stale))
    return;
  source = wrap_frame (self->frame);
  for (int i = 0; i < cairo_region_num_rectangles (self->stale); i++)
    {
      cairo_rectangle_int_t rect;

      cairo_region_get_rectangle (self->stale, i, &rect);
      scale_rect (self, source, &rect);
    }
  cairo_surface_destroy (source);
  cairo_region_destroy (self->stale);
  self->stale = cairo_region_create ();
}

static void
lay_out (VireoDisplayPaintable *self, int width, int height, gboolean with_textures)
{
  cairo_rectangle_int_t whole = { 0, 0, vireo_vnc_frame_get_width (self->frame),
                                  vireo_vnc_frame_get_height (self->frame) };

  if (self->width == width && self->height == height && self->with_textures == with_textures)
    return;
  drop_tiles (self);
  self->width = width;
  self->height = height;
  self->with_textures = with_textures;
  self->zoom = width / whole.width;
  if (width != whole.width * self->zoom || height != whole.height * self->zoom ||
      self->zoom > TILE)
    self->zoom = 0;
  self->side = self->zoom > 0 ? TILE / self->zoom * self->zoom : TILE;
  self->n_columns = (width + self->side - 1) / self->side;
  self->n_rows = (height + self->side - 1) / self->side;
  self->tiles = g_new0 (GskRenderNode *, self->n_columns * self->n_rows);
  if (self->zoom == 0)
    {
      self->scaled = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
      cairo_region_union_rectangle (self->stale, &whole);
    }
}

static GskRenderNode *
cairo_tile (VireoDisplayPaintable *self, int left, int top, int width, int height)
{
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (left, top, width, height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  int times = MAX (self->zoom, 1);

  if (self->surface == NULL)
    self->surface = self->zoom > 0 ? wrap_frame (self->frame) : wrap_scaled (self->scaled);
  if (times > 1)
    cairo_scale (cr, times, times);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_rectangle (cr, left / times, top / times, width / times, height / times);
  cairo_fill (cr);
  cairo_destroy (cr);
  return node;
}

/* A copy, because a texture must never change; on the way the byte that means nothing to VNC
 * becomes full opacity, and a pixel as many as it is shown by. */
static GskRenderNode *
texture_tile (VireoDisplayPaintable *self, int left, int top, int width, int height)
{
  int times = MAX (self->zoom, 1);
  gsize stride = self->zoom > 0 ? vireo_vnc_frame_get_stride (self->frame)
                                : (gsize) cairo_image_surface_get_stride (self->scaled);
  const guint8 *from = self->zoom > 0 ? vireo_vnc_frame_get_pixels (self->frame)
                                      : cairo_image_surface_get_data (self->scaled);
  guint32 *copy = g_new (guint32, (gsize) width * height);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  for (int y = 0; y < height; y++)
    {
      const guint32 *line = (const guint32 *) (gconstpointer) (from + (top + y) / times * stride) +
                            left / times;
      guint32 *to = copy + (gsize) y * width;

      for (int x = 0; x < width; x += times)
        for (int i = 0; i < times; i++)
          to[x + i] = line[x / times] | 0xff000000;
    }
  bytes = g_bytes_new_take (copy, (gsize) width * height * 4);
  texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize) width * 4);
  return gsk_texture_node_new (texture, &GRAPHENE_RECT_INIT (left, top, width, height));
}

static void
append_tile (VireoDisplayPaintable *self, GtkSnapshot *snapshot, guint column, guint row)
{
  GskRenderNode **tile = &self->tiles[row * self->n_columns + column];
  int left = column * self->side, top = row * self->side;
  int width = MIN (self->side, self->width - left), height = MIN (self->side, self->height - top);

  if (*tile == NULL)
    *tile = self->with_textures ? texture_tile (self, left, top, width, height)
                                : cairo_tile (self, left, top, width, height);
  gtk_snapshot_append_node (snapshot, *tile);
}

/**
 * vireo_display_paintable_draw:
 * @snapshot: where device px are the unit
 * @width: device px to fill
 * @height: device px to fill
 * @visible: (nullable): device px from the origin; what lies outside may be left out
 * @with_textures: for renderers other than cairo's
 *
 * Draws the picture from the origin on; nothing while there is none.  Where it fills whole
 * multiples of its own size, each pixel is a sharp square.
 */
void
vireo_display_paintable_draw (VireoDisplayPaintable *self, GtkSnapshot *snapshot, int width,
                              int height, const GdkRectangle *visible, gboolean with_textures)
{
  GdkRectangle all = { 0, 0, width, height };

  if (self->frame == NULL || width < 1 || height < 1)
    return;
  lay_out (self, width, height, with_textures);
  catch_up (self);
  if (visible != NULL && !gdk_rectangle_intersect (&all, visible, &all))
    return;
  for (int row = all.y / self->side; row <= (all.y + all.height - 1) / self->side; row++)
    for (int column = all.x / self->side; column <= (all.x + all.width - 1) / self->side; column++)
      append_tile (self, snapshot, column, row);
  for (guint i = 0; i < self->marks->len; i++)
    gtk_snapshot_append_node (snapshot, g_ptr_array_index (self->marks, i));
  self->n_drawn = self->marks->len;
}

/**
 * vireo_display_paintable_set_frame:
 * @frame: (nullable): the pixels from now on
 */
void
vireo_display_paintable_set_frame (VireoDisplayPaintable *self, VireoVncFrame *frame)
{
  if (self->frame == frame)
    return;
  drop_tiles (self);
  cairo_region_destroy (self->stale);
  self->stale = cairo_region_create ();
  g_clear_pointer (&self->frame, vireo_vnc_frame_unref);
  if (frame != NULL)
    self->frame = vireo_vnc_frame_ref (frame);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

/**
 * vireo_display_paintable_damage:
 * @n: how many
 * @rects: px of the frame, cut to it
 *
 * Marks what changed; drawing makes it anew.
 */
void
vireo_display_paintable_damage (VireoDisplayPaintable *self, guint n, const VireoVncRect *rects)
{
  if (self->frame == NULL)
    return;
  for (guint i = 0; i < n; i++)
    {
      cairo_rectangle_int_t rect = { rects[i].x, rects[i].y, rects[i].width, rects[i].height };

      if (self->scaled != NULL)
        cairo_region_union_rectangle (self->stale, &rect);
      else if (self->tiles != NULL)
        changed (self, &(GdkRectangle){ rect.x * self->zoom, rect.y * self->zoom,
                                        rect.width * self->zoom, rect.height * self->zoom });
    }
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

static void
vireo_display_paintable_finalize (GObject *object)
{
  VireoDisplayPaintable *self = VIREO_DISPLAY_PAINTABLE (object);

  drop_tiles (self);
  g_ptr_array_unref (self->marks);
  cairo_region_destroy (self->stale);
  g_clear_pointer (&self->frame, vireo_vnc_frame_unref);
  G_OBJECT_CLASS (vireo_display_paintable_parent_class)->finalize (object);
}

static void
vireo_display_paintable_class_init (VireoDisplayPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_display_paintable_finalize;
}

static void
vireo_display_paintable_init (VireoDisplayPaintable *self)
{
  self->stale = cairo_region_create ();
  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
}

VireoDisplayPaintable *
vireo_display_paintable_new (void)
{
  return g_object_new (VIREO_TYPE_DISPLAY_PAINTABLE, NULL);
}
