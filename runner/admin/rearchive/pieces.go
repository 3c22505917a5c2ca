// SPDX-License-Identifier: GPL-2.0-or-later

package rearchive

import (
	"context"
	"fmt"
	"io"

	"mmgen/runner/archive"
	"mmgen/runner/mlist"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

const (
	// A piece ends with so many messages, or so many bytes.
	pieceMessages = 500
	pieceBytes    = 8 << 20
)

// run is one call of Add.
type run struct {
	ctx     context.Context
	site    *site.Site
	list    *mlist.List
	options Options
	done    int // messages that are dealt with, from options.Start on
	failed  int // how many messages of these are not on the pages
}

// numbered is a message of the mailbox.
type numbered struct {
	number int
	text   string
}

// all archives the messages that the options ask for.
func (r *run) all(mbox io.Reader) (done int, err error) {
	var piece []numbered
	number, size := -1, 0
	for text, err := range archive.Messages(mbox) {
		if err != nil {
			return r.done, fmt.Errorf("%w: %w", ErrMbox, err)
		}
		if number++; number < r.options.Start {
			continue
		}
		if r.options.End >= 0 && number > r.options.End {
			break
		}
		piece = append(piece, numbered{number, text})
		if size += len(text); len(piece) < pieceMessages && size < pieceBytes {
			continue
		}
		if err := r.piece(piece); err != nil {
			return r.done, err
		}
		piece, size = nil, 0
	}
	if len(piece) > 0 || r.done == 0 { // an archive without messages has contents, too
		if err := r.piece(piece); err != nil {
			return r.done, err
		}
	}
	if r.failed > 0 {
		return r.done, fmt.Errorf("%w: %d are missing", ErrSome, r.failed)
	}
	return r.done, nil
}

// piece archives messages in one change of the list.
func (r *run) piece(messages []numbered) error {
	failed := 0
	err := r.list.Update(r.ctx, r.list.LockTimeout(), func(c *mlist.Change) error {
		c.KeepList()
		if err := archive.RenewContents(r.site, c); err != nil {
			return err
		}
		for _, m := range messages {
			switch err := r.message(c, m); {
			case err == nil:
			case r.ctx.Err() != nil, safeio.IsSiteFault(err):
				return err
			default:
				failed++
				r.site.Logs.Logf("error", "message %d of the mailbox is left out of the archive: %v", m.number, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("from message %d on: %w", max(r.options.Start, 0)+r.done, err)
	}
	r.done, r.failed = r.done+len(messages), r.failed+failed
	if r.options.Progress != nil {
		r.options.Progress(r.done)
	}
	return nil
}

// message puts a message on the pages.
func (r *run) message(c *mlist.Change, m numbered) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	now := r.site.Now()
	post := archive.Post{Text: m.text, Received: now, Started: now}
	return c.Files().Together(func() error { return archive.AddToPages(r.ctx, r.site, c, post) })
}
