/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-keymap.h"
#include "core/console/vireo-vnc-frame.h"
#include "vireo-test.h"

static int
make_memory (gsize size, int seals)
{
  int fd = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, size), ==, 0);
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, seals), ==, 0);
  return fd;
}

static void
test_pixels_are_seen (void)
{
  guint32 pixel = 0x00ff8040;
  int fd = make_memory (64 * 40, F_SEAL_SHRINK | F_SEAL_GROW);
  g_autoptr (VireoVncFrame) frame = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (pwrite (fd, &pixel, 4, 64 + 8), ==, 4);
  frame = vireo_vnc_frame_new (fd, 16, 40, 64, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fcntl (fd, F_GETFD), ==, -1); /* closed */
  g_assert_cmpmem (vireo_vnc_frame_get_pixels (frame) + 64 + 8, 4, &pixel, 4);
}

static void
test_what_does_not_fit_is_refused (void)
{
  const int both = F_SEAL_SHRINK | F_SEAL_GROW;
  struct
  {
    int fd;
    guint width, height;
    gsize stride;
  } bad[] = {
    { make_memory (1600, 0), 20, 20, 80 },             /* may shrink under us */
    { make_memory (1600, F_SEAL_GROW), 20, 20, 80 },
    { make_memory (1600, F_SEAL_SHRINK), 20, 20, 80 },
    { make_memory (1599, both), 20, 20, 80 },          /* smaller than told */
    { make_memory (1601, both), 20, 20, 80 },
    { make_memory (1600, both), 21, 20, 80 },          /* lines shorter than the picture */
    { make_memory (1600, both), 0, 20, 80 },
    { make_memory (1600, both), 20, 0, 80 },
    { make_memory (1600, both), 8193, 20, 80 },
    { make_memory (1600, both), 20, 8193, 80 },
    { make_memory (1600, both), 20, 20, G_MAXSIZE - 3 },
    { open ("/dev/null", O_RDONLY | O_CLOEXEC), 20, 20, 80 }, /* no memory at all */
    { -1, 20, 20, 80 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          vireo_vnc_frame_new (bad[i].fd, bad[i].width, bad[i].height, bad[i].stride, &error));
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_FAILED);
      g_assert_cmpint (fcntl (bad[i].fd, F_GETFD), ==, -1);
    }
}

static void
test_damage_is_cut_to_the_frame (void)
{
  g_autoptr (VireoVncFrame) frame =
      vireo_vnc_frame_new (make_memory (1600, F_SEAL_SHRINK | F_SEAL_GROW), 20, 20, 80, NULL);
  VireoVncRect whole = { 0, 0, 65535, 65535 }, corner = { 19, 18, 5, 5 }, outside = { 20, 0, 1, 1 },
               empty = { 3, 3, 0, 4 };

  g_assert_true (vireo_vnc_frame_clip (frame, &whole));
  g_assert_cmpuint (whole.width, ==, 20);
  g_assert_cmpuint (whole.height, ==, 20);
  g_assert_true (vireo_vnc_frame_clip (frame, &corner));
  g_assert_cmpuint (corner.width, ==, 1);
  g_assert_cmpuint (corner.height, ==, 2);
  g_assert_false (vireo_vnc_frame_clip (frame, &outside));
  g_assert_false (vireo_vnc_frame_clip (frame, &empty));
}

