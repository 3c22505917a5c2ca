// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/lazyregexp"
)

// volumeName is a pattern for the names of volumes, and what says them in words.
type volumeName struct {
	pattern func() *regexp.Regexp
	words   func(v voice, match []string) (words string, ok bool)
}

// volumes are how the volumes of each period are called (HyperArch.py: _volre),
// and what to call them in words.
var volumes = []volumeName{
	{lazyregexp.New(`^([0-9]{4})$`), func(_ voice, match []string) (string, bool) { return match[1], true }},
	{lazyregexp.New(`^([0-9]{4})q([1-4])$`), quarter},
	{lazyregexp.New(`^([0-9]{4})-([a-zA-Z]+)$`), month},
	{lazyregexp.New(`^Week-of-Mon-([0-9]{4})([01][0-9])([0-3][0-9])`), func(v voice, match []string) (string, bool) {
		return day(v, "The Week Of Monday %(day)i %(month)s %(year)i", match)
	}},
	{lazyregexp.New(`^([0-9]{4})([01][0-9])([0-3][0-9])$`), func(v voice, match []string) (string, bool) {
		return day(v, "%(day)i %(month)s %(year)i", match)
	}},
}

// Describe is what a volume is called in the list's language (volNameToDesc):
// "November 2026" for 2026-November. A name that is not a volume's, for which Mailman raises
// ValueError, comes back as it is, escaped.
func (p *Pages) Describe(volume string) string {
	name := pystr.Strip(volume)
	for _, kind := range volumes {
		if match := kind.pattern().FindStringSubmatch(name); match != nil {
			if words, ok := kind.words(p.home, match); ok {
				return words
			}
		}
	}
	return p.home.quoteStr(volume)
}

func quarter(v voice, match []string) (string, bool) {
	ordinals := []string{"First", "Second", "Third", "Fourth"}
	return v.T("%(ord)s quarter %(year)i", i18n.Vars{
		"ord": v.T(ordinals[match[2][0]-'1'], nil), "year": number(match[1]),
	}), true
}

func month(v voice, match []string) (string, bool) {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), match[2]) {
			return v.T("%(month)s %(year)i", i18n.Vars{"month": v.T(m.String(), nil), "year": number(match[1])}), true
		}
	}
	return "", false
}

func day(v voice, words string, match []string) (string, bool) {
	m := time.Month(number(match[2]))
	if m < time.January || m > time.December {
		return "", false
	}
	return v.T(words, i18n.Vars{
		"day": number(match[3]), "month": v.T(m.String(), nil), "year": number(match[1]),
	}), true
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
