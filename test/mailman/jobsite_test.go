// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"os"
	"strings"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/mmlog"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// jobLists are the lists of a jobSite, sorted.
var jobLists = []string{"mailman", "other", "quiet", "test"}

// jobSite is a site on which the day's jobs have something to do.
type jobSite struct {
	*sitetest.World
	cookies []string // all that were made
}

// newJobSite makes a site with lists of a language. It is the same each time.
func newJobSite(t *testing.T, in installed, lang string, settings map[string]mmcfg.Value) *jobSite {
	t.Helper()
	s := &jobSite{World: in.world(t, map[string]pyvalue.Value{
		"preferred_language": pyvalue.Str(lang), "subscribe_policy": int64(2), "unsubscribe_policy": int64(1),
		"send_welcome_msg": int64(0), "admin_immed_notify": int64(0), "max_days_to_hold": int64(5),
	})}
	s.AddList(t, "quiet", nil) // no archive, no digest, no requests
	s.Logs = mmlog.New(mmlog.Options{Dir: s.Path("logs"), PID: 4242, Now: s.Now})
	for name, v := range settings {
		if dir, ok := v.(string); ok {
			v = s.Path(dir)
			if err := os.Mkdir(s.Path(dir), 0o770); err != nil {
				t.Fatal(err)
			}
		}
		s.Set(name, v)
	}
	s.addMembers(t)
	s.disableMembers(t)
	s.addRequests(t)
	s.addFiles(t, lang)
	return s
}

// play plays steps, a list's name before each, so many days before the jobs run.
func (s *jobSite) play(t *testing.T, list string, daysAgo int, steps ...step) {
	t.Helper()
	now := s.Clock
	for i, st := range steps {
		at := now.Add(-time.Duration(daysAgo)*24*time.Hour - time.Duration(len(steps)-i)*time.Second)
		st["list"], st["lang"], st["clock"] = list, "en", pickle.Seconds(at)
		var result string
		if result, s.cookies = playHere(t, s.World, st, s.cookies); result != "done" && result != "MMNeedApproval" {
			t.Fatalf("%v: %s", st, result)
		}
	}
	s.Clock = now
}

// change changes a list's attributes.
func (s *jobSite) change(t *testing.T, list string, do func(l *mlist.List)) {
	t.Helper()
	do(s.Change(t, list).List())
	s.Commit(t)
}

// addMembers adds members of several languages, some of them of several lists on two
// hosts, some of whom want no reminders.
func (s *jobSite) addMembers(t *testing.T) {
	t.Helper()
	user := func(address, lang string, digest int) step {
		return step{"op": "addapproved", "address": address, "name": "", "password": "pw" + lang, "digest": digest, "user_lang": lang, "whence": ""}
	}
	mime := func(on int) step { return step{"op": "set", "name": "mime_is_default_digest", "value": on} }
	s.play(t, "test", 40, user("dora@example.net", "de", 0), user("Gale.Upper@Example.net", "fr", 0), user("ivan@example.net", "ru", 0), user("jane@example.com", "ja", 0),
		mime(0), user("plain@example.com", "de", 1), mime(1), user("mime@example.com", "en", 1))
	s.play(t, "other", 40, user("dora@example.net", "de", 0), user("gale.upper@example.net", "en", 1), user("kate@example.org", "de", 0),
		step{"op": "set", "name": "host_name", "value": "lists.example.org"},
		step{"op": "set", "name": "web_page_url", "value": "https://lists.example.org/mailman/"},
		step{"op": "set", "name": "digest_send_periodic", "value": 1})
	s.play(t, "mailman", 40, user("kate@example.org", "de", 0))
	s.play(t, "quiet", 40, user("dora@example.net", "en", 0), user("lea@example.org", "en", 0),
		step{"op": "set", "name": "send_reminders", "value": 0},
		step{"op": "set", "name": "digest_send_periodic", "value": 0},
		step{"op": "set", "name": "archive", "value": 0})
	s.change(t, "other", func(l *mlist.List) { // the next digest is the first one of a month
		l.Attrs.SetStr("digest_volume_frequency", int64(1))
		l.Attrs.SetStr("digest_last_sent_at", pickle.Seconds(s.Clock.Add(-20*24*time.Hour)))
	})
	s.change(t, "test", func(l *mlist.List) {
		if err := member.Of(l).SetOption("ivan@example.net", member.SuppressPasswordReminder, true); err != nil {
			t.Fatal(err)
		}
		l.DictToWrite("passwords").Delete(pyvalue.Str("jane@example.com"))
		l.DictToWrite("passwords").SetStr("dora@example.net", pyvalue.Str("m\xfctze"))
	})
}

