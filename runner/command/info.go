// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
)

const infoHelp = `
    info
        Get information about this mailing list.
`

// info says what there is to know of the list (cmd_info.py).
func info(_ context.Context, r *request, args []string) (outcome, error) {
	if len(args) > 0 {
		r.tell(r.say(infoHelp, nil))
		return stop, nil
	}
	vars := i18n.Vars{
		"listname":    r.List.Value("real_name"),
		"description": r.description(r.List),
		"postaddr":    r.List.PostingAddress(),
		"requestaddr": r.List.RequestAddress(),
		"owneraddr":   r.List.OwnerAddress(),
		"listurl":     r.List.ScriptURL("listinfo", true),
	}
	for _, line := range []string{
		"List name:    %(listname)s",
		"Description:  %(description)s",
		"Postings to:  %(postaddr)s",
		"List Helpbot: %(requestaddr)s",
		"List Owners:  %(owneraddr)s",
		"More information: %(listurl)s",
	} {
		r.tell(r.say(line, vars))
	}
	return goOn, nil
}

// description is what a list is about, in a line.
func (r *request) description(l *mlist.List) pyvalue.Value {
	if v := l.Value("description"); pyvalue.Truth(v) {
		return v
	}
	return pyvalue.Str(r.say("n/a", nil))
}
