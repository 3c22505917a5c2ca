// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/queue/entry"
	"mmgen/runner/safeio"
)

// Finish removes a taken entry (Switchboard.py: finish). The caller has made sure that
// everything made from it is safe.
func (q *Queue) Finish(name string) error {
	path := q.path(name, extTaken)
	switch err := q.opt.FS.Remove(path); {
	case errors.Is(err, fs.ErrNotExist):
		return q.notLeft(name, ErrGone)
	case err != nil:
		return q.notLeft(name, &IOError{Doing: "removing the entry", Path: path, Err: err})
	}
	q.hasLeft(q.dir)
	return q.dropRecord(name)
}

// dropRecord removes the record of recipients that this process began.
func (q *Queue) dropRecord(name string) error {
	if _, ok := q.recorded.Load(name); ok {
		return q.removeSent(name)
	}
	return nil
}

// FinishIn makes the removal of a taken entry part of a change: the entry goes when
// everything that was made from it is there.
func (q *Queue) FinishIn(c *change.Change, name string) {
	c.Remove(q.path(name, extTaken))
	if _, ok := q.recorded.LoadAndDelete(name); ok {
		c.Remove(q.path(name, extSent))
	}
}

// Restore puts a taken entry back as it was: it has to wait here.
func (q *Queue) Restore(name string) error {
	if _, err := q.putBack(name, q); err != nil {
		return q.notLeft(name, err)
	}
	return nil
}

// noteMargin is what a note of an entry may take beyond twice its size, in bytes.
const noteMargin = 16 << 10

// Note replaces the message and the metadata of a taken entry: part of the work is
// done, and must not be done again if this process dies. v is the pickled message.
// After an error the entry is as it was.
func (q *Queue) Note(name string, v pyvalue.Value, data Metadata) error {
	var content pickle.Pieces
	if err := q.place().Encode(&content, io.Discard, v, 1, data.Copy().Dict); err != nil {
		return fmt.Errorf("entry %s: %w", name, err)
	}
	path := q.path(name, extTaken)
	if err := safeio.WritePieces(q.opt.FS, path+extTemp, path, content.All(), entryMode); err != nil {
		return &IOError{Doing: "noting what was done of the entry", Path: path, Err: err}
	}
	return q.dropRecord(name) // the entry itself says it now
}

// HasRoom returns an IOError where the disk is too full for Note. A caller asks it
// before it does something with the entry that can't be undone.
func (q *Queue) HasRoom(name string) error {
	info, err := q.opt.FS.Stat(q.path(name, extTaken))
	if err != nil {
		return nil // the next step reports what is wrong with the file
	}
	var st unix.Statfs_t
	if err := unix.Statfs(q.dir, &st); err != nil {
		return nil
	}
	if free := int64(st.Bavail) * int64(st.Bsize); free < 2*info.Size()+noteMargin {
		err := &fs.PathError{Op: "write", Path: q.path(name, extTaken+extTemp), Err: unix.ENOSPC}
		return &IOError{Doing: "noting what will be done of the entry", Path: q.dir, Err: err}
	}
	return nil
}

// RestoreAs is Restore after Note. Where that fails the entry is put back as it was.
func (q *Queue) RestoreAs(name string, msg *message.Message, data Metadata) error {
	return errors.Join(q.Note(name, msg.Pickle(), data), q.Restore(name))
}

// MoveAs is MoveTo after Note: the entry goes to another queue with another message
// and other metadata. Killed in between it is still here, in its new form.
func (q *Queue) MoveAs(name string, v pyvalue.Value, data Metadata, to *Queue) (string, error) {
	if err := q.Note(name, v, data); err != nil {
		return "", err
	}
	return q.MoveTo(name, to)
}

// MoveTo gives a taken entry to another queue as it is, under the same name
// if that is free there, and returns the name.
func (q *Queue) MoveTo(name string, to *Queue) (string, error) {
	as, err := q.putBack(name, to)
	if err != nil {
		return "", q.notLeft(name, err)
	}
	q.hasLeft(q.dir, to.dir)
	return as, nil
}

