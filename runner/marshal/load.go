// SPDX-License-Identifier: GPL-2.0-or-later

package marshal

import (
	"errors"
	"fmt"

	"mmgen/generator/pyvalue"
)

// maxDepth bounds how deep values nest; those of databases are two levels deep.
const maxDepth = 200

// Load reads one value from the head of data and returns what is behind it. The errors are
// those of Reader.Next, and errors for keys of a dict that Python can't hash.
func Load(data []byte) (v pyvalue.Value, rest []byte, err error) {
	r := NewReader(string(data))
	v, end, err := r.value(0)
	switch {
	case err != nil:
		return nil, data, err
	case end:
		return nil, data, errors.New("marshal: the end of a dict where none has begun")
	}
	return v, data[r.pos:], nil
}

// value reads a whole value. end is true where the end of a dict stands in the place of a
// value.
func (r *Reader) value(depth int) (v pyvalue.Value, end bool, err error) {
	item, err := r.Next()
	if err != nil {
		return nil, false, err
	}
	if depth > maxDepth {
		return nil, false, fmt.Errorf("marshal: values nest deeper than %d", maxDepth)
	}
	switch item.Kind {
	case End:
		return nil, true, nil
	case List:
		items, err := r.all(item.N, depth)
		return &pyvalue.List{Items: items}, false, err
	case Tuple:
		items, err := r.all(item.N, depth)
		return &pyvalue.Tuple{Items: items}, false, err
	case Dict:
		v, err := r.dict(depth)
		return v, false, err
	}
	return item.scalar(), false, nil
}

func (i Item) scalar() pyvalue.Value {
	switch i.Kind {
	case Bool:
		return i.Int != 0
	case Int:
		return i.Int
	case Long:
		return pyvalue.Long{Int: i.Long}
	case Str:
		return pyvalue.Str(i.Text)
	case Unicode:
		return pyvalue.Unicode(i.Text)
	}
	return nil
}

func (r *Reader) all(n, depth int) ([]pyvalue.Value, error) {
	items := make([]pyvalue.Value, 0, min(n, 1000)) // more of them as they come
	for range n {
		v, end, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if end {
			return nil, fmt.Errorf("marshal: the end of a dict among %d items", n)
		}
		items = append(items, v)
	}
	return items, nil
}

func (r *Reader) dict(depth int) (*pyvalue.Dict, error) {
	d := &pyvalue.Dict{}
	for {
		key, end, err := r.value(depth + 1)
		if err != nil || end {
			return d, err
		}
		if !pyvalue.Hashable(key) {
			return nil, fmt.Errorf("marshal: a %s as the key of a dict", pyvalue.TypeName(key))
		}
		v, end, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if end {
			return nil, errors.New("marshal: the end of a dict behind a key")
		}
		d.Set(key, v)
	}
}
