// SPDX-License-Identifier: GPL-2.0-or-later

package usenet

import (
	"context"
	"errors"
	"fmt"

	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/nntp"
	"mmgen/runner/site"
)

// Poster posts articles, one at a time, over one connection to each server.
type Poster struct {
	servers  *servers
	troubles *troubles
	lost     map[*server]int // during how many articles in a row the connection was lost
}

// NewPoster makes no connection yet.
func NewPoster(s *site.Site) *Poster {
	return &Poster{newServers(s), newTroubles(s), map[*server]int{}}
}

// AwayError says that the news server of a list is not there.
type AwayError struct {
	Server string // what is said of it in messages
	Err    error
	Told   bool // the error log has it: it is new, or it is time for a reminder
}

func (e *AwayError) Error() string { return e.Server }
func (e *AwayError) Unwrap() error { return e.Err }

// RefusedError says that the server does not have an article, or that it is not known
// whether it has. Another try does no harm.
type RefusedError struct {
	Server, List string
	Err          error
	Told         bool // see AwayError
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("an article of list %s was not posted to %s: %v", e.List, e.Server, e.Err)
}

func (e *RefusedError) Unwrap() error { return e.Err }

// Post posts what Prepare has made of the message in an entry of that name. The error is an
// *AwayError, a *RefusedError or the context's.
func (p *Poster) Post(ctx context.Context, l *mlist.List, msg *message.Message, entry string) error {
	server := p.servers.of(l.Str("nntp_host"))
	err := p.post(ctx, server, msg)
	if err == nil {
		p.lost[server] = 0
		p.over(server, entry)
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if server.away == nil && p.meansAway(server, err) {
		server.away = err
	}
	if server.away != nil {
		told := p.troubles.tell(l, server.nntpHost, server.away)
		return &AwayError{server.awayText(server.away), server.away, told}
	}
	return &RefusedError{address(server.nntpHost), l.InternalName(), err, p.troubles.tell(l, entry, err)}
}

// Close says goodbye to the servers.
func (p *Poster) Close() { p.servers.close() }

// post posts an article, over another connection if the one that served others before has
// gone meanwhile, and asks whether a server that refuses it has it.
func (p *Poster) post(ctx context.Context, s *server, msg *message.Message) error {
	client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	text := msg.String()
	used := s.used
	s.used = true
	err = client.Post(ctx, text)
	if err != nil && used && client.Broken() && !mayHave(err) && ctx.Err() == nil {
		if client, err = s.connect(ctx); err != nil {
			return err
		}
		err = client.Post(ctx, text)
	}
	if aboutArticle(err) && !client.Broken() {
		if has, _ := client.Has(ctx, msg.Get("Message-ID")); has {
			return nil
		}
	}
	return err
}

// mayHave tells whether the server may have the article all the same.
func mayHave(err error) bool {
	var lost *nntp.LostError
	return errors.As(err, &lost) && lost.Sent
}

// aboutArticle tells whether the server has answered the article, and not what came before.
func aboutArticle(err error) bool {
	var refused *nntp.ReplyError
	return errors.As(err, &refused) && refused.Command == nntp.Article
}

// meansAway tells whether the other articles for that server can wait with this one.
func (p *Poster) meansAway(s *server, err error) bool {
	var refused *nntp.ReplyError
	if errors.As(err, &refused) {
		return !aboutArticle(err) || refused.Closing()
	}
	p.lost[s]++
	return p.lost[s] > 1
}

// over forgets what was wrong with the server and with the article.
func (p *Poster) over(s *server, entry string) {
	p.troubles.forget(entry)
	p.troubles.back(s.nntpHost)
}
