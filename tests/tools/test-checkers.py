#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checkers must find what they look for: each test breaks one rule in a small tree."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).parent

UI = '''<?xml version="1.0" encoding="UTF-8"?>
<interface domain="vireo">
  <template class="VireoThing" parent="AdwBin">
    <property name="child">
      %s
    </property>
  </template>
</interface>
'''
BUTTON = '<object class="GtkButton"><property name="label" translatable="yes">Go</property></object>'


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        self.put('src/core/base/vireo-a.h', '#pragma once\n')
        self.put('src/core/model/vireo-b.c', '#include "core/base/vireo-a.h"\n')
        self.put('src/view/vm/vireo-thing.c',
                 '#include "core/base/vireo-a.h"\n"/io/github/vireovm/Vireo/vm/vireo-thing.ui"\n')
        self.put('ui/vm/vireo-thing.ui', UI % BUTTON)
        self.put('ui/vireo.gresource.xml', '<gresources><gresource>'
                 '<file>vm/vireo-thing.ui</file></gresource></gresources>')
        self.put('po/POTFILES.in', 'ui/vm/vireo-thing.ui\n')

    def put(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding='utf-8')

    def run_tool(self, tool, *arguments):
        return subprocess.run([TOOLS / tool, *(arguments or [self.top])], check=False, text=True,
                              stdout=subprocess.PIPE)

    def assert_finds(self, tool, words):
        result = self.run_tool(tool)
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn(words, result.stdout)


class Layers(Tree):
    def test_a_good_tree_passes(self):
        self.assertEqual(self.run_tool('check-layers').returncode, 0)

    def test_a_room_further_right(self):
        self.put('src/core/base/vireo-a.c', '#include "core/model/vireo-b.h"\n')
        self.put('src/core/model/vireo-b.h', '#pragma once\n')
        self.assert_finds('check-layers', 'in a room further right')

    def test_toolkit_in_core(self):
        self.put('src/core/base/vireo-a.c', '#include <gtk/gtk.h>\n')
        self.assert_finds('check-layers', 'no toolkit in core')

    def test_libvirt_in_view_by_way_of_a_core_header(self):
        self.put('src/core/base/vireo-a.h', '#pragma once\n#include <libvirt/libvirt.h>\n')
        self.assert_finds('check-layers', 'no libvirt, osinfo or gvnc in view')

    def test_gvnc_outside_the_worker(self):
        self.put('src/core/console/vireo-c.c', '#include <gvnc.h>\n')
        self.assert_finds('check-layers', 'gvnc lives in the worker alone')


class Ui(Tree):
    def test_a_good_tree_passes(self):
        result = self.run_tool('check-ui')
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_no_twin(self):
        (self.top / 'src/view/vm/vireo-thing.c').unlink()
        self.assert_finds('check-ui', 'has no src/view/vm/vireo-thing.c')

    def test_no_resource_line(self):
        self.put('ui/vireo.gresource.xml', '<gresources/>')
        self.assert_finds('check-ui', 'is not in ui/vireo.gresource.xml')

    def test_words_without_potfiles_line(self):
        self.put('src/view/vm/vireo-words.c', 'const char *x = _("Hello");\n')
        self.assert_finds('check-ui', 'no line in po/POTFILES.in')

    def test_bare_template(self):
        self.put('src/view/vm/vireo-row.c', 'gtk_widget_init_template (GTK_WIDGET (self));\n')
        self.assert_finds('check-ui', 'where vireo_init_template() has to be')

    def test_bare_spinner(self):
        self.put('ui/vm/vireo-thing.ui', UI % ('<object class="GtkSpinner"/>' + BUTTON))
        self.assert_finds('check-ui', 'VireoSpinner takes its place')

    def test_icon_without_name(self):
        self.put('ui/vm/vireo-thing.ui', UI % (
            '<object class="GtkButton"><property name="icon-name">list-add-symbolic</property>'
            '</object>' + BUTTON))
        self.assert_finds('check-ui', 'neither a label nor an accessible label')

    def test_entry_without_name(self):
        self.put('ui/vm/vireo-thing.ui', UI % ('<object class="GtkEntry"/>' + BUTTON))
        self.assert_finds('check-ui', 'has no accessible label')


OSINFO = '''<libosinfo version="0.0.1">
  <os id="http://example.org/thing/1">
    <short-id>thing1</short-id>
    <name>Thing</name>
    <name xml:lang="%s">东西</name>
    <vendor>Example</vendor>
    <media arch="x86_64"><iso><volume-id>%s</volume-id></iso></media>
  </os>
</libosinfo>
'''


