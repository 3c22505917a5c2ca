// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"mmgen/runner/mmlog"
	"mmgen/runner/queue"
)

// journal tells systemd's journal which entry of a queue is in hand, and how entries
// ended.
type journal struct {
	logs  mmlog.Logger
	queue string // the name of the queue's folder in QUEUE_DIR
}

// begin connects all messages with an entry, until end is called. Fields that could not be
// read of the entry are left out.
func (j journal) begin(e *queue.Entry) (s mmlog.Subject, end func()) {
	s = j.unread(e.Name)
	if e.Data.Dict != nil {
		s.List = e.Data.Str("listname")
	}
	if e.Msg != nil {
		s.MessageID = e.Msg.Get("message-id")
	}
	mmlog.About(j.logs, s)
	return s, func() { mmlog.About(j.logs, mmlog.Subject{}) }
}

// unread describes an entry of which only the name is known.
func (j journal) unread(name string) mmlog.Subject {
	return mmlog.Subject{Queue: j.queue, Entry: name}
}

// ended tells how entries ended.
func (j journal) ended(outcome string, entries ...mmlog.Subject) {
	for _, s := range entries {
		mmlog.Ended(j.logs, s, outcome)
	}
}
