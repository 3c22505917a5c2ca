// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
)

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	return zone
}

func TestVolumeAt(t *testing.T) {
	for _, test := range []struct{ date, want string }{ // by year, quarter, month, week, day
		{"2026-11-18 11:03", "2026 2026q4 2026-November Week-of-Mon-20261116 20261118"},
		{"2026-12-31 23:59", "2026 2026q4 2026-December Week-of-Mon-20261228 20261231"},
		{"2027-01-01 00:00", "2027 2027q1 2027-January Week-of-Mon-20261228 20270101"},
		{"2026-03-30 12:00", "2026 2026q1 2026-March Week-of-Mon-20260330 20260330"},
		{"1970-04-02 00:00", "1970 1970q2 1970-April Week-of-Mon-19700330 19700402"},
		// The clock goes back on Sunday the 25th: six days are an hour short then.
		{"2026-10-25 23:30", "2026 2026q4 2026-October Week-of-Mon-20261020 20261025"},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", test.date, berlin(t))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range []period{year, quarter, month, week, day} {
			got = append(got, p.volumeAt(at))
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.date, got, test.want)
		}
	}
}

func TestPeriodOf(t *testing.T) {
	for _, test := range []struct {
		frequency pyvalue.Value
		want      period
	}{
		{int64(0), year}, {int64(1), month}, {int64(2), quarter}, {int64(3), week}, {int64(4), day},
		{int64(5), month}, {int64(-1), month}, {int64(1 << 40), month}, {nil, month}, {pyvalue.Str("0"), month},
		{pyvalue.NewLong(3), week},
	} {
		if got := periodOf(test.frequency); got != test.want {
			t.Errorf("%s: %d, want %d", pyvalue.Repr(test.frequency), got, test.want)
		}
	}
}

func TestOrder(t *testing.T) {
	for _, test := range []struct {
		period period
		names  string
		want   string
	}{
		{month, "2026-April 2026-March 2025-December 2026-may", "2026-may 2026-April 2026-March 2025-December"},
		{quarter, "2025q4 2026q1 2026-February 2026", "2026-February 2026 2026q1 2025q4"}, // equal ones change places
		{year, "2025 other 2026 Week-of-Mon-20260601", "Week-of-Mon-20260601 2026 2025 other"},
		{month, "2026-Foo 20261330 2027-February 20261340", "2027-February 20261330 2026-Foo 20261340"}, // month 13 is a January, 40 no day
		{week, "Week-of-Mon-20261102 2027-January Week-of-Mon-20261109", "Week-of-Mon-20261109 Week-of-Mon-20261102 2027-January"},
		{day, "20261101 20261231 20261202", "20261231 20261202 20261101"},
	} {
		names := strings.Fields(test.names)
		test.period.order(names, time.UTC)
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.names, got, test.want)
		}
	}
}
