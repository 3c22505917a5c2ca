// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// checkCalendar says why text is not a calendar expression of systemd.time(7):
// a word for a period, or [weekdays] [date] [time] [zone]. systemd ignores a
// bad OnCalendar= with a line in the journal, and the timer never fires.
// Whether a time zone exists is not looked up.
func checkCalendar(text string) error {
	fields := strings.Fields(text)
	if len(fields) > 1 && isZone(fields[len(fields)-1]) {
		fields = fields[:len(fields)-1]
	}
	if len(fields) == 0 {
		return errors.New("it is empty")
	}
	if len(fields) == 1 && slices.Contains(periods, strings.ToLower(fields[0])) {
		return nil
	}
	if _, err := strconv.ParseUint(strings.TrimPrefix(fields[0], "@"), 10, 32); err == nil && fields[0][0] == '@' && len(fields) == 1 {
		return nil
	}
	for _, part := range calendarParts {
		if len(fields) > 0 && part.fits(fields[0]) {
			if err := part.check(fields[0]); err != nil {
				return err
			}
			fields = fields[1:]
		}
	}
	if len(fields) > 0 {
		return fmt.Errorf("%q is not understood", fields[0])
	}
	return nil
}

// recurs reports whether a calendar expression has no end: it names no single moment,
// and a year only as the first of a series without end (2026/1).
func recurs(text string) bool {
	for _, field := range strings.Fields(text) {
		if strings.HasPrefix(field, "@") {
			return false
		}
		if !calendarParts[1].fits(field) || calendarParts[0].fits(field) {
			continue // not the date
		}
		date, _, fromEnd := strings.Cut(field, "~")
		parts := strings.Split(date, "-")
		if year := parts[0]; (len(parts) == 3 || fromEnd && len(parts) == 2) && year != "*" && !openStep(year) {
			return false
		}
	}
	return true
}

// openStep reports whether a component goes on for ever: FROM/STEP.
func openStep(component string) bool {
	return strings.Contains(component, "/") && !strings.ContainsAny(component, ".,")
}

var periods = []string{"minutely", "hourly", "daily", "weekly", "monthly", "quarterly",
	"yearly", "annually", "anually", "semiannually", "semi-annually", "biannually"}

// calendarParts in the order in which they may stand.
var calendarParts = []struct {
	fits  func(string) bool
	check func(string) error
}{
	{func(s string) bool { return s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' }, checkWeekdays},
	{func(s string) bool { return strings.ContainsAny(s, "-~") }, checkDate},
	{func(s string) bool { return strings.Contains(s, ":") }, checkTime},
}

func isZone(s string) bool {
	return weekday(s) == 0 && s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' && !strings.ContainsAny(s, ".,:*")
}

// checkWeekdays: Mon, Mon..Fri, Mon-Fri, Sat,Sun.
func checkWeekdays(s string) error {
	for _, item := range strings.Split(s, ",") {
		from, to, isRange := strings.Cut(strings.Replace(item, "-", "..", 1), "..")
		first, last := weekday(from), weekday(to)
		if first == 0 || isRange && last < first {
			return fmt.Errorf("%q is no day of the week", item)
		}
	}
	return nil
}

// weekday is 1 for Monday and so on, and 0 for another word.
func weekday(s string) int {
	names := []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	s = strings.ToLower(s)
	return 1 + slices.IndexFunc(names, func(name string) bool { return s == name || s == name[:3] })
}

// checkDate: [YEAR-]MONTH-DAY, or with ~ before a day counted from the end.
func checkDate(s string) error {
	var day string
	if rest, fromEnd, found := strings.Cut(s, "~"); found {
		s, day = rest, fromEnd
	} else {
		i := strings.LastIndexByte(s, '-')
		s, day = s[:i], s[i+1:]
	}
	month := s
	if year, rest, found := strings.Cut(s, "-"); found {
		month = rest
		if checkComponent(year, 0, 99) != nil && checkComponent(year, 1970, 2199) != nil {
			return fmt.Errorf("%q is no year", year)
		}
	}
	if err := checkComponent(month, 1, 12); err != nil {
		return fmt.Errorf("month %w", err)
	}
	if err := checkComponent(day, 1, 31); err != nil {
		return fmt.Errorf("day %w", err)
	}
	return nil
}

// checkTime: HOUR:MINUTE[:SECOND].
func checkTime(s string) error {
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return fmt.Errorf("%q has too many parts", s)
	}
	for i, limit := range []float64{23, 59, 59.999999}[:len(parts)] {
		if i < 2 && strings.Contains(strings.ReplaceAll(parts[i], "..", ""), ".") {
			return fmt.Errorf("%q is not a whole number", parts[i])
		}
		if err := checkComponent(parts[i], 0, limit); err != nil {
			return err
		}
	}
	return nil
}

// checkComponent: * or values FROM[..TO][/STEP] with commas between them.
func checkComponent(s string, least, most float64) error {
	if s == "*" {
		return nil
	}
	for _, item := range strings.Split(s, ",") {
		span, step, stepped := strings.Cut(item, "/")
		from, to, isRange := strings.Cut(span, "..")
		first, ok := number(from, least, most)
		if isRange {
			_, okTo := number(to, first, most)
			ok = ok && okTo
		}
		if stepped {
			n, okStep := number(step, 0, 1<<30)
			ok = ok && okStep && n > 0
		}
		if !ok {
			return fmt.Errorf("%q is not between %v and %v", item, least, int(most))
		}
	}
	return nil
}

func number(s string, least, most float64) (n float64, ok bool) {
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && s[0] >= '0' && s[0] <= '9' && !strings.ContainsAny(s, "eExXpP_") && n >= least && n <= most
}
