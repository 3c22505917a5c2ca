// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

const (
	yaleIntro = "message not delivered to the following"
	yaleEnd   = "error detail"
)

var yaleName = match(`\s+(?P<addr>\S+)\s+`)

// yale recognises the reports of Yale University (Bouncers/Yale.py), which name
// the user but not the host: it may be either of two.
func yale(r *report) Result {
	if r.IsMultipart() || !fromYale(r.Get("From")) {
		return Result{}
	}
	begun := false
	var names set
	for text := range lines(r.Message) {
		l := newLine(text)
		if !begun {
			begun = strings.Contains(l.lower, yaleIntro)
			continue
		}
		if strings.Contains(l.lower, yaleEnd) {
			break
		}
		if name, ok := r.find(l, yaleName); ok {
			names.add(name)
		}
	}
	var addrs []string
	for _, name := range names.list() {
		addrs = append(addrs, name+"@yale.edu", name+"@cs.yale.edu")
	}
	return failed(addrs...)
}

// fromYale tells whether a From field is that of the mailer daemon of a host at
// Yale. As in Mailman, the domain edu counts as one.
func fromYale(from string) bool {
	user, domain, ok := strings.Cut(firstAddress(from), "@")
	return ok && pystr.EqualFold(user, "mailer-daemon") &&
		(domain == "edu" || domain == "yale.edu" || strings.HasSuffix(domain, ".yale.edu"))
}
