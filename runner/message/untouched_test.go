// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestUntouched: what Parse says of texts that come back byte for byte is so.
func TestUntouched(t *testing.T) {
	w := writer{Rand: rand.New(rand.NewPCG(1, 2))}
	for range 3000 {
		text := w.message(0)
		if got := Parse(text).Flatten(false, false); got != text {
			t.Fatalf("(- before, + after):\n%s", cmp.Diff(text, got))
		}
	}
}

// writer makes up messages of the kind that come back byte for byte.
type writer struct {
	*rand.Rand
	boundaries int
}

func (w *writer) pick(texts ...string) string { return texts[w.IntN(len(texts))] }

func (w *writer) some(texts ...string) string {
	var b strings.Builder
	for range w.IntN(4) {
		b.WriteString(w.pick(texts...))
	}
	return b.String()
}

func (w *writer) message(depth int) string {
	header := w.some("A: b\n", "Subject: x\n\ty\n", "To: \n", "X: caf\xe9 \n")
	kind := w.IntN(4)
	if depth > 4 {
		kind = 0
	}
	switch kind {
	case 1:
		return header + "Content-Type: message/rfc822\n\n" + w.message(depth+1)
	case 2:
		return header + w.multipart(depth)
	case 3:
		return header + "Content-Type: message/delivery-status\n\nA: b\n\nC: d\nE: f\n\nG: h\n"
	}
	return header + w.pick("Content-Type: text/plain\n", "Content-Type: image/x; name=\"a;b\"\n") + "\n" + w.body()
}

func (w *writer) multipart(depth int) string {
	w.boundaries++
	b := fmt.Sprint("b", w.boundaries)
	text := "Content-Type: multipart/" + w.pick("mixed", "digest", "signed") + "; boundary=" + b + "\n\n"
	text += w.pick("", "preamble\n")
	for range 1 + w.IntN(3) {
		text += "--" + b + "\n" + w.message(depth+1) + "\n"
	}
	return text + "--" + b + "--\n" + w.pick("", w.body())
}

func (w *writer) body() string {
	return w.some("line\n", "\n", "From x\n", "--x\n", "a: b\n", "caf\xe9\x00\n", " \t\n", "x\ry\n") + w.pick("", "end")
}
