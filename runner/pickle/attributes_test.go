// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
)

// storedArticle is how cPickle stores an article.
const storedArticle = "(iMailman.Archiver.HyperArch\nArticle\np1\n(dp2\nS'body'\np3\n(lp4\nsS'decoded'\np5\n(dp6\nS'author'\np7\n" +
	`VB\u00e4rt \u263a ` + "\xe4\np8\nssS'references'\np9\n(lp10\nS't1@x'\np11\naS't2\\x00\\'@x'\np12\nasS'parentID'\np13\nNsg7\nS'Bart'\np14\n" +
	"sS'sequence'\np15\nI17\nsS'long'\np16\nL18L\nsS'_last_article_time'\np17\nF1794999820.5\nsS'threadKey'\np18\ng11\nsS''\nV\nsS'headers'\np19\n(dp20\nsb."

func attributesOf(data string) (all []string, ok bool) {
	ok = Attributes(data, "Article", func(a Attribute) {
		all = append(all, fmt.Sprintf("%s.%s=%q %v", a.In, a.Name, a.Text, a.Unicode))
	})
	return all, ok
}

// TestAttributes: what is read is what Load finds.
func TestAttributes(t *testing.T) {
	got, ok := attributesOf(storedArticle)
	v, _, err := Load([]byte(storedArticle))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	var want []string
	add := func(in, name string, v pyvalue.Value) {
		_, unicode := v.(pyvalue.Unicode)
		if v != nil {
			want = append(want, fmt.Sprintf("%s.%s=%q %v", in, name, pyvalue.Text(v), unicode))
		}
	}
	for key, value := range v.(*Instance).State.(*pyvalue.Dict).All() {
		name := pyvalue.Text(key)
		switch value := value.(type) {
		case *pyvalue.List:
			for _, item := range value.Items {
				add(name, "", item)
			}
		case *pyvalue.Dict:
			for key, item := range value.All() {
				add(name, pyvalue.Text(key), item)
			}
		case pyvalue.Unicode:
			add("", name, value)
		default:
			add("", name, value)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// TestNotAttributes: whatever is unusual or damaged is left to Load.
func TestNotAttributes(t *testing.T) {
	const head = "(iMailman.Archiver.HyperArch\nArticle\n"
	for _, data := range []string{
		"", "(", "I1\n.", "(lp1\n.", "(iMailman.Archiver.HyperArch\nOther\n(db.", "(i\nArticle\n(db.", head + "(lb.", head + "(d.", head + "(db",
		head + "(dS'a\nI1\nsb.", head + "(dI1\nI1\nsb.", head + "(dS'a'\nI1\nb.", head + "(dS'a'\nsb.", head + "(dS'a'\ng1\nsb.",
		head + "p1\n(dS'a'\ng1\nsb.", head + "p2\n(db.", head + "px\n(db.", head + "(dS'a'\n(dS'b'\n(dssb.", head + "(dS'a'\n(lI1\nsb.",
		head + "(dS'a'\nS'\\x'\nsb.", head + "(dS'a'\nV\\u12\nsb.", head + "(dS'a'\nI\nsb.", head + "(dS'a'\n(tsb.",
	} {
		if got, ok := attributesOf(data); ok {
			t.Errorf("%q has %q", data, got)
		}
	}
	for n := range len(storedArticle) {
		if _, ok := attributesOf(storedArticle[:n]); ok {
			t.Errorf("the first %d bytes have attributes", n)
		}
	}
	if _, ok := attributesOf(head + "(dS'a'\n(l" + strings.Repeat("S'x'\np1\na", 3) + "sb."); ok {
		t.Error("numbers of the memo that come again")
	}
}

func BenchmarkAttributes(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if !Attributes(storedArticle, "Article", func(Attribute) {}) {
			b.Fatal("it is none")
		}
	}
}
