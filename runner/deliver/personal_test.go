// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/test/fakesmtp"
)

// deliverPost delivers a post and returns what the server got, by recipient.
func (w *world) deliverPost(data queue.Metadata) map[string]fakesmtp.Transaction {
	w.t.Helper()
	if _, err := w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), data, nil); err != nil {
		w.t.Fatal(err)
	}
	got := map[string]fakesmtp.Transaction{}
	for _, t := range w.server.Transcript().Transactions {
		for _, r := range t.Rcpts {
			got[string(r.To)] = t
		}
	}
	return got
}

func TestWhoGetsAPersonalCopy(t *testing.T) {
	tests := []struct {
		name        string
		personalize int64 // of the list
		data        map[string]pyvalue.Value
		want        bool
	}{
		{"ordinary list", 0, nil, false},
		{"personalizing list", 1, nil, true},
		{"fully personalizing list", 2, nil, true},
		{"VERP", 0, map[string]pyvalue.Value{"verp": int64(1)}, true},
		{"no VERP", 0, map[string]pyvalue.Value{"verp": int64(0)}, false},
		{"personalize=0 in the metadata", 1, map[string]pyvalue.Value{"personalize": int64(0), "verp": int64(1)}, false},
		{"personalize=1 in the metadata", 0, map[string]pyvalue.Value{"personalize": int64(1)}, false},
	}
	for _, tt := range tests {
		w := newWorld(t, fakesmtp.Script{}, nil, attributes{"personalize": tt.personalize})
		data := entry("anne@example.com", "bart@example.com")
		for key, v := range tt.data {
			data.SetStr(key, v)
		}
		w.deliverPost(data)
		if got := len(w.server.Transcript().Transactions) == 2; got != tt.want {
			t.Errorf("%s: personal %v, want %v", tt.name, got, tt.want)
		}
		if got := data.Int("personalize") == 1 && !data.Bool("decorated"); got != tt.want {
			t.Errorf("%s: metadata %s", tt.name, pyvalue.Repr(data.Dict))
		}
	}
}

// Expected values are those of SMTPDirect.verpdeliver.
func TestEnvelopeSender(t *testing.T) {
	tests := []struct {
		name, recip string
		set         settings
		data        map[string]pyvalue.Value
		want        string
	}{
		{"list", "anne@example.com", nil, nil, "test-bounces@lists.example.com"},
		{"metadata", "anne@example.com", nil, map[string]pyvalue.Value{"envsender": pyvalue.Str("mailman-bounces@example.net")},
			"mailman-bounces@example.net"},
		{"metadata None", "anne@example.com", nil, map[string]pyvalue.Value{"envsender": nil}, "test-bounces@lists.example.com"},
		{"metadata empty", "anne@example.com", nil, map[string]pyvalue.Value{"envsender": pyvalue.Str("")}, ""},
		{"VERP", "Anne.B+x@Example.COM", nil, map[string]pyvalue.Value{"verp": int64(1)},
			"test-bounces+anne.b+x=example.com@lists.example.com"},
		{"VERP, format", "anne@example.com", settings{"VERP_FORMAT": "%(bounces)s--%(mailbox)s--%(host)s"},
			map[string]pyvalue.Value{"verp": int64(1)}, "test-bounces--anne--example.com@lists.example.com"},
		{"VERP, other sender", "anne@example.com", nil,
			map[string]pyvalue.Value{"verp": int64(1), "envsender": pyvalue.Str("Owner@Example.net")}, "owner+anne=example.com@example.net"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, fakesmtp.Script{}, tt.set, nil)
			data := entry(tt.recip)
			for key, v := range tt.data {
				data.SetStr(key, v)
			}
			got := w.deliverPost(data)[tt.recip]
			if string(got.MailFrom) != tt.want {
				t.Errorf("got %q, want %q", got.MailFrom, tt.want)
			}
			msg := message.Parse(string(*got.Data))
			if want := `"Test" <` + tt.want + `>`; msg.Get("Errors-To") != tt.want || msg.Get("Sender") != want {
				t.Errorf("Errors-To: %s\nSender: %s", msg.Get("Errors-To"), msg.Get("Sender"))
			}
		})
	}
}

func TestEnvelopeSenderOfEachOfManyLeft(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, nil)
	data := entry("anne@example.com", "bart@example.org")
	data.SetStr("verp", int64(1))
	setLeft(data, [][]string{{"anne@example.com", "bart@example.org"}})
	got := w.deliverPost(data)
	for recip, want := range map[string]string{
		"anne@example.com": "test-bounces+anne=example.com@lists.example.com",
		"bart@example.org": "test-bounces+bart=example.org@lists.example.com",
	} {
		if string(got[recip].MailFrom) != want {
			t.Errorf("%s: got %q, want %q", recip, got[recip].MailFrom, want)
		}
	}
}

