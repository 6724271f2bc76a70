/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen on the display, and where. */

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "view/console/vireo-display-geometry.h"
#include "view/console/vireo-display-paintable.h"
#include "vireo-test-display.h"

/* Geometry */

static void
test_fit_keeps_proportions (void)
{
  static const double scales[] = { 1, 1.25, 1.5, 2, 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      VireoDisplayGeometry at;
      double scale = scales[i];
      guint x, y;

      vireo_display_geometry_fit (&at, 640, 480, 1000, 500, scale);
      g_assert_cmpint (at.height, ==, (int) (500 * scale));
      g_assert_cmpint (ABS (at.width * 480 - at.height * 640), <=, 640);
      g_assert_cmpint (ABS (at.x - ((int) (1000 * scale) - at.x - at.width)), <=, 1);
      g_assert_cmpint (at.y, ==, 0);

      /* The middle of each guest pixel leads back to it. */
      for (guint want = 0; want < 640; want += 13)
        {
          double widget_x = (at.x + (want + 0.5) * at.width / 640) / scale;

          g_assert_true (vireo_display_geometry_map (&at, widget_x, 100, &x, &y));
          g_assert_cmpuint (x, ==, want);
        }
      g_assert_false (vireo_display_geometry_map (&at, (at.x - 1) / scale, 100, &x, &y));
      g_assert_cmpuint (x, ==, 0);
      g_assert_false (vireo_display_geometry_map (&at, (at.x + at.width + 1) / scale, 100, &x, &y));
      g_assert_cmpuint (x, ==, 639);
    }
}

static void
test_one_is_pixel_by_pixel (void)
{
  static const double scales[] = { 1, 1.25, 1.5, 2, 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      VireoDisplayGeometry at;
      double scale = scales[i];
      guint x, y;

      vireo_display_geometry_zoom (&at, 1, 4000, 100, 500, 400, scale, 37, 9);
      g_assert_cmpint (at.width, ==, 4000);
      g_assert_cmpint (at.height, ==, 100);
      g_assert_cmpint (at.x, ==, -(int) (37 * scale + 0.5));
      g_assert_cmpint (at.y, ==, ((int) (400 * scale) - 100) / 2);
      g_assert_true (vireo_display_geometry_map (&at, 0.01, (at.y + 0.5) / scale, &x, &y));
      g_assert_cmpuint (x, ==, (guint) -at.x);
      g_assert_cmpuint (y, ==, 0);
      /* Never beyond the picture, however far it is scrolled. */
      /* An event that came a hair short of its pixel. */
      g_assert_true (vireo_display_geometry_map (&at, (at.x + 100 - 1e-4) / scale + 200,
                                                 at.y / scale - 1e-5, &x, &y));
      g_assert_cmpuint (x, ==, (guint) (100 + 200 * scale));
      g_assert_cmpuint (y, ==, 0);
      vireo_display_geometry_zoom (&at, 1, 4000, 100, 500, 400, scale, 1e6, 0);
      g_assert_cmpint (at.x + at.width, ==, (int) (500 * scale));
    }
}

static guint32
noise (guint x, guint y)
{
  return (x * 2654435761u ^ y * 40503u * 65599u) & 0xffffff;
}

static VireoVncFrame *
make_noise (guint width, guint height)
{
  g_autoptr (GError) error = NULL;
  gsize size = (gsize) width * height * 4;
  int fd = memfd_create ("noise", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  guint32 *pixels;
  VireoVncFrame *frame;

  g_assert_cmpint (ftruncate (fd, size), ==, 0);
  pixels = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      pixels[y * width + x] = noise (x, y);
  munmap (pixels, size);
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL), ==, 0);
  frame = vireo_vnc_frame_new (fd, width, height, width * 4, &error);
  g_assert_no_error (error);
  return frame;
}

