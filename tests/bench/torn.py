# SPDX-License-Identifier: GPL-3.0-or-later
"""How many of the pictures on the screen are half one and half the next of what the server showed
(bench-rfb-load full: four pictures in turn, which differ in each line)."""

import collections
import ctypes
import random
import time

import key_latency

SAMPLES, EVERY = 500, 0.02       # s, and by chance, so that no clock is in step with it
KNOWN, KNOWN_EVERY, OFTEN = 60, 0.1, 4  # of a server that shows a picture for a second


def look(screen, n, every):
    """A line down the middle of the screen, @n times."""
    dice, lines = random.Random(1), []
    width, height = screen.size()
    for _ in range(n):
        image = screen.image(width // 2, height // 8, 1, height * 3 // 4)
        lines.append(ctypes.string_at(image.contents.data, 4 * (height * 3 // 4)))
        screen.x11.XDestroyImage(image)
        time.sleep(every * dice.uniform(0.6, 1.4))
    return lines


def whole_pictures():
    """What whole pictures look like; the viewer shows those of a slow server."""
    seen = collections.Counter(look(key_latency.Screen(), KNOWN, KNOWN_EVERY))
    return {line for line, count in seen.items() if count >= OFTEN}


def count(whole):
    """How many of so many samples were no whole picture."""
    return sum(line not in whole for line in look(key_latency.Screen(), SAMPLES, EVERY)), SAMPLES
