// SPDX-License-Identifier: GPL-2.0-or-later

// Package fakenntp is a news server for tests that does what a script says and
// remembers what it was given.
//
// A Script is a list of rules (package serverscript), and newsgroups with their articles.
// Script reads and Transcript writes the JSON form of the golden cases (`nntp` in
// case.json, nntp.json).
package fakenntp

import (
	"mmgen/test/serverscript"
)

// The events a rule can wait for. The text is the whole line, but for those that say
// otherwise.
const (
	Connect = "connect" // a connection was made; the text is empty
	Mode    = "mode"    // MODE
	Auth    = "auth"    // AUTHINFO
	Post    = "post"    // POST
	PostEnd = "postend" // the final dot came; the text is the article
	Group   = "group"   // GROUP
	Head    = "head"    // HEAD
	Body    = "body"    // BODY
	Stat    = "stat"    // STAT
	Quit    = "quit"    // QUIT
)

// Rule says what happens at an event.
type Rule = serverscript.Rule

// Script is what a server does. The zero Script agrees with everything and has no
// newsgroups.
type Script struct {
	Deaf  bool // nobody listens: connections are refused ("listen": false)
	Rules []Rule

	// Groups are newsgroups, by name. An article that is posted does not appear in them.
	Groups map[string]Articles
	// Unique has the server refuse an article whose Message-ID it has seen (RFC 5537
	// section 3.5), as all do that are no fakes.
	Unique bool
}

// Articles are those of a newsgroup: number to text, with LF for CRLF.
type Articles map[int]string

// UnmarshalJSON reads the form of case.json: `listen` and `rules`.
func (s *Script) UnmarshalJSON(text []byte) error {
	stored, err := serverscript.Read(text)
	*s = Script{Deaf: !stored.Listen, Rules: stored.Rules}
	return err
}

// Transcript is what a server was given, in the form of nntp.json.
type Transcript struct {
	Connections  int           `json:"connections"`
	Transactions []Transaction `json:"transactions"`
}

// Transaction is one POST command or, where Auth is not empty, an AUTHINFO command.
// Replies are "" where the client got none.
type Transaction struct {
	Connection   int    // 1 for the first
	Auth         string // the command line
	Article      *Bytes // dots unstuffed, LF; nil if it did not come to that
	PostReply    string
	PostEndReply string
	Dropped      string // the event at which the server hung up
	BareReturns  int    // CRs that stand alone
}

// Accepted are the articles that the server took, in order.
func (t Transcript) Accepted() (articles []string) {
	for _, tr := range t.Transactions {
		if tr.Article != nil && len(tr.PostEndReply) > 0 && tr.PostEndReply[0] == '2' {
			articles = append(articles, string(*tr.Article))
		}
	}
	return articles
}

// clone is a copy that the server does not write to any more.
func (t Transcript) clone() Transcript {
	return Transcript{Connections: t.Connections, Transactions: append([]Transaction{}, t.Transactions...)}
}
