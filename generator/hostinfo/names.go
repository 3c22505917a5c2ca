// SPDX-License-Identifier: GPL-2.0-or-later

package hostinfo

import (
	"errors"
	"fmt"
	"strings"
)

// Hostname is socket.gethostname().
func (h *Host) Hostname() (string, error) {
	if h.Name != "" {
		return h.Name, nil
	}
	b, err := h.Read("/etc/hostname")
	if err != nil {
		return "", fmt.Errorf("the host name: %w", err)
	}
	if name := hostnameIn(string(b)); name != "" {
		return name, nil
	}
	return "", errors.New("the host name: /etc/hostname has none")
}

// FQDN is socket.getfqdn() as far as files tell.
func (h *Host) FQDN() (string, error) {
	if h.FullName != "" {
		return h.FullName, nil
	}
	name, err := h.Hostname()
	if err != nil {
		return "", err
	}
	full := h.inHosts(name)
	switch {
	case full != "":
		return full, nil
	case strings.Contains(name, "."):
		return name, nil
	}
	return "", fmt.Errorf("the full name of host %s is not in /etc/hosts, and DNS is not asked", name)
}

// FullNameOf is socket.getfqdn() of a host's name, as far as /etc/hosts tells: the name itself
// if it has a dot, or if no better one is known.
func (h *Host) FullNameOf(name string) string {
	if strings.Contains(name, ".") {
		return name
	}
	if full := h.inHosts(name); full != "" {
		return full
	}
	return name
}

// inHosts is the full name that /etc/hosts has for a name; "" for none.
func (h *Host) inHosts(name string) string {
	b, err := h.Read("/etc/hosts")
	if err != nil {
		return ""
	}
	return fqdnIn(string(b), name)
}

// hostnameIn is the name in /etc/hostname (hostname(5)): the first line that
// is no comment.
func hostnameIn(text string) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			return line
		}
	}
	return ""
}

// hostsLine is one line of /etc/hosts.
type hostsLine struct {
	addr  string
	names []string
}

func hostsLines(text string) []hostsLine {
	var out []hostsLine
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if f := strings.Fields(line); len(f) > 1 {
			out = append(out, hostsLine{f[0], f[1:]})
		}
	}
	return out
}

// fqdnIn is socket.getfqdn() of a host name, by /etc/hosts alone: its address is looked up,
// then the names of that address, and the first of them with a dot is taken (socket.py:
// getfqdn). "" if the name is not there.
func fqdnIn(text, name string) string {
	lines := hostsLines(text)
	addr := ""
	for _, l := range lines {
		for _, n := range l.names {
			if addr == "" && strings.EqualFold(n, name) {
				addr = l.addr
			}
		}
	}
	for _, l := range lines {
		if addr == "" || l.addr != addr {
			continue
		}
		for _, n := range l.names {
			if strings.Contains(n, ".") {
				return n
			}
		}
		return l.names[0]
	}
	return ""
}
