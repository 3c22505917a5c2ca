// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"errors"

	"mmgen/generator/pyvalue"
	"mmgen/runner/bounce"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// bounces registers what comes back to lists' bounces addresses (BounceRunner.py).
type bounces struct {
	site     *site.Site
	registry *bounce.Registry
}

// Bounces is the job of mail to the bounces addresses of lists.
func Bounces(env Env) (Job, error) {
	return &bounces{env.Site, bounce.NewRegistry(env.Site, env.Runner)}, nil
}

// NeedsChange is true: whatever is made of a message ends its entry too.
func (b *bounces) NeedsChange(*mlist.List, *queue.Entry) bool { return true }

func (b *bounces) Handle(_ context.Context, t Task) (Verdict, error) {
	d, err := bounce.Decide(b.site, t.Change, t.Entry.Msg)
	if err != nil {
		return Verdict{}, err
	}
	counts := false
	switch d.Kind {
	case bounce.ForSite:
		err = b.passOn(t, t.List.Strs("owner"))
	case bounce.Looping:
		err = b.passOn(t, []string{b.site.SiteAddress("", "owner")})
	case bounce.ProbeFailed:
		counts, err = b.registry.CountProbe(t.Change, d.Token, t.Entry.Data.Str("lang"))
	case bounce.Failed:
		counts = true
		err = b.registry.Count(t.Change, d.Addrs, t.Entry.Msg)
	case bounce.Unrecognised:
		err = b.unrecognised(t)
	}
	return Verdict{ListUnchanged: !counts}, err
}

// passOn sends a message to people who run the site. If it comes back from them too, it
// goes to an address at which it is thrown away.
func (b *bounces) passOn(t Task, recipients []string) error {
	return b.site.Put(t.Change, site.Out, t.Entry.Msg, t.Entry.Data,
		queue.With("recips", pyvalue.Strings(recipients...)),
		queue.With("envsender", pyvalue.Str(b.site.SiteAddress("", "loop"))),
		queue.With("nodecorate", int64(1)))
}

// unrecognised sends a message to the list's owners, or throws it away
// (BounceRunner.py: maybe_forward).
func (b *bounces) unrecognised(t Task) error {
	id := t.Entry.Msg.GetOr("Message-ID", "n/a")
	b.log(t, "bounce message w/no discernable addresses: %s", id)
	if !t.List.Bool("bounce_unrecognized_goes_to_list_owner") {
		b.log(t, "discarding unrecognized, message-id: %s", id)
		return nil
	}
	translator := i18n.For(b.site, t.Entry.Data.Str("lang"))
	text := translator.T(`The attached message was received as a bounce, but either the bounce format
was not recognized, or no member addresses could be extracted from it.  This
mailing list has been configured to send all unrecognized bounce messages to
the list administrator(s).

For more information see:
%(adminurl)s

`, i18n.Vars{"adminurl": t.List.ScriptURL("admin", true) + "/bounce"})
	subject := translator.T("Uncaught bounce notification", nil)
	if err := notice.ForwardToOwners(b.site, t.Change, t.Entry.Msg, i18n.Text{S: subject}, i18n.Text{S: text}); err != nil {
		return err
	}
	b.log(t, "forwarding unrecognized, message-id: %s", id)
	return nil
}

func (b *bounces) log(t Task, format, id string) {
	b.site.Logs.Logf("bounce", "%s: "+format, t.List.InternalName(), id)
}

// EndRound registers the bounces that are noted: those of members of sibling lists, and
// those that a runner has left that died.
func (b *bounces) EndRound(ctx context.Context) ([]Reason, error) {
	return registerNoted(ctx, b.registry)
}

// registerNoted registers the bounces that a registry has noted. Those of a list that
// is locked wait.
func registerNoted(ctx context.Context, r *bounce.Registry) ([]Reason, error) {
	err := r.Register(ctx)
	if _, disk := queue.SiteFault(err); errors.Is(err, bounce.ErrWaiting) && !disk {
		return []Reason{because(err.Error())}, nil
	}
	return nil, err
}

func (b *bounces) Close() error { return nil }
