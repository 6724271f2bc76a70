# SPDX-License-Identifier: GPL-3.0-or-later
"""The private host of the system test (see with-host): its daemon, its guests, their screens."""

import os
import pathlib
import signal
import struct
import subprocess
import tempfile

import libvirt
import libvirt_qemu

from screen import NotThere, Picture, wait_for

URI = 'qemu:///system'
IMAGES = pathlib.Path('/var/lib/libvirt/images')

libvirt.registerErrorHandler(lambda *_: None, None)


def connect():
    return libvirt.open(URI)


def daemon_pid():
    return int(pathlib.Path('/run/libvirtd.pid').read_text())


def stop_daemon(how=signal.SIGTERM):
    """Ends libvirtd; guests run on."""
    pid = daemon_pid()
    os.kill(pid, how)
    wait_for(lambda: not is_running(pid), 20, 'the end of libvirtd')


def start_daemon():
    subprocess.run(['nice', '-n', '10', 'libvirtd', '-d'], check=True)


def is_running(pid):
    try:
        return pathlib.Path(f'/proc/{pid}/stat').read_text().split()[2] != 'Z'
    except FileNotFoundError:
        return False


def qemu_pid(name):
    return int(pathlib.Path(f'/run/libvirt/qemu/{name}.pid').read_text())


class Host:
    """Looks at the same daemon as Vireo, on a connection of its own."""

    def __init__(self):
        self.connection = connect()

    def reconnect(self):
        self.connection = connect()

    def names(self):
        return sorted(d.name() for d in self.connection.listAllDomains())

    def domain(self, name):
        return self.connection.lookupByName(name)

    def state(self, name):
        return self.domain(name).state()[0]

    def wait_state(self, name, state, seconds=20):
        wait_for(lambda: self.state(name) == state, seconds, f'{name} in state {state}')

    def xml(self, name, inactive=False):
        flags = libvirt.VIR_DOMAIN_XML_INACTIVE if inactive else 0
        return self.domain(name).XMLDesc(flags)

    def address(self, name):
        leases = self.domain(name).interfaceAddresses(
            libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE)
        return next((a['addr'] for nic in leases.values() for a in nic['addrs'] or []), None)

    def pools(self):
        return sorted(p.name() for p in self.connection.listAllStoragePools())

    def monitor(self, name, command):
        return libvirt_qemu.qemuMonitorCommand(
            self.domain(name), command, libvirt_qemu.VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP)

    def memory(self, name, address, size):
        """Bytes of the guest's physical memory."""
        answer = self.monitor(name, f'xp /{size}bx {address:#x}')
        return bytes(int(x, 16) for line in answer.splitlines() for x in line.split(':')[1].split())

    def screen(self, name):
        """The text on the guest's screen (80x25 text mode), read off what QEMU draws.

        It could be read out of video memory as well, but where that begins is told only by a port
        which the guest uses at the same time: asking would write into its registers now and then.
        """
        # Where the firmware's table of 8x16 characters lies: the vector of interrupt 0x43.
        offset, segment = struct.unpack('<HH', self.memory(name, 0x43 * 4, 4))
        font = self.memory(name, segment * 16 + offset, 256 * 16)
        with tempfile.NamedTemporaryFile() as file:
            self.picture(name, file.name)
            return Picture(file.name).text(font)

    def wait_screen(self, name, words, seconds):
        """Waits until the guest's screen has these words; returns all of it."""
        seen = ''

        def look():
            nonlocal seen
            try:
                seen = self.screen(name)
            except (libvirt.libvirtError, IndexError, ValueError) as error:
                seen = f'nothing, but {error}'  # between two boots
                return None
            return seen if words in seen else None
        try:
            return wait_for(look, seconds, f'{words!r} on the screen of {name}')
        except NotThere as error:
            # The summary of a failure has few lines.
            last = ' / '.join(line for line in seen.splitlines() if line.strip())
            state = self.state(name) if name in self.names() else 'gone'
            raise NotThere(f'{error}; state {state}; it showed: {last[-300:]}') from None

    def picture(self, name, path):
        """The guest's screen as QEMU draws it, for comparing with what Vireo shows."""
        stream = self.connection.newStream()
        self.domain(name).screenshot(stream, 0)
        with open(path, 'wb') as out:
            stream.recvAll(lambda _, data, file: file.write(data), out)
        stream.finish()


# What the guest's system says on its serial line by itself.
NEWS = ('ADDRESS ', 'BOOT ')


class Serial:
    """The guest's serial console, where commands are given to it behind Vireo's back."""

    def __init__(self, host, name):
        self.connection = host.connection
        self.stream = self.connection.newStream(libvirt.VIR_STREAM_NONBLOCK)
        host.domain(name).openConsole(None, self.stream, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
        self.said = ''

    def read(self):
        # Without an event loop libvirt takes in what came on a stream only on the way of a call.
        self.connection.getLibVersion()
        while True:
            try:
                data = self.stream.recv(4096)
            except libvirt.libvirtError:
                return
            if not data or data == -2:
                return
            self.said += data.decode(errors='replace')

    def write(self, text):
        self.stream.send(text.encode())

    def wait(self, words, seconds):
        def heard():
            self.read()
            return words in self.said
        try:
            wait_for(heard, seconds, f'{words!r} from the guest')
        except AssertionError as error:
            raise AssertionError(f'{error}; it said:\n{self.said[-2000:]}') from None

    def log_in(self, seconds, password='vireo'):
        self.wait('login:', seconds)
        self.answer('root', 'assword:')
        self.answer(password, '# ')
        self.run('stty -echo; PS1=; dmesg -n 1')

    def answer(self, text, then):
        """A getty throws away what comes before it is ready: so again, until it answers."""
        for _ in range(4):
            self.write(text + '\r')
            try:
                self.wait(then, 20)
                return
            except AssertionError:
                continue
        raise AssertionError(f'no {then!r} after {text!r}; it said:\n{self.said[-2000:]}')

    def run(self, command, seconds=30):
        """What the command prints, without the news of the system that came between."""
        self.said = ''
        self.write(f'{command}; echo "<done"">"\r')
        self.wait('<done>', seconds)
        lines = self.said.split('<done>')[0].replace('\r', '').splitlines()
        return '\n'.join(line for line in lines if not line.startswith(NEWS)).strip()
