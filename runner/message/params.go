// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/param"
)

// ContentType is get_content_type(), in lower case. It is the default type where there is no
// Content-Type field, and text/plain where the field is broken.
func (m *Message) ContentType() string {
	if i := m.find("content-type"); i >= 0 {
		return param.ContentType(m.fields[i].Value.Encoded())
	}
	return m.defaultType
}

// ContentMaintype is get_content_maintype().
func (m *Message) ContentMaintype() string {
	main, _, _ := strings.Cut(m.ContentType(), "/")
	return main
}

// ContentSubtype is get_content_subtype().
func (m *Message) ContentSubtype() string {
	_, sub, _ := strings.Cut(m.ContentType(), "/")
	return sub
}

// params is _get_params_preserve: the parameters of the first field of that
// name, what stands before the first `;` included, quotes kept.
func (m *Message) params(name string) []param.Param {
	i := m.find(name)
	if i < 0 {
		return nil
	}
	return param.Parse(m.fields[i].Value.Encoded())
}

// lookup is get_param(name, header) with unquote.
func (m *Message) lookup(name, header string) (v param.Value, ok bool) {
	i := m.find(header)
	if i < 0 {
		return param.Value{}, false
	}
	return param.Lookup(m.fields[i].Value.Encoded(), name)
}

// Param is get_param(name) of Content-Type, unquoted. A value by RFC 2231, for
// which Python has a tuple, is decoded to UTF-8 (collapse_rfc2231_value).
func (m *Message) Param(name string) (value string, ok bool) {
	return m.HeaderParam(name, "content-type")
}

// HeaderParam is Param for another field: get_param(name, header=header).
func (m *Message) HeaderParam(name, header string) (value string, ok bool) {
	v, ok := m.lookup(name, header)
	if !ok {
		return "", false
	}
	return v.String(), true
}

// ParamNames are the names of the parameters of the first field called header, in
// order; what stands before the first `;` is one too: [k for k, v in
// get_params([], header)].
func (m *Message) ParamNames(header string) []string {
	var names []string
	for _, p := range m.params(header) {
		names = append(names, p.Name)
	}
	return names
}

// Filename is get_filename(): the filename parameter of Content-Disposition, else the name
// parameter of Content-Type. isUnicode is true where the field used RFC 2231, so that Python
// has a unicode; the name is UTF-8 then. Other names are bytes. ok is false where there is no
// name, or it can't be decoded (Message.py: get_filename).
func (m *Message) Filename() (name string, isUnicode, ok bool) {
	v, ok := m.lookup("filename", "content-disposition")
	if !ok {
		v, ok = m.lookup("name", "content-type")
	}
	if !ok {
		return "", false, false
	}
	text, isUnicode, err := v.Collapse()
	if err != nil {
		return "", false, false
	}
	if isUnicode {
		return strings.TrimFunc(text, pystr.IsSpace), true, true
	}
	return pystr.Strip(text), false, true
}

// Boundary is get_boundary(); ok is false where there is no such parameter.
func (m *Message) Boundary() (boundary string, ok bool) { return param.Boundary(m.Get("Content-Type")) }

// ContentCharset is get_content_charset(), in lower case; "" where there is none, or its name
// is not ASCII.
func (m *Message) ContentCharset() string { return param.Charset(m.Get("Content-Type")) }
