// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"errors"

	"mmgen/runner/command"
	"mmgen/runner/handler"
	"mmgen/runner/i18n"
	"mmgen/runner/membership"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// replyAndDiscard is the autorespond_requests of a list that answers mail to its
// -request address by itself, and carries out nothing.
const replyAndDiscard = 1

// commands carries out the mail that comes to the -request, -join, -leave and -confirm
// addresses of lists (CommandRunner.py).
type commands struct {
	site *site.Site
}

// Commands is the job of email commands.
func Commands(env Env) (Job, error) { return commands{env.Site}, nil }

// NeedsChange tells what is carried out from what is thrown away at a glance.
func (c commands) NeedsChange(_ *mlist.List, e *queue.Entry) bool {
	return command.Precedence(e.Msg) == ""
}

func (c commands) Handle(ctx context.Context, t Task) (Verdict, error) {
	if t.Change == nil {
		c.site.Logs.Logf("vette", "Precedence: %s message discarded by: %s",
			command.Precedence(t.Entry.Msg), t.List.RequestAddress())
		return Verdict{}, nil
	}
	translator := i18n.For(c.site, t.Entry.Data.Str("lang"))
	if err := c.autorespond(ctx, t, translator); err != nil {
		return Verdict{}, err
	}
	if t.List.Int("autorespond_requests") == replyAndDiscard {
		c.site.Logs.Logf("vette", "replied and discard")
		return Verdict{ListUnchanged: true}, nil
	}
	session := &membership.Session{Site: c.site, Change: t.Change, List: t.List, Translator: translator}
	save, err := command.Carry(ctx, session, t.Entry.Msg, t.Entry.Data)
	if nothingDone := !save && !t.List.Bool("autorespond_requests"); nothingDone && errors.Is(err, mlist.ErrLocked) {
		return Verdict{Outcome: Stays, Why: because(err.Error())}, nil
	}
	return Verdict{ListUnchanged: !save}, err
}

// autorespond answers the mail by itself, if the list does so.
func (c commands) autorespond(ctx context.Context, t Task, translator i18n.Translator) error {
	replybot, _ := handler.Lookup("Replybot")
	_, err := replybot(ctx, &handler.Post{
		Site: c.site, Change: t.Change, List: t.List, Msg: t.Entry.Msg, Data: t.Entry.Data, Translator: translator,
	})
	return err
}

func (c commands) EndRound(context.Context) ([]Reason, error) { return nil, nil }
func (c commands) Close() error                               { return nil }
