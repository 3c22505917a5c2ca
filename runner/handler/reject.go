// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"strings"

	"mmgen/runner/i18n"
)

// reject is the verdict that sends a post back, with a notice that ends with an
// empty line (Errors.py: RejectMessage).
func reject(notice i18n.Text) Verdict {
	switch {
	case strings.HasSuffix(notice.S, "\n\n"):
	case strings.HasSuffix(notice.S, "\n"):
		notice.S += "\n"
	default:
		notice.S += "\n\n"
	}
	return Verdict{Action: Reject, Notice: notice}
}
