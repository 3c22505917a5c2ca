// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"mmgen/generator/pyvalue"
	"mmgen/runner/bounce"
	"mmgen/runner/bounce/evidence"
	"mmgen/runner/bounce/recognise"
	"mmgen/runner/job"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/message/parse"
	"mmgen/runner/mlist"
	"mmgen/runner/site/sitetest"
)

// playBounce handles a mail to a list's bounces address.
func playBounce(t *testing.T, w *sitetest.World, st step) {
	t.Helper()
	handle(t, w, job.Bounces, st, nil)
}

// sweepReasons are the reasons that options of cron/disabled add.
var sweepReasons = map[string][]member.Status{
	"-o": {member.ByAdmin}, "-m": {member.ByUser}, "-u": {member.Unknown}, "-f": nil,
}

// playSweep looks through the members of a list who are disabled, or are to be.
func playSweep(t *testing.T, w *sitetest.World, st step) {
	t.Helper()
	reasons := []member.Status{member.ByBounce}
	for _, option := range st["options"].([]string) {
		reasons = append(reasons, sweepReasons[option]...)
	}
	sweeper := bounce.NewSweeper(w.Site, reasons, fmt.Sprint(st["options"]) == "[-f]")
	l := w.Open(t, st.str("list"))
	err := l.Update(t.Context(), time.Second, func(c *mlist.Change) error {
		_, err := sweeper.Sweep(c)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// bounceAttributes are attributes that bounces look at.
var bounceAttributes = map[string][]any{
	"bounce_processing":                         {0, 1, 1, 1},
	"bounce_score_threshold":                    {1, 2, 5, 0, 0.5, 2.5},
	"bounce_info_stale_after":                   {86400, 7 * 86400, 0, 90000.5},
	"bounce_you_are_disabled_warnings":          {0, 1, 3},
	"bounce_you_are_disabled_warnings_interval": {86400, 0, 7 * 86400},
	"bounce_unrecognized_goes_to_list_owner":    {0, 1},
	"bounce_notify_owner_on_bounce_increment":   {0, 1},
	"bounce_notify_owner_on_disable":            {0, 1},
	"bounce_notify_owner_on_removal":            {0, 1},
	"regular_include_lists": {pyvalue.Strings(), pyvalue.Strings("other@lists.example.com"),
		pyvalue.Strings("none@lists.example.com", "Test@lists.example.com", "OTHER@lists.example.com")},
	"owner":                 {pyvalue.Strings("owner@example.com"), pyvalue.Strings("Anne@Example.com", "o2@example.org"), pyvalue.Strings()},
	"admin_notify_mchanges": {0, 1},
	"send_goodbye_msg":      {0, 1},
	"goodbye_msg":           {"", "Gr\xfc\xdfe", pyvalue.Unicode("Adi\u00f3s")},
	"umbrella_list":         {0, 0, 1},
	"preferred_language":    {"en", "de", "fr"},
	"host_name":             {"lists.example.com", "lists.example.com", "Other.example.org"},
	"real_name":             {"Test", "TEST"},
}

var bounceAttributeNames = slices.Sorted(maps.Keys(bounceAttributes))

// bounceStep is the next step of a sequence of bounces, and of other things that are
// done to the lists between them.
func (c chooser) bounceStep(reports []string, now situation) step {
	lang := "en"
	switch n := c.IntN(100); {
	case n < 12:
		name := c.of(bounceAttributeNames...)
		values := bounceAttributes[name]
		return step{"op": "set", "name": name, "value": values[c.IntN(len(values))], "list": "test", "lang": lang}
	case n < 30:
		s := c.user()
		if _, ok := s["user_lang"]; ok {
			s["user_lang"] = c.of("en", "de", "fr") // the cookies of other letters are in base64, and can't be told from each other
		}
		s["op"], s["whence"], s["list"], s["lang"] = "addapproved", "", c.of("test", "test", "other"), lang
		return s
	case n < 34:
		return step{"op": "status", "address": c.address(), "value": 1 + c.IntN(4), "list": "test", "lang": lang}
	case n < 48:
		return step{"op": "sweep", "list": "test", "options": [][]string{{}, {}, {"-f"}, {"-o"}, {"-m", "-u"}}[c.IntN(5)], "lang": lang, "wait": c.wait()}
	}
	return step{"op": "bounce", "list": c.of("test", "test", "test", "test", "mailman"), "text": c.bounceMail(reports, now.probes), "lang": lang, "wait": c.wait()}
}

// anyAddress matches what is an address in a report.
var anyAddress = regexp.MustCompile(`[\w.]+@example\.(com|net|org)`)

// bounceMail is a mail to a bounces address. What mmrun counts and Mailman does not is
// not in it.
func (c chooser) bounceMail(reports, probes []string) string {
	for {
		text := c.fields(probes) + c.mutated(anyAddress.ReplaceAllStringFunc(c.of(reports...), func(string) string { return c.address() }))
		msg := message.Parse(text)
		if losesText(msg) {
			continue
		}
		if found := recognise.Message(msg); found.Warning || isSubset(append(evidence.Failed(msg), recognise.Beyond(msg).Failed...), found.Failed) {
			return text
		}
	}
}

func isSubset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// losesText tells whether a multipart has a last boundary and no other. Python loses it,
// and what follows it.
func losesText(msg *message.Message) bool {
	return slices.ContainsFunc(msg.Defects(), func(d parse.Defect) bool { return d.Kind == parse.NoStartBoundary }) && strings.Contains(msg.Body(), "--\n")
}

// fields are fields that a mail begins with, of which some say what it is an answer to.
func (c chooser) fields(probes []string) string {
	verp := strings.ReplaceAll(c.address(), "@", "=")
	return c.of("", "", "", "", "", "",
		"To: test-bounces+"+verp+"@lists.example.com\n",
		"Delivered-To: <test-bounces+"+verp+"@lists.example.com>\n",
		"Envelope-To: other-bounces+"+verp+"@lists.example.com\nApparently-To: x <test-bounces+"+verp+"@lists.example.com>\n",
		"To: test-bounces+"+c.cookie(probes)+"@lists.example.com\n",
		"Delivered-To: test-bounces+"+c.cookie(probes)+"@lists.example.com\n",
		"From: mailman-bounces@lists.example.com\n",
		"Message-ID: <b1@example.net>\n")
}

// mutated is a report, sometimes with a small defect.
func (c chooser) mutated(text string) string {
	if c.IntN(3) > 0 {
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	n := c.IntN(len(lines))
	switch c.IntN(6) {
	case 0:
		lines[n] = ""
	case 1:
		lines[n] += lines[n]
	case 2:
		lines[n] = strings.ToUpper(lines[n])
	case 3:
		if strings.TrimSpace(lines[n]) != "" { // a blank line in a header makes its last field one that Python does not know
			lines[n] = " " + lines[n]
		}
	case 4:
		lines[n] = strings.Replace(lines[n], ":", ": \xe9", 1)
	case 5:
		if !strings.Contains(text, "\r") { // a CR more would end the header
			return strings.ReplaceAll(text, "\n", "\r\n")
		}
	}
	return strings.Join(lines, "")
}

// readReports reads the reports that the recognisers are tested with, without those of
// which mmrun finds more than Mailman.
func readReports(t *testing.T) (reports []string) {
	t.Helper()
	ar, err := txtar.ParseFile("../../runner/bounce/recognise/testdata/reports.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ar.Files {
		if who, _, _ := strings.Cut(f.Name, ":"); who != "Microsoft" && who != "GroupWise" {
			_, text, _ := bytes.Cut(f.Data, []byte("\n"))
			reports = append(reports, string(text))
		}
	}
	return reports
}

// TestRandomBounces: bounces are recognised, counted and acted upon as by Mailman.
func TestRandomBounces(t *testing.T) {
	in := findInstalled(t)
	reports := readReports(t)
	for i := range *sequences {
		seed := *firstSeed + uint64(i)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			for length := *longest; length >= 0; {
				length = compare(t, in, seed, length, func(c chooser, now situation) step { return c.bounceStep(reports, now) })
			}
		})
	}
}
