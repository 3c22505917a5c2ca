# SPDX-License-Identifier: GPL-2.0-or-later
"""Play steps on lists with the code of an installed Mailman 2.1.

On standard input is a JSON object: `mailman`, the directory of the installed
Mailman; `settings`; `clock`, seconds since the epoch; `steps`, each an object.
On standard output is what became of each step: a word, or the name of Mailman's
exception. A step that fails because its texts do not fit together is the last.

A string is bytes, each written as the character of its number; {"u": TEXT} is
a unicode.
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


job = plain(json.load(sys.stdin))
out = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
sys.path[:0] = [job['mailman'], os.path.join(job['mailman'], 'pythonlib')]

from Mailman import mm_cfg
for name, value in job['settings'].items():
    setattr(mm_cfg, name, value)

from Mailman import Errors, MailList, Message, Pending, Utils, i18n
from Mailman.Queue import BounceRunner, CommandRunner
from Mailman.UserDesc import UserDesc
from cStringIO import StringIO
import email

clock = float(job['clock'])
time.time = lambda: clock
localtime = time.localtime
time.localtime = lambda *when: localtime(*(when or [clock]))
os.getpid = lambda: 4242


class Cookie:
    """The next cookie: the same here and with mmrun."""

    made = 0  # in this step

    def __init__(self, ignored):
        pass

    def hexdigest(self):
        Cookie.made += 1
        return Utils.sha_new('cookie %d' % (len(job['cookies']) + Cookie.made - 1)).hexdigest()


Pending.sha_new = Cookie


def password(length=8):
    """A new member's password: as mmrun makes it of the same chance."""
    made = ''
    for c in Utils.sha_new('cookie %d' % len(job['cookies'])).digest():
        n = ord(c)
        if n < 170:
            pair = 'bcdfghkmnprstvwxz'[n % 85 / 5] + 'aeiou'[n % 5]
            if n >= 85:
                pair = pair[1] + pair[0]
            made += pair
    return made[:length]


Utils.MakeRandomPassword = password
list_names = Utils.list_names
Utils.list_names = lambda: sorted(list_names())  # cookies are made in the order of the lists


def cookies(mlist):
    db = mlist._Pending__load()
    found = []
    for key in db.keys():
        if key not in ('evictions', 'version'):
            disabled = db[key][0] == Pending.RE_ENABLE and db[key][2] or ''
            found.append((disabled, key))
    found.sort()
    return [key for disabled, key in found]


def userdesc(step):
    u = UserDesc()
    for name, attr in (('address', 'address'), ('name', 'fullname'), ('password', 'password'),
                       ('digest', 'digest'), ('user_lang', 'language')):
        if step.has_key(name):
            setattr(u, attr, step[name])
    return u


def message(text):
    return email.message_from_string(text, Message.Message)


def hold(mlist, step):
    data = {'listname': mlist.internal_name(), 'filebase': 'x', 'received_time': 12.5}
    mlist.HoldMessage(message(step['text']), step.get('reason', 'Why not'), data)


def confirm(mlist, step):
    context = None
    if step.has_key('text'):
        context = message(step['text'])
    result = mlist.ProcessConfirmation(step['cookie'], context)
    if result[0] == Pending.HELD_MESSAGE:
        return 'H%d' % result[1]
    return ' '.join([str(r) for r in result[:2]])


def authenticate(mlist, step):
    return str(mlist.Authenticate(step['roles'], step['password'], step.get('address')))


def show(mlist, step):
    """The page on which moderators decide."""
    from Mailman.Cgi import admindb
    from Mailman.htmlformat import Container
    page = Container()
    admindb.show_pending_subs(mlist, page)
    admindb.show_pending_unsubs(mlist, page)
    admindb.show_helds_overview(mlist, page)
    admindb.show_detailed_requests(mlist, page)
    return repr(page.Format())


OPS = {
    'show': show,
    'add': lambda m, s: m.AddMember(userdesc(s), s.get('remote')),
    'addapproved': lambda m, s: m.ApprovedAddMember(userdesc(s), whence=s['whence']),
    'delete': lambda m, s: m.DeleteMember(s['address'], s.get('whence')),
    'deleteapproved': lambda m, s: m.ApprovedDeleteMember(s['address'], s.get('whence')),
    'confirmdelete': lambda m, s: m.ConfirmUnsubscription(s['address'], s.get('user_lang'), s.get('remote')),
    'change': lambda m, s: m.pend_new(Pending.CHANGE_OF_ADDRESS, s['address'], s['new'], s['globally']) and None,
    'invite': lambda m, s: m.InviteNewMember(userdesc(s), s.get('text', '')),
    'handle': lambda m, s: m.HandleRequest(s['id'], s['action'], s.get('comment'), s.get('preserve'),
                                           s.get('forward') and 1, s.get('forward')),
    'set': lambda m, s: setattr(m, s['name'], s['value']),
    'status': lambda m, s: m.setDeliveryStatus(s['address'], s['value']),
    'reenable': lambda m, s: m.pend_new(Pending.RE_ENABLE, m.internal_name(), s['address']) and None,
    'holdcookie': lambda m, s: m.pend_new(Pending.HELD_MESSAGE, s['id']) and None,
    'hold': hold,
    'confirm': confirm,
    'authenticate': authenticate,
}


