// SPDX-License-Identifier: GPL-2.0-or-later

// Package queue keeps Mailman's queue directories (Queue/Switchboard.py), in
// its format and by its rules, so that its Python code and ours can use the
// same directory in turn.
//
// # On disk
//
// An entry is a file of mode 0660 in the queue's directory (0770, setgid if
// its parent is). Its name:
//
//	RECEIVED+DIGEST.pck
//	1794999940.012036+93f37d2531ac3b3c9632a0d146844c53a5857a20.pck
//
// RECEIVED is Python's repr of the float that the metadata have as
// received_time, seconds since 1970; entries are handled in its order. DIGEST
// is the SHA-1, in hex, of the pickled message, the list's name, and the repr
// of the time of writing: it makes the name unique and is the hash space that
// several runners of one queue divide among them in slices.
//
// The file holds two pickles after each other:
//
//   - the message: an instance of Mailman.Message.Message, in protocol 1. Or,
//     what Mailman's mail scripts write, its text as a str, in protocol 0;
//   - the metadata: a dict with str keys, in the same protocol. Put sets the keys received_time, version (3, the schema's) and _parsemsg (True
//     where the message is text that is to be parsed). It drops all other
//     keys that begin with an underscore; they are notes of one runner.
//
// An entry is written to RECEIVED+DIGEST.pck.tmp and renamed. While it is
// being handled its extension is .bak; a .bak at the start of a runner is
// what a runner that died was handling, and becomes a .pck again. How often is
// counted in its metadata as _bak_count; the third time it goes to the bad
// queue as RECEIVED+DIGEST.psv, where nobody handles it. That is also where
// entries go that can't be unpickled.
//
// While a message goes to many recipients, RECEIVED+DIGEST.sent beside the .bak has
// those who have it already (Sent). Mailman's Python takes no notice of it.
//
// Any other file in the directory is left alone.
//
// # On names
//
// Methods name an entry by RECEIVED+DIGEST, without an extension. Take makes
// an entry the caller's; from then on one of Finish, Restore, MoveTo,
// Preserve and SetAside must decide what becomes of it, else the next Recover
// will.
//
// # What is forced to the disk
//
// A file, before it gets its name: one fsync an entry. Put here and then Finish there
// are two changes to names that a file system with a journal keeps in that order, so
// that after a power failure the message is in one queue or, at worst, in both.
//
// That an entry has left the queue is not forced to the disk for each entry, but when
// the last time is a second ago, and by Sync, at the end of a round: an fsync for
// each would take longer than the delivery. After a power failure an entry may be back
// that left within the last second. Its Sent record is no help there: it is forced no
// more often.
package queue

import (
	"math/big"
	"sync"
	"time"

	"mmgen/runner/mmlog"
	"mmgen/runner/queue/entry"
	"mmgen/runner/safeio"
)

const (
	// SchemaVersion is Mailman 2.1's QFILE_SCHEMA_VERSION.
	SchemaVersion = 3
	// MaxRecoveries is how often an entry may be found interrupted
	// (Switchboard.py: MAX_BAK_COUNT).
	MaxRecoveries = 3

	dirMode   = entry.DirMode
	entryMode = entry.Mode

	// defaultMaxSize is far above any mail; it keeps a file that was put
	// there by mistake from eating up the memory.
	defaultMaxSize = 1 << 30
)

// File name extensions.
const (
	extEntry     = entry.Ext
	extTaken     = ".bak"
	extPreserved = ".psv"
	extTemp      = entry.TempExt
)

// Options are what a queue needs of the site.
type Options struct {
	Now func() time.Time // nil for time.Now
	Log mmlog.Logger     // nil for nowhere
	// BadDir is BADQUEUE_DIR; it is made when it is needed.
	BadDir string
	// DropBad is what QRUNNER_SAVE_BAD_MESSAGES = No asks for: SetAside
	// removes what can't be unpickled.
	DropBad bool
	// Slices above 1 divide the hash space; this queue then lists and
	// recovers only the entries of slice Slice, 0 <= Slice < Slices.
	Slice, Slices int
	// SchemaVersion is QFILE_SCHEMA_VERSION, the constant of that name if 0.
	SchemaVersion int64
	// MaxSize is how many bytes an entry may have, 1 GiB if 0.
	MaxSize int64
	FS      safeio.FS // nil for safeio.OS
}

// Queue is one queue directory. Its methods may be called from several
// goroutines, but for one entry only from one at a time.
type Queue struct {
	dir string
	opt Options
	// lower and upper bound the digests of the slice, both inclusive; nil
	// where there are no slices.
	lower, upper *big.Int
	recorded     sync.Map // names of taken entries that have a Sent record
	left         leaving
}

// Open returns the queue in dir, which is made if need be; its parent must be
// there. Entries that were interrupted stay as they are: see Recover.
func Open(dir string, o Options) (*Queue, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.FS == nil {
		o.FS = safeio.OS
	}
	if o.SchemaVersion == 0 {
		o.SchemaVersion = SchemaVersion
	}
	if o.MaxSize == 0 {
		o.MaxSize = defaultMaxSize
	}
	if err := safeio.Mkdir(o.FS, dir, dirMode); err != nil {
		return nil, &IOError{Doing: "opening the queue", Path: dir, Err: err}
	}
	q := &Queue{dir: dir, opt: o}
	if o.Slices > 1 {
		q.lower, q.upper = sliceBounds(o.Slice, o.Slices)
	}
	return q, nil
}

// Dir is the queue's directory, what Mailman calls whichq.
func (q *Queue) Dir() string { return q.dir }

func (q *Queue) path(name, ext string) string { return q.dir + "/" + name + ext }

func (q *Queue) logf(format string, args ...any) {
	if q.opt.Log != nil {
		q.opt.Log.Logf("error", format, args...)
	}
}
