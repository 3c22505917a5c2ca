// SPDX-License-Identifier: GPL-2.0-or-later

package usenet

import (
	"context"
	"errors"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/nntp"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// How much is fetched before it is saved: articles are held in memory until then.
const (
	batchArticles = 100
	batchBytes    = 8 << 20
	batchNumbers  = 1000 // numbers that were looked at, with or without an article
)

// errMoved says that somebody else has set the watermark while articles were fetched: the
// list's administrator had it catch up.
var errMoved = errors.New("the watermark was set anew meanwhile")

// poll fetches the articles of a newsgroup (cron/gate_news: poll_newsgroup).
type poll struct {
	gate   *Gate
	list   *mlist.List
	client *nntp.Client
	mark   int64 // the watermark as it is saved
	next   int64 // the number that is looked at next
	last   int64
	queued int
}

// batch is what was fetched and is not saved yet.
type batch struct {
	articles []article
	bytes    int
}

type article struct {
	number int64
	msg    *message.Message
}

// all fetches and saves until nothing is left. Where the server fails in between, what was
// fetched before is saved, and the rest is for the next time.
func (p *poll) all(ctx context.Context) error {
	for p.next <= p.last {
		b, failed := p.fetch(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := p.save(ctx, b)
		if errors.Is(err, errMoved) {
			p.gate.logf("%s: %v; the articles are left for the next time", p.list.InternalName(), err)
			return nil
		}
		if err != nil || failed != nil {
			return errors.Join(err, p.giveUp(failed))
		}
	}
	return nil
}

// giveUp tells that the next article can't be had now. What is no fault of the server's is
// returned.
func (p *poll) giveUp(failed error) error {
	if errors.As(failed, new(*nntp.ReplyError)) || errors.As(failed, new(*nntp.LostError)) {
		p.logFailed(failed)
		p.gate.logf("%s: article %d and those behind it are left for the next time", p.list.InternalName(), p.next)
		return nil
	}
	return failed
}

// logFailed is what Mailman logs of an article that it does not get.
func (p *poll) logFailed(err error) {
	p.gate.logf("NNTP error for list %s: %7d", p.list.InternalName(), p.next)
	p.gate.logf("%s", textOf(err))
}

// fetch gets a batch. The error says why the next article can't be had now.
func (p *poll) fetch(ctx context.Context) (b batch, err error) {
	for from := p.next; p.next <= p.last && !b.full() && p.next-from < batchNumbers; p.next++ {
		if err := p.gate.going(); err != nil {
			return b, err
		}
		msg, size, err := p.article(ctx)
		var refused *nntp.ReplyError
		switch {
		case errors.Is(err, nntp.ErrTooLong):
			p.logFailed(err)
			p.next++
			p.client, _, err = p.gate.open(ctx, p.list)
			return b, err
		case errors.As(err, &refused) && refused.NoArticle():
			p.logFailed(err)
		case err != nil:
			return b, err
		case msg != nil:
			b.articles, b.bytes = append(b.articles, article{p.next, msg}), b.bytes+size
		}
	}
	return b, nil
}

func (b batch) full() bool { return len(b.articles) >= batchArticles || b.bytes >= batchBytes }

// article gets the next article as a message to the list; nil if it is not for the list, as
// it came from there. size is that of its text.
func (p *poll) article(ctx context.Context) (msg *message.Message, size int, err error) {
	head, err := p.client.Head(ctx, p.next)
	if err != nil || head == "" {
		return nil, 0, err
	}
	hasTo, beenThere := lookAt(head, p.list.PostingAddress())
	if beenThere {
		return nil, 0, nil
	}
	body, err := p.client.Body(ctx, p.next)
	if err != nil {
		return nil, 0, err
	}
	// The archive wants an envelope line.
	from := "From " + p.list.BouncesAddress() + "  " + p.gate.site.Now().Format(time.ANSIC) + "\n"
	msg = message.Parse(from + head + "\n" + body)
	if hasTo {
		msg.Set("X-Originally-To", msg.Get("To"))
		msg.Del("To")
	}
	msg.Add("To", p.list.PostingAddress())
	return msg, len(head) + len(body), nil
}

// lookAt tells whether a header has a field To, and whether the message has been sent by
// the list with that address already.
func lookAt(head, address string) (hasTo, beenThere bool) {
	for line := range strings.SplitSeq(head, "\n") {
		name, value, isField := strings.Cut(line, ":")
		switch strings.ToLower(name) {
		case "to":
			hasTo = hasTo || isField
		case "x-beenthere":
			beenThere = beenThere || value == " "+address
		}
	}
	return hasTo, beenThere
}

// save queues a batch, and sets the watermark to the last number that was looked at: both
// or neither.
func (p *poll) save(ctx context.Context, b batch) error {
	mark := p.next - 1
	if mark < p.mark || mark == p.mark && len(b.articles) == 0 {
		return nil
	}
	err := p.list.Update(ctx, p.list.LockTimeout(), func(c *mlist.Change) error {
		if now := p.list.Value(watermark); now == nil || int64(mlist.Integer(now)) != p.mark {
			return errMoved
		}
		for _, a := range b.articles {
			if err := p.queue(c, a.msg); err != nil {
				return err
			}
		}
		p.list.Attrs.SetStr(watermark, mark)
		return nil
	})
	if err != nil {
		return err
	}
	p.mark, p.queued = mark, p.queued+len(b.articles)
	for _, a := range b.articles {
		p.gate.logf("posted to list %s: %7d", p.list.InternalName(), a.number)
	}
	return nil
}

func (p *poll) queue(c *mlist.Change, msg *message.Message) error {
	return p.gate.site.Put(c, site.In, msg, queue.NewMetadata(),
		queue.With("listname", pyvalue.Str(p.list.InternalName())), queue.With("fromusenet", int64(1)))
}
