// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/site/sitetest"
)

// TestNewVolume: what Mailman's send_digests did for these days.
func TestNewVolume(t *testing.T) {
	for _, test := range []struct {
		frequency float64
		last, now string
		want      bool
	}{
		{yearly, "2026-01-01", "2026-12-31", false},
		{yearly, "2025-12-31", "2026-01-01", true},
		{yearly, "2027-01-01", "2026-01-01", false},
		{monthly, "2026-11-01", "2026-11-30", false},
		{monthly, "2026-10-31", "2026-11-01", true},
		{monthly, "2025-11-18", "2026-11-18", false},
		{quarterly, "2026-11-01", "2026-11-30", false},
		{quarterly, "2026-10-31", "2026-11-01", true},
		{quarterly, "2026-07-18", "2026-11-18", false},
		{weekly, "2026-11-16", "2026-11-22", false}, // Monday to Sunday
		{weekly, "2026-11-15", "2026-11-16", true},
		{weekly, "2025-12-29", "2026-01-05", false},
		{weekly, "2027-01-05", "2026-01-05", true},
		{daily, "2026-11-18", "2026-11-18", false},
		{daily, "2026-11-17", "2026-11-18", true},
		{daily, "2025-11-18", "2026-11-18", false},
		{5, "2020-01-01", "2026-11-18", false},
	} {
		last, err1 := time.Parse(time.DateOnly, test.last)
		now, err2 := time.Parse(time.DateOnly, test.now)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if got := newVolume(test.frequency, last, now); got != test.want {
			t.Errorf("frequency %v from %s to %s: %v, want %v", test.frequency, test.last, test.now, got, test.want)
		}
	}
}

// TestWeek: strftime('%W') of Python.
func TestWeek(t *testing.T) {
	for day, want := range map[string]int{
		"2026-01-01": 0, "2026-01-04": 0, "2026-01-05": 1, "2026-12-31": 52,
		"2024-01-01": 1, "2024-12-31": 53, "2023-01-01": 0, "2023-01-02": 1,
	} {
		when, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := week(when); got != want {
			t.Errorf("%s is in week %d, want %d", day, got, want)
		}
	}
}

// TestNextNumber: the first digest of a list begins no volume.
func TestNextNumber(t *testing.T) {
	for _, test := range []struct {
		sent pyvalue.Value
		want number
	}{
		{int64(0), number{3, 7}},
		{1.0, number{4, 1}},
		{1795000000.0 - 60, number{3, 7}},
	} {
		w := sitetest.New(t)
		w.AddList(t, "test", map[string]pyvalue.Value{
			"volume": int64(3), "next_digest_number": int64(7), "digest_volume_frequency": int64(0), "digest_last_sent_at": test.sent,
		})
		if got := nextNumber(w.Open(t, "test"), w.Now()); got != test.want {
			t.Errorf("sent at %v: %v, want %v", test.sent, got, test.want)
		}
	}
}
