/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The messages between a console and its worker process: what they hold, and their bytes.  Both
 * ends take the other for hostile: every length, count and size is checked before it is used.
 * Any thread. */

#define VIREO_WIRE_VERSION 2
#define VIREO_WIRE_MAX_SIDE 8192                           /* px, of the guest's screen */
#define VIREO_WIRE_MAX_FRAME ((gsize) 256 << 20)       /* bytes */
#define VIREO_WIRE_MAX_CURSOR 512                          /* px, width or height */
#define VIREO_WIRE_MAX_CUT_TEXT (256 * 1024)               /* bytes */
#define VIREO_WIRE_MAX_WORDS 1024                          /* bytes, of a name, password, reason */
#define VIREO_WIRE_MAX_RECTS 32
#define VIREO_WIRE_HEADER 8 /* bytes: length of the rest (32 bit), type (32 bit) */

typedef enum
{
  /* From the console to the worker */
  VIREO_WIRE_OPEN = 1, /* with a descriptor: the connection to the VNC server */
  VIREO_WIRE_CREDENTIALS,
  VIREO_WIRE_KEY,
  VIREO_WIRE_POINTER,
  VIREO_WIRE_PAINTED, /* answers DAMAGE: the frame may be written to again */
  VIREO_WIRE_SET_CLIPBOARD,
  VIREO_WIRE_ASK_SIZE, /* the guest may be asked for a screen of this size */
  /* From the worker to the console */
  VIREO_WIRE_HELLO,
  VIREO_WIRE_ASK_CREDENTIALS,
  VIREO_WIRE_FRAME, /* with a descriptor: the sealed pixels */
  VIREO_WIRE_DAMAGE,
  VIREO_WIRE_CURSOR,
  VIREO_WIRE_POINTER_MODE,
  VIREO_WIRE_LEDS,
  VIREO_WIRE_SIZE_REFUSED, /* answers ASK_SIZE: this server never takes one */
  VIREO_WIRE_CLIPBOARD,
  VIREO_WIRE_END,
  VIREO_WIRE_PROGRESS,
  VIREO_WIRE_PONG, /* answers PING */
  /* From the console to the worker */
  VIREO_WIRE_PING,
  VIREO_WIRE_N_TYPES
} VireoWireType;

typedef enum
{
  VIREO_WIRE_TO_WORKER,
  VIREO_WIRE_TO_CONSOLE,
} VireoWireDirection;

/* The lock keys' lights on the guest's keyboard. */
typedef enum
{
  VIREO_WIRE_LED_SCROLL = 1 << 0,
  VIREO_WIRE_LED_NUM = 1 << 1,
  VIREO_WIRE_LED_CAPS = 1 << 2,
  VIREO_WIRE_ALL_LEDS = 7,
} VireoWireLed;

/* Bits of the pointer's buttons beyond left, middle, right and the four ways of the wheel. */
#define VIREO_WIRE_BUTTON_BACK (1 << 7)
#define VIREO_WIRE_BUTTON_FORWARD (1 << 8)
#define VIREO_WIRE_ALL_BUTTONS 0x1ff

/* Why the worker ends the session. */
typedef enum
{
  VIREO_WIRE_END_CLOSED,      /* the server closed a session that worked */
  VIREO_WIRE_END_REFUSED,     /* the server let nobody in */
  VIREO_WIRE_END_AUTH,        /* wrong password */
  VIREO_WIRE_END_UNSUPPORTED, /* a kind of login, or a version, that gvnc does not know */
  VIREO_WIRE_END_TOO_LARGE,   /* a screen beyond the limits above */
  VIREO_WIRE_END_NONSENSE,    /* the server broke the protocol */
  VIREO_WIRE_END_CERTIFICATE, /* the server cannot prove who it is */
  VIREO_WIRE_N_ENDS
} VireoWireEnd;

/* How far the way in was gone. */
typedef enum
{
  VIREO_WIRE_PHASE_NOTHING, /* nothing was heard */
  VIREO_WIRE_PHASE_LOGIN,   /* a VNC server it is */
  VIREO_WIRE_PHASE_STARTED, /* it let us in */
  VIREO_WIRE_N_PHASES
} VireoWirePhase;

typedef struct
{
  guint16 x, y, width, height; /* px of the guest's screen */
} VireoVncRect;

/* One message.  @text and @pixels are borrowed: from the sender when encoding, from the bytes
 * read when decoding.  Text is UTF-8 without a NUL, and not NUL-terminated when decoded. */
typedef struct
{
  VireoWireType type;
  union
  {
    struct
    {
      gboolean remote; /* over a network: compress */
      const char *text; /* host name for TLS, may be empty */
      gsize length;
    } open;
    struct
    {
      const char *user_name;
      gsize user_name_length;
      const char *password;
      gsize password_length;
    } credentials;
    struct
    {
      gboolean down;
      guint32 keysym;
      guint16 qnum; /* 0: unknown */
    } key;
    struct
    {
      guint16 buttons;   /* RFB's mask, and a ninth */
      gboolean relative; /* x and y are steps, offset by 0x7fff; none may be left out */
      guint16 x, y;      /* px */
    } pointer;
    struct
    {
      const char *text;
      gsize length;
    } clipboard; /* SET_CLIPBOARD too */
    struct
    {
      guint16 width, height; /* px */
    } ask_size;
    struct
    {
      guint32 version;
    } hello;
    struct
    {
      gboolean user_name;
      gboolean password;
    } ask;
    struct
    {
      guint16 width, height; /* px */
      guint32 stride;        /* bytes */
    } frame;
    struct
    {
      guint32 n_rects;
      VireoVncRect rects[VIREO_WIRE_MAX_RECTS];
    } damage;
    struct
    {
      guint16 hot_x, hot_y;
      guint16 width, height; /* 0: the guest shows none */
      const guint8 *pixels;  /* 0xAARRGGBB each, not premultiplied, no padding */
    } cursor;
    struct
    {
      gboolean absolute;
    } pointer_mode;
    struct
    {
      guint32 lit; /* VireoWireLed */
    } leds;
    struct
    {
      VireoWireEnd reason;
      const char *text; /* gvnc's own words, may be empty */
      gsize length;
    } end;
    struct
    {
      VireoWirePhase phase;
    } progress;
  };
} VireoWireMessage;

GBytes  *vireo_wire_encode (const VireoWireMessage *message);
gboolean vireo_wire_measure (VireoWireDirection direction, const guint8 *data, gsize available,
                             gsize *total);
gboolean vireo_wire_decode (VireoWireDirection direction, const guint8 *data, gsize length,
                            VireoWireMessage *message);
gboolean vireo_wire_has_fd (VireoWireType type);

G_END_DECLS
