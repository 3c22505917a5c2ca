// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bytes"
	"runtime"
	"testing"

	"mmgen/generator/pyvalue"
)

// FuzzLoad: no input makes Load panic or take memory out of proportion, and
// what it loads survives Dump and Load.
func FuzzLoad(f *testing.F) {
	for _, data := range sampleFiles(f) {
		f.Add(data)
	}
	_, pickles, _ := opcodeLines(f)
	for _, p := range pickles {
		f.Add([]byte(p))
	}
	f.Add([]byte("(cMailman.Bouncer\n_BounceInfo\noq\x01}U\x01ah\x01sb."))
	f.Add([]byte("ccopy_reg\n_reconstructor\n(cemail.Header\nHeader\nc__builtin__\nobject\nNtR}U\x01aK\x01sb."))
	f.Add([]byte("T\x00\x00\x00\x40abc."))
	f.Add([]byte(storedArticle))
	f.Fuzz(func(t *testing.T, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		v, rest, err := Load(data)
		runtime.ReadMemStats(&after)
		// Opcodes of one byte make values of up to some hundred.
		if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20+1000*uint64(len(data)) {
			t.Errorf("%d bytes allocated for %d", got, len(data))
		}
		if err != nil {
			if len(rest) != len(data) {
				t.Errorf("%d of %d bytes left on error %v", len(rest), len(data), err)
			}
			return
		}
		pyvalue.Repr(v)
		Attributes(string(data), "Article", func(Attribute) {})
		if own, rest, err := LoadOwn(bytes.Clone(data)); err != nil || tree(own) != tree(v) {
			t.Fatalf("LoadOwn: %s, %d bytes left, %v; Load: %s", tree(own), len(rest), err, tree(v))
		}
		for protocol := range 2 {
			out, err := Dump(v, protocol)
			if err != nil {
				t.Fatal(err)
			}
			again, rest, err := Load(out)
			if err != nil || len(rest) > 0 {
				t.Fatalf("protocol %d: %v, %d bytes left of %q", protocol, err, len(rest), out)
			}
			if same, err := Dump(again, protocol); err != nil || string(same) != string(out) {
				t.Fatalf("protocol %d: dumped as %q, again as %q, %v", protocol, out, same, err)
			}
		}
	})
}
