// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/runner"
)

// TestMeter: systemd hears of a drain at most once a second while entries are left, and a
// terminal shows only one that lasts.
func TestMeter(t *testing.T) {
	clock := time.Unix(1795000000, 0)
	var told []string
	var terminal strings.Builder
	m := newMeter(func() time.Time { return clock }, console{w: &terminal})
	m.notify = func(state string) { told = append(told, state) }
	m.terminal = &terminal
	for _, step := range []struct {
		after time.Duration
		runner.Progress
	}{
		{0, runner.Progress{Handled: 1, Queue: "in", Left: 0}},
		{100 * time.Millisecond, runner.Progress{Handled: 2, Queue: "out", Left: 998}}, // not told
		{time.Second, runner.Progress{Handled: 50, Queue: "out", Left: 950}},
		{time.Second, runner.Progress{Handled: 101, Queue: "out", Left: 899}},
		{time.Second / 2, runner.Progress{Handled: 400, Queue: "out", Left: 600}}, // not told
		{time.Second / 2, runner.Progress{Handled: 1000, Queue: "out", Left: 0}},
	} {
		clock = clock.Add(step.after)
		m.update(step.Progress)
	}
	if got := m.end(); got != "1000 entries handled" {
		t.Errorf("in all it is %q", got)
	}
	want := []string{
		"STATUS=1 entry handled",
		"STATUS=50 entries handled, 950 to go in out, 49 a second",
		"STATUS=101 entries handled, 899 to go in out, 50 a second",
		"STATUS=1000 entries handled",
		"STATUS=1000 entries handled",
	}
	if !slices.Equal(told, want) {
		t.Errorf("systemd was told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
	lines := "\r\x1b[Kmmrun: 101 entries handled, 899 to go in out, 50 a second\r\x1b[Kmmrun: 1000 entries handled\r\x1b[K"
	if terminal.String() != lines {
		t.Errorf("the terminal got %q, want %q", terminal.String(), lines)
	}
}

// TestMeterWithoutTerminal: a file or a pipe gets no such line.
func TestMeterWithoutTerminal(t *testing.T) {
	clock := time.Unix(1795000000, 0)
	var out strings.Builder
	m := newMeter(func() time.Time { return clock }, console{w: &out})
	clock = clock.Add(time.Minute)
	m.update(runner.Progress{Handled: 9, Queue: "in", Left: 1})
	m.end()
	if out.Len() > 0 {
		t.Errorf("it got %q", out.String())
	}
}
