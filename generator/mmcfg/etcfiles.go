// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"strconv"
	"strings"
)

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

// fqdnIn is what socket.getfqdn() makes of /etc/hosts for a host name: its
// address is looked up, then the names of that address, and the first of them
// with a dot is taken (socket.py: getfqdn). "" where the name is not there.
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

// passwdUsers are the users of /etc/passwd.
func passwdUsers(text string) []User {
	users := []User{}
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimRight(line, "\n"), ":")
		if len(f) != 7 {
			continue
		}
		uid, err1 := strconv.Atoi(f[2])
		gid, err2 := strconv.Atoi(f[3])
		if err1 == nil && err2 == nil {
			users = append(users, User{Name: f[0], Password: f[1], UID: uid, GID: gid, Gecos: f[4], Home: f[5], Shell: f[6]})
		}
	}
	return users
}

// groupGroups are the groups of /etc/group.
func groupGroups(text string) []Group {
	groups := []Group{}
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimRight(line, "\n"), ":")
		if len(f) != 4 {
			continue
		}
		gid, err := strconv.Atoi(f[2])
		if err != nil {
			continue
		}
		g := Group{Name: f[0], Password: f[1], GID: gid}
		if f[3] != "" {
			g.Members = strings.Split(f[3], ",")
		}
		groups = append(groups, g)
	}
	return groups
}

// nssSource is the first source of a database in nsswitch.conf(5) that is not
// a file, "" for none.
func nssSource(text, database string) string {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		name, sources, ok := strings.Cut(line, ":")
		if !ok || strings.TrimSpace(name) != database {
			continue
		}
		for _, s := range strings.Fields(sources) {
			switch {
			case s[0] == '[', s == "files", s == "compat", s == "systemd", strings.HasSuffix(s, "]"):
			default:
				return s
			}
		}
	}
	return ""
}