// Preserve puts a taken entry away in the bad queue, as .psv
// (Switchboard.py: finish). A .psv of that name that is already there stays.
// Where the bad queue does not take it, for another reason than a full or
// broken disk, it becomes a .psv where it is. After an error it is a .pck again,
// if that could be done.
func (q *Queue) Preserve(name string) error {
	err := q.preserveIn(name, q.opt.BadDir)
	if err == nil {
		return nil
	}
	if !safeio.IsSiteFault(err) && !errors.Is(err, ErrGone) {
		q.logf("The bad queue does not take %s, which is kept in %s: %v", name, q.dir, err)
		if err = q.preserveIn(name, q.dir); err == nil {
			return nil
		}
	}
	_, _ = q.putBack(name, q)
	return q.notLeft(name, err)
}

func (q *Queue) preserveIn(name, dir string) error {
	if err := safeio.Mkdir(q.opt.FS, dir, dirMode); err != nil {
		return &IOError{Doing: "opening the bad queue", Path: dir, Err: err}
	}
	for again := 1; ; again++ {
		err := q.move(name, filepath.Join(dir, name+numbered(again)+extPreserved), "preserving the entry")
		if err == nil {
			q.hasLeft(q.dir, dir)
		}
		if !errors.Is(err, fs.ErrExist) || again == entry.MaxNames {
			return err
		}
	}
}

func numbered(again int) string {
	if again == 1 {
		return ""
	}
	return "." + strconv.Itoa(again)
}

// SetAside logs an UnreadableError and preserves the entry, or removes it
// where the site does not want such entries (Runner.py: _oneloop). An entry
// whose file could not be read is never removed.
func (q *Queue) SetAside(name string, cause error) error {
	q.logf("Uncaught runner exception: %v", cause)
	var unreadable *UnreadableError
	if q.opt.DropBad && !(errors.As(cause, &unreadable) && unreadable.Part == "file") {
		q.logf("Ignoring unparseable message: %s", name)
		return q.Finish(name)
	}
	q.logf("Skipping and preserving unparseable message: %s", name)
	return q.Preserve(name)
}

// putBack makes a taken entry one that can be taken, here or in another queue.
func (q *Queue) putBack(name string, to *Queue) (string, error) {
	for again, as := 1, name; ; again++ {
		err := q.move(name, to.path(as, extEntry), "putting back the entry")
		if errors.Is(err, fs.ErrExist) && again < entry.MaxNames {
			as = otherName(name, again)
			continue
		}
		if as != name && err == nil {
			q.logf("There is an entry %s already, this one goes by %s", to.path(name, extEntry), as)
		}
		return as, err
	}
}

// otherName is a name with the same place in the order.
func otherName(name string, again int) string {
	received, _, _ := strings.Cut(name, "+")
	sum := sha1.Sum([]byte(name + strconv.Itoa(again)))
	return received + "+" + hex.EncodeToString(sum[:])
}

// move renames a taken entry. To another file system it is copied.
func (q *Queue) move(name, to, doing string) error {
	err := q.rename(name, extTaken, to, doing)
	if !errors.Is(err, unix.EXDEV) {
		return err
	}
	from := q.path(name, extTaken)
	raw, err := safeio.ReadFile(q.opt.FS, from, 1<<62)
	if err == nil {
		err = safeio.WriteNew(q.opt.FS, to+extTemp, to, [][]byte{raw}, entryMode)
	}
	if err == nil {
		// Two file systems do not keep an order among them.
		err = safeio.SyncDir(q.opt.FS, filepath.Dir(to))
	}
	if err == nil {
		err = q.opt.FS.Remove(from)
	}
	if err != nil {
		return &IOError{Doing: doing, Path: from, Err: err}
	}
	return nil
}

// notLeft logs that a .bak could not be dealt with. Where it is still there,
// the next Recover will find it.
func (q *Queue) notLeft(name string, err error) error {
	q.logf("Failed to unlink/preserve backup file: %s\n%v", q.path(name, extTaken), err)
	return fmt.Errorf("entry %s: %w", name, err)
}
