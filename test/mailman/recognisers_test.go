// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"encoding/base64"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mmgen/runner/bounce/recognise"
	"mmgen/runner/message"
)

var reportCount = flag.Int("reports", 400, "how many reports the recognisers are asked about")

// TestRandomReports: reports, damaged and put together at random, are recognised as by
// Mailman. The directory of -mails may have more of them.
func TestRandomReports(t *testing.T) {
	in := findInstalled(t)
	c := chooser{Rand: rand.New(rand.NewPCG(*firstSeed, 0))}
	known := slices.Concat(readReports(t), readMails(t))
	var texts []string
	for len(texts) < *reportCount {
		// A header with odd lines ends earlier with Mailman.
		if text := c.damagedReport(known); pythonHeader.MatchString(text) && !losesText(message.Parse(text)) {
			texts = append(texts, text)
		}
	}
	messages := []any{}
	for _, text := range texts {
		messages = append(messages, latin1(text))
	}
	var answers [][2]any
	in.run(t, in.world(t, nil), "recognise.py", map[string]any{"messages": messages}, &answers)
	counts := map[string]int{}
	for n, text := range texts {
		who := answers[n][0].(string)
		counts[who]++
		if who == "Microsoft" || who == "GroupWise" {
			continue // mmrun finds more
		}
		if got, want := showFound(recognise.Message(message.Parse(text))), fmt.Sprint(answers[n][1]); got != want {
			t.Errorf("report %d: %s, and Mailman's %s says %s\n%s", n, got, who, want, text)
		}
	}
	t.Logf("known by: %v", counts)
}

func showFound(found recognise.Result) string {
	if found.Warning {
		return "stop"
	}
	addrs := []string{}
	for _, addr := range found.Failed {
		addrs = append(addrs, latin1(addr))
	}
	return fmt.Sprint(addrs)
}

// damagedReport is a report with some defects, or in another message, or beside another
// report.
func (c chooser) damagedReport(known []string) string {
	text := c.of(known...)
	for range c.IntN(4) {
		text = c.mutated(text)
	}
	switch c.IntN(12) {
	case 0:
		return c.together(text, c.of(known...))
	case 1:
		return "From: x@example.org\nSubject: Fwd: failed\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + text
	case 2:
		return c.together(c.of(known...), c.mutated(text))
	case 3:
		head, body, _ := strings.Cut(text, "\n\n")
		_, other, _ := strings.Cut(c.of(known...), "\n\n")
		return head + "\n\n" + body + other
	case 4:
		_, body, _ := strings.Cut(text, "\n\n")
		head, _, _ := strings.Cut(c.of(known...), "\n\n")
		return head + "\n\n" + body
	case 5:
		return encodedReport(text)
	}
	return text
}

// together is a message that has two others in it.
func (c chooser) together(a, b string) string {
	return "From: MAILER-DAEMON@example.org\nMIME-Version: 1.0\nContent-Type: multipart/" + c.of("mixed", "digest", "report; report-type=delivery-status", "alternative") +
		"; boundary=\"OUTER\"\n\n--OUTER\nContent-Type: message/rfc822\n\n" + a + "\n--OUTER\nContent-Type: " + c.of("message/rfc822", "message/delivery-status", "text/plain", "text/rfc822-headers") +
		"\n\n" + b + "\n--OUTER--\n"
}

// encodedReport is a report whose text is encoded.
func encodedReport(text string) string {
	head, body, ok := strings.Cut(text, "\n\n")
	if !ok || strings.Contains(strings.ToLower(head), "multipart") {
		return text
	}
	return "Content-Transfer-Encoding: base64\n" + strings.TrimLeft(head, " \t") + "\n\n" + base64.StdEncoding.EncodeToString([]byte(body)) + "\n"
}
