// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"slices"
	"strconv"
)

// UserNamed returns the user of a name or number in /etc/passwd. It is nil where
// there is certainly none; the error says why that can't be known.
func (h *Host) UserNamed(name string) (*User, error) {
	if uid, err := strconv.Atoi(name); err == nil {
		return world{h}.UserByID(uid)
	}
	return world{h}.UserByName(name)
}

// GroupNamed is UserNamed for a group in /etc/group.
func (h *Host) GroupNamed(name string) (*Group, error) {
	if gid, err := strconv.Atoi(name); err == nil {
		return world{h}.GroupByID(gid)
	}
	return world{h}.GroupByName(name)
}

// GroupsOf are the numbers of the groups that /etc/group has a user in, and of
// the user's own.
func (h *Host) GroupsOf(user *User) []int {
	gids := []int{user.GID}
	text, err := h.ReadFile("/etc/group")
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
