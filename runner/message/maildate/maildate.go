// SPDX-License-Identifier: GPL-2.0-or-later

// Package maildate reads and writes dates in header fields as email.utils of Python 2.7
// does (email/utils.py, email/_parseaddr.py).
package maildate

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"mmgen/generator/pyvalue/pystr"
)

// Format is email.utils.formatdate(t): the time in UTC, with the zone
// -0000 that says nothing about where the writer is (RFC 5322, 3.3).
func Format(t time.Time) string {
	return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 ") + "-0000"
}

// FormatLocal is email.utils.formatdate(t, localtime=1): the time in the
// machine's zone.
func FormatLocal(t time.Time) string {
	return t.Local().Format("Mon, 02 Jan 2006 15:04:05 -0700")
}

// Date is what email.utils.parsedate_tz makes of a date: numbers as they were written, in any
// range but for Month (1 to 12). A number that is too large for an int is the largest int.
type Date struct {
	Year, Month, Day     int
	Hour, Minute, Second int
	Offset               int  // seconds east of UTC
	HasOffset            bool // false where the zone is unknown or missing
}

var monthNames = []string{
	"jan", "feb", "mar", "apr", "may", "jun",
	"jul", "aug", "sep", "oct", "nov", "dec",
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// Parse is email.utils.parsedate_tz. It takes day, month, year, time and zone in many
// orders; ok is false for a text that is not a date. (Python raises IndexError for some
// of those.)
func Parse(s string) (d Date, ok bool) {
	f := dateFields(s)
	if len(f) < 5 {
		return Date{}, false
	}
	day, month, year, clock, zone := f[0], pystr.Lower(f[1]), f[2], f[3], f[4]
	if !slices.Contains(monthNames, month) {
		day, month = month, pystr.Lower(day)
	}
	d.Month = slices.Index(monthNames, month) + 1
	if d.Month > 12 {
		d.Month -= 12
	}
	if strings.IndexByte(year, ':') > 0 {
		year, clock = clock, year
	}
	if d.Month == 0 || day == "" || year == "" || clock == "" {
		return Date{}, false
	}
	day, year = strings.TrimSuffix(day, ","), strings.TrimSuffix(year, ",")
	if year == "" {
		return Date{}, false
	}
	if year[0] < '0' || year[0] > '9' {
		year, zone = zone, year
	}
	hms := strings.Split(strings.TrimSuffix(clock, ","), ":")
	if len(hms) == 2 {
		hms = append(hms, "0")
	}
	if len(hms) != 3 || !pyInts([]string{year, day, hms[0], hms[1], hms[2]},
		&d.Year, &d.Day, &d.Hour, &d.Minute, &d.Second) {
		return Date{}, false
	}
	d.Year = century(d.Year)
	d.Offset, d.HasOffset = zoneOffset(zone)
	return d, true
}

// dateFields are the words of a date, brought into the form of five words: day, month, year,
// time and zone. The day of the week is left out.
func dateFields(s string) []string {
	f := pystr.Fields(s)
	if len(f) == 0 {
		return nil
	}
	switch pystr.Lower(f[0]) {
	case "mon", "tue", "wed", "thu", "fri", "sat", "sun":
		f = f[1:]
	default:
		i := strings.LastIndexByte(f[0], ',')
		if i == len(f[0])-1 {
			f = f[1:]
		} else {
			f[0] = f[0][i+1:]
		}
	}
	if len(f) == 3 { // RFC 850: 01-Jan-2000
		if dmy := strings.Split(f[0], "-"); len(dmy) == 3 {
			f = append(dmy, f[1:]...)
		}
	}
	if len(f) == 4 {
		clock, zone := f[3], ""
		if i := strings.IndexByte(clock, '+'); i > 0 {
			clock, zone = clock[:i], clock[i+1:]
		}
		f = append(f[:3:3], clock, zone)
	}
	return f
}

// century completes a year of two digits by POSIX.
func century(year int) int {
	switch {
	case year >= 100:
		return year
	case year > 68:
		return year + 1900
	}
	return year + 2000
}

// zoneOffset is the offset of a zone, which is a name of RFC 822 or a number.
func zoneOffset(zone string) (seconds int, ok bool) {
	var hhmm int
	switch strings.ToUpper(zone) {
	case "UT", "UTC", "GMT", "Z":
	case "AST":
		hhmm = -400
	case "ADT":
		hhmm = -300
	case "EST":
		hhmm = -500
	case "EDT":
		hhmm = -400
	case "CST":
		hhmm = -600
	case "CDT":
		hhmm = -500
	case "MST":
		hhmm = -700
	case "MDT":
		hhmm = -600
	case "PST":
		hhmm = -800
	case "PDT":
		hhmm = -700
	default:
		if !pyInts([]string{zone}, &hhmm) {
			return 0, false
		}
	}
	if hhmm > maxDateNumber || hhmm < -maxDateNumber {
		return hhmm, true
	}
	return hhmm/100*3600 + hhmm%100*60, true
}

// pyInts is int() of each word.
func pyInts(words []string, to ...*int) bool {
	for i, w := range words {
		n, err := strconv.ParseInt(w, 10, strconv.IntSize)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return false
		}
		*to[i] = int(n)
	}
	return true
}

// maxDateNumber is larger than any number in a date that can be converted to a time.
const maxDateNumber = math.MaxInt32

// errDateRange is Python's ValueError and OverflowError.
var errDateRange = errors.New("date out of range")

// Unix is email.utils.mktime_tz: seconds since 1970. Without a zone the date is in the
// machine's. The error says that the year is out of range (before 1 or 1900, or after 9999), or
// that another number is absurd.
func (d Date) Unix() (int64, error) {
	for _, n := range []int{d.Day, d.Hour, d.Minute, d.Second, d.Offset} {
		if n > maxDateNumber || n < -maxDateNumber {
			return 0, errDateRange
		}
	}
	first := 1
	zone := time.UTC
	if !d.HasOffset {
		first, zone = 1900, time.Local
	}
	if d.Year < first || d.HasOffset && d.Year > 9999 || d.Year > maxDateNumber {
		return 0, errDateRange
	}
	start := time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, d.Second, 0, zone)
	if !d.HasOffset && start.Unix() == -1 {
		return 0, errDateRange // this is the value by which C's mktime reports an error
	}
	return start.Unix() - int64(d.Offset), nil
}
