// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"

	"mmgen/runner/pickle"
)

// Role is what a password lets somebody be on a list (Defaults.py: Auth...).
type Role int

// The roles that have a password of the list's own. Nobody is Mailman's
// UnAuthorized.
const (
	Nobody Role = iota
	Admin
	Moderator
	Poster
)

// Authenticate returns the first of these roles that the password is good
// for, and Nobody where there is none (SecurityManager.py: Authenticate). An
// empty password never is.
//
// An administrator's password that is still kept as an MD5 digest is replaced
// by its SHA-1 digest where the list is locked; saving it is the caller's. One
// in the form of crypt(3), as Mailman before 2.1 kept them, is not known here:
// a line in the error log says so.
func (l *List) Authenticate(password string, roles ...Role) Role {
	if password == "" {
		return Nobody
	}
	sum := sha1.Sum([]byte(password))
	digest := hex.EncodeToString(sum[:])
	for _, role := range roles {
		if l.roleHas(role, password, digest) {
			return role
		}
	}
	return Nobody
}

// roleHas tells whether a role has that password, whose SHA-1 is digest.
func (l *List) roleHas(role Role, password, digest string) bool {
	switch role {
	case Poster:
		return l.Str("post_password") == digest
	case Moderator:
		return l.Str("mod_password") == digest
	case Admin:
		secret := l.Str("password")
		old := md5.Sum([]byte(password))
		switch {
		case secret == digest:
			return true
		case secret == string(old[:]):
			if l.Locked() {
				l.Attrs.SetStr("password", pickle.Str(digest))
			}
			return true
		case len(secret) == cryptLen:
			l.env.Logs.Logf("error", "list %s: its administrator's password is in the form of crypt(3), which can't be checked; set a new one with bin/change_pw", l.name)
		}
	}
	return false
}

// cryptLen is how long a password is in the form of crypt(3).
const cryptLen = 13
