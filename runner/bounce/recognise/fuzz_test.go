// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mmgen/runner/message"
)

// FuzzMessage checks that every recogniser lives through every message, finds the
// same twice, and invents no address: each is made of what the message says.
func FuzzMessage(f *testing.F) {
	ar, err := txtar.ParseFile("testdata/reports.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range ar.Files {
		_, text, _ := strings.Cut(string(file.Data), "\n")
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		msg := message.Parse(text)
		before := msg.String()
		for _, one := range append(recognisers, beyond...) {
			r := one.process(newReport(msg))
			if said(r) != said(one.process(newReport(msg))) {
				t.Errorf("%s finds this and that", one.name)
			}
			length := 0
			for _, addr := range r.Failed {
				length += len(addr)
			}
			if length > 20*len(text)+len("@cs.yale.edu") {
				t.Errorf("%s finds %d bytes of addresses in %d bytes", one.name, length, len(text))
			}
		}
		if msg.String() != before {
			t.Error("the message was changed")
		}
	})
}
