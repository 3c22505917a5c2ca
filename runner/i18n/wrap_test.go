// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

func TestWrap(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/wrap.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ar.Files {
		t.Run(f.Name, func(t *testing.T) {
			lines := strings.Split(string(f.Data), "\n")
			in, err1 := strconv.Unquote(lines[0])
			want, err2 := strconv.Unquote(lines[1])
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			unicode := strings.HasPrefix(f.Name, "unicode")
			if got := Wrap(Text{in, unicode}); got != (Text{want, unicode}) {
				t.Errorf("Wrap(%q)\n got %q\nwant %q", in, got.S, want)
			}
		})
	}
	if len(ar.Files) < 15 {
		t.Errorf("only %d texts in testdata/wrap.txtar", len(ar.Files))
	}
}
