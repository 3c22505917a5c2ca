// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/moderation"
)

// emergency holds all posts while the list's emergency flag is set, but for
// those that come with a password (Emergency.py: process). Nobody is told.
func emergency(_ context.Context, p *Post) (Verdict, error) {
	if !p.List.Bool("emergency") || p.Data.Bool("adminapproved") {
		return Verdict{}, nil
	}
	requests, err := moderation.Of(p.Change)
	if err != nil {
		return Verdict{}, err
	}
	if _, err := requests.Hold(held(p, p.Translator.T("Emergency hold on all list traffic is in effect", nil))); err != nil {
		return Verdict{}, err
	}
	return Verdict{Action: Held}, nil
}
