// SPDX-License-Identifier: GPL-2.0-or-later

package fakesmtp

import (
	"encoding/json"
	"strings"
)

// Transcript is what a server was given, in the form of smtp.json.
type Transcript struct {
	Connections  int           `json:"connections"`
	Transactions []Transaction `json:"transactions"`
}

// Transaction is what followed one MAIL command. Replies are as they were
// sent, with LF between lines; "" where the client got none.
type Transaction struct {
	Connection   int         `json:"connection"` // 1 for the first
	MailFrom     Bytes       `json:"mail_from"`
	MailParams   string      `json:"mail_params"`
	MailReply    string      `json:"mail_reply,omitempty"`
	Rcpts        []Recipient `json:"rcpts"`
	DataReply    string      `json:"data_reply,omitempty"`
	Data         *Bytes      `json:"data"` // dots unstuffed, LF; nil if it did not come to that
	DataEndReply string      `json:"dataend_reply,omitempty"`
	Dropped      string      `json:"dropped,omitempty"` // the event at which the server hung up
	BareNewlines int         `json:"bare_newlines,omitempty"`
}

// Recipient is one RCPT command.
type Recipient struct {
	To    Bytes  `json:"to"`
	Reply string `json:"reply,omitempty"`
}

// Bytes is text that need not be ASCII. In JSON it is a string, or where it
// has other bytes an object whose `$bytes` has each byte as U+0000 to U+00FF.
type Bytes string

// MarshalJSON writes the form of smtp.json.
func (b Bytes) MarshalJSON() ([]byte, error) {
	var wide strings.Builder
	ascii := true
	for i := range len(b) {
		ascii = ascii && b[i] < 0x80
		wide.WriteRune(rune(b[i]))
	}
	if ascii {
		return json.Marshal(string(b))
	}
	return json.Marshal(map[string]string{"$bytes": wide.String()})
}

// Accepted lists the addresses that got the message: those of every
// transaction that ended with a 2xx reply, in order. An address that got it
// twice is there twice.
func (t Transcript) Accepted() []string {
	var all []string
	for _, tr := range t.Transactions {
		if !strings.HasPrefix(tr.DataEndReply, "2") {
			continue
		}
		for _, r := range tr.Rcpts {
			if strings.HasPrefix(r.Reply, "25") {
				all = append(all, string(r.To))
			}
		}
	}
	return all
}

// clone is a copy that the server does not write to any more.
func (t Transcript) clone() Transcript {
	copied := Transcript{Connections: t.Connections, Transactions: make([]Transaction, len(t.Transactions))}
	for i, tr := range t.Transactions {
		tr.Rcpts = append([]Recipient{}, tr.Rcpts...)
		copied.Transactions[i] = tr
	}
	return copied
}
