// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"io"
	"time"

	"mmgen/runner"
)

const (
	// shownAfter is how long a drain takes before a terminal shows how far it is.
	shownAfter = 2 * time.Second
	// shownEvery is how often that is shown, and systemd told.
	shownEvery = time.Second
)

// eraseLine puts a terminal's cursor to the beginning of its line and clears that.
const eraseLine = "\r\x1b[K"

// meter shows how far a drain is: to systemd (systemctl status), and in a line of its own
// on a terminal, where it lasts.
type meter struct {
	now      func() time.Time
	notify   func(state string) // takes a state as sd_notify(3) has it
	terminal io.Writer          // nil for none
	begun    time.Time
	shown    time.Time // when it was shown last
	last     runner.Progress
	queue    stretch
	line     bool // stands on the terminal
}

// stretch is the time in which one queue is drained.
type stretch struct {
	queue   string
	begun   time.Time
	handled int // how many entries were handled before it
}

func newMeter(now func() time.Time, out console) *meter {
	m := &meter{now: now, notify: notify, begun: now()}
	if !out.inJournal && isTerminal(out.w) {
		m.terminal = out.w
	}
	m.shown, m.queue.begun = m.begun, m.begun
	return m
}

// update takes note of how far the drain is.
func (m *meter) update(p runner.Progress) {
	now := m.now()
	if p.Queue != m.queue.queue {
		m.queue = stretch{p.Queue, now, m.last.Handled}
	}
	m.last = p
	if p.Left > 0 && now.Sub(m.shown) < shownEvery {
		return
	}
	m.shown = now
	text := m.text(now)
	m.notify("STATUS=" + text)
	if m.terminal != nil && now.Sub(m.begun) >= shownAfter {
		_, _ = io.WriteString(m.terminal, eraseLine+"mmrun: "+text)
		m.line = true
	}
}

// text says how far the drain is.
func (m *meter) text(now time.Time) string {
	text := m.handled()
	if m.last.Left > 0 {
		text += fmt.Sprintf(", %d to go in %s", m.last.Left, m.last.Queue)
	}
	if took := now.Sub(m.queue.begun); m.last.Left > 0 && took >= shownEvery {
		text += fmt.Sprintf(", %.0f a second", float64(m.last.Handled-m.queue.handled)/took.Seconds())
	}
	return text
}

func (m *meter) handled() string {
	if m.last.Handled == 1 {
		return "1 entry handled"
	}
	return fmt.Sprintf("%d entries handled", m.last.Handled)
}

// end clears the terminal's line, and returns what was done in the whole drain.
func (m *meter) end() string {
	if m.line {
		_, _ = io.WriteString(m.terminal, eraseLine)
	}
	if m.last.Handled > 0 {
		m.notify("STATUS=" + m.handled())
	}
	return m.handled()
}
