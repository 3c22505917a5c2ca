// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"strings"
	"testing"
)

// plainArticle is how cPickle stores an article.
const plainArticle = "(iMailman.Archiver.HyperArch\nArticle\np1\n(dp2\nS'body'\np3\n(lp4\nsS'decoded'\np5\n(dp6\nS'author'\np7\n" +
	`VB\u00e4rt \u263a` + "\np8\nssS'references'\np9\n(lp10\nS't1@x'\np11\naS't2\\x00\\'@x'\np12\nasS'parentID'\np13\nNsg7\nS'Bart'\np14\n" +
	"sS'sequence'\np15\nI17\nsS'_last_article_time'\np16\nF1794999820.5\nsS'threadKey'\np17\ng11\nsb."

// TestPlain: a plain pickle is what the stack machine makes of it.
func TestPlain(t *testing.T) {
	for _, data := range []string{plainArticle, "(lp1\n.", "(dp1\n.", "(lp1\n(lp2\nI1\naa.", "(dS'a'\nI1\nsS'a'\nI2\ns."} {
		got, rest, ok := plain([]byte(data + "more"))
		want, _, err := run([]byte(data), false)
		if err != nil || !ok || string(rest) != "more" {
			t.Errorf("%q: ok %v, rest %q, error %v", data, ok, rest, err)
			continue
		}
		if tree(got) != tree(want) {
			t.Errorf("%q is\n%s\nwant\n%s", data, tree(got), tree(want))
		}
	}
}

// TestNotPlain: whatever is shared, unusual, damaged or long is left to the stack machine.
func TestNotPlain(t *testing.T) {
	for _, data := range []string{
		"", "(", "(l", "(lp1\n", "I1\n.", "(lp1\nI1\n.", "(lp1\nI1\nab.", "(dp1\nI1\ns.", "(lp1\ng1\na.", "(lp1\ng2\na.",
		"(lp1\n(lp2\nag2\na.", "(I1\nl.", "(dp1\n(lp2\nI1\ns.", "(iposix\nsystem\np1\n(dp2\nb.", "(iMailman.Message\nMessage\np1\n.",
		"(lp1\nS'a\na.", "(lpx\n.", strings.Repeat("(l", 20) + strings.Repeat("a", 19) + ".",
		"(lp1\nS'" + strings.Repeat("a", maxPlain) + "'\na.",
	} {
		if v, _, ok := plain([]byte(data)); ok {
			t.Errorf("%.60q is %s", data, tree(v))
		}
	}
	for n := range len(plainArticle) {
		if _, _, ok := plain([]byte(plainArticle[:n])); ok {
			t.Errorf("the first %d bytes of an article are plain", n)
		}
	}
}
