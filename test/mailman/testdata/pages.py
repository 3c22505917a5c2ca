# SPDX-License-Identifier: GPL-2.0-or-later
"""Make articles and pages of the archive with the code of an installed Mailman 2.1.

On standard input is a JSON object: `mailman`, the directory of the installed
Mailman; `settings`; `clock`, seconds since the epoch; `messages`, the texts of
posts to the list `test`. On standard output is, for each of them, an object with what
Mailman makes of it, or with the exception it raises.

A string is bytes, each written as the character of its number; {"u": TEXT} is a
unicode.
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
        if v.keys() == ['u']:
            return v['u']
        return dict([(str(key), plain(item)) for key, item in v.items()])
    return v


def shown(v):
    if isinstance(v, str):
        return v.decode('latin-1')
    if isinstance(v, unicode):
        return {'u': v}
    if isinstance(v, dict):
        return dict([(key, shown(item)) for key, item in v.items()])
    if isinstance(v, list):
        return [shown(item) for item in v]
    return v


job = plain(json.load(sys.stdin))
out = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
sys.path[:0] = [job['mailman'], os.path.join(job['mailman'], 'pythonlib')]

from Mailman import mm_cfg
for name, value in job['settings'].items():
    setattr(mm_cfg, name, value)

clock = float(job['clock'])
time.time = lambda: clock
localtime = time.localtime
time.localtime = lambda *when: localtime(*(when or [clock]))

from Mailman import MailList, Message, i18n
from Mailman.Archiver import HyperArch, pipermail
import email
from cStringIO import StringIO

mlist = MailList.MailList('test', lock=0)
i18n.set_language(mlist.preferred_language)


class Archive(HyperArch.HyperArchive):
    def __init__(self):
        self.maillist = mlist
        self.lang = mlist.preferred_language
        self.charset = HyperArch.Utils.GetCharSet(self.lang)
        self._volre = {'month': r'^(?P<year>[0-9]{4,4})-(?P<month>[a-zA-Z]+)$'}
        self.firstdate = self.lastdate = self.archivedate = time.asctime(time.localtime(clock))
        self.size = len(job['messages'])
        self.archive = '2026-November'
        self.version = pipermail.__version__
        self.type = ''
        self.depth = 0
        self.archives = []


archive = Archive()


def index(order, articles):
    archive.type = order
    archive.depth = 0
    stdout, sys.stdout = sys.stdout, StringIO()
    try:
        print archive.html_head()
        for n, a in enumerate(articles):
            if order == 'Thread':
                archive.write_threadindex_entry(a, n % 5)
            else:
                archive.write_index_entry(a)
        archive.write_index_footer()
        return sys.stdout.getvalue()
    finally:
        sys.stdout = stdout


def article(n, text, prev):
    a = archive._makeArticle(email.message_from_string(text, Message.Message), n)
    a.filename = '%06i.html' % n
    a.parentID = None
    a.threadKey = '%s.%d-' % (a.date, n)
    archive.format_article(a)
    a.prev = a.next = prev
    got = {'page': a.as_html(), 'text': a.as_text()}
    author = a.author
    if a.decoded.has_key('author'):
        author = a.decoded['author']
    got['author_key'] = pipermail.fixAuthor(author)
    got['subject_key'] = a.decoded['stripped'].lower()
    got['index'] = index('Date', [a])
    a.prev = a.next = None
    got['state'] = a.__getstate__()
    del got['state']['html_body']
    return a, got


results = []
kept = []
prev = None
for n, text in enumerate(job['messages']):
    try:
        prev, got = article(n, text, prev)
        kept.append(prev)
    except Exception, e:
        got = {'raised': '%s: %s' % (e.__class__.__name__, e)}
    results.append(shown(got))
json.dump({'results': results, 'thread': shown(index('Thread', kept))}, out)
out.close()
