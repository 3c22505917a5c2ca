// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"
	"errors"

	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
)

const listsHelp = `
    lists
        See a list of the public mailing lists on this GNU Mailman server.
`

// lists says which lists there are (cmd_lists.py).
func lists(_ context.Context, r *request, args []string) (outcome, error) {
	if len(args) > 0 {
		r.usage(r.say(listsHelp, nil))
		return stop, nil
	}
	r.tell(r.say("Public mailing lists at %(hostname)s:", i18n.Vars{"hostname": r.List.Value("host_name")}))
	names, err := r.Site.ListNames()
	if err != nil {
		return stop, err
	}
	n := 0
	for _, name := range names {
		l, err := r.listNamed(name)
		if err != nil {
			return stop, err
		}
		if l == nil || !r.isPublic(l) {
			continue
		}
		if n++; n > 1 {
			r.tell("")
		}
		r.tellList(n, l)
	}
	return goOn, nil
}

// listNamed opens a list. It returns nil, and logs it, where the list is gone or broken.
// (Mailman fails there.)
func (r *request) listNamed(name string) (*mlist.List, error) {
	if name == r.List.InternalName() {
		return r.List, nil
	}
	l, err := r.Site.OpenList(name)
	if errors.Is(err, mlist.ErrUnknown) || errors.Is(err, mlist.ErrCorrupt) {
		r.Site.Logs.Logf("error", "command lists leaves out a list: %v", err)
		return nil, nil
	}
	return l, err
}

// isPublic tells whether a list is mentioned. The list that was asked always is: the sender
// knows it.
func (r *request) isPublic(l *mlist.List) bool {
	if l == r.List {
		return true
	}
	return l.Bool("advertised") && (!r.Site.Settings.Bool("VIRTUAL_HOST_OVERVIEW") || l.HostName() == r.List.HostName())
}

func (r *request) tellList(n int, l *mlist.List) {
	vars := i18n.Vars{
		"i": n, "realname": l.Value("real_name"), "description": r.description(l), "requestaddr": l.RequestAddress(),
	}
	r.tell(
		r.say("%(i)3d. List name:   %(realname)s", vars),
		r.say("     Description: %(description)s", vars),
		r.say("     Requests to: %(requestaddr)s", vars),
	)
}
