// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// spanUnits are the units of time of systemd.time(7).
var spanUnits = []struct {
	names string
	unit  time.Duration
}{
	{"usec us µs μs", time.Microsecond},
	{"msec ms", time.Millisecond},
	{"seconds second sec s", time.Second},
	{"minutes minute min m", time.Minute},
	{"hours hour hr h", time.Hour},
	{"days day d", 24 * time.Hour},
	{"weeks week w", 7 * 24 * time.Hour},
	{"months month M", 30*24*time.Hour + 10*time.Hour + 30*time.Minute},
	{"years year y", 365*24*time.Hour + 6*time.Hour},
}

// parseSpan reads a time span as systemd does: a sum of numbers with units; a number without a
// unit is seconds. ok is false for any other text, and for "infinity".
func parseSpan(text string) (sum time.Duration, ok bool) {
	rest := strings.TrimLeft(text, " \t")
	if rest == "" {
		return 0, false
	}
	for rest != "" {
		number := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789."))]
		value, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return 0, false
		}
		rest = strings.TrimLeft(rest[len(number):], " \t")
		name := rest
		if i := strings.IndexAny(rest, " \t0123456789."); i >= 0 {
			name = rest[:i]
		}
		rest = strings.TrimLeft(rest[len(name):], " \t")
		unit, known := spanUnit(name)
		total := float64(sum) + value*float64(unit)
		if !known || total > math.MaxInt64/2 {
			return 0, false
		}
		sum = time.Duration(total)
	}
	return sum, true
}

func spanUnit(name string) (unit time.Duration, known bool) {
	if name == "" {
		return time.Second, true
	}
	for _, row := range spanUnits {
		for _, n := range strings.Fields(row.names) {
			if n == name {
				return row.unit, true
			}
		}
	}
	return 0, false
}
