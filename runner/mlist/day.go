// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"time"

	"mmgen/generator/pyvalue"
)

// Day is a date as Mailman keeps it: the first three of time.localtime().
type Day struct{ Year, Month, Day int }

// DayOf is the date of a time in its own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, int(m), d}
}

// FirstDay is what Mailman writes for "no notice sent yet": the day of the
// first midnight after the epoch (Bouncer.py: ZEROHOUR_PLUSONEDAY).
func FirstDay(zone *time.Location) Day {
	return DayOf(time.Unix(int64((24 * time.Hour).Seconds()), 0).In(zone))
}

// Midnight is when the day begins (Utils.py: midnight).
func (d Day) Midnight(zone *time.Location) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, zone)
}

// String is the day as logs and letters show it: 18-Nov-2026.
func (d Day) String() string {
	return d.Midnight(time.UTC).Format("02-Jan-2006")
}

// Tuple is the day as config.pck and event files hold it.
func (d Day) Tuple() *pyvalue.Tuple {
	return &pyvalue.Tuple{Items: []pyvalue.Value{int64(d.Year), int64(d.Month), int64(d.Day)}}
}

// DayFrom reads a day from a tuple; ok is false for anything else.
func DayFrom(v pyvalue.Value) (d Day, ok bool) {
	t := pyvalue.Items(v)
	if len(t) < 3 {
		return Day{}, false
	}
	return Day{Integer(t[0]), Integer(t[1]), Integer(t[2])}, true
}
