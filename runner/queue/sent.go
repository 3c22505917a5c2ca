// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/safeio"
)

const (
	extSent  = ".sent"
	maxSent  = 64 << 20    // bytes that are read of one record
	sentSync = time.Second // how often a record is forced to the disk
)

// Sent is the record of the recipients who have the message of a taken entry
// while others do not have it yet: the file RECEIVED+DIGEST.sent beside the entry,
// mode 0660, an address a line. Where the runner dies, Recover leaves them out.
// Without it a message to 10,000 members that is sent in twenty chunks would reach
// nine thousand twice.
//
// A line is in the file when Add returns, and is forced to the disk once a second
// while lines are added: a power failure can take away what was added since.
type Sent struct {
	queue  *Queue
	name   string
	file   safeio.File // nil until something is added
	size   int64       // the size of the file in bytes
	synced time.Time
}

// Sent begins the record of a taken entry, or goes on with it.
func (q *Queue) Sent(name string) *Sent { return &Sent{queue: q, name: name} }

// Add notes that these recipients have the message. Where that can't be written
// the log says so; nothing better can be done.
func (s *Sent) Add(recips []string) {
	if err := s.add(recips); err != nil {
		s.queue.logf("Recipients who have the message may get it again after a crash: %s", safeio.Explain(err))
	}
}

// add writes before it does anything else with a new file: until then the recipients
// may get the message again.
func (s *Sent) add(recips []string) error {
	isNew := s.file == nil
	if isNew {
		if err := s.open(); err != nil {
			return err
		}
	}
	var b strings.Builder
	for _, recip := range recips {
		if !strings.ContainsRune(recip, '\n') { // no such address can be sent to
			b.WriteString(recip + "\n")
		}
	}
	if _, err := s.file.Write([]byte(b.String())); err != nil {
		return errors.Join(err, s.takeBack())
	}
	s.size += int64(b.Len())
	if isNew {
		return s.file.Chmod(entryMode)
	}
	if now := s.queue.opt.Now(); now.Sub(s.synced) >= sentSync {
		s.synced = now
		return s.file.Sync()
	}
	return nil
}

const sentFlags = os.O_WRONLY | os.O_CREATE | os.O_APPEND

// open makes the file, or goes on with the one that is there.
func (s *Sent) open() (err error) {
	s.file, err = safeio.OpenRegular(s.queue.opt.FS, s.path(), sentFlags|os.O_EXCL, entryMode)
	if errors.Is(err, fs.ErrExist) {
		err = s.goOn()
	}
	if err == nil {
		s.synced = s.queue.opt.Now()
		s.queue.recorded.Store(s.name, true)
	}
	return err
}

// goOn opens a file that is there. Half a line at its end, which a runner left that
// died while it wrote, goes.
func (s *Sent) goOn() error {
	text, err := s.queue.readSent(s.name)
	if err != nil {
		return err
	}
	file, err := safeio.OpenRegular(s.queue.opt.FS, s.path(), sentFlags, entryMode)
	if err != nil {
		return err
	}
	s.file, s.size = file, int64(bytes.LastIndexByte(text, '\n')+1)
	return file.Truncate(s.size)
}

func (s *Sent) path() string { return s.queue.path(s.name, extSent) }

// takeBack removes a line that was written in part, and the file if no line is whole.
func (s *Sent) takeBack() error {
	if s.size == 0 {
		return s.queue.removeSent(s.name)
	}
	return s.file.Truncate(s.size)
}

// Close closes the record. The file stays as long as the entry does.
func (s *Sent) Close() {
	if s.file != nil {
		_ = s.file.Close()
		s.file = nil
	}
}

// readSent reads the record of an entry; nothing where it has none.
func (q *Queue) readSent(name string) ([]byte, error) {
	text, err := safeio.ReadFile(q.opt.FS, q.path(name, extSent), maxSent)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return text, err
}

// sentTo are the recipients that the record of an entry has, nil where it has no
// record.
func (q *Queue) sentTo(name string) map[string]bool {
	text, err := q.readSent(name)
	if err != nil {
		q.logf("Recipients who have the message of %s may get it again: %v", name, err)
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) == 1 {
		return nil
	}
	have := make(map[string]bool, len(lines))
	for _, line := range lines[:len(lines)-1] {
		have[line] = true
	}
	return have
}

// leaveOut notes in an entry's metadata, in the way in which SMTPDirect.py does
// where it is interrupted, which recipients are left: `undelivered`, a list of lists
// of addresses.
func leaveOut(data Metadata, have map[string]bool) {
	chunks, ok := data.List("undelivered")
	if !ok {
		recips, _ := data.Value("recips")
		chunks = []pyvalue.Value{recips}
	}
	left := &pyvalue.List{}
	for _, chunk := range chunks {
		rest := slices.DeleteFunc(slices.Clone(pyvalue.Items(chunk)), func(item pyvalue.Value) bool {
			s, ok := pyvalue.AsString(item)
			return ok && have[s]
		})
		if len(rest) > 0 {
			left.Items = append(left.Items, &pyvalue.List{Items: rest})
		}
	}
	data.SetStr("undelivered", left)
}

// forgetSent removes the records in the slice whose entries are gone: a runner can
// die after it removed the one and before the other.
func (q *Queue) forgetSent() error {
	records, err := q.list(extSent)
	if err != nil || len(records.Names) == 0 {
		return err
	}
	for _, name := range records.Names {
		if !q.exists(q.path(name, extEntry)) && !q.exists(q.path(name, extTaken)) {
			err = errors.Join(err, q.removeSent(name))
		}
	}
	return err
}

func (q *Queue) removeSent(name string) error {
	q.recorded.Delete(name)
	path := q.path(name, extSent)
	if err := q.opt.FS.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &IOError{Doing: "removing the record of recipients", Path: path, Err: err}
	}
	return nil
}
