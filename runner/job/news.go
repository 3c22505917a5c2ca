// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"errors"
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/usenet"
)

// news posts entries to the newsgroups of their lists (NewsRunner.py). Mailman drops what
// the server does not take now, and posts over and over what it does not take for good;
// here it stays for DELIVERY_RETRY_PERIOD, and is shunted then.
type news struct {
	site   *site.Site
	poster *usenet.Poster
}

// News is the job of what is to be posted to newsgroups.
func News(env Env) (Job, error) { return &news{env.Site, usenet.NewPoster(env.Site)}, nil }

func (n *news) Handle(ctx context.Context, t Task) (Verdict, error) {
	e := t.Entry
	if err := usenet.Prepare(t.List, e.Msg, e.Data, e.Name); err != nil {
		return Verdict{}, err
	}
	err := n.poster.Post(ctx, t.List, e.Msg, e.Name)
	switch {
	case err == nil:
		return Verdict{}, nil
	case ctx.Err() != nil:
		return Verdict{Outcome: NotDue}, nil
	case n.givesUp(e.Data):
		return Verdict{}, fmt.Errorf("not posted within DELIVERY_RETRY_PERIOD: %w", err)
	}
	return Verdict{Outcome: Stays, Why: reasonOfNews(err)}, nil
}

// givesUp tells whether the time for further tries is over.
func (n *news) givesUp(data queue.Metadata) bool {
	received, ok := data.Value("received_time")
	since, number := pyvalue.AsFloat(received)
	age := pickle.Seconds(n.site.Now()) - since
	return ok && number && age > n.site.Settings.Float("DELIVERY_RETRY_PERIOD")
}

// reasonOfNews has an entry wait. The poster has told of it, unless an earlier drain did
// not long ago.
func reasonOfNews(err error) Reason {
	why := Reason{Text: err.Error()}
	var away *usenet.AwayError
	var refused *usenet.RefusedError
	switch {
	case errors.As(err, &away):
		why.Known = !away.Told
	case errors.As(err, &refused):
		why.Known = !refused.Told
	}
	return why
}

func (n *news) EndRound(context.Context) ([]Reason, error) { return nil, nil }

func (n *news) Close() error {
	n.poster.Close()
	return nil
}
