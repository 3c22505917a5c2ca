// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/pickle"
)

// classHeader is the class as Python 2.7 pickles it.
var classHeader = pickle.Global{Module: "email.header", Name: "Header"}

// headerOrigin is the instance from which a header was loaded, and whether the header was
// changed since.
type headerOrigin struct {
	loaded  *pickle.Instance
	changed bool
}

// FromPickle takes a header out of a pickle. The error says that it is an
// instance of another class, or a broken one.
func FromPickle(v *pickle.Instance) (*Header, error) {
	attrs, ok := v.State.(*pyvalue.Dict)
	if v.Class.Name != "Header" || !ok {
		return nil, fmt.Errorf("load header: an instance of %s.%s without attributes",
			v.Class.Module, v.Class.Name)
	}
	h := NewEmpty(nil, Layout{})
	if indent, ok := pyvalue.AsString(attrs.GetStr("_continuation_ws")); ok {
		h.indent = indent
	}
	h.first = lengthOf(attrs.GetStr("_firstlinelen"), h.first)
	h.rest = lengthOf(attrs.GetStr("_maxlinelen"), h.rest)
	var err error
	if cs := attrs.GetStr("_charset"); cs != nil {
		if h.charset, err = charsetOfChunk(cs); err != nil {
			return nil, fmt.Errorf("load header: %w", err)
		}
	}
	chunks, ok := attrs.GetStr("_chunks").(*pyvalue.List)
	if !ok {
		return nil, fmt.Errorf("load header: it has no list of chunks")
	}
	for _, item := range chunks.Items {
		c, err := chunkFromPickle(item)
		if err != nil {
			return nil, fmt.Errorf("load header: %w", err)
		}
		h.chunks = append(h.chunks, c)
	}
	h.origin = headerOrigin{loaded: v}
	return h, nil
}

// maxHeaderLine bounds the line lengths that a pickle may ask for.
const maxHeaderLine = 1 << 20

func lengthOf(v pyvalue.Value, otherwise int) int {
	n, ok := v.(int64)
	if !ok || n < -maxHeaderLine || n > maxHeaderLine {
		return otherwise
	}
	return int(n)
}

func chunkFromPickle(v pyvalue.Value) (piece, error) {
	pair, ok := v.(*pyvalue.Tuple)
	if !ok || len(pair.Items) != 2 {
		return piece{}, fmt.Errorf("a chunk is no pair of text and charset")
	}
	text, ok := pyvalue.AsString(pair.Items[0])
	if !ok {
		return piece{}, fmt.Errorf("a chunk has no text")
	}
	cs, err := charsetOfChunk(pair.Items[1])
	return piece{text, cs}, err
}

// charsetOfChunk reads the charset of a chunk; old versions of the email package stored its
// name there (Message.py: __setstate__).
func charsetOfChunk(v pyvalue.Value) (*mimecharset.Charset, error) {
	if inst, ok := v.(*pickle.Instance); ok {
		return mimecharset.FromPickle(inst)
	}
	if name, ok := pyvalue.AsString(v); ok {
		return mimecharset.New(name), nil
	}
	if v == nil {
		return mimecharset.USASCII, nil
	}
	return nil, fmt.Errorf("a chunk's charset is no charset")
}

// Renew makes Pickle return a new instance, whose chunks have charsets and not
// names for them (Message.py: __setstate__).
func (h *Header) Renew() { h.origin.changed = true }

// Unchanged tells whether Pickle returns what was loaded.
func (h *Header) Unchanged() bool { return h.origin.loaded != nil && !h.origin.changed }

// Pickle returns the instance that was loaded, where nothing was appended; otherwise a new
// instance with all attributes that were loaded, whether this package knows them or not.
func (h *Header) Pickle() pyvalue.Value {
	if h.Unchanged() {
		return h.origin.loaded
	}
	inst := &pickle.Instance{Class: classHeader, State: &pyvalue.Dict{}, OldStyle: true}
	if old := h.origin.loaded; old != nil {
		inst.Class, inst.Args, inst.OldStyle = old.Class, old.Args, old.OldStyle
		inst.State = old.State.(*pyvalue.Dict).Copy()
	}
	charsets := map[*mimecharset.Charset]pyvalue.Value{}
	charset := func(c *mimecharset.Charset) pyvalue.Value {
		if charsets[c] == nil {
			charsets[c] = c.Pickle()
		}
		return charsets[c]
	}
	attrs := inst.State.(*pyvalue.Dict)
	attrs.SetStr("_charset", charset(h.charset))
	attrs.SetStr("_continuation_ws", pyvalue.Str(h.indent))
	attrs.SetStr("_firstlinelen", int64(h.first))
	attrs.SetStr("_maxlinelen", int64(h.rest))
	chunks := &pyvalue.List{}
	for _, c := range h.chunks {
		pair := []pyvalue.Value{pyvalue.Str(c.text), charset(c.charset)}
		chunks.Items = append(chunks.Items, &pyvalue.Tuple{Items: pair})
	}
	attrs.SetStr("_chunks", chunks)
	return inst
}
