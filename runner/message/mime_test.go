// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/charset"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/pickle"
)

// TestMIME has what Python's classes of these names are flattened to.
func TestMIME(t *testing.T) {
	unicode, err := NewTextUnicode("caf\u00e9", "plain", "utf-8")
	if err != nil {
		t.Fatal(err)
	}
	inner := New()
	inner.Add("Subject", "inner")
	inner.SetBody("text\n")
	tests := []struct {
		name string
		m    *Message
		want string
	}{
		{"ASCII", NewText("Hello.\n", "plain", "us-ascii"),
			"Content-Type: text/plain; charset=\"us-ascii\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: 7bit\n\nHello.\n"},
		{"quoted-printable", NewText("caf\xe9 = ok \n", "html", "iso-8859-1"),
			"Content-Type: text/html; charset=\"iso-8859-1\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9 =3D ok=20\n"},
		{"base64, and a name in capitals", NewText("caf\xc3\xa9\n", "plain", "UTF-8"),
			"MIME-Version: 1.0\nContent-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: base64\n\nY2Fmw6kK\n"},
		{"base64 of more than a line", NewText(strings.Repeat("x", 60)+"\n", "plain", "utf-8"),
			"Content-Type: text/plain; charset=\"utf-8\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n" +
				strings.Repeat("eHh4", 19) + "\neHh4Cg==\n"},
		{"unknown charset", NewText("abc", "plain", "x-none"),
			"Content-Type: text/plain; charset=\"x-none\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nYWJj\n"},
		{"ASCII that is none", NewText("\xe9", "plain", "us-ascii"),
			"Content-Type: text/plain; charset=\"us-ascii\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n\n\xe9"},
		{"unicode", unicode,
			"Content-Type: text/plain; charset=\"utf-8\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nY2Fmw6k=\n"},
		{"nothing", NewText("", "plain", "utf-8"),
			"Content-Type: text/plain; charset=\"utf-8\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n"},
		{"message", NewRFC822(inner),
			"Content-Type: message/rfc822\nMIME-Version: 1.0\n\nSubject: inner\n\ntext\n"},
		{"base", NewBase("application", "x-thing"),
			"Content-Type: application/x-thing\nMIME-Version: 1.0\n\n"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.m.String()); diff != "" {
			t.Errorf("%s (- Python, + here):\n%s", tt.name, diff)
		}
		if again := reload(t, tt.m); again.String() != tt.want {
			t.Errorf("%s: stored and loaded it is %q", tt.name, again)
		}
	}
}

func TestMIMEClasses(t *testing.T) {
	for want, m := range map[string]*Message{
		"Mailman.Message.Message":        New(),
		"email.mime.text.MIMEText":       NewText("", "plain", "us-ascii"),
		"email.mime.message.MIMEMessage": NewRFC822(New()),
		"email.mime.base.MIMEBase":       NewBase("multipart", "digest"),
	} {
		inst := m.Pickle().(*pickle.Instance)
		if got := inst.Class.String(); got != want {
			t.Errorf("%s, not %s", got, want)
		}
		_, versioned := inst.State.(*pyvalue.Dict).Get(pyvalue.Str("__version__"))
		if versioned != strings.HasPrefix(want, "Mailman.") {
			t.Errorf("%s: __version__ %v", want, versioned)
		}
	}
}

// TestSetBodyCharset has what set_payload(text, charset) makes of messages
// that have MIME fields already.
func TestSetBodyCharset(t *testing.T) {
	m := Parse("Content-Type: text/html; charset=us-ascii; format=flowed\nSubject: x\n\nold\n")
	if err := m.SetBodyCharset("caf\xe9\n", mimecharset.New("iso-8859-1")); err != nil {
		t.Fatal(err)
	}
	want := "Subject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=\"iso-8859-1\"; format=\"flowed\"\n" +
		"Content-Transfer-Encoding: quoted-printable\n\ncaf=E9\n"
	if diff := cmp.Diff(want, m.String()); diff != "" {
		t.Errorf("(- Python, + here):\n%s", diff)
	}
	// With a Content-Transfer-Encoding the body is taken for encoded.
	m = Parse("Content-Transfer-Encoding: 8bit\n\nold\n")
	if err := m.SetBodyCharset("caf\xe9\n", mimecharset.New("iso-8859-1")); err != nil {
		t.Fatal(err)
	}
	want = "Content-Transfer-Encoding: 8bit\nMIME-Version: 1.0\nContent-Type: text/plain; charset=\"iso-8859-1\"\n\ncaf\xe9\n"
	if diff := cmp.Diff(want, m.String()); diff != "" {
		t.Errorf("(- Python, + here):\n%s", diff)
	}
	if m.Charset().String() != "iso-8859-1" {
		t.Errorf("charset %v", m.Charset())
	}
	if err := m.SetCharset(nil); err != nil || m.Charset() != nil || m.ContentCharset() != "" {
		t.Errorf("no charset: %v, %v, %q", err, m.Charset(), m.ContentCharset())
	}
	if err := m.SetBodyCharset("x", nil); err != nil || m.Body() != "x" {
		t.Errorf("no charset: %v, %q", err, m.Body())
	}
}

