// SPDX-License-Identifier: GPL-2.0-or-later

// Package mmlog writes Mailman's named logs (Mailman/Logging/*.py).
//
// A log is a file of its name in LOG_DIR. Each message is one write to a file
// opened for appending, so that Mailman's own processes, and several of ours,
// can write to the same file:
//
//	Nov 18 11:06:40 2026 (4242) first line of the message
//	further lines of the message as they are
//
// that is the local time with English month names, the process id, and the
// message (StampedLogger.py: write, Syslog.py: write_ex). Bytes of no known
// charset stay what they are. A new file gets mode 0660.
//
// A log never stops the work, and nothing waits for it: what can't be written
// goes to standard error, after one line that says why (Logger.py: nofail). So
// do the lines of a log in whose place a pipe or a device stands; only a
// link to /dev/null is accepted, since that is how a log is switched off.
//
// Under systemd each message goes to the journal too, with fields that say which queue
// entry it is about (About), and so does how each entry ended (Ended). See SystemJournal.
package mmlog

import "github.com/coreos/go-systemd/v22/journal"

// Logger writes a line to one of Mailman's logs: error, smtp, smtp-failure,
// post, bounce, qrunner, vette, subscribe, digest, mischief, locks, fromusenet.
//
// Without args the format is the message, percent signs and all, as with
// Mailman's syslog().
type Logger interface {
	Logf(log, format string, args ...any)
}

// Noticef is l.Logf for good news in a log of faults: that a fault is over. In the
// journal the message has the priority notice.
func Noticef(l Logger, log, format string, args ...any) {
	if logs, ok := l.(*Logs); ok {
		logs.logf(journal.PriNotice, log, format, args)
		return
	}
	l.Logf(log, format, args...)
}