/* Draws as the display does, in a window of that scale, and looks at each device pixel. */
static void
assert_exact (VireoDisplayPaintable *paintable, guint width, guint height, guint zoom,
              double scale, gboolean with_textures)
{
  const double corner_x = 7, corner_y = 46;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint32 *got = NULL;
  VireoDisplayGeometry at;
  int left, top, room_x, room_y;

  vireo_display_geometry_zoom (&at, zoom, width, height, 700, 500, scale, 0, 0);
  vireo_display_geometry_align (&at, corner_x, corner_y);
  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (corner_x, corner_y));
  gtk_snapshot_scale (snapshot, 1 / scale, 1 / scale);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (at.x + at.off_x, at.y + at.off_y));
  vireo_display_paintable_draw (paintable, snapshot, at.width, at.height, NULL, with_textures);
  node = gtk_snapshot_free_to_node (snapshot);

  g_assert_true (gsk_renderer_realize (renderer, NULL, NULL));
  room_x = 710 * scale;
  room_y = 560 * scale;
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, room_x, room_y));
  gsk_renderer_unrealize (renderer);
  got = g_new0 (guint32, (gsize) room_x * room_y);
  gdk_texture_download (texture, (guchar *) got, (gsize) room_x * 4);
  left = at.x + (int) (corner_x * scale + at.off_x + 0.01);
  top = at.y + (int) (corner_y * scale + at.off_y + 0.01);
  g_assert_cmpint (left, >=, 0);
  for (int y = 0; y < at.height; y++)
    for (int x = 0; x < at.width; x++)
      if ((got[(top + y) * room_x + left + x] & 0xffffff) != noise (x / zoom, y / zoom))
        g_error ("scale %g, zoom %u: another pixel at %d,%d", scale, zoom, x, y);
}

static void
test_pixels_are_exact (void)
{
  static const double scales[] = { 1, 1.25, 1.5, 2, 3 };
  g_autoptr (VireoDisplayPaintable) paintable = vireo_display_paintable_new ();
  VireoVncFrame *frame = make_noise (211, 157);

  vireo_display_paintable_set_frame (paintable, frame);
  for (guint zoom = 1; zoom <= 3; zoom++)
    for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
      for (int with_textures = 0; with_textures <= 1; with_textures++)
        assert_exact (paintable, 211, 157, zoom, scales[i], with_textures);
  vireo_vnc_frame_unref (frame);
}

static void
test_a_picture_begins_on_a_whole_pixel (void)
{
  static const double scales[] = { 1, 1.25, 1.5, 2, 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    for (int corner = 0; corner < 50; corner++)
      {
        VireoDisplayGeometry at;
        double begins;
        guint x, y;

        vireo_display_geometry_zoom (&at, 2, 100, 80, 300, 200, scales[i], 0, 0);
        vireo_display_geometry_align (&at, corner, corner);
        begins = corner * scales[i] + at.off_x + at.x;
        g_assert_cmpfloat_with_epsilon (begins, (int) (begins + 0.5), 1e-6);
        g_assert_cmpfloat (at.off_x, <, 1);
        /* The pointer follows. */
        g_assert_true (vireo_display_geometry_map (&at, (at.x + at.off_x + 41) / scales[i],
                                                   (at.y + at.off_y + 0.5) / scales[i], &x, &y));
        g_assert_cmpuint (x, ==, 20);
        g_assert_cmpuint (y, ==, 0);
      }
}

/* With a server */

static void
test_the_picture_is_on_the_screen (Fixture *f, gconstpointer unused)
{
  double width, height;

  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->display)) > 1);
  width = gtk_widget_get_width (GTK_WIDGET (f->display));
  height = gtk_widget_get_height (GTK_WIDGET (f->display));

  /* Fitted: the four quarters around the middle, and black bars beside them. */
  vireo_test_wait (screen_pixel (f, width / 2 + 40, height / 2 + 40) == 0xffffff);
  g_assert_cmphex (screen_pixel (f, width / 2 - 40, height / 2 - 40), ==, 0xff0000);
  g_assert_cmphex (screen_pixel (f, width / 2 + 40, height / 2 - 40), ==, 0x00ff00);
  g_assert_cmphex (screen_pixel (f, width / 2 - 40, height / 2 + 40), ==, 0x0000ff);
  g_assert_cmphex (screen_pixel (f, width / 2, 1), ==, 0x000000);

  /* Pixel by pixel: 320 x 200 in the middle. */
  vireo_display_set_zoom (f->display, 1);
  vireo_test_wait (screen_pixel (f, width / 2 - 170, height / 2 - 10) == 0x000000);
  g_assert_cmphex (screen_pixel (f, width / 2 - 150, height / 2 - 90), ==, 0xff0000);

  rfb_tell (f->server, "fill 0 0 320 200 123456");
  vireo_test_wait (screen_pixel (f, width / 2 + 100, height / 2 + 50) == 0x123456);

  /* Larger than the window: scrolled. */
  rfb_tell (f->server, "resize 1000 900");
  vireo_test_wait (screen_pixel (f, 10, 10) == 0xff0000);
  gtk_adjustment_set_value (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (f->display)), 1000);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (f->display)), 1000);
  vireo_test_wait (screen_pixel (f, 200, 200) == 0xffffff);

  /* Each pixel four by four, and a change of one of them. */
  rfb_tell (f->server, "resize 100 80");
  vireo_display_set_zoom (f->display, 4);
  vireo_test_wait (screen_pixel (f, width / 2 - 197, height / 2 - 157) == 0xff0000);
  rfb_tell (f->server, "fill 50 40 1 1 123456");
  vireo_test_wait (screen_pixel (f, (int) width / 2 + 1, (int) height / 2 + 1) == 0x123456);
  g_assert_cmphex (screen_pixel (f, (int) width / 2 + 6, (int) height / 2 + 1), ==, 0xffffff);
  rfb_tell (f->server, "resize 1000 900");

  /* The same small change, scaled down: only what was damaged is made anew, to the same end. */
  vireo_display_set_zoom (f->display, 0);
  vireo_test_wait (screen_pixel (f, width / 2 - 40, height / 2 - 40) == 0xff0000);
  rfb_tell (f->server, "fill 480 430 40 40 a0a0a0");
  vireo_test_wait (screen_pixel (f, width / 2, height / 2) == 0xa0a0a0);
  g_assert_cmphex (screen_pixel (f, width / 2 + 60, height / 2 + 60), ==, 0xffffff);
}

