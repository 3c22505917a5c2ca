// SPDX-License-Identifier: GPL-2.0-or-later

package database

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unsafe"

	"mmgen/runner/i18n"
	"mmgen/runner/marshal"
	"mmgen/runner/safeio"
)

// Articles are the articles of a volume, pickled, by message id. Each has a place, counted
// from 0, which it keeps; one that replaces another gets its place. A volume may have
// thousands of them, so that the pickles that the file has are not kept in memory.
type Articles struct {
	all  []stored
	at   map[string]int
	fsys safeio.FS
	path string
	file bool  // there is a file, which was loaded
	held int   // how many of all, from the first on, stand in the file as they are; 0 where one of these was replaced
	end  int64 // how many bytes of the file these take
}

type stored struct {
	id      string
	pickled Pickled
}

// Pickled is where an article's pickle is. Until the change of Save is made it can also be read
// when another article has replaced that one.
type Pickled struct {
	text     string // the pickle of an article that was added
	at, size int64  // where it stands in the file; size is 0 for one that was added
}

// Len is how many there are.
func (as *Articles) Len() int { return len(as.all) }

// Find is the place of the article of a message id.
func (as *Articles) Find(id string) (at int, ok bool) {
	at, ok = as.at[id]
	return at, ok
}

// Set adds an article or replaces it, and returns its place.
func (as *Articles) Set(id, pickled string) (at int) { return as.set(id, Pickled{text: pickled}) }

func (as *Articles) set(id string, pickled Pickled) (at int) {
	at, ok := as.at[id]
	if !ok {
		at = len(as.all)
		as.at[id] = at
		as.all = append(as.all, stored{id, pickled})
		return at
	}
	as.all[at].pickled = pickled
	if at < as.held {
		as.held = 0
	}
	return at
}

// Pickled is where the pickle of the article that has a place is.
func (as *Articles) Pickled(at int) Pickled { return as.all[at].pickled }

// Read reads a pickle.
func (as *Articles) Read(p Pickled) (pickled string, err error) {
	if p.size == 0 {
		return p.text, nil
	}
	err = as.reopen(func(file safeio.File) error {
		pickled, err = as.readFrom(file, p)
		return err
	})
	return pickled, err
}

// Each calls use with all pickles, in the order of their places.
func (as *Articles) Each(use func(pickled string)) error {
	return as.reopen(func(file safeio.File) error {
		for _, a := range as.all {
			pickled, err := as.readFrom(file, a.pickled)
			if err != nil {
				return err
			}
			use(pickled)
		}
		return nil
	})
}

func (as *Articles) open() (safeio.File, error) {
	return safeio.OpenRegular(as.fsys, as.path, os.O_RDONLY, 0)
}

// reopen calls do with the file that was loaded; nil if there was none.
func (as *Articles) reopen(do func(file safeio.File) error) error {
	if !as.file {
		return do(nil)
	}
	file, err := as.open()
	if err != nil {
		return err
	}
	defer file.Close()
	return do(file)
}

func (as *Articles) readFrom(file io.ReaderAt, p Pickled) (string, error) {
	if p.size == 0 {
		return p.text, nil
	}
	data := make([]byte, p.size)
	if _, err := file.ReadAt(data, p.at); err != nil {
		return "", fmt.Errorf("reading an article from %s: %w", as.path, err)
	}
	return string(data), nil
}

// Loaded is an article that Open has just read. Where a message id comes twice in a file, the
// second article has the place of the first.
type Loaded struct {
	ID      string
	At      int    // its place
	Text    string // the pickle, valid until Open reads the next
	Pickled Pickled
}

// load reads the file, which need not be there.
func (as *Articles) load(visit func(Loaded)) error {
	file, err := as.open()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	as.file = true
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := as.parse(file, info.Size(), visit); err != nil {
		return fmt.Errorf("%s: %w: %w", as.path, ErrDamaged, err)
	}
	return nil
}

// lengthOfHead is how much stands before the bytes of a str: its type and its length.
const lengthOfHead = 5

// parse reads a file of that size, in bytes. An empty file has no articles.
func (as *Articles) parse(file io.Reader, size int64, visit func(Loaded)) error {
	r := reader{marshal.NewStreamReader(file, size)}
	read := 0
	err := r.dict(func(first marshal.Item) error {
		if first.Kind != marshal.Str {
			return fmt.Errorf("a %s as a message id", first.Kind)
		}
		id := strings.Clone(first.Text)
		before := r.Offset()
		pickled, err := r.str()
		if err != nil {
			return err
		}
		p := Pickled{at: r.Offset() - int64(len(pickled)), size: int64(len(pickled))}
		if p.at != before+lengthOfHead { // it is interned, and stands elsewhere
			p = Pickled{text: strings.Clone(pickled)}
		}
		visit(Loaded{ID: id, At: as.set(id, p), Text: pickled, Pickled: p})
		read++
		return nil
	})
	if err == nil && len(as.all) == read && read > 0 {
		as.held, as.end = read, r.Offset()-1
	}
	return err
}

// write writes the file anew. What it has already is copied as it is.
func (as *Articles) write(w io.Writer) error {
	return as.reopen(func(old safeio.File) error { return as.rewrite(old, w) })
}

func (as *Articles) rewrite(old safeio.File, w io.Writer) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var b []byte
	if as.held == 0 {
		b = marshal.BeginDict(b)
	} else if _, err := io.CopyN(w, old, as.end); err != nil {
		return fmt.Errorf("copying %s: %w", as.path, err)
	}
	for _, a := range as.all[as.held:] {
		pickled, err := as.readFrom(old, a.pickled)
		if err != nil {
			return err
		}
		b = marshal.AppendStr(marshal.AppendStr(b, a.id), pickled)
		_, _ = out.Write(b) // Flush has the error
		b = b[:0]
	}
	_, _ = out.Write(marshal.EndDict(b))
	return out.Flush()
}

// reader reads what databases consist of.
type reader struct{ *marshal.Reader }

// newReader reads data, which nobody changes from then on: keys are parts of it.
func newReader(data []byte) *reader {
	return &reader{marshal.NewReader(unsafe.String(unsafe.SliceData(data), len(data)))}
}

// dict reads a dict: each is called with the first item of every key, and reads the rest of the
// key and its value. An empty file is an empty dict.
func (r *reader) dict(each func(first marshal.Item) error) error {
	if r.Left() == 0 {
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
