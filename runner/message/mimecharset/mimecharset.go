// SPDX-License-Identifier: GPL-2.0-or-later

// Package mimecharset tells how mail uses a charset: Python's email.charset.Charset
// (email/charset.py) with its tables of how text goes out, and the instance of it that
// pickles hold.
package mimecharset

import (
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message/transfer"
	"mmgen/runner/pickle"
)

// Encoding is how text of a charset is encoded in a header or a body. The
// numbers are those of email/charset.py, which pickles hold; 0 stands for None.
type Encoding int

// The encodings.
const (
	NoEncoding      Encoding = iota
	QuotedPrintable          // QP
	Base64                   // BASE64
	Shortest                 // SHORTEST: the shorter of the two, in headers only
)

// Charset is Python's email.charset.Charset: what mail does with a charset.
// An empty string stands for None. A Charset is not changed once it is made.
type Charset struct {
	Input          string   // input_charset, canonical and lower case
	Output         string   // output_charset, what it is in mail
	HeaderEncoding Encoding // header_encoding
	BodyEncoding   Encoding // body_encoding
	InputCodec     string   // input_codec; empty: no conversion
	OutputCodec    string   // output_codec

	loaded *pickle.Instance // the instance from which it was loaded; nil where it was not loaded
}

// charsetTraits is a line of email/charset.py: CHARSETS.
type charsetTraits struct {
	header, body Encoding
	output       string
}

// traitsOf is CHARSETS.get(name) with the traits of all other charsets.
func traitsOf(name string) (t charsetTraits, known bool) {
	switch name {
	case "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-9",
		"iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15",
		"iso-8859-16", "windows-1252", "viscii":
		return charsetTraits{QuotedPrintable, QuotedPrintable, ""}, true
	case "us-ascii":
		return charsetTraits{NoEncoding, NoEncoding, ""}, true
	case "big5", "gb2312", "koi8-r":
		return charsetTraits{Base64, Base64, ""}, true
	case "euc-jp", "shift_jis":
		return charsetTraits{Base64, NoEncoding, "iso-2022-jp"}, true
	case "iso-2022-jp":
		return charsetTraits{Base64, NoEncoding, ""}, true
	case "utf-8":
		return charsetTraits{Shortest, Base64, "utf-8"}, true
	case "8bit":
		return charsetTraits{NoEncoding, Base64, "utf-8"}, true
	}
	return charsetTraits{Shortest, Base64, ""}, false
}

// charsetAlias is email/charset.py: ALIASES.get(name).
func charsetAlias(name string) (canonical string, ok bool) {
	switch name {
	case "latin_1", "latin-1":
		return "iso-8859-1", true
	case "latin_2", "latin-2":
		return "iso-8859-2", true
	case "latin_3", "latin-3":
		return "iso-8859-3", true
	case "latin_4", "latin-4":
		return "iso-8859-4", true
	case "latin_5", "latin-5":
		return "iso-8859-9", true
	case "latin_6", "latin-6":
		return "iso-8859-10", true
	case "latin_7", "latin-7":
		return "iso-8859-13", true
	case "latin_8", "latin-8":
		return "iso-8859-14", true
	case "latin_9", "latin-9":
		return "iso-8859-15", true
	case "latin_10", "latin-10":
		return "iso-8859-16", true
	case "cp949":
		return "ks_c_5601-1987", true
	case "euc_jp":
		return "euc-jp", true
	case "euc_kr":
		return "euc-kr", true
	case "ascii":
		return "us-ascii", true
	}
	return name, false
}

// codecFor is CODEC_MAP.get(name, name). us-ascii has no codec, so that text in it is never
// converted.
func codecFor(name string) string {
	switch name {
	case "us-ascii":
		return ""
	case "gb2312":
		return "eucgb2312_cn"
	case "big5":
		return "big5_tw"
	}
	return name
}

// New is Charset(name). A name that is not ASCII is an unknown charset here; Python refuses it
// (CharsetError).
func New(name string) *Charset {
	name = pystr.Lower(name)
	_, aliased := charsetAlias(name)
	if _, known := traitsOf(name); !known && !aliased && !tellsDirection(name) {
		if codec, ok := charset.Canonical(name); ok {
			name = codec
		}
	}
	c := &Charset{}
	c.Input, _ = charsetAlias(name)
	traits, _ := traitsOf(c.Input)
	c.HeaderEncoding, c.BodyEncoding = traits.header, traits.body
	if c.Output = traits.output; c.Output == "" {
		c.Output = c.Input
	}
	c.InputCodec = codecFor(c.Input)
	c.OutputCodec = codecFor(c.Output)
	return c
}

