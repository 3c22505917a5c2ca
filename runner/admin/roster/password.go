// SPDX-License-Identifier: GPL-2.0-or-later

package roster

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// ErrNoPassword says that a password has no character other than blanks.
var ErrNoPassword = errors.New("a password cannot be empty")

// Password is a password that lets somebody in to a list, by the attribute that has its hash.
type Password string

// The passwords of a list.
const (
	OwnerPassword     Password = "password"
	ModeratorPassword Password = "mod_password"
	PosterPassword    Password = "post_password"
)

// SetPassword gives a list a new password. The owners are told of theirs, unless quiet is
// true (bin/change_pw); of the others the web pages tell nobody (Cgi/admin.py).
func SetPassword(ctx context.Context, s *site.Site, list string, which Password, password string, quiet bool) error {
	hash, err := hashOf(password)
	if err != nil {
		return err
	}
	l, err := s.FindList(list)
	if err != nil {
		return err
	}
	return l.Update(ctx, l.LockTimeout(), func(c *mlist.Change) error {
		c.List().Attrs.SetStr(string(which), pyvalue.Str(hash))
		if which != OwnerPassword || quiet {
			return nil
		}
		return tellPassword(s, c, strings.TrimSpace(password))
	})
}

// hashOf is how lists and sites keep a password. Blanks around it are not part of it, as
// in a new list's.
func hashOf(password string) (string, error) {
	password = strings.TrimSpace(password)
	if password == "" {
		return "", ErrNoPassword
	}
	hash := sha1.Sum([]byte(password))
	return hex.EncodeToString(hash[:]), nil
}

// tellPassword sends the owners their new password.
func tellPassword(s *site.Site, c *mlist.Change, password string) error {
	l := c.List()
	say := i18n.For(s, l.PreferredLanguage())
	vars := i18n.Vars{
		"listname": l.InternalName(), "hostname": l.HostName(), "notifypassword": password,
		"adminurl": l.ScriptURL("admin", true),
	}
	return notice.Send(s, c, notice.User{
		Recipients: l.Strs("owner"), Sender: s.SiteAddress("", ""), Lang: l.PreferredLanguage(),
		Subject: say.T("Your new %(listname)s list password", vars),
		Text:    i18n.Text{S: say.T(newPassword, vars)},
	}.Message(s))
}

// newPassword is the catalogues' key of the letter about a new password.
const newPassword = `The site administrator at %(hostname)s has changed the password for your
mailing list %(listname)s.  It is now

    %(notifypassword)s

Please be sure to use this for all future list administration.  You may want
to log in now to your list and change the password to something more to your
liking.  Visit your list admin page at

    %(adminurl)s
`

// SitePassword is a password that lets somebody in to all lists of a site, by the setting
// that names the file with its hash.
type SitePassword string

// The passwords of a site.
const (
	AdminPassword   SitePassword = "SITE_PW_FILE"
	CreatorPassword SitePassword = "LISTCREATOR_PW_FILE"
)

// SetSitePassword gives a site a new password (bin/mmsitepass; Utils.py:
// set_global_password).
func SetSitePassword(s *site.Site, which SitePassword, password string) error {
	hash, err := hashOf(password)
	if err != nil {
		return err
	}
	file := s.Settings.Str(string(which))
	return safeio.WriteFile(s.FileSystem(), file+".tmp", file, []byte(hash+"\n"), 0o640)
}
