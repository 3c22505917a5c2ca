// SPDX-License-Identifier: GPL-2.0-or-later

package hostinfo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// UserByName is pwd.getpwnam; nil if there is certainly none.
func (h *Host) UserByName(name string) (*User, error) {
	return account(h, "passwd", h.Users, passwdUsers, func(u *User) bool { return u.Name == name })
}

// UserByID is pwd.getpwuid.
func (h *Host) UserByID(uid int) (*User, error) {
	return account(h, "passwd", h.Users, passwdUsers, func(u *User) bool { return u.UID == uid })
}

// GroupByName is grp.getgrnam; nil where there is certainly none.
func (h *Host) GroupByName(name string) (*Group, error) {
	return account(h, "group", h.Groups, groupGroups, func(g *Group) bool { return g.Name == name })
}

// GroupByID is grp.getgrgid.
func (h *Host) GroupByID(gid int) (*Group, error) {
	return account(h, "group", h.Groups, groupGroups, func(g *Group) bool { return g.GID == gid })
}

// UserNamed returns the user of a name or number in /etc/passwd. It is nil where
// there is certainly none; the error says why that can't be known.
func (h *Host) UserNamed(name string) (*User, error) {
	if uid, err := strconv.Atoi(name); err == nil {
		return h.UserByID(uid)
	}
	return h.UserByName(name)
}

// GroupNamed is UserNamed for a group in /etc/group.
func (h *Host) GroupNamed(name string) (*Group, error) {
	if gid, err := strconv.Atoi(name); err == nil {
		return h.GroupByID(gid)
	}
	return h.GroupByName(name)
}

// GroupsOf are the numbers of the groups that /etc/group has a user in, and of
// the user's own.
func (h *Host) GroupsOf(user *User) []int {
	gids := []int{user.GID}
	text, err := h.Read("/etc/group")
	if err != nil {
		return gids
	}
	for _, group := range groupGroups(string(text)) {
		if slices.Contains(group.Members, user.Name) {
			gids = append(gids, group.GID)
		}
	}
	return gids
}

// account is the first of a database's accounts that matches: of those that are
// given, or else of those in the file of /etc. One that is not in the file may be
// in a database that is not asked, which is an error.
func account[T any](h *Host, database string, given []T, parse func(string) []T, match func(*T) bool) (*T, error) {
	all := given
	if given == nil {
		b, err := h.Read("/etc/" + database)
		if err != nil {
			return nil, fmt.Errorf("/etc/%s: %w", database, err)
		}
		all = parse(string(b))
	}
	if i := slices.IndexFunc(all, func(a T) bool { return match(&a) }); i >= 0 {
		return &all[i], nil
	}
	b, err := h.Read("/etc/nsswitch.conf")
	if given != nil || err != nil {
		return nil, nil
	}
	if source := nssSource(string(b), database); source != "" {
		return nil, fmt.Errorf("it is not in /etc/%s, and %s is not asked", database, source)
	}
	return nil, nil
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
