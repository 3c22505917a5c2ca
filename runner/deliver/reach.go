// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"time"

	"mmgen/runner/site"
	"mmgen/runner/smtp"
)

// Reach connects to the site's mail server as a delivery does, up to the first MAIL, with
// patience for each of its answers, and takes leave. The error is an *AwayError. With a
// DELIVERY_MODULE that needs no server it does nothing.
func Reach(ctx context.Context, s *site.Site, patience time.Duration) error {
	if s.Settings.Str("DELIVERY_MODULE") != "SMTPDirect" {
		return nil
	}
	way := session{site: s, timeouts: smtp.RFCTimeouts}
	way.timeouts.Command, way.timeouts.Aside = patience, patience
	server, where, err := way.server()
	if err != nil {
		return &AwayError{Server: where, Err: err}
	}
	client, err := smtp.Connect(ctx, server)
	if err != nil {
		return &AwayError{Server: where, Err: err}
	}
	client.Close()
	return nil
}
