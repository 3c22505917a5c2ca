// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// An events file, mode 0660, holds bounces that are to be registered on one list:
//
//	DATA_DIR/bounce-events-LIST@SECONDS.MICROSECONDS.PID.NUMBER.pck
//
// It has one pickle after another, each the tuple
//
//	(list's name, address, (year, month, day), message)
//
// in protocol 1, as in the bounce-events-PID.pck of Mailman's runners, which forget such
// a file when they die. The list's name is that of the list whose mail came back: where
// it is not LIST, LIST has it among its members as a sibling's.
//
// A file appears as a whole, with the end of the queue entry that it was made from, and
// is never written to again. It may be removed only under its list's lock, by the
// change in which its bounces are registered.
const (
	eventsPrefix = "bounce-events-"
	eventsSuffix = ".pck"
	eventsMode   = 0o660
	// eventProtocol is the pickle protocol of an event.
	eventProtocol = 1
	// corruptSuffix is what the name of a file gets that can't be read to its end, and is
	// kept for the administrator.
	corruptSuffix = ".corrupt"
	// maxEvents bounds what is read of an events file.
	maxEvents = 1 << 30
)

// eventsFile is an events file that is complete.
type eventsFile struct {
	path, list string
	noted      string // what the name says of when it was
}

// event is a member's mail that came back.
type event struct {
	list string // the list whose mail bounced
	addr string
	day  mlist.Day
	msg  *message.Message // what came back, or what was refused
}

func (e event) encode() ([]byte, error) {
	return pickle.Dump(pyvalue.NewTuple(pyvalue.Str(e.list), pyvalue.Str(e.addr), e.day.Tuple(), e.msg.Pickle()), eventProtocol)
}

func decodeEvent(v pyvalue.Value) (e event, err error) {
	const fields = 4
	t, ok := v.(*pyvalue.Tuple)
	if !ok || len(t.Items) != fields {
		return e, errors.New("a bounce event is no tuple of four")
	}
	var okList, okAddr, okDay bool
	e.list, okList = pyvalue.AsString(t.Items[0])
	e.addr, okAddr = pyvalue.AsString(t.Items[1])
	e.day, okDay = mlist.DayFrom(t.Items[2])
	if !okList || !okAddr || !okDay {
		return e, errors.New("a bounce event has no list, address or day")
	}
	e.msg, err = message.FromPickle(t.Items[3])
	return e, err
}

// noteEvents has a change make the events file of a list.
func (r *Registry) noteEvents(c *change.Change, list string, events []event) error {
	var data []byte
	for _, e := range events {
		record, err := e.encode()
		if err != nil {
			return fmt.Errorf("noting bounces of list %s: %w", list, err)
		}
		data = append(data, record...)
	}
	for {
		now := r.site.Now()
		name := fmt.Sprintf("%s%s@%010d.%06d.%05d.%06d%s", eventsPrefix, list,
			now.Unix(), now.Nanosecond()/1000, r.site.PID, r.noted, eventsSuffix)
		r.noted++
		err := c.Create(filepath.Join(r.site.Settings.Str("DATA_DIR"), name), data, eventsMode)
		if errors.Is(err, fs.ErrExist) {
			continue // one of that name is being made by a process of another host
		}
		if err != nil {
			return fmt.Errorf("noting bounces of list %s: %w", list, safeio.Advised(err))
		}
		return nil
	}
}

// eventsFiles are all events files, in the order in which they were noted.
func eventsFiles(s *site.Site) ([]eventsFile, error) {
	dir := s.Settings.Str("DATA_DIR")
	entries, err := s.FileSystem().ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // the directory is missing: the next bounce that is noted logs that
	}
	if err != nil {
		return nil, fmt.Errorf("looking for bounces that wait: %w", safeio.Advised(err))
	}
	var files []eventsFile
	for _, entry := range entries {
		list, noted, ok := splitEventsName(entry.Name())
		if ok && entry.Type().IsRegular() {
			files = append(files, eventsFile{filepath.Join(dir, entry.Name()), list, noted})
		}
	}
	slices.SortFunc(files, func(a, b eventsFile) int {
		if c := strings.Compare(a.noted, b.noted); c != 0 {
			return c
		}
		return strings.Compare(a.list, b.list)
	})
	return files, nil
}

// splitEventsName tells our files from Mailman's, which have a number only.
func splitEventsName(name string) (list, noted string, ok bool) {
	middle, ok := strings.CutPrefix(name, eventsPrefix)
	if !ok {
		return "", "", false
	}
	if middle, ok = strings.CutSuffix(middle, eventsSuffix); !ok {
		return "", "", false
	}
	at := strings.LastIndexByte(middle, '@')
	if at < 1 {
		return "", "", false
	}
	return middle[:at], middle[at+1:], true
}

// readFile is an events file with what is in it.
type readFile struct {
	eventsFile
	events []event
	raw    []byte
	broken error // why the file can't be read to its end
}

func readEvents(s *site.Site, f eventsFile) (readFile, error) {
	raw, err := safeio.ReadFile(s.FileSystem(), f.path, maxEvents)
	if err != nil {
		return readFile{}, err
	}
	events, broken := decodeEvents(raw)
	return readFile{f, events, raw, broken}, nil
}

// decodeEvents reads records up to the first that is broken.
func decodeEvents(data []byte) (events []event, err error) {
	for len(data) > 0 {
		v, rest, err := pickle.Load(data)
		if err != nil {
			return events, err
		}
		e, err := decodeEvent(v)
		if err != nil {
			return events, err
		}
		events = append(events, e)
		data = rest
	}
	return events, nil
}
