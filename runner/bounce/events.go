// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"mmgen/runner/lockfile"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// An events file, DATA_DIR/bounce-events-PID.RUNNER.HOST.pck, mode 0660, holds
// bounces that are not registered yet: one pickle after another, each the
// tuple
//
//	(list's name, address, (year, month, day), message)
//
// in protocol 1, as in the bounce-events-PID.pck of Mailman's runners. Mailman
// forgets such a file when the runner dies. Ours is locked (flock) while its
// registry lives, so what is not locked was left behind, and the next registry
// takes it up. Mailman's nobody locks: it was left behind when no qrunner of that
// number runs on this host. (One of another host would be mailmanctl's there, beside
// whose lock nothing is drained.)
const (
	eventsPrefix = "bounce-events-"
	eventsSuffix = ".pck"
	eventsMode   = 0o660
	// eventProtocol is the pickle protocol of an event.
	eventProtocol = 1
	// maxEvents bounds what is read of an events file.
	maxEvents = 1 << 30
)

// eventsFile is an events file that this process has locked.
type eventsFile struct {
	path string
	file *os.File
	size int64 // of what was written whole
}

func encodeEvent(list, addr string, day mlist.Day, msg *message.Message) ([]byte, error) {
	return pickle.Dump(pickle.NewTuple(pickle.Str(list), pickle.Str(addr), day.Tuple(), msg.Pickle()), eventProtocol)
}

// createEvents makes a registry's own file. A file of that name is a dead
// registry's, and its events stay.
func createEvents(s *site.Site, runner string) (*eventsFile, error) {
	name := fmt.Sprintf("%s%05d.%s.%s%s", eventsPrefix, s.PID, runner, s.Host, eventsSuffix)
	f, err := openEvents(filepath.Join(s.Settings.Str("DATA_DIR"), name), os.O_CREATE)
	if err == nil && f == nil {
		err = fmt.Errorf("%s is in use by another process", name)
	}
	if err != nil {
		return nil, fmt.Errorf("events file: %w", safeio.Advised(err))
	}
	return f, nil
}

// openEvents opens and locks a file; nil where it is locked already, or gone
// by now.
func openEvents(path string, flag int) (*eventsFile, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|unix.O_NOFOLLOW|unix.O_NONBLOCK|flag, eventsMode)
	if err != nil {
		return nil, err
	}
	switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); {
	case err == nil:
	case errors.Is(err, unix.EWOULDBLOCK), flag&os.O_CREATE == 0:
		f.Close()
		return nil, nil
		// A file system without flock: our own file we use all the same, but
		// nobody can tell which files were left behind.
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	// Its last owner may have removed it between our open and our lock.
	if now, err := os.Lstat(path); err != nil || !os.SameFile(info, now) || !info.Mode().IsRegular() {
		f.Close()
		return nil, nil
	}
	if flag&os.O_CREATE != 0 {
		if err := f.Chmod(eventsMode); err != nil {
			f.Close()
			return nil, err
		}
	}
	return &eventsFile{path, f, info.Size()}, nil
}

// adoptEvents takes over the files that dead registries left. A fault with one
// keeps no other back.
func adoptEvents(s *site.Site) ([]*eventsFile, error) {
	dir := s.Settings.Str("DATA_DIR")
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // whoever notes a bounce will complain
	}
	if err != nil {
		return nil, fmt.Errorf("looking for bounces that wait: %w", safeio.Advised(err))
	}
	var files []*eventsFile
	var errs []error
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !mayBeLeft(entry.Name(), entry.Info) {
			continue
		}
		f, err := openEvents(filepath.Join(dir, entry.Name()), 0)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, fmt.Errorf("taking up bounces that wait: %w", safeio.Advised(err)))
		}
		if f != nil {
			files = append(files, f)
		}
	}
	return files, errors.Join(errs...)
}

// mayBeLeft tells whether a file of that name holds events, and may be one that was
// left behind: it is none of Mailman's, which has a number only, or its process is
// gone.
func mayBeLeft(name string, info func() (fs.FileInfo, error)) bool {
	middle, ok := strings.CutPrefix(name, eventsPrefix)
	if !ok {
		return false
	}
	if middle, ok = strings.CutSuffix(middle, eventsSuffix); !ok || middle == "" {
		return false
	}
	if strings.Trim(middle, "0123456789") != "" {
		return true
	}
	pid, err := strconv.Atoi(middle)
	file, statErr := info()
	if err != nil || statErr != nil {
		return false
	}
	owner, _ := file.Sys().(*syscall.Stat_t)
	return owner != nil && !lockfile.Program("qrunner").Holds(lockfile.Holder{PID: pid, UID: int(owner.Uid)})
}

// append adds whole records, or none.
func (f *eventsFile) append(data []byte) error {
	_, err := f.file.Write(data)
	if err == nil {
		err = f.file.Sync()
	}
	if err != nil {
		_ = f.file.Truncate(f.size)
		return fmt.Errorf("events file: %w", safeio.Advised(err))
	}
	f.size += int64(len(data))
	return nil
}
