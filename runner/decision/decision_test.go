// SPDX-License-Identifier: GPL-2.0-or-later

package decision_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/decision"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message"
	"mmgen/runner/moderation"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// What is asked for in these tests: by dora to join, by anne to leave, and a post.
const (
	joins int64 = 1 + iota
	leaves
	held
)

const heldFile = "data/heldmsg-test-3.pck"

// waiting is a site with a list for which all three requests were stored.
func waiting(t *testing.T) (*sitetest.World, *membership.Session) {
	t.Helper()
	w := sitetest.New(t)
	w.Set("SPAM_DIR", w.Path("spam"))
	if err := os.Mkdir(w.Path("spam"), 0o770); err != nil {
		t.Fatal(err)
	}
	w.AddList(t, "test", map[string]pyvalue.Value{"admin_immed_notify": int64(0)})
	s := open(t, w)
	if err := s.HoldSubscription(membership.UserDesc{Address: "dora@example.net", FullName: pyvalue.Str("Dora"), Password: "x"}); err != nil {
		t.Fatal(err)
	}
	if err := s.HoldUnsubscription("anne@example.com"); err != nil {
		t.Fatal(err)
	}
	requests, err := moderation.Of(s.Change)
	if err != nil {
		t.Fatal(err)
	}
	data := new(pyvalue.Dict)
	data.SetStr("listname", pyvalue.Str("test"))
	data.SetStr("filebase", pyvalue.Str("old"))
	_, err = requests.Hold(moderation.Held{
		Msg:    message.Parse("From: zed@example.org\nSubject: 100% of it\nMessage-ID: <m1@example.org>\n\nFrom here\n"),
		Reason: "Post by non-member", Data: data,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	return w, open(t, w)
}

func open(t *testing.T, w *sitetest.World) *membership.Session {
	t.Helper()
	c := w.Change(t, "test")
	return &membership.Session{Site: w.Site, Change: c, List: c.List()}
}

// What each decision makes of each request.
func TestHandle(t *testing.T) {
	const dora, anne, zed = "dora@example.net", "anne@example.com", "zed@example.org"
	for _, c := range []struct {
		name     string
		id       int64
		decision decision.Decision
		stays    bool     // the request
		letters  []string // to whom
		posts    int      // in the incoming queue
		members  []string
		log      string // the last lines
	}{
		{name: "join, later", id: joins, decision: decision.Decision{Action: decision.Defer}, stays: true, members: []string{anne}},
		{
			name: "join, discarded", id: joins, decision: decision.Decision{Action: decision.Discard}, members: []string{anne},
			log: "vette: test: discarded subscription request from dora@example.net\n",
		}, {
			name: "join, rejected", id: joins, decision: decision.Decision{Action: decision.Reject}, members: []string{anne}, letters: []string{dora},
			log: "vette: test: rejected subscription request from dora@example.net\n\tReason: [No reason given]\n",
		}, {
			name: "join, approved", id: joins, decision: decision.Decision{Action: decision.Subscribe}, members: []string{anne, dora}, letters: []string{dora},
			log: "subscribe: test: new Dora <dora@example.net>, via admin approval\n",
		},
		{name: "leave, later", id: leaves, decision: decision.Decision{Action: decision.Defer}, stays: true, members: []string{anne}},
		{
			name: "leave, discarded", id: leaves, decision: decision.Decision{Action: decision.Discard}, members: []string{anne},
			log: "vette: test: discarded unsubscription request from anne@example.com\n",
		}, {
			name: "leave, rejected", id: leaves, decision: decision.Decision{Action: decision.Reject, Comment: "Stay!"}, members: []string{anne}, letters: []string{anne},
			log: "vette: test: rejected unsubscription request from anne@example.com\n\tReason: Stay!\n",
		}, {
			name: "leave, approved", id: leaves, decision: decision.Decision{Action: decision.Unsubscribe}, letters: []string{anne},
			log: "subscribe: test: deleted anne@example.com\n",
		},
		{name: "post, later", id: held, decision: decision.Decision{Action: decision.Defer}, stays: true, members: []string{anne}},
		{
			name: "post, later, forwarded", id: held, decision: decision.Decision{Action: decision.Defer, Forward: "Me <me@example.com>, you@example.com"}, stays: true,
			members: []string{anne}, letters: []string{"me@example.com you@example.com"},
		}, {
			name: "post, discarded", id: held, decision: decision.Decision{Action: decision.Discard}, members: []string{anne},
			log: "vette: test: Discarded posting:\n\tFrom: zed@example.org\n\tSubject: 100%% of it\n",
		}, {
			name: "post, rejected", id: held, decision: decision.Decision{Action: decision.Reject, Comment: "No."}, members: []string{anne}, letters: []string{zed},
			log: "vette: test: Refused posting:\n\tFrom: zed@example.org\n\tSubject: 100%% of it\n\tReason: No.\n",
		}, {
			name: "post, approved", id: held, decision: decision.Decision{Action: decision.Approve}, members: []string{anne}, posts: 1,
			log: "vette: test: held message approved, message-id: <m1@example.org>\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, s := waiting(t)
			if err := decision.Handle(s, c.id, c.decision); err != nil {
				t.Fatal(err)
			}
			w.Commit(t)
			s = open(t, w)
			requests, err := moderation.Of(s.Change)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := requests.Kind(c.id); (err == nil) != c.stays || !c.stays && !errors.Is(err, moderation.ErrNoRequest) {
				t.Errorf("the request: %v, want it to stay: %v", err, c.stays)
			}
			if _, err := os.Stat(w.Path(heldFile)); (err == nil) != (c.id != held || c.stays) {
				t.Errorf("the held message: %v", err)
			}
			if got := recipients(t, w); !slices.Equal(got, c.letters) {
				t.Errorf("letters to %q, want %q", got, c.letters)
			}
			if got := len(w.Entries(t, site.In)); got != c.posts {
				t.Errorf("%d posts queued, want %d", got, c.posts)
			}
			for _, addr := range []string{anne, dora} {
				if got, want := member.Of(s.List).Has(addr), slices.Contains(c.members, addr); got != want {
					t.Errorf("%s a member: %v, want %v", addr, got, want)
				}
			}
			if !strings.HasSuffix(w.Log.String(), c.log) {
				t.Errorf("log\n%s\nwant at its end\n%s", w.Log, c.log)
			}
		})
	}
}

func recipients(t *testing.T, w *sitetest.World) (all []string) {
	for _, e := range w.Entries(t, site.Virgin) {
		all = append(all, strings.Join(e.Data.Strs("recips"), " "))
	}
	return all
}

// A post that is approved goes to the list as it came, but for a line that says when.
func TestApprovedPost(t *testing.T) {
	w, s := waiting(t)
	if err := decision.Handle(s, held, decision.Decision{Action: decision.Approve}); err != nil {
		t.Fatal(err)
	}
	if entries := w.Entries(t, site.In); len(entries) != 0 {
		t.Errorf("%d posts before the list is saved", len(entries))
	}
	w.Commit(t)
	e := w.Entries(t, site.In)[0]
	if want := "Wed, 18 Nov 2026 11:06:40 +0000"; e.Msg.Get("X-Mailman-Approved-At") != want || e.Msg.Body() != "From here\n" {
		t.Errorf("the post is\n%s", e.Msg.String())
	}
	if e.Data.Int("approved") != 1 || e.Data.Int("adminapproved") != 1 || e.Data.Str("listname") != "test" || e.Data.Has("filebase") {
		t.Errorf("metadata %s", sitetest.Repr(e.Data.Dict))
	}
}

// What is undone leaves the request, its message and the queues as they were.
func TestAbortedDecision(t *testing.T) {
	w, s := waiting(t)
	if err := decision.Handle(s, held, decision.Decision{Action: decision.Approve}); err != nil {
		t.Fatal(err)
	}
	if err := s.Change.Abort(); err != nil {
		t.Fatal(err)
	}
	if entries := w.Entries(t, site.In); len(entries) != 0 {
		t.Errorf("%d posts queued", len(entries))
	}
	if _, err := os.Stat(w.Path(heldFile)); err != nil {
		t.Error(err)
	}
	requests, err := moderation.Of(open(t, w).Change)
	if err != nil {
		t.Fatal(err)
	}
	if got := requests.IDs(moderation.HeldMessage); !slices.Equal(got, []int64{held}) {
		t.Errorf("held posts %v", got)
	}
}

func TestPreservedPost(t *testing.T) {
	w, s := waiting(t)
	if err := decision.Handle(s, held, decision.Decision{Action: decision.Discard, Preserve: true}); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	want := "From nobody Wed Nov 18 11:06:40 2026\nFrom: zed@example.org\nSubject: 100% of it\nMessage-ID: <m1@example.org>\n\n>From here\n"
	if got := string(sitetest.ReadFile(t, w.Path("spam/spam-test-3.msg"))); got != want {
		t.Errorf("the file is\n%s\nwant\n%s", got, want)
	}
}

// A forwarded post is the one part of the letter.
func TestForwardedPost(t *testing.T) {
	w, s := waiting(t)
	if err := decision.Handle(s, held, decision.Decision{Action: decision.Discard, Forward: "me@example.com"}); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	m := w.Entries(t, site.Virgin)[0].Msg
	if m.ContentType() != "message/rfc822" || m.Get("Subject") != "Forward of moderated message" || len(m.Parts()) != 1 || m.Parts()[0].Get("Message-ID") != "<m1@example.org>" {
		t.Errorf("the letter is\n%s", m.String())
	}
}

// A post whose file is lost can't be decided; its request goes.
func TestLostPost(t *testing.T) {
	for _, d := range []decision.Decision{{Action: decision.Approve}, {Action: decision.Discard}, {Action: decision.Discard, Preserve: true}} {
		w, s := waiting(t)
		if err := os.Remove(w.Path(heldFile)); err != nil {
			t.Fatal(err)
		}
		if err := decision.Handle(s, held, d); err != nil {
			t.Errorf("%+v: %v", d, err)
		}
		w.Commit(t)
		if err := decision.Handle(open(t, w), held, d); !errors.Is(err, moderation.ErrNoRequest) {
			t.Errorf("%+v: deciding it again: %v", d, err)
		}
	}
}

// Who became a member, or left, in the meantime is no fault; a wrong decision is.
func TestDecisionsTooLate(t *testing.T) {
	_, s := waiting(t)
	if err := member.Of(s.List).Add(member.NewMember{Address: "dora@example.net"}); err != nil {
		t.Fatal(err)
	}
	if err := member.Of(s.List).Remove("anne@example.com"); err != nil {
		t.Fatal(err)
	}
	for id, action := range map[int64]decision.Action{joins: decision.Subscribe, leaves: decision.Unsubscribe} {
		if err := decision.Handle(s, id, decision.Decision{Action: action}); err != nil {
			t.Error(err)
		}
	}
	if err := decision.Handle(s, held, decision.Decision{Action: decision.Subscribe}); !errors.Is(err, decision.ErrWrongAction) {
		t.Errorf("a post was subscribed: %v", err)
	}
	if err := decision.Handle(s, 99, decision.Decision{}); !errors.Is(err, moderation.ErrNoRequest) {
		t.Errorf("no request: %v", err)
	}
}

// Who was banned since asking is not subscribed, and the request waits on.
func TestBannedApplicant(t *testing.T) {
	_, s := waiting(t)
	s.List.Attrs.SetStr("ban_list", pyvalue.Strings("dora@example.net"))
	for range 2 {
		if err := decision.Handle(s, joins, decision.Decision{Action: decision.Subscribe}); !errors.Is(err, membership.ErrBanned) {
			t.Errorf("%v, want ErrBanned", err)
		}
	}
}
