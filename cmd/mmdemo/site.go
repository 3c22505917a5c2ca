// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/queue"
	"mmgen/test/demosite"
)

// digestMember is a member of the list who gets digests.
const digestMember = "dora@example.com"

// makeSite makes the site of the demo: demosite's, with a member who gets
// digests, and a digest of every post.
func makeSite(dir string) (*demosite.Site, error) {
	digested := &pyvalue.Dict{}
	digested.SetStr(digestMember, int64(0))
	return demosite.Make(dir, demosite.Members, time.Now,
		pyvalue.Entry{Key: pyvalue.Str("digest_members"), Value: digested},
		pyvalue.Entry{Key: pyvalue.Str("digest_size_threshhold"), Value: 0.1}, // KB
	)
}

// post is one of the messages that wait in the queues when the demo begins.
type post struct {
	queue  string
	number int
	by     string // the local part of its author's address
	put    func(*demosite.Site, *queue.Queue, int) error
}

// subject is the post's, by which all that is made from it can be told.
func (p post) subject() string { return fmt.Sprintf("Post %d", p.number) }

// posts are one by a member and one by a stranger; one that is to be delivered
// with a copy of its own for each member; and one whose next try is due, to
// those who did not get it yet.
var posts = []post{
	{"in", 1, "anne", func(s *demosite.Site, q *queue.Queue, n int) error { return s.PutIn(q, s.Post(n)) }},
	{"in", 2, "zed", func(s *demosite.Site, q *queue.Queue, n int) error { return s.PutIn(q, s.StrangersPost(n)) }},
	{"out", 3, "anne", func(s *demosite.Site, q *queue.Queue, n int) error {
		return s.PutOut(q, n, demosite.Members, queue.With("verp", int64(1)))
	}},
	{"retry", 4, "anne", func(s *demosite.Site, q *queue.Queue, n int) error {
		due := float64(time.Now().Unix() - 1)
		return s.PutOut(q, n, demosite.Members[1:], queue.With("deliver_after", due))
	}},
}

// fill queues the posts.
func fill(s *demosite.Site) error {
	for _, p := range posts {
		q, err := s.Queue(p.queue)
		if err == nil {
			err = p.put(s, q, p.number)
		}
		if err != nil {
			return fmt.Errorf("queueing %s: %w", p.subject(), err)
		}
	}
	return nil
}
