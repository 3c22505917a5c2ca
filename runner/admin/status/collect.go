// SPDX-License-Identifier: GPL-2.0-or-later

package status

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"mmgen/runner/lockfile"
	"mmgen/runner/moderation"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// Units asks systemd for the units whose names match a pattern.
type Units func(ctx context.Context) ([]Unit, error)

// Collect looks at a site. units may be nil; an error of it means that systemd is not
// there, or does not answer.
func Collect(ctx context.Context, s *site.Site, units Units) Site {
	st := Site{Time: s.Now(), Queues: []Queue{}, Lists: []List{}}
	for _, q := range site.QueueDirs() {
		st.Queues = append(st.Queues, lookAt(s, q.Name, s.Settings.Str(q.Setting)))
	}
	if units != nil {
		if found, err := units(ctx); err == nil {
			st.Units = found
		}
	}
	st.Locks, st.Master = Locks(s)
	st.Lists = lists(s)
	st.judge()
	return st
}

// lookAt is what a queue directory has. One that is not there yet is empty.
func lookAt(s *site.Site, name, dir string) Queue {
	q := Queue{Name: name, Dir: dir}
	files, err := s.FileSystem().ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return q
	}
	if err != nil {
		q.Fault = safeio.Explain(err)
		return q
	}
	for _, file := range files {
		q.count(file.Name())
	}
	if name == "retry" && q.Entries > 0 {
		q.Deferred = firstDue(s)
	}
	return q
}

// count adds a file of a queue.
func (q *Queue) count(file string) {
	ext := filepath.Ext(file)
	switch {
	case ext == ".bak":
		q.InHand++
	case ext == ".pck" || ext == ".psv" && q.Name == "bad":
		received, err := queue.ReceivedOf(strings.TrimSuffix(file, ext))
		if err != nil {
			q.Strays = append(q.Strays, file)
			return
		}
		q.Entries++
		if q.Oldest == nil || received.Before(*q.Oldest) {
			q.Oldest = &received
		}
	}
}

// firstDue is when the first entry of retry is due; nil where that can't be found out.
func firstDue(s *site.Site) *time.Time {
	q, err := s.OpenQueue(site.Retry, 0, 1)
	if err != nil {
		return nil
	}
	listing, err := q.List()
	if err != nil {
		return nil
	}
	var first *time.Time
	for _, name := range listing.Names {
		data, err := q.Peek(name)
		if err != nil || !data.Has("deliver_after") {
			continue
		}
		due := queue.TimeOf(data.Float("deliver_after"))
		if first == nil || due.Before(*first) {
			first = &due
		}
	}
	return first
}

// Locks are the locks that somebody has, and who has Mailman's master lock.
func Locks(s *site.Site) (found []Lock, master string) {
	files, err := s.FileSystem().ReadDir(s.LockDir())
	if err != nil {
		return nil, ""
	}
	holder, held, err := s.MasterHolder()
	if err == nil && held {
		master = holder
	}
	for _, file := range files {
		name := file.Name()
		h, err := lockfile.Read(filepath.Join(s.LockDir(), name), s.Host)
		if err != nil || isClaim(files, name) {
			continue
		}
		stale := h.State(s.Host, s.Now(), lockfile.Program("").Holds).Stale()
		if name == s.Settings.Str("MASTER_LOCK_FILE") {
			if held {
				continue
			}
			stale = true
		}
		found = append(found, Lock{Name: name, Holder: h.String(), Until: h.Until, Stale: stale})
	}
	return found, master
}

// isClaim tells whether a file is the claim to a lock and not the lock itself: its name
// begins with the name of another file.
func isClaim(files []fs.DirEntry, name string) bool {
	for _, other := range files {
		if strings.HasPrefix(name, other.Name()+".") {
			return true
		}
	}
	return false
}

// lists are the lists of which there is something to say.
func lists(s *site.Site) []List {
	found := []List{}
	names, err := s.ListNames()
	if err != nil {
		return append(found, List{Fault: safeio.Explain(err)})
	}
	for _, name := range names {
		l := List{Name: name}
		if err := l.look(s); err != nil {
			l.Fault = err.Error()
		}
		if l.Held > 0 || l.Asked > 0 || l.Fault != "" {
			found = append(found, l)
		}
	}
	return found
}

func (l *List) look(s *site.Site) error {
	list, err := s.OpenList(l.Name)
	if err != nil {
		return err
	}
	requests, err := moderation.Look(list)
	if err != nil {
		return err
	}
	l.Held = len(requests.IDs(moderation.HeldMessage))
	l.Asked = requests.Len() - l.Held
	return nil
}
