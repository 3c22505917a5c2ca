// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/message/parse"
	"mmgen/runner/pickle"
)

// Defects lists what Parse found wrong with the message itself, not with its parts. The defects
// that a loaded message came with are not in the list; they are stored again as they were.
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
