// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"path"
)

// SMTP is the [smtp] section: settings of mmrun that Mailman does not have.
type SMTP struct {
	// Verify has the mail server's TLS certificate verified: it must be made out
	// to SMTPHOST. Mailman takes any.
	Verify bool
	CAFile string // the certificates that may answer for it, PEM; "" for the machine's
}

// applySMTP takes an entry of [smtp]: verify, which is yes, no, or the file that has the
// certificates. Without encryption there is nothing to verify, which is an error: a site that
// asks for it must be told.
func (l *loader) applySMTP(e iniEntry) error {
	if e.key != "verify" {
		return fmt.Errorf("[smtp] has no %s; want verify", e.key)
	}
	v := e.text
	switch {
	case v == "no":
		return nil
	case v == "yes":
		l.smtp = SMTP{Verify: true}
	case path.IsAbs(v):
		l.smtp = SMTP{Verify: true, CAFile: v}
	default:
		return fmt.Errorf("verify = %s: want yes, no, or the absolute path of a file with the certificates to trust", clip(v))
	}
	if !l.settings.Bool("SMTP_USE_TLS") {
		return fmt.Errorf("verify = %s: the connection is not encrypted; set SMTP_USE_TLS = True in [mm_cfg]", clip(v))
	}
	return nil
}
