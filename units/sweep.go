// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"fmt"
	"time"
)

// Sweep says how often every queue is looked into: after a span, or at times of
// the calendar. One of Span and Calendar is set, in systemd's syntax.
type Sweep struct {
	Span     string
	Calendar string
	every    time.Duration // Span's
}

// DefaultSweep is often enough for entries that a path unit may miss, and costs nothing:
// systemd starts no process for a queue without entries.
var DefaultSweep = Sweep{Span: "5min", every: 5 * time.Minute}

// ParseSweep reads the setting `sweep`: a span (5min, 1h 30min; a plain number
// is seconds) of a second at least, or what systemd's OnCalendar= takes
// (hourly, *:0/15).
func ParseSweep(text string) (Sweep, error) {
	if every, isSpan := parseSpan(text); isSpan {
		if every < time.Second {
			return Sweep{}, fmt.Errorf("a sweep every %q is too often: a second is the least, 5min is usual", text)
		}
		return Sweep{Span: text, every: every}, nil
	}
	if err := checkCalendar(text); err != nil {
		return Sweep{}, fmt.Errorf("%q is neither a span (5min, 1h 30min) nor a calendar expression (hourly, *:0/15): %w", text, err)
	}
	if !recurs(text) {
		return Sweep{}, fmt.Errorf("%q comes once, or for some years; a sweep has to come again and again, as with 5min, hourly or *:0/15", text)
	}
	return Sweep{Calendar: text}, nil
}

// accuracy is AccuracySec=: systemd may be a minute late to save wake-ups,
// which is much for a short span. "" leaves systemd's own.
func (s Sweep) accuracy() string {
	if s.every > 0 && s.every < 5*time.Minute {
		return "1s"
	}
	return ""
}
