# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes all entries out of a queue with Mailman's Switchboard and prints them."""
import sys

from Mailman.Queue.Switchboard import Switchboard

switchboard = Switchboard(sys.argv[1])
for filebase in switchboard.files():
    msg, data = switchboard.dequeue(filebase)
    pairs = ['%r: %r' % pair for pair in sorted(data.items())]
    print repr(msg['subject']), repr(msg.get_payload()), '{%s}' % ', '.join(pairs)
    switchboard.finish(filebase)
