// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"crypto/tls"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/runner/message"
	"mmgen/test/fakesmtp"
)

// TestVerify delivers to a server whose certificate is to be good for SMTPHOST,
// given by name. Where it is not, the server counts as away.
func TestVerify(t *testing.T) {
	authority := fakesmtp.NewAuthority(t)
	trusted := filepath.Join(t.TempDir(), "authority.pem")
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := errors.Join(os.WriteFile(trusted, authority.PEM(), 0o600), os.WriteFile(empty, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Hour)
	good, wrong := authority.Server(later, "localhost"), authority.Server(later, "mail.example.com")
	on := mmcfg.SMTP{Verify: true, CAFile: trusted}
	tests := []struct {
		name string
		tls  *tls.Config
		smtp mmcfg.SMTP
		away string
	}{
		{"good", good, on, ""},
		{"wrong name", wrong, on, "SMTP TLS error: the server's certificate is not good for it: x509: certificate is valid for mail.example.com, not localhost"},
		{"its own", fakesmtp.SelfSigned(t, "localhost"), on, "certificate signed by unknown authority"},
		{"good, the machine's authorities", good, mmcfg.SMTP{Verify: true}, "certificate signed by unknown authority"},
		{"wrong name, not asked", wrong, mmcfg.SMTP{}, ""},
		{"its own, not asked", fakesmtp.SelfSigned(t), mmcfg.SMTP{}, ""},
		{"no TLS", nil, on, "STARTTLS extension not supported"},
		{"no file", good, mmcfg.SMTP{Verify: true, CAFile: "/no/such.pem"}, "[smtp] verify: open /no/such.pem: no such file"},
		{"empty file", good, mmcfg.SMTP{Verify: true, CAFile: empty}, "empty.pem has no certificate in PEM form"},
	}
	for _, auth := range []bool{true, false} {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				w := newWorld(t, fakesmtp.Script{TLS: tt.tls, Users: map[string]string{"mailman": "secret"}}, settings{
					"SMTPHOST": "localhost", "SMTP_AUTH": auth, "SMTP_USE_TLS": true, "SMTP_USER": "mailman", "SMTP_PASSWD": "secret"}, nil)
				w.site.SMTP = tt.smtp
				_, err := w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil)
				if errors.As(err, new(*AwayError)) != (tt.away != "") || err != nil && !strings.Contains(err.Error(), tt.away) {
					t.Errorf("SMTP_AUTH %v: %v, want %q", auth, err, tt.away)
				}
				heard := strings.Join(w.server.Lines(), "\n")
				if tt.away != "" && strings.Contains(heard, "AUTH") {
					t.Errorf("the password was given to a server that is not trusted:\n%s", heard)
				}
				if tls := strings.Contains(heard, "STARTTLS"); tt.away == "" && tls != (auth || tt.smtp.Verify) {
					t.Errorf("SMTP_AUTH %v: STARTTLS was said: %v", auth, tls)
				}
			})
		}
	}
}
