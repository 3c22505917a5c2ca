// SPDX-License-Identifier: GPL-2.0-or-later

package address

import "strings"

// Format is email.utils.formataddr: `"Name" <addr>`. The name is not
// encoded.
func Format(a Address) string {
	if a.Name == "" {
		return a.Addr
	}
	quotes := ""
	if strings.ContainsAny(a.Name, `[]\()<>@,:;".`) {
		quotes = `"`
	}
	var b strings.Builder
	b.WriteString(quotes)
	for i := 0; i < len(a.Name); i++ {
		if strings.IndexByte(`[]\()"`, a.Name[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(a.Name[i])
	}
	b.WriteString(quotes)
	return b.String() + " <" + a.Addr + ">"
}

// Quote is email.utils.quote: backslashes before backslashes and quotes.
func Quote(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `\"`)
}

// Unquote is email.utils.unquote: quotes or angle brackets around s are removed, and within
// quotes the backslashes too.
func Unquote(s string) string {
	if len(s) < 2 {
		return s
	}
	inner := s[1 : len(s)-1]
	switch {
	case s[0] == '"' && s[len(s)-1] == '"':
		return strings.ReplaceAll(strings.ReplaceAll(inner, `\\`, `\`), `\"`, `"`)
	case s[0] == '<' && s[len(s)-1] == '>':
		return inner
	}
	return s
}

// FormatList is the value of a field that has several addresses.
func FormatList(all []Address) string {
	parts := make([]string, len(all))
	for i, a := range all {
		parts[i] = Format(a)
	}
	return strings.Join(parts, ", ")
}
