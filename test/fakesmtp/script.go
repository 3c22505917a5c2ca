// SPDX-License-Identifier: GPL-2.0-or-later

// Package fakesmtp is an SMTP server for tests that does what a script says
// and remembers what it was given.
//
// A Script is a list of rules, tried in order at each event of a session; the
// first that fits says what is answered, or that the server hangs up. Where
// none fits the server agrees with everything. Script reads and Transcript
// writes the JSON form of the golden cases (`smtp` in case.json, smtp.json).
package fakesmtp

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"regexp"
)

// The events a rule can wait for.
const (
	Connect = "connect" // a connection was made; the text is empty
	Helo    = "helo"    // EHLO or HELO; the text is the whole line
	Mail    = "mail"    // MAIL; the text is the address
	Rcpt    = "rcpt"    // RCPT; the text is the address
	Data    = "data"    // DATA; the text is the line
	DataEnd = "dataend" // the final dot came; the text is the message
	Rset    = "rset"    // RSET; the text is the line
	Quit    = "quit"    // QUIT; the text is the line
	Noop    = "noop"    // NOOP; the text is the line
	Auth    = "auth"    // AUTH; the text is the line
	TLS     = "tls"     // STARTTLS; the text is the line
)

// Rule says what happens at an event.
type Rule struct {
	On    string `json:"on"`              // the event, one of the constants above
	Match string `json:"match,omitempty"` // regular expression searched in the event's text
	Skip  int    `json:"skip,omitempty"`  // so many fitting events pass first
	Times int    `json:"times,omitempty"` // how often the rule may be used; 0: always
	Reply string `json:"reply,omitempty"` // lines of the answer, without CR
	Drop  bool   `json:"drop,omitempty"`  // hang up instead of answering
	Hang  bool   `json:"hang,omitempty"`  // say nothing until the client goes away

	Reset   bool   `json:"-"` // hang up so that the client learns of it at once (RST), even while it writes
	Endless string `json:"-"` // answer with this line over and over until the client goes away
}

// silent tells that the client gets no answer.
func (r Rule) silent() bool { return r.Drop || r.Hang || r.Reset || r.Endless != "" }

// Script is what a server does. The zero Script agrees with everything.
type Script struct {
	Deaf  bool // nobody listens: connections are refused ("listen": false)
	Rules []Rule

	TLS   *tls.Config       // offers STARTTLS where it is set
	Users map[string]string // name to password; offers AUTH where it is set
	Extra []string          // further lines of the answer to EHLO, such as PIPELINING
}

// UnmarshalJSON reads the form of case.json: `listen` and `rules`.
func (s *Script) UnmarshalJSON(text []byte) error {
	stored := struct {
		Listen bool   `json:"listen"`
		Rules  []Rule `json:"rules"`
	}{Listen: true}
	if err := json.Unmarshal(text, &stored); err != nil {
		return fmt.Errorf("reading an SMTP server script: %w", err)
	}
	*s = Script{Deaf: !stored.Listen, Rules: stored.Rules}
	return nil
}

// player holds how far the rules of a script have been used, over all
// connections of a server.
type player struct {
	rules []playedRule
}

type playedRule struct {
	Rule
	match      *regexp.Regexp
	seen, used int
}

func newPlayer(rules []Rule) (*player, error) {
	p := &player{rules: make([]playedRule, len(rules))}
	for i, r := range rules {
		match, err := regexp.Compile(r.Match)
		if err != nil {
			return nil, fmt.Errorf("rule %d of an SMTP server script: %w", i+1, err)
		}
		p.rules[i] = playedRule{Rule: r, match: match}
	}
	return p, nil
}

// next takes the rule for an event; the zero Rule where none fits.
func (p *player) next(event, text string) Rule {
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
