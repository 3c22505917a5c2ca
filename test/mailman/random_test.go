// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist"
	"mmgen/runner/mmlog"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

var (
	sequences = flag.Int("sequences", 6, "how many sequences of steps are played")
	firstSeed = flag.Uint64("seed", 1, "what the first sequence is made of")
	longest   = flag.Int("steps", 25, "how many steps a sequence has")
)

// siteSettings are settings that a sequence may have other than Mailman's.
var siteSettings = map[string][]mmcfg.Value{
	"VERP_CONFIRMATIONS":              {false, true},
	"REFUSE_SECOND_PENDING":           {false, true},
	"VERP_PERSONALIZED_DELIVERIES":    {false, true},
	"HOLD_MESSAGES_AS_PICKLES":        {false, true},
	"VERP_PROBES":                     {false, true},
	"GLOBAL_BAN_LIST":                 {pyvalue.Strings("^.*@world\\.example")},
	"RESPONSE_INCLUDE_LEVEL":          {int64(2), int64(2), int64(1), int64(0), int64(3)},
	"DISCARD_MESSAGE_WITH_NO_COMMAND": {true, false},
	"MAX_AUTORESPONSES_PER_DAY":       {int64(10), int64(10), int64(1), int64(2), int64(0)},
	"DEFAULT_MAIL_COMMANDS_MAX_LINES": {int64(10), int64(25), int64(3), int64(0)},
	"USE_ENVELOPE_SENDER":             {false, false, true},
	"PENDING_REQUEST_LIFE":            {int64(259200), 129600.5, int64(3600)},
	"VIRTUAL_HOST_OVERVIEW":           {true, false},
	"DEFAULT_SERVER_LANGUAGE":         {"en", "en", "en", "de"},
	"MAILMAN_SITE_LIST":               {"mailman", "mailman", "Other"},
	"VERP_CONFIRM_FORMAT":             {"%(addr)s+%(cookie)s", "%(addr)s-is-%(cookie)s"},
	"DEFAULT_URL_PATTERN":             {"http://%s/mailman/", "https://%s/cgi-bin/mailman/"},
}

var siteSettingNames = slices.Sorted(maps.Keys(siteSettings))

// chooser makes steps at random.
type chooser struct {
	*rand.Rand
	madeBy []string // the list of each cookie
}

func (c chooser) of(choices ...string) string { return choices[c.IntN(len(choices))] }

func (c chooser) address() string {
	return c.of("anne@example.com", "Anne@Example.com", "bart@example.org", "Cate.Upper@Example.net", "dora@example.net",
		"eve@banned.example", "fred@world.example", "test@lists.example.com", "no-address", "odd|one@example.com", "gale@example.net",
		"hugo@approved.example", "ivan@example.net", "jane@example.com")
}

// newAddress is an address to change to. It is not, in another spelling, that of another
// member: there mmrun differs on purpose.
func (c chooser) newAddress() string {
	if addr := c.address(); mlist.ValidAddress(addr) && mlist.LowerDomain(addr) == pystr.Lower(addr) {
		return addr
	}
	return c.of("Upper@Example.net", "UPPER@example.org")
}

func (c chooser) name() any {
	return []any{"", "Plain Name", `Quo"ted, Name`, "B\xf6rn", pyvalue.Unicode("Bj\u00f6rn \u00d6"), pyvalue.Unicode("\u65e5\u672c"), "100% %(sure)s"}[c.IntN(7)]
}

func (c chooser) lang() string { return c.of(languages...) }

// wait is how many seconds go by before a step.
func (c chooser) wait() int {
	const hour, day = 60 * 60, 24 * 60 * 60
	return []int{0, 0, 0, 0, 0, 0, hour, 12 * hour, day, 2 * day, 8 * day, 91 * day}[c.IntN(12)]
}

func (c chooser) flag() int { return c.IntN(2) }

