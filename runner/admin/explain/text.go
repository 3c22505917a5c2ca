// SPDX-License-Identifier: GPL-2.0-or-later

package explain

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"mmgen/runner/admin/show"
)

// WriteText writes the report for people.
func (r Report) WriteText(w io.Writer) error {
	p := printer{bufio.NewWriter(w)}
	p.line(0, "====> %s", r.File)
	p.head(r)
	if b := r.Bounce; b != nil {
		p.bounce(*b)
	}
	for _, h := range r.Handlers {
		p.handler(h)
	}
	for _, t := range r.Sent {
		p.line(0, "to the server %s, %d bytes", t.Server, t.Bytes)
		p.some("from", t.From)
		p.some("for", strings.Join(t.Recipients, ", "))
		p.lines("", t.Header)
	}
	for _, q := range r.Queued {
		p.line(0, "queued in %s: %s", q.Queue, q.Subject)
		p.some("list", q.List)
		p.some("from", q.From)
		p.some("for", strings.Join(q.Recipients, ", "))
		p.lines("| ", strings.Split(strings.TrimRight(q.Text, "\n"), "\n"))
	}
	for _, a := range r.Changes {
		p.line(0, "list %s: %s", a.List, a.text())
	}
	for _, f := range r.Files {
		p.line(0, "file %s: %s", f.Change, f.Path)
	}
	for _, l := range r.Logs {
		p.line(0, "log %s: %s", l.Log, l.Text)
	}
	p.line(0, "then: %s", r.end())
	p.lines("", r.Why)
	return p.Flush()
}

// text says what an attribute was and is.
func (a Attribute) text() string {
	switch "" {
	case a.Before:
		return a.Name + " = " + a.After
	case a.After:
		return "-" + a.Name + ", which was " + a.Before
	}
	return a.Name + " = " + a.After + ", which was " + a.Before
}

// ends say what the outcomes mean.
var ends = map[string]string{
	"done":    "the entry is gone",
	"moved":   "the entry is in another queue",
	"shunted": "the entry is in the shunt queue",
	"bad":     "the entry can't be read, and is in the bad queue",
	"stays":   "the entry stays where it is, for a later run",
}

func (r Report) end() string { return r.Outcome + ": " + ends[r.Outcome] }

// printer writes lines.
type printer struct{ *bufio.Writer }

// line writes a line, or several, indented.
func (p printer) line(indent int, format string, args ...any) {
	text := show.Visible(fmt.Sprintf(format, args...))
	margin := strings.Repeat("  ", indent)
	fmt.Fprintln(p, margin+strings.ReplaceAll(text, "\n", "\n"+margin+"  "))
}

// some writes a value, if there is one.
func (p printer) some(name, value string) {
	if value != "" {
		p.line(1, "%s: %s", name, value)
	}
}

func (p printer) lines(mark string, lines []string) {
	for _, text := range lines {
		if text != "" {
			p.line(1, "%s%s", mark, text)
		}
	}
}

func (p printer) head(r Report) {
	what := "queue " + r.Queue
	if r.Shunted {
		what = "shunted; mmrun unshunt would put it back into queue " + r.Queue + ", and then"
	}
	if r.Interrupted {
		what += ", a run was killed over it, or has it in hand"
	}
	p.line(0, "%s", what)
	p.some("shunted on", r.Reason)
	p.some("mailmanctl runs, and its runner handles it", r.Mailmanctl)
	for _, field := range [][2]string{{"list", r.List}, {"from", r.Sender}, {"subject", r.Subject}, {"message-id", r.MessageID}} {
		p.some(field[0], field[1])
	}
	p.time("not before", r.NotBefore)
	p.time("retries until", r.Until)
}

func (p printer) time(name string, at time.Time) {
	if !at.IsZero() {
		p.line(1, "%s: %s", name, at.Format(time.DateTime))
	}
}

func (p printer) bounce(b Bounce) {
	switch {
	case b.Recogniser == "":
		p.line(0, "no recogniser knows it")
	case b.Warning:
		p.line(0, "recogniser %s: a warning, which counts for nobody", b.Recogniser)
	default:
		p.line(0, "recogniser %s: %s", b.Recogniser, strings.Join(b.Addresses, ", "))
	}
}

func (p printer) handler(h Handler) {
	p.line(0, "%s: %s", h.Name, h.Verdict)
	p.lines("", h.Why)
	p.lines("- ", h.Removed)
	p.lines("+ ", h.Added)
	if h.Body {
		p.line(1, "the body is changed")
	}
	p.lines("metadata: ", h.Data)
	if len(h.Recipients) > 0 {
		p.line(1, "recipients: %d: %s", len(h.Recipients), strings.Join(h.Recipients, ", "))
	}
}
