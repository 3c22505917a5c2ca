// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"os"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/post"
	"mmgen/runner/post/posttest"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// TestToDigest: posts to lists with digests wait for one; a digest does not.
func TestToDigest(t *testing.T) {
	for _, test := range []struct {
		name                 string
		digestable, isDigest bool
		waits                bool
	}{
		{"a post", true, false, true},
		{"a list without digests", false, false, false},
		{"a digest", true, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{"digestable": test.digestable})
			p := posttest.New(t, w, "Subject: x\n\nFrom x\n")
			p.Data.SetStr("isdigest", test.isDigest)
			if v, err := toDigest(t.Context(), p); err != nil || v.Action != post.GoOn {
				t.Fatalf("%v, %v", v, err)
			}
			w.Commit(t)
			box, err := os.ReadFile(w.Path("lists/test/digest.mbox"))
			if got := err == nil; got != test.waits {
				t.Errorf("digest.mbox is there: %v, want %v", got, test.waits)
			}
			if want := "From nobody Wed Nov 18 11:06:40 2026\nSubject: x\n\n>From x\n\n"; test.waits && string(box) != want {
				t.Errorf("it is %q, want %q", box, want)
			}
		})
	}
}

// TestDigestDecoration: header and footer of a digest are filled in as those
// of posts are.
func TestDigestDecoration(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"digest_size_threshhold": 0.01,
		"digest_header":          pyvalue.Unicode("This is %(real_name)s, „the“ list.  "),
		"digest_footer":          pyvalue.Str("%(bad"),
	})
	if _, err := toDigest(t.Context(), posttest.New(t, w, "Subject: x\n\nx\n")); err != nil {
		t.Fatal(err)
	}
	for _, e := range w.Committed(t, site.Virgin) {
		text := e.Msg.DecodedBody()
		for _, part := range e.Msg.Parts() {
			text += part.Get("Content-Description") + ":\n" + part.DecodedBody()
		}
		for _, want := range []string{"This is Test, „the“ list.", "Digest Footer", "\n%(bad\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in\n%s", want, text)
			}
		}
	}
	if log := w.Log.String(); !strings.Contains(log, "Exception while calculating digest footer") {
		t.Errorf("logged: %s", log)
	}
}
