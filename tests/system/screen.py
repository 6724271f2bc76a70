# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses Vireo as a person does: by the words on the screen, with pointer and keyboard.

Reads the accessible tree (AT-SPI) to find and read what is shown.  GTK 4.8 gives actions to buttons
and menu items; rows, check boxes and the console get real pointer clicks (xdotool).
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import warnings

warnings.simplefilter('ignore')
import gi  # noqa: E402
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

Atspi.set_timeout(5000, 15000)

TOPLEVELS = ('frame', 'dialog', 'window', 'alert', 'file chooser')
# Reading the tree is work for the program that is read: not so often that this is what is measured.
LOOK_EVERY = 300  # ms

CLASS_NAME = re.compile(r'(Gtk|Adw|Vireo)[A-Z]\w*$')


class NotThere(AssertionError):
    """What was waited for did not come in time."""


def turn(milliseconds):
    """Lets the accessibility bus have its say, for this long at most."""
    loop = GLib.MainLoop()
    GLib.timeout_add(milliseconds, loop.quit)
    loop.run()


def wait_for(condition, seconds, what):
    """What condition() returns once it is true; NotThere after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise NotThere(f'{what}: not within {seconds} s')
        turn(LOOK_EVERY)


def gently(call, otherwise=None):
    """Widgets come and go while the tree is read; one that has gone answers with an error."""
    try:
        return call()
    except GLib.Error:
        return otherwise


class Node:
    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def role(self):
        return gently(self.accessible.get_role_name, '?')

    @property
    def name(self):
        """GTK 4.8 says a mnemonic label twice, once with its underscore: "_Save Save"."""
        name = gently(self.accessible.get_name, '') or ''
        middle = len(name) // 2 + 1
        if name.startswith('_') or '_' in name[:middle]:
            plain = name.replace('_', '', 1)
            half = (len(plain) - 1) // 2
            if plain[:half] == plain[half + 1:]:
                return plain[:half]
        return name

    @property
    def description(self):
        return gently(self.accessible.get_description, '') or ''

    def children(self):
        for index in range(gently(self.accessible.get_child_count, 0) or 0):
            child = gently(lambda i=index: self.accessible.get_child_at_index(i))
            if child is not None:
                yield Node(child)

    def walk(self, depth=0):
        yield depth, self
        for child in self.children():
            yield from child.walk(depth + 1)

    def has(self, state):
        states = gently(self.accessible.get_state_set)
        return states is not None and states.contains(state)

    def box(self):
        """x, y, width and height inside the window."""
        part = gently(self.accessible.get_component_iface)
        box = gently(lambda: part.get_extents(Atspi.CoordType.WINDOW)) if part else None
        return (box.x, box.y, box.width, box.height) if box else (0, 0, 0, 0)

    def shown(self):
        """Pages of a stack that were never shown are in the tree as well, but have no size."""
        if self.has(Atspi.StateType.SHOWING):
            return True
        return self.has(Atspi.StateType.VISIBLE) and min(self.box()[2:]) > 0

    def words(self):
        """The name a person sees: GTK leaves the words of rows and tabs to the labels in them."""
        name = self.name
        if name and not CLASS_NAME.match(name) and name != 'Tab':
            return name
        return ' | '.join(n.name for d, n in self.walk() if d and n.role == 'label' and n.name)

    def text(self):
        part = gently(self.accessible.get_text_iface)
        if part is None:
            return self.name
        count = gently(part.get_character_count, 0)
        return gently(lambda: part.get_text(0, count), '') or ''

    def toplevel(self):
        accessible = self.accessible
        while accessible is not None:
            if gently(accessible.get_role_name) in TOPLEVELS:
                return Node(accessible)
            accessible = gently(accessible.get_parent)
        return None

    def enabled(self):
        return self.has(Atspi.StateType.SENSITIVE) or self.has(Atspi.StateType.ENABLED)

    def do(self):
        part = gently(self.accessible.get_action_iface)
        if part is None or not gently(part.get_n_actions, 0):
            return False
        return bool(gently(lambda: part.do_action(0), False))

    def set_text(self, text):
        part = gently(self.accessible.get_editable_text_iface)
        return part is not None and bool(gently(lambda: part.set_text_contents(text), False))

    def line(self):
        words, text = self.name, self.text()
        said = f' {text[:70]!r}' if text != words else ''
        about = f' ({self.description[:60]})' if self.description else ''
        states = [s for s in ('SELECTED', 'CHECKED', 'PRESSED', 'FOCUSED')
                  if self.has(getattr(Atspi.StateType, s))]
        state = '' if self.enabled() else ' insensitive'
        return f'{self.role} {words!r}{said}{about} {self.box()}{state} {" ".join(states)}'


def run(*command):
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def press_keys(*keys):
    subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True)


def type_text(text):
    subprocess.run(['xdotool', 'type', '--delay', '20', '--', text], check=True)


class Vireo(Node):
    """The program, running."""

    def __init__(self, binary, *arguments, log, new_home=None, wait=True, fatal=True):
        self.log = pathlib.Path(log)
        environment = dict(os.environ, G_DEBUG='fatal-criticals' if fatal else '')
        if new_home:
            environment.update(HOME=new_home, XDG_CONFIG_HOME=f'{new_home}/config')
        with self.log.open('ab') as out:
            self.process = subprocess.Popen([binary, '--debug', *arguments], stdout=out,
                                            stderr=subprocess.STDOUT, env=environment)
        super().__init__(None)
        if wait:
            wait_for(self.appear, 30, 'Vireo on the accessibility bus')

    def appear(self):
        if self.process.poll() is not None:
            raise AssertionError(f'Vireo ended with {self.process.returncode}:\n{self.tail()}')
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = gently(lambda i=index: desktop.get_child_at_index(i))
            if child is not None and gently(child.get_process_id) == self.process.pid:
                self.accessible = child
                return any(n.role in TOPLEVELS for n in self.children())
        return False

    def tail(self):
        return '\n'.join(self.log.read_text(errors='replace').splitlines()[-30:])

    def alive(self):
        return self.process.poll() is None

    def quit(self, seconds=20):
        """Ends it in good order; returns the exit status."""
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise NotThere('Vireo did not quit') from None

    # -- reading -------------------------------------------------------------------------------

    def all(self, name='', role='', root=None):
        """Everything shown whose words match (a regular expression for the whole of them)."""
        if not self.alive():
            raise AssertionError(f'Vireo ended with {self.process.returncode}:\n{self.tail()}')
        roles = {role} if isinstance(role, str) else set(role)
        for _, node in (root or self).walk():
            if role and node.role not in roles:
                continue
            if name and not re.fullmatch(name, node.name):
                if not role:
                    continue
                words = node.words()
                if not (re.fullmatch(name, words) or re.fullmatch(name, words.split(' | ')[0])):
                    continue
            if node.shown():
                yield node

    def find(self, name='', role='', root=None):
        return next(self.all(name, role, root), None)

    def see(self, name='', role='', seconds=10, root=None):
        return wait_for(lambda: self.find(name, role, root), seconds, f'{role or "words"} {name!r}')

    def gone(self, name='', role='', seconds=10):
        wait_for(lambda: self.find(name, role) is None, seconds, f'{role} {name!r} still shown')

    def dump(self):
        return '\n'.join('  ' * depth + node.line() for depth, node in self.walk()
                         if depth < 2 or node.shown())

    # -- acting --------------------------------------------------------------------------------

    def origin(self, node):
        """Where the node's window is on the screen: the X window that fits it best.  Without a
        compositor GTK draws a frame around its content, the same on all sides."""
        top = node.toplevel()
        width, height = top.box()[2:] if top else (0, 0)
        best = (sys.maxsize, 0, 0)
        found = run('xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid))
        for window in found.split():
            shape = {name: int(value) for name, value in (
                line.split('=') for line in
                run('xdotool', 'getwindowgeometry', '--shell', window).split())}
            more = (shape['WIDTH'] - width, shape['HEIGHT'] - height)
            if min(more) >= 0:
                best = min(best, (sum(more), shape['X'] + more[0] // 2, shape['Y'] + more[1] // 2))
        return best[1:]

    def place(self, node):
        """x, y, width and height on the screen."""
        left, top = self.origin(node)
        x, y, width, height = node.box()
        return left + x, top + y, width, height

    def point(self, node, button=1, times=1):
        """A real click in the middle of it."""
        left, top, width, height = self.place(node)
        subprocess.run(['xdotool', 'mousemove', str(left + width // 2),
                        str(top + height // 2), 'click', '--repeat', str(times),
                        '--delay', '60', str(button)], check=True)

    def press(self, name, role=('push button', 'button', 'toggle button', 'menu item', 'tab',
                                'page tab'), seconds=10, root=None):
        """Presses the button, tab or menu item that says so, once it can be pressed."""
        def pressed():
            node = next((n for n in self.all(name, role, root) if n.enabled()), None)
            if node is None:
                return None
            # Of a menu button the inner one has the action.
            if any(inner.do() for _, inner in node.walk()):
                return node
            # In a menu that is just opening a pointer would hit what is not there yet.
            if 'menu item' in node.role:
                return None
            self.point(node)
            return node
        node = wait_for(pressed, seconds, f'a button {name!r} that can be pressed')
        # GTK lets a button look pressed for a quarter of a second before it acts, and what is on the
        # page that then comes is in the tree already, where nothing comes of pressing it.
        if 'tab' in node.role:
            wait_for(lambda: node.has(Atspi.StateType.SELECTED), seconds, f'the page {name!r}')

    def choose(self, name, role=('list item', 'table row', 'tree item', 'row', 'panel', 'label'),
               seconds=10, times=1, root=None):
        """Clicks on the row that says so."""
        self.point(self.see(name, role, seconds, root), times=times)

    def menu(self, button, *items):
        self.press(button)
        for item in items:
            self.press(item, role=('menu item', 'check menu item', 'radio menu item',
                                   'push button', 'button'))

    def enter(self, name, text, seconds=10):
        """Puts text into the field of this name."""
        node = self.see(name, ('text', 'entry', 'spin button', 'password text'), seconds)
        inner = next((n for _, n in node.walk()
                      if gently(n.accessible.get_editable_text_iface) is not None), node)
        if not inner.set_text(text):
            self.point(node)
            press_keys('ctrl+a')
            type_text(text)

    def focus(self, name, role, seconds=20):
        """Clicks on it until it has the keyboard: on a slow machine it may still be moving."""
        def focused():
            node = self.see(name, role)
            if node.has(Atspi.StateType.FOCUSED):
                return True
            self.point(node)
            turn(500)
            return node.has(Atspi.StateType.FOCUSED)
        wait_for(focused, seconds, f'the keyboard focus on {name!r}')

    def install_by_hand(self):
        """On the wizard's page for it: the installer is to ask its questions itself."""
        self.see('Install without questions')
        self.press('Install without questions.*', role=('switch', 'toggle button', 'check box'))
        self.press('Next')

    def checked(self, node):
        return node.has(Atspi.StateType.CHECKED)

    def selected(self, node):
        return node.has(Atspi.StateType.SELECTED)

    def stall(self):
        """The longest time the main loop was held, in ms, as the program said at its end."""
        found = re.findall(r'vireo: longest main-loop stall: ([\d.]+) ms',
                           self.log.read_text(errors='replace'))
        return float(found[-1]) if found else None


