// SPDX-License-Identifier: GPL-2.0-or-later

package param

import "mmgen/runner/message/address"

// Join appends a parameter to others.
func Join(field, p string) string {
	if field == "" {
		return p
	}
	return field + "; " + p
}

// Format is _formatparam with quote: name="value", or the name alone where
// there is no value; RFC 2231 where there is a charset.
func (p Param) Format() string {
	if p.Value.ext != nil {
		return p.Name + `*="` + address.Quote(p.Value.encoded()) + `"`
	}
	if p.Value.Text == "" {
		return p.Name
	}
	return p.Name + `="` + address.Quote(p.Value.Text) + `"`
}

// Preserved is how set_boundary writes a parameter whose value is in quotes already. Python
// spoils values that are encoded by RFC 2231; here they stay as they are.
func (p Param) Preserved() string {
	if p.Value.ext != nil {
		p.Value = p.Value.Unquoted()
		return p.Format()
	}
	if p.Value.Text == "" {
		return p.Name
	}
	return p.Name + "=" + p.Value.Text
}

// encoded is encode_rfc2231.
func (v Value) encoded() string {
	text := quotePercent(v.Text)
	if !v.ext.named {
		return text
	}
	return v.ext.charset + "'" + v.ext.language + "'" + text
}
