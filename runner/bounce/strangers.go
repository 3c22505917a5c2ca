// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"errors"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
)

// strangers are bounces of addresses that are not members of a list. They are counted on the
// lists in its regular_include_lists, whose members get its posts too: each is noted for
// those lists, with the change in which it is registered here. (Mailman locks them while it
// has this list locked. Two lists that include each other could then wait for each other.)
type strangers struct {
	siblings *siblings
	lists    []string // in the order in which they occur
	events   map[string][]event
}

// add adds a bounce for each sibling that has the address among its members. (If a
// sibling can't be read its members are not known; its bounces wait until it is
// mended.)
func (st *strangers) add(l *mlist.List, e event) error {
	for _, addr := range l.Strs("regular_include_lists") {
		name, _, _ := strings.Cut(pystr.Lower(addr), "@")
		sibling, err := st.siblings.open(l, addr)
		switch {
		case errors.Is(err, mlist.ErrCorrupt):
		case err != nil:
			return err
		case sibling == nil || !member.Of(sibling).Has(e.addr):
			continue
		}
		if st.events == nil {
			st.events = make(map[string][]event)
		}
		if st.events[name] == nil {
			st.lists = append(st.lists, name)
		}
		st.events[name] = append(st.events[name], e)
	}
	return nil
}

// note notes the bounces for the other lists.
func (st *strangers) note(r *Registry, c *mlist.Change) error {
	for _, name := range st.lists {
		if err := r.noteEvents(c.Files(), name, st.events[name]); err != nil {
			return err
		}
	}
	return nil
}
