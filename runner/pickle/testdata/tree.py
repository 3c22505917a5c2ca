# SPDX-License-Identifier: GPL-2.0-or-later
"""Print what the pickles in files hold, one line a value.

Classes of Mailman are stood in for by empty ones. Containers are numbered in
the order in which they come, so that it shows which of them are shared.
"""
import cPickle
import imp
import sys
import types

STAND_INS = [
    ('Mailman', []),
    ('Mailman.Message', ['Message', 'UserNotification', 'OwnerNotification']),
    ('Mailman.Bouncer', ['_BounceInfo']),
    ('Mailman.UserDesc', ['UserDesc']),
    ('Mailman.Archiver', []),
    ('Mailman.Archiver.HyperArch', ['Article']),
]

def stand_in():
    for name, classes in STAND_INS:
        module = sys.modules[name] = imp.new_module(name)
        for cls in classes:
            setattr(module, cls, types.ClassType(cls, (), {'__module__': name}))

def show(v, before, indent, seen):
    t = type(v)
    if v is None or t in (bool, int, long, float, str, unicode):
        print indent + before + repr(v)
        return
    if t in (types.ClassType, type):
        print indent + before + 'class %s.%s' % (v.__module__, v.__name__)
        return
    if id(v) in seen:
        print indent + before + '= #%d' % seen[id(v)]
        return
    number = ''
    if v != ():
        seen[id(v)] = len(seen) + 1
        number = ' #%d' % seen[id(v)]
    deeper = indent + '  '
    if t in (list, tuple):
        print indent + before + t.__name__ + number
        for item in v:
            show(item, '', deeper, seen)
    elif t in (set, frozenset):
        print indent + before + t.__name__ + number
        for text in sorted(map(repr, v)):
            print deeper + text
    elif t is dict:
        print indent + before + 'dict' + number
        show_pairs(v, deeper, seen)
    else:
        kind = t is types.InstanceType and 'classic' or 'object'
        print indent + before + '%s %s.%s%s' % (
            kind, v.__class__.__module__, v.__class__.__name__, number)
        show_pairs(vars(v), deeper, seen)

def show_pairs(d, indent, seen):
    for key in sorted(d, key=repr):
        show(d[key], repr(key) + ': ', indent, seen)

if __name__ == '__main__':
    stand_in()
    sys.setrecursionlimit(100000)
    for name in sys.argv[1:]:
        print '== ' + name[name.rfind('/') + 1:]
        fp = open(name, 'rb')
        while True:
            try:
                value = cPickle.load(fp)
            except EOFError:
                break
            show(value, '', '', {})
