// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/runner/message/header"
	"mmgen/runner/pickle"
)

// Pickle returns the value to store: an instance of the class the message was
// loaded from (Mailman.Message.Message for one that was made or parsed here).
// Attributes that did not change are the very values that were loaded, so that
// what the pickle shares stays shared; those that this package does not know
// are handed back, in the order they came.
func (m *Message) Pickle() pickle.Value {
	return m.instance(map[*Message]*pickle.Instance{})
}

func (m *Message) instance(done map[*Message]*pickle.Instance) *pickle.Instance {
	if inst, ok := done[m]; ok {
		return inst
	}
	inst := &pickle.Instance{Class: m.class, OldStyle: true}
	done[m] = inst
	state := &pickle.Dict{}
	if m.loaded != nil {
		state = m.loaded.Copy()
	}
	for _, e := range m.extra {
		state.Set(e.Key, e.Value)
	}
	if hasVersion(m.class) && olderThan(state.GetStr("__version__"), version) {
		state.SetStr("__version__", versionTuple())
	}
	state.SetStr("_headers", m.headerList())
	state.SetStr("_payload", m.payloadValue(state.GetStr("_payload"), done))
	setText(state, "_unixfrom", m.unixFrom)
	setText(state, "preamble", m.preamble)
	setText(state, "epilogue", m.epilogue)
	setText(state, "_default_type", optional{m.defaultType, true})
	m.setCharset(state)
	m.setDefects(state)
	inst.State = state
	return inst
}

// setText sets an attribute that is a text or None, unless it is that already.
func setText(state *pickle.Dict, name string, o optional) {
	old, has := state.Get(pickle.Str(name))
	switch {
	case has && optionalOf(old) == o:
	case o.ok:
		state.SetStr(name, pickle.Str(o.text))
	default:
		state.SetStr(name, nil)
	}
}

func versionTuple() *pickle.Tuple {
	return &pickle.Tuple{Items: []pickle.Value{version[0], version[1], version[2]}}
}

func (m *Message) headerList() *pickle.List {
	list := &pickle.List{Items: make([]pickle.Value, len(m.fields))}
	for i := range m.fields {
		list.Items[i] = m.fields[i].pickle()
	}
	return list
}

func (f *Field) pickle() pickle.Value {
	if h, ok := f.Value.(*header.Header); f.raw != nil && !(ok && !h.Unchanged()) {
		return f.raw
	}
	return &pickle.Tuple{Items: []pickle.Value{pickle.Str(f.Name + f.gap), header.PickleValue(f.Value)}}
}

func (m *Message) payloadValue(old pickle.Value, done map[*Message]*pickle.Instance) pickle.Value {
	p := &m.payload
	switch p.kind {
	case payloadText:
		if s, ok := old.(pickle.Str); ok && string(s) == p.text {
			return old
		}
		return pickle.Str(p.text)
	case payloadUnicode:
		return pickle.Unicode(p.text)
	case payloadParts:
		list := &pickle.List{Items: make([]pickle.Value, len(p.parts))}
		for i, part := range p.parts {
			list.Items[i] = part.instance(done)
		}
		return list
	case payloadOther:
		return p.other
	}
	return nil
}

// setCharset sets _charset.
func (m *Message) setCharset(state *pickle.Dict) {
	if m.charset != nil {
		state.SetStr("_charset", m.charset.Pickle())
		return
	}
	state.SetStr("_charset", m.oddCharset)
}

// setDefects adds the defects that the parser found to those that were loaded.
func (m *Message) setDefects(state *pickle.Dict) {
	old, has := state.GetStr("defects").(*pickle.List)
	if has && len(m.defects) == 0 {
		return
	}
	list := &pickle.List{}
	if has {
		list.Items = append(list.Items, old.Items...)
	}
	for _, d := range m.defects {
		list.Items = append(list.Items, pickleDefect(d))
	}
	state.SetStr("defects", list)
}

// Attr returns an attribute of the Python object, as it was loaded or set by
// SetAttr; ok is false where there is none of that name.
func (m *Message) Attr(name string) (v pickle.Value, ok bool) {
	for _, e := range m.extra {
		if e.Key == pickle.Str(name) {
			return e.Value, true
		}
	}
	if m.loaded == nil {
		return nil, false
	}
	return m.loaded.Get(pickle.Str(name))
}

// SetAttr sets an attribute for which this package has no other place, such as
// recips of a UserNotification.
func (m *Message) SetAttr(name string, v pickle.Value) {
	for i, e := range m.extra {
		if e.Key == pickle.Str(name) {
			m.extra[i].Value = v
			return
		}
	}
	m.extra = append(m.extra, pickle.Entry{Key: pickle.Str(name), Value: v})
}
