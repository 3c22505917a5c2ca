// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/mmcfg"
	"mmgen/runner/member"
	"mmgen/runner/periodic"
	"mmgen/runner/pickle"
)

// jobSettings are settings that the day's jobs look at.
var jobSettings = []string{
	"SHUNTQUEUE_DIR", "BADQUEUE_DIR", "BAD_SHUNT_STALE_AFTER", "BAD_SHUNT_ARCHIVE_DIRECTORY", "MAILMAN_SITE_LIST",
	"VIRTUAL_HOST_OVERVIEW", "VERP_PASSWORD_REMINDERS", "ARCHIVE_TO_MBOX", "GZIP_ARCHIVE_TXT_FILES",
	"NNTP_USERNAME", "NNTP_PASSWORD", "LIST_LOCK_TIMEOUT",
}

// jobCase is a run of one of the day's jobs.
type jobCase struct {
	job       string
	arguments []string         // of Mailman's script
	options   periodic.Options // that stand for them
	settings  map[string]mmcfg.Value
	idle      bool // nothing is to be done
}

func (c jobCase) String() string {
	name := strings.Join(append([]string{c.job}, c.arguments...), " ")
	for setting, v := range c.settings {
		name += fmt.Sprintf(" %s=%v", setting, v)
	}
	return name
}

// The reasons for which a member is disabled, as the options of disabled add them.
var (
	byBounce = []member.Status{member.ByBounce}
	byAdmin  = []member.Status{member.ByBounce, member.ByAdmin}
	byOthers = []member.Status{member.ByUser, member.Unknown}
	byAll    = []member.Status{member.ByBounce, member.ByAdmin, member.ByUser, member.Unknown}
)

var jobCases = []jobCase{
	{job: "checkdbs"},
	{job: "disabled", options: periodic.Options{Reasons: byBounce}},
	{job: "disabled", arguments: []string{"-o"}, options: periodic.Options{Reasons: byAdmin}},
	{job: "disabled", arguments: []string{"-m", "-u", "-b"}, options: periodic.Options{Reasons: byOthers}},
	{job: "disabled", arguments: []string{"-b"}, options: periodic.Options{Reasons: []member.Status{}}},
	{job: "disabled", arguments: []string{"--all"}, options: periodic.Options{Reasons: byAll}},
	{job: "disabled", arguments: []string{"-f"}, options: periodic.Options{Reasons: byBounce, Force: true}},
	{job: "disabled", arguments: []string{"-a", "-f"}, options: periodic.Options{Reasons: byAll, Force: true}},
	{job: "disabled", arguments: []string{"-a", "-l", "other"}, options: periodic.Options{Reasons: byAll, Lists: []string{"other"}}},
	{job: "senddigests"},
	{job: "senddigests", arguments: []string{"-l", "test", "--listname=quiet"}, options: periodic.Options{Lists: []string{"test", "quiet"}}},
	{job: "senddigests", arguments: []string{"-e", "test", "-e", "nolist"}, options: periodic.Options{Except: []string{"test", "nolist"}}},
	{job: "senddigests", arguments: []string{"-l", "test", "-e", "test"}, options: periodic.Options{Lists: []string{"test"}, Except: []string{"test"}}, idle: true},
	{job: "mailpasswds"},
	{job: "mailpasswds", arguments: []string{"-l", "test", "-l", "quiet"}, options: periodic.Options{Lists: []string{"test", "quiet"}}},
	{job: "mailpasswds", settings: map[string]mmcfg.Value{"VIRTUAL_HOST_OVERVIEW": false}},
	{job: "mailpasswds", settings: map[string]mmcfg.Value{"VERP_PASSWORD_REMINDERS": int64(1)}},
	{job: "nightly_gzip"},
	{job: "nightly_gzip", arguments: []string{"-v"}},
	{job: "nightly_gzip", arguments: []string{"--verbose", "other"}, options: periodic.Options{Lists: []string{"other"}}},
	{job: "nightly_gzip", settings: map[string]mmcfg.Value{"ARCHIVE_TO_MBOX": int64(0)}, idle: true},
	{job: "nightly_gzip", settings: map[string]mmcfg.Value{"GZIP_ARCHIVE_TXT_FILES": true}, idle: true},
	{job: "cull_bad_shunt"},
	{job: "cull_bad_shunt", settings: map[string]mmcfg.Value{"BAD_SHUNT_ARCHIVE_DIRECTORY": "old"}},
	{job: "cull_bad_shunt", settings: map[string]mmcfg.Value{"BAD_SHUNT_STALE_AFTER": int64(3600)}},
	{job: "cull_bad_shunt", settings: map[string]mmcfg.Value{"BAD_SHUNT_STALE_AFTER": int64(0)}, idle: true},
	{job: "bumpdigests"},
	{job: "bumpdigests", arguments: []string{"test", "other"}, options: periodic.Options{Lists: []string{"test", "other"}}},
}

