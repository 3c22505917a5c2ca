// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

const plainPost = "From: Anne <anne@example.com>\nTo: test@lists.example.com\nSubject: hello\n" +
	"Message-ID: <m1@example.com>\n\nFrom me.\n"

// heldLetters are the letters in the virgin queue: recipients and subject.
func heldLetters(t *testing.T, w *sitetest.World) (list []string, entries []*queue.Entry) {
	t.Helper()
	entries = w.Committed(t, site.Virgin)
	for _, e := range entries {
		list = append(list, strings.Join(e.Data.Strs("recips"), ",")+": "+e.Msg.Get("subject"))
	}
	return list, entries
}

const (
	toSender     = "anne@example.com: Your message to Test awaits moderator approval"
	toModerators = "test-owner@lists.example.com: Test post from anne@example.com requires approval"
)

func TestHoldForApproval(t *testing.T) {
	w := sitetest.New(t)
	p := postToHold(t, w, nil, plainPost)
	v, err := ForApproval(t.Context(), p, ModeratedPost)
	if err != nil || v.Action != post.Held {
		t.Fatalf("verdict %v, %v", v.Action, err)
	}
	record := w.HeldRequest(t)
	data := record[5].(*pyvalue.Dict)
	if record[1] != pyvalue.Str("anne@example.com") || record[2] != pyvalue.Str("hello") || record[3] != pyvalue.Str("Post to moderated list") {
		t.Errorf("the request is %s", pyvalue.Repr(pyvalue.NewTuple(record...)))
	}
	if got := data.GetStr("rejection_notice"); got != pyvalue.Str("Your message was deemed inappropriate by the moderator.") {
		t.Errorf("the rejection notice is %v", got)
	}
	if got, want := w.Log.String(), "vette: Test post from anne@example.com held, message-id=<m1@example.com>: Post to moderated list\n"; got != want {
		t.Errorf("logged %q, want %q", got, want)
	}
	list, entries := heldLetters(t, w)
	if got := strings.Join(list, "\n"); got != toSender+"\n"+toModerators && got != toModerators+"\n"+toSender {
		t.Fatalf("letters:\n%s", got)
	}
	for _, e := range entries {
		if e.Msg.Has("To") && e.Msg.Get("To") == "anne@example.com" {
			checkSenderLetter(t, p, e)
		} else {
			checkModeratorLetter(t, p, e)
		}
	}
}

// cookieOf finds the cookie that stands behind a prefix, and that it is for
// the request.
func cookieOf(t *testing.T, p *post.Post, text, prefix string) string {
	t.Helper()
	_, behind, ok := strings.Cut(text, prefix)
	if !ok || len(behind) < 40 {
		t.Fatalf("no %q in\n%s", prefix, text)
	}
	entry := sitetest.Pending(t, p.List, behind[:40])
	if len(entry) != 2 || entry[0] != pyvalue.Str("H") || entry[1] != int64(1) {
		t.Errorf("under %s waits %v", behind[:40], entry)
	}
	return behind[:40]
}

func checkSenderLetter(t *testing.T, p *post.Post, e *queue.Entry) {
	t.Helper()
	text := e.Msg.Flatten(false, false)
	cookie := cookieOf(t, p, text, "/confirm/test/")
	want := `MIME-Version: 1.0
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: 7bit
Subject: Your message to Test awaits moderator approval
From: test-owner@lists.example.com
To: anne@example.com
Message-ID: <mailman.0.1795000000.4242.test@lists.example.com>
Date: Wed, 18 Nov 2026 11:06:40 +0000
Precedence: bulk

Your message to the list 'Test' with the subject

    hello

has not been sent to the members yet. A moderator will look at it
first, for this reason:

    Post to moderated list

Either it is then sent to the list, or you are told what the moderator
decided. If you would rather withdraw it, open this page:

    ` + p.List.ScriptURL("confirm", true) + "/" + cookie + "\n\n"
	if text != want {
		t.Errorf("the letter to the sender is\n%s\nwant\n%s", text, want)
	}
	if e.Data.Has("tomoderators") {
		t.Error("the letter to the sender is one to the moderators")
	}
}