// disabledMember is a member who gets no mail.
type disabledMember struct {
	list, address string
	status        member.Status
	notices       int // that are left; -1 where nothing is known of bounces
	lastNotice    mlist.Day
}

// disabledMembers are such that it makes no difference in which order those of a list are
// looked at. Removing one leaves Mailman in another language, in which it goes on.
var disabledMembers = []disabledMember{
	{"test", "anne@example.com", member.ByBounce, 3, mlist.Day{Year: 2026, Month: 11, Day: 1}},
	{"test", "bart@example.org", member.ByBounce, 2, mlist.Day{Year: 2026, Month: 11, Day: 17}}, // not due
	{"test", "dora@example.net", member.ByBounce, 0, mlist.Day{Year: 2026, Month: 11, Day: 1}},  // to be removed
	{"test", "gale.upper@example.net", member.ByAdmin, -1, mlist.Day{}},
	{"test", "ivan@example.net", member.ByBounce, -1, mlist.Day{}},                              // which is an error
	{"test", "jane@example.com", member.ByBounce, 1, mlist.Day{Year: 2026, Month: 11, Day: 11}}, // has no password
	{"test", "plain@example.com", member.ByUser, -1, mlist.Day{}},
	{"other", "anne@example.com", member.Unknown, -1, mlist.Day{}},
	{"other", "dora@example.net", member.ByBounce, 1, mlist.Day{Year: 2026, Month: 11, Day: 11}}, // due today
	{"mailman", "kate@example.org", member.ByAdmin, 0, mlist.Day{Year: 2026, Month: 10, Day: 11}},
	{"quiet", "lea@example.org", member.Enabled, 5, mlist.Day{}}, // whose score is reached
	{"quiet", "dora@example.net", member.Enabled, 5, mlist.Day{}},
}

func (s *jobSite) disableMembers(t *testing.T) {
	t.Helper()
	for _, d := range disabledMembers {
		s.change(t, d.list, func(l *mlist.List) { s.disable(t, l, d) })
	}
	s.change(t, "quiet", func(l *mlist.List) { // that member's bounces are too long ago
		info, err := member.Of(l).BounceInfo("dora@example.net")
		if err != nil {
			t.Fatal(err)
		}
		info.SetDate(mlist.Day{Year: 2026, Month: 10, Day: 1})
	})
}

func (s *jobSite) disable(t *testing.T, l *mlist.List, d disabledMember) {
	t.Helper()
	roster := member.Of(l)
	if d.status != member.Enabled {
		if err := roster.SetDeliveryStatus(d.address, d.status); err != nil {
			t.Fatal(err)
		}
	}
	if d.notices < 0 {
		return
	}
	info := member.NewBounceInfo(d.address, 5.0, mlist.Day{Year: 2026, Month: 11, Day: 16}, int64(d.notices), time.UTC)
	if d.lastNotice != (mlist.Day{}) {
		info.SetLastNotice(d.lastNotice)
	}
	if err := roster.SetBounceInfo(d.address, info); err != nil {
		t.Fatal(err)
	}
}

