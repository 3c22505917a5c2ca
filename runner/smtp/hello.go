// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"net"
	"strings"
)

// greeting reads what the server says first. A 4xx is an error: the server wants no
// mail at the moment. smtplib takes no notice of the code. A server that greets with
// another code and means it will repeat it as the answer to EHLO.
func (c *Client) greeting() error {
	c.asked = "the connection"
	c.clock.Start(c.timeouts.Command)
	r, err := c.read()
	if err == nil && r.Code/100 == 4 {
		err = &ReplyError{c.asked, r}
	}
	return err
}

// hello greets the server, with HELO if it does not take EHLO (smtplib.py:
// ehlo_or_helo_if_needed).
func (c *Client) hello(name string) error {
	r, err := c.ehlo(name)
	if err != nil || r.ok() {
		return err
	}
	if r, err = c.do("helo "+name, c.timeouts.Command); err != nil || r.ok() {
		return err
	}
	return &ReplyError{"HELO", r}
}

// ehlo sends EHLO and learns what the server offers.
func (c *Client) ehlo(name string) (Reply, error) {
	c.features = nil
	r, err := c.do("ehlo "+name, c.timeouts.Command)
	if err == nil && r.Code == 250 {
		c.features = parseFeatures(r.Text)
	}
	return r, err
}

// parseFeatures reads the answer to EHLO: a keyword a line, with parameters.
// Some servers write AUTH=LOGIN.
func parseFeatures(text string) map[string]string {
	features := map[string]string{}
	_, text, _ = strings.Cut(text, "\n")
	for line := range strings.SplitSeq(text, "\n") {
		n := keywordLength(line)
		keyword, params := strings.ToLower(line[:n]), line[n:]
		if keyword == "auth" {
			params = features[keyword] + " " + strings.TrimPrefix(params, "=")
		}
		if n > 0 {
			features[keyword] = strings.TrimSpace(params)
		}
	}
	return features
}

// keywordLength is how far the keyword of a line goes: letters, digits and, but
// for the first, hyphens.
func keywordLength(line string) int {
	for i := range len(line) {
		c := line[i]
		alnum := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if !alnum && (c != '-' || i == 0) {
			return i
		}
	}
	return len(line)
}

// helloName is how we introduce ourselves: our full host name or, without one, our
// address (smtplib.py: SMTP.__init__).
func helloName(hostname string, local net.Addr) string {
	if strings.Contains(hostname, ".") {
		return hostname
	}
	tcp, ok := local.(*net.TCPAddr)
	switch {
	case !ok:
		return "[127.0.0.1]"
	case tcp.IP.To4() == nil:
		return "[IPv6:" + tcp.IP.String() + "]"
	}
	return "[" + tcp.IP.String() + "]"
}