static void
test_keys_have_the_numbers_of_qemu (void)
{
  /* The kernel's code, and the number in QEMU's documentation of the same key. */
  static const struct
  {
    guint evdev;
    guint16 qnum;
  } keys[] = {
    { 1, 0x01 },    { 28, 0x1c },  { 30, 0x1e },  { 57, 0x39 },  { 59, 0x3b },  { 86, 0x56 },
    { 87, 0x57 },   { 88, 0x58 },  { 96, 0x9c },  { 97, 0x9d },  { 98, 0xb5 },  { 100, 0xb8 },
    { 102, 0xc7 },  { 103, 0xc8 }, { 104, 0xc9 }, { 105, 0xcb }, { 106, 0xcd }, { 107, 0xcf },
    { 108, 0xd0 },  { 109, 0xd1 }, { 110, 0xd2 }, { 111, 0xd3 }, { 119, 0xc6 }, { 125, 0xdb },
    { 126, 0xdc },  { 127, 0xdd }, { 113, 0xa0 }, { 114, 0xae }, { 115, 0xb0 }, { 124, 0x7d },
    { 0, 0 },       { 240, 0 },    { 100000, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmphex (vireo_keymap_qnum_from_evdev (keys[i].evdev), ==, keys[i].qnum);
}

/* Each key of a keyboard of 105 keys and those that a Japanese one has beside them.  Left: the
 * kernel's code; right: what the key says in scancode set 1, with 0x80 for the prefix E0. */
static void
test_every_key_of_two_keyboards (void)
{
  static const guint8 extended[][2] = {
    { 96, 0x1c },  { 97, 0x1d },  { 98, 0x35 },  { 99, 0x37 },  { 100, 0x38 }, { 102, 0x47 },
    { 103, 0x48 }, { 104, 0x49 }, { 105, 0x4b }, { 106, 0x4d }, { 107, 0x4f }, { 108, 0x50 },
    { 109, 0x51 }, { 110, 0x52 }, { 111, 0x53 }, { 125, 0x5b }, { 126, 0x5c }, { 127, 0x5d },
    { 119, 0x46 }, /* Pause, which is Ctrl+Break to the oldest programs */
  };
  static const guint8 japanese[][2] = {
    { 89, 0x73 }, { 92, 0x79 }, { 93, 0x70 }, { 94, 0x7b }, { 124, 0x7d },
  };

  for (guint evdev = 1; evdev <= 88; evdev++)
    if (evdev != 84 && evdev != 85) /* no keys */
      g_assert_cmphex (vireo_keymap_qnum_from_evdev (evdev), ==, evdev);
  for (gsize i = 0; i < G_N_ELEMENTS (extended); i++)
    g_assert_cmphex (vireo_keymap_qnum_from_evdev (extended[i][0]), ==, 0x80 | extended[i][1]);
  for (gsize i = 0; i < G_N_ELEMENTS (japanese); i++)
    g_assert_cmphex (vireo_keymap_qnum_from_evdev (japanese[i][0]), ==, japanese[i][1]);
}

/* Two keys with one number would be one key in the guest. */
static void
test_no_two_keys_share_a_number (void)
{
  guint owner[256] = { 0 };

  for (guint evdev = 1; evdev <= 127; evdev++)
    {
      guint16 qnum = vireo_keymap_qnum_from_evdev (evdev);

      g_assert_cmpuint (qnum, <, 256);
      g_assert_cmpuint (qnum, !=, 0);
      g_assert_cmpuint (owner[qnum], ==, 0);
      owner[qnum] = evdev;
    }
}

static void
test_characters_have_keys (void)
{
  for (guint32 keysym = ' '; keysym <= '~'; keysym++)
    g_assert_cmphex (vireo_keymap_qnum_from_keysym (keysym), !=, 0);
  g_assert_cmphex (vireo_keymap_qnum_from_keysym ('a'), ==, 0x1e);
  g_assert_cmphex (vireo_keymap_qnum_from_keysym ('A'), ==, 0x1e);
  g_assert_cmphex (vireo_keymap_qnum_from_keysym ('z'), ==, 0x2c);
  g_assert_cmphex (vireo_keymap_qnum_from_keysym ('_'), ==, 0x0c);
  g_assert_cmphex (vireo_keymap_qnum_from_keysym ('~'), ==, 0x29);
  g_assert_cmphex (vireo_keymap_qnum_from_keysym ('?'), ==, 0x35);
  g_assert_cmphex (vireo_keymap_qnum_from_keysym (0xffff), ==, 0xd3); /* Delete */
  g_assert_cmphex (vireo_keymap_qnum_from_keysym (0xffc9), ==, 0x58); /* F12 */
  g_assert_cmphex (vireo_keymap_qnum_from_keysym (0xffc7), ==, 0x44); /* F10 */
  g_assert_cmphex (vireo_keymap_qnum_from_keysym (0x1234567), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/vnc-frame/pixels", test_pixels_are_seen);
  g_test_add_func ("/vnc-frame/refused", test_what_does_not_fit_is_refused);
  g_test_add_func ("/vnc-frame/damage", test_damage_is_cut_to_the_frame);
  g_test_add_func ("/keymap/numbers", test_keys_have_the_numbers_of_qemu);
  g_test_add_func ("/keymap/keyboards", test_every_key_of_two_keyboards);
  g_test_add_func ("/keymap/no-two-share", test_no_two_keys_share_a_number);
  g_test_add_func ("/keymap/characters", test_characters_have_keys);
  return g_test_run ();
}