// tellsDirection tells whether the name of a charset says in which direction its text runs (RFC
// 1556). Mailman writes Python's name for the codec in its place. Mail programs take that for
// the name of the same charset in visual order, and show the text backwards.
func tellsDirection(name string) bool {
	switch name {
	case "iso-8859-6-e", "iso-8859-6-i", "iso-8859-8-e", "iso-8859-8-i":
		return true
	}
	return false
}

// String is the charset's name, lower case.
func (c *Charset) String() string { return pystr.Lower(c.Input) }

// OutputCharset is get_output_charset: the name of the charset in mail.
func (c *Charset) OutputCharset() string {
	if c.Output != "" {
		return c.Output
	}
	return c.Input
}

// TransferEncoding is get_body_encoding: the Content-Transfer-Encoding of
// bodies, "quoted-printable" or "base64"; "" means 7bit or 8bit, whichever the
// body asks for.
func (c *Charset) TransferEncoding() string {
	switch c.BodyEncoding {
	case QuotedPrintable:
		return "quoted-printable"
	case Base64:
		return "base64"
	}
	return ""
}

// Convert is convert: bytes in the input charset to the output charset. The
// error is charset.ErrUnknown or charset.ErrUnicode.
func (c *Charset) Convert(s string) (string, error) {
	if c.InputCodec == c.OutputCodec {
		return s, nil
	}
	text, err := charset.Decode(s, c.InputCodec, charset.Strict)
	if err != nil {
		return "", err
	}
	return charset.Encode(text, c.OutputCodec, charset.Strict)
}

// HeaderEncode is header_encode(s): s, which is in the output charset, as one
// encoded word, or several where base64 makes it long.
func (c *Charset) HeaderEncode(s string) string {
	switch c.headerEncodingOf(s) {
	case Base64:
		return transfer.WordsB(s, c.OutputCharset())
	case QuotedPrintable:
		return transfer.WordQ(s, c.OutputCharset())
	}
	return s
}

// headerEncodingOf is the header encoding for a text: where the charset has Shortest, the
// shorter one of the two.
func (c *Charset) headerEncodingOf(s string) Encoding {
	if c.HeaderEncoding != Shortest {
		return c.HeaderEncoding
	}
	if transfer.Base64Len(len(s)) < transfer.WordQLen(s) {
		return Base64
	}
	return QuotedPrintable
}

// HeaderLen is encoded_header_len: how long s is as an encoded word.
func (c *Charset) HeaderLen(s string) int {
	switch c.HeaderEncoding {
	case Base64:
		return transfer.Base64Len(len(s)) + len(c.OutputCharset()) + transfer.WordChrome
	case QuotedPrintable:
		return transfer.WordQLen(s) + len(c.OutputCharset()) + transfer.WordChrome
	case Shortest:
		return min(transfer.Base64Len(len(s)), transfer.WordQLen(s)) + len(c.OutputCharset()) + transfer.WordChrome
	}
	return len(s)
}

// BodyEncode is body_encode(s): converted to the output charset and encoded
// for a body.
func (c *Charset) BodyEncode(s string) (string, error) {
	s, err := c.Convert(s)
	if err != nil {
		return "", err
	}
	switch c.BodyEncoding {
	case Base64:
		return transfer.EncodeBase64(s), nil
	case QuotedPrintable:
		return transfer.EncodeQP(s), nil
	}
	return s, nil
}

// USASCII is email/header.py: USASCII, which has no codecs.
var USASCII = &Charset{Input: "us-ascii", Output: "us-ascii"}

// Is is Python's charset == name.
func (c *Charset) Is(name string) bool {
	return c.Input == name || pystr.Lower(c.Input) == name
}

// OrASCII is the name of a codec; us-ascii where the name is empty.
func OrASCII(codec string) string {
	if codec == "" {
		return "us-ascii"
	}
	return codec
}

// Check tells whether text can go from the input codec to the output
// codec. The error is charset.ErrUnknown or charset.ErrUnicode.
func (c *Charset) Check(text string, mode charset.Mode) error {
	if text != "" && pystr.IsASCII(text) && c.Is("us-ascii") {
		return nil
	}
	u, err := charset.Decode(text, OrASCII(c.InputCodec), mode)
	if err == nil {
		_, err = charset.Encode(u, OrASCII(c.OutputCodec), mode)
	}
	return err
}
