// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"context"
	"errors"
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/safeio"
)

var (
	// ErrExists is Errors.MMListAlreadyExistsError.
	ErrExists = errors.New("list already exists")
	// ErrBadName is Errors.BadListNameError.
	ErrBadName = errors.New("illegal list name")
)

// New is a list that is to be made.
type New struct {
	Name         string // the name in lower case
	Owner        string // address of the person who runs it
	PasswordHash string // SHA-1 of the password in hex
	Language     string // preferred_language
	Languages    []string
	HostName     string // host_name, the domain of its addresses
	WebPageURL   string // web_page_url
}

// listDirMode is that of a list's directory (Site.py: get_listpath); the setgid bit comes
// from the directory above.
const listDirMode = 0o775

// Create makes a list with the attributes that Mailman gives to a new one (MailList.py:
// Create; bin/newlist). Refusals are ErrExists, ErrBadName, and ErrBadAddress and
// ErrHostileAddress of the owner.
func Create(ctx context.Context, env *Env, n New) (*List, error) {
	if Exists(env, n.Name) {
		return nil, fmt.Errorf("%w: %s", ErrExists, n.Name)
	}
	chars := env.Settings.Str("ACCEPTABLE_LISTNAME_CHARACTERS")
	if n.Name == "" || !acceptableName(chars, n.Name) || CheckAddress(n.Name+"@"+n.HostName) != nil {
		return nil, fmt.Errorf("%w: %s", ErrBadName, n.Name)
	}
	if err := CheckAddress(n.Owner); err != nil {
		return nil, fmt.Errorf("owner %s: %w", n.Owner, err)
	}
	l, err := newList(env, n.Name)
	if err != nil {
		return nil, err
	}
	if err := safeio.Mkdir(l.env.FS, l.dir, listDirMode); err != nil {
		return nil, fmt.Errorf("making list %s: %w", n.Name, err)
	}
	release, err := l.acquire(ctx, l.LockTimeout())
	if err != nil {
		return nil, err
	}
	l.Attrs = l.newAttrs(n)
	l.checkValues()
	err = l.Save()
	l.locked = false
	if err = errors.Join(err, release()); err != nil {
		return nil, fmt.Errorf("making list %s: %w", n.Name, err)
	}
	return l, nil
}

// newAttrs are the attributes of a new list (InitVars of MailList.py and its base
// classes).
func (l *List) newAttrs(n New) *pyvalue.Dict {
	attrs := &pyvalue.Dict{}
	for attr := range defaults() {
		if v, ok := l.Default(attr); ok {
			attrs.SetStr(attr, pyvalue.Clone(v))
		}
	}
	for _, attr := range computed {
		if v, ok := l.Default(attr); ok {
			attrs.SetStr(attr, v)
		}
	}
	for attr, v := range map[string]pyvalue.Value{
		"owner": pyvalue.Strings(n.Owner), "password": pyvalue.Str(n.PasswordHash),
		"preferred_language": pyvalue.Str(n.Language), "available_languages": pyvalue.Strings(n.Languages...),
		"host_name": pyvalue.Str(n.HostName), "web_page_url": pyvalue.Str(n.WebPageURL),
	} {
		attrs.SetStr(attr, v)
	}
	return attrs
}
