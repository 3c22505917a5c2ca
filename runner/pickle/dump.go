// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

// Dump stores v as cPickle does with that protocol (0 or 1).
func Dump(v pyvalue.Value, protocol int) ([]byte, error) { return AppendDump(nil, v, protocol) }

// AppendDump appends to b what Dump returns, and returns the whole. On an
// error it returns b as it was.
func AppendDump(b []byte, v pyvalue.Value, protocol int) ([]byte, error) {
	if err := checkProtocol(protocol); err != nil {
		return b, err
	}
	d := dumpers.Get().(*dumper)
	defer d.release()
	d.b, d.binary = b, protocol == 1
	if err := d.dump(v); err != nil {
		return b, err
	}
	return d.b, nil
}

func checkProtocol(protocol int) error {
	if protocol != 0 && protocol != 1 {
		return fmt.Errorf("pickle: protocol %d can't be written, only 0 and 1", protocol)
	}
	return nil
}

// dump writes v and the STOP.
func (d *dumper) dump(v pyvalue.Value) error {
	if d.save(v); d.err != nil {
		return fmt.Errorf("pickle: %w", d.err)
	}
	d.b = append(d.b, '.')
	return nil
}

// fail notes an error. After the first one no further value is written.
func (d *dumper) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// dumpers are kept for the next of many small pickles.
var dumpers = sync.Pool{New: func() any {
	return &dumper{strs: make(map[pyvalue.Str]uint32), unicodes: make(map[pyvalue.Unicode]uint32), others: make(map[any]uint32)}
}}

// smallMemo is how many numbers a memo may have to be cleared and kept for the next pickle. To
// clear a bigger one would cost more than to make a new one.
const smallMemo = 1000

func (d *dumper) release() {
	if d.memo > smallMemo || d.roomy {
		return
	}
	clear(d.strs)
	clear(d.unicodes)
	clear(d.others)
	*d = dumper{strs: d.strs, unicodes: d.unicodes, others: d.others}
	dumpers.Put(d)
}

// dumper writes one pickle.
type dumper struct {
	b      []byte
	binary bool // protocol 1
	apart  bool // long texts are not copied into b, but noted in cuts
	cuts   []cut
	depth  int
	err    error // the first
	// What was written already, by its number in the memo. Text is found by
	// its value, so that an address that is a key in six dicts is written
	// once, whether or not the six came from one object.
	memo     uint32
	strs     map[pyvalue.Str]uint32
	unicodes map[pyvalue.Unicode]uint32
	others   map[any]uint32
	roomy    bool // strs has room for the members of a big list

	unnumbered int // bytes of text that were written without a number; see saveLong
}

func (d *dumper) save(v pyvalue.Value) {
	if d.err != nil {
		return
	}
	switch v := v.(type) {
	case nil:
		d.b = append(d.b, 'N')
	case bool:
		if v {
			d.b = append(d.b, "I01\n"...)
		} else {
			d.b = append(d.b, "I00\n"...)
		}
	case int64:
		d.saveInt(v)
	case pyvalue.Long:
		d.b = append(append(append(d.b, 'L'), v.Digits()...), "L\n"...)
	case float64:
		d.saveFloat(v)
	case pyvalue.Str:
		d.saveStr(v)
	case pyvalue.Unicode:
		d.saveUnicode(v)
	case Global:
		d.saveGlobal(v)
	default:
		d.saveContainer(v)
	}
}

func (d *dumper) saveContainer(v pyvalue.Value) {
	if i, ok := d.others[v]; ok {
		d.get(i)
		return
	}
	if d.depth++; d.depth > maxDepth {
		d.fail(fmt.Errorf("values nest deeper than %d", maxDepth))
		return
	}
	switch v := v.(type) {
	case *pyvalue.List:
		d.saveList(v)
	case *pyvalue.Dict:
		d.saveDict(v)
	case *pyvalue.Tuple:
		d.saveTuple(v)
	case *pyvalue.Set:
		d.saveSet(v)
	case *Instance:
		d.saveInstance(v)
	default:
		d.fail(fmt.Errorf("a value of type %T can't be stored", v))
	}
	d.depth--
}

