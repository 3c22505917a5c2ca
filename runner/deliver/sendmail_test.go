// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/runner/message"
	"mmgen/test/fakesmtp"
)

// program writes a script that notes each call: its arguments and its input.
// How it ends is up to the rest of the script.
func program(t *testing.T, rest string) (path, calls string) {
	t.Helper()
	dir := t.TempDir()
	path, calls = filepath.Join(dir, "sendmail"), filepath.Join(dir, "calls")
	script := fmt.Sprintf("#!/bin/sh\n{ echo \"args: $*\"; cat; } >> %s\n%s\n", calls, rest)
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path, calls
}

func TestSendmail(t *testing.T) {
	recips := []string{"anne@example.com", "$(touch x)@example.com", "-bart@example.com", "cate@example.net"}
	sent := []string{recips[0], recips[1], recips[3]}
	tests := []struct {
		name string
		rest string
		temp []string
		left [][]string
		err  error
		log  []string // the post log
	}{
		{"accepted", "exit 0", nil, nil, nil, []string{"post to test from anne@example.com, size=SIZE, success"}},
		{"later", "exit 75", sent, nil, nil, []string{"post to test from anne@example.com, size=SIZE, failure=75"}},
		{"killed", "kill -9 $$", sent, nil, nil, []string{"post to test from anne@example.com, size=SIZE, failure=-1"}},
		{"failed", "echo no such thing; exit 70", nil, [][]string{sent}, new(UnfinishedError),
			[]string{"post to test from anne@example.com, size=SIZE, failure=70"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path, calls := program(t, tt.rest)
			w := newWorld(t, fakesmtp.Script{}, settings{"DELIVERY_MODULE": "Sendmail", "SENDMAIL_CMD": path + " -oem"}, nil)
			data := entry(recips...)
			msg := message.Parse(post + ".\nFrom here\n")
			text := msg.Flatten(true, true)
			result, err := w.deliverer().Deliver(context.Background(), w.list, msg, data, nil)
			if (err == nil) != (tt.err == nil) || tt.err != nil && !errors.As(err, new(*UnfinishedError)) {
				t.Errorf("got %v, want %T", err, tt.err)
			}
			compare(t, "failed for now", tt.temp, result.TempFailed)
			compare(t, "failed for good", recips[2:3], result.PermFailed)
			if chunks := mustLeft(t, data); !cmp.Equal(tt.left, chunks) {
				t.Errorf("undelivered %v, want %v", chunks, tt.left)
			}
			got, _ := os.ReadFile(calls)
			want := "args: -oem -i -f test-bounces@lists.example.com anne@example.com $(touch x)@example.com cate@example.net\n" + text
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("the program got (-want +got):\n%s", diff)
			}
			for i := range tt.log {
				tt.log[i] = strings.Replace(tt.log[i], "SIZE", fmt.Sprint(len(text)), 1)
			}
			compare(t, "post log", tt.log, w.logs.Of("post"))
		})
	}
}

func TestSendmailManyRecipients(t *testing.T) {
	path, calls := program(t, "grep -q 'args: .*p0500' "+"$(dirname $0)/calls && exit 1; exit 0")
	w := newWorld(t, fakesmtp.Script{}, settings{"DELIVERY_MODULE": "Sendmail", "SENDMAIL_CMD": path}, nil)
	data := entry(manyRecipients(600)...)
	_, err := w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), data, nil)
	if !errors.As(err, new(*UnfinishedError)) {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(calls)
	if n := strings.Count(string(got), "args:"); n != 4 {
		t.Errorf("%d calls, want 4", n)
	}
	chunks := mustLeft(t, data)
	if len(chunks) != 2 || chunks[0][0] != "p0334@example.com" {
		t.Errorf("undelivered: %d chunks", len(chunks))
	}
}

func TestSendmailCanNotBeRun(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, settings{"DELIVERY_MODULE": "Sendmail", "SENDMAIL_CMD": "/nonexistent/sendmail"}, nil)
	_, err := w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil)
	if !errors.As(err, new(*AwayError)) || !strings.Contains(err.Error(), "SENDMAIL_CMD") {
		t.Errorf("got %v", err)
	}
}

// TestSendmailThatDoesNotEnd may have taken the message: its recipients wait, and
// nothing else is tried.
func TestSendmailThatDoesNotEnd(t *testing.T) {
	path, calls := program(t, "sleep 60")
	w := newWorld(t, fakesmtp.Script{}, settings{"DELIVERY_MODULE": "Sendmail", "SENDMAIL_CMD": path}, nil)
	d := w.deliverer()
	d.session.timeouts.End = 200 * time.Millisecond
	recips := manyRecipients(300) // two chunks
	result, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry(recips...), nil)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "failed for now", recips, result.TempFailed)
	if _, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil); !errors.As(err, new(*AwayError)) {
		t.Errorf("the next entry: %v, want that the program is away", err)
	}
	if got, _ := os.ReadFile(calls); strings.Count(string(got), "args:") != 1 {
		t.Errorf("the program was called with\n%s", got)
	}
}

func TestCommandThatTakesAShell(t *testing.T) {
	for _, command := range []string{"", "sendmail | tee log", "sendmail -X '/var/log x'", "FOO=$BAR sendmail"} {
		if words, err := commandWords(command); err == nil {
			t.Errorf("%q: %q", command, words)
		}
	}
}

func TestUnknownModule(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, settings{"DELIVERY_MODULE": "Carrier"}, nil)
	if _, err := New(w.site); !errors.Is(err, ErrModule) {
		t.Errorf("got %v", err)
	}
}

// Expected values are those of Sendmail.process, where a chunk ends once it
// is longer than the limit.
func TestByLength(t *testing.T) {
	recips := []string{"a@x", "b@x", "c@x", "d@x", "e@x"}
	for limit, want := range map[int][][]string{
		3:   {{"a@x"}, {"b@x"}, {"c@x"}, {"d@x"}, {"e@x"}},
		4:   {{"a@x", "b@x"}, {"c@x", "d@x"}, {"e@x"}},
		100: {recips},
	} {
		if diff := cmp.Diff(want, byLength(recips, limit)); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", limit, diff)
		}
	}
}
