// SPDX-License-Identifier: GPL-2.0-or-later

package roster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/admin/mta"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// New is a list that is to be made (bin/newlist).
type New struct {
	Name      string // may be LIST@DOMAIN: that domain is the host of its web pages then
	Owner     string
	Password  string
	Language  string // "" for DEFAULT_SERVER_LANGUAGE
	URLHost   string // the host of its web pages; "" for DEFAULT_URL_HOST
	EmailHost string // the domain of its addresses; "" for that of VIRTUAL_HOSTS
	Quiet     bool   // no letter to the owner
}

// ErrBadNew says that a list can't be made so.
var ErrBadNew = errors.New("no such list can be made")

// Create makes a list, with its archive, its aliases where MTA is 'Postfix', and a letter to
// its owner.
func Create(ctx context.Context, s *site.Site, n New) (*mlist.List, error) {
	attrs, err := n.attributes(s)
	if err != nil {
		return nil, err
	}
	l, err := mlist.Create(ctx, s.ListEnv(), attrs)
	if err != nil {
		return nil, err
	}
	if err := makeArchive(s, l); err != nil {
		return l, fmt.Errorf("the list is made, its archive is not: %w", err)
	}
	if s.Settings.Str("MTA") == "Postfix" {
		if err := (mta.Postfix{Site: s}).Add(ctx, l); err != nil {
			return l, fmt.Errorf("the list is made, its aliases are not: %w", err)
		}
	}
	if n.Quiet {
		return l, nil
	}
	return l, l.Update(ctx, l.LockTimeout(), func(c *mlist.Change) error {
		c.KeepList()
		return tellOwner(s, c, n)
	})
}

// attributes are what a new list has from its name and from the settings.
func (n New) attributes(s *site.Site) (mlist.New, error) {
	set := s.Settings
	name, domain, _ := strings.Cut(strings.ToLower(n.Name), "@")
	language := cmp.Or(n.Language, set.Str("DEFAULT_SERVER_LANGUAGE"))
	if !set.Dict("LC_DESCRIPTIONS").Has(pyvalue.Str(language)) {
		return mlist.New{}, fmt.Errorf("%w: unknown language: %s", ErrBadNew, language)
	}
	hash, err := hashOf(n.Password)
	if err != nil {
		return mlist.New{}, fmt.Errorf("%w: %w", ErrBadNew, err)
	}
	languages := []string{language}
	if other := set.Str("DEFAULT_SERVER_LANGUAGE"); other != language {
		languages = append(languages, other)
	}
	hosts := set.Dict("VIRTUAL_HOSTS")
	urlHost, emailHost := n.URLHost, n.EmailHost
	if domain != "" {
		urlHost = cmp.Or(urlHost, domain)
		emailHost = cmp.Or(emailHost, hostOf(hosts, domain), domain)
	}
	urlHost = cmp.Or(urlHost, set.Str("DEFAULT_URL_HOST"))
	emailHost = cmp.Or(emailHost, hostOf(hosts, urlHost), set.Str("DEFAULT_EMAIL_HOST"))
	return mlist.New{
		Name: name, Owner: n.Owner, PasswordHash: hash,
		Language: language, Languages: languages, HostName: emailHost,
		WebPageURL: strings.Replace(set.Str("DEFAULT_URL_PATTERN"), "%s", urlHost, 1),
	}, nil
}

// hostOf is the mail host of a web host.
func hostOf(hosts *pyvalue.Dict, web string) string {
	host, _ := pyvalue.AsString(hosts.GetStr(web))
	return host
}

// archiveMode is the mode of an archive's directories. They inherit the setgid bit from
// the directory above.
const archiveMode = 0o775

// makeArchive makes the directories of a list's archive, and the page that says that there
// is nothing in it yet (Archiver.py: InitVars).
func makeArchive(s *site.Site, l *mlist.List) error {
	dir := filepath.Join(s.Settings.Str("PRIVATE_ARCHIVE_FILE_DIR"), l.InternalName())
	for _, dir := range []string{dir + ".mbox", dir} {
		if err := safeio.Mkdir(s.FileSystem(), dir, archiveMode); err != nil {
			return err
		}
	}
	index := filepath.Join(dir, "index.html")
	if _, err := s.FileSystem().Stat(index); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	page, err := i18n.Letter{Name: "emptyarchive.html", List: l, Vars: i18n.Vars{
		"listname": l.RealName(), "listinfo": l.ScriptURL("listinfo", true),
	}}.Make(s)
	if err != nil {
		return err
	}
	text := page.In(s.CharsetOf(l.PreferredLanguage()))
	return safeio.WriteFile(s.FileSystem(), index+".tmp", index, []byte(text), 0o664)
}

// tellOwner sends the owner of a new list what is to be known.
func tellOwner(s *site.Site, c *mlist.Change, n New) error {
	l := c.List()
	owner := s.SiteAddress(l.HostName(), "owner")
	text, err := i18n.Letter{Name: "newlist.txt", List: l, Vars: i18n.Vars{
		"listname": l.InternalName(), "password": strings.TrimSpace(n.Password),
		"admin_url": l.ScriptURL("admin", true), "listinfo_url": l.ScriptURL("listinfo", true),
		"requestaddr": l.RequestAddress(), "siteowner": owner,
	}}.Make(s)
	if err != nil {
		return err
	}
	say := i18n.For(s, l.PreferredLanguage())
	return notice.Send(s, c, notice.User{
		Recipients: []string{n.Owner}, Sender: owner, Text: text, Lang: l.PreferredLanguage(),
		Subject: say.T("Your new mailing list: %(listname)s", i18n.Vars{"listname": l.InternalName()}),
	}.Message(s))
}
