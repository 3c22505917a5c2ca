// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
)

// randomValue is a list of texts, short and long, some of them more than once.
func randomValue(rnd *rand.Rand) pyvalue.Value {
	v := list()
	for range rnd.IntN(6) {
		n := []int{0, 1, 255, 256, longText - 1, longText, 3 * longText}[rnd.IntN(7)]
		text := strings.Repeat("\n\\é'"[:1+rnd.IntN(5)], n)[:n]
		switch rnd.IntN(4) {
		case 0:
			v.Items = append(v.Items, pyvalue.Unicode(strings.Repeat("ä", n)))
		case 1:
			v.Items = append(v.Items, dict(pyvalue.Str("key"), pyvalue.Str(text)))
		case 2:
			v.Items = append(v.Items, randomValue(rnd))
		default:
			v.Items = append(v.Items, pyvalue.Str(text))
		}
	}
	return v
}

// TestPiecesAreAppendDump: in pieces and as a whole pickles are the same, several one
// behind the other too, and after an error and Reset.
func TestPiecesAreAppendDump(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var p Pieces
	apart := 0
	for round := range 300 {
		var want []byte
		for range rnd.IntN(4) {
			v, protocol := randomValue(rnd), rnd.IntN(2)
			var err error
			if want, err = AppendDump(want, v, protocol); err != nil {
				t.Fatal(err)
			}
			if err := p.Append(v, protocol); err != nil {
				t.Fatal(err)
			}
			// What is written before the fault is a long text.
			if p.Append(list(pyvalue.Str(strings.Repeat("y", longText)), &pyvalue.Tuple{Items: []pyvalue.Value{struct{}{}}}), 1) == nil {
				t.Fatal("a struct is stored")
			}
		}
		all := p.All()
		apart += len(all) - 1
		if got := bytes.Join(all, nil); !bytes.Equal(got, want) {
			t.Fatalf("round %d: %d bytes in %d pieces, want %d bytes; or others", round, len(got), len(all), len(want))
		}
		p.Reset()
	}
	if apart < 300 {
		t.Errorf("%d texts were pieces of their own", apart)
	}
}

// TestShortPickleIsOnePiece: it is written with one call of the kernel.
func TestShortPickleIsOnePiece(t *testing.T) {
	var p Pieces
	for range 2 {
		if err := p.Append(pyvalue.Str(strings.Repeat("x", longText-1)), 1); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(p.All()); n != 1 {
		t.Errorf("%d pieces", n)
	}
}

// TestLongTextIsNotCopied: neither when it is loaded, with escapes and without them, nor
// in pieces.
func TestLongTextIsNotCopied(t *testing.T) {
	const size = 16 << 20
	for protocol := range 2 {
		text := pyvalue.Str(strings.Repeat("text\n", size/5))
		data, err := Dump(list(text, pyvalue.Str("short")), protocol)
		if err != nil {
			t.Fatal(err)
		}
		var v pyvalue.Value
		took := allocated(func() { v, _, err = LoadOwn(data) })
		if err != nil || v.(*pyvalue.List).Items[0] != text || v.(*pyvalue.List).Items[1] != pyvalue.Str("short") {
			t.Errorf("protocol %d: %v, or another text", protocol, err)
		}
		if took > size/8 {
			t.Errorf("protocol %d: loading takes %d bytes", protocol, took)
		}
		var p Pieces
		if took := allocated(func() { err = p.Append(v, 1) }); err != nil || took > size/8 {
			t.Errorf("protocol %d: storing takes %d bytes, %v", protocol, took, err)
		}
	}
}

func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
