// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"time"

	"mmgen/runner/mlist"
)

// number is volume and issue of a digest.
type number struct{ volume, issue int }

// nextNumber is the number of a digest that is sent now. digest_volume_frequency says when a
// new volume begins (ToDigest.py: send_digests).
func nextNumber(l *mlist.List, now time.Time) number {
	n := number{l.Int("volume"), l.Int("next_digest_number")}
	sent := l.Float("digest_last_sent_at")
	if sent == 0 {
		return n
	}
	last := time.UnixMicro(int64(sent * 1e6)).In(now.Location())
	if newVolume(l.Float("digest_volume_frequency"), last, now) {
		return number{n.volume + 1, 1}
	}
	return n
}

// next is the number of the issue after this one.
func (n number) next() number { return number{n.volume, n.issue + 1} }

// store makes n the number of the list's next digest.
func (n number) store(l *mlist.List) {
	if n.volume != l.Int("volume") {
		l.Attrs.SetStr("volume", int64(n.volume))
	}
	l.Attrs.SetStr("next_digest_number", int64(n.issue))
}

// The values of digest_volume_frequency.
const (
	yearly = iota
	monthly
	quarterly
	weekly
	daily
)

// newVolume tells whether a new volume begins between the two times, as Mailman counts: a
// quarterly volume ends with the month, and a new year does not begin a new week.
func newVolume(frequency float64, last, now time.Time) bool {
	switch frequency {
	case yearly:
		return last.Year() < now.Year()
	case monthly:
		return last.Month() != now.Month()
	case quarterly:
		return last.Month()%4 != now.Month()%4
	case weekly:
		return week(now) > week(last) || last.Year() > now.Year()
	case daily:
		return last.YearDay() != now.YearDay()
	}
	return false
}

// week is strftime('%W'): weeks of the year begin on Mondays, the days before
// the first Monday are week 0.
func week(t time.Time) int {
	sinceMonday := (int(t.Weekday()) + 6) % 7
	return (t.YearDay() + 6 - sinceMonday) / 7
}

// BumpVolume makes the list's next digest begin a new volume (Digester.py: bump_digest_volume).
func BumpVolume(l *mlist.List) {
	l.Attrs.SetStr("volume", int64(l.Int("volume")+1))
	l.Attrs.SetStr("next_digest_number", int64(1))
}
