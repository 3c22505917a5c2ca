// SPDX-License-Identifier: GPL-2.0-or-later

package site

import (
	"fmt"
	"slices"

	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
)

// The settings that hold the queue directories.
const (
	In       = "INQUEUE_DIR"
	Out      = "OUTQUEUE_DIR"
	Virgin   = "VIRGINQUEUE_DIR"
	Commands = "CMDQUEUE_DIR"
	Bounces  = "BOUNCEQUEUE_DIR"
	News     = "NEWSQUEUE_DIR"
	Archive  = "ARCHQUEUE_DIR"
	Retry    = "RETRYQUEUE_DIR"
	Shunt    = "SHUNTQUEUE_DIR"
	Bad      = "BADQUEUE_DIR"
)

// QueueDir is the directory of one of Mailman's queues.
type QueueDir struct {
	Name    string // the name of the queue, and as a rule of its directory in QUEUE_DIR
	Setting string // the setting that holds the directory
}

// queueDirs are in the order in which a post goes through them. No runner serves the last two.
var queueDirs = []QueueDir{
	{"in", In}, {"bounces", Bounces}, {"commands", Commands}, {"virgin", Virgin},
	{"archive", Archive}, {"news", News}, {"out", Out}, {"retry", Retry},
	{"shunt", Shunt}, {"bad", Bad},
}

// QueueDirs are the directories of all queues, in the order in which a post goes through
// them.
func QueueDirs() []QueueDir { return slices.Clone(queueDirs) }

// ServedQueueDirs are those that a runner drains: all but shunt and bad.
func ServedQueueDirs() []QueueDir { return slices.Clone(queueDirs[:len(queueDirs)-2]) }

// Queue is a queue to put entries into, of the setting that holds its
// directory. It is opened once (Queue/sbcache.py: get_switchboard).
func (s *Site) Queue(setting string) (*queue.Queue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queues[setting]; q != nil {
		return q, nil
	}
	q, err := s.OpenQueue(setting, 0, 1)
	if err != nil {
		return nil, err
	}
	if s.queues == nil {
		s.queues = make(map[string]*queue.Queue)
	}
	s.queues[setting] = q
	return q, nil
}

// OpenQueue opens a queue, or one of several slices of it, to take entries
// from. setting is the one that holds its directory.
func (s *Site) OpenQueue(setting string, slice, slices int) (*queue.Queue, error) {
	dir := s.Settings.Str(setting)
	if dir == "" {
		return nil, fmt.Errorf("queue %s: the setting is empty; it must name a directory", setting)
	}
	return queue.Open(dir, queue.Options{
		Now: s.Now, Log: s.Logs, BadDir: s.Settings.Str(Bad),
		DropBad: !s.Settings.Bool("QRUNNER_SAVE_BAD_MESSAGES"),
		Slice:   slice, Slices: slices,
		SchemaVersion: int64(s.Settings.Int("QFILE_SCHEMA_VERSION")),
		FS:            s.FileSystem(),
	})
}

// Put queues a message that was made for a list, with which it appears when the
// change of that is committed; setting is the one that holds the queue's directory.
func (s *Site) Put(c *mlist.Change, setting string, msg *message.Message, data queue.Metadata, extra ...queue.Extra) error {
	q, err := s.Queue(setting)
	if err == nil {
		_, err = q.PutIn(c.Files(), msg, data, extra...)
	}
	return err
}

// UniqueMessageID makes a message id that a list never used before (Utils.py:
// unique_message_id): the serial number in this process, the time, the process,
// the list.
func (s *Site) UniqueMessageID(l *mlist.List) string {
	s.mu.Lock()
	serial := s.serial
	s.serial++
	s.mu.Unlock()
	return fmt.Sprintf("<mailman.%d.%d.%d.%s@%s>", serial, s.Now().Unix(), s.PID, l.InternalName(), l.HostName())
}
