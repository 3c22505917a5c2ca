// SPDX-License-Identifier: GPL-2.0-or-later

// Package serverscript is what scripted servers for tests have in common: a Listener,
// which runs a session for each connection, and a list of rules, tried in order at each event of a session. The first that fits says what is
// answered, or that the server hangs up. Where none fits the server agrees with
// everything.
//
// The events, and the text that belongs to each, are those of the server. The JSON form
// is that of the golden cases (`smtp` and `nntp` in case.json).
package serverscript

import (
	"encoding/json"
	"fmt"
	"regexp"
)

// Rule says what happens at an event.
type Rule struct {
	On    string `json:"on"`              // the event
	Match string `json:"match,omitempty"` // regular expression searched in the event's text
	Skip  int    `json:"skip,omitempty"`  // so many fitting events pass first
	Times int    `json:"times,omitempty"` // how often the rule may be used; 0: always
	Reply string `json:"reply,omitempty"` // lines of the answer, without CR
	Drop  bool   `json:"drop,omitempty"`  // hang up instead of answering
	Hang  bool   `json:"hang,omitempty"`  // say nothing until the client goes away

	Reset   bool   `json:"-"` // hang up so that the client learns of it at once (RST), even while it writes
	Endless string `json:"-"` // answer with this line over and over until the client goes away
}

// Silent tells that the client gets no answer.
func (r Rule) Silent() bool { return r.Drop || r.Hang || r.Reset || r.Endless != "" }

// Stored is a script as case.json has it.
type Stored struct {
	Listen bool   `json:"listen"`
	Rules  []Rule `json:"rules"`
}

// Read reads a script; without `listen` the server listens.
func Read(text []byte) (Stored, error) {
	stored := Stored{Listen: true}
	if err := json.Unmarshal(text, &stored); err != nil {
		return stored, fmt.Errorf("reading a server's script: %w", err)
	}
	return stored, nil
}

// Player holds how far the rules of a script have been used, over all connections of a
// server. It is for one goroutine at a time.
type Player struct {
	rules []playedRule
}

type playedRule struct {
	Rule
	match      *regexp.Regexp
	seen, used int
}

// NewPlayer is for a server that has just been started.
func NewPlayer(rules []Rule) (*Player, error) {
	p := &Player{rules: make([]playedRule, len(rules))}
	for i, r := range rules {
		match, err := regexp.Compile(r.Match)
		if err != nil {
			return nil, fmt.Errorf("rule %d of a server's script: %w", i+1, err)
		}
		p.rules[i] = playedRule{Rule: r, match: match}
	}
	return p, nil
}

// Next takes the rule for an event; the zero Rule where none fits.
func (p *Player) Next(event, text string) Rule {
	for i := range p.rules {
		r := &p.rules[i]
		if r.On != event || !r.match.MatchString(text) {
			continue
		}
		r.seen++
		if r.seen <= r.Skip || (r.Times > 0 && r.used >= r.Times) {
			continue
		}
		r.used++
		return r.Rule
	}
	return Rule{}
}
