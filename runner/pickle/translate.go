// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"fmt"

	"github.com/nlpodyssey/gopickle/types"

	"mmgen/generator/pyvalue"
)

// maxDepth bounds how deep values nest, so that the recursion through them does not run out of
// stack. Python refuses to store values that nest deeper than about 1000.
const maxDepth = 10000

// translation makes our values out of gopickle's. A value that stands in several places is made
// once.
type translation struct {
	made map[any]pyvalue.Value
	keys []pyvalue.Value // the keys of dicts that are not scalars
	sets []*pyvalue.Set
	left int   // work that may still be done, see weight.go
	err  error // the first
}

// translate returns our value for the one that gopickle returned. size is the length of the
// pickle.
func translate(v any, size int) (pyvalue.Value, error) {
	t := translation{made: make(map[any]pyvalue.Value), left: spareWork + size}
	value := t.value(v, 0)
	if t.err == nil {
		t.err = t.checkKeys()
	}
	return value, t.err
}

// value is our value for v. The containers that the filter made are of our types already, but
// their contents may not be.
func (t *translation) value(v any, depth int) pyvalue.Value {
	switch v := v.(type) {
	case *class:
		return v.Global
	case *listItems, *dictItems, *object, *setItems, *types.Tuple, *types.List, *types.Dict:
		if made, ok := t.made[v]; ok {
			return made
		}
		if depth > maxDepth {
			t.err = fmt.Errorf("values nest deeper than %d", maxDepth)
		}
		if t.err == nil {
			return t.container(v, depth+1)
		}
	}
	return v
}

func (t *translation) container(v any, depth int) pyvalue.Value {
	switch v := v.(type) {
	case *listItems:
		t.made[v] = &v.List
		t.items(v.Items, depth)
		return &v.List
	case *dictItems:
		t.made[v] = &v.Dict
		t.entries(&v.Dict, depth)
		return &v.Dict
	case *object:
		made := &Instance{Class: v.class, Args: v.args, OldStyle: v.oldStyle}
		t.made[v] = made
		t.items(made.Args, depth)
		made.State = t.value(v.state, depth)
		return made
	case *setItems:
		made := &pyvalue.Set{Items: v.items, Frozen: v.frozen}
		t.made[v] = made
		t.sets = append(t.sets, made)
		t.items(made.Items, depth)
		return made
	case *types.Tuple:
		made := &pyvalue.Tuple{Items: values(*v)}
		t.made[v] = made
		t.items(made.Items, depth)
		return made
	case *types.List:
		made := &pyvalue.List{Items: values(*v)}
		t.made[v] = made
		t.items(made.Items, depth)
		return made
	case *types.Dict:
		made := &pyvalue.Dict{}
		t.made[v] = made
		for _, e := range *v {
			made.Append(e.Key, e.Value)
		}
		t.entries(made, depth)
		return made
	}
	return nil
}

// values copies items as they are.
func values(items []any) []pyvalue.Value {
	if len(items) == 0 {
		return nil
	}
	values := make([]pyvalue.Value, len(items))
	for i, v := range items {
		values[i] = v
	}
	return values
}

// items replaces each item by our value for it.
func (t *translation) items(items []pyvalue.Value, depth int) {
	for i, v := range items {
		if !isPlain(v) {
			items[i] = t.value(v, depth)
		}
	}
}

// entries replaces keys and values by our values for them.
func (t *translation) entries(d *pyvalue.Dict, depth int) {
	entries := d.Appended()
	for i := range entries {
		e := &entries[i]
		if !isPlain(e.Value) {
			e.Value = t.value(e.Value, depth)
		}
		if !isLight(e.Key) {
			e.Key = t.value(e.Key, depth)
			t.keys = append(t.keys, e.Key)
		}
	}
}

// isPlain tells quickly of most values that they are ours already.
func isPlain(v pyvalue.Value) bool {
	switch v.(type) {
	case pyvalue.Str, pyvalue.Unicode, int64:
		return true
	}
	return false
}
