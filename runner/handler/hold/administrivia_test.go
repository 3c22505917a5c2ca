// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"strings"
	"testing"

	"mmgen/runner/message"
)

// What is wanted is what Mailman's is_administrivia says where
// DEFAULT_MAIL_COMMANDS_MAX_LINES is 10.
func TestIsAdministrivia(t *testing.T) {
	const words = "These are words.\n"
	for _, tt := range []struct {
		subject, body string
		want          bool
	}{
		{"hello", words, false},
		{"help", words, true},
		{"HELP", words, true},
		{"help me", words, false},
		{"Re: help", words, false},
		{"unsubscribe", words, true},
		{"unsubscribe anne@example.com", words, true},
		{"unsubscribe me please", words, false},
		{"subscribe a b c", words, true},
		{"subscribe a b c d", words, false},
		{"confirm 123456", words, true},
		{"confirm", words, false},
		{"password old new", words, true},
		{"password old", words, false},
		{"set digest on now", words, true}, // the third word is looked at alone
		{"set digest x on", words, false},
		{"set mail on secret", words, true},
		{"set mail off secret", words, true},
		{"set mail on", words, false},
		{"leave", words, false}, // a command, but not on this list
		{"hello", "help\n", true},
		{"hello", "\n\n  Help  \n\n", true},
		{"hello", "confirm\n", true},                // a lone word needs no arguments
		{"hello", "confirm\n" + words, false},       // but not among others
		{"hello", words + "who\n", true},            // a line of the first five
		{"hello", "1\n2\n3\n4\nwho\n", true},        // the fifth
		{"hello", "1\n2\n3\n4\n5\nwho\n", false},    // the sixth
		{"hello", "\n\n\n\n\nwho\n" + words, false}, // blank lines count
		{"hello", words + "-- \nhelp\n", true},      // no signature is seen
		{"hello", words + "-- ", false},             // but one like this
		{"help", strings.Repeat("x\n", 10), true},   // as long as it may be
		{"help", strings.Repeat("x\n", 11), false},  // too long for a command
		{"help", strings.Repeat("x\n\n", 10), true}, // blank lines are free
		{"hello", "who\r\n" + words, true},          // a CR is blank
		{"hello", "\xa0who\n", false},               // this is not
		{"hello", "who\x00\n", false},
		{"", "", false},
		{"=?us-ascii?q?help?=", words, false}, // the subject is not decoded
		{"help", "", true},
		{"hello", "remove\tme\n", false},
		{"hello", "who\vsecret\n", true},
		{"hello\n help", words, false},
		{"unsubscribe\n anne@example.com", words, true},
	} {
		msg := message.Parse("Subject: " + tt.subject + "\n\n" + tt.body)
		if got := isAdministrivia(msg, 10); got != tt.want {
			t.Errorf("subject %q, body %q: %v, want %v", tt.subject, tt.body, got, tt.want)
		}
	}
}

// All parts of a message are looked at, as if they were one text.
func TestIsAdministriviaInParts(t *testing.T) {
	const multipart = "Content-Type: multipart/mixed; boundary=XX\n\npreamble\n--XX\n\n%1--XX\n" +
		"Content-Type: text/html\n\n%2--XX--\nhelp\n"
	for _, tt := range []struct {
		first, second string
		want          bool
	}{
		{"a\n", "help\n", true},
		{"a\nb\nc\n", "help\n", true}, // the line feed before a boundary belongs to that
		{"a\nb\nc\nd\ne\n", "help\n", false},
		{"", "who\n", true},
		{"", "hello\n", false}, // what stands around the parts does not count
	} {
		text := strings.NewReplacer("%1", tt.first, "%2", tt.second).Replace(multipart)
		if got := isAdministrivia(message.Parse(text), 10); got != tt.want {
			t.Errorf("%q: %v, want %v", text, got, tt.want)
		}
	}
}

// TestMostArgs: no command has more arguments than are looked at.
func TestMostArgs(t *testing.T) {
	most := 0
	for _, limits := range commandArgs {
		most = max(most, limits[1])
	}
	if most != mostArgs {
		t.Errorf("a command has %d arguments", most)
	}
}
