// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import "testing"

func TestSMTP(t *testing.T) {
	for text, want := range map[string]SMTP{
		"":                            {},
		"verify = no ; as Mailman":    {},
		"verify = yes":                {Verify: true},
		"verify = /etc/ssl/relay.pem": {Verify: true, CAFile: "/etc/ssl/relay.pem"},
	} {
		site := loadINI(t, "[mm_cfg]\nDEFAULT_EMAIL_HOST = 'example.com'\nSMTP_USE_TLS = Yes\n[smtp]\n"+text+"\n")
		if site.SMTP != want {
			t.Errorf("%q: got %+v, want %+v", text, site.SMTP, want)
		}
	}
}
