// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/coreos/go-systemd/v22/journal"
)

// console is standard error. Each line on it begins with the program's name,
// and before that, where systemd's journal reads it, with its priority as
// sd-daemon(3) has it.
type console struct {
	w         io.Writer
	inJournal bool // w leads to the journal
}

// say prints a text of one or more lines.
func (c console) say(priority journal.Priority, text string) {
	_, _ = c.at(priority).Write([]byte(text + "\n")) // an error of standard error can't be reported anywhere
}

// at is a writer for whole lines of one priority.
func (c console) at(priority journal.Priority) io.Writer {
	prefix := "mmrun: "
	if c.inJournal {
		prefix = fmt.Sprintf("<%d>%s", priority, prefix)
	}
	return lineWriter{c.w, prefix}
}

// lineWriter puts a prefix before each line. Each Write is given whole lines.
type lineWriter struct {
	w      io.Writer
	prefix string
}

func (l lineWriter) Write(text []byte) (int, error) {
	var out bytes.Buffer
	for line := range bytes.Lines(text) {
		out.WriteString(l.prefix)
		out.Write(line)
	}
	if _, err := l.w.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(text), nil
}
