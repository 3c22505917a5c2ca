// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/message/parse"
	"mmgen/runner/pickle"
)

// Defects lists what Parse found wrong with the message itself, not its parts.
// Those of a loaded message are handed back unread.
func (m *Message) Defects() []parse.Defect { return m.defects }

func pickleDefect(d parse.Defect) pyvalue.Value {
	state := &pyvalue.Dict{}
	if d.Line.OK {
		state.SetStr("line", pyvalue.Str(d.Line.Text))
	} else {
		state.SetStr("line", nil)
	}
	return &pickle.Instance{
		Class:    pickle.Global{Module: "email.errors", Name: string(d.Kind)},
		State:    state,
		OldStyle: true,
	}
}
