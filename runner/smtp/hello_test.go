// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/test/fakesmtp"
)

func TestHello(t *testing.T) {
	tests := []struct {
		name  string
		rules []fakesmtp.Rule
		want  []string // what the server heard
		err   string
	}{
		{"EHLO", nil, []string{"ehlo here"}, ""},
		{"HELO", []fakesmtp.Rule{{On: "helo", Match: "^ehlo", Reply: "550 what?"}}, []string{"ehlo here", "helo here"}, ""},
		{"neither", []fakesmtp.Rule{{On: "helo", Reply: "500 no greeting"}}, []string{"ehlo here", "helo here"},
			"the SMTP server answered HELO with 500 no greeting"},
		{"hung up", []fakesmtp.Rule{{On: "helo", Drop: true}}, []string{"ehlo here"}, "Connection unexpectedly closed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := fakesmtp.Start(t, fakesmtp.Script{Rules: tt.rules})
			conn, err := net.Dial("tcp", s.Addr())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			c := newClient(conn, RFCTimeouts)
			c.greeting()
			if err := c.hello("here"); errText(err) != tt.err {
				t.Errorf("got error %q, want %q", errText(err), tt.err)
			}
			if diff := cmp.Diff(tt.want, s.Lines()); diff != "" {
				t.Errorf("the server heard (-want +got):\n%s", diff)
			}
		})
	}
}

// Expected values are those of smtplib.SMTP.ehlo.
func TestParseFeatures(t *testing.T) {
	got := parseFeatures("sink at your service\nPIPELINING\nSIZE 1000\nAUTH PLAIN\nAUTH=LOGIN CRAM-MD5\n8BITMIME\n\n-NO\nX-a_b  c ")
	want := map[string]string{"pipelining": "", "size": "1000", "auth": "PLAIN LOGIN CRAM-MD5", "8bitmime": "", "x-a": "_b  c"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("features (-want +got):\n%s", diff)
	}
}

func TestHelloName(t *testing.T) {
	tests := []struct {
		hostname string
		local    net.Addr
		want     string
	}{
		{"here.example.com", nil, "here.example.com"},
		{"here", &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}, "[192.0.2.1]"},
		{"here", &net.TCPAddr{IP: net.ParseIP("2001:db8::1")}, "[IPv6:2001:db8::1]"},
		{"here", nil, "[127.0.0.1]"},
	}
	for _, tt := range tests {
		if got := helloName(tt.hostname, tt.local); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.hostname, got, tt.want)
		}
	}
}
