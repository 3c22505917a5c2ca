# SPDX-License-Identifier: GPL-2.0-or-later
"""Load files as Mailman's Python does, and say what they hold.

Reads paths from standard input, one a line, and answers each with a line of
JSON: {"values": [..]}, one value for each pickle in the file, or {"error": ..}.
Values are written as the golden cases have them (see package golden).

Mailman's classes are stood in for by empty ones with its names; those of the
email package are Python's own.
"""
import cPickle
import email.message
import imp
import json
import sys
import types

STAND_INS = [
    ('Mailman', []),
    ('Mailman.Message', [
        ('Message', email.message.Message), ('UserNotification', 'Message'), ('OwnerNotification', 'UserNotification')]),
    ('Mailman.Bouncer', [('_BounceInfo', None)]),
    ('Mailman.UserDesc', [('UserDesc', None)]),
]

# What email.message.Message and its heir in Mailman have.
ATTRIBUTES = ['_charset', '_default_type', '_headers', '_payload', '_unixfrom', 'defects', 'epilogue', 'preamble']

def stand_in():
    for name, classes in STAND_INS:
        module = sys.modules[name] = imp.new_module(name)
        for cls, base in classes:
            if isinstance(base, str):
                base = getattr(module, base)
            bases = base and (base,) or ()
            setattr(module, cls, types.ClassType(cls, bases, {'__module__': name}))

def is_ascii(s):
    return all(ord(c) < 0x80 for c in s)

def encode_str(s):
    if is_ascii(s):
        return s
    return {'$bytes': s.decode('latin-1')}

def encode(v):
    t = type(v)
    if v is None or t in (bool, int, float):
        return v
    if t is long:
        return {'$long': str(v)}
    if t is str:
        return encode_str(v)
    if t is unicode:
        return {'$u': v}
    if t is list:
        return [encode(item) for item in v]
    if t is tuple:
        return {'$tuple': [encode(item) for item in v]}
    if t in (set, frozenset):
        return {'$set': [encode(item) for item in v]}
    if t is dict:
        if all(type(key) is str and is_ascii(key) for key in v):
            return dict((key, encode(value)) for key, value in v.items())
        return {'$dict': [[encode(key), encode(value)] for key, value in v.items()]}
    if t in (types.ClassType, type):
        return {'$global': '%s.%s' % (v.__module__, v.__name__)}
    if isinstance(v, email.message.Message):
        check_message(v)
    return {'$class': '%s.%s' % (v.__class__.__module__, v.__class__.__name__), 'state': encode(vars(v))}

def check_message(msg):
    """A message is a classic instance, complete, and does what messages do."""
    if type(msg) is not types.InstanceType:
        raise TypeError('a message of type %s' % type(msg))
    missing = [name for name in ATTRIBUTES if name not in vars(msg)]
    if missing:
        raise AttributeError('a message without %s' % ', '.join(missing))
    for name, value in msg._headers:
        if type(name) is not str or not (type(value) in (str, unicode) or hasattr(value, 'encode')):
            raise TypeError('field %r is %r' % (name, value))
    msg['subject'], msg.get('message-id'), msg.get_content_type(), msg.is_multipart()
    for part in msg.walk():
        part.get_content_maintype()
    if msg.get_param('boundary') or not msg.is_multipart():
        msg.as_string()

def load(path):
    values = []
    fp = open(path, 'rb')
    try:
        while True:
            try:
                values.append(cPickle.load(fp))
            except EOFError:
                break
        rest = fp.read()
    finally:
        fp.close()
    if rest:
        raise ValueError('%d bytes behind the last pickle' % len(rest))
    return values

def answer(path):
    try:
        values = load(path)
        if path.endswith(('.pck', '.psv')) and '+' in path:
            check_entry(values)
        return {'values': [encode(v) for v in values]}
    except Exception, e:
        return {'error': '%s: %s' % (e.__class__.__name__, e)}

def check_entry(values):
    """A queue entry is a message, or a text, and a dict (Switchboard.py: dequeue)."""
    if len(values) != 2:
        raise ValueError('%d pickles in a queue entry' % len(values))
    msg, data = values
    if type(data) is not dict:
        raise TypeError('metadata are a %s' % type(data))
    if data.get('_parsemsg'):
        if type(msg) is not str:
            raise TypeError('_parsemsg, and the message is a %s' % type(msg))
    elif not isinstance(msg, sys.modules['Mailman.Message'].Message):
        raise TypeError('the message is %r' % msg)
    if type(data.get('received_time', 0.0)) not in (float, int):
        raise TypeError('received_time is %r' % data['received_time'])

if __name__ == '__main__':
    stand_in()
    sys.setrecursionlimit(100000)
    for line in sys.stdin:
        print json.dumps(answer(line.rstrip('\n')))