// addRequests adds requests of all kinds, some of them too old, and people who were
// answered automatically, not all of them today.
func (s *jobSite) addRequests(t *testing.T) {
	t.Helper()
	post := func(from, subject, reason string) step {
		return step{"op": "hold", "text": "From: " + from + "\nSubject: " + subject + "\nMessage-ID: <m1@example.org>\n\nHello\n", "reason": reason}
	}
	s.play(t, "test", 6, post("old@example.org", "Old", "Why not"), step{"op": "add", "address": "new@example.org", "name": "Neu", "password": "x", "digest": 0, "user_lang": "de"})
	s.play(t, "test", 4,
		post("stranger@example.org", "=?utf-8?q?Gr=C3=BC=C3=9Fe_=E6=97=A5?=", "Post by non-member to a members-only list"),
		post("b\xf6rn@example.org", "raw \xfc 100% %(sure)s", "Message has a suspicious header"),
		step{"op": "add", "address": "joerg@example.org", "name": pyvalue.Unicode("J\u00f6rg \u65e5"), "password": "x", "digest": 1, "user_lang": "en"},
		step{"op": "add", "address": "bjoern@example.org", "name": "B\xf6rn", "password": "x", "digest": 1, "user_lang": "fr"},
		step{"op": "delete", "address": "ivan@example.net", "whence": "mailcmd"})
	s.play(t, "other", 9, post("old@example.org", "", "Too old"), post("older@example.org", "Older", "Too old, too"))
	s.change(t, "quiet", func(l *mlist.List) { answered(l, "c@example.com", 2026, 11, 1) })
	s.change(t, "test", func(l *mlist.List) {
		answered(l, "a@example.com", 2026, 11, 17)
		answered(l, "b@example.com", 2026, 11, 18)
	})
}

// answered notes that somebody was answered on a day.
func answered(l *mlist.List, address string, year, month, day int) {
	seen := l.DictToWrite("hold_and_cmd_autoresponses")
	seen.SetStr(address, pyvalue.NewTuple(mlist.Day{Year: year, Month: month, Day: day}.Tuple(), int64(2)))
}

// digestPosts are two posts that wait for a digest, one of them with letters that only the
// German lists' charset has.
const digestPosts = `From anne@example.com Wed Nov 18 09:00:00 2026
From: Anne Person <anne@example.com>
To: test@lists.example.com
Subject: [Test] First
Message-ID: <first@example.com>
Date: Wed, 18 Nov 2026 09:00:00 +0000

The first text.

From bart@example.org Wed Nov 18 10:00:00 2026
From: Bart <bart@example.org>
Subject: Re: =?iso-8859-1?q?Gr=FC=DFe?=
Message-ID: <second@example.org>
Date: Wed, 18 Nov 2026 10:00:00 +0000
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe

`

// jobFiles are files, with their age in days.
var jobFiles = []struct {
	name, text string
	days       float64
}{
	{"lists/test/digest.mbox", digestPosts, 0},
	{"lists/other/digest.mbox", digestPosts, 0},
	{"lists/quiet/digest.mbox", digestPosts, 0},
	{"lists/mailman/digest.mbox", "", 0},
	{"qfiles/bad/old.psv", "bad/old.psv", 8},
	{"qfiles/bad/young.psv", "bad/young.psv", 6},
	{"qfiles/bad/folder/old.psv", "bad/folder/old.psv", 8},
	{"qfiles/shunt/just.bak", "shunt/just.bak", 7},
	{"qfiles/shunt/new.bak", "shunt/new.bak", 0},
	{"archives/private/test/2026-October.txt", "October\n", 20},
	{"archives/private/test/2026-November.txt", "November\n", 1},
	{"archives/private/test/2026-November.txt.gz", "", 2},
	{"archives/private/test/2026-September.txt", "September\n", 50},
	{"archives/private/test/2026-September.txt.gz", "", 50},
	{"archives/private/test/index.html", "Index\n", 1},
	{"archives/private/other/2026.txt", "All of the year\n", 1},
	{"archives/private/quiet/2026.txt", "Not archived\n", 1},
}

func (s *jobSite) addFiles(t *testing.T, lang string) {
	t.Helper()
	for _, f := range jobFiles {
		text := f.text
		if lang == "en" { // where mmrun's digest would be in UTF-8
			text = strings.NewReplacer("=FC=DF", "uess", "=?iso-8859-1?q?", "", "?=", "").Replace(text)
		}
		s.Write(t, f.name, []byte(text))
		at := s.Clock.Add(-time.Duration(f.days * float64(24*time.Hour)))
		if err := os.Chtimes(s.Path(f.name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	old := s.Clock.Add(-30 * 24 * time.Hour)
	if err := os.Chtimes(s.Path("qfiles/bad/folder"), old, old); err != nil {
		t.Fatal(err)
	}
}