def screenshot(path):
    subprocess.run(['import', '-window', 'root', str(path)], check=True)


class Picture:
    """The pixels of an image file, three bytes each."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        if not data.startswith(b'P6'):
            data = subprocess.run(['convert', str(path), '-depth', '8', 'ppm:-'], check=True,
                                  capture_output=True).stdout
        head = re.match(rb'P6\s(\d+)\s(\d+)\s255\s', data)
        self.width, self.height = int(head.group(1)), int(head.group(2))
        self.pixels = data[head.end():]

    def row(self, x, y, width):
        at = (y * self.width + x) * 3
        return self.pixels[at:at + width * 3]

    def likeness(self, other, left, top):
        """The part of the other's bytes that are the same here, from that place on."""
        if min(left, top) < 0 or max(left + other.width - self.width,
                                     top + other.height - self.height) > 0:
            return 0
        same = sum(sum(a == b for a, b in zip(self.row(left, top + y, other.width),
                                              other.row(0, y, other.width)))
                   for y in range(other.height))
        return same / (other.width * other.height * 3)

    def text(self, font):
        """What is written there, in characters of 9x16 dots; font: 16 bytes for each of 256.

        A character under the cursor, or one that is not ASCII, is a space.
        """
        characters = {font[16 * c:16 * c + 16]: chr(c) for c in range(32, 127)}

        def character(x, y):
            # The ninth column is a gap, or goes on with a line.
            rows = [self.row(x, y + i, 8) for i in range(16)]
            dots = {row[i:i + 3] for row in rows for i in range(0, 24, 3)}
            for paper in dots if len(dots) == 2 else ():
                shape = bytes(sum((row[3 * i:3 * i + 3] != paper) << 7 - i for i in range(8))
                              for row in rows)
                if shape in characters:
                    return characters[shape]
            return ' '
        return '\n'.join(''.join(character(x, y) for x in range(0, self.width - 8, 9)).rstrip()
                         for y in range(0, self.height - 15, 16)).rstrip()