/* GTK is told of a change by nodes that show nothing; they come, and are cleared away, unseen. */
static void
test_every_change_is_on_the_screen (Fixture *f, gconstpointer unused)
{
  double left, top;

  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->display)) > 1);
  left = gtk_widget_get_width (GTK_WIDGET (f->display)) / 2 - 160;
  top = gtk_widget_get_height (GTK_WIDGET (f->display)) / 2 - 100;
  vireo_display_set_zoom (f->display, 1);
  vireo_test_wait (screen_pixel (f, left + 1, top + 1) == 0xff0000);
  for (guint i = 1; i <= 200; i++)
    {
      /* Each second time at the same place. */
      guint at = i % 2 == 0 ? 5 : i % 160;
      g_autofree char *fill = g_strdup_printf ("fill %u 20 1 1 %06x", at, i);

      rfb_tell (f->server, fill);
      vireo_test_wait (screen_pixel (f, left + at, top + 20) == i);
    }
}

/* The nodes of a picture of one tile: the tile, and what changed. */
static guint
count_nodes (VireoDisplayPaintable *paintable, GskRenderNode **tile)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  gboolean many;

  vireo_display_paintable_draw (paintable, snapshot, 211, 157, NULL, FALSE);
  node = gtk_snapshot_free_to_node (snapshot);
  many = gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE;
  g_clear_pointer (tile, gsk_render_node_unref);
  *tile = gsk_render_node_ref (many ? gsk_container_node_get_child (node, 0) : node);
  return many ? gsk_container_node_get_n_children (node) : 1;
}

static void
test_changes_that_are_not_drawn_do_not_pile_up (void)
{
  g_autoptr (VireoDisplayPaintable) paintable = vireo_display_paintable_new ();
  g_autoptr (GskRenderNode) tile = NULL, first = NULL;
  VireoVncFrame *frame = make_noise (211, 157);
  VireoVncRect rects[20];

  for (guint i = 0; i < G_N_ELEMENTS (rects); i++)
    rects[i] = (VireoVncRect){ i * 10, i * 7, 5, 5 };
  vireo_display_paintable_set_frame (paintable, frame);
  g_assert_cmpuint (count_nodes (paintable, &first), ==, 1);
  for (guint i = 1; i <= 3; i++)
    {
      vireo_display_paintable_damage (paintable, 20, rects);
      g_assert_cmpuint (count_nodes (paintable, &tile), ==, 1 + i * 20);
    }
  /* Those that were drawn go when there are too many. */
  vireo_display_paintable_damage (paintable, 20, rects);
  g_assert_cmpuint (count_nodes (paintable, &tile), ==, 1 + 20);
  g_assert_true (tile == first);
  /* Of too many that were not, the end is that all is drawn anew. */
  for (guint i = 0; i < 10; i++)
    vireo_display_paintable_damage (paintable, 20, rects);
  g_assert_cmpuint (count_nodes (paintable, &tile), <=, 1 + 64);
  g_assert_true (tile != first);

  /* And of another picture, before any of it was drawn. */
  vireo_vnc_frame_unref (frame);
  frame = make_noise (311, 257);
  vireo_display_paintable_set_frame (paintable, frame);
  vireo_display_paintable_damage (paintable, 20, rects);
  vireo_vnc_frame_unref (frame);
}