// TestSetBodyCharsetMisfit: what a charset does not hold stays as it is.
func TestSetBodyCharsetMisfit(t *testing.T) {
	m := New()
	err := m.SetBodyUnicodeCharset("snow \u2603\n", mimecharset.New("iso-8859-1"))
	if !errors.Is(err, charset.ErrUnicode) {
		t.Errorf("error: %v", err)
	}
	want := "MIME-Version: 1.0\nContent-Type: text/plain; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: 8bit\n\nsnow \u2603\n"
	if diff := cmp.Diff(want, m.String()); diff != "" {
		t.Errorf("(- want, + got):\n%s", diff)
	}
	if m, err := NewTextUnicode("\u2603", "plain", "us-ascii"); m != nil || !errors.Is(err, charset.ErrUnicode) {
		t.Errorf("MIMEText: %v, %v", m, err)
	}
}

// TestNotifications has what Mailman's UserNotification is flattened to, and
// OwnerNotification by its source.
func TestNotifications(t *testing.T) {
	latin1 := mimecharset.New("iso-8859-1")
	n := Notification{
		Recipients: []string{"a@b.c", "d@e.f"}, Sender: "s@t.u",
		Subject: strings.Repeat("Caf\xe9 ", 12), Text: "K\xe9\n", Charset: latin1,
	}
	one := Notification{Recipients: []string{"a@b.c"}, Sender: "s@t.u", Text: "K\n", Charset: mimecharset.New("us-ascii")}
	uni := Notification{Recipients: []string{"a@b.c"}, Sender: "s@t.u", Subject: "cafe", Text: "K\u00e9\n", Charset: latin1, Unicode: true}
	raw := Notification{Recipients: []string{"a@b.c"}, Sender: "s@t.u", Subject: "cafe", Text: "K\xe9\n"}
	for _, tt := range []struct {
		n    Notification
		want string
	}{
		{n, "MIME-Version: 1.0\nContent-Type: text/plain; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: quoted-printable\n" +
			"Subject: =?iso-8859-1?q?Caf=E9_Caf=E9_Caf=E9_Caf=E9_Caf=E9_Caf=E9_Caf=E9_?=\n" +
			" =?iso-8859-1?q?Caf=E9_Caf=E9_Caf=E9_Caf=E9_Caf=E9_?=\nFrom: s@t.u\nTo: a@b.c, d@e.f\n\nK=E9\n"},
		{one, "MIME-Version: 1.0\nContent-Type: text/plain; charset=\"us-ascii\"\nContent-Transfer-Encoding: 7bit\n" +
			"Subject: \nFrom: s@t.u\nTo: a@b.c\n\nK\n"},
		{uni, "MIME-Version: 1.0\nContent-Type: text/plain; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: quoted-printable\n" +
			"Subject: cafe\nFrom: s@t.u\nTo: a@b.c\n\nK=E9\n"},
		{raw, "Subject: cafe\nFrom: s@t.u\nTo: a@b.c\n\nK\xe9\n"},
	} {
		m, err := NewUserNotification(tt.n)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, m.String()); diff != "" {
			t.Errorf("(- Python, + here):\n%s", diff)
		}
		again := reload(t, m)
		if again.class.Name != "UserNotification" || !slices.Equal(again.Recipients(), tt.n.Recipients) {
			t.Errorf("stored and loaded: %v to %v", again.class, again.Recipients())
		}
	}
	m, err := NewOwnerNotification(n, "test-owner@b.c")
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Names(); !slices.Equal(got[3:], []string{"Subject", "From", "To", "Precedence"}) || m.Get("To") != "test-owner@b.c" {
		t.Errorf("to owners: %v", got)
	}
	again := reload(t, m)
	if sender, _ := again.Attr("_sender"); sender != pyvalue.Str("s@t.u") || again.class.Name != "OwnerNotification" {
		t.Errorf("to owners: %v, %v", again.class, sender)
	}
	if New().Recipients() != nil {
		t.Error("a message has recipients")
	}
}
