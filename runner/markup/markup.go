// SPDX-License-Identifier: GPL-2.0-or-later

// Package markup puts texts into HTML so that nothing in them is taken for
// HTML. It answers to websafe of Mailman/Utils.py, and to html_quote and
// url_quote of Mailman/Archiver/HyperArch.py. (What a charset lacks becomes
// a reference by i18n.Text's InHTML.)
package markup

import (
	"strings"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
)

var quoter = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// Quote escapes what means something in HTML (HyperArch.py: html_quote).
func Quote(s string) string { return quoter.Replace(s) }

// Escape is Quote but for entities that the text has already, which stay what
// they are (Utils.py: websafe).
func Escape(s string) string {
	s = Quote(s)
	const amp = "&amp;"
	i := strings.Index(s, amp)
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for ; i >= 0; i = strings.Index(s, amp) {
		b.WriteString(s[:i])
		s = s[i+len(amp):]
		if isEntity(s) {
			b.WriteByte('&')
		} else {
			b.WriteString(amp)
		}
	}
	b.WriteString(s)
	return b.String()
}

// isEntity tells whether s goes on as an entity does behind its ampersand:
// `#160;`, `nbsp;`.
func isEntity(s string) bool {
	isDigit := func(c byte) bool { return '0' <= c && c <= '9' }
	isLetter := func(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
	is, i := isLetter, 0
	if strings.HasPrefix(s, "#") {
		is, s = isDigit, s[1:]
	}
	for i < len(s) && is(s[i]) {
		i++
	}
	return i > 0 && i < len(s) && s[i] == ';'
}

// Escaper is Escape for bytes of a charset. With BROKEN_BROWSER_WORKAROUND some
// bytes that certain browsers take for others are escaped too.
func Escaper(set *mmcfg.Settings) func(string) string {
	if !set.Bool("BROKEN_BROWSER_WORKAROUND") {
		return Escape
	}
	v, _ := set.Value("BROKEN_BROWSER_REPLACEMENTS")
	replacements, ok := v.(*pyvalue.Dict)
	if !ok {
		return Escape
	}
	var pairs [][2]string
	for _, item := range replacements.Entries() {
		from, okFrom := pyvalue.AsString(item.Key)
		to, okTo := pyvalue.AsString(item.Value)
		if okFrom && okTo {
			pairs = append(pairs, [2]string{from, to})
		}
	}
	return func(s string) string {
		for _, p := range pairs {
			s = strings.ReplaceAll(s, p[0], p[1])
		}
		return Escape(s)
	}
}

// QuoteURL escapes what may not stand in a part of a URL (urllib.quote).
func QuoteURL(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9', strings.IndexByte("_.-/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%")
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}
