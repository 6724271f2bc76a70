#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the console's display beside other viewers, in one run, on one display.

usage: console.py RFB_LOAD PROBE GVNC_ALONE [TABLE...]

  RFB_LOAD    bench-rfb-load: the server
  PROBE       vireo-display-probe: our display and nothing else
  GVNC_ALONE  gvnc decoding in one process with nobody looking: the most it can do

gvncviewer, remote-viewer and TigerVNC's viewer are measured too where they are installed.  For each
load: updates taken a second, processor time of the viewer with all of its processes, and, where the
program says so, pictures painted a second and the longest turn of its main loop.  Then how long it
takes from a key press to the pixel that answers it, and how many pictures on the screen mix two of
the server's.  A TABLE is a load (full, dirty, text, copy), "keys" or "torn"; without any all are
shown.

Prints tables; judges nothing.  Runs inside tests/tools/with-display -w.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time

import key_latency
import torn

WARM, MEASURED = 3, 5  # s
LOADS = [('full', '1920x1080', 0), ('full', '1920x1080', 60), ('dirty', '1920x1080', 0),
         ('dirty', '1920x1080', 60), ('text', '1920x1080', 0), ('copy', '1920x1080', 0),
         ('full', '3840x2160', 0)]


class Load:
    def __init__(self, program, kind, size, pace):
        command = [program, kind, *size.split('x'), str(pace)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.port = int(self.process.stdout.readline())

    def sent(self):
        print(file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def family(pid):
    """The process and all that it started."""
    found = [pid]
    for task in pathlib.Path(f'/proc/{pid}/task').glob('*/children'):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def cpu(pids):
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf('SC_CLK_TCK')


def memory(pids):
    """What these processes take, shared pages counted by their part, in MiB."""
    return sum(int(re.search(r'^Pss:\s+(\d+)', pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text(),
                             re.M).group(1)) for pid in pids) / 1024


class Viewer:
    def __init__(self, command, environment):
        self.lines = []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True, env=dict(os.environ, **environment))
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line)

    def said(self):
        """(pictures painted, longest turn in ms) so far, or None."""
        found = re.findall(r'painted (\d+), longest turn ([\d.]+) ms', ''.join(self.lines))
        return (int(found[-1][0]), float(found[-1][1])) if found else None

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def show(command, load, environment):
    # gvncviewer counts from the first port of VNC.
    viewer = Viewer([word.replace('PORT', str(load.port)).replace('NUMBER', str(load.port - 5900))
                     for word in command], environment)
    time.sleep(WARM)
    if viewer.process.poll() is not None:
        raise SystemExit(f'{command[0]} ended with {viewer.process.returncode}')
    return viewer


def measure(command, load, environment):
    viewer = show(command, load, environment)
    pids = family(viewer.process.pid)
    begin, updates, used, painted = time.monotonic(), load.sent(), cpu(pids), viewer.said()
    time.sleep(MEASURED)
    updates, used = load.sent() - updates, cpu(pids) - used
    seconds, now, size = time.monotonic() - begin, viewer.said(), memory(pids)
    viewer.end()
    frames = (now[0] - painted[0]) / seconds if now and painted and now[0] else None
    return [f'{updates / seconds:.0f}', f'{used / seconds * 100:.0f} %',
            f'{used / updates * 1000:.2f}' if updates else '-',
            f'{frames:.0f}' if frames else '-', f'{now[1]:.0f}' if now else '-', f'{size:.0f}']


def table(title, rows, heads):
    widths = [max(len(str(row[i])) for row in [heads, *rows]) for i in range(len(heads))]
    print(f'\n{title}')
    for row in [heads, *rows]:
        print('  ' + '  '.join(str(cell).ljust(width) for cell, width in zip(row, widths)),
              flush=True)


def compare(server, viewers, kind, size, pace):
    rows = []
    for name, command, environment in viewers:
        load = Load(server, kind, size, pace)
        rows.append([name, *measure(command, load, environment)])
        load.end()
    table(f'{kind}, {size}, ' + (f'{pace} updates a second' if pace else 'as fast as it takes'),
          rows, ('', 'updates/s', 'processor', 'ms/update', 'painted/s', 'longest turn, ms',
                 'memory, MiB'))


def compare_keys(server, viewers):
    rows = []
    for name, command, environment in viewers:
        load = Load(server, 'echo', '1024x640', 0)
        # Watching its own turns takes time of each.
        viewer = show([word for word in command if word != '--report'], load, environment)
        rows.append([name, *(f'{ms:.1f}' for ms in key_latency.measure())])
        viewer.end()
        load.end()
    table('from a key press to the pixel, ms', rows, ('', 'median', '95 of 100'))


def compare_torn(server, viewers, size='1920x1080'):
    rows = []
    for name, command, environment in viewers:
        found = []
        for pace in (1, 0, 60):
            load = Load(server, 'full', size, pace)
            viewer = show(command, load, environment)
            if pace == 1:
                whole = torn.whole_pictures()
            else:
                found.append('%d of %d' % torn.count(whole))
            viewer.end()
            load.end()
        rows.append([name, *found])
    table(f'pictures that mix two, full, {size}', rows,
          ('', 'as fast as it takes', '60 updates a second'))


def main(arguments):
    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    server, probe, alone, *chosen = arguments
    viewers = [('Vireo', [probe, '127.0.0.1:PORT', '--scale', 'one', '--size', '1280x800',
                          '--report'], {'GTK_A11Y': 'none'}),
               ('gvnc alone', [alone, 'PORT'], {})]
    for name, command in (('gvncviewer', ['gvncviewer', '127.0.0.1:NUMBER']),
                          ('remote-viewer', ['remote-viewer', 'vnc://127.0.0.1:PORT']),
                          ('xtigervncviewer', ['xtigervncviewer', '127.0.0.1::PORT'])):
        if shutil.which(command[0]):
            viewers.append((name, command, {}))
    seen = [viewer for viewer in viewers if viewer[0] != 'gvnc alone']
    for kind, size, pace in LOADS:
        if not chosen or kind in chosen:
            compare(server, viewers, kind, size, pace)
    if not chosen or 'keys' in chosen:
        compare_keys(server, seen)
    if not chosen or 'torn' in chosen:
        compare_torn(server, seen)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
