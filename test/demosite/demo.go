// SPDX-License-Identifier: GPL-2.0-or-later

package demosite

import (
	"errors"
	"time"

	"mmgen/runner/pickle"
	"mmgen/runner/queue"
)

// MakeDemo makes the site of the demo: the list has one member more, who gets
// digests, and sends a digest of every post. Some messages are queued.
func MakeDemo(dir string, now func() time.Time) (*Site, error) {
	digested := &pickle.Dict{}
	digested.SetStr("dora@example.com", int64(0))
	s, err := Make(dir, Members, now,
		pickle.Entry{Key: pickle.Str("digest_members"), Value: digested},
		pickle.Entry{Key: pickle.Str("digest_size_threshhold"), Value: 0.1}, // KB
	)
	if err != nil {
		return nil, err
	}
	return s, s.fill()
}

// fill queues a post by a member and one by a stranger; a post that is ready
// to be delivered; and one that waited for its next try and is due.
func (s *Site) fill() error {
	var queues [3]*queue.Queue
	for i, name := range []string{"in", "out", "retry"} {
		q, err := s.Queue(name)
		if err != nil {
			return err
		}
		queues[i] = q
	}
	in, out, retry := queues[0], queues[1], queues[2]
	return errors.Join(
		s.PutIn(in, s.Post(1)),
		s.PutIn(in, s.StrangersPost(2)),
		s.PutOut(out, 3, Members, queue.With("verp", int64(1))),
		s.PutOut(retry, 4, Members[1:], queue.With("deliver_after", float64(s.now().Unix()-1))),
	)
}
