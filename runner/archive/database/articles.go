// SPDX-License-Identifier: GPL-2.0-or-later

package database

import (
	"fmt"
	"iter"
	"unsafe"

	"mmgen/runner/i18n"
	"mmgen/runner/marshal"
)

// Articles are the articles of a volume, pickled, by message id. Each has a place, counted
// from 0, which it keeps; one that replaces another gets its place.
type Articles struct {
	all []stored
	at  map[string]int
	// read is the file, but for the end of its dict, and has the first of all, as many as
	// held; nil and 0 where one of these was replaced. It may be large, and is written as it is.
	read []byte
	held int
}

type stored struct{ id, pickled string }

// Len is how many there are.
func (as *Articles) Len() int { return len(as.all) }

// Find is the place of the article of a message id.
func (as *Articles) Find(id string) (at int, ok bool) {
	at, ok = as.at[id]
	return at, ok
}

// Pickled is the pickle of the article that has a place.
func (as *Articles) Pickled(at int) string { return as.all[at].pickled }

// Set adds an article or replaces it.
func (as *Articles) Set(id, pickled string) {
	if at, ok := as.at[id]; ok {
		as.all[at].pickled = pickled
		if at < as.held {
			as.read, as.held = nil, 0
		}
		return
	}
	as.at[id] = len(as.all)
	as.all = append(as.all, stored{id, pickled})
}

// All are the message ids and pickles.
func (as *Articles) All() iter.Seq2[string, string] {
	return func(yield func(id, pickled string) bool) {
		for _, a := range as.all {
			if !yield(a.id, a.pickled) {
				return
			}
		}
	}
}

// parseArticles reads a file; nothing is no articles. data must not be changed any more.
func parseArticles(data []byte) (*Articles, error) {
	var all []stored
	r := newReader(data)
	err := r.dict(func(id marshal.Item) error {
		if id.Kind != marshal.Str {
			return fmt.Errorf("a %s as a message id", id.Kind)
		}
		pickled, err := r.str()
		all = append(all, stored{id.Text, pickled})
		return err
	})
	as := &Articles{all: all[:0], at: make(map[string]int, len(all))}
	for _, a := range all {
		as.Set(a.id, a.pickled)
	}
	if err == nil && len(as.all) == len(all) && len(data) > 0 {
		as.read, as.held = data[:len(data)-len(r.Rest())-1], len(all)
	}
	return as, err
}

// marshal is the file, in pieces. b is room for what is new in it.
func (as *Articles) marshal(b []byte) [][]byte {
	if as.read == nil {
		b = marshal.BeginDict(b)
	}
	for _, a := range as.all[as.held:] {
		b = marshal.AppendStr(marshal.AppendStr(b, a.id), a.pickled)
	}
	return [][]byte{as.read, marshal.EndDict(b)}
}

// reader reads what databases consist of.
type reader struct{ *marshal.Reader }

// newReader reads data, which nobody changes from then on: articles are parts of it.
func newReader(data []byte) *reader {
	return &reader{marshal.NewReader(unsafe.String(unsafe.SliceData(data), len(data)))}
}

// dict calls each with the first item of every key; each reads the rest and the value.
// Nothing at all is an empty dict.
func (r *reader) dict(each func(first marshal.Item) error) error {
	if r.Rest() == "" {
		return nil
	}
	item, err := r.Next()
	if err == nil && item.Kind != marshal.Dict {
		err = fmt.Errorf("a %s instead of a dict", item.Kind)
	}
	for err == nil {
		if item, err = r.Next(); err != nil {
			break
		}
		if item.Kind == marshal.End {
			return nil
		}
		err = each(item)
	}
	return err
}

func (r *reader) str() (string, error) {
	text, err := r.text()
	if err == nil && text.Unicode {
		err = fmt.Errorf("a unicode instead of a str")
	}
	return text.S, err
}

func (r *reader) text() (i18n.Text, error) {
	if s, ok := r.Str(); ok {
		return i18n.Text{S: s}, nil
	}
	item, err := r.Next()
	if err == nil && item.Kind != marshal.Str && item.Kind != marshal.Unicode {
		err = fmt.Errorf("a %s instead of a text", item.Kind)
	}
	return i18n.Text{S: item.Text, Unicode: item.Kind == marshal.Unicode}, err
}
