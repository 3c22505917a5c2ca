# SPDX-License-Identifier: GPL-2.0-or-later
"""Ask the bounce recognisers of an installed Mailman 2.1 about messages.

On standard input is a JSON object: `mailman`, the directory of the installed
Mailman; `settings`; `messages`, texts. On standard output is a list, for each
message the name of the module that knows it (empty for none) and the addresses
that it finds, or "stop". A module that fails at a message does not know it.

A string is bytes, each written as the character of its number.
"""

import json
import os
import sys

job = json.load(sys.stdin)
out = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
mailman = job['mailman'].encode('latin-1')
sys.path[:0] = [mailman, os.path.join(mailman, 'pythonlib')]

import email
from Mailman import Message
from Mailman.Bouncers import BouncerAPI


def recognise(msg):
    for name in BouncerAPI.BOUNCE_PIPELINE:
        modname = 'Mailman.Bouncers.' + name
        __import__(modname)
        try:
            found = sys.modules[modname].process(msg)
        except Exception, e:
            sys.stderr.write('%s: %s\n' % (name, e))
            continue
        if found is BouncerAPI.Stop:
            return [name, 'stop']
        if found:
            return [name, [str(addr).decode('latin-1') for addr in found]]
    return ['', []]


json.dump([recognise(email.message_from_string(text.encode('latin-1'), Message.Message))
           for text in job['messages']], out)
out.close()
