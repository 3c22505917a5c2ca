// SPDX-License-Identifier: GPL-2.0-or-later

package database

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/marshal"
)

// Key is where an article stands in an index.
type Key struct {
	Text  i18n.Text // author or subject; nothing in the other indexes
	Order string    // the date, or in the index by thread the thread key
	ID    string    // the message id
}

// shape is what keys are in Python.
type shape int

const (
	pair   shape = 2 // (date or thread key, message id)
	triple shape = 3 // (author or subject, date, message id)
)

// Index is a sorted set of keys.
type Index struct {
	shape shape
	keys  []Key
}

// compare orders keys as Python does tuples.
func compare(a, b Key) int {
	if order := compareText(a.Text, b.Text); order != 0 {
		return order
	}
	if order := strings.Compare(a.Order, b.Order); order != 0 {
		return order
	}
	return strings.Compare(a.ID, b.ID)
}

// compareText: str and unicode are equal only where they are ASCII.
func compareText(a, b i18n.Text) int {
	order := strings.Compare(a.S, b.S)
	if order != 0 || a.Unicode == b.Unicode || pystr.IsASCII(a.S) {
		return order
	}
	if a.Unicode {
		return 1
	}
	return -1
}

// Len is how many keys there are.
func (x *Index) Len() int { return len(x.keys) }

// First and Last are the first and the last key of the index, which must not be empty.
func (x *Index) First() Key { return x.keys[0] }
func (x *Index) Last() Key  { return x.keys[len(x.keys)-1] }

// All are the keys in their order. The index must not be changed meanwhile.
func (x *Index) All() iter.Seq[Key] { return slices.Values(x.keys) }

// Add adds a key.
func (x *Index) Add(key Key) {
	if at, found := slices.BinarySearchFunc(x.keys, key, compare); !found {
		x.keys = slices.Insert(x.keys, at, key)
	}
}

// Reset gives the index other keys, in any order.
func (x *Index) Reset(keys []Key) {
	x.keys = keys
	x.sort()
}

// Oldest is the message id of the first key with a text (HyperDatabase.py:
// getOldestArticle).
func (x *Index) Oldest(text i18n.Text) (id string, ok bool) {
	at, found := slices.BinarySearchFunc(x.keys, text, func(key Key, text i18n.Text) int {
		return compareText(key.Text, text)
	})
	if !found {
		return "", false
	}
	return x.keys[at].ID, true
}

func (x *Index) sort() {
	if !slices.IsSortedFunc(x.keys, compare) { // Python leaves the keys unsorted
		slices.SortFunc(x.keys, compare)
	}
	x.keys = slices.CompactFunc(x.keys, func(a, b Key) bool { return compare(a, b) == 0 })
}

// parseIndex reads a file; an empty file is an empty index. size is about how many keys it has.
func parseIndex(data []byte, shape shape, size int) (*Index, error) {
	x := &Index{shape: shape, keys: make([]Key, 0, size)}
	r := newReader(data)
	if err := r.dict(func(first marshal.Item) error {
		key, err := r.key(first, shape)
		if err == nil {
			x.keys = append(x.keys, key)
		}
		return err
	}); err != nil {
		return nil, err
	}
	x.sort()
	return x, nil
}

// key reads the rest of a key that begins with first, and its value, which has to be the message
// id of the key.
func (r *reader) key(first marshal.Item, shape shape) (key Key, err error) {
	if first.Kind != marshal.Tuple || first.N != int(shape) {
		return key, fmt.Errorf("a %s of %d items as a key", first.Kind, first.N)
	}
	if shape == triple {
		if key.Text, err = r.text(); err != nil {
			return key, err
		}
	}
	if key.Order, err = r.str(); err != nil {
		return key, err
	}
	if key.ID, err = r.str(); err != nil {
		return key, err
	}
	id, err := r.str()
	if err == nil && id != key.ID {
		err = fmt.Errorf("the key of article %q leads to %q", key.ID, id)
	}
	return key, err
}

// write writes the file.
func (x *Index) write(w io.Writer) error {
	out := bufio.NewWriterSize(w, 64<<10)
	b := marshal.BeginDict(nil)
	for _, key := range x.keys {
		b = marshal.BeginTuple(b, int(x.shape))
		if x.shape == triple {
			b = appendText(b, key.Text)
		}
		b = marshal.AppendStr(marshal.AppendStr(b, key.Order), key.ID)
		b = marshal.AppendStr(b, key.ID)
		_, _ = out.Write(b) // Flush has the error
		b = b[:0]
	}
	_, _ = out.Write(marshal.EndDict(b))
	return out.Flush()
}

func appendText(b []byte, t i18n.Text) []byte {
	if t.Unicode {
		return marshal.AppendUnicode(b, t.S)
	}
	return marshal.AppendStr(b, t.S)
}
