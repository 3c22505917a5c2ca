// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
)

// ErrNoTLS says that the connection can't be encrypted.
var ErrNoTLS = errors.New("STARTTLS extension not supported by server")

// errEarly says that somebody spoke in clear after STARTTLS was agreed upon
// (CVE-2011-0411).
var errEarly = errors.New("the server, or somebody between, said more before encryption began")

// startTLS encrypts the connection (smtplib.py: starttls). Like smtplib it takes
// any certificate, unless it was asked to verify it: most relays on the way out
// have one of their own making.
func (c *Client) startTLS(host string, want Security) error {
	if _, ok := c.features["starttls"]; !ok {
		return ErrNoTLS
	}
	r, err := c.do("STARTTLS", c.timeouts.Command)
	switch {
	case err != nil:
		return err
	case r.Code != 220:
		return &ReplyError{"STARTTLS", r}
	case c.in.Buffered() > 0:
		return c.lost(errEarly)
	}
	secure := tls.Client(c.conn, &tls.Config{ServerName: host, InsecureSkipVerify: !want.Verify, RootCAs: want.Roots})
	c.asked = "the TLS handshake"
	c.clock.Start(c.timeouts.Command)
	if err := secure.HandshakeContext(c.clock.Context()); err != nil {
		return c.lostTLS(err)
	}
	c.conn, c.in, c.features = secure, bufio.NewReaderSize(secure, readBuffer), nil
	return nil
}

// lostTLS says why there is no encryption. After a handshake that failed nothing
// can be said any more, not even goodbye.
func (c *Client) lostTLS(err error) error {
	lost := c.lost(err)
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return fmt.Errorf("the server's certificate is not good for it: %w", certificate.Err)
	}
	return lost
}