static void
test_the_guest_takes_the_size (Fixture *f, gconstpointer unused)
{
  VireoVncFrame *frame;
  g_autofree char *size = NULL;

  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->display)) > 200);
  size = g_strdup_printf ("size %d %d", gtk_widget_get_width (GTK_WIDGET (f->display)),
                          gtk_widget_get_height (GTK_WIDGET (f->display)));
  g_object_set (f->display, "resize-guest", TRUE, NULL);
  vireo_test_wait (rfb_count (f->server, size) == 1);
  vireo_test_wait ((frame = vireo_vnc_session_get_frame (f->session)) != NULL &&
                   (int) vireo_vnc_frame_get_width (frame) ==
                       gtk_widget_get_width (GTK_WIDGET (f->display)));
  vireo_test_wait (screen_pixel (f, 10, 10) == 0xff0000);

  /* Again, as often as the window changes; and the guest's answer to a size that it has is no
   * reason to lose the picture. */
  gtk_window_set_default_size (GTK_WINDOW (f->window), 500, 400);
  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->display)) == 500);
  vireo_test_wait (vireo_vnc_frame_get_width (vireo_vnc_session_get_frame (f->session)) == 500);
  vireo_test_wait (screen_pixel (f, 490, 10) == 0x00ff00);
  vireo_vnc_session_ask_size (f->session, 500,
                              gtk_widget_get_height (GTK_WIDGET (f->display)));
  rfb_tell (f->server, "fill 0 0 40 40 123456");
  vireo_test_wait (screen_pixel (f, 10, 10) == 0x123456);
  g_assert_cmphex (screen_pixel (f, 490, 10), ==, 0x00ff00);
}

static guint n_frames;

static void
count_frame (void)
{
  n_frames++;
}

static void
test_a_screen_at_rest_costs_nothing (Fixture *f, gconstpointer unused)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (f->window);
  gint64 until;
  guint requests;

  vireo_test_wait (screen_pixel (f, 400, 300) == 0xffffff);
  until = g_get_monotonic_time () + G_USEC_PER_SEC; /* what the window itself has to do */
  vireo_test_wait (g_get_monotonic_time () > until);
  g_signal_connect (clock, "paint", count_frame, NULL);
  n_frames = 0;
  requests = rfb_count (f->server, "request 1");
  until = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;
  vireo_test_wait_for (g_get_monotonic_time () > until, 10);
  g_assert_cmpuint (n_frames, <=, 1);
  g_assert_cmpuint (rfb_count (f->server, "request 1") - requests, <=, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  gtk_init ();
  g_test_add_func ("/display/fit", test_fit_keeps_proportions);
  g_test_add_func ("/display/one", test_one_is_pixel_by_pixel);
  g_test_add_func ("/display/exact", test_pixels_are_exact);
  g_test_add_func ("/display/whole-pixel", test_a_picture_begins_on_a_whole_pixel);
  g_test_add_func ("/display/changes", test_changes_that_are_not_drawn_do_not_pile_up);
#define TEST(path, scenario, function)                                                             \
  g_test_add (path, Fixture, scenario, set_up, function, tear_down)
  TEST ("/display/picture", NULL, test_the_picture_is_on_the_screen);
  TEST ("/display/every-change", NULL, test_every_change_is_on_the_screen);
  TEST ("/display/resize-guest", "resizable", test_the_guest_takes_the_size);
  TEST ("/display/at-rest", NULL, test_a_screen_at_rest_costs_nothing);
  return g_test_run ();
}
