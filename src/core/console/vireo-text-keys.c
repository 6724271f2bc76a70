/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layout is what stands on the keys, row by row, in the order of `places`: alone, with Shift and
 * with AltGr.  A blank is a key that types nothing there; the space bar is the same everywhere. */

#include "config.h"

#include <string.h>

#include "core/console/vireo-keymap.h"
#include "core/console/vireo-text-keys.h"

#define KEY_TAB 15
#define KEY_RETURN 28
#define KEY_SHIFT 42
#define KEY_SPACE 57
#define KEY_ALT_GR 100

typedef enum
{
  ALONE,
  SHIFT,
  ALT_GR,
  N_LEVELS
} Level;

/* The kernel's codes of the keys: the row of digits with the key before it, then the three rows
 * of letters, then the key beside Return and the one beside the left Shift. */
static const guint8 places[] = {
  41, 2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, /* ` 1 to = */
  16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,     /* q to ] */
  30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,         /* a to ' */
  44, 45, 46, 47, 48, 49, 50, 51, 52, 53,             /* z to / */
  43, 86,
};

static const struct
{
  const char *name;
  const char *levels[N_LEVELS];
  const char *dead; /* these wait for a letter: a space after them makes them themselves */
} layouts[] = {
  { "us",
    { "`1234567890-=" "qwertyuiop[]" "asdfghjkl;'" "zxcvbnm,./" "\\ ",
      "~!@#$%^&*()_+" "QWERTYUIOP{}" "ASDFGHJKL:\"" "ZXCVBNM<>?" "| ",
      "             " "            " "           " "          " "  " },
    "" },
  { "gb",
    { "`1234567890-=" "qwertyuiop[]" "asdfghjkl;'" "zxcvbnm,./" "#\\",
      "¬!\"£$%^&*()_+" "QWERTYUIOP{}" "ASDFGHJKL:@" "ZXCVBNM<>?" "~|",
      "    €        " "            " "           " "          " "  " },
    "" },
  { "de",
    { "^1234567890ß´" "qwertzuiopü+" "asdfghjklöä" "yxcvbnm,.-" "#<",
      "°!\"§$%&/()=?`" "QWERTZUIOPÜ*" "ASDFGHJKLÖÄ" "YXCVBNM;:_" "'>",
      "  ²³   {[]}\\ " "@ €        ~" "           " "      µ   " " |" },
    "^´`" },
  { "fr",
    { "²&é\"'(-è_çà)=" "azertyuiop $" "qsdfghjklmù" "wxcvbn,;:!" "*<",
      " 1234567890°+" "AZERTYUIOP £" "QSDFGHJKLM%" "WXCVBN?./§" "µ>",
      "  ~#{[|`\\^@]}" "  €        ¤" "           " "          " "  " },
    "" },
};

/**
 * vireo_text_keys_get_layouts:
 *
 * Returns: (transfer none): the names of the layouts known, the American one first
 */
const char *const *
vireo_text_keys_get_layouts (void)
{
  static const char *names[G_N_ELEMENTS (layouts) + 1];

  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    names[i] = layouts[i].name;
  return names;
}

static guint
find_layout (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (g_strcmp0 (layouts[i].name, name) == 0)
      return i;
  return 0;
}

/* Returns: the kernel's code of the key that types @c, 0 when none does */
static guint
find_key (guint layout, gunichar c, Level *level)
{
  *level = ALONE;
  switch (c)
    {
    case ' ':
      return KEY_SPACE;
    case '\t':
      return KEY_TAB;
    case '\n':
      return KEY_RETURN;
    default:
      break;
    }
  for (Level l = ALONE; l < N_LEVELS; l++)
    {
      const char *at = layouts[layout].levels[l];

      for (guint i = 0; i < G_N_ELEMENTS (places); i++, at = g_utf8_next_char (at))
        if (g_utf8_get_char (at) == c)
          {
            *level = l;
            return places[i];
          }
    }
  return 0;
}

static guint32
keysym_of (gunichar c)
{
  switch (c)
    {
    case '\t':
      return 0xff09;
    case '\n':
      return 0xff0d;
    default:
      return c < 0x100 ? c : 0x01000000 | c;
    }
}

static void
add (GArray *keys, guint evdev, guint32 keysym, gboolean down)
{
  VireoTextKey key = { vireo_keymap_qnum_from_evdev (evdev), keysym, down };

  g_array_append_val (keys, key);
}

static void
add_character (GArray *keys, guint evdev, Level level, gunichar c)
{
  guint modifier = level == SHIFT ? KEY_SHIFT : KEY_ALT_GR;
  guint32 modifier_keysym = level == SHIFT ? 0xffe1 : 0xfe03;

  if (level != ALONE)
    add (keys, modifier, modifier_keysym, TRUE);
  add (keys, evdev, keysym_of (c), TRUE);
  add (keys, evdev, keysym_of (c), FALSE);
  if (level != ALONE)
    add (keys, modifier, modifier_keysym, FALSE);
}

/**
 * vireo_text_keys_new:
 * @text: what to type, UTF-8
 * @layout: one of vireo_text_keys_get_layouts(); any other is the American one
 *
 * Finds the keys.  Line ends of every kind become Return; what no key types is left out and told.
 *
 * Returns: (transfer full): the presses and releases in their order
 */
VireoTextKeys *
vireo_text_keys_new (const char *text, const char *layout)
{
  VireoTextKeys *self = g_new0 (VireoTextKeys, 1);
  GString *untypable = g_string_new (NULL);
  guint n = find_layout (layout);

  self->keys = g_array_new (FALSE, FALSE, sizeof (VireoTextKey));
  self->ends = g_array_new (FALSE, FALSE, sizeof (guint));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      Level level;
      guint evdev;

      if (c == '\r' && at[1] == '\n')
        continue;
      if (c == '\r')
        c = '\n';
      evdev = find_key (n, c, &level);
      if (evdev == 0)
        {
          if (g_utf8_strchr (untypable->str, -1, c) == NULL)
            g_string_append_unichar (untypable, c);
          continue;
        }
      add_character (self->keys, evdev, level, c);
      if (g_utf8_strchr (layouts[n].dead, -1, c) != NULL)
        add_character (self->keys, KEY_SPACE, ALONE, ' ');
      g_array_append_val (self->ends, self->keys->len);
    }
  self->untypable = g_string_free (untypable, FALSE);
  return self;
}

void
vireo_text_keys_free (VireoTextKeys *self)
{
  g_array_unref (self->keys);
  g_array_unref (self->ends);
  g_free (self->untypable);
  g_free (self);
}
