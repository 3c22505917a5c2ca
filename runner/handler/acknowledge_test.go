// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/site"
)

func TestAcknowledge(t *testing.T) {
	subject := header.New("Gr\xfc\xdfe", false, mimecharset.New("iso-8859-1"), "Subject")
	for _, c := range []struct {
		name     string
		data     map[string]pyvalue.Value
		template string
		to, body string // to is "" where no letter is sent
	}{
		{name: "wanted", template: "%(subject)s|%(listname)s", to: "anne@example.com", body: "x|Test"},
		{
			name: "subject as the author wrote it", data: map[string]pyvalue.Value{"origsubj": pyvalue.Str("=?us-ascii?q?the?=\n first")},
			template: "%(subject)s", to: "anne@example.com", body: "the first",
		},
		{
			name: "subject that is an instance", data: map[string]pyvalue.Value{"origsubj": header.PickleValue(subject)},
			template: "%(subject)s", to: "anne@example.com", body: "Gr??e",
		},
		{
			name:     "addresses",
			template: "%(listinfo_url)s %(optionsurl)s", to: "anne@example.com",
			body: "http://lists.example.com/mailman/listinfo/test http://lists.example.com/mailman/options/test/anne%40example.com",
		},
		{name: "author known before", data: map[string]pyvalue.Value{"original_sender": pyvalue.Str("bart@example.org")}},
		{name: "no member", data: map[string]pyvalue.Value{"original_sender": pyvalue.Str("zoe@example.org")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, w := newPost(t, nil)
			if err := member.Of(p.List).SetOption("anne@example.com", member.AcknowledgePosts, true); err != nil {
				t.Fatal(err)
			}
			w.Write(t, "lists/test/en/postack.txt", []byte(c.template))
			for key, v := range c.data {
				p.Data.SetStr(key, v)
			}
			if _, err := acknowledge(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			letters := w.Committed(t, site.Virgin)
			if c.to == "" {
				if len(letters) != 0 {
					t.Errorf("%d letters, want none", len(letters))
				}
				return
			}
			if len(letters) != 1 {
				t.Fatalf("%d letters, want one", len(letters))
			}
			m := letters[0].Msg
			if got := m.Body(); got != c.body {
				t.Errorf("letter says %q, want %q", got, c.body)
			}
			if m.Get("To") != c.to || m.Get("From") != "test-bounces@lists.example.com" || m.Get("Subject") != "Test post acknowledgement" {
				t.Errorf("letter to %q from %q: %q", m.Get("To"), m.Get("From"), m.Get("Subject"))
			}
		})
	}
}
