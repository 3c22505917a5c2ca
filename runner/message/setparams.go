// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/header"
	"mmgen/runner/message/param"
)

// SetParam is set_param(name, value) of Content-Type. As in Python, the field moves to the end
// of the header, and where there is no such field a new one begins with text/plain.
func (m *Message) SetParam(name, value string) {
	m.SetHeaderParam(name, value, "Content-Type")
}

// SetHeaderParam is set_param(name, value, header).
func (m *Message) SetHeaderParam(name, value, header string) {
	m.setParam(param.Param{Name: name, Value: param.Value{Text: value}}, header)
}

func (m *Message) setParam(p param.Param, header string) {
	old, has := m.Value(header)
	field := "text/plain"
	if has {
		field = old.Encoded()
	} else if !pystr.EqualFold(header, "content-type") {
		field = ""
	}
	if v, _ := m.lookup(p.Name, header); v.IsEmpty() {
		field = param.Join(field, p.Format())
	} else {
		field = ""
		for _, q := range m.params(header) {
			q.Value = q.Value.Unquoted()
			if pystr.EqualFold(q.Name, p.Name) {
				q = p
			}
			field = param.Join(field, q.Format())
		}
	}
	if !has || field != old.Encoded() {
		m.Set(header, field)
	}
}

// DelParam is del_param(name) of Content-Type.
func (m *Message) DelParam(name string) { m.DelHeaderParam(name, "content-type") }

// DelHeaderParam is del_param(name, header).
func (m *Message) DelHeaderParam(name, header string) {
	old, has := m.Value(header)
	if !has {
		return
	}
	field := ""
	for _, p := range m.params(header) {
		if pystr.EqualFold(p.Name, name) {
			continue
		}
		p.Value = p.Value.Unquoted()
		field = param.Join(field, p.Format())
	}
	if field != old.Encoded() {
		m.Set(header, field)
	}
}

// ErrType is SetType's error: the type is not of the form main/sub.
var ErrType = errors.New("a content type has one slash")

// SetType is set_type() for Content-Type: parameters stay, all in quotes;
// MIME-Version is set anew. A type that is not of the form main/sub, for which
// Python raises ValueError, changes nothing; the error wraps ErrType.
func (m *Message) SetType(ctype string) error {
	const header = "Content-Type"
	if strings.Count(ctype, "/") != 1 {
		return fmt.Errorf("set content type to %q: %w", ctype, ErrType)
	}
	m.Set("MIME-Version", "1.0")
	if !m.Has(header) {
		m.Add(header, ctype)
		return nil
	}
	params := m.params(header)
	m.Set(header, ctype)
	// The first parameter is the old type.
	for _, p := range params[1:] {
		p.Value = p.Value.Unquoted()
		m.setParam(p, header)
	}
	return nil
}

// SetBoundary is set_boundary(): the fields keep their places, the boundary
// is the last parameter or in place of the old one. It returns false, where
// Python raises HeaderParseError, when there is no Content-Type field.
func (m *Message) SetBoundary(boundary string) bool {
	if !m.Has("content-type") {
		return false
	}
	value := param.Value{Text: `"` + boundary + `"`}
	var parts []string
	found := false
	for _, p := range m.params("content-type") {
		if pystr.EqualFold(p.Name, "boundary") {
			p = param.Param{Name: "boundary", Value: value}
			found = true
		}
		parts = append(parts, p.Preserved())
	}
	if !found {
		parts = append(parts, param.Param{Name: "boundary", Value: value}.Preserved())
	}
	field := header.Text(strings.Join(parts, "; "))
	fields := make([]Field, len(m.fields))
	for i, f := range m.fields {
		if pystr.EqualFold(f.Name, "content-type") {
			f = Field{Name: f.Name, Value: field, touched: true}
		}
		fields[i] = f
	}
	m.fields = fields
	return true
}

// AddHeader is add_header(name, value, **params): parameters in quotes; one
// without value is its name alone. Underscores in names become hyphens.
func (m *Message) AddHeader(name, value string, params ...[2]string) {
	for _, p := range params {
		p[0] = strings.ReplaceAll(p[0], "_", "-")
		value = param.Join(value, param.Param{Name: p[0], Value: param.Value{Text: p[1]}}.Format())
	}
	m.Add(name, value)
}
