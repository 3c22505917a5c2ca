// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/hex"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/safeio"
	"mmgen/runner/unixcrypt"
)

// Role is what a password lets somebody be (Defaults.py: Auth...). A member's own
// password is package member's.
type Role int

// The roles that have a password: of the list's own, or of the site. Nobody is Mailman's
// UnAuthorized.
const (
	Nobody    Role = iota
	Admin          // the list's administrators (AuthListAdmin)
	Moderator      // the list's moderators (AuthListModerator)
	Poster         // who may approve posts (AuthListPoster)
	Creator        // who may make lists (AuthCreator)
	SiteAdmin      // the site's administrators (AuthSiteAdmin)
)

// Authenticate returns the first of these roles that the password is good
// for, and Nobody where there is none (SecurityManager.py: Authenticate). An
// empty password never is.
//
// An administrator's password that is still kept as an MD5 digest or in the form of
// crypt(3) is replaced by its SHA-1 digest where the list is locked; the caller saves
// the list. The time that it takes does not depend on how much of a password is right.
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

// roleHas tells whether a role has a password. digest is the SHA-1 of the password.
func (l *List) roleHas(role Role, password, digest string) bool {
	switch role {
	case Poster:
		return same(l.Str("post_password"), digest)
	case Moderator:
		return same(l.Str("mod_password"), digest)
	case Creator:
		return same(l.sitePassword("LISTCREATOR_PW_FILE"), digest)
	case SiteAdmin:
		return same(l.sitePassword("SITE_PW_FILE"), digest)
	case Admin:
		return l.isAdmin(password, digest)
	}
	return false
}

func (l *List) isAdmin(password, digest string) bool {
	secret := l.Str("password")
	if same(secret, digest) {
		return true
	}
	old := md5.Sum([]byte(password))
	if !same(secret, string(old[:])) && !unixcrypt.Matches(password, secret) {
		return false
	}
	if l.Locked() {
		l.Attrs.SetStr("password", pyvalue.Str(digest))
	}
	return true
}

func same(secret, digest string) bool {
	return subtle.ConstantTimeCompare([]byte(secret), []byte(digest)) == 1
}

// maxPasswordFile is how many bytes are read of a file that has a digest and a newline.
const maxPasswordFile = 4096

// sitePassword is the digest in a file that a setting names, "" where there is none
// (Utils.py: get_global_password).
func (l *List) sitePassword(setting string) string {
	data, err := safeio.ReadFile(l.env.FS, l.env.Settings.Str(setting), maxPasswordFile)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(data), "\n")
}
