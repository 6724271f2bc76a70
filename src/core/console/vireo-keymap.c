/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QEMU counts keys as the PC's keyboard of 1986 did (scancode set 1); a key that came later has
 * the prefix E0 there and the bit 0x80 here. */

#include "config.h"

#include "core/console/vireo-keymap.h"

/* By the kernel's key code; 0: none. */
static const guint8 qnums[] = {
  /*   0 */ 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
  /*   8 */ 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
  /*  16 */ 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17,
  /*  24 */ 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
  /*  32 */ 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27,
  /*  40 */ 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f,
  /*  48 */ 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37,
  /*  56 */ 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f,
  /*  64 */ 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47,
  /*  72 */ 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f,
  /*  80 */ 0x50, 0x51, 0x52, 0x53, 0x54, 0x76, 0x56, 0x57,
  /*  88 */ 0x58, 0x73, 0x78, 0x77, 0x79, 0x70, 0x7b, 0x5c,
  /*  96 */ 0x9c, 0x9d, 0xb5, 0xb7, 0xb8, 0x5b, 0xc7, 0xc8,
  /* 104 */ 0xc9, 0xcb, 0xcd, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3,
  /* 112 */ 0xef, 0xa0, 0xae, 0xb0, 0xde, 0x59, 0xce, 0xc6,
  /* 120 */ 0x8b, 0x7e, 0x72, 0x71, 0x7d, 0xdb, 0xdc, 0xdd,
  /* 128 */ 0xe8, 0x85, 0x86, 0x87, 0x8c, 0xf8, 0x64, 0x65,
  /* 136 */ 0xc1, 0xbc, 0xf5, 0x9e, 0xa1, 0x66, 0xdf, 0xe3,
  /* 144 */ 0x67, 0x68, 0x69, 0x93, 0x9f, 0x97, 0x82, 0x6a,
  /* 152 */ 0x92, 0x6b, 0xa6, 0xec, 0xe6, 0xeb, 0xea, 0xe9,
  /* 160 */ 0xa3, 0x6c, 0xfd, 0x99, 0xa2, 0x90, 0xa4, 0xb1,
  /* 168 */ 0x98, 0x63, 0x70, 0x81, 0xb2, 0xe7, 0x71, 0x72,
  /* 176 */ 0x88, 0x75, 0x8f, 0xf6, 0xfb, 0x89, 0x8a, 0x5d,
  /* 184 */ 0x5e, 0x5f, 0x55, 0x83, 0xf7, 0x84, 0x5a, 0x74,
  /* 192 */ 0xf9, 0x6d, 0x6f, 0x95, 0x96, 0x9a, 0x9b, 0xa7,
  /* 200 */ 0xa8, 0xa9, 0xab, 0xac, 0xad, 0xa5, 0xaf, 0xb3,
  /* 208 */ 0xb4, 0xb6, 0xb9, 0xba, 0xbb, 0xbd, 0xbe, 0xbf,
  /* 216 */ 0xc0, 0xe5, 0xc2, 0xc3, 0xc4, 0xc5, 0x94, 0xca,
  /* 224 */ 0xcc, 0xd4, 0xed, 0xd6, 0xd7, 0xd8, 0xd9, 0xda,
  /* 232 */ 0xe4, 0x8e, 0xd5, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4,
};

/**
 * vireo_keymap_qnum_from_evdev:
 * @evdev: the kernel's code of a key (X11 and Wayland add 8 to it)
 *
 * Returns: QEMU's number of the same key, 0 when it has none
 */
guint16
vireo_keymap_qnum_from_evdev (guint evdev)
{
  return evdev < G_N_ELEMENTS (qnums) ? qnums[evdev] : 0;
}

/* The kernel's codes of the keys that type the ASCII characters from blank on, alone or with
 * Shift, on the American layout. */
static const guint8 ascii_keys[] = {
  57, 2,  40, 4,  5,  6,  8,  40, 10, 11, 9,  13, 51, 12, 52, 53, /* blank ! " # $ % & ' ( ) * + , - . / */
  11, 2,  3,  4,  5,  6,  7,  8,  9,  10, 39, 39, 51, 13, 52, 53, /* 0 to 9 : ; < = > ? */
  3,  30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, /* @ A to O */
  25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44, 26, 43, 27, 7,  12, /* P to Z [ \ ] ^ _ */
  41, 30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, /* ` a to o */
  25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44, 26, 43, 27, 41,     /* p to z { | } ~ */
};

