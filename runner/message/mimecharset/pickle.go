// SPDX-License-Identifier: GPL-2.0-or-later

package mimecharset

import (
	"errors"
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
)

// classCharset is the class as Python 2.7 pickles it.
var classCharset = pickle.Global{Module: "email.charset", Name: "Charset"}

// FromPickle makes a charset of a value from a pickle. The error says that it is an instance of
// another class, or a broken one.
func FromPickle(v *pickle.Instance) (*Charset, error) {
	attrs, ok := v.State.(*pyvalue.Dict)
	if v.Class.Name != "Charset" || !ok {
		return nil, fmt.Errorf("load charset: an instance of %s.%s without attributes",
			v.Class.Module, v.Class.Name)
	}
	input, ok := pyvalue.AsString(attrs.GetStr("input_charset"))
	if !ok || input == "" {
		return nil, errors.New("load charset: it has no input_charset")
	}
	c := &Charset{Input: input, loaded: v}
	c.Output, _ = pyvalue.AsString(attrs.GetStr("output_charset"))
	c.InputCodec, _ = pyvalue.AsString(attrs.GetStr("input_codec"))
	c.OutputCodec, _ = pyvalue.AsString(attrs.GetStr("output_codec"))
	c.HeaderEncoding = encodingOf(attrs.GetStr("header_encoding"))
	c.BodyEncoding = encodingOf(attrs.GetStr("body_encoding"))
	return c, nil
}

func encodingOf(v pyvalue.Value) Encoding {
	if n, ok := v.(int64); ok && int64(NoEncoding) < n && n <= int64(Shortest) {
		return Encoding(n)
	}
	return NoEncoding
}

// Pickle returns the instance that was loaded, or a new one.
func (c *Charset) Pickle() pyvalue.Value {
	if c.loaded != nil {
		return c.loaded
	}
	attrs := &pyvalue.Dict{}
	attrs.SetStr("input_charset", strOrNone(c.Input))
	attrs.SetStr("header_encoding", c.HeaderEncoding.pickle())
	attrs.SetStr("body_encoding", c.BodyEncoding.pickle())
	attrs.SetStr("output_charset", strOrNone(c.Output))
	attrs.SetStr("input_codec", strOrNone(c.InputCodec))
	attrs.SetStr("output_codec", strOrNone(c.OutputCodec))
	return &pickle.Instance{Class: classCharset, State: attrs, OldStyle: true}
}

func (e Encoding) pickle() pyvalue.Value {
	if e == NoEncoding {
		return nil
	}
	return int64(e)
}

func strOrNone(s string) pyvalue.Value {
	if s == "" {
		return nil
	}
	return pyvalue.Str(s)
}
