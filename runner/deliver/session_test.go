// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/runner/message"
	"mmgen/test/fakesmtp"
)

func TestOneConnectionServesManyMessages(t *testing.T) {
	tests := []struct {
		name      string
		rules     []fakesmtp.Rule
		set       settings
		between   func(s *fakesmtp.Server) // after each message
		dials     int                      // for three messages in two chunks each
		temporary int                      // recipients that failed for now
	}{
		{"kept", nil, nil, nil, 1, 0},
		{"three transactions each", nil, settings{"SMTP_MAX_SESSIONS_PER_CONNECTION": int64(3)}, nil, 2, 0},
		{"server hangs up while nothing goes on", nil, nil, (*fakesmtp.Server).HangUp, 3, 0},
		{"server has enough at NOOP", []fakesmtp.Rule{{On: "noop", Reply: "421 tired"}}, nil, nil, 3, 0},
		{"server hangs up at NOOP", []fakesmtp.Rule{{On: "noop", Drop: true}}, nil, nil, 3, 0},
		{"server does not know NOOP", []fakesmtp.Rule{{On: "noop", Reply: "500 what?"}}, nil, nil, 1, 0},
		{"server has enough at MAIL", []fakesmtp.Rule{{On: "mail", Skip: 2, Times: 1, Reply: "421 too many messages"}}, nil, nil, 2, 0},
		{"server has enough at RCPT", []fakesmtp.Rule{{On: "rcpt", Skip: 2, Times: 1, Reply: "421 too many errors"}}, nil, nil, 2, 0},
		{"server has enough at once", []fakesmtp.Rule{{On: "mail", Times: 1, Reply: "421 too many messages"}}, nil, nil, 2, 1},
		{"server hangs up at MAIL", []fakesmtp.Rule{{On: "mail", Skip: 2, Times: 1, Drop: true}}, nil, nil, 2, 1},
		{"server has enough after the text", []fakesmtp.Rule{{On: "dataend", Skip: 2, Times: 1, Reply: "421 tired"}}, nil, nil, 2, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set := settings{"SMTP_MAX_RCPTS": int64(1)}
			for name, v := range tt.set {
				set[name] = v
			}
			w := newWorld(t, fakesmtp.Script{Rules: tt.rules}, set, nil)
			d := w.deliverer()
			temporary := 0
			for range 3 {
				result, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com", "bart@example.com"), nil)
				if err != nil {
					t.Fatal(err)
				}
				temporary += len(result.TempFailed)
				if tt.between != nil {
					tt.between(w.server)
				}
			}
			if w.dials != tt.dials || temporary != tt.temporary {
				t.Errorf("%d connections, %d failures; want %d, %d", w.dials, temporary, tt.dials, tt.temporary)
			}
			if got := len(w.server.Transcript().Accepted()); got != 6-tt.temporary {
				t.Errorf("%d messages accepted, want %d", got, 6-tt.temporary)
			}
		})
	}
}

// TestSharedConnectionEnds: a connection that serves several messages has no more than ten
// transactions, also where a message has several; one message alone has any number.
func TestSharedConnectionEnds(t *testing.T) {
	twelve := strings.Fields(strings.Repeat("anne@example.com ", 12))
	for i := range twelve {
		twelve[i] = strconv.Itoa(i) + twelve[i]
	}
	for _, tt := range []struct {
		messages, recipients, dials int
	}{{10, 1, 1}, {11, 1, 2}, {4, 3, 2}, {1, 12, 1}, {2, 12, 2}} {
		w := newWorld(t, fakesmtp.Script{}, settings{"SMTP_MAX_RCPTS": int64(1)}, nil)
		d := w.deliverer()
		for range tt.messages {
			if _, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry(twelve[:tt.recipients]...), nil); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(w.server.Transcript().Accepted()); w.dials != tt.dials || got != tt.messages*tt.recipients {
			t.Errorf("%d messages of %d chunks: %d connections, %d accepted; want %d connections", tt.messages, tt.recipients, w.dials, got, tt.dials)
		}
	}
}

func TestServerGoneBetweenMessages(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, nil)
	d := w.deliverer()
	if _, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil); err != nil {
		t.Fatal(err)
	}
	w.server.Close()
	if result, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil); !errors.As(err, new(*AwayError)) {
		t.Errorf("%v, %v; want that nobody is there", result, err)
	}
}

func TestQuit(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, nil)
	d := w.deliverer()
	if _, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if lines := w.server.Lines(); lines[len(lines)-1] != "quit" {
		t.Errorf("the server heard %q", lines)
	}
}