class Commands(CommandRunner.CommandRunner):
    def __init__(self):
        pass


def command(step):
    """A command mail. One that Mailman fails at is the last step."""
    # Mailman forgets what the Replybot did where the list is younger than its last look.
    os.utime(os.path.join(mm_cfg.LIST_DATA_DIR, step['list'], 'config.pck'), (1, 1))
    mlist = MailList.MailList(step['list'], lock=0)
    msg = message(step['text'])
    lang = mlist.getMemberLanguage(msg.get_sender())
    i18n.set_language(lang)
    try:
        Commands()._dispose(mlist, msg, {'listname': step['list'], step['to']: 1, 'lang': lang})
    except:
        sys.stderr.write('%s: %s\n' % sys.exc_info()[:2])
        raise Failed
    return 'done', cookies(mlist)


class Bounces(BounceRunner.BounceRunner):
    def __init__(self):
        BounceRunner.BounceMixin.__init__(self)

    def _open_list(self, listname):
        return MailList.MailList(listname, lock=0)


def log(kind, text, *args):
    """The bounce runner's log without the line about how many bounces wait: with mmrun
    none do."""
    if text != '%s processing %s queued bounces':
        write_log(kind, text, *args)


write_log = BounceRunner.syslog
BounceRunner.syslog = log


def bounce(step):
    """A mail to the bounces address. One that Mailman fails at is the last step."""
    mlist = MailList.MailList(step['list'], lock=0)
    msg = message(step['text'])
    lang = mlist.getMemberLanguage(msg.get_sender())
    i18n.set_language(lang)
    runner = Bounces()
    try:
        runner._dispose(mlist, msg, {'listname': step['list'], 'lang': lang})
        i18n.set_language('en')
        BounceRunner.BounceMixin._cleanup(runner)
    except:
        sys.stderr.write('%s: %s\n' % sys.exc_info()[:2])
        raise Failed
    return 'done', cookies(MailList.MailList(step['list'], lock=0))


def run_script(name, arguments):
    """Run one of the scripts in cron/ and return what it prints, its lines sorted: files come
    in the order of a directory."""
    i18n.set_language('en')
    cron = os.path.join(job['mailman'], 'cron')
    sys.path[:0] = [cron]
    sys.argv[:] = [name] + arguments
    stdout, sys.stdout = sys.stdout, StringIO()
    try:
        execfile(os.path.join(cron, name), {'__name__': '__main__'})
        return '\n'.join(sorted(sys.stdout.getvalue().splitlines()))
    finally:
        sys.stdout = stdout


def sweep(step):
    """The day's look at members who are disabled."""
    try:
        run_script('disabled', ['-l', step['list']] + step['options'])
    except:
        sys.stderr.write('%s: %s\n' % sys.exc_info()[:2])
        raise Failed
    return 'done', cookies(MailList.MailList(step['list'], lock=0))


def script(step):
    """A script of cron/, which has to get to its end."""
    printed = run_script(step['name'], step['arguments'])
    found = []
    for name in Utils.list_names():
        found.extend(cookies(MailList.MailList(name, lock=0)))
    return printed, found


def options(step):
    """Whether a script of cron/ takes its options: accepted, refused, or help where it prints that."""
    try:
        run_script(step['name'], step['arguments'])
    except SystemExit, e:
        return e.code and 'refused' or 'help', []
    except Errors.MMUnknownListError:
        pass
    return 'accepted', []


class Failed(Exception):
    pass


WHOLE = {'command': command, 'bounce': bounce, 'sweep': sweep, 'script': script, 'options': options}


def play(step):
    global clock
    Cookie.made = 0
    clock = float(step.get('clock', clock))
    if WHOLE.has_key(step['op']):
        return WHOLE[step['op']](step)
    mlist = MailList.MailList(step['list'], lock=1)
    try:
        i18n.set_language(step['lang'])
        try:
            result = OPS[step['op']](mlist, step) or 'done'
        except:
            # Some of Mailman's exceptions are classes of no base.
            kind = sys.exc_info()[0]
            if kind.__module__ != 'Mailman.Errors' and kind not in (KeyError, AssertionError):
                raise
            result = kind.__name__
        mlist.Save()
        return result, cookies(mlist)
    finally:
        mlist.Unlock()


results = []
for step in job['steps']:
    if isinstance(step.get('cookie'), int):
        step['cookie'] = job['cookies'][step['cookie']]
    try:
        result, found = play(step)
    except (UnicodeError, Failed):
        break
    for cookie in found:
        if cookie not in job['cookies']:
            job['cookies'].append(cookie)
    results.append(result)
json.dump({'results': results, 'cookies': job['cookies']}, out)
out.close()
