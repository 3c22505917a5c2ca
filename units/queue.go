// SPDX-License-Identifier: GPL-2.0-or-later

package units

import "strings"

// Queue is one of Mailman's queues, and what its service needs.
type Queue struct {
	Name    string // its directory's name in QUEUE_DIR, which is also in the names of units and for mmrun -r
	Runner  string // the class in QRUNNERS
	Setting string // the setting that names its directory
	Network bool   // its runner talks to SMTP, NNTP or DNS servers
	Watched bool   // new entries want handling at once
	Next    string // the queue that gets what its runner makes, where that should go out at once; or ""
}

// queues are in the order of their names. There is no path unit for retry, because entries
// wait there until they are due. No runner serves shunt and bad.
var queues = []Queue{
	{"archive", "ArchRunner", "ARCHQUEUE_DIR", false, true, ""},
	{"bounces", "BounceRunner", "BOUNCEQUEUE_DIR", false, true, ""},
	{"commands", "CommandRunner", "CMDQUEUE_DIR", false, true, ""},
	{"in", "IncomingRunner", "INQUEUE_DIR", true, true, "out"}, // DMARC: Utils.py: IsDMARCProhibited
	{"news", "NewsRunner", "NEWSQUEUE_DIR", true, true, ""},    // NNTP
	{"out", "OutgoingRunner", "OUTQUEUE_DIR", true, true, ""},  // SMTP
	{"retry", "RetryRunner", "RETRYQUEUE_DIR", false, false, ""},
	{"virgin", "VirginRunner", "VIRGINQUEUE_DIR", false, true, "out"},
}

// Queues returns every queue that mmrun serves, in the order of their names.
func Queues() []Queue { return append([]Queue(nil), queues...) }

// QueueOf returns the queue of a runner as QRUNNERS names it (IncomingRunner)
// or `qrunner -r` (Incoming).
func QueueOf(runner string) (q Queue, ok bool) {
	for _, q := range queues {
		if q.Runner == runner || strings.TrimSuffix(q.Runner, "Runner") == runner {
			return q, true
		}
	}
	return Queue{}, false
}
