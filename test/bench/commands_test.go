// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/test/demosite"
)

// BenchmarkMmrunCommands: how many mails with the command help, of as many people, to a
// list of how many members, up to the answers in virgin.
func BenchmarkMmrunCommands(b *testing.B) {
	for _, size := range []struct{ mails, members int }{
		{1, 10}, {1000, 10}, {1, 10_000}, {1000, 10_000},
	} {
		b.Run(fmt.Sprintf("mails=%d/members=%d", size.mails, size.members), func(b *testing.B) {
			s := newSite(b, append(addresses(size.members-1), demosite.Members[0]))
			s.change(b, addDetails)
			day := 0
			fill := func() { s.fillCommands(b, size.mails, &day) }
			run(b, size.mails, fill, s.mmrun("-r", "Command", "-o"))
			if made, _ := filepath.Glob(filepath.Join(s.Var, "qfiles/virgin/*.pck")); len(made) != size.mails {
				b.Errorf("%d answers, want %d", len(made), size.mails)
			}
		})
	}
}

// fillCommands queues command mails, of other people each time it is called: nobody gets
// more than some answers a day.
func (s *site) fillCommands(b *testing.B, mails int, called *int) {
	b.Helper()
	dir := filepath.Join(s.Var, "qfiles/virgin")
	if err := errors.Join(emptyFiles(dir), os.Rename(dir, filepath.Join(b.TempDir(), "virgin")), os.Mkdir(dir, 0o775)); err != nil {
		b.Fatal(err)
	}
	*called++
	for i := range mails {
		s.putCommand(b, fmt.Sprintf("From: Somebody <somebody-%d-%d@example.com>\nMessage-ID: <help-%d@example.com>\n\nhelp\n", *called, i, i))
	}
}

// putCommand queues a mail to the list's -request address.
func (s *site) putCommand(b testing.TB, text string) {
	b.Helper()
	data := new(pyvalue.Dict)
	data.SetStr("torequest", int64(1))
	s.putText(b, "commands", text, data)
}
