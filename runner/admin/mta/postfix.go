// SPDX-License-Identifier: GPL-2.0-or-later

// Package mta keeps the mail server's files up to date with the lists of a site, where the
// setting MTA says 'Postfix': DATA_DIR/aliases, and DATA_DIR/virtual-mailman for lists of
// POSTFIX_STYLE_VIRTUAL_DOMAINS. It answers to Mailman/MTA/Postfix.py.
//
// A list's lines stand between `# STANZA START: LIST` and `# STANZA END: LIST`. Mailman's
// own scripts and these can take turns: both find the stanzas of the other. The programs
// POSTFIX_ALIAS_CMD and POSTFIX_MAP_CMD make the tables that Postfix reads.
//
// The aliases call WRAPPER_DIR/mailman, as Mailman's do. Where Mailman's own program is
// gone that is a link to mmrun (see mailwrapper).
package mta

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mmgen/runner/mailwrapper"
	"mmgen/runner/mlist"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

const (
	fileMode     = 0o664 // Postfix reads them (Postfix.py: targetmode)
	maxFile      = 1 << 28
	lockName     = "creator" // Postfix.py: LOCKFILE
	lockLifetime = 15 * time.Second
	// patience is how long somebody else may have the files.
	patience = 30 * time.Second
)

// Postfix are the files of a site.
type Postfix struct{ Site *site.Site }

// Add adds a list's addresses (Postfix.py: create).
func (p Postfix) Add(ctx context.Context, l *mlist.List) error {
	return p.locked(ctx, func() error {
		err := p.edit("aliases", func(text string) string { return p.head(text) + p.stanza(l, p.aliases(l)) })
		if err != nil {
			return err
		}
		if p.virtual(l) {
			err = p.edit("virtual-mailman", func(text string) string {
				return p.virtualHead(text, l) + p.stanza(l, p.virtualAliases(l))
			})
		}
		return errors.Join(err, p.makeTables(ctx))
	})
}

// Remove takes a list's addresses away (Postfix.py: remove).
func (p Postfix) Remove(ctx context.Context, l *mlist.List) error {
	return p.locked(ctx, func() error {
		var faults []error
		for _, file := range []string{"aliases", "virtual-mailman"} {
			if _, err := p.Site.FileSystem().Stat(p.path(file)); errors.Is(err, fs.ErrNotExist) {
				continue
			}
			faults = append(faults, p.edit(file, func(text string) string { return without(text, l.InternalName()) }))
		}
		return errors.Join(append(faults, p.makeTables(ctx))...)
	})
}

func (p Postfix) path(file string) string {
	return filepath.Join(p.Site.Settings.Str("DATA_DIR"), file)
}

// locked calls do while nobody else changes the files.
func (p Postfix) locked(ctx context.Context, do func() error) error {
	lock, err := p.Site.NewSharedLock(lockName, lockLifetime)
	if err != nil {
		return err
	}
	release, err := lock.Acquire(ctx, patience)
	if err != nil {
		return fmt.Errorf("locking the mail server's files: %w", err)
	}
	err = do()
	return errors.Join(err, release())
}

