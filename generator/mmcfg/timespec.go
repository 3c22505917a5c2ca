// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"strconv"
	"strings"
)

// isSpan says whether s is a time span as systemd.time(7) has it, longer than
// nothing: numbers with units, seconds where a number has none.
func isSpan(s string) bool {
	positive := false
	rest := strings.TrimSpace(s)
	for rest != "" {
		n := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if n < 0 {
			n = len(rest)
		}
		f, err := strconv.ParseFloat(rest[:n], 64)
		if err != nil {
			return false
		}
		positive = positive || f > 0
		rest = strings.TrimLeft(rest[n:], " \t")
		n = strings.IndexFunc(rest, func(r rune) bool { return !('a' <= r && r <= 'z' || r == 'M' || r == 'µ') })
		if n < 0 {
			n = len(rest)
		}
		if !isSpanUnit(rest[:n]) {
			return false
		}
		rest = strings.TrimLeft(rest[n:], " \t")
	}
	return positive
}

func isSpanUnit(u string) bool {
	switch u {
	case "", "us", "usec", "µs", "ms", "msec", "s", "sec", "second", "seconds", "m", "min", "minute", "minutes",
		"h", "hr", "hour", "hours", "d", "day", "days", "w", "week", "weeks", "M", "month", "months", "y", "year", "years":
		return true
	}
	return false
}

// isCalendar says whether s has the form of an OnCalendar= expression of
// systemd.time(7): a word such as hourly, or [weekdays] [date] [time] [zone]
// with at least a date, weekdays or a time.
func isCalendar(s string) bool {
	switch strings.ToLower(s) {
	case "minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "annually",
		"semi-annually", "bi-annually", "biannually", "anually":
		return true
	}
	fields := strings.Fields(s)
	n := 0
	if n < len(fields) && isWeekdays(fields[n]) {
		n++
	}
	if n < len(fields) && isCalendarDate(fields[n]) {
		n++
	}
	if n < len(fields) && isCalendarTime(fields[n]) {
		n++
	}
	if n > 0 && n == len(fields)-1 && isZone(fields[n]) {
		n++
	}
	return n > 0 && n == len(fields)
}

// isWeekdays is Mon..Fri, Sat,Sun and the like.
func isWeekdays(s string) bool {
	for _, part := range strings.Split(strings.TrimSuffix(s, ","), ",") {
		for _, day := range strings.Split(strings.ReplaceAll(part, "..", "-"), "-") {
			if !isWeekday(day) {
				return false
			}
		}
	}
	return true
}

func isWeekday(s string) bool {
	switch strings.ToLower(s) {
	case "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday",
		"saturday", "sunday":
		return true
	}
	return false
}

// isCalendarDate is [year-]month-day, or month~day counted from the end.
func isCalendarDate(s string) bool {
	parts := strings.Split(strings.ReplaceAll(s, "~", "-"), "-")
	if len(parts) != 2 && len(parts) != 3 {
		return false
	}
	return allComponents(parts)
}

// isCalendarTime is hour:minute[:second].
func isCalendarTime(s string) bool {
	parts := strings.Split(s, ":")
	if len(parts) != 2 && len(parts) != 3 {
		return false
	}
	return allComponents(parts)
}

func allComponents(parts []string) bool {
	for _, p := range parts {
		for _, alt := range strings.Split(p, ",") {
			if !isComponent(alt) {
				return false
			}
		}
	}
	return true
}

// isComponent is *, 5, 1..5, each with a /step.
func isComponent(s string) bool {
	value, step, hasStep := strings.Cut(s, "/")
	if hasStep && !isCalendarNumber(step) {
		return false
	}
	if value == "*" {
		return true
	}
	lo, hi, isRange := strings.Cut(value, "..")
	return isCalendarNumber(lo) && (!isRange || isCalendarNumber(hi))
}

func isCalendarNumber(s string) bool {
	f, err := strconv.ParseFloat(s, 64)
	return err == nil && f >= 0 && strings.Trim(s, "0123456789.") == ""
}

// isZone is UTC or a name such as Europe/Berlin.
func isZone(s string) bool {
	return s == "UTC" || strings.Contains(s, "/") && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/+-") == ""
}
