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
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/spamhaus"
)

// replyAndDiscard is the autorespond_requests of a list that answers mail to its
// -request address by itself, and carries out nothing.
const replyAndDiscard = 1

// commands carries out the mail that comes to the -request, -join, -leave and -confirm
// addresses of lists (CommandRunner.py).
type commands struct {
	site      *site.Site
	python    *Python
	installed command.Installed
	domains   *spamhaus.DBL
}

// Commands is the job of email commands.
func Commands(env Env) (Job, error) {
	installed, err := command.FindInstalled(env.Site)
	return commands{env.Site, env.Python, installed, spamhaus.NewDBL(env.Site)}, err
}

// Questions are the domains of those whom a mail subscribes, which may be known for spam.
func (c commands) Questions(_ *mlist.List, e *queue.Entry) []string {
	if !c.domains.Enabled() {
		return nil
	}
	return c.domains.Unknown(command.Applicants(c.site, c.installed, e.Msg, e.Data))
}

// Ask asks whether domains are known for spam.
func (c commands) Ask(ctx context.Context, domains []string) { c.domains.Ask(ctx, domains) }

// NeedsChange is true for mail whose commands are carried out here: not for mail that
// is thrown away because of its Precedence, nor for commands that only Mailman's Python
// has.
func (c commands) NeedsChange(_ *mlist.List, e *queue.Entry) bool {
	return command.Precedence(e.Msg) == "" && !c.isForeign(e)
}

// isForeign tells whether a mail asks for a command of the site's own, and there is a
// Python for it. Without a Python such a command is a word like any other.
func (c commands) isForeign(e *queue.Entry) bool {
	return e.Data.Bool("torequest") &&
		c.installed.NeedsPython(e.Msg, c.site.Settings.Int("DEFAULT_MAIL_COMMANDS_MAX_LINES")) && c.python.Usable() == nil
}

func (c commands) Handle(ctx context.Context, t Task) (Verdict, error) {
	if precedence := command.Precedence(t.Entry.Msg); precedence != "" {
		c.site.Logs.Logf("vette", "Precedence: %s message discarded by: %s",
			precedence, t.List.RequestAddress())
		return Verdict{}, nil
	}
	if t.Change == nil {
		return Verdict{Outcome: Foreign, Why: because("the mail asks for a command of the site's own")}, nil
	}
	translator := i18n.For(c.site, t.Entry.Data.Str("lang"))
	if err := c.autorespond(ctx, t, translator); err != nil {
		return Verdict{}, err
	}
	if t.List.Int("autorespond_requests") == replyAndDiscard {
		c.site.Logs.Logf("vette", "replied and discard")
		return Verdict{ListUnchanged: true}, nil
	}
	session := &membership.Session{
		Site: c.site, Change: t.Change, List: t.List, Translator: translator, DomainListed: c.isListed,
	}
	save, err := command.Carry(ctx, session, c.installed, t.Entry.Msg, t.Entry.Data)
	if nothingDone := !save && !t.List.Bool("autorespond_requests"); nothingDone && errors.Is(err, mlist.ErrLocked) {
		return Verdict{Outcome: Stays, Why: because(err.Error())}, nil
	}
	return Verdict{ListUnchanged: !save}, err
}

// isListed tells whether the domain of an address was found in a list of domains that
// are known for spam.
func (c commands) isListed(addr string) bool { return c.domains.Enabled() && c.domains.Lists(addr) }

// autorespond sends the list's automatic answer, if the list has one for this address.
func (c commands) autorespond(ctx context.Context, t Task, translator i18n.Translator) error {
	replybot, _ := handler.Lookup("Replybot")
	_, err := replybot(ctx, &post.Post{
		Site: c.site, Change: t.Change, List: t.List, Msg: t.Entry.Msg, Data: t.Entry.Data, Translator: translator,
	})
	return err
}

func (c commands) EndRound(context.Context) ([]Reason, error) { return nil, nil }
func (c commands) Close() error                               { return nil }
