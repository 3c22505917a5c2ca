// SPDX-License-Identifier: GPL-2.0-or-later

package usenet

import (
	"context"
	"errors"

	"mmgen/runner/mlist"
	"mmgen/runner/nntp"
	"mmgen/runner/site"
)

// Gate takes articles from newsgroups, list by list, over one connection to each server.
type Gate struct {
	site    *site.Site
	servers *servers
	going   func() error
}

// NewGate makes no connection yet. going is called before each article; with an error
// nothing more is done.
func NewGate(s *site.Site, going func() error) *Gate { return &Gate{s, newServers(s), going} }

// Close says goodbye to the servers.
func (g *Gate) Close() { g.servers.close() }

// watermark is the attribute with the number of the last article that was looked at.
const watermark = "usenet_watermark"

// List queues what is new in the newsgroup of a list that is gated (cron/gate_news:
// process_lists), and returns how many articles that are. The first time it queues
// nothing. A server or a newsgroup that is not there is for the log, and no error.
func (g *Gate) List(ctx context.Context, name string) (queued int, err error) {
	l, err := g.site.OpenList(name)
	if err != nil || !l.Bool("gateway_to_mail") {
		return 0, err
	}
	client, found, err := g.open(ctx, l)
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case err != nil:
		g.logf("%s: couldn't open newsgroup %s: skipping\n%s", name, l.Str("linked_newsgroup"), textOf(err))
		return 0, nil
	}
	g.logf("%s: [%d..%d]", name, found.First, found.Last)
	before := l.Value(watermark)
	if before == nil {
		err = g.catchUp(ctx, l, found.Last)
	} else {
		queued, err = g.takeNew(ctx, l, client, int64(mlist.Integer(before)), found)
	}
	if errors.Is(err, mlist.ErrLocked) {
		g.logf("Could not acquire list lock: %s", name)
	}
	if err == nil {
		g.logf("%s watermark: %d", name, l.Int(watermark))
	}
	return queued, err
}

// open chooses the newsgroup of a list (cron/gate_news: open_newsgroup).
func (g *Gate) open(ctx context.Context, l *mlist.List) (*nntp.Client, nntp.Range, error) {
	server := g.servers.of(l.Str("nntp_host"))
	known := server.away != nil
	client, err := server.connect(ctx)
	if err != nil {
		if !known && ctx.Err() == nil {
			g.logf("error opening connection to nntp_host: %s\n%s", server.nntpHost, textOf(err))
		}
		return nil, nntp.Range{}, err
	}
	found, err := client.Group(ctx, l.Str("linked_newsgroup"))
	return client, found, err
}

// catchUp begins with the newsgroup: what is there now would flood the list.
func (g *Gate) catchUp(ctx context.Context, l *mlist.List, last int64) error {
	err := l.Update(ctx, l.LockTimeout(), func(*mlist.Change) error {
		if l.Value(watermark) == nil {
			l.Attrs.SetStr(watermark, last)
		}
		return nil
	})
	if err == nil {
		g.logf("%s caught up to article %d", l.InternalName(), last)
	}
	return err
}

// takeNew queues the articles behind the watermark that there are.
func (g *Gate) takeNew(ctx context.Context, l *mlist.List, client *nntp.Client, mark int64, found nntp.Range) (queued int, err error) {
	first := max(mark+1, found.First)
	if first > found.Last {
		g.logf("nothing new for list %s", l.InternalName())
		if found.Last < mark && found.Last > 0 {
			g.logf("%s: the numbers of newsgroup %s end before the watermark %d; if the server has begun to count anew, have the list catch up (its page about mail and news, \"Mass catch up\")",
				l.InternalName(), l.Str("linked_newsgroup"), mark)
		}
		return 0, nil
	}
	g.logf("gating %s articles [%d..%d]", l.InternalName(), first, found.Last)
	p := &poll{gate: g, list: l, client: client, mark: mark, next: first, last: found.Last}
	err = p.all(ctx)
	return p.queued, err
}

// logf writes to the log that gate_news has.
func (g *Gate) logf(format string, args ...any) { g.site.Logs.Logf("fromusenet", format, args...) }
