// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "mmgen/runner/message/param"

// Flow is what a Content-Type says of how the lines of a text flow (RFC 3676): its
// parameters format and delsp, as the field has them. Code that writes a text anew
// keeps them (Decorate.py, Scrubber.py and Approve.py: process).
type Flow struct{ format, delsp param.Value }

// Flow returns the parameters format and delsp of m.
func (m *Message) Flow() (f Flow) {
	f.format, _ = m.lookup("format", "content-type")
	f.delsp, _ = m.lookup("delsp", "content-type")
	return f
}

// SetFlow gives m the parameters that are not empty.
func (m *Message) SetFlow(f Flow) {
	for _, p := range []param.Param{{Name: "Format", Value: f.format}, {Name: "DelSp", Value: f.delsp}} {
		if !p.Value.IsEmpty() {
			m.setParam(p, "Content-Type")
		}
	}
}
