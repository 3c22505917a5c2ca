// SPDX-License-Identifier: GPL-2.0-or-later

package marshal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Item is a value without content, or the beginning of one that has items.
type Item struct {
	Kind Kind
	Text string   // the text of a Str or Unicode
	Int  int64    // the number of an Int or Bool
	Long *big.Int // the number of a Long
	N    int      // how many items follow: of List and Tuple
}

// Reader reads one item after the other. It is for callers that know which items they expect
// and need no values of them; Load is for all others.
type Reader struct {
	data     string
	pos      int
	interned []string

	// Where a stream is read, data is a part of it, and lies in room.
	stream io.Reader
	behind int64 // how many bytes come behind the window
	before int64 // how many stood before it
	room   []byte
}

// window is how much of a stream is in memory, in bytes, unless a text is longer.
const window = 64 << 10

// NewReader reads what data holds.
func NewReader(data string) *Reader { return &Reader{data: data} }

// NewStreamReader reads the next size bytes of a stream, and keeps a small part of them in
// memory. The text of an item is valid until the next item is read.
func NewStreamReader(stream io.Reader, size int64) *Reader {
	return &Reader{stream: stream, behind: size}
}

// Rest is the data that has not been read yet; where a stream is read, the part of it that is
// in memory.
func (r *Reader) Rest() string { return r.data[r.pos:] }

// Offset is how many bytes have been read.
func (r *Reader) Offset() int64 { return r.before + int64(r.pos) }

// Left is how many bytes have not been read yet.
func (r *Reader) Left() int64 { return int64(len(r.data)-r.pos) + r.behind }

// Next reads an item. The error is ErrTruncated, or says what is wrong at which
// place of the data.
func (r *Reader) Next() (Item, error) {
	at := r.Offset()
	name, err := r.take(1)
	if err != nil {
		return Item{}, err
	}
	item, err := r.content(name[0])
	if err != nil && !errors.Is(err, ErrTruncated) {
		return Item{}, fmt.Errorf("marshal: at byte %d: %w", at, err)
	}
	return item, err
}

// Str reads a str that is not interned, in less time than Next: most items of a database are
// such. ok is false where another item stands there; Next reads it.
func (r *Reader) Str() (s string, ok bool) {
	rest := r.data[r.pos:]
	if len(rest) < 5 || rest[0] != 's' {
		return "", false
	}
	n := uint64(rest[1]) | uint64(rest[2])<<8 | uint64(rest[3])<<16 | uint64(rest[4])<<24
	if n > uint64(len(rest)-5) {
		return "", false
	}
	r.pos += 5 + int(n)
	return rest[5 : 5+n], true
}

func (r *Reader) content(name byte) (Item, error) {
	switch name {
	case 'N':
		return Item{Kind: None}, nil
	case 'T':
		return Item{Kind: Bool, Int: 1}, nil
	case 'F':
		return Item{Kind: Bool}, nil
	case 'i':
		n, err := r.int32()
		return Item{Kind: Int, Int: int64(n)}, err
	case 'I':
		return r.int64()
	case 'l':
		return r.long()
	case '(':
		return r.items(Tuple)
	case '[':
		return r.items(List)
	case '{':
		return Item{Kind: Dict}, nil
	case '0':
		return Item{Kind: End}, nil
	}
	return r.text(name)
}

func (r *Reader) text(name byte) (Item, error) {
	switch name {
	case 's', 't':
		text, err := r.counted()
		if err == nil && name == 't' {
			r.interned = append(r.interned, strings.Clone(text))
		}
		return Item{Kind: Str, Text: text}, err
	case 'R':
		return r.reference()
	case 'u':
		text, err := r.counted()
		if err == nil && !validUnicode(text) {
			err = errors.New("a unicode that is not UTF-8")
		}
		return Item{Kind: Unicode, Text: text}, err
	}
	return Item{}, fmt.Errorf("type %q is not one that Mailman stores", name)
}

// reference reads the number of an interned str that was read before.
func (r *Reader) reference() (Item, error) {
	n, err := r.int32()
	if err != nil {
		return Item{}, err
	}
	if n < 0 || int(n) >= len(r.interned) {
		return Item{}, fmt.Errorf("interned str %d of %d", n, len(r.interned))
	}
	return Item{Kind: Str, Text: r.interned[n]}, nil
}

// counted reads a text that has its length before it.
func (r *Reader) counted() (string, error) {
	n, err := r.int32()
	if err != nil {
		return "", err
	}
	if n < 0 {
		return "", fmt.Errorf("a text of %d bytes", n)
	}
	return r.take(int(n))
}

// items begins a tuple or a list; each item takes at least a byte.
func (r *Reader) items(kind Kind) (Item, error) {
	n, err := r.int32()
	switch {
	case err != nil:
		return Item{}, err
	case n < 0:
		return Item{}, fmt.Errorf("a %s of %d items", kind, n)
	case int64(n) > r.Left():
		return Item{}, ErrTruncated
	}
	return Item{Kind: kind, N: int(n)}, nil
}

// long has its digits to the base of 2^15, as longintrepr.h of a 32 bit Python.
func (r *Reader) long() (Item, error) {
	n, err := r.int32()
	if err != nil {
		return Item{}, err
	}
	digits, err := r.take(2 * max(int(n), -int(n)))
	if err != nil {
		return Item{}, err
	}
	sum := new(big.Int)
	for at := len(digits) - 2; at >= 0; at -= 2 {
		digit := int64(digits[at]) | int64(digits[at+1])<<8
		if digit >= 1<<15 {
			return Item{}, fmt.Errorf("digit %d of a long", digit)
		}
		sum.Or(sum.Lsh(sum, 15), big.NewInt(digit))
	}
	if n < 0 {
		sum.Neg(sum)
	}
	return Item{Kind: Long, Long: sum}, nil
}

func (r *Reader) int64() (Item, error) {
	b, err := r.take(8)
	if err != nil {
		return Item{}, err
	}
	return Item{Kind: Int, Int: int64(binary.LittleEndian.Uint64([]byte(b)))}, nil
}

func (r *Reader) int32() (int32, error) {
	b, err := r.take(4)
	if err != nil {
		return 0, err
	}
	return int32(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24), nil
}

// take returns the next n bytes.
func (r *Reader) take(n int) (string, error) {
	if n > len(r.data)-r.pos {
		if err := r.fill(n); err != nil {
			return "", err
		}
	}
	r.pos += n
	return r.data[r.pos-n : r.pos], nil
}

// fill moves the window of a stream, so that the next n bytes are in it.
func (r *Reader) fill(n int) error {
	if int64(n) > r.Left() {
		return ErrTruncated
	}
	room := r.room
	if n > len(room) {
		room = make([]byte, max(n, window))
	}
	kept := copy(room, r.Rest())
	more := min(int64(len(room)-kept), r.behind)
	if _, err := io.ReadFull(r.stream, room[kept:kept+int(more)]); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = ErrTruncated
		}
		return err
	}
	r.before, r.behind, r.room = r.Offset(), r.behind-more, room
	r.data, r.pos = unsafe.String(unsafe.SliceData(room), kept+int(more)), 0
	return nil
}

// validUnicode tells whether a text is UTF-8, in which, as in Python 2, surrogates
// may stand (pyvalue.Unicode).
func validUnicode(s string) bool {
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			if !surrogate(s) {
				return false
			}
			n = 3
		}
		s = s[n:]
	}
	return true
}

func surrogate(s string) bool {
	return len(s) >= 3 && s[0] == 0xed && s[1] >= 0xa0 && s[1] < 0xc0 && s[2] >= 0x80 && s[2] < 0xc0
}
