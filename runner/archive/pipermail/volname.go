// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mmgen/generator/pyvalue"
)

// period is how long a volume is (HyperArch.py: ARCHIVE_PERIOD).
type period int

// The periods, by the numbers that archive_volume_frequency has for them.
const (
	year period = iota
	month
	quarter
	week
	day
)

// periodOf is the period that a list's archive_volume_frequency says; any value that
// it can't have is month.
func periodOf(frequency pyvalue.Value) period {
	n, ok := pyvalue.AsInt(frequency)
	if p := period(n); ok && n == int64(p) && p >= year && p <= day {
		return p
	}
	return month
}

// volumeAt is the name of the volume for a time of the site's zone (dateToVolName).
func (p period) volumeAt(t time.Time) string {
	switch p {
	case year:
		return t.Format("2006")
	case quarter:
		return fmt.Sprintf("%sq%d", t.Format("2006"), (t.Month()+2)/3)
	case week:
		sinceMonday := (int(t.Weekday()) + 6) % 7
		// Whole days are subtracted as seconds, as Mailman does: where the clock was changed since, the
		// result may be a Sunday.
		return "Week-of-Mon-" + t.Add(-time.Duration(sinceMonday)*24*time.Hour).Format("20060102")
	case day:
		return t.Format("20060102")
	}
	return t.Format("2006-January")
}

// order brings volumes into the order of the table of contents, the newest first
// (sortarchives).
func (p period) order(volumes []string, zone *time.Location) {
	compare := strings.Compare
	if p == year || p == month || p == quarter {
		compare = func(a, b string) int { return cmp.Compare(volumeDate(a, zone), volumeDate(b, zone)) }
	}
	slices.SortStableFunc(volumes, compare)
	slices.Reverse(volumes)
}

// volumeNames are the names that volumes have, by period.
var volumeNames = []struct {
	period  period
	pattern string
}{
	{year, `^(?P<year>[0-9]{4,4})$`},
	{quarter, `^(?P<year>[0-9]{4,4})q(?P<quarter>[1234])$`},
	{month, `^(?P<year>[0-9]{4,4})-(?P<month>[a-zA-Z]+)$`},
	{week, `^Week-of-Mon-(?P<year>[0-9]{4,4})(?P<month>[01][0-9])(?P<day>[0123][0-9])`},
	{day, `^(?P<year>[0-9]{4,4})(?P<month>[01][0-9])(?P<day>[0123][0-9])$`},
}

// volumePatterns are the patterns of volumeNames, compiled.
var volumePatterns = sync.OnceValue(func() []*regexp.Regexp {
	all := make([]*regexp.Regexp, len(volumeNames))
	for i, known := range volumeNames {
		all[i] = regexp.MustCompile(known.pattern)
	}
	return all
})

// volumeDate is when the month of a volume begins, in seconds since 1970; 0 for a name
// of no period (volNameToDate).
func volumeDate(name string, zone *time.Location) int64 {
	name = strings.TrimSpace(name)
	for i, pattern := range volumePatterns() {
		match := pattern.FindStringSubmatch(name)
		if match == nil {
			continue
		}
		year, _ := strconv.Atoi(match[1])
		return time.Date(year, monthOf(volumeNames[i].period, match), 1, 0, 0, 0, 0, zone).Unix()
	}
	return 0
}

// monthOf is the month in which a volume begins; January where its name has none.
func monthOf(p period, match []string) time.Month {
	switch p {
	case quarter:
		q, _ := strconv.Atoi(match[2])
		return time.Month(3*q - 2)
	case month:
		return monthNamed(match[2])
	case week, day:
		m, _ := strconv.Atoi(match[2])
		return time.Month(m) // month 0 is in the year before, month 13 in the next, as for mktime(3)
	}
	return time.January
}

func monthNamed(name string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), name) {
			return m
		}
	}
	return time.January
}
