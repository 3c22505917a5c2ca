// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"time"

	"mmgen/generator/pyvalue"
)

// Metadata is what Mailman calls msgdata: what the queues and handlers know of
// a message. It is the dict itself with views on it; keys that nobody here
// knows stay in it. The zero Metadata has no dict: it can be read and copied,
// and is made writable by NewMetadata or Copy.
type Metadata struct{ *pyvalue.Dict }

// NewMetadata returns empty metadata.
func NewMetadata() Metadata { return Metadata{new(pyvalue.Dict)} }

// Value returns the value of a key; ok is false where it is not there.
func (m Metadata) Value(key string) (v pyvalue.Value, ok bool) {
	if m.Dict == nil {
		return nil, false
	}
	return m.Get(pyvalue.Str(key))
}

// Has tells whether there is such a key, whatever its value.
func (m Metadata) Has(key string) bool {
	_, ok := m.Value(key)
	return ok
}

// Str is the value as bytes, "" where it is not there or no string.
func (m Metadata) Str(key string) string {
	v, _ := m.Value(key)
	s, _ := pyvalue.AsString(v)
	return s
}

// Int is the value as a number, 0 where it is not there or no whole number.
func (m Metadata) Int(key string) int64 {
	v, _ := m.Value(key)
	n, _ := pyvalue.AsInt(v)
	return n
}

// Float is the value as a number, 0 where it is not there or none.
func (m Metadata) Float(key string) float64 {
	v, _ := m.Value(key)
	f, _ := pyvalue.AsFloat(v)
	return f
}

// Received is when the message came to Mailman (received_time), to the microsecond;
// otherwise where that is not known.
func (m Metadata) Received(otherwise time.Time) time.Time {
	if !m.Has("received_time") {
		return otherwise
	}
	return time.UnixMicro(int64(m.Float("received_time") * 1e6))
}

// Bool is Python's truth of the value, false where it is not there.
func (m Metadata) Bool(key string) bool {
	v, _ := m.Value(key)
	return pyvalue.Truth(v)
}

// List is the items of a list or tuple; ok is false where the value is not
// there or neither. The caller must not change them.
func (m Metadata) List(key string) (items []pyvalue.Value, ok bool) {
	v, _ := m.Value(key)
	switch v.(type) {
	case *pyvalue.List, *pyvalue.Tuple:
		return pyvalue.Items(v), true
	}
	return nil, false
}

// Strs is the strings of a list or tuple, without what else is in it.
func (m Metadata) Strs(key string) []string {
	v, _ := m.Value(key)
	return pyvalue.Texts(v)
}

// SetStrs sets a key to a list of str.
func (m Metadata) SetStrs(key string, strs []string) {
	m.SetStr(key, pyvalue.Strings(strs...))
}

// Copy returns a shallow copy, as Python's msgdata.copy().
func (m Metadata) Copy() Metadata {
	if m.Dict == nil {
		return NewMetadata()
	}
	return Metadata{m.Dict.Copy()}
}
