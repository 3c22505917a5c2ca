// SPDX-License-Identifier: GPL-2.0-or-later

// Package posttest makes posts for the tests of handlers, and shows their verdicts.
package posttest

import (
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// New is a post to the list test of a throwaway site.
func New(t testing.TB, w *sitetest.World, text string) *post.Post {
	c := w.Change(t, "test")
	p := &post.Post{Site: w.Site, Change: c, List: c.List(), Msg: message.Parse(text), Data: queue.NewMetadata()}
	p.Data.SetStr("listname", pyvalue.Str("test"))
	return p
}

// Outcome shows what a handler returned, in a line.
func Outcome(v post.Verdict, err error) string {
	if err != nil {
		return "fault"
	}
	switch v.Action {
	case post.Discard:
		return "discard"
	case post.Reject:
		return "reject: " + strings.TrimSpace(v.Notice.S)
	}
	return "go on"
}
