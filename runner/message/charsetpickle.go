// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"fmt"

	"mmgen/runner/pickle"
)

// classCharset is the class as Python 2.7 pickles it.
var classCharset = pickle.Global{Module: "email.charset", Name: "Charset"}

func charsetFromPickle(v *pickle.Instance) (*Charset, error) {
	attrs, ok := v.State.(*pickle.Dict)
	if v.Class.Name != "Charset" || !ok {
		return nil, fmt.Errorf("load charset: an instance of %s.%s without attributes",
			v.Class.Module, v.Class.Name)
	}
	input, ok := strOf(attrs.GetStr("input_charset"))
	if !ok || input == "" {
		return nil, errors.New("load charset: it has no input_charset")
	}
	c := &Charset{Input: input, loaded: v}
	c.Output, _ = strOf(attrs.GetStr("output_charset"))
	c.InputCodec, _ = strOf(attrs.GetStr("input_codec"))
	c.OutputCodec, _ = strOf(attrs.GetStr("output_codec"))
	c.HeaderEncoding = encodingOf(attrs.GetStr("header_encoding"))
	c.BodyEncoding = encodingOf(attrs.GetStr("body_encoding"))
	return c, nil
}

func strOf(v pickle.Value) (s string, ok bool) {
	switch v := v.(type) {
	case pickle.Str:
		return string(v), true
	case pickle.Unicode:
		return string(v), true
	}
	return "", false
}

func encodingOf(v pickle.Value) Encoding {
	if n, ok := v.(int64); ok && int64(NoEncoding) < n && n <= int64(Shortest) {
		return Encoding(n)
	}
	return NoEncoding
}

// pickle returns what was loaded, or a new instance.
func (c *Charset) pickle() pickle.Value {
	if c.loaded != nil {
		return c.loaded
	}
	attrs := &pickle.Dict{}
	attrs.SetStr("input_charset", strOrNone(c.Input))
	attrs.SetStr("header_encoding", c.HeaderEncoding.pickle())
	attrs.SetStr("body_encoding", c.BodyEncoding.pickle())
	attrs.SetStr("output_charset", strOrNone(c.Output))
	attrs.SetStr("input_codec", strOrNone(c.InputCodec))
	attrs.SetStr("output_codec", strOrNone(c.OutputCodec))
	return &pickle.Instance{Class: classCharset, State: attrs, OldStyle: true}
}

func (e Encoding) pickle() pickle.Value {
	if e == NoEncoding {
		return nil
	}
	return int64(e)
}

func strOrNone(s string) pickle.Value {
	if s == "" {
		return nil
	}
	return pickle.Str(s)
}
