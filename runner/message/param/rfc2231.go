// SPDX-License-Identifier: GPL-2.0-or-later

package param

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"mmgen/runner/charset"
	"mmgen/runner/message/address"
)

// decodeParams is email.utils.decode_params: the pieces of RFC 2231 parameters
// joined, behind all others, and all values but the first in quotes. Python
// orders several such parameters by the hash of their names; here they stay in
// the order of the field.
func decodeParams(params []Param) []Param {
	decoded := params[:1:1]
	pieces := map[string][]piece{}
	var names []string
	for _, p := range params[1:] {
		value := address.Unquote(p.Value.Text)
		name, number, ok := continuation(p.Name)
		if !ok {
			decoded = append(decoded, Param{p.Name, Value{Text: `"` + address.Quote(value) + `"`}})
			continue
		}
		if pieces[name] == nil {
			names = append(names, name)
		}
		pieces[name] = append(pieces[name], piece{number, value, strings.HasSuffix(p.Name, "*")})
	}
	for _, name := range names {
		decoded = append(decoded, Param{name, joinPieces(pieces[name])})
	}
	return decoded
}

// piece is a part of a value: name*number*=text.
type piece struct {
	number  string // digits; "" where the piece has no number
	text    string
	encoded bool
}

// continuation takes a name like `filename*1*` apart.
func continuation(s string) (name, number string, ok bool) {
	name, rest, has := strings.Cut(s, "*")
	if !has || name == "" || strings.ContainsFunc(name, notWord) {
		return "", "", false
	}
	if rest == "" {
		return name, "", true
	}
	number = strings.TrimSuffix(rest, "*")
	if number == "" || strings.ContainsFunc(number, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", "", false
	}
	return name, number, true
}

func notWord(r rune) bool {
	return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// joinPieces puts a value together in the order of the pieces' numbers.
func joinPieces(pieces []piece) Value {
	slices.SortFunc(pieces, comparePieces)
	var b strings.Builder
	extended := false
	for _, p := range pieces {
		if p.encoded {
			p.text = unquotePercent(p.text)
			extended = true
		}
		b.WriteString(p.text)
	}
	text := address.Quote(b.String())
	if !extended {
		return Value{Text: `"` + text + `"`}
	}
	ext := &extension{}
	if f := strings.SplitN(text, "'", 3); len(f) == 3 {
		*ext = extension{charset: f[0], language: f[1], named: true}
		text = f[2]
	}
	return Value{Text: `"` + text + `"`, ext: ext}
}

func comparePieces(a, b piece) int {
	return cmp.Or(compareNumbers(a.number, b.number), cmp.Compare(a.text, b.text), compareBool(a.encoded, b.encoded))
}

// compareNumbers compares numbers of any length, given in digits; "" comes first.
func compareNumbers(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(a), len(b))
	}
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (e *extension) charsetOr(fallback string) string {
	if e.charset == "" {
		return fallback
	}
	return e.charset
}

// Unquoted is _unquotevalue.
func (v Value) Unquoted() Value {
	v.Text = address.Unquote(v.Text)
	return v
}

// Collapse is collapse_rfc2231_value: text in a charset becomes UTF-8, with U+FFFD for bytes
// that mean nothing in the charset. Like Python it removes quotes once more.
func (v Value) Collapse() (text string, isUnicode bool, err error) {
	raw := address.Unquote(v.Text)
	if v.ext == nil {
		return raw, false, nil
	}
	text, err = charset.Decode(raw, v.ext.charsetOr("us-ascii"), charset.Replace)
	if err != nil {
		ascii, asciiErr := charset.Decode(raw, "us-ascii", charset.Replace)
		if asciiErr != nil {
			return raw, true, asciiErr
		}
		if errors.Is(err, charset.ErrUnknown) {
			err = nil
		}
		text = ascii
	}
	return text, true, err
}

// unquotePercent is urllib.unquote: a percent sign without two hex digits behind it stays as it
// is.
func unquotePercent(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(c))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

// quotePercent is urllib.quote with safe=”.
func quotePercent(s string) string {
	const digits = "0123456789ABCDEF"
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == '.' || c == '-' || !notWord(rune(c)) {
			b = append(b, c)
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return string(b)
}
