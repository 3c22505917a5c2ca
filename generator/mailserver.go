// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"bufio"
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
)

// mailServers are the units of the mail servers that distributions have, and the target of
// those that are System V scripts. To be ordered after a unit that does not exist is harmless.
var mailServers = []string{
	"postfix.service", "exim4.service", "exim.service", "sendmail.service", "opensmtpd.service", "smtpd.service",
	"courier-mta.service", "qmail.service", "chasquid.service", "maddy.service", "masqmail.service",
	"mail-transport-agent.target",
}

// serversBefore are the units that must be started before the runner of the queue out: those
// of the mail servers, if that runner delivers to this machine. Otherwise it would find no
// server at boot, and try again half a minute later.
func (r *reading) serversBefore(host Host) []string {
	v, _, err := r.site.Setting("SMTPHOST") // an unknown name is no reason to serve no queue
	server, isText := pyvalue.AsString(v)
	module, _, _ := r.value("DELIVERY_MODULE")
	if name, _ := pyvalue.AsString(module); name == "SMTPDirect" && (err != nil || !isText || !host.isItself(server)) {
		return nil
	}
	return slices.Clone(mailServers)
}

// isItself reports whether a server's name or address, with or without a port,
// means this machine. smtplib.py: connect takes "" for localhost.
func (h Host) isItself(server string) bool {
	server = strings.TrimSuffix(strings.ToLower(withoutPort(server)), ".")
	if addr, err := netip.ParseAddr(server); err == nil && (addr.IsLoopback() || addr.Unmap().IsLoopback() || addr.IsUnspecified()) {
		return true
	}
	return server == "" || server == "localhost" || server == "localhost.localdomain" ||
		strings.HasSuffix(server, ".localhost") || slices.Contains(h.Names, server)
}

// withoutPort takes the port from "host:25", and the brackets from "[::1]".
func withoutPort(server string) string {
	server = strings.TrimSpace(server)
	if inside, _, found := strings.Cut(strings.TrimPrefix(server, "["), "]"); found && server[0] == '[' {
		return inside
	}
	if strings.Count(server, ":") == 1 {
		server, _, _ = strings.Cut(server, ":")
	}
	return server
}

// ownNames are the names and addresses by which a machine knows itself:
// hostname(5), and in hosts(5) the lines with that name or a loopback address.
func ownNames(root string) []string {
	hostname, _ := os.ReadFile(filepath.Join(root, "/etc/hostname"))
	var own []string
	for lines := bufio.NewScanner(bytes.NewReader(hostname)); lines.Scan() && own == nil; {
		if line := strings.TrimSpace(lines.Text()); line != "" && line[0] != '#' {
			own = append(own, strings.ToLower(line))
		}
	}
	hosts, _ := os.ReadFile(filepath.Join(root, "/etc/hosts"))
	for lines := bufio.NewScanner(bytes.NewReader(hosts)); lines.Scan(); {
		line, _, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Fields(strings.ToLower(line))
		if len(fields) > 0 && isOwnLine(fields, own) {
			own = append(own, fields...)
		}
	}
	return own
}

// isOwnLine reports whether a line of /etc/hosts is about the machine itself.
func isOwnLine(fields, own []string) bool {
	addr, err := netip.ParseAddr(fields[0])
	return err == nil && addr.IsLoopback() ||
		slices.ContainsFunc(fields[1:], func(name string) bool { return slices.Contains(own, name) })
}