// TestJobs: after each of the day's jobs a site is as it is after Mailman's script of that
// name: lists, requests, confirmations, letters, logs and files.
func TestJobs(t *testing.T) {
	in := findInstalled(t)
	for _, lang := range []string{"en", "de"} {
		for _, c := range jobCases {
			t.Run(lang+" "+c.String(), func(t *testing.T) { c.compare(t, in, lang) })
		}
	}
}

// compare has Mailman and mmrun do the job, on a site each.
func (c jobCase) compare(t *testing.T, in installed, lang string) {
	here := newJobSite(t, in, lang, c.settings)
	before := here.state(t)
	said := here.run(t, c)
	after := here.state(t)
	if idle := after == before; idle != c.idle {
		t.Errorf("the job has nothing to do: %t, want %t", idle, c.idle)
	}

	there := newJobSite(t, in, lang, c.settings)
	printed := there.script(t, in, c)
	if diff := cmp.Diff(printed, said); diff != "" {
		t.Errorf("what is printed (-Mailman +here):\n%s", diff)
	}
	if diff := cmp.Diff(strings.Split(there.state(t), "\n"), strings.Split(after, "\n")); diff != "" {
		t.Errorf("the tree (-Mailman +here):\n%s", diff)
	}
}

// run has mmrun do the job, and returns what it says, its lines sorted.
func (s *jobSite) run(t *testing.T, c jobCase) string {
	t.Helper()
	jobs := periodic.Jobs()
	i := slices.IndexFunc(jobs, func(j periodic.Job) bool { return j.Name == c.job })
	if i < 0 {
		t.Fatalf("no job %s", c.job)
	}
	var lines []string
	if slices.Contains(c.arguments, "-v") || slices.Contains(c.arguments, "--verbose") {
		c.options.Say = func(text string) { lines = append(lines, text) }
	}
	s.World.Random = nextCookie(s.cookies)
	if _, err := jobs[i].Run(t.Context(), s.World.Site, c.options); err != nil {
		t.Fatal(err)
	}
	for _, list := range jobLists {
		s.cookies = withNew(s.cookies, storedCookies(t, s.World, list))
	}
	slices.Sort(lines)
	return s.shown(strings.Join(lines, "\n"))
}

// script has Mailman's script do the job, and returns what it prints, its lines sorted.
func (s *jobSite) script(t *testing.T, in installed, c jobCase) string {
	t.Helper()
	arguments := c.arguments
	if arguments == nil {
		arguments = []string{}
	}
	a := in.play(t, s.World, []step{{"op": "script", "name": c.job, "arguments": arguments, "clock": pickle.Seconds(s.Clock)}}, s.cookies)
	s.cookies = a.Cookies
	return s.shown(a.Results[0])
}

// state is all that lies in the tree of the site.
func (s *jobSite) state(t *testing.T) string {
	t.Helper()
	return s.shown(state(t, s.World, s.cookies))
}

// shown is a text with the same name for each site's tree.
func (s *jobSite) shown(text string) string { return strings.ReplaceAll(text, s.Var, "VAR") }
