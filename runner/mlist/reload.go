// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

// Reload brings a list that is kept at hand to its newest state on disk
// (MailList.py: Load). Where nobody saved it since, nothing is read. Errors
// are those of Open.
func (l *List) Reload() error { return l.load() }

// Forget drops changes that are not to be saved: the next Lock or Reload
// reads the list anew.
func (l *List) Forget() { l.seen = stamp{} }
