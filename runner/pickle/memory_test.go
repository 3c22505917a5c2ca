// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"runtime"
	"strings"
	"testing"
)

// memoryHogs are pickles whose opcodes each make as much as they can of a few
// bytes, n bytes long or a little more.
func memoryHogs(n int) map[string]string {
	fill := func(head, opcodes, tail string) string {
		return head + strings.Repeat(opcodes, (n-len(head)-len(tail))/len(opcodes)) + tail
	}
	list := "](" + strings.Repeat("K\x01", n/4) + "ep0\n"
	return map[string]string{
		"NONE":                  fill("", "N", "."),
		"TUPLE1":                fill("N", "\x85", "."),
		"TUPLE1 popped":         fill("", "N\x850", "N."),
		"TUPLE2":                fill("N", "N\x86", "."),
		"TUPLE3":                fill("N", "NN\x87", "."),
		"EMPTY_TUPLE":           fill("", ")", "."),
		"EMPTY_LIST":            fill("", "]", "."),
		"EMPTY_DICT":            fill("", "}", "."),
		"lists in a list":       fill("](", "]", "e."),
		"dicts in a list":       fill("](", "}", "e."),
		"lists of one":          fill("](", "]Na", "e."),
		"dicts of one":          fill("](", "}NNs", "e."),
		"APPEND":                fill("]", "Na", "."),
		"APPENDS":               fill("](", "N", "e."),
		"SETITEM":               fill("}", "NNs", "."),
		"SETITEMS":              fill("}(", "NN", "u."),
		"MARK":                  fill("", "(", "."),
		"MARK TUPLE":            fill("", "(t", "."),
		"MARK LIST":             fill("", "(l", "."),
		"MARK DICT":             fill("", "(d", "."),
		"MARK POP":              fill("", "(0", "N."),
		"LIST of many":          fill("(", "N", "l."),
		"DICT of many":          fill("(", "NN", "d."),
		"TUPLE of many":         fill("(", "N", "t."),
		"DUP":                   fill("N", "2", "."),
		"BININT1":               fill("](", "K\x01", "e."),
		"BININT2":               fill("](", "M\x01\x02", "e."),
		"INT":                   fill("](", "I7\n", "e."),
		"LONG":                  fill("](", "L1L\n", "e."),
		"LONG1":                 fill("](", "\x8a\x01\x07", "e."),
		"LONG1 empty":           fill("](", "\x8a\x00", "e."),
		"LONG1 big":             fill("](", "\x8a\xff"+strings.Repeat("\x07", 255), "e."),
		"LONG big":              fill("](", "L"+strings.Repeat("9", 4000)+"L\n", "e."),
		"FLOAT":                 fill("](", "F1\n", "e."),
		"SHORT_BINSTRING":       fill("](", "U\x00", "e."),
		"short texts":           fill("](", "U\x01a", "e."),
		"texts of 40":           fill("](", "U\x28"+strings.Repeat("a", 40), "e."),
		"STRING":                fill("](", "S''\n", "e."),
		"STRING of escapes":     fill("S'", `\n`, "'\n."),
		"UNICODE":               fill("](", "V\n", "e."),
		"UNICODE of Latin":      fill("V", "\xe4", "\n."),
		"BINUNICODE":            fill("](", "X\x00\x00\x00\x00", "e."),
		"one text":              "T" + string([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}) + strings.Repeat("a", n) + ".",
		"BINPUT":                fill("N", "q\x01", "."),
		"LONG_BINPUT":           fill("N", "r\x00\x00\x01\x00", "."),
		"PUT":                   fill("N", "p5\n", "."),
		"PUT of a tuple":        fill(")", "p5\n", "."),
		"BINGET":                fill(")q\x00](", "h\x00", "e."),
		"BINGET of a text":      fill("U\x01aq\x00](", "h\x00", "e."),
		"GET":                   fill(")p5\n(", "g5\n", "l."),
		"GLOBAL":                fill("](", "c__builtin__\nset\n", "e."),
		"INST":                  fill("](", "(iMailman.Bouncer\n_BounceInfo\n", "e."),
		"OBJ":                   fill("cMailman.Bouncer\n_BounceInfo\nq\x000](", "(h\x00o", "e."),
		"OBJ BUILD":             fill("cMailman.Bouncer\n_BounceInfo\nq\x000](", "(h\x00o}b", "e."),
		"NEWOBJ":                fill("cemail.Header\nHeader\nq\x000](", "h\x00)\x81", "e."),
		"REDUCE":                fill("c__builtin__\nset\nq\x000](", "h\x00)R", "e."),
		"one big set":           "c__builtin__\nset\n(" + list + "tR.",
		"many sets of one list": list + fill("c__builtin__\nset\n(h\x00tq\x010q\x020(", "h\x02h\x01R", "t.")[:n/2] + ".",
		"many keys":             fill("}(", "K\x07N", "u."),
		"tuples as keys":        fill("}(", ")N", "u."),
	}
}

// What a pickle makes Load take is bounded, garbage included, whatever its
// opcodes are: by eight times its length and 64 MB.
func TestMemoryIsBounded(t *testing.T) {
	for name, data := range memoryHogs(6 << 20) {
		pickle := []byte(data)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, _ = Load(pickle)
		runtime.ReadMemStats(&after)
		if took, limit := after.TotalAlloc-before.TotalAlloc, uint64(8*len(data)+64<<20); took > limit {
			t.Errorf("%s: %d bytes took %d MB, the limit is %d", name, len(data), took>>20, limit>>20)
		}
	}
}

// The bound is far from what a big list needs.
func TestBigListIsWithinBounds(t *testing.T) {
	data, err := Dump(bigList(50000), 1)
	if err != nil {
		t.Fatal(err)
	}
	f := &filter{data: data, left: costFactor*len(data) + spareCost}
	if _, err := f.load(); err != nil || f.left < spareCost {
		t.Errorf("%d bytes need more than %d times that: %d bytes left of %d, %v", len(data), costFactor, f.left, spareCost, err)
	}
}
