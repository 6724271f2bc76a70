#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Vireo beside what a user would compare it with, in one run on one display.

usage: bench.py VIREO EMPTY_WINDOW [start|many|tick|panes|snapshots ...]

  start  time to the first usable list and memory on test:///default, beside an empty libadwaita
         window and virt-manager (where it is installed)
  many   the same with 2,000 VMs, beside `virsh list --all`; then how long scrolling and filtering
         hold the main loop, and what the program uses when nobody touches it
  tick   what it takes to sample 1,000 running VMs once a second, without a window and with the
         Performance pane of one of them open
  panes  how long it holds the main loop to go to another pane, and to another VM in each pane,
         one of them with 60 disks and 30 network cards
  snapshots  what the main loop takes to open a tree of 300 snapshots, 60 deep, beside one of none

Prints tables with ratios and with what each ratio should be; judges nothing, because wall clocks
of a busy machine are no measure of a change.  Runs inside tests/tools/with-display -w.
"""

import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

RUNS = 5
MANY = 2000
TICKED = 1000
LIMIT_S = 60


class Program:
    """A program that says when it is ready."""

    def __init__(self, command, ready):
        self.lines = []
        self.ready = threading.Event()
        self.pattern = ready
        environment = dict(os.environ, GTK_A11Y='none')
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, env=environment)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if self.pattern in line and not self.ready.is_set():
                self.seconds = time.monotonic() - self.started
                self.ready.set()

    def wait(self):
        if not self.ready.wait(LIMIT_S):
            self.end()
            raise SystemExit(f'{self.process.args[0]} did not say "{self.pattern}"; it said:\n'
                             + '\n'.join(self.lines[-10:]))
        return self.seconds

    def settle(self, seconds):
        """Nothing to wait for but time: what a program holds when it has come to rest."""
        threading.Event().wait(seconds)

    def memory(self):
        """Resident memory in MiB."""
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return int(re.search(r'VmRSS:\s+(\d+)', status).group(1)) / 1024

    def cpu(self):
        """Seconds of processor time so far."""
        fields = pathlib.Path(f'/proc/{self.process.pid}/stat').read_text().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def main_thread(self):
        """Milliseconds of processor time its main thread has had so far."""
        pid = self.process.pid
        return int(pathlib.Path(f'/proc/{pid}/task/{pid}/schedstat').read_text().split()[0]) / 1e6

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(5)


def measure(command, ready):
    """(median seconds to ready, median MiB) over some runs, the first one thrown away."""
    times, sizes = [], []
    for turn in range(RUNS + 1):
        program = Program(command, ready)
        program.wait()
        program.settle(0.5)
        if turn:
            times.append(program.seconds)
            sizes.append(program.memory())
        program.end()
    return statistics.median(times), statistics.median(sizes)


def measure_virt_manager(uri):
    """The same for virt-manager, whose debug log says when it shows its window, the list in it."""
    if not shutil.which('virt-manager'):
        return None
    return measure(['virt-manager', '--no-fork', '--debug', '--connect', uri],
                   'Showing manager')


def table(title, rows, heads):
    widths = [max(len(str(row[i])) for row in [heads, *rows]) for i in range(len(heads))]
    print(f'\n{title}')
    for row in [heads, *rows]:
        print('  ' + '  '.join(str(cell).ljust(width) for cell, width in zip(row, widths)))


def ratio(mine, other, wanted=None):
    text = f'{mine / other:.2f}'
    return f'{text} (wanted: at most {wanted})' if wanted else text


def start(vireo, empty):
    window = measure([empty], 'empty: window drawn')
    ours = measure([vireo, '--debug', '-c', 'test:///default'], 'vireo: list usable after')
    theirs = measure_virt_manager('test:///default')
    rows = [('empty window', f'{window[0]:.2f}', f'{window[1]:.0f}', '', ''),
            ('Vireo', f'{ours[0]:.2f}', f'{ours[1]:.0f}', ratio(ours[0], window[0], 1.3),
             ratio(ours[1], window[1], 1.25))]
    if theirs:
        rows.append(('virt-manager', f'{theirs[0]:.2f}', f'{theirs[1]:.0f}', '', ''))
        rows.append(('Vireo / virt-manager', '', '', ratio(ours[0], theirs[0], 0.85),
                     ratio(ours[1], theirs[1])))
    table('Start on test:///default, to the first usable list', rows,
          ('', 's', 'MiB', 'time / empty', 'memory / empty'))


def write_host(path, count=MANY, running=3):
    """A host file of the test driver with many VMs, one of so many running."""
    domains = []
    for i in range(count):
        run = '' if i % running == 0 else ('<test:runstate xmlns:test='
                                     '"http://libvirt.org/schemas/domain/test/1.0">5'
                                     '</test:runstate>')
        domains.append(
            f'<domain type="test"><name>guest-{i:04}</name><title>Guest number {i}</title>'
            f'<uuid>{i:08x}-1111-2222-3333-444444444444</uuid><memory>{65536 + i}</memory>'
            f'<vcpu>{1 + i % 4}</vcpu><os><type>hvm</type></os>'
            f'<devices><disk type="file" device="disk"><source file="/images/guest-{i}.img"/>'
            f'<target dev="vda" bus="virtio"/></disk><interface type="network">'
            f'<mac address="52:54:00:{i >> 8 & 255:02x}:{i & 255:02x}:01"/>'
            f'<source network="default"/></interface></devices>{run}</domain>')
    path.write_text('<node>' + ''.join(domains) +
                    '<network><name>default</name><bridge name="virbr0"/>'
                    '<ip address="192.168.122.1" netmask="255.255.255.0"/></network>'
                    '<cpu><mhz>2000</mhz><model>i686</model><active>16</active><nodes>1</nodes>'
                    '<sockets>4</sockets><cores>4</cores><threads>1</threads></cpu>'
                    '<memory>67108864</memory></node>')


def xdotool(*arguments):
    return subprocess.run(['xdotool', *map(str, arguments)], check=True, capture_output=True,
                          text=True).stdout


def use(program):
    """Scrolls the list up and down and filters it, as fast as a hurried user."""
    window = xdotool('search', '--onlyvisible', '--pid', program.process.pid).split()[-1]
    xdotool('windowactivate', '--sync', window)
    xdotool('mousemove', '--window', window, 150, 400)
    for button in (5, 4):
        xdotool('click', '--repeat', 150, '--delay', 16, button)
    xdotool('key', 'ctrl+f')
    for word in ('guest-1', 'off', 'number 77', 'nothing at all'):
        xdotool('type', '--delay', 60, word)
        xdotool('key', 'ctrl+a', 'BackSpace')


def many(vireo, _empty):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'host.xml'
        write_host(path)
        uri = f'test://{path}'
        virsh = []
        for _ in range(RUNS):
            before = time.monotonic()
            subprocess.run(['virsh', '-c', uri, 'list', '--all'], check=True,
                           stdout=subprocess.DEVNULL)
            virsh.append(time.monotonic() - before)
        virsh = statistics.median(virsh)
        ours = measure([vireo, '--debug', '-c', uri], 'vireo: list usable after')
        theirs = measure_virt_manager(uri)
        rows = [('virsh list --all', f'{virsh:.2f}', '', ''),
                ('Vireo', f'{ours[0]:.2f}', f'{ours[1]:.0f} (wanted: at most 160)',
                 ratio(ours[0], virsh, 1.5))]
        if theirs:
            rows.append(('virt-manager', f'{theirs[0]:.2f}', f'{theirs[1]:.0f}',
                         ratio(theirs[0], virsh)))
        table(f'{MANY} VMs on one host of the test driver', rows, ('', 's', 'MiB', 'time / virsh'))

        program = Program([vireo, '--debug', '-c', uri], 'vireo: list usable after')
        program.wait()
        program.settle(3)
        before = program.cpu()
        program.settle(10)
        idle = (program.cpu() - before) * 10
        since = len(program.lines)
        use(program)
        program.settle(1)
        turn = longest(program, since)[0]
        memory = program.memory()
        program.end()
        table('In use with these VMs',
              [('processor time at rest, polling', f'{idle:.1f} % of a core', '3 %'),
               ('longest turn of the main loop while scrolling and filtering (0.0: none over 16)',
                f'{turn} ms', '16 ms'),
               ('memory afterwards', f'{memory:.0f} MiB', '')], ('', 'measured', 'wanted: at most'))


def tick(vireo, empty):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'host.xml'
        write_host(path, TICKED, 1)
        uri = f'test://{path}'
        said = subprocess.run([pathlib.Path(empty).with_name('bench-stats-tick'), uri], check=True,
                              capture_output=True, text=True).stdout
        work, rest = re.findall(r'([\d.]+) %', said)
        ticks, vms = re.search(r'(\d+) ticks of (\d+) VMs', said).groups()

        program = Program([vireo, '--debug', '-c', uri, '--show-domain-performance', 'guest-0007'],
                          'vireo: list usable after')
        program.wait()
        program.settle(10)
        before = program.cpu()
        program.settle(20)
        shown = (program.cpu() - before) * 5
        program.end()
    table(f'Sampling {vms} running VMs ({ticks} ticks), in percent of one core',
          [('all at one tick a second, one of them closely', work, '5'),
           ('the same program while it samples nothing', rest, ''),
           ('Vireo with the Performance pane open (all every 3 s, the one every second, drawn '
            'without a graphics card)', f'{shown:.2f}', '')],
          ('', 'measured', 'wanted: at most'))


def write_rich_host(path):
    """A host file with a VM of 60 disks and 30 network cards, and some that have none."""
    letters = [chr(97 + i) for i in range(26)]
    names = [f'sd{first}{a}' for first in ('', 'a', 'b') for a in letters]
    disks = ''.join(f'<disk type="file" device="disk"><source file="/images/{name}.img"/>'
                    f'<target dev="{name}" bus="scsi"/></disk>' for name in names[:60])
    nics = ''.join(f'<interface type="network"><mac address="52:54:00:00:77:{i:02x}"/>'
                   f'<source network="default"/><model type="virtio"/></interface>'
                   for i in range(30))
    domains = [('a-rich', disks + nics)] + [(f'b-plain-{i}', '') for i in range(9)]
    path.write_text('<node>' + ''.join(
        f'<domain type="test"><name>{name}</name><memory>65536</memory><vcpu>2</vcpu>'
        f'<os><type>hvm</type></os><devices>{devices}</devices></domain>'
        for name, devices in domains) +
        '<network><name>default</name><bridge name="virbr0"/>'
        '<ip address="192.168.122.1" netmask="255.255.255.0"/></network></node>')


def longest(program, since):
    """The longest turn of the main loop: ms, and ms without waiting for a processor."""
    turns = [(float(a), float(b)) for a, b in re.findall(
        r'main loop held for ([\d.]+) ms, ([\d.]+) without waiting for a processor$',
        '\n'.join(program.lines[since:]), re.M)]
    return [f'{max((turn[i] for turn in turns), default=0):.1f}' for i in (0, 1)]


def summary(switches):
    """The longest of all, as longest(), and how many of them held the loop for more than 16 ms."""
    return [f'{max(float(switch[i]) for switch in switches):.1f}' for i in (0, 1)] + [
        f'{sum(float(switch[1]) > 16 for switch in switches)} of {len(switches)}']


def panes(vireo, _empty):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'host.xml'
        write_rich_host(path)
        for key, name in enumerate(('Console', 'Overview', 'Disks', 'Network', 'Snapshots',
                                    'Performance', 'XML'), 1):
            program = Program([vireo, '--debug', '-c', f'test://{path}',
                               '--show-domain-console', 'b-plain-0'], 'vireo: list usable after')
            program.wait()
            program.settle(5)  # the panes are made while nobody waits
            window = xdotool('search', '--onlyvisible', '--pid', program.process.pid).split()[-1]
            xdotool('windowactivate', '--sync', window)
            since = len(program.lines)
            xdotool('key', f'alt+{key}')
            program.settle(2)
            first = longest(program, since)[1]
            vms, others = [], []
            for y in (159, 197) * 3:  # the first and the second row of the list
                since = len(program.lines)
                xdotool('mousemove', '--window', window, 150, y, 'click', 1)
                program.settle(1.5)
                vms.append(longest(program, since))
            for other in (2 if key == 1 else 1, key) * 3:
                since = len(program.lines)
                xdotool('key', f'alt+{other}')
                program.settle(0.7)
                others.append(longest(program, since))
            rows.append((name, first, *summary(vms), *summary(others)))
            program.end()
    table('Longest turn of the main loop in ms (0.0: none over 16, which is wanted), drawn without '
          'a graphics card', rows,
          ('', 'first shown, not waiting', 'to another VM', 'not waiting', 'over 16',
           'to another pane', 'not waiting', 'over 16'))


def write_snapshot_host(path, count=300, depth=60):
    """A host file with a VM that has so many snapshots in chains of that length, and one of none."""
    snapshots = ''
    for i in range(count):
        parent = 0 if i % (depth - 1) == 1 else i - 1
        snapshots += (f'<test:domainsnapshot><name>s{i:03}</name>'
                      + (f'<parent><name>s{parent:03}</name></parent>' if i else '')
                      + f'<state>running</state><creationTime>{1763900000 + 100 * i}</creationTime>'
                      f'<active>{int(i == count - 1)}</active></test:domainsnapshot>')
    path.write_text('<node>' + ''.join(
        f'<domain type="test" xmlns:test="http://libvirt.org/schemas/domain/test/1.0">'
        f'<name>{name}</name><memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os>{more}'
        f'</domain>' for name, more in (('a-many', snapshots), ('b-none', ''))) +
        '<network><name>default</name><bridge name="virbr0"/>'
        '<ip address="192.168.122.1" netmask="255.255.255.0"/></network></node>')


def open_snapshots(vireo, uri, name):
    """ms of the main thread beyond what it takes at rest, and the longest turn in the meantime."""
    program = Program([vireo, '--debug', '-c', uri, '--show-domain-console', name],
                      'vireo: list usable after')
    program.wait()
    program.settle(5)
    window = xdotool('search', '--onlyvisible', '--pid', program.process.pid).split()[-1]
    xdotool('windowactivate', '--sync', window)
    since = len(program.lines)
    before = program.main_thread()
    xdotool('key', 'alt+5')
    program.settle(2)
    turn = longest(program, since)[1]
    opened = program.main_thread()
    program.settle(4)
    rest = (program.main_thread() - opened) / 2
    program.end()
    return opened - before - rest, float(turn)


def snapshots(vireo, _empty):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'host.xml'
        write_snapshot_host(path)
        for name, wanted in (('b-none', ''), ('a-many', '100, 16')):
            opened = [open_snapshots(vireo, f'test://{path}', name) for _ in range(RUNS)]
            rows.append((name, f'{statistics.median(o[0] for o in opened):.0f}',
                         f'{statistics.median(o[1] for o in opened):.1f}', wanted))
    table('Opening the Snapshots pane: ms of the main loop, drawn without a graphics card', rows,
          ('', 'in total', 'longest turn (0.0: none over 16)', 'wanted: at most'))


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    vireo, empty, *what = arguments
    for name in what or ('start', 'many', 'tick', 'panes', 'snapshots'):
        {'start': start, 'many': many, 'tick': tick, 'panes': panes,
         'snapshots': snapshots}[name](vireo, empty)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
