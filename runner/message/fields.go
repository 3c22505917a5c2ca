// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/header"
)

// Field is one header field.
type Field struct {
	Name  string
	Value header.Value

	gap     string        // blanks between name and colon
	touched bool          // the field was added or changed here; it is folded when it is written
	raw     pyvalue.Value // the tuple from which the field was loaded; nil where it was not loaded
}

// Is tells whether the field has that name, whatever its case.
func (f *Field) Is(name string) bool { return pystr.EqualFold(f.Name, name) }

// Fields returns the header fields, in order (items). The caller must not
// change them.
func (m *Message) Fields() []Field { return m.fields }

// Names returns the names of the header fields, in order (keys).
func (m *Message) Names() []string {
	names := make([]string, len(m.fields))
	for i := range m.fields {
		names[i] = m.fields[i].Name
	}
	return names
}

// find returns the index of the first field of that name; -1 where there is none.
func (m *Message) find(name string) int {
	for i := range m.fields {
		if m.fields[i].Is(name) {
			return i
		}
	}
	return -1
}

// Value returns the value of the first field of that name as it is stored;
// ok is false where there is none (get).
func (m *Message) Value(name string) (v header.Value, ok bool) {
	if i := m.find(name); i >= 0 {
		return m.fields[i].Value, true
	}
	return nil, false
}

// Get returns the first field of that name; "" where there is none, where Python's msg[name] is
// None (Has tells the two apart). A *Header is encoded.
func (m *Message) Get(name string) string {
	if v, ok := m.Value(name); ok {
		return v.Encoded()
	}
	return ""
}

// GetOr returns the first field of that name, and missing where there is none
// (get(name, missing)).
func (m *Message) GetOr(name, missing string) string {
	if v, ok := m.Value(name); ok {
		return v.Encoded()
	}
	return missing
}

// Has tells whether there is a field of that name (has_key, in).
func (m *Message) Has(name string) bool { return m.find(name) >= 0 }

// GetAll returns all fields of that name (get_all(name, [])).
func (m *Message) GetAll(name string) []string {
	var all []string
	for i := range m.fields {
		if pystr.EqualFold(m.fields[i].Name, name) {
			all = append(all, m.fields[i].Value.Encoded())
		}
	}
	return all
}

// Add appends a field (msg[name] = value).
func (m *Message) Add(name, value string) { m.AddValue(name, header.Text(value)) }

// AddValue appends a field whose value may be a *Header.
func (m *Message) AddValue(name string, value header.Value) {
	m.fields = append(m.fields, Field{Name: name, Value: value, touched: true})
}

// AddFields appends fields of another message as they are, their line breaks
// included: `for k, v in other.items(): msg[k] = v`.
func (m *Message) AddFields(fields ...Field) {
	m.fields = append(m.fields, fields...)
}

// SetFields replaces all fields by others.
func (m *Message) SetFields(fields []Field) { m.fields = fields }

// Del removes all fields of that name (del msg[name]).
func (m *Message) Del(name string) {
	if m.find(name) < 0 {
		return
	}
	kept := make([]Field, 0, len(m.fields)) // not in place, since a caller may be iterating over the old slice
	for _, f := range m.fields {
		if !f.Is(name) {
			kept = append(kept, f)
		}
	}
	m.fields = kept
}

// Set replaces all fields of that name by one at the end:
// `del msg[name]; msg[name] = value`.
func (m *Message) Set(name, value string) {
	m.Del(name)
	m.Add(name, value)
}

// Replace changes the first field of that name where it stands, keeping its
// spelling; it returns false, where Python raises KeyError, when there is none
// (replace_header).
func (m *Message) Replace(name string, value header.Value) bool {
	i := m.find(name)
	if i < 0 {
		return false
	}
	m.fields = append([]Field(nil), m.fields...)
	m.fields[i] = Field{Name: m.fields[i].Name, Value: value, gap: m.fields[i].gap, touched: true}
	return true
}
