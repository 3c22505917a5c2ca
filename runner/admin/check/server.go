// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"context"
	"time"

	"mmgen/runner/deliver"
)

// patience is how long the mail server may take for an answer.
const patience = 5 * time.Second

// mailServers are the mail servers that are known by their settings' files.
var mailServers = []struct{ file, start string }{
	{"/etc/postfix/main.cf", "systemctl start postfix"},
	{"/etc/exim4/update-exim4.conf.conf", "systemctl start exim4"},
	{"/etc/exim/exim.conf", "systemctl start exim"},
	{"/etc/mail/sendmail.cf", "systemctl start sendmail"},
}

// mailServer asks the mail server for a greeting, and for what must go before a message.
func mailServer(ctx context.Context, m *Machine) []Finding {
	ctx, cancel := context.WithTimeout(ctx, 4*patience)
	defer cancel()
	err := deliver.Reach(ctx, m.Site, patience)
	if err == nil {
		return nil
	}
	mend := "set SMTPHOST and SMTPPORT in mm_cfg.py or mmgen.ini to where a mail server listens"
	for _, server := range mailServers {
		if _, err := m.ReadFile(server.file); err == nil {
			mend = server.start
			break
		}
	}
	return []Finding{{Level: Error, Where: "SMTPHOST", What: err.Error(), Mend: mend}}
}