// put gives what was just written the next number of the memo.
func (d *dumper) put() uint32 {
	d.memo++
	switch i := d.memo; {
	case !d.binary:
		d.b = append(strconv.AppendUint(append(d.b, 'p'), uint64(i), 10), '\n')
	case i < 256:
		d.b = append(d.b, 'q', byte(i))
	default:
		d.b = binary.LittleEndian.AppendUint32(append(d.b, 'r'), i)
	}
	return d.memo
}

func (d *dumper) putObject(v pyvalue.Value) {
	d.others[v] = d.put()
}

func (d *dumper) get(i uint32) {
	switch {
	case !d.binary:
		d.b = append(strconv.AppendUint(append(d.b, 'g'), uint64(i), 10), '\n')
	case i < 256:
		d.b = append(d.b, 'h', byte(i))
	default:
		d.b = binary.LittleEndian.AppendUint32(append(d.b, 'j'), i)
	}
}

func (d *dumper) saveInt(n int64) {
	switch {
	case !d.binary || n != int64(int32(n)):
		d.b = append(strconv.AppendInt(append(d.b, 'I'), n, 10), '\n')
	case n >= 0 && n < 1<<8:
		d.b = append(d.b, 'K', byte(n))
	case n >= 0 && n < 1<<16:
		d.b = binary.LittleEndian.AppendUint16(append(d.b, 'M'), uint16(n))
	default:
		d.b = binary.LittleEndian.AppendUint32(append(d.b, 'J'), uint32(n))
	}
}

func (d *dumper) saveFloat(f float64) {
	if d.binary {
		d.b = binary.BigEndian.AppendUint64(append(d.b, 'G'), math.Float64bits(f))
		return
	}
	// Like C's %.17g, not like repr.
	d.b = append(d.b, 'F')
	if math.IsNaN(f) || math.IsInf(f, 0) {
		d.b = append(d.b, pyvalue.FloatRepr(f)...)
	} else {
		d.b = strconv.AppendFloat(d.b, f, 'g', 17, 64)
	}
	d.b = append(d.b, '\n')
}

func (d *dumper) saveStr(s pyvalue.Str) {
	if i, ok := d.strs[s]; ok {
		d.get(i)
		return
	}
	d.writeStr(s)
	if len(s) > 1 { // a shorter one is not worth its number
		d.strs[s] = d.put()
	}
}

func (d *dumper) writeStr(s pyvalue.Str) {
	switch n := len(s); {
	case n > math.MaxInt32:
		d.fail(errors.New("a str of more than two gigabytes"))
	case !d.binary:
		d.b = append(pyvalue.AppendStrRepr(append(d.b, 'S'), string(s)), '\n')
	case n < 256:
		d.b = append(append(d.b, 'U', byte(n)), s...)
	default:
		d.b = binary.LittleEndian.AppendUint32(append(d.b, 'T'), uint32(n))
		d.writeText(string(s))
	}
}

func (d *dumper) saveUnicode(s pyvalue.Unicode) {
	if i, ok := d.unicodes[s]; ok {
		d.get(i)
		return
	}
	switch {
	case len(s) > math.MaxInt32:
		d.fail(errors.New("a unicode of more than two gigabytes"))
	case !pystr.Valid(string(s)):
		d.fail(errors.New("a unicode that is not UTF-8"))
	case d.binary:
		d.b = binary.LittleEndian.AppendUint32(append(d.b, 'X'), uint32(len(s)))
		d.writeText(string(s))
	default:
		d.b = append(appendRawUnicode(append(d.b, 'V'), string(s)), '\n')
	}
	if utf8.RuneCountInString(string(s)) > 1 {
		d.unicodes[s] = d.put()
	}
}

// appendRawUnicode appends cPickle's raw-unicode-escape, in which backslash
// and newline are escaped too.
func appendRawUnicode(b []byte, s string) []byte {
	for _, r := range pystr.Each(s) {
		switch {
		case r >= 0x10000:
			b = fmt.Appendf(b, `\U%08x`, r)
		case r >= 0x100 || r == '\\' || r == '\n':
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = append(b, byte(r))
		}
	}
	return b
}