func checkModeratorLetter(t *testing.T, p *post.Post, e *queue.Entry) {
	t.Helper()
	if e.Data.Int("tomoderators") != 1 {
		t.Error("the letter is not one to the moderators")
	}
	parts := e.Msg.Parts()
	if e.Msg.ContentType() != "multipart/mixed" || len(parts) != 3 {
		t.Fatalf("the letter is of type %s and has %d parts", e.Msg.ContentType(), len(parts))
	}
	want := "A message to your list waits for a decision:\n\n    List:    Test@lists.example.com\n" +
		"    From:    anne@example.com\n    Subject: hello\n    Reason:  Post to moderated list\n"
	if got := parts[0].Body(); !strings.HasPrefix(got, want) || !strings.Contains(got, p.List.ScriptURL("admindb", true)) {
		t.Errorf("its text is\n%s", got)
	}
	if got := parts[1].Flatten(false, false); got != "Content-Type: message/rfc822\nMIME-Version: 1.0\n\n"+plainPost {
		t.Errorf("the post in it is\n%s", got)
	}
	confirm := parts[2].Parts()[0]
	text := confirm.Flatten(false, false)
	cookie := cookieOf(t, p, text, "Subject: confirm ")
	want = `Content-Type: text/plain; charset="us-ascii"
MIME-Version: 1.0
Content-Transfer-Encoding: 7bit
Subject: confirm ` + cookie + `
Sender: test-request@lists.example.com
From: test-request@lists.example.com
Date: Wed, 18 Nov 2026 11:06:40 +0000
Message-ID: <mailman.1.1795000000.4242.test@lists.example.com>

If you reply to this message, keeping the Subject: header intact,
Mailman will discard the held message.`
	if !strings.HasPrefix(text, want) {
		t.Errorf("the message to reply to is\n%s", text)
	}
	if id := e.Msg.Get("message-id"); id != "<mailman.2.1795000000.4242.test@lists.example.com>" {
		t.Errorf("the letter's id is %s", id)
	}
}

