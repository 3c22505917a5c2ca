// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// fuzzGate sends messages through a handler. None may make it panic or take the
// message apart: what was sent must be a message when it is read again.
func fuzzGate(f *testing.F, seeds string, step Handler, attrs map[string]pyvalue.Value) {
	files, _ := filepath.Glob("testdata/gates/" + seeds + "-*.txt")
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range archive.Files {
			if part.Name == "message" {
				f.Add(string(part.Data))
			}
		}
	}
	w := sitetest.New(f)
	w.LookupTXT = dnsTable{"_dmarc.example.com": {"v=DMARC1; p=none"}}.LookupTXT
	w.AddList(f, "test", attrs)
	list := w.Open(f, "test")
	f.Fuzz(func(t *testing.T, text string) {
		p := &post.Post{Site: w.Site, List: list, Msg: message.Parse(text), Data: queue.NewMetadata()}
		fields := len(p.Msg.Fields())
		if _, err := step(t.Context(), p); err != nil {
			return // the entry is shunted as it came
		}
		again := message.Parse(p.Msg.Flatten(false, false))
		if fields > 0 && len(again.Fields()) == 0 {
			t.Errorf("%q became %q", text, p.Msg.Flatten(false, false))
		}
	})
}

func FuzzApprove(f *testing.F) { fuzzGate(f, "approve", approve, nil) }

func FuzzTagger(f *testing.F) {
	fuzzGate(f, "topics", tagger, map[string]pyvalue.Value{
		"topics_enabled": int64(1), "topics_bodylines_limit": int64(-1),
		"topics": &pyvalue.List{Items: []pyvalue.Value{pyvalue.NewTuple(pyvalue.Str("x"), pyvalue.Str("beer|^$"), pyvalue.Str(""), int64(0))}},
	})
}

func FuzzSpamDetect(f *testing.F) {
	fuzzGate(f, "filter", spamDetect, map[string]pyvalue.Value{
		"dmarc_moderation_action": int64(1),
		"header_filter_rules":     &pyvalue.List{Items: []pyvalue.Value{pyvalue.NewTuple(pyvalue.Unicode("^subject:.*lottery\ncafé"), int64(filterDiscard), int64(0))}},
	})
}
