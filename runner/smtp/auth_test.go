// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"strings"
	"testing"

	"mmgen/test/fakesmtp"
)

func TestLogin(t *testing.T) {
	tests := []struct {
		name, offered, password string
		heard                   string // how the command begins
		err                     string
	}{
		{"the strongest", "PLAIN LOGIN CRAM-MD5", "secret", "AUTH CRAM-MD5", ""},
		{"PLAIN", "LOGIN PLAIN", "secret", "AUTH PLAIN AG1haWxtYW4Ac2VjcmV0", ""},
		{"LOGIN", "LOGIN", "secret", "AUTH LOGIN bWFpbG1hbg==", ""},
		{"old form", "=LOGIN", "secret", "AUTH LOGIN bWFpbG1hbg==", ""},
		{"lower case", "plain", "secret", "AUTH PLAIN", ""},
		{"wrong password, CRAM-MD5", "CRAM-MD5", "wrong", "AUTH", "the SMTP server answered AUTH with 535 5.7.8 wrong name or password"},
		{"wrong password, PLAIN", "PLAIN", "wrong", "AUTH", "the SMTP server answered AUTH with 535 5.7.8 wrong name or password"},
		{"wrong password, LOGIN", "LOGIN", "wrong", "AUTH", "the SMTP server answered AUTH with 535 5.7.8 wrong name or password"},
		{"unknown mechanisms", "GSSAPI", "secret", "", ErrNoMechanism.Error()},
		{"none", "", "secret", "", ErrNoAuth.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := "250-sink\n250-AUTH " + tt.offered + "\n250 HELP"
			switch {
			case strings.HasPrefix(tt.offered, "="):
				answer = "250-sink\n250 AUTH" + tt.offered
			case tt.offered == "":
				answer = "250 sink"
			}
			s := fakesmtp.Start(t, fakesmtp.Script{
				Users: map[string]string{"mailman": "secret"},
				Rules: []fakesmtp.Rule{{On: "helo", Reply: answer}},
			})
			err := greeted(t, s).login("mailman", tt.password)
			if errText(err) != tt.err {
				t.Errorf("got error %q, want %q", errText(err), tt.err)
			}
			heard := strings.Join(s.Lines()[1:], "\n")
			if !strings.HasPrefix(heard, tt.heard) {
				t.Errorf("the server heard %q, want %q", heard, tt.heard)
			}
		})
	}
}
