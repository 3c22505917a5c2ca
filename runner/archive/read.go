// SPDX-License-Identifier: GPL-2.0-or-later

package archive

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
)

// Messages are the messages of a mailbox, each with its envelope line: a message begins
// with a line that begins with `From `, whatever follows there, and ends before the next.
// What stands before the first is passed over (mailbox.py: PortableUnixMailbox). An error
// of the reader is the last value.
func Messages(r io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		lines := bufio.NewReaderSize(r, 1<<16)
		var message strings.Builder
		for begun := false; ; {
			line, err := lines.ReadString('\n')
			if strings.HasPrefix(line, "From ") {
				if begun && !yield(message.String(), nil) {
					return
				}
				message.Reset()
				begun = true
			}
			if begun {
				message.WriteString(line)
			}
			switch {
			case err == nil:
			case !errors.Is(err, io.EOF):
				yield("", err)
				return
			default:
				if begun {
					yield(message.String(), nil)
				}
				return
			}
		}
	}
}
