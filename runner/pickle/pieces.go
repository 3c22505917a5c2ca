// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"unsafe"

	"mmgen/generator/pyvalue"
)

// Pieces are pickles, one behind the other, for a file. Long texts stay where they
// are in memory, for a message may have a body of 50 MB. All others are written into
// one buffer, as by AppendDump.
//
// The zero Pieces is empty. After Reset it keeps its buffer for the next pickles.
type Pieces struct {
	b    []byte
	cuts []cut
}

// cut is a text that is not in the buffer, and the place in the buffer where it belongs.
type cut struct {
	at   int
	text string
}

// longText is the length, in bytes, from which on a text is a piece of its own. One more call
// of the kernel costs less than to copy that much.
const longText = 64 << 10

// Append adds what Dump returns. On an error nothing is added. Texts of protocol 0 are
// escaped, and so always copied.
func (p *Pieces) Append(v pyvalue.Value, protocol int) error {
	if err := checkProtocol(protocol); err != nil {
		return err
	}
	d := dumpers.Get().(*dumper)
	defer d.release()
	d.b, d.cuts, d.binary, d.apart = p.b, p.cuts, protocol == 1, true
	if err := d.dump(v); err != nil {
		return err
	}
	p.b, p.cuts = d.b, d.cuts
	return nil
}

// All returns the pieces in their order. The caller must not change them; they are valid until
// the next Append or Reset.
func (p *Pieces) All() [][]byte {
	all := make([][]byte, 0, 2*len(p.cuts)+1)
	from := 0
	for _, c := range p.cuts {
		// The bytes of a string must never be changed. Writing a file only reads them.
		all = append(all, p.b[from:c.at], unsafe.Slice(unsafe.StringData(c.text), len(c.text)))
		from = c.at
	}
	return append(all, p.b[from:])
}

// Reset takes out all pickles.
func (p *Pieces) Reset() {
	clear(p.cuts) // the texts are not kept alive
	p.b, p.cuts = p.b[:0], p.cuts[:0]
}

// writeText writes the text of a binary opcode.
func (d *dumper) writeText(s string) {
	if d.apart && len(s) >= longText {
		d.cuts = append(d.cuts, cut{len(d.b), s})
		return
	}
	d.b = append(d.b, s...)
}
