// SPDX-License-Identifier: GPL-2.0-or-later

package cookheaders

import (
	"os"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// TestSubjects reads testdata/subjects.txt, see there.
func TestSubjects(t *testing.T) {
	table, err := os.ReadFile("testdata/subjects.txt")
	if err != nil {
		t.Fatal(err)
	}
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	list := w.Lock(t, "test")
	tested := 0
	for line := range strings.Lines(string(table)) {
		col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(col) != 7 {
			continue // the remark above
		}
		tested++
		list.Attrs.SetStr("subject_prefix", sitetest.ParsePython(t, col[0]))
		w.Set("OLD_STYLE_PREFIXING", col[1] == "old")
		list.Attrs.SetStr("preferred_language", pyvalue.Str(col[2]))
		list.Attrs.SetStr("post_id", sitetest.ParsePython(t, col[3]))
		p := &post.Post{Site: w.Site, List: list, Msg: message.New(), Data: queue.NewMetadata()}
		if col[4] != "-" {
			subject, _ := pyvalue.AsString(sitetest.ParsePython(t, col[4]))
			p.Msg.Add("Subject", subject)
		}
		if _, err := Process(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		got, stripped := "-", "-"
		if v, ok := p.Data.Value("stripped_subject"); ok {
			got = sitetest.QuoteBytes(p.Msg.Get("Subject"))
			stripped = strings.TrimPrefix(sitetest.ShowPython(v), "Header ")
		}
		if got != col[5] || stripped != col[6] {
			t.Errorf("%s\n got %s %s", line, got, stripped)
		}
	}
	if tested < 390 {
		t.Errorf("only %d subjects in testdata/subjects.txt", tested)
	}
}
