// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/member"
	"mmgen/runner/pickle"
	"mmgen/runner/post"
	"mmgen/runner/safeio"
)

// moderateVerbose sets the moderation flag of a member whose posts in a while
// are more than member_verbosity_threshold (SpamDetect.py: process). Such a
// member may be a program that sends spam.
func moderateVerbose(p *post.Post) error {
	threshold := p.List.Float("member_verbosity_threshold")
	if threshold <= 0 {
		return nil
	}
	senders := p.Senders()
	sender := p.Sender()
	if i := slices.IndexFunc(senders, member.Of(p.List).Has); i >= 0 {
		sender = senders[i]
	}
	posts := countRecent(p, pystr.Lower(sender))
	if float64(posts) <= threshold || !member.Of(p.List).Has(sender) {
		return nil
	}
	if err := member.Of(p.List).SetOption(sender, member.Moderate, true); err != nil {
		return fmt.Errorf("moderating a verbose member: %w", err)
	}
	p.Site.Logs.Logf("vette", "%s: Automatically Moderated %s for verbose postings.", p.List.RealName(), sender)
	return nil
}

// countRecent counts a post of an address, and returns how many it sent to all
// such lists of the site that are remembered, each for the member_verbosity_interval
// of its list (Utils.py: IsVerboseMember).
//
// A runner of Mailman's remembers them as long as it runs. As nobody here runs
// for long, they are in DATA_DIR/recent-posts.pck, a dict of address -> times
// (seconds) when posts are to be forgotten. Where that can't be read or
// written the log says so, and nobody is moderated for what is forgotten.
func countRecent(p *post.Post, addr string) int {
	now := pickle.Seconds(p.Site.Now())
	path := filepath.Join(p.Site.Settings.Str("DATA_DIR"), "recent-posts.pck")
	recent, err := loadRecent(p, path, now)
	if err != nil {
		p.Site.Logs.Logf("error", "counting recent posts anew: %s", safeio.Explain(err))
	}
	times, _ := recent.GetStr(addr).(*pyvalue.List)
	if times == nil {
		times = &pyvalue.List{}
		recent.SetStr(addr, times)
	}
	times.Items = append(times.Items, now+p.List.Float("member_verbosity_interval"))
	data, err := pickle.Dump(recent, 1)
	if err == nil {
		err = safeio.WriteFile(p.Site.FileSystem(), path+".tmp", path, data, 0o660)
	}
	if err != nil {
		p.Site.Logs.Logf("error", "recent posts are not remembered: %s", safeio.Explain(err))
	}
	return len(times.Items)
}

// maxRecent bounds the file of recent posts, in bytes.
const maxRecent = 64 << 20

// loadRecent returns the posts that are still remembered, none where there is
// an error.
func loadRecent(p *post.Post, path string, now float64) (*pyvalue.Dict, error) {
	recent := new(pyvalue.Dict)
	data, err := safeio.ReadFile(p.Site.FileSystem(), path, maxRecent)
	if errors.Is(err, fs.ErrNotExist) {
		return recent, nil
	}
	if err != nil {
		return recent, err
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		return recent, fmt.Errorf("%s: %w", path, err)
	}
	saved, _ := v.(*pyvalue.Dict)
	for addr, times := range saved.All() {
		due := slices.DeleteFunc(slices.Clone(pyvalue.Items(times)), func(t pyvalue.Value) bool {
			until, ok := pyvalue.AsFloat(t)
			return !ok || until < now
		})
		if len(due) > 0 {
			recent.Set(addr, &pyvalue.List{Items: due})
		}
	}
	return recent, nil
}
