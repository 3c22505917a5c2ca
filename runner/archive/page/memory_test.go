// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// TestMemory: a message of any letters takes eight times its length, and 64 MB, until it is
// in its page and in the volume's text.
func TestMemory(t *testing.T) {
	const size = 8 << 20
	const bound = 8*size + 64<<20
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	for _, unit := range []string{
		"A line of text as people write it, and one that is not quoted.\n",
		"> A line of text as people write it, and one that is quoted.\n",
		"\n", "@\n", "a@b\n",
		"Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.\n",
		"A line of text that ends as in DOS.\r\n",
		"あいうえおかきくけこさしすせそたちつてと\n",
	} {
		a := newArchive(t, "en")
		made := a.post("Content-Type: text/plain; charset=utf-8\n\n"+strings.Repeat(unit, size/len(unit)), 1)
		a.page(t, made, nil, nil)
		a.Text(made)
		var m runtime.MemStats
		if runtime.ReadMemStats(&m); m.HeapSys > bound {
			t.Fatalf("%q: %d MB for %d", unit, m.HeapSys>>20, size>>20)
		}
	}
}

// TestLinksEnd: behind the last link of a long body addresses are obscured still.
func TestLinksEnd(t *testing.T) {
	a := newArchive(t, "en")
	made := a.post("\n"+strings.Repeat("a@b\n", maxLinks/len(listinfo)+10)+"http://x/\n", 1)
	body := a.Body(made)
	if links := strings.Count(body, "<A "); links != maxLinks/len(listinfo)+1 {
		t.Errorf("%d links, of %d bytes", links, links*len(listinfo))
	}
	if strings.Contains(body, "@") || !strings.HasSuffix(body, "</A>\na at b\na at b\na at b\na at b\na at b\na at b\na at b\na at b\na at b\nhttp://x/\n</PRE>\n") {
		t.Errorf("the end is %q", body[len(body)-200:])
	}
}