// edit gives a file another content, by a rename.
func (p Postfix) edit(file string, change func(text string) string) error {
	path := p.path(file)
	text, err := safeio.ReadFile(p.Site.FileSystem(), path, maxFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return safeio.WriteFile(p.Site.FileSystem(), path+".tmp", path, []byte(change(string(text))), fileMode)
}

// head is the file with what stands before the first list.
func (p Postfix) head(text string) string {
	if text != "" {
		return text
	}
	loop, _, _ := strings.Cut(p.Site.SiteAddress("", "loop"), "@")
	return "# Mailman's scripts and mmrun keep this file; aliases.db is made of it. Do not\n" +
		"# change what stands between STANZA START and STANZA END.\n\n" +
		"# The ultimate loop stopper address\n" +
		loop + ": " + p.path("owner-bounces.mbox") + "\n\n"
}

// stanza is the part of a list.
func (p Postfix) stanza(l *mlist.List, lines string) string {
	name := l.InternalName()
	return fmt.Sprintf("# STANZA START: %s\n# CREATED: %s\n%s# STANZA END: %s\n\n",
		name, p.Site.Now().Format(time.ANSIC), lines, name)
}

// Wrapper is the program that the aliases call (MTA/Utils.py: _makealiases_mailprog).
func (p Postfix) Wrapper() string {
	return filepath.Join(p.Site.Settings.Str("WRAPPER_DIR"), "mailman")
}

func (p Postfix) aliases(l *mlist.List) string {
	var b strings.Builder
	_ = mailwrapper.WriteAliases(&b, l.InternalName(), p.Wrapper()) // a Builder takes all
	_, lines, _ := strings.Cut(b.String(), "\n")                    // the first line is left out
	return lines
}

// virtual tells whether a list's domain is one of Postfix's virtual ones.
func (p Postfix) virtual(l *mlist.List) bool {
	return slices.ContainsFunc(p.Site.Settings.Strs("POSTFIX_STYLE_VIRTUAL_DOMAINS"), func(domain string) bool {
		return strings.EqualFold(domain, l.HostName())
	})
}

// virtualHead is the file with the addresses of the site list in a domain.
func (p Postfix) virtualHead(text string, l *mlist.List) string {
	if text == "" {
		text = "# Mailman's scripts and mmrun keep this file; virtual-mailman.db is made of it.\n\n" +
			"# LOOP ADDRESSES START\n# LOOP ADDRESSES END\n\n# SITE ADDRESSES START\n# SITE ADDRESSES END\n"
	}
	text = within(text, "# LOOP ADDRESSES END", p.siteLines(l, "loop"))
	return within(text, "# SITE ADDRESSES END", p.siteLines(l, "", "owner", "bounces", "request"))
}

// siteLines are addresses of the site list in the domain of a list. In the site list's
// own domain that list's stanza has them already.
func (p Postfix) siteLines(l *mlist.List, extras ...string) string {
	mark := ""
	if siteList, err := p.Site.OpenList(p.Site.Settings.Str("MAILMAN_SITE_LIST")); err == nil &&
		strings.EqualFold(siteList.HostName(), l.HostName()) && extras[0] != "loop" {
		mark = "#"
	}
	var b strings.Builder
	for _, extra := range extras {
		address := p.Site.SiteAddress(l.HostName(), extra)
		local, _, _ := strings.Cut(address, "@")
		fmt.Fprintf(&b, "%s%s\t%s\n", mark, address, p.local(local))
	}
	return b.String()
}

// within adds lines before a marker, unless the first of them is there already.
func within(text, marker, lines string) string {
	first, _, _ := strings.Cut(lines, "\n")
	if strings.Contains(text, first+"\n") {
		return text
	}
	before, after, found := strings.Cut(text, marker)
	if !found {
		return text
	}
	return before + lines + marker + after
}

func (p Postfix) local(name string) string {
	if domain := p.Site.Settings.Str("VIRTUAL_MAILMAN_LOCAL_DOMAIN"); domain != "" {
		return name + "@" + domain
	}
	return name
}

func (p Postfix) virtualAliases(l *mlist.List) string {
	name := l.InternalName()
	width := len(name) + len("-unsubscribe")
	var b strings.Builder
	for _, script := range mailwrapper.Scripts() {
		local := name + script.Address
		fmt.Fprintf(&b, "%s@%s %s %s\n", local, l.HostName(), strings.Repeat(" ", width-len(local)), p.local(local))
	}
	return b.String()
}

// without is a file without the stanza of a list (Postfix.py: _do_remove). A stanza whose
// end is missing ends where the next begins.
func without(text, list string) string {
	const start, end = "# STANZA START: ", "# STANZA END: "
	var b strings.Builder
	inside, blank := false, false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case blank && trimmed == "":
			blank = false // the empty line behind the stanza goes with it
			continue
		case inside && trimmed == end+list:
			inside, blank = false, true
			continue
		case trimmed == start+list:
			inside = true
		case inside && strings.HasPrefix(line, start):
			inside = false
		}
		blank = false
		if !inside {
			b.WriteString(line)
		}
	}
	return b.String()
}

// makeTables has Postfix make its tables of the files (_update_maps).
func (p Postfix) makeTables(ctx context.Context) error {
	for _, table := range []struct{ setting, file string }{
		{"POSTFIX_ALIAS_CMD", "aliases"}, {"POSTFIX_MAP_CMD", "virtual-mailman"},
	} {
		path := p.path(table.file)
		if _, err := p.Site.FileSystem().Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		command := p.Site.Settings.Str(table.setting) + " " + path
		if out, err := exec.CommandContext(ctx, "/bin/sh", "-c", command).CombinedOutput(); err != nil {
			p.Site.Logs.Logf("error", "command failed: %s (%v)", command, err)
			return fmt.Errorf("%s: %w: %s; run it by hand when that is mended", command, err, strings.TrimSpace(string(out)))
		}
	}
	return nil
}
