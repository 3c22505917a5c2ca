// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"fmt"
	"strings"
)

// SetParam is set_param(name, value) of Content-Type. The field moves to the
// end of the header, as there; without one it begins as text/plain.
func (m *Message) SetParam(name, value string) {
	m.SetHeaderParam(name, value, "Content-Type")
}

// SetHeaderParam is set_param(name, value, header).
func (m *Message) SetHeaderParam(name, value, header string) {
	m.setParam(param{name, paramValue{text: value}}, header)
}

func (m *Message) setParam(p param, header string) {
	old, has := m.Value(header)
	field := "text/plain"
	if has {
		field = old.Encoded()
	} else if !equalFold(header, "content-type") {
		field = ""
	}
	if v, _ := m.lookup(p.name, header); v.text == "" && v.ext == nil {
		field = joinParams(field, p.format())
	} else {
		field = ""
		for _, q := range m.params(header) {
			q.value = q.value.unquoted()
			if equalFold(q.name, p.name) {
				q = p
			}
			field = joinParams(field, q.format())
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
		if equalFold(p.name, name) {
			continue
		}
		p.value = p.value.unquoted()
		field = joinParams(field, p.format())
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
	// The first is the old type.
	for _, p := range params[1:] {
		p.value = p.value.unquoted()
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
	value := paramValue{text: `"` + boundary + `"`}
	var parts []string
	found := false
	for _, p := range m.params("content-type") {
		if equalFold(p.name, "boundary") {
			p = param{"boundary", value}
			found = true
		}
		parts = append(parts, p.preserved())
	}
	if !found {
		parts = append(parts, param{"boundary", value}.preserved())
	}
	field := Text(strings.Join(parts, "; "))
	fields := make([]Field, len(m.fields))
	for i, f := range m.fields {
		if equalFold(f.Name, "content-type") {
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
		value = joinParams(value, param{p[0], paramValue{text: p[1]}}.format())
	}
	m.Add(name, value)
}

// joinParams puts a parameter behind others.
func joinParams(field, p string) string {
	if field == "" {
		return p
	}
	return field + "; " + p
}

// format is _formatparam with quote: name="value", or the name alone where
// there is no value; RFC 2231 where there is a charset.
func (p param) format() string {
	if p.value.ext != nil {
		return p.name + `*="` + Quote(p.value.encoded()) + `"`
	}
	if p.value.text == "" {
		return p.name
	}
	return p.name + `="` + Quote(p.value.text) + `"`
}

// preserved is how set_boundary writes a parameter whose value is in quotes
// already. Python spoils values by RFC 2231 there; here they stay.
func (p param) preserved() string {
	if p.value.ext != nil {
		p.value = p.value.unquoted()
		return p.format()
	}
	if p.value.text == "" {
		return p.name
	}
	return p.name + "=" + p.value.text
}

// encoded is encode_rfc2231.
func (v paramValue) encoded() string {
	text := quotePercent(v.text)
	if !v.ext.named {
		return text
	}
	return v.ext.charset + "'" + v.ext.language + "'" + text
}