func TestAuthentication(t *testing.T) {
	users := map[string]string{"mailman": "secret"}
	on := settings{"SMTP_AUTH": true, "SMTP_USER": "mailman", "SMTP_PASSWD": "secret", "SMTP_HELO_HOST": "lists.example.com"}
	with := func(more settings) settings {
		set := settings{}
		for _, s := range []settings{on, more} {
			for name, v := range s {
				set[name] = v
			}
		}
		return set
	}
	tests := []struct {
		name   string
		script fakesmtp.Script
		set    settings
		heard  []string // among what the server heard
		away   string   // why it counts as away; "" where it does not
	}{
		{"in clear", fakesmtp.Script{Users: users}, on, []string{"ehlo here.example.com", "AUTH CRAM-MD5"}, ""},
		{"with TLS", fakesmtp.Script{Users: users, TLS: fakesmtp.SelfSigned(t)}, with(settings{"SMTP_USE_TLS": true}),
			[]string{"ehlo here.example.com", "STARTTLS", "ehlo lists.example.com", "AUTH CRAM-MD5"}, ""},
		{"TLS only with AUTH", fakesmtp.Script{TLS: fakesmtp.SelfSigned(t)}, settings{"SMTP_USE_TLS": true}, []string{"ehlo here.example.com"}, ""},
		{"wrong password", fakesmtp.Script{Users: users}, with(settings{"SMTP_PASSWD": "wrong"}), nil,
			"SMTP AUTH error: (535, '5.7.8 wrong name or password')"},
		{"not now", fakesmtp.Script{Users: users, Rules: []fakesmtp.Rule{{On: "auth", Match: "", Reply: "454 later"}}}, on, nil,
			"SMTP AUTH error: (454, 'later')"},
		{"no AUTH", fakesmtp.Script{}, on, nil,
			"SMTP - no suitable authentication method found: SMTP AUTH extension not supported by server (SMTP_AUTH)"},
		{"STARTTLS refused", fakesmtp.Script{Users: users, TLS: fakesmtp.SelfSigned(t),
			Rules: []fakesmtp.Rule{{On: fakesmtp.TLS, Reply: "554 not today"}}}, with(settings{"SMTP_USE_TLS": true}), nil,
			"SMTP TLS error: (554, 'not today') (SMTP_USE_TLS)"},
		{"no TLS", fakesmtp.Script{Users: users}, with(settings{"SMTP_USE_TLS": true}), nil,
			"SMTP TLS error: STARTTLS extension not supported by server (SMTP_USE_TLS)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, tt.script, tt.set, nil)
			_, err := w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil)
			if errors.As(err, new(*AwayError)) != (tt.away != "") || err != nil && !strings.Contains(err.Error(), tt.away) {
				t.Errorf("%v, want away: %q", err, tt.away)
			}
			if accepted := len(w.server.Transcript().Accepted()); accepted == 1 != (tt.away == "") {
				t.Errorf("%d accepted", accepted)
			}
			heard := strings.Join(w.server.Lines(), "\n")
			for _, line := range tt.heard {
				if !strings.Contains(heard, line) {
					t.Errorf("the server heard\n%s\nwant %s", heard, line)
				}
			}
			if log := strings.Join(w.logs.Of("error"), "\n"); !strings.Contains(log, tt.away) {
				t.Errorf("the error log has\n%s\nwant\n%s", log, tt.away)
			}
		})
	}
}

func TestDebugOutput(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, settings{"SMTPLIB_DEBUG_LEVEL": int64(1)}, nil)
	w.deliverPost(entry("anne@example.com"))
	log := strings.Join(w.logs.Of("error"), "\n")
	for _, want := range []string{`send: 'ehlo here.example.com\r\n'`, "reply: retcode (250); Msg: sink", `send: 'rcpt TO:<anne@example.com>\r\n'`} {
		if !strings.Contains(log, want) {
			t.Errorf("the error log has\n%s\nwant %s", log, want)
		}
	}
}

// Expected values are those of smtplib.SMTP.connect.
func TestServerAddress(t *testing.T) {
	tests := []struct {
		host               string
		port               any
		wantHost, wantPort string
		wantFailed         bool
	}{
		{"localhost", int64(0), "localhost", "25", false},
		{"localhost", int64(2525), "localhost", "2525", false},
		{"localhost", "2525", "localhost", "2525", false},
		{"localhost", "submission", "localhost", "submission", false},
		{"localhost:2525", int64(0), "localhost", "2525", false},
		{"localhost:2525", "", "localhost", "2525", false},
		{"localhost:smtp", int64(0), "localhost", "smtp", true},
		{"localhost:2525", int64(25), "localhost:2525", "25", false},
		{"::1", int64(0), "::1", "25", false},
		{"[::1]", int64(25), "::1", "25", false},
		{"", int64(0), "", "25", false},
	}
	for _, tt := range tests {
		set := mmcfg.Stock().With("SMTPHOST", tt.host).With("SMTPPORT", tt.port)
		host, port, err := serverAddress(set)
		if host != tt.wantHost || port != tt.wantPort || (err != nil) != tt.wantFailed {
			t.Errorf("%q, %v: got %q, %q, %v", tt.host, tt.port, host, port, err)
		}
	}
}

func TestAnswerWithoutEndIsNotWaitedFor(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "quit", Hang: true}}}, nil, nil)
	d := w.deliverer()
	d.session.timeouts.Aside = 10 * time.Millisecond
	if _, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if d.session.client != nil {
		t.Error("the connection was kept")
	}
}
