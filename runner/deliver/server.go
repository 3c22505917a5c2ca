// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/safeio"
	"mmgen/runner/smtp"
)

// server is the site's mail server as its settings describe it, and where to
// look for it, for messages. Mailman encrypts only where it logs in as well.
// Here a connection whose certificate is to be verified is encrypted without a
// login, too.
func (s *session) server() (server smtp.Server, where string, err error) {
	set := s.site.Settings
	server = smtp.Server{Dial: s.site.Dial, Name: s.site.Hostname, Timeouts: s.timeouts}
	server.Host, server.Port, err = serverAddress(set)
	where = net.JoinHostPort(server.Host, server.Port) + " (SMTPHOST, SMTPPORT)"
	if err != nil {
		return server, where, err
	}
	if set.Int("SMTPLIB_DEBUG_LEVEL") > 0 {
		server.Debug = func(line string) { s.site.Logs.Logf("error", "%s", line) }
	}
	if set.Bool("SMTP_AUTH") {
		server.Login = &smtp.Login{User: set.Str("SMTP_USER"), Password: set.Str("SMTP_PASSWD")}
	}
	verify := s.site.SMTP.Verify
	if set.Bool("SMTP_USE_TLS") && (server.Login != nil || verify) {
		server.Security = smtp.Security{StartTLS: true, HelloName: set.Str("SMTP_HELO_HOST"), Verify: verify}
		server.Security.Roots, err = roots(s.site.SMTP.CAFile)
	}
	return server, where, err
}

// maxRoots bounds a file of certificates, in bytes. Those of a whole machine take
// half a megabyte.
const maxRoots = 16 << 20

// roots reads the certificates of a file; nil without a file.
func roots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := safeio.ReadFile(safeio.OS, file, maxRoots)
	if err != nil {
		return nil, fmt.Errorf("[smtp] verify: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("[smtp] verify: %s has no certificate in PEM form", file)
	}
	return pool, nil
}

// serverAddress is where the settings say that the server is. SMTPPORT may be
// a number or a name. Without it a number may stand behind the host's name, and
// else the port is 25 (smtplib.py: connect).
func serverAddress(set *mmcfg.Settings) (host, port string, err error) {
	host, port = set.Str("SMTPHOST"), set.Str("SMTPPORT")
	if n := set.Int("SMTPPORT"); port == "" && n != 0 {
		port = strconv.Itoa(n)
	}
	if port == "" && strings.Count(host, ":") == 1 {
		host, port, _ = strings.Cut(host, ":")
		if _, err := strconv.Atoi(port); err != nil {
			return host, port, fmt.Errorf("nonnumeric port %q", port)
		}
	}
	if port == "" {
		port = "25"
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"), port, nil
}

// unwelcome tells whether a connection failed because the server answered the
// greeting with a 5xx. That is the one refusal before the first MAIL that Mailman
// takes for one of the message.
func unwelcome(err error) bool {
	var refused *smtp.ReplyError
	return errors.As(err, &refused) && refused.Command == "HELO" && refused.ForGood()
}

// connectText says why there is no connection, in the words with which Mailman
// logs it (SMTPDirect.py: Connection.__connect), and which setting is about it.
func connectText(err error) string {
	var failed *smtp.ConnectError
	if !errors.As(err, &failed) {
		return err.Error()
	}
	switch {
	case errors.Is(err, smtp.ErrNoAuth), errors.Is(err, smtp.ErrNoMechanism):
		return "SMTP - no suitable authentication method found: " + pythonText(err) + " (SMTP_AUTH)"
	case failed.Step == smtp.TLS:
		return "SMTP TLS error: " + pythonText(err) + " (SMTP_USE_TLS)"
	case failed.Step == smtp.Auth:
		return "SMTP AUTH error: " + pythonText(err) + " (SMTP_USER, SMTP_PASSWD)"
	}
	return err.Error()
}

// pythonText is str(exception), as the log has it.
func pythonText(err error) string {
	var refused *smtp.ReplyError
	if errors.As(err, &refused) {
		return fmt.Sprintf("(%d, %s)", refused.Code, pyvalue.Repr(pyvalue.Str(refused.Text)))
	}
	return err.Error()
}
