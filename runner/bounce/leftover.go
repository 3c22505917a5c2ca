// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"errors"
	"fmt"
	"io"
	"os"

	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// readAll reads the events of all files. One that can't be read to its end is
// kept under a name with the ending .corrupt, for the administrator.
func readAll(s *site.Site, files []*eventsFile) []event {
	var events []event
	for _, f := range files {
		data, err := io.ReadAll(io.NewSectionReader(f.file, 0, maxEvents))
		if err == nil {
			var some []event
			some, err = decodeEvents(data)
			events = append(events, some...)
		}
		if err != nil {
			kept := fmt.Sprintf("%s.%d.corrupt", f.path, s.Now().UnixMicro())
			s.Logs.Logf("bounce", "Error reading bounce events: %v; the file is kept as %s", err, kept)
			if err := os.Link(f.path, kept); err != nil {
				s.Logs.Logf("error", "keeping unreadable bounce events: %s", safeio.Explain(err))
			}
		}
	}
	return events
}

// decodeEvents reads records up to the first that is broken.
func decodeEvents(data []byte) ([]event, error) {
	var events []event
	for len(data) > 0 {
		v, rest, err := pickle.Load(data)
		if err != nil {
			return events, err
		}
		e, err := decodeEvent(v)
		if err != nil {
			return events, err
		}
		e.record = data[:len(data)-len(rest)]
		events = append(events, e)
		data = rest
	}
	return events, nil
}

func decodeEvent(v pickle.Value) (e event, err error) {
	const fields = 4
	t, ok := v.(*pickle.Tuple)
	if !ok || len(t.Items) != fields {
		return e, errors.New("a bounce event is no tuple of four")
	}
	var okList, okAddr, okDay bool
	e.list, okList = pickle.AsString(t.Items[0])
	e.addr, okAddr = pickle.AsString(t.Items[1])
	e.day, okDay = mlist.DayFrom(t.Items[2])
	if !okList || !okAddr || !okDay {
		return e, errors.New("a bounce event has no list, address or day")
	}
	e.msg, err = message.FromPickle(t.Items[3])
	return e, err
}

// keep writes the events that are left into a file of its own and removes
// those that they came from. It comes after the lists were saved: a crash in
// between registers a bounce twice, of which the second does not count, as it
// is of the same day.
func (r *Registry) keep(files []*eventsFile, left []event) error {
	var data []byte
	for _, e := range left {
		data = append(data, e.record...)
	}
	last := files[len(files)-1] // the own one if there is one
	if len(data) > 0 {
		if err := last.replace(data); err != nil {
			return fmt.Errorf("keeping bounces that wait: %w", err)
		}
		files = files[:len(files)-1]
	}
	var errs []error
	for _, f := range files {
		errs = append(errs, os.Remove(f.path), f.file.Close())
	}
	r.own, r.adopted = nil, nil
	if len(data) > 0 {
		r.own = last
	}
	return errors.Join(errs...)
}

// replace gives the file new content, whole or not at all: what is in it is
// not only added to here. The new file is locked before it gets the name.
func (f *eventsFile) replace(data []byte) error {
	tmp := f.path + ".tmp"
	if err := os.Remove(tmp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	n, err := openEvents(tmp, os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	if n == nil {
		return fmt.Errorf("%s is in use by another process", tmp)
	}
	if err = n.append(data); err == nil {
		err = os.Rename(tmp, f.path)
	}
	if err != nil {
		_ = os.Remove(tmp)
		n.file.Close()
		return err
	}
	n.path = f.path
	f.file.Close()
	*f = *n
	return nil
}
