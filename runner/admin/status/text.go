// SPDX-License-Identifier: GPL-2.0-or-later

package status

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Summary is a line for monitoring: what is worst, and behind | the figures, as the
// guidelines for monitoring plugins have it.
func (s *Site) Summary() string {
	text := "nothing to do"
	if entries := s.waiting(); entries > 0 {
		text = fmt.Sprintf("%d entries queued", entries)
	}
	if len(s.Faults) > 0 {
		text = s.Faults[0].Text
		if more := len(s.Faults) - 1; more > 0 {
			text += fmt.Sprintf(" (and %d more)", more)
		}
	}
	var figures []string
	for _, q := range s.Queues {
		figures = append(figures, fmt.Sprintf("%s=%d", q.Name, q.Entries))
	}
	return fmt.Sprintf("MMRUN %s - %s | %s", s.Level, strings.ReplaceAll(text, "|", "/"), strings.Join(figures, " "))
}

// waiting is how many entries wait to be handled.
func (s *Site) waiting() (n int) {
	for _, q := range s.Queues {
		if q.Name != "shunt" && q.Name != "bad" {
			n += q.Entries + q.InHand
		}
	}
	return n
}

// Colours are what a table for a terminal is written with; the zero Colours write none.
type Colours struct{ On bool }

func (c Colours) of(level Level, text string) string {
	if !c.On {
		return text
	}
	return [...]string{"\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[35m"}[level] + text + "\x1b[0m"
}

// WriteText writes the summary and tables below it. What is empty and healthy is left out.
func (s *Site) WriteText(w io.Writer, c Colours) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, c.of(s.Level, s.Summary()))
	for _, fault := range s.Faults {
		fmt.Fprintf(b, "  %s %s\n", c.of(fault.Level, fault.Level.String()), fault.Text)
	}
	if s.Master != "" {
		fmt.Fprintf(b, "  mailmanctl runs (%s): mmrun does nothing\n", s.Master)
	}
	s.writeQueues(b)
	s.writeUnits(b)
	s.writeLocks(b)
	s.writeLists(b)
	return b.Flush()
}

// table begins a table.
func table(w io.Writer, heads ...string) *tabwriter.Writer {
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.Join(heads, "\t"))
	return t
}

func (s *Site) writeQueues(w io.Writer) {
	t := table(w, "QUEUE", "ENTRIES", "IN HAND", "OLDEST", "")
	for _, q := range s.Queues {
		oldest, note := "-", q.Fault
		if q.Oldest != nil {
			oldest = span(s.Time.Sub(*q.Oldest))
		}
		if q.Deferred != nil {
			note = "next at " + q.Deferred.In(s.Time.Location()).Format(time.DateTime)
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\t%s\n", q.Name, q.Entries, q.InHand, oldest, note)
	}
	_ = t.Flush() // the writer below keeps the error
}

func (s *Site) writeUnits(w io.Writer) {
	if len(s.Units) == 0 {
		return
	}
	t := table(w, "UNIT", "STATE", "LAST RUN", "RESULT")
	for _, u := range s.Units {
		last, result := "-", "-"
		if u.LastRun != nil {
			last = u.LastRun.In(s.Time.Location()).Format(time.DateTime)
			result = fmt.Sprintf("%s, exit status %d", u.Result, u.Status)
		}
		fmt.Fprintf(t, "%s\t%s (%s)\t%s\t%s\n", u.Name, u.Active, u.Sub, last, result)
	}
	_ = t.Flush()
}

func (s *Site) writeLocks(w io.Writer) {
	if len(s.Locks) == 0 {
		return
	}
	t := table(w, "LOCK", "HOLDER", "UNTIL")
	for _, l := range s.Locks {
		fmt.Fprintf(t, "%s\t%s\t%s\n", l.Name, l.Holder, l.Until.In(s.Time.Location()).Format(time.DateTime))
	}
	_ = t.Flush()
}

func (s *Site) writeLists(w io.Writer) {
	if len(s.Lists) == 0 {
		return
	}
	t := table(w, "LIST", "HELD POSTS", "REQUESTS", "")
	for _, l := range s.Lists {
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\n", l.Name, l.Held, l.Asked, l.Fault)
	}
	_ = t.Flush()
}