/* X keysyms of the other keys, with the kernel's codes. */
static const struct
{
  guint16 keysym;
  guint8 evdev;
} named_keys[] = {
  { 0xff08, 14 },  /* BackSpace */
  { 0xff09, 15 },  /* Tab */
  { 0xfe20, 15 },  /* ISO_Left_Tab */
  { 0xff0d, 28 },  /* Return */
  { 0xff13, 119 }, /* Pause */
  { 0xff14, 70 },  /* Scroll_Lock */
  { 0xff15, 99 },  /* Sys_Req */
  { 0xff1b, 1 },   /* Escape */
  { 0xff50, 102 }, /* Home */
  { 0xff51, 105 }, /* Left */
  { 0xff52, 103 }, /* Up */
  { 0xff53, 106 }, /* Right */
  { 0xff54, 108 }, /* Down */
  { 0xff55, 104 }, /* Page_Up */
  { 0xff56, 109 }, /* Page_Down */
  { 0xff57, 107 }, /* End */
  { 0xff61, 99 },  /* Print */
  { 0xff63, 110 }, /* Insert */
  { 0xff67, 127 }, /* Menu */
  { 0xff7f, 69 },  /* Num_Lock */
  { 0xff8d, 96 },  /* KP_Enter */
  { 0xffaa, 55 },  /* KP_Multiply */
  { 0xffab, 78 },  /* KP_Add */
  { 0xffad, 74 },  /* KP_Subtract */
  { 0xffae, 83 },  /* KP_Decimal */
  { 0xffaf, 98 },  /* KP_Divide */
  { 0xffb0, 82 },  /* KP_0 */
  { 0xffb1, 79 },  /* KP_1 */
  { 0xffb2, 80 },  /* KP_2 */
  { 0xffb3, 81 },  /* KP_3 */
  { 0xffb4, 75 },  /* KP_4 */
  { 0xffb5, 76 },  /* KP_5 */
  { 0xffb6, 77 },  /* KP_6 */
  { 0xffb7, 71 },  /* KP_7 */
  { 0xffb8, 72 },  /* KP_8 */
  { 0xffb9, 73 },  /* KP_9 */
  { 0xffc8, 87 },  /* F11 */
  { 0xffc9, 88 },  /* F12 */
  { 0xffe1, 42 },  /* Shift_L */
  { 0xffe2, 54 },  /* Shift_R */
  { 0xffe3, 29 },  /* Control_L */
  { 0xffe4, 97 },  /* Control_R */
  { 0xffe5, 58 },  /* Caps_Lock */
  { 0xffe7, 125 }, /* Meta_L */
  { 0xffe9, 56 },  /* Alt_L */
  { 0xffea, 100 }, /* Alt_R */
  { 0xffeb, 125 }, /* Super_L */
  { 0xffec, 126 }, /* Super_R */
  { 0xfe03, 100 }, /* ISO_Level3_Shift */
  { 0xffff, 111 }, /* Delete */
};

/**
 * vireo_keymap_qnum_from_keysym:
 * @keysym: an X keysym
 *
 * For keys that were not pressed on a keyboard of ours: sent from a menu, or typed into a
 * browser, which tells no key codes.
 *
 * Returns: QEMU's number of the key that makes it on the American layout, 0 when none does
 */
guint16
vireo_keymap_qnum_from_keysym (guint32 keysym)
{
  if (keysym >= ' ' && keysym - ' ' < G_N_ELEMENTS (ascii_keys))
    return vireo_keymap_qnum_from_evdev (ascii_keys[keysym - ' ']);
  if (keysym >= 0xffbe && keysym <= 0xffc7) /* F1 to F10 */
    return vireo_keymap_qnum_from_evdev (59 + keysym - 0xffbe);
  for (gsize i = 0; i < G_N_ELEMENTS (named_keys); i++)
    if (named_keys[i].keysym == keysym)
      return vireo_keymap_qnum_from_evdev (named_keys[i].evdev);
  return 0;
}

/* What people call the keys, in lower case. */
static const struct
{
  const char *word;
  guint16 keysym;
} words[] = {
  { "alt", 0xffe9 },      { "altgr", 0xfe03 },     { "backspace", 0xff08 }, { "caps", 0xffe5 },
  { "capslock", 0xffe5 }, { "control", 0xffe3 },   { "ctrl", 0xffe3 },      { "del", 0xffff },
  { "delete", 0xffff },   { "down", 0xff54 },      { "end", 0xff57 },       { "enter", 0xff0d },
  { "esc", 0xff1b },      { "escape", 0xff1b },    { "home", 0xff50 },      { "ins", 0xff63 },
  { "insert", 0xff63 },   { "left", 0xff51 },      { "menu", 0xff67 },      { "meta", 0xffe7 },
  { "num", 0xff7f },      { "numlock", 0xff7f },   { "pagedown", 0xff56 },  { "pageup", 0xff55 },
  { "pause", 0xff13 },    { "pgdn", 0xff56 },      { "pgup", 0xff55 },      { "plus", '+' },
  { "print", 0xff61 },    { "return", 0xff0d },    { "right", 0xff53 },     { "scroll", 0xff14 },
  { "scrolllock", 0xff14 }, { "shift", 0xffe1 },   { "space", ' ' },        { "super", 0xffeb },
  { "sysrq", 0xff15 },    { "tab", 0xff09 },       { "up", 0xff52 },        { "win", 0xffeb },
};

static guint
keysym_of_word (const char *word)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);
  guint64 number;

  if (lower[0] > ' ' && lower[0] < 127 && lower[1] == '\0')
    return lower[0];
  if (lower[0] == 'f' && g_ascii_string_to_unsigned (lower + 1, 10, 1, 12, &number, NULL))
    return 0xffbe + (guint) number - 1;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, lower))
      return words[i].keysym;
  return 0;
}

/**
 * vireo_keymap_parse:
 * @text: a combination as people write it: "Ctrl+Alt+F2"; blanks do not matter
 * @keysyms: (out): the X keysyms in their order
 * @max: how many there is room for
 *
 * Returns: how many keys that is, 0 when one of them is not known
 */
guint
vireo_keymap_parse (const char *text, guint *keysyms, guint max)
{
  g_auto (GStrv) parts = g_strsplit (text, "+", -1);
  guint n = 0;

  for (char **part = parts; *part != NULL; part++)
    {
      guint keysym = keysym_of_word (g_strstrip (*part));

      if (keysym == 0 || n == max)
        return 0;
      keysyms[n++] = keysym;
    }
  return n;
}
