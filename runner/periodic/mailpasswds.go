// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
)

// mailPasswords is cron/mailpasswds: each member gets one letter with the passwords of all
// memberships; with VIRTUAL_HOST_OVERVIEW one for each mail host. The letters are the site
// list's. Its lock is taken for some of them at a time, which appear in one change together
// with the note that these members have theirs.
func mailPasswords(ctx context.Context, r *run) error {
	sitelist, err := r.OpenList(r.Settings.Str("MAILMAN_SITE_LIST"))
	if errors.Is(err, mlist.ErrUnknown) {
		r.Logs.Logf("error", "Site list is missing: %s", r.Settings.Str("MAILMAN_SITE_LIST"))
		return fmt.Errorf("the reminders come from the site list, which is missing; make it with Mailman's bin/newlist: %w", err)
	}
	if err != nil {
		return err
	}
	reminders, err := r.reminders(ctx)
	if err != nil {
		return err
	}
	reminders = slices.DeleteFunc(reminders, func(p *passwords) bool { return r.done.has(p.key()) })
	for some := range slices.Chunk(reminders, lettersAtOnce) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.lock.Refresh(lockLifetime); err != nil {
			return fmt.Errorf("keeping the job's lock: %w", err)
		}
		if err := r.fault(sitelist.InternalName(), r.sendSome(ctx, sitelist, some)); err != nil {
			return err
		}
	}
	return nil
}

// lettersAtOnce is how many letters are made in one change.
const lettersAtOnce = 200

// sendSome sends some members their letters, or, with an error, none of them.
func (r *run) sendSome(ctx context.Context, sitelist *mlist.List, some []*passwords) error {
	var keys []string
	err := sitelist.Update(ctx, sitelist.LockTimeout(), func(c *mlist.Change) error {
		c.KeepList()
		for _, p := range some {
			if err := p.send(r.Site, c); err != nil {
				return fmt.Errorf("reminding %s: %w", p.addr, err)
			}
			keys = append(keys, p.key())
		}
		return r.done.note(c.Files(), keys...)
	})
	if err != nil {
		return err
	}
	r.done.keep(keys...)
	r.result.Done += len(some)
	return nil
}

// reminders are the letters to be sent.
func (r *run) reminders(ctx context.Context) (all []*passwords, err error) {
	byKey := make(map[string]*passwords)
	err = r.forLists(ctx, func(name string) error {
		l, err := r.OpenList(name)
		if err != nil || !l.Bool("send_reminders") {
			return err
		}
		for _, p := range r.ofList(l) {
			known := byKey[p.key()]
			if known == nil {
				known = &passwords{host: p.host, addr: p.addr}
				byKey[p.key()], all = known, append(all, known)
			}
			known.memberships = append(known.memberships, p.memberships...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b *passwords) int { return strings.Compare(a.host, b.host) })
	return all, nil
}

// ofList are the memberships of a list, of those who want to be reminded.
func (r *run) ofList(l *mlist.List) (all []*passwords) {
	for _, addr := range member.Of(l).All() {
		if member.Of(l).Option(addr, member.SuppressPasswordReminder) {
			continue
		}
		password, ok := member.Of(l).Password(addr)
		if !ok {
			r.Logs.Logf("error", "password-less member %s for list %s", addr, l.InternalName())
			continue
		}
		all = append(all, &passwords{host: r.hostOf(l), addr: addr, memberships: []listPassword{{
			list: l.PostingAddress(), password: password, url: l.OptionsURL(addr, true), lang: member.Of(l).Language(addr),
		}}})
	}
	return all
}

// hostOf is the mail host in whose name a list's members are reminded.
func (r *run) hostOf(l *mlist.List) string {
	if r.Settings.Bool("VIRTUAL_HOST_OVERVIEW") {
		return l.HostName()
	}
	if v, _ := r.Settings.Value("DEFAULT_HOST_NAME"); pyvalue.Truth(v) {
		return r.Settings.Str("DEFAULT_HOST_NAME")
	}
	return r.Settings.Str("DEFAULT_EMAIL_HOST")
}