func (c chooser) user() step {
	s := step{"address": c.address(), "password": c.of("secret", "pass\xe9", "100%s"), "name": c.name()}
	if c.flag() == 1 {
		s["digest"] = c.flag()
	}
	if c.flag() == 1 {
		s["user_lang"] = c.lang()
	}
	return s
}

func (c chooser) post() string {
	return c.of(
		"From: Zed <zed@example.org>\nSubject: Held one\nMessage-ID: <m1@example.org>\n\nHello\nFrom me\n",
		"From: anne@example.com\nSubject: =?iso-8859-1?q?Gr=FC=DFe?= 100%\n\nHello\n",
		"Subject:\n\nNobody\n",
		"From: bart@example.org\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nx\n--B--\n",
	)
}

func (c chooser) reply() string {
	return c.of(
		"From: owner@example.com\nSubject: confirm\n\nconfirm\n",
		"From: owner@example.com\nApproved: password\n\nx\n",
		"From: owner@example.com\nApprove: password\n\nx\n",
		"From: owner@example.com\nApproved: wrong\n\nx\n",
		"From: owner@example.com\nApproved:\n\n\n Approved : password \nx\n",
		"From: owner@example.com\n\n\nApprove:password\n",
		"From: owner@example.com\nContent-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/html\n\nApproved: wrong\n--B\nContent-Type: text/plain\n\nApproved: password\n--B--\n",
		"From: owner@example.com\nApproved:\n\nNo.\n",
		"From: owner@example.com\n\nApproved: \n",
	)
}

// settings are attributes of a list that steps set.
var attributes = map[string][]any{
	"subscribe_policy":          {0, 1, 2, 3},
	"unsubscribe_policy":        {0, 1},
	"send_welcome_msg":          {0, 1},
	"send_goodbye_msg":          {0, 1},
	"admin_notify_mchanges":     {0, 1},
	"admin_immed_notify":        {0, 1},
	"preferred_language":        {"en", "de", "fr", "ja", "ru"},
	"welcome_msg":               {"", "Be welcome.\n  Indeed.\n", "Gr\xfc\xdfe 100%"},
	"goodbye_msg":               {"", "Good bye, good bye, good bye, good bye, good bye, good bye, good bye, good bye.", pyvalue.Unicode("Adi\u00f3s")},
	"umbrella_list":             {0, 0, 1},
	"digestable":                {1, 1, 0},
	"nondigestable":             {1, 1, 0},
	"mime_is_default_digest":    {0, 1},
	"default_member_moderation": {0, 1},
	"new_member_options":        {256, 0, 2},
	"ban_list":                  {pyvalue.Strings(), pyvalue.Strings("^.*@banned\\.example$"), pyvalue.Strings("*", "Dora@example.net", "^(")},
	"subscribe_auto_approval":   {pyvalue.Strings(), pyvalue.Strings("@other", "hugo@approved.example"), pyvalue.Strings("@test", "@none", "^gale")},
	"real_name":                 {"Test", "TEST"},
}

var attributeNames = slices.Sorted(maps.Keys(attributes))

func (c chooser) attribute() step {
	name := attributeNames[c.IntN(len(attributeNames))]
	values := attributes[name]
	return step{"op": "set", "name": name, "value": values[c.IntN(len(values))]}
}

// step is the next step after so many requests were made.
func (c chooser) step(requests int) step {
	s := c.stepAnywhere(requests)
	if _, ok := s["list"]; !ok {
		s["list"] = c.of("test", "test", "test", "test", "other")
	}
	s["lang"] = c.lang()
	return s
}

