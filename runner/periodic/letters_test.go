// SPDX-License-Identifier: GPL-2.0-or-later

package periodic_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/moderation"
	"mmgen/runner/periodic"
	"mmgen/runner/pickle"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// holdRequests has somebody wait to become a member of a list, and a post wait.
func holdRequests(t *testing.T, w *sitetest.World, list string) {
	t.Helper()
	err := w.Open(t, list).Update(t.Context(), time.Second, func(c *mlist.Change) error {
		requests, err := moderation.Of(c)
		if err != nil {
			return err
		}
		requests.AddApplicant(moderation.Applicant{Address: "new@example.com", FullName: pyvalue.Unicode("Jörg 日"), Password: "pw", Digest: int64(0), Language: "en"})
		_, err = requests.Hold(moderation.Held{
			Msg:    message.Parse("From: stranger@example.com\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nText.\n"),
			Reason: "Post by non-member to a members-only list", Data: new(pyvalue.Dict),
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// onlyLetter is the text of the only letter, and its metadata.
func onlyLetter(t *testing.T, w *sitetest.World) (text string, recips []string) {
	t.Helper()
	entries := w.Entries(t, site.Virgin)
	if len(entries) == 0 {
		t.Fatal("no letter")
	}
	if len(entries) > 1 {
		t.Fatalf("%d letters; the first is to %s:\n%s", len(entries), entries[0].Data.Strs("recips"), entries[0].Msg.DecodedBody())
	}
	return entries[0].Msg.DecodedBody(), entries[0].Data.Strs("recips")
}

func wantText(t *testing.T, got, want string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCheckDBs(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"max_days_to_hold": int64(5),
		"hold_and_cmd_autoresponses": dict(
			"a@example.com", pyvalue.NewTuple(mlist.Day{Year: 2026, Month: 11, Day: 17}.Tuple(), int64(3)),
			"b@example.com", pyvalue.NewTuple(mlist.Day{Year: 2026, Month: 11, Day: 18}.Tuple(), int64(1))),
	})
	holdRequests(t, w, "test")
	runJob(t, w, "checkdbs", periodic.Options{}, nil)
	got, recips := onlyLetter(t, w)
	wantText(t, strings.Join(recips, " "), "test-owner@lists.example.com")
	wantText(t, got[strings.Index(got, "Pending"):], `Pending subscriptions:
    new@example.com (J?rg ?) Wed Nov 18 11:06:40 2026

Pending posts:
From: stranger@example.com on Wed Nov 18 11:06:40 2026
Subject: Gr??e
Cause: Post by non-member to a members-only list
`)
	wantText(t, sitetest.Repr(w.Open(t, "test").Value("hold_and_cmd_autoresponses")), "{'b@example.com': ((2026, 11, 18), 1)}")
}

// TestCheckDBsDiscards: after max_days_to_hold a post is gone, and an applicant is not.
func TestCheckDBsDiscards(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"max_days_to_hold": int64(5)})
	holdRequests(t, w, "test")
	w.Clock = w.Clock.Add(5*24*time.Hour + time.Second)
	runJob(t, w, "checkdbs", periodic.Options{}, nil)
	got, _ := onlyLetter(t, w)
	if !strings.HasPrefix(got, "Notice: 1 old request(s) automatically expired.\n\n") ||
		!strings.HasSuffix(got, "Pending subscriptions:\n    new@example.com (J?rg ?) Wed Nov 18 11:06:40 2026") {
		t.Errorf("the letter is\n%s", got)
	}
	wantFiles(t, w.Path("data"), nil, "*")
}

func TestCheckDBsOfQuietListsDoesNothing(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	runJob(t, w, "checkdbs", periodic.Options{}, nil)
	if n := len(w.Entries(t, site.Virgin)); n > 0 {
		t.Errorf("%d letters", n)
	}
	wantFiles(t, w.Path("lists/test"), []string{"config.pck"}, "*")
}

func dict(pairs ...any) *pyvalue.Dict {
	d := new(pyvalue.Dict)
	for i := 0; i < len(pairs); i += 2 {
		d.SetStr(pairs[i].(string), pairs[i+1])
	}
	return d
}

// TestMailPasswords: one letter for all lists of a host, in the language that most of the
// memberships are in.
func TestMailPasswords(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "mailman", map[string]pyvalue.Value{"members": new(pyvalue.Dict)})
	w.AddList(t, "one", map[string]pyvalue.Value{"user_options": dict("bart@example.org", int64(member.SuppressPasswordReminder), "cate@example.net", int64(member.SuppressPasswordReminder))})
	w.AddList(t, "two-with-a-name-too-long-for-the-line", map[string]pyvalue.Value{"passwords": dict("anne@example.com", pyvalue.Str("m\xfctze"))})
	w.AddList(t, "three", map[string]pyvalue.Value{"send_reminders": false})
	w.AddList(t, "four", map[string]pyvalue.Value{"host_name": pyvalue.Str("other.example.com"), "passwords": new(pyvalue.Dict)})
	runJob(t, w, "mailpasswds", periodic.Options{}, nil)
	got, recips := onlyLetter(t, w)
	wantText(t, strings.Join(recips, " "), "anne@example.com")
	wantText(t, got[strings.Index(got, "Passwords for"):], `Passwords for anne@example.com:

List                                     Password // URL
----                                     --------  
one@lists.example.com                    memberpw  
http://lists.example.com/mailman/options/one/anne%40example.com

two-with-a-name-too-long-for-the-line@lists.example.com
           m?tze     
http://lists.example.com/mailman/options/two-with-a-name-too-long-for-the-line/anne%40example.com
`)
	wantText(t, strings.Join(w.Log.Of("error"), "\n"), `password-less member anne@example.com for list four
password-less member cate@example.net for list four
password-less member bart@example.org for list four
password-less member cate@example.net for list two-with-a-name-too-long-for-the-line
password-less member bart@example.org for list two-with-a-name-too-long-for-the-line`)
}

// TestDisabled: a member whose delivery is disabled gets a notice when it is due, and in the end
// is removed.
func TestDisabled(t *testing.T) {
	bounces := func(addr string, score float64, left int64, noticed mlist.Day) pyvalue.Value {
		state := dict("member", pyvalue.Str(addr), "cookie", pyvalue.Str("old"), "score", score,
			"date", mlist.Day{Year: 2026, Month: 11, Day: 16}.Tuple(), "noticesleft", left, "lastnotice", noticed.Tuple())
		return &pickle.Instance{Class: pickle.Global{Module: "Mailman.Bouncer", Name: "_BounceInfo"}, State: state, OldStyle: true}
	}
	byBounce := pyvalue.NewTuple(int64(member.ByBounce), 1.794e9)
	early, late := mlist.Day{Year: 2026, Month: 11, Day: 11}, mlist.Day{Year: 2026, Month: 11, Day: 12}
	for _, test := range []struct {
		name    string
		info    pyvalue.Value // of anne
		status  pyvalue.Value
		options periodic.Options
		want    []string
	}{
		{"due", bounces("anne@example.com", 5, 2, early), byBounce, periodic.Options{}, []string{"anne@example.com: confirm", "1"}},
		{"not due", bounces("anne@example.com", 5, 2, late), byBounce, periodic.Options{}, []string{"2"}},
		{"forced", bounces("anne@example.com", 5, 2, late), byBounce, periodic.Options{Force: true}, []string{"anne@example.com: confirm", "1"}},
		{"threshold lowered", bounces("anne@example.com", 5, 2, early), nil, periodic.Options{}, []string{"anne@example.com: confirm", "test-owner@lists.example.com: Bounce action notification", "1"}},
		{"no notices left", bounces("anne@example.com", 5, 0, early), byBounce, periodic.Options{}, []string{"anne@example.com: You have been unsubscribed from the Test mailing list", "owner@example.com: Test unsubscribe notification", "removed"}},
		{"by himself", nil, pyvalue.NewTuple(int64(member.ByUser), 1.794e9), periodic.Options{}, []string{"none"}},
		{"by himself, asked for", nil, pyvalue.NewTuple(int64(member.ByUser), 1.794e9), periodic.Options{Reasons: []member.Status{member.ByUser}}, []string{"anne@example.com: confirm", "2"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := sitetest.New(t)
			attrs := map[string]pyvalue.Value{"delivery_status": new(pyvalue.Dict), "bounce_info": new(pyvalue.Dict), "bounce_score_threshold": 5.0}
			if test.info != nil {
				attrs["bounce_info"] = dict("anne@example.com", test.info)
			}
			if test.status != nil {
				attrs["delivery_status"] = dict("anne@example.com", test.status)
			}
			w.AddList(t, "test", attrs)
			if test.options.Reasons == nil {
				test.options.Reasons = []member.Status{member.ByBounce}
			}
			runJob(t, w, "disabled", test.options, nil)
			got := letters(t, w)
			for i, letter := range got {
				if before, _, ok := strings.Cut(letter, ": confirm "); ok { // and a cookie
					got[i] = before + ": confirm"
				}
			}
			wantText(t, strings.Join(append(got, noticesLeft(t, w)), "\n"), strings.Join(test.want, "\n"))
		})
	}
}

// noticesLeft is what the list remembers of anne.
func noticesLeft(t *testing.T, w *sitetest.World) string {
	t.Helper()
	info, err := member.Of(w.Open(t, "test")).BounceInfo("anne@example.com")
	switch {
	case err != nil:
		return "removed"
	case info == nil:
		return "none"
	}
	return pyvalue.Repr(info.NoticesLeft())
}
