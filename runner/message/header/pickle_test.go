// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/charset"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/pickle"
)

// A header as Python 2.7 pickles it, in protocols 0, 1 and 2:
//
//	h = Header('[L] ', 'us-ascii', header_name='Subject', continuation_ws='\t')
//	h.append('caf\xe9', 'iso-8859-1')
//	h.extra = 'kept'
var pickledHeaders = []string{
	"(iemail.header\nHeader\np1\n(dp2\nS'_maxlinelen'\np3\nI68\nsS'extra'\np4\nS'kept'\np5\nsS'_charset'\np6\n(iemail.charset\nCharset\np7\n(dp8\nS'input_codec'\np9\nNsS'body_encoding'\np10\nNsS'input_charset'\np11\nS'us-ascii'\np12\nsS'header_encoding'\np13\nNsS'output_charset'\np14\ng12\nsS'output_codec'\np15\nNsbsS'_firstlinelen'\np16\nI67\nsS'_chunks'\np17\n(lp18\n(S'[L] '\np19\ng7\ntp20\na(S'caf\\xe9'\np21\n(iemail.charset\nCharset\n(dp22\ng9\nS'iso-8859-1'\np23\nsg10\nI1\nsg11\ng23\nsg13\nI1\nsg14\ng23\nsg15\ng23\nsbtp24\nasS'_continuation_ws'\np25\nS'\\t'\nsb.",
	"(cemail.header\nHeader\nq\x01oq\x02}q\x03(U\x0b_maxlinelenq\x04KDU\x05extraq\x05U\x04keptq\x06U\x08_charsetq\x07(cemail.charset\nCharset\nq\x08oq\t}q\n(U\x0binput_codecq\x0bNU\rbody_encodingq\x0cNU\rinput_charsetq\rU\x08us-asciiq\x0eU\x0fheader_encodingq\x0fNU\x0eoutput_charsetq\x10h\x0eU\x0coutput_codecq\x11NubU\r_firstlinelenq\x12KCU\x07_chunksq\x13]q\x14((U\x04[L] q\x15h\ttq\x16(U\x04caf\xe9q\x17(h\x08o}q\x18(h\x0bU\niso-8859-1q\x19h\x0cK\x01h\rh\x19h\x0fK\x01h\x10h\x19h\x11h\x19ubtq\x1aeU\x10_continuation_wsq\x1bU\x01\tub.",
	"\x80\x02(cemail.header\nHeader\nq\x01oq\x02}q\x03(U\x0b_maxlinelenq\x04KDU\x05extraq\x05U\x04keptq\x06U\x08_charsetq\x07(cemail.charset\nCharset\nq\x08oq\t}q\n(U\x0binput_codecq\x0bNU\rbody_encodingq\x0cNU\rinput_charsetq\rU\x08us-asciiq\x0eU\x0fheader_encodingq\x0fNU\x0eoutput_charsetq\x10h\x0eU\x0coutput_codecq\x11NubU\r_firstlinelenq\x12KCU\x07_chunksq\x13]q\x14(U\x04[L] q\x15h\t\x86q\x16U\x04caf\xe9q\x17(h\x08o}q\x18(h\x0bU\niso-8859-1q\x19h\x0cK\x01h\rh\x19h\x0fK\x01h\x10h\x19h\x11h\x19ub\x86q\x1aeU\x10_continuation_wsq\x1bU\x01\tub.",
}

func loadHeader(t *testing.T, data string) *Header {
	t.Helper()
	v, _, err := pickle.Load([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	inst, ok := v.(*pickle.Instance)
	if !ok {
		t.Fatalf("loaded %T", v)
	}
	h, err := FromPickle(inst)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHeaderFromPickle(t *testing.T) {
	for protocol, data := range pickledHeaders {
		h := loadHeader(t, data)
		if got, want := h.Encoded(), "[L] =?iso-8859-1?q?caf=E9?="; got != want {
			t.Errorf("protocol %d: %q, want %q", protocol, got, want)
		}
		if h.indent != "\t" || h.first != 67 || h.rest != 68 || h.charset.Input != "us-ascii" {
			t.Errorf("protocol %d: %+v", protocol, h)
		}
	}
}

// What is not touched is handed back as it was loaded; what is touched keeps
// the attributes we do not know.
func TestHeaderPickle(t *testing.T) {
	h := loadHeader(t, pickledHeaders[1])
	if h.Pickle() != pyvalue.Value(h.origin.loaded) {
		t.Error("a header that was not touched is pickled as another one")
	}
	if err := h.Append("!", nil, charset.Strict); err != nil {
		t.Fatal(err)
	}
	data, err := pickle.Dump(h.Pickle(), 1)
	if err != nil {
		t.Fatal(err)
	}
	again := loadHeader(t, string(data))
	if got, want := again.Encoded(), "[L] =?iso-8859-1?q?caf=E9?= !"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	attrs := again.origin.loaded.State.(*pyvalue.Dict)
	if got := attrs.GetStr("extra"); got != pyvalue.Str("kept") {
		t.Errorf("an attribute we do not know became %v", got)
	}
}

func TestHeaderPickleOfNew(t *testing.T) {
	h := New("caf\xe9", false, mimecharset.New("latin-1"), "Subject")
	data, err := pickle.Dump(h.Pickle(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(data), "(cemail.header\nHeader\n") {
		t.Errorf("not pickled as a classic class: %q", data[:40])
	}
	again := loadHeader(t, string(data))
	if got, want := again.Encoded(), h.Encoded(); got != want || again.first != 67 || again.rest != 75 {
		t.Errorf("got %q, first %d, rest %d; want %q", got, again.first, again.rest, want)
	}
}

func TestHeaderFromPickleRefuses(t *testing.T) {
	text := &pyvalue.Tuple{Items: []pyvalue.Value{pyvalue.Str("x"), pyvalue.Str("utf-8")}}
	for name, chunks := range map[string]pyvalue.Value{
		"no chunks":        nil,
		"chunk, no tuple":  &pyvalue.List{Items: []pyvalue.Value{pyvalue.Str("x")}},
		"chunk of one":     &pyvalue.List{Items: []pyvalue.Value{&pyvalue.Tuple{Items: text.Items[:1]}}},
		"text, no str":     &pyvalue.List{Items: []pyvalue.Value{&pyvalue.Tuple{Items: []pyvalue.Value{int64(1), nil}}}},
		"charset is a int": &pyvalue.List{Items: []pyvalue.Value{&pyvalue.Tuple{Items: []pyvalue.Value{pyvalue.Str("x"), int64(1)}}}},
	} {
		attrs := &pyvalue.Dict{}
		attrs.SetStr("_chunks", chunks)
		if h, err := FromPickle(&pickle.Instance{Class: classHeader, State: attrs}); err == nil {
			t.Errorf("%s: loaded as %q", name, h.Encoded())
		}
	}
	// Old versions of the email package had names of charsets (Message.py: __setstate__).
	attrs := &pyvalue.Dict{}
	attrs.SetStr("_chunks", &pyvalue.List{Items: []pyvalue.Value{text}})
	h, err := FromPickle(&pickle.Instance{Class: classHeader, State: attrs})
	if err != nil || h.Encoded() != "=?utf-8?q?x?=" {
		t.Errorf("a charset by name: %v", err)
	}
}
