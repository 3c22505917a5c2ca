# SPDX-License-Identifier: GPL-2.0-or-later
"""Archive what is in the archive queue with the code of an installed Mailman 2.1.

On standard input is a JSON object: `mailman`, the directory of the installed
Mailman; `settings`; `clock`, seconds since the epoch; `argv`, arguments for
bin/arch, or nothing: then its archive runner empties the queue.
"""

import json
import os
import sys
import time


def plain(v):
    if isinstance(v, unicode):
        return v.encode('latin-1')
    if isinstance(v, list):
        return [plain(item) for item in v]
    if isinstance(v, dict):
        return dict([(str(key), plain(item)) for key, item in v.items()])
    return v


job = plain(json.load(sys.stdin))
mailman = job['mailman']
sys.path[:0] = [mailman, os.path.join(mailman, 'pythonlib'), os.path.join(mailman, 'bin')]

from Mailman import mm_cfg
for name, value in job['settings'].items():
    setattr(mm_cfg, name, value)

clock = float(job['clock'])
time.time = lambda: clock
localtime = time.localtime
time.localtime = lambda *when: localtime(*(when or [clock]))

if job['argv']:
    script = os.path.join(mailman, 'bin', 'arch')
    sys.argv = [script] + job['argv']
    execfile(script, {'__name__': '__main__', '__doc__': ''})
else:
    from Mailman.Queue.ArchRunner import ArchRunner
    runner = ArchRunner()
    while runner._switchboard.files():
        runner._oneloop()
