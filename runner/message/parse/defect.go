// SPDX-License-Identifier: GPL-2.0-or-later

package parse

// Defect is something that is wrong with a message and was worked around
// (email/errors.py: MessageDefect).
type Defect struct {
	Kind DefectKind
	Line Optional // the line at fault, with its line end
}

// DefectKind is the name of the defect's class in email/errors.py.
type DefectKind string

// The defects that are found.
const (
	NoBoundary          DefectKind = "NoBoundaryInMultipartDefect"         // a multipart without a boundary parameter
	NoStartBoundary     DefectKind = "StartBoundaryNotFoundDefect"         // the boundary never came
	LeadingContinuation DefectKind = "FirstHeaderLineIsContinuationDefect" // the first line of the header is indented
	MisplacedEnvelope   DefectKind = "MisplacedEnvelopeHeaderDefect"       // a line `From x` amid the header
	MalformedHeader     DefectKind = "MalformedHeaderDefect"               // a header line without colon
	NotMultipart        DefectKind = "MultipartInvariantViolationDefect"   // a multipart without parts
)
