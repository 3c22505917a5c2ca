// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "mmgen/runner/pickle"

// Defect is something that the parser found wrong with a message and worked
// around (email/errors.py: MessageDefect).
type Defect struct {
	Kind DefectKind
	Line string // the line at fault, with its line end
	full bool   // Line was given; Python has None otherwise
}

// DefectKind is the name of the defect's class in email/errors.py.
type DefectKind string

// The defects that the parser finds.
const (
	NoBoundary          DefectKind = "NoBoundaryInMultipartDefect"         // a multipart without a boundary parameter
	NoStartBoundary     DefectKind = "StartBoundaryNotFoundDefect"         // the boundary never came
	LeadingContinuation DefectKind = "FirstHeaderLineIsContinuationDefect" // the first line of the header is indented
	MisplacedEnvelope   DefectKind = "MisplacedEnvelopeHeaderDefect"       // a line `From x` amid the header
	MalformedHeader     DefectKind = "MalformedHeaderDefect"               // a header line without colon
	NotMultipart        DefectKind = "MultipartInvariantViolationDefect"   // a multipart without parts
)

// Defects lists what Parse found wrong with the message itself, not its parts.
// Those of a loaded message are handed back unread.
func (m *Message) Defects() []Defect { return m.defects }

func (d Defect) pickle() pickle.Value {
	state := &pickle.Dict{}
	if d.full {
		state.SetStr("line", pickle.Str(d.Line))
	} else {
		state.SetStr("line", nil)
	}
	return &pickle.Instance{
		Class:    pickle.Global{Module: "email.errors", Name: string(d.Kind)},
		State:    state,
		OldStyle: true,
	}
}
