// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// maxRepr bounds what Repr returns: a value that holds another many times,
// and that again, has a repr without end.
const maxRepr = 1 << 20

// Repr is Python's repr(v), as Mailman writes it into its logs. Dicts and sets
// come in their own order. An instance is written without its address. What
// is longer than a megabyte is cut with "...".
func Repr(v Value) string {
	p := printer{open: make(map[any]bool)}
	p.print(v)
	if p.b.Len() > maxRepr {
		return p.b.String()[:maxRepr] + "..."
	}
	return p.b.String()
}

type printer struct {
	b    strings.Builder
	open map[any]bool // containers that are being written
}

func (p *printer) print(v Value) {
	if p.b.Len() > maxRepr {
		return
	}
	switch v := v.(type) {
	case nil:
		p.b.WriteString("None")
	case bool:
		p.b.WriteString(map[bool]string{false: "False", true: "True"}[v])
	case int64:
		p.b.WriteString(strconv.FormatInt(v, 10))
	case Long:
		p.b.WriteString(v.Digits())
		p.b.WriteByte('L')
	case float64:
		p.b.WriteString(FloatRepr(v))
	case Str:
		p.b.WriteString(strRepr(string(v)))
	case Unicode:
		p.b.WriteString(unicodeRepr(string(v)))
	case Object:
		p.b.WriteString(v.Repr())
	default:
		p.printContainer(v)
	}
}

func (p *printer) printContainer(v Value) {
	if p.open[v] {
		switch v.(type) {
		case *List:
			p.b.WriteString("[...]")
		case *Dict:
			p.b.WriteString("{...}")
		case *Tuple:
			p.b.WriteString("(...)")
		default:
			p.b.WriteString("set(...)")
		}
		return
	}
	p.open[v] = true
	defer delete(p.open, v)
	switch v := v.(type) {
	case *List:
		p.items("[", v.Items, "]")
	case *Tuple:
		if len(v.Items) == 1 {
			p.items("(", v.Items, ",)")
		} else {
			p.items("(", v.Items, ")")
		}
	case *Set:
		p.items(TypeName(v)+"([", v.Items, "])")
	case *Dict:
		p.pairs(v.Entries())
	default:
		fmt.Fprintf(&p.b, "<%T>", v)
	}
}

func (p *printer) items(before string, items []Value, after string) {
	p.b.WriteString(before)
	for i, v := range items {
		if i > 0 {
			p.b.WriteString(", ")
		}
		p.print(v)
	}
	p.b.WriteString(after)
}

func (p *printer) pairs(entries []Entry) {
	p.b.WriteByte('{')
	for i, e := range entries {
		if i > 0 {
			p.b.WriteString(", ")
		}
		p.print(e.Key)
		p.b.WriteString(": ")
		p.print(e.Value)
	}
	p.b.WriteByte('}')
}

// Digits is the number without the L.
func (n Long) Digits() string {
	if n.Int == nil {
		return "0"
	}
	return n.String()
}

// FloatRepr is repr(f) of Python 2.7: the fewest digits that give f again,
// with an exponent below 1e-4 and from 1e16 on. Names of queue files are
// made of it.
func FloatRepr(f float64) string { return floatText(f, -1, 16) }

// FloatStr is str(f) of Python 2.7: twelve digits, with an exponent below 1e-4
// and from 1e11 on.
func FloatStr(f float64) string { return floatText(f, 12, 11) }

// floatText writes f with so many digits (-1: as many as it takes), with an
// exponent where the first digit stands limit or more places before the point.
func floatText(f float64, digits, limit int) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	s := strconv.FormatFloat(f, 'e', max(digits-1, -1), 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	exp, _ := strconv.Atoi(exponent)
	if exp < -4 || exp >= limit {
		if strings.Contains(mantissa, ".") {
			mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
		}
		return fmt.Sprintf("%se%+03d", mantissa, exp)
	}
	places := -1
	if digits > 0 {
		places = max(digits-1-exp, 0)
	}
	s = strconv.FormatFloat(f, 'f', places, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(s, "0")
		return s + map[bool]string{true: "0"}[strings.HasSuffix(s, ".")]
	}
	return s + ".0"
}

const hexDigit = "0123456789abcdef"

// quote is the quotation mark that repr takes for a text.
func quote(s string) byte {
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		return '"'
	}
	return '\''
}

func strRepr(s string) string { return string(AppendStrRepr(nil, s)) }

// AppendStrRepr appends repr() of a str.
func AppendStrRepr(b []byte, s string) []byte {
	q := quote(s)
	b = append(b, q)
	for i := 0; i < len(s); i++ {
		b = appendEscaped(b, s[i], q)
	}
	return append(b, q)
}

func appendEscaped(b []byte, c, q byte) []byte {
	switch {
	case c == q || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, '\\', 'n')
	case c == '\r':
		return append(b, '\\', 'r')
	case c == '\t':
		return append(b, '\\', 't')
	case c < 0x20 || c >= 0x7f:
		return append(b, '\\', 'x', hexDigit[c>>4], hexDigit[c&15])
	}
	return append(b, c)
}

func unicodeRepr(s string) string {
	q := quote(s)
	b := []byte{'u', q}
	for _, r := range pystr.Each(s) {
		switch {
		case r < 0x100:
			b = appendEscaped(b, byte(r), q)
		case r < 0x10000:
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = fmt.Appendf(b, `\U%08x`, r)
		}
	}
	return string(append(b, q))
}
