// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"bytes"
	"errors"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/runner/memory"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// Recover makes entries of the slice whose handling was interrupted ones that
// can be taken again (Switchboard.py: recover_backup_files), but those that
// have been interrupted twice before or can't be unpickled: they are
// preserved. Only a process that has the queue for itself may call it: entries that
// another runner is handling look just the same. The files named except stay as they are: a
// change that is not finished yet removes them.
//
// An entry with which something fails is left for later, and the others are recovered
// all the same. The error joins an IOError for each failure.
func (q *Queue) Recover(except ...string) error {
	l, err := q.list(extTaken)
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range l.Names {
		if slices.Contains(except, name+extTaken) {
			continue
		}
		if err := q.recover(name); err != nil && !errors.Is(err, ErrGone) {
			faults = append(faults, err)
		}
	}
	return errors.Join(append(faults, q.forgetSent())...)
}

func (q *Queue) recover(name string) error {
	raw, fault, err := q.read(name, extTaken, q.opt.MaxSize)
	if err != nil {
		return err
	}
	defer memory.BoundRead(len(raw))()
	have := q.sentTo(name)
	count, counted, err := countRecovery(name, raw, have)
	if fault != nil {
		err = fault
	}
	if err != nil {
		q.logf("Unpickling .bak exception: %v\npreserving file: %s", err, name)
		return q.Preserve(name)
	}
	if q.isTwin(name, raw) {
		q.logf("Removing .bak file, the entry is there as well: %s", name)
		return q.Finish(name)
	}
	// A new file and a rename: a crash in the middle must not harm the .bak,
	// which Mailman rewrites in place.
	path := q.path(name, extTaken)
	if err := safeio.WritePieces(q.opt.FS, path+extTemp, path, counted, entryMode); err != nil {
		return &IOError{Doing: "recovering the entry", Path: path, Err: err}
	}
	if count >= MaxRecoveries {
		q.logf(".bak file max count, preserving file: %s", name)
		return q.Preserve(name)
	}
	if err := q.Restore(name); err != nil || have == nil {
		return err
	}
	return q.removeSent(name)
}

// countRecovery returns the entry, in pieces, with one recovery more in its metadata, without
// the recipients who have the message, and the number of recoveries. The message's
// pickle stays byte for byte.
func countRecovery(name string, raw []byte, have map[string]bool) (count int64, counted [][]byte, err error) {
	e, rest, err := load(name, raw, pickle.Load)
	if err != nil {
		return 0, nil, err
	}
	if v, ok := e.Data.Value("_bak_count"); ok {
		if count, ok = pyvalue.AsInt(v); !ok {
			return 0, nil, &UnreadableError{Name: name, Part: "metadata", Err: errors.New("_bak_count is not a number")}
		}
	}
	count++
	e.Data.SetStr("_bak_count", count)
	if have != nil {
		leaveOut(e.Data, have)
	}
	protocol := 1
	if e.Data.Bool("_parsemsg") {
		protocol = 0
	}
	metadata, err := pickle.AppendDump(nil, e.Data.Dict, protocol)
	return count, [][]byte{raw[:len(raw)-len(rest)], metadata}, err
}

// isTwin tells whether the same entry is a .pck as well: the directory was
// restored from a backup, say.
func (q *Queue) isTwin(name string, raw []byte) bool {
	other, fault, err := q.read(name, extEntry, q.opt.MaxSize)
	return err == nil && fault == nil && bytes.Equal(raw, other)
}
