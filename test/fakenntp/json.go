// SPDX-License-Identifier: GPL-2.0-or-later

package fakenntp

import (
	"encoding/json"

	"mmgen/test/fakesmtp"
)

// Bytes is text that need not be ASCII, in JSON as fakesmtp has it.
type Bytes = fakesmtp.Bytes

// MarshalJSON writes the form of nntp.json, where an AUTHINFO command has no article.
func (t Transaction) MarshalJSON() ([]byte, error) {
	if t.Auth != "" {
		return json.Marshal(struct {
			Auth       string `json:"auth"`
			Connection int    `json:"connection"`
		}{t.Auth, t.Connection})
	}
	return json.Marshal(struct {
		Article      *Bytes `json:"article"`
		Connection   int    `json:"connection"`
		PostReply    string `json:"post_reply,omitempty"`
		PostEndReply string `json:"postend_reply,omitempty"`
		Dropped      string `json:"dropped,omitempty"`
		BareReturns  int    `json:"bare_returns,omitempty"`
	}{t.Article, t.Connection, t.PostReply, t.PostEndReply, t.Dropped, t.BareReturns})
}
