// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/message/header"
	"mmgen/runner/pickle"
)

// Pickle returns the value to store: an instance of the class the message was loaded from
// (Mailman.Message.Message for one that was made or parsed here). Attributes that did not
// change are the same objects that were loaded, so that values that were shared in the pickle
// stay shared. Attributes that this package does not know are stored again, in the order in
// which they came.
func (m *Message) Pickle() pyvalue.Value {
	return m.instance(map[*Message]*pickle.Instance{})
}

func (m *Message) instance(done map[*Message]*pickle.Instance) *pickle.Instance {
	if inst, ok := done[m]; ok {
		return inst
	}
	inst := &pickle.Instance{Class: m.class, OldStyle: true}
	done[m] = inst
	state := &pyvalue.Dict{}
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

// setText sets an attribute that is a text or None, unless it has that value already.
func setText(state *pyvalue.Dict, name string, o optional) {
	old, has := state.Get(pyvalue.Str(name))
	switch {
	case has && optionalOf(old) == o:
	case o.ok:
		state.SetStr(name, pyvalue.Str(o.text))
	default:
		state.SetStr(name, nil)
	}
}

func versionTuple() *pyvalue.Tuple {
	return &pyvalue.Tuple{Items: []pyvalue.Value{version[0], version[1], version[2]}}
}

func (m *Message) headerList() *pyvalue.List {
	list := &pyvalue.List{Items: make([]pyvalue.Value, len(m.fields))}
	for i := range m.fields {
		list.Items[i] = m.fields[i].pickle()
	}
	return list
}

func (f *Field) pickle() pyvalue.Value {
	if h, ok := f.Value.(*header.Header); f.raw != nil && !(ok && !h.Unchanged()) {
		return f.raw
	}
	return &pyvalue.Tuple{Items: []pyvalue.Value{pyvalue.Str(f.Name + f.gap), header.PickleValue(f.Value)}}
}

func (m *Message) payloadValue(old pyvalue.Value, done map[*Message]*pickle.Instance) pyvalue.Value {
	p := &m.payload
	switch p.kind {
	case payloadText:
		if s, ok := old.(pyvalue.Str); ok && string(s) == p.text {
			return old
		}
		return pyvalue.Str(p.text)
	case payloadUnicode:
		return pyvalue.Unicode(p.text)
	case payloadParts:
		list := &pyvalue.List{Items: make([]pyvalue.Value, len(p.parts))}
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
func (m *Message) setCharset(state *pyvalue.Dict) {
	if m.charset != nil {
		state.SetStr("_charset", m.charset.Pickle())
		return
	}
	state.SetStr("_charset", m.oddCharset)
}

// setDefects adds the defects that the parser found to those that were loaded.
func (m *Message) setDefects(state *pyvalue.Dict) {
	old, has := state.GetStr("defects").(*pyvalue.List)
	if has && len(m.defects) == 0 {
		return
	}
	list := &pyvalue.List{}
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
func (m *Message) Attr(name string) (v pyvalue.Value, ok bool) {
	for _, e := range m.extra {
		if e.Key == pyvalue.Str(name) {
			return e.Value, true
		}
	}
	if m.loaded == nil {
		return nil, false
	}
	return m.loaded.Get(pyvalue.Str(name))
}

// SetAttr sets an attribute for which this package has no other place, such as
// recips of a UserNotification.
func (m *Message) SetAttr(name string, v pyvalue.Value) {
	for i, e := range m.extra {
		if e.Key == pyvalue.Str(name) {
			m.extra[i].Value = v
			return
		}
	}
	m.extra = append(m.extra, pyvalue.Entry{Key: pyvalue.Str(name), Value: v})
}
