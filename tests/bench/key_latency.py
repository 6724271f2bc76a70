# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a key press takes to a pixel on the screen, through a viewer and a server that answers
each key with another colour (bench-rfb-load echo)."""

import ctypes
import ctypes.util
import random
import statistics
import time

KEY = 38  # "a" on every keyboard of X
BEGIN = b'\xff\x00\xff'  # the colour before the first key
RUN = 8  # dots of it beside one another that are no accident
LIMIT = 2  # s
Z_PIXMAP, ALL_PLANES = 2, ctypes.c_ulong(-1)


class Image(ctypes.Structure):
    """The beginning of XImage."""
    _fields_ = [('width', ctypes.c_int), ('height', ctypes.c_int), ('xoffset', ctypes.c_int),
                ('format', ctypes.c_int), ('data', ctypes.POINTER(ctypes.c_char))]


class Screen:
    def __init__(self):
        self.x11 = ctypes.CDLL(ctypes.util.find_library('X11'))
        self.test = ctypes.CDLL(ctypes.util.find_library('Xtst'))
        for name in ('XOpenDisplay', 'XGetImage', 'XDestroyImage', 'XGetPixel', 'XDefaultRootWindow'):
            getattr(self.x11, name).restype = ctypes.c_void_p
        self.x11.XGetImage.restype = ctypes.POINTER(Image)
        self.x11.XGetPixel.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))
        self.root = ctypes.c_void_p(self.x11.XDefaultRootWindow(self.display))

    def image(self, x, y, width, height):
        return self.x11.XGetImage(self.display, self.root, x, y, width, height, ALL_PLANES, Z_PIXMAP)

    def pixel(self, x, y):
        image = self.image(x, y, 1, 1)
        value = self.x11.XGetPixel(image, 0, 0)
        self.x11.XDestroyImage(image)
        return value

    def size(self):
        return (self.x11.XDisplayWidth(self.display, 0), self.x11.XDisplayHeight(self.display, 0))

    def find(self):
        """Where the first colour is, or None."""
        width, height = self.size()
        image = self.image(0, 0, width, height)
        dots = bytearray(ctypes.string_at(image.contents.data, 4 * width * height))
        self.x11.XDestroyImage(image)
        dots[3::4] = bytes(width * height)
        at = dots.find((BEGIN + b'\0') * RUN)
        return ((at // 4) % width + RUN // 2, (at // 4) // width + RUN // 2) if at >= 0 else None

    def click(self, x, y):
        self.test.XTestFakeMotionEvent(self.display, -1, x, y, 0)
        for down in (1, 0):
            self.test.XTestFakeButtonEvent(self.display, 1, down, 0)
        self.x11.XSync(self.display, 0)

    def key(self, down):
        self.test.XTestFakeKeyEvent(self.display, KEY, down, 0)
        self.x11.XFlush(self.display)


def wait_for_pixel(screen):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        at = screen.find()
        if at:
            return at
        time.sleep(0.1)
    raise SystemExit('the viewer shows nothing')


def wait_for_keyboard(screen, x, y):
    """The click gives the viewer the keyboard, which takes it a while."""
    before, until = screen.pixel(x, y), time.monotonic() + 10
    while screen.pixel(x, y) == before:
        if time.monotonic() > until:
            raise SystemExit('the viewer takes no keys')
        screen.key(1)
        screen.key(0)
        time.sleep(0.1)
    seen = None
    while seen != screen.pixel(x, y):  # the presses that were on their way
        seen = screen.pixel(x, y)
        time.sleep(0.2)


def measure(n_keys=150):
    """(median, 95th percentile) in ms; needs the viewer on the screen, alone."""
    screen, times, dice = Screen(), [], random.Random(1)
    x, y = wait_for_pixel(screen)
    screen.click(x, y)
    wait_for_keyboard(screen, x, y)
    before = screen.pixel(x, y)
    for _ in range(n_keys):
        begin = time.perf_counter()
        screen.key(1)
        while screen.pixel(x, y) == before:
            if time.perf_counter() - begin > LIMIT:
                raise SystemExit('a key does not come through')
        times.append((time.perf_counter() - begin) * 1000)
        screen.key(0)
        before = screen.pixel(x, y)
        time.sleep(dice.uniform(0.03, 0.07))
    return statistics.median(times), statistics.quantiles(times, n=20)[18]
