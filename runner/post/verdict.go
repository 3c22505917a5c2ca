// SPDX-License-Identifier: GPL-2.0-or-later

package post

import (
	"strings"

	"mmgen/runner/i18n"
)

// Action says how the pipeline goes on behind a handler.
type Action int

const (
	GoOn    Action = iota // the next handler gets the post
	Discard               // the message is thrown away (Errors.DiscardMessage)
	Held                  // it was put among the list's requests (Errors.HoldMessage)
	Reject                // it goes back to its author (Errors.RejectMessage)
)

// Verdict is an action; a Reject has the notice to the author, already in the
// language in which it is said.
type Verdict struct {
	Action Action
	Notice i18n.Text
}

// Rejection is the verdict that sends a post back, with a notice that ends with an
// empty line (Errors.py: RejectMessage).
func Rejection(notice i18n.Text) Verdict {
	switch {
	case strings.HasSuffix(notice.S, "\n\n"):
	case strings.HasSuffix(notice.S, "\n"):
		notice.S += "\n"
	default:
		notice.S += "\n\n"
	}
	return Verdict{Action: Reject, Notice: notice}
}