func (c chooser) stepAnywhere(requests int) (s step) {
	switch n := c.IntN(100); {
	case n < 22:
		s = c.user()
		s["op"] = "add"
		if c.flag() == 1 {
			s["remote"] = c.of("zed@example.org", "anne@example.com", "dora@example.net", "192.0.2.1", "100%(x)s")
		}
	case n < 28:
		s = c.user()
		s["op"], s["whence"] = "addapproved", c.of("admin mass sub", "", "via admin approval")
	case n < 33:
		s = step{"op": "delete", "address": c.of(c.address(), "Name <"+c.address()+">"), "whence": "mailcmd"}
	case n < 36:
		s = step{"op": "deleteapproved", "address": c.address(), "whence": c.of("mailcmd", "disabled address")}
	case n < 40:
		s = step{"op": "confirmdelete", "address": c.address()}
		if c.flag() == 1 {
			s["remote"], s["user_lang"] = "192.0.2.1", c.lang()
		}
	case n < 46:
		s = step{"op": "change", "address": c.address(), "new": c.newAddress(), "globally": c.flag()}
	case n < 50:
		// Who invites fills in what somebody who asks may leave out.
		s = c.user()
		s["op"], s["text"], s["digest"], s["user_lang"] = "invite", c.of("", "Please come.\n"), c.flag(), c.lang()
	case n < 56:
		s = step{"op": "hold", "text": c.post()}
	case n < 58:
		s = step{"op": "holdcookie", "list": "test", "id": max(1, requests-c.IntN(2))}
	case n < 60:
		s = step{"op": "reenable", "address": c.address()}
	case n < 62:
		s = step{"op": "status", "address": c.address(), "value": 1 + c.IntN(4)}
	case n < 75 && requests > 0:
		s = c.decision(requests)
	case n < 77:
		s = step{"op": "authenticate", "roles": []int{3, 4, 1, 6}, "password": c.of("secret", "password", "", "x"), "address": c.address()}
	case n < 92 && len(c.madeBy) > 0:
		s = c.confirmation()
	default:
		s = c.attribute()
	}
	return s
}

func (c chooser) decision(requests int) step {
	s := step{"op": "handle", "list": "test", "id": max(1, requests-c.IntN(4)), "action": c.IntN(6)}
	// Without a comment Mailman writes None into the refusal of an unsubscription.
	if c.flag() == 1 || s["action"] == 2 {
		s["comment"] = c.of("Because 100%.", "Gr\xfcnde\nzwei")
	}
	if c.IntN(4) == 0 {
		s["preserve"] = 1
	}
	if c.IntN(4) == 0 {
		s["forward"] = c.of("anne@example.com", "Me <me@example.com>", "a@example.com, b@example.com")
	}
	return s
}

func (c chooser) confirmation() step {
	n := len(c.madeBy) - 1 - c.IntN(min(len(c.madeBy), 5))
	s := step{"op": "confirm", "cookie": n, "list": c.madeBy[n]}
	if c.IntN(10) == 0 {
		s["cookie"] = c.of("0123", "", "da39a3ee5e6b4b0d3255bfef95601890afd80709")
	}
	s["text"] = c.reply()
	return s
}

// site makes a site with some settings.
func (c chooser) site(t *testing.T, in installed) *sitetest.World {
	w := in.world(t, map[string]pyvalue.Value{
		"subscribe_policy": int64(c.IntN(4)), "unsubscribe_policy": int64(c.flag()), "admin_notify_mchanges": int64(c.flag()),
	})
	for _, name := range siteSettingNames {
		values := siteSettings[name]
		w.Set(name, values[c.IntN(len(values))])
	}
	w.Logs = mmlog.New(mmlog.Options{Dir: w.Path("logs"), PID: 4242, Now: w.Now})
	return w
}

// TestRandomSteps: mmrun's code, Mailman's, and both in turn, do the same.
func TestRandomSteps(t *testing.T) {
	in := findInstalled(t)
	for i := range *sequences {
		seed := *firstSeed + uint64(i)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			// Where Mailman can't go on, what lies before is compared.
			for length := *longest; length >= 0; {
				length = compare(t, in, seed, length, func(c chooser, now situation) step { return c.step(now.requests) })
			}
		})
	}
}

// situation is how things are before a step.
type situation struct {
	cookies  []string // all that were made
	requests int      // how many were made to the list test
	probes   []string // cookies of its probes that are out
}