func TestNoSenderHeader(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, attributes{"include_sender_header": int64(0)})
	got := message.Parse(string(*w.deliverPost(entry("anne@example.com"))["anne@example.com"].Data))
	if got.Get("Sender") != "x" || got.Get("Errors-To") != "test-bounces@lists.example.com" {
		t.Errorf("Sender: %s\nErrors-To: %s", got.Get("Sender"), got.Get("Errors-To"))
	}
}

func TestVERPSkipsAddressesWithoutDomain(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, nil)
	data := entry("local", "@example.com", "anne@example.com")
	data.SetStr("verp", int64(1))
	w.deliverPost(data)
	if diff := cmp.Diff([]string{"anne@example.com"}, w.server.Transcript().Accepted()); diff != "" {
		t.Errorf("accepted (-want +got):\n%s", diff)
	}
	compare(t, "smtp log", []string{
		"Skipping VERP delivery to unqual recip: local",
		"Skipping VERP delivery to unqual recip: @example.com",
		"<m1@example.com> smtp to test for 3 recips, completed in 0.000 seconds",
	}, w.logs.Of("smtp"))
}

func TestBadVERPSettings(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, settings{"VERP_FORMAT": "%(bounces)d"}, nil)
	data := entry("anne@example.com")
	data.SetStr("verp", int64(1))
	_, err := w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), data, nil)
	if !errors.As(err, new(*UnfinishedError)) || !strings.Contains(err.Error(), "VERP_FORMAT") {
		t.Errorf("got %v", err)
	}
	data.SetStr("envsender", pyvalue.Str("nobody"))
	_, err = w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), data, nil)
	if err == nil || !strings.Contains(err.Error(), `"nobody" has no domain`) {
		t.Errorf("got %v", err)
	}
}

// Expected values are those of SMTPDirect.verpdeliver.
func TestTo(t *testing.T) {
	tests := []struct {
		name  string
		recip string
		member,
		language pyvalue.Value
		want string
	}{
		{"no member", "cate@example.net", nil, nil, "cate@example.net"},
		{"no name", "anne@example.com", pyvalue.Str(""), nil, "anne@example.com"},
		{"name", "Anne@Example.com", pyvalue.Str("Anne Person"), nil, "Anne Person <Anne@Example.com>"},
		{"name with specials", "anne@example.com", pyvalue.Str("Person, A."), nil, `"Person, A." <anne@example.com>`},
		{"unicode", "anne@example.com", pyvalue.Unicode("Zoë"), nil, "=?iso-8859-1?q?Zo=EB?= <anne@example.com>"},
		{"unicode beyond the language", "anne@example.com", pyvalue.Unicode("Ж"), nil, "=?utf-8?b?0JY=?= <anne@example.com>"},
		{"bytes", "anne@example.com", pyvalue.Str("Zo\xeb"), nil, "=?iso-8859-1?q?Zo=EB?= <anne@example.com>"},
		{"bytes of another language", "anne@example.com", pyvalue.Str("Zo\xc3\xab"), pyvalue.Str("ru"), "=?utf-8?q?Zo=C3=AB?= <anne@example.com>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			attrs := attributes{"personalize": int64(2), "available_languages": pyvalue.Strings("en", "ru")}
			if tt.member != nil {
				attrs["usernames"] = strDict("anne@example.com", tt.member)
			}
			if tt.language != nil {
				attrs["language"] = strDict("anne@example.com", tt.language)
			}
			w := newWorld(t, fakesmtp.Script{}, nil, attrs)
			got := message.Parse(string(*w.deliverPost(entry(tt.recip))[tt.recip].Data))
			if diff := cmp.Diff([]string{tt.want}, got.GetAll("To")); diff != "" {
				t.Errorf("To (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPersonalHeaders(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, settings{"RCPT_BASE64_HEADER_NAME": "X-Rcpt"}, attributes{"personalize": int64(1)})
	data := entry("anne@example.com", "bart@example.com")
	data.SetStr("add-dup-header", strDict("bart@example.com", int64(1)))
	got := w.deliverPost(data)
	anne, bart := message.Parse(string(*got["anne@example.com"].Data)), message.Parse(string(*got["bart@example.com"].Data))
	if anne.Has("X-Mailman-Copy") || bart.Get("X-Mailman-Copy") != "yes" {
		t.Errorf("X-Mailman-Copy: %q, %q", anne.Get("X-Mailman-Copy"), bart.Get("X-Mailman-Copy"))
	}
	if anne.Get("X-Rcpt") != "YW5uZUBleGFtcGxlLmNvbQ==" || anne.Get("To") != "test@lists.example.com" {
		t.Errorf("X-Rcpt: %s\nTo: %s", anne.Get("X-Rcpt"), anne.Get("To"))
	}
	if !strings.HasSuffix(anne.Body(), "for anne@example.com\n") || !strings.HasSuffix(bart.Body(), "for bart@example.com\n") {
		t.Errorf("bodies %q, %q", anne.Body(), bart.Body())
	}
}