// Who gets a letter about a held post.
func TestHoldLetters(t *testing.T) {
	seen := func(count int64) map[string]pyvalue.Value {
		d := new(pyvalue.Dict)
		d.SetStr("anne@example.com", pyvalue.NewTuple(pyvalue.NewTuple(int64(2026), int64(11), int64(18)), count))
		return map[string]pyvalue.Value{"hold_and_cmd_autoresponses": d, "admin_immed_notify": int64(0)}
	}
	none := map[string]pyvalue.Value{"admin_immed_notify": int64(0)}
	for _, tt := range []struct {
		name   string
		attrs  map[string]pyvalue.Value
		fields string
		data   string // a key that is true
		want   []string
	}{
		{"both", nil, "", "", []string{toSender, toModerators}},
		{"moderators look by themselves", none, "", "", []string{toSender}},
		{"the list does not answer", map[string]pyvalue.Value{"respond_to_post_requests": int64(0)}, "", "", []string{toModerators}},
		{"from Usenet", nil, "", "fromusenet", []string{toModerators}},
		{"bulk", nil, "Precedence: Bulk\n", "", []string{toModerators}},
		{"junk", nil, "Precedence: junk\n", "", []string{toModerators}},
		{"another list", nil, "Precedence: list\n", "", []string{toModerators}},
		{"a list that wants an answer", none, "Precedence: list\nX-Ack: Yes\n", "", []string{toSender}},
		{"a list that wants none", nil, "Precedence: list\nX-Ack: no\n", "", []string{toModerators}},
		{"other precedence", none, "Precedence: first-class\nX-Ack: no\n", "", []string{toSender}},
		{"the tenth answer today", seen(9), "", "", []string{toSender}},
		{"the last", seen(10), "", "", []string{"anne@example.com: Last autoresponse notification for today"}},
		{"no more", seen(-1), "", "", nil},
	} {
		w := sitetest.New(t)
		p := postToHold(t, w, tt.attrs, tt.fields+plainPost)
		if tt.data != "" {
			p.Data.SetStr(tt.data, true)
		}
		if v, err := ForApproval(t.Context(), p, NonMemberPost); v.Action != post.Held || err != nil {
			t.Errorf("%s: verdict %v, %v", tt.name, v.Action, err)
		}
		got, _ := heldLetters(t, w)
		for _, want := range tt.want {
			if !strings.Contains(strings.Join(got, "\n"), want) {
				t.Errorf("%s: there is no letter\n%s\nbut %q", tt.name, want, got)
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: letters %q, want %d", tt.name, got, len(tt.want))
		}
	}
}

// A list's own letter to the moderators may name the page at which the sender
// withdraws the post; it does where the sender was told of it.
func TestHoldOwnLetter(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer int64
		want   string
	}{
		{"the sender was told", 1, "Withdraw: http://lists.example.com/mailman/confirm/test/"},
		{"the sender was not told", 0, "Withdraw: %(confirmurl)s"},
	} {
		w := sitetest.New(t)
		w.Write(t, "lists/test/en/postauth.txt", []byte("Withdraw: %(confirmurl)s"))
		p := postToHold(t, w, map[string]pyvalue.Value{"respond_to_post_requests": tt.answer}, plainPost)
		if _, err := ForApproval(t.Context(), p, ModeratedPost); err != nil {
			t.Fatal(err)
		}
		_, entries := heldLetters(t, w)
		for _, e := range entries {
			if e.Data.Has("tomoderators") && !strings.HasPrefix(e.Msg.Parts()[0].Body(), tt.want) {
				t.Errorf("%s: the letter says %q, want %q", tt.name, e.Msg.Parts()[0].Body(), tt.want)
			}
		}
	}
}

// Where a letter can't be queued the post is not held: its entry is shunted,
// and must not wait for a moderator as well.
func TestHoldOnFailingDisk(t *testing.T) {
	w := sitetest.New(t)
	failing := false
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if failing && op == "write" && strings.Contains(path, "qfiles/virgin") {
			return syscall.ENOSPC
		}
		return nil
	}}
	p := postToHold(t, w, nil, plainPost)
	failing = true
	if v, err := ForApproval(t.Context(), p, ModeratedPost); !errors.Is(err, syscall.ENOSPC) || v.Action != post.GoOn {
		t.Errorf("verdict %v, %v; want an error", v.Action, err)
	}
	if files, _ := filepath.Glob(w.Path("data/heldmsg*")); len(files) != 0 {
		t.Errorf("held messages: %v", files)
	}
	failing = false
	if _, err := ForApproval(t.Context(), p, ModeratedPost); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	data, err := os.ReadFile(w.Path("lists/test/request.pck"))
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := pickle.Load(data)
	if err != nil || v.(*pyvalue.Dict).Len() != 2 {
		t.Errorf("requests: %s, %v; want one and the version", pyvalue.Repr(v), err)
	}
}

func TestWantsAnswer(t *testing.T) {
	for fields, want := range map[string]bool{
		"":                                      true,
		"Precedence: bulk\n":                    false,
		"Precedence: bulk \n":                   true, // Mailman does not trim it
		"Precedence: first\nPrecedence: bulk\n": true, // the first counts
		"X-Ack: no\n":                           true,
		"X-Ack: yes\nPrecedence: junk\n":        true,
	} {
		if got := wantsAnswer(message.Parse(fields + "\n")); got != want {
			t.Errorf("%q: %v, want %v", fields, got, want)
		}
	}
}
