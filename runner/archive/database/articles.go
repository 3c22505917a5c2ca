// SPDX-License-Identifier: GPL-2.0-or-later

package database

import (
	"fmt"
	"iter"
	"unsafe"

	"mmgen/runner/i18n"
	"mmgen/runner/marshal"
)

// Articles are the articles of a volume, pickled, by message id. They keep their
// order.
type Articles struct {
	all []stored
	at  map[string]int
}

type stored struct{ id, pickled string }

// Len is how many there are.
func (as *Articles) Len() int { return len(as.all) }

// Has tells whether there is one of that message id.
func (as *Articles) Has(id string) bool { _, ok := as.at[id]; return ok }

// Get returns the pickle of an article.
func (as *Articles) Get(id string) (pickled string, ok bool) {
	at, ok := as.at[id]
	if !ok {
		return "", false
	}
	return as.all[at].pickled, true
}

// Set adds an article or replaces it.
func (as *Articles) Set(id, pickled string) {
	if at, ok := as.at[id]; ok {
		as.all[at].pickled = pickled
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

// parseArticles reads a file; nothing is no articles.
func parseArticles(data []byte) (*Articles, error) {
	as := &Articles{at: map[string]int{}}
	r := newReader(data)
	err := r.dict(func(id marshal.Item) error {
		if id.Kind != marshal.Str {
			return fmt.Errorf("a %s as a message id", id.Kind)
		}
		pickled, err := r.str()
		as.Set(id.Text, pickled)
		return err
	})
	return as, err
}

func (as *Articles) marshal() []byte {
	size := 2
	for _, a := range as.all {
		size += 10 + len(a.id) + len(a.pickled)
	}
	b := marshal.BeginDict(make([]byte, 0, size))
	for _, a := range as.all {
		b = marshal.AppendStr(marshal.AppendStr(b, a.id), a.pickled)
	}
	return marshal.EndDict(b)
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
	item, err := r.Next()
	if err == nil && item.Kind != marshal.Str && item.Kind != marshal.Unicode {
		err = fmt.Errorf("a %s instead of a text", item.Kind)
	}
	return i18n.Text{S: item.Text, Unicode: item.Kind == marshal.Unicode}, err
}
