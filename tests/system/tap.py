# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs steps or cases and says what came of each, in the Test Anything Protocol."""

import re
import sys
import traceback


class Report:
    def __init__(self):
        self.number = 0
        self.failed = 0

    def case(self, sentence, call, on_failure=None):
        """One test point; True when it passed."""
        self.number += 1
        try:
            call()
        except Exception as error:  # pylint: disable=broad-except # whatever it is, it is the result
            self.failed += 1
            print(f'not ok {self.number} - {sentence}', flush=True)
            self.note(f'{type(error).__name__}: {error}')  # first: the summary shows a few lines
            self.note(traceback.format_exc())
            if on_failure:
                on_failure()
            return False
        print(f'ok {self.number} - {sentence}', flush=True)
        return True

    def note(self, text):
        for line in str(text).splitlines():
            print(f'# {line}', flush=True)

    def end(self):
        print(f'1..{self.number}', flush=True)
        sys.exit(1 if self.failed else 0)


def file_name(number, sentence):
    """A name for a screenshot of this step."""
    return f'{number:02}-{re.sub(r"[^a-z0-9]+", "-", sentence.lower()).strip("-")[:60]}.png'