func situationOf(t *testing.T, w *sitetest.World, cookies []string) situation {
	t.Helper()
	return situation{cookies, w.Open(t, "test").Int("next_request_id") - 1, storedProbes(t, w, "test")}
}

// compare plays a sequence of that length, of the steps that next makes. Where Mailman
// fails, because texts do not fit together or in a command, it returns how many steps came
// before.
func compare(t *testing.T, in installed, seed uint64, length int, next func(chooser, situation) step) (shorter int) {
	random := func() chooser { return chooser{Rand: rand.New(rand.NewPCG(seed, 0))} }
	c := random()
	here := c.site(t, in)
	var steps []step
	var results, cookies []string
	for range length {
		st := next(c, situationOf(t, here, cookies))
		st["clock"] = pickle.Seconds(here.Clock) + float64(1+st.int("wait")) // no letter is made twice at a time
		var result string
		if result, cookies = playHere(t, here, st, cookies); len(cookies) > len(c.madeBy) {
			c.madeBy = append(c.madeBy, st.str("list"))
		}
		steps, results = append(steps, st), append(results, result)
	}
	want := state(t, here, cookies)

	there := random().site(t, in)
	a := in.play(t, there, steps, nil)
	if len(a.Results) < length {
		t.Logf("Mailman fails at step %d: %v", len(a.Results), steps[len(a.Results)])
		return len(a.Results)
	}
	report(t, "Mailman", steps, results, a, state(t, there, a.Cookies), want)
	if diff := cmp.Diff(in.pages(t, there), in.pages(t, here)); diff != "" {
		t.Errorf("the moderators' page (-Mailman's requests +those made here):\n%s", diff)
	}

	both := random().site(t, in)
	a = in.inTurn(t, both, steps)
	report(t, "both in turn", steps, results, a, state(t, both, a.Cookies), want)
	return -1
}

// heldSize is how long the pickle of a held post is: that depends on what is the same
// object in it.
var heldSize = regexp.MustCompile(`>\d+ bytes<`)

// pages are the lists' pages for moderators, as Mailman makes them.
func (in installed) pages(t *testing.T, w *sitetest.World) (pages []string) {
	t.Helper()
	show := []step{{"op": "show", "list": "test", "lang": "en"}, {"op": "show", "list": "other", "lang": "en"}}
	for _, page := range in.play(t, w, show, nil).Results {
		pages = append(pages, heldSize.ReplaceAllString(page, ">SIZE<"))
	}
	return pages
}

// inTurn has some steps done by Mailman, the next ones by mmrun, and so on.
func (in installed) inTurn(t *testing.T, w *sitetest.World, steps []step) (a answer) {
	mailman := true
	for some := range slices.Chunk(steps, 4) {
		if mailman {
			next := in.play(t, w, some, a.Cookies)
			a = answer{append(a.Results, next.Results...), next.Cookies}
		}
		for _, st := range some {
			if mailman {
				break
			}
			var result string
			result, a.Cookies = playHere(t, w, st, a.Cookies)
			a.Results = append(a.Results, result)
		}
		mailman = !mailman
	}
	return a
}

func report(t *testing.T, who string, steps []step, here []string, a answer, got, want string) {
	t.Helper()
	for i := range steps {
		if here[i] != a.Results[i] {
			t.Errorf("%s: step %d %v: %s, and here %s", who, i, steps[i], a.Results[i], here[i])
		}
	}
	theirs, ours := strings.Split(got, "\n"), strings.Split(want, "\n")
	for _, line := range without(theirs, ours) {
		t.Errorf("%s: the tree has, and not here: %s", who, line)
	}
	for _, line := range without(ours, theirs) {
		t.Errorf("%s: the tree lacks, and here is: %s", who, line)
	}
}

// without are those lines that others lack.
func without(lines, others []string) (more []string) {
	count := map[string]int{}
	for _, line := range others {
		count[line]++
	}
	for _, line := range lines {
		if count[line]--; count[line] < 0 {
			more = append(more, line)
		}
	}
	return more
}