class Osinfo(Tree):
    PLACE = 'data/osinfo/os/example.org/thing-1.xml'

    def test_a_good_file_passes(self):
        self.put(self.PLACE, OSINFO % ('zh_CN', '(?i)^thing-1$'))
        result = self.run_tool('check-osinfo')
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_nothing_there(self):
        self.assert_finds('check-osinfo', 'is empty')

    def test_against_the_schema(self):
        self.put(self.PLACE, OSINFO.replace('vendor>', 'maker>') % ('zh_CN', '^thing-1$'))
        self.assert_finds('check-osinfo', 'thing-1.xml')

    def test_in_the_wrong_place(self):
        self.put('data/osinfo/os/example.org/thing.xml', OSINFO % ('zh_CN', '^thing-1$'))
        self.assert_finds('check-osinfo', 'belongs in os/example.org/thing-1.xml')

    def test_without_a_chinese_name(self):
        self.put(self.PLACE, OSINFO % ('de', '^thing-1$'))
        self.assert_finds('check-osinfo', 'has no Chinese name')

    def test_pattern_without_anchor(self):
        self.put(self.PLACE, OSINFO % ('zh_CN', 'thing-1$'))
        self.assert_finds('check-osinfo', 'matches anywhere')

    def test_broken_pattern(self):
        self.put(self.PLACE, OSINFO % ('zh_CN', '^thing-(1$'))
        self.assert_finds('check-osinfo', 'is no pattern')

    def test_refers_to_nobody(self):
        self.put(self.PLACE, (OSINFO % ('zh_CN', '^thing-1$')).replace(
            '<media', '<derives-from id="http://example.org/thing/0"/><media', 1))
        self.assert_finds('check-osinfo', 'which is not ours')

    def test_stray_file(self):
        self.put(self.PLACE, OSINFO % ('zh_CN', '^thing-1$'))
        self.put('data/osinfo/README', 'hello')
        self.assert_finds('check-osinfo', 'is no XML file')


class Installing(Tree):
    """build-aux/common.sh, on a machine that is played by a few scripts."""

    def play(self, name, text):
        self.put(f'bin/{name}', f'#!/bin/sh\n{text}\n')
        (self.top / 'bin' / name).chmod(0o755)

    def install(self):
        self.put('build-aux/packages', 'build one one\nbuild two|three two\n')
        self.play('id', 'echo 0')
        self.play('apt-cache', 'exit 0')
        self.play('apt-get', f'echo "$@" >> {self.top}/asked')
        result = subprocess.run(
            ['bash', '-c', 'set -euo pipefail; top=$1; . "$2"; install_missing build; echo done',
             'x', self.top, TOOLS.parent.parent / 'build-aux/common.sh'],
            env={'PATH': f'{self.top}/bin:/usr/bin:/bin'}, check=False, text=True,
            stdout=subprocess.PIPE)
        asked = self.top / 'asked'
        self.assertEqual(result.stdout, 'done\n')
        return asked.read_text() if asked.exists() else ''

    def test_what_is_not_known_is_installed(self):
        # dpkg-query fails when it does not know one of the names.
        self.play('dpkg-query', 'echo "one installed"; exit 1')
        asked = self.install()
        self.assertIn('install two', asked)
        self.assertNotIn('one', asked)

    def test_nothing_is_asked_for_when_all_is_there(self):
        self.play('dpkg-query', 'echo "one installed"; echo "three installed"')
        self.assertEqual(self.install(), '')


class Counting(Tree):
    def log(self, *tests):
        path = self.top / 'build/meson-logs/testlog.json'
        self.put('build/meson-logs/testlog.json', '\n'.join(map(json.dumps, tests)))
        return path

    def count(self, *arguments):
        result = self.run_tool('count-results', *arguments)
        return result.returncode, result.stdout.splitlines()[-1]

    def test_points_and_programs(self):
        path = self.log(
            {'name': 'vireo:core / a', 'result': 'OK', 'stdout': '1..2\nok 1 x\nok 2 y # SKIP no\n'},
            {'name': 'vireo:house / b', 'result': 'OK', 'stdout': 'fine'})
        self.assertEqual(self.count(path), (0, '2 passed, 0 failed, 1 skipped'))

    def test_a_crash_is_a_failure(self):
        path = self.log({'name': 'vireo:core / a', 'result': 'ERROR', 'stdout': '1..9\nok 1 x\n'})
        self.assertEqual(self.count(path), (1, '1 passed, 1 failed, 0 skipped'))

    def test_a_failure_says_why(self):
        path = self.log(
            {'name': 'vireo:core / a', 'result': 'ERROR',
             'stdout': 'ok 1 x\n# beside it\nnot ok 2 - y\n# NotThere: a\n# b\nok 3 z\n# c\n1..3\n'},
            {'name': 'vireo:core / b', 'result': 'ERROR', 'stdout': '1..9\nok 1 before\n',
             'stderr': 'chatter\nvireo:ERROR:b.c:4: assertion failed\n'})
        lines = self.run_tool('count-results', path).stdout.splitlines()
        self.assertEqual(lines[:6], [
            'FAILED core/a: y (see build/meson-logs)', '    NotThere: a', '    b',
            'FAILED core/b: error (see build/meson-logs)', '    ok 1 before',
            '    vireo:ERROR:b.c:4: assertion failed'])

    def test_a_skipped_program_is_a_failure_in_ci(self):
        path = self.log({'name': 'vireo:core / a', 'result': 'SKIP', 'stdout': ''})
        self.assertEqual(self.count(path), (0, '0 passed, 0 failed, 1 skipped'))
        self.assertEqual(self.count('--ci', path), (1, '0 passed, 1 failed, 0 skipped'))

    def test_no_log_is_a_failure(self):
        self.assertEqual(self.count(self.top / 'none/x/none.json'),
                         (1, '0 passed, 1 failed, 0 skipped'))


if __name__ == '__main__':
    sys.exit(unittest.main())
