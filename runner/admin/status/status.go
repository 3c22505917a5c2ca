// SPDX-License-Identifier: GPL-2.0-or-later

// Package status says how a site is: what its queues, units, locks and lists have to
// say, and whether somebody has to do something. It changes nothing and takes no lock.
//
// # Judgement
//
// The status of a site is that of a monitoring plugin (monitoring-plugins.org, the
// guidelines for Nagios): 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
//
//	CRITICAL  a unit of mmrun has failed; a queue can't be read; an entry that could be
//	          handled waits for longer than an hour and nobody has mail in hand
//	WARNING   entries were shunted or preserved, and somebody has to look at them; an
//	          entry waits for longer than a quarter of an hour; a lock's holder is
//	          gone; files that are no entries lie in a queue; a list can't be read
//	OK        all else; posts that wait for a moderator are no fault
//
// Where the site itself can't be found out the caller says UNKNOWN.
package status

import (
	"fmt"
	"strings"
	"time"
)

// Site is what there is to say of a site at one moment.
type Site struct {
	Time   time.Time `json:"time"`
	Level  Level     `json:"level"`
	Faults []Fault   `json:"faults,omitempty"` // why it is not OK, the worst first
	Queues []Queue   `json:"queues"`
	Units  []Unit    `json:"units,omitempty"` // empty where systemd can't be asked
	Locks  []Lock    `json:"locks,omitempty"`
	Lists  []List    `json:"lists"`
	Master string    `json:"mailmanctl,omitempty"` // the process that holds Mailman's master lock
}

// Level is how bad it is, as monitoring plugins have it.
type Level int

// The levels, which are exit statuses.
const (
	OK Level = iota
	Warning
	Critical
	Unknown
)

func (l Level) String() string { return [...]string{"OK", "WARNING", "CRITICAL", "UNKNOWN"}[l] }

// MarshalText is the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Fault is something that somebody has to look at.
type Fault struct {
	Level Level  `json:"level"`
	Text  string `json:"text"`
}

// Queue is a queue directory.
type Queue struct {
	Name     string     `json:"name"`
	Dir      string     `json:"dir"`
	Entries  int        `json:"entries"`
	InHand   int        `json:"in_hand"`            // .bak: being handled, or interrupted
	Oldest   *time.Time `json:"oldest,omitempty"`   // the time when the oldest entry was received
	Deferred *time.Time `json:"deferred,omitempty"` // for the retry queue: the time when the first entry is due
	Strays   []string   `json:"strays,omitempty"`   // files that only look like entries
	Fault    string     `json:"fault,omitempty"`    // why it can't be read
}

// Unit is one of mmgen's units, as systemd has it.
type Unit struct {
	Name    string     `json:"name"`
	Active  string     `json:"active"` // active, inactive, failed
	Sub     string     `json:"sub"`    // waiting, running, dead
	LastRun *time.Time `json:"last_run,omitempty"`
	Result  string     `json:"result,omitempty"` // success, or why the last run failed
	Status  int        `json:"status"`           // the exit status of the last run
}

// Lock is a lock in LOCK_DIR.
type Lock struct {
	Name   string    `json:"name"`
	Holder string    `json:"holder"`
	Until  time.Time `json:"until"`
	Stale  bool      `json:"stale"`
}

// List is a list with posts or requests that wait for a moderator, or that can't be read.
type List struct {
	Name  string `json:"name"`
	Held  int    `json:"held"`
	Asked int    `json:"requests"` // requests to become a member, or to be removed
	Fault string `json:"fault,omitempty"`
}

const (
	late     = 15 * time.Minute
	veryLate = time.Hour
)

// judge says what is wrong with a site, and how bad that is.
func (s *Site) judge() {
	for _, unit := range s.Units {
		if unit.Active == "failed" {
			s.fault(Critical, "%s failed: %s", unit.Name, unit.Result)
		}
	}
	for _, q := range s.Queues {
		s.judgeQueue(q)
	}
	for _, lock := range s.Locks {
		if lock.Stale {
			s.fault(Warning, "lock %s: its holder is gone, %s", lock.Name, lock.Holder)
		}
	}
	for _, list := range s.Lists {
		if list.Fault != "" {
			s.fault(Warning, "list %s: %s", list.Name, list.Fault)
		}
	}
	s.sortFaults()
}

func (s *Site) judgeQueue(q Queue) {
	switch {
	case q.Fault != "":
		s.fault(Critical, "queue %s: %s", q.Name, q.Fault)
	case q.Name == "shunt" || q.Name == "bad":
		if q.Entries > 0 {
			s.fault(Warning, "%d %s", q.Entries, map[string]string{"shunt": "shunted", "bad": "bad"}[q.Name])
		}
		return
	case q.Name == "retry":
	case q.Oldest != nil && q.Entries > 0:
		switch age := s.Time.Sub(*q.Oldest); {
		case age > veryLate && q.InHand == 0:
			s.fault(Critical, "queue %s: the oldest of %d waits for %s", q.Name, q.Entries, span(age))
		case age > late:
			s.fault(Warning, "queue %s: the oldest of %d waits for %s", q.Name, q.Entries, span(age))
		}
	}
	if len(q.Strays) > 0 {
		s.fault(Warning, "queue %s: files that are no entries: %s", q.Name, strings.Join(q.Strays, " "))
	}
}

func (s *Site) fault(level Level, format string, args ...any) {
	s.Faults = append(s.Faults, Fault{level, fmt.Sprintf(format, args...)})
	s.Level = max(s.Level, level)
}

// sortFaults puts the worst first.
func (s *Site) sortFaults() {
	var sorted []Fault
	for level := Critical; level >= Warning; level-- {
		for _, fault := range s.Faults {
			if fault.Level == level {
				sorted = append(sorted, fault)
			}
		}
	}
	s.Faults = sorted
}

// span is a time span in its two largest units.
func span(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	day := 24 * time.Hour
	switch {
	case d >= 2*day:
		return fmt.Sprintf("%dd%dh", d/day, d%day/time.Hour)
	case d >= time.Hour:
		return fmt.Sprintf("%dh%dm", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute:
		return fmt.Sprintf("%dm%ds", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}
