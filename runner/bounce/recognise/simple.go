// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"
	"sync"
)

// stretch is how a report or notice looks: the addresses stand from the line that
// start matches, which may have one too, to the line that end matches. Lines with
// an address are no end.
type stretch struct{ start, end, addr *pattern }

// stretches makes stretches of the expressions for start, end and address. They
// are made when a message is looked at for the first time.
func stretches(rows [][3]string) func() []stretch {
	return sync.OnceValue(func() []stretch {
		made := make([]stretch, len(rows))
		for i, row := range rows {
			made[i] = stretch{match(row[0]), match(row[1]), match(row[2])}
		}
		return made
	})
}

// search is how far a stretch has come in a message.
type search struct {
	*stretch
	begun, ended bool
	addrs        set
}

// firstStretch returns the addresses of the first stretch in a table that finds any in the
// message. Mailman reads the message once for each stretch. Here they all read it together,
// and when one has found an address those behind it in the table stop.
func (r *report) firstStretch(table []stretch) (addrs []string) {
	running := make([]search, len(table))
	for i := range table {
		running[i].stretch = &table[i]
	}
	for text := range decodedLines(r.Message) {
		l := newLine(text)
		for i := range running {
			if running[i].step(r, l) {
				running = running[:i+1]
				break
			}
		}
	}
	for i := range running {
		if addrs := running[i].addrs.list(); len(addrs) > 0 {
			return addrs
		}
	}
	return nil
}

// step goes on with one line. It tells whether the line has an address.
func (s *search) step(r *report, l line) (found bool) {
	if s.ended {
		return false
	}
	s.begun = s.begun || r.has(l, s.start)
	if !s.begun {
		return false
	}
	addr, ok := r.find(l, s.addr)
	switch {
	case ok && addr != "":
		s.addrs.add(strings.Trim(addr, "<>"))
		return true
	case !ok:
		s.ended = r.has(l, s.end)
	}
	return false
}
