// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"slices"
	"testing"
)

// TestSender has what Mailman's Message.get_sender and get_senders return;
// get_sender raises IndexError for the last one without fields.
func TestSender(t *testing.T) {
	tests := []struct {
		fields   [][2]string
		unixfrom string
		sender   string // get_sender(0, 0)
		envelope string // get_sender(1, 1)
		senders  []string
		others   []string // get_senders(1, ('sender', 'x'))
	}{
		{[][2]string{{"From", "A <Anne@Example.COM>"}}, "", "anne@example.com", "Anne@Example.COM", []string{"anne@example.com"}, nil},
		{[][2]string{{"Sender", "s@B.c"}, {"From", "f@B.c"}}, "", "f@b.c", "s@B.c", []string{"f@b.c", "s@b.c"}, []string{"s@B.c"}},
		{[][2]string{{"From", ""}, {"Sender", "s@B.c"}}, "", "s@b.c", "s@B.c", []string{"s@b.c"}, []string{"s@B.c"}},
		{[][2]string{{"From", "bad <>"}, {"Sender", "\"x\n y\" <s@B.c>"}}, "", "s@b.c", "s@B.c", []string{"", "s@b.c"}, []string{"s@B.c"}},
		{nil, "From env@X.y Mon", "env@x.y", "env@X.y", []string{"env@x.y"}, nil},
		{nil, "", "", "", nil, nil},
		{[][2]string{{"From", "a@b, c@d"}, {"From", "e@f"}, {"Reply-To", "r@s"}}, "From env@x.y  Mon", "a@b", "a@b",
			[]string{"a@b", "c@d", "e@f", "env@x.y", "r@s"}, nil},
		{[][2]string{{"From", "\"A,\n B\" <a@b>"}}, "", "a@b", "a@b", []string{"a@b"}, nil},
		{[][2]string{{"From", "undisclosed:;"}}, "", "", "", []string{""}, nil},
		{nil, "From", "", "", nil, nil},
	}
	for _, tt := range tests {
		m := New()
		for _, f := range tt.fields {
			m.Add(f[0], f[1])
		}
		if tt.unixfrom != "" {
			m.SetUnixFrom(tt.unixfrom)
		}
		if got := m.Sender(false, false); got != tt.sender {
			t.Errorf("%q: sender %q, not %q", tt.fields, got, tt.sender)
		}
		if got := m.Sender(true, true); got != tt.envelope {
			t.Errorf("%q: sender with envelope first %q, not %q", tt.fields, got, tt.envelope)
		}
		if got := m.Senders(false, []string{"from", "", "reply-to", "sender"}); !slices.Equal(got, tt.senders) {
			t.Errorf("%q: senders %q, not %q", tt.fields, got, tt.senders)
		}
		if got := m.Senders(true, []string{"sender", "x"}); !slices.Equal(got, tt.others) {
			t.Errorf("%q: senders by Sender %q, not %q", tt.fields, got, tt.others)
		}
	}
}
