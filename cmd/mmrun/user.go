// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// umask keeps what mmrun writes from others, as Mailman does (umask 007).
const umask = 0o007

// becomeSiteUser gives up root for the site's user and group, with the
// groups that the user is in (mailmanctl: check_privs). A process of
// another user goes on as that user.
func becomeSiteUser(userName, groupName string) error {
	syscall.Umask(umask)
	if os.Geteuid() != 0 {
		return nil
	}
	uid, groups, err := lookUp(userName, groupName)
	if err != nil {
		return err
	}
	if err := syscall.Setgroups(groups); err != nil {
		return fmt.Errorf("taking the groups of user %s: %w", userName, err)
	}
	if err := syscall.Setgid(groups[0]); err != nil {
		return fmt.Errorf("becoming group %s: %w", groupName, err)
	}
	if err := syscall.Setuid(uid); err != nil {
		return fmt.Errorf("becoming user %s: %w", userName, err)
	}
	return nil
}

// lookUp returns the user's number and its groups, groupName's first.
func lookUp(userName, groupName string) (uid int, groups []int, err error) {
	group, err := user.LookupGroup(groupName)
	if err != nil {
		return 0, nil, fmt.Errorf("MAILMAN_GROUP: %w", err)
	}
	account, err := user.Lookup(userName)
	if err != nil {
		return 0, nil, fmt.Errorf("MAILMAN_USER: %w", err)
	}
	others, err := account.GroupIds()
	if err != nil {
		return 0, nil, fmt.Errorf("MAILMAN_USER: groups of %s: %w", userName, err)
	}
	for _, id := range append([]string{group.Gid}, others...) {
		gid, err := strconv.Atoi(id)
		if err != nil {
			return 0, nil, fmt.Errorf("group %q of user %s: %w", id, userName, err)
		}
		groups = append(groups, gid)
	}
	uid, err = strconv.Atoi(account.Uid)
	if err != nil {
		return 0, nil, fmt.Errorf("number of user %s: %w", userName, err)
	}
	return uid, groups, nil
}
