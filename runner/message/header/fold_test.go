// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"strings"
	"testing"
)

// What Header(value, maxlinelen=max, header_name=name).encode() is in Python 2.7.
func TestFoldHeader(t *testing.T) {
	for _, c := range []struct {
		name, value string
		max         int
		want        string
	}{
		{"Subject", "short", 78, "short"},
		{"Subject", "  leading", 78, "leading"},
		{"Subject", "", 78, ""},
		{"Subject", strings.Repeat("word ", 30), 78, "word word word word word word word word word word word word word word\n" +
			" word word word word word word word word word word word word word word word\n" +
			" word "},
		{"Subject", strings.Repeat("x", 100), 78, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
		{"To", "person0@lists.example.com, person1@lists.example.com, person2@lists.example.com, person3@lists.example.com, person4@lists.example.com, person5@lists.example.com, person6@lists.example.com, person7@lists.example.com", 78, "person0@lists.example.com, person1@lists.example.com,\n" +
			" person2@lists.example.com, person3@lists.example.com,\n" +
			" person4@lists.example.com, person5@lists.example.com,\n" +
			" person6@lists.example.com, person7@lists.example.com"},
		{"To", "person0@lists.example.com,\n\tperson1@lists.example.com,\n\tperson2@lists.example.com,\n\tperson3@lists.example.com,\n\tperson4@lists.example.com,\n\tperson5@lists.example.com,\n\tperson6@lists.example.com,\n\tperson7@lists.example.com", 78, "person0@lists.example.com, person1@lists.example.com,\n" +
			" person2@lists.example.com, person3@lists.example.com,\n" +
			" person4@lists.example.com, person5@lists.example.com,\n" +
			" person6@lists.example.com, person7@lists.example.com"},
		{"Content-Type", "multipart/mixed; boundary=\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"; charset=\"us-ascii\"", 78, "multipart/mixed;\n" +
			" boundary=\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\";\n" +
			" charset=\"us-ascii\""},
		{"X-Semi", "a;b; c,d e; ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ;g h ", 78, "a; b; c,d e;\n" +
			" ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;\n" +
			" g h ; g h ; g h ; g h ; g h ; g h ; g h ; g h ; g h ; g h ; g h ; g h ; g h ;\n" +
			" g h ; g h ; g h ; g h ; g h ; g h ; g h "},
		{"Received", "from mail.example.com (localhost [127.0.0.1]) by lists.example.com (Postfix) with ESMTP id 0123456789 for <list@lists.example.com>; Mon,  1 Jan 2024 00:00:00 +0000 (UTC)", 78, "from mail.example.com (localhost [127.0.0.1]) by lists.example.com\n" +
			" (Postfix) with ESMTP id 0123456789 for <list@lists.example.com>;\n" +
			" Mon,  1 Jan 2024 00:00:00 +0000 (UTC)"},
		{"Received", "from a\n\tby b; Mon, 1 Jan 2024", 78, "from a\n" +
			"\tby b; Mon, 1 Jan 2024"},
		{"Subject", "a\n\tb\n c d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d ", 78, "a b\n" +
			" c d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d\n" +
			" d d "},
		{"List-Unsubscribe", "<http://lists.example.com/mailman/options/list>,\n\t<mailto:list-request@lists.example.com?subject=unsubscribe>", 78, "<http://lists.example.com/mailman/options/list>,\n" +
			" <mailto:list-request@lists.example.com?subject=unsubscribe>"},
		{"Subject", strings.Repeat("x", 68), 78, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
		{"Subject", strings.Repeat("x", 69), 78, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
		{"Subject", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb c", 78, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb c"},
		{"References", "<0.example@lists.example.com> <1.example@lists.example.com> <2.example@lists.example.com> <3.example@lists.example.com> <4.example@lists.example.com> <5.example@lists.example.com>", 78, "<0.example@lists.example.com> <1.example@lists.example.com>\n" +
			" <2.example@lists.example.com> <3.example@lists.example.com>\n" +
			" <4.example@lists.example.com> <5.example@lists.example.com>"},
		{"X", "Name: a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a ", 78, "Name: a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a\n" +
			" a a a a a "},
		{"X", "Foo: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb c", 78, "Foo: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n" +
			" c"},
		{"Subject", "trailing; yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy;", 78, "trailing;\n" +
			" yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; "},
		{"Subject", strings.Repeat("word ", 30), 40, "word word word word word word\n" +
			" word word word word word word word word\n" +
			" word word word word word word word word\n" +
			" word word word word word word word word"},
	} {
		if got := Fold(c.name, c.value, c.max); got != c.want {
			t.Errorf("FoldHeader(%q, %q, %d) =\n%s\nwant\n%s", c.name, c.value, c.max, got, c.want)
		}
	}
}

func BenchmarkFoldHeader(b *testing.B) {
	for name, value := range map[string]string{
		"short": "a subject as most of them are",
		"long":  strings.Repeat("person@lists.example.com, ", 20),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold("Subject", value, 78)
			}
		})
	}
}
