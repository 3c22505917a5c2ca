// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestSpans(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"5min":         5 * time.Minute,
		"300":          5 * time.Minute,
		"1h 30min":     90 * time.Minute,
		"1h30min":      90 * time.Minute,
		"2 hours":      2 * time.Hour,
		"1.5h":         90 * time.Minute,
		"1d 1s":        24*time.Hour + time.Second,
		"1 week":       7 * 24 * time.Hour,
		"1M":           30*24*time.Hour + 10*time.Hour + 30*time.Minute,
		"1m":           time.Minute,
		"90 s":         90 * time.Second,
		"500ms 500 ms": time.Second,
	} {
		got, ok := parseSpan(text)
		if !ok || got != want {
			t.Errorf("parseSpan(%q) = %v, %v; systemd says %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "min", "5 parsecs", "infinity", "1..5min", "-5min", "5min,", "99999999999y"} {
		if got, ok := parseSpan(text); ok {
			t.Errorf("parseSpan(%q) = %v; systemd refuses it or has no end of it", text, got)
		}
	}
}

// calendars are expressions with what systemd 252 says of them (systemd-analyze calendar).
var calendars = map[string]bool{
	"*-*-*": true, "*-*~03": true, "*:*": true, "*:*:*": true, "*:0/15": true, "*:00..30/10": true,
	"*:5,10..20/2": true, "*~1": true, "0/5:0": true, "00:00:00.0/0.5": true, "08:05:40.23": true,
	"1,2,3:00": true, "1-1": true, "10:00 Europe/Berlin": true, "10:00 UTC": true, "2003-02..04-05": true,
	"2010..2012-01-01": true, "2024-1-1": true, "2024-2/3-1": true, "24-1-1": true, "@12345": true,
	"Mon,Wed": true, "Mon-Fri 10:00": true, "Mon..Fri *-*-* 08..18:00/15": true, "Mon..Fri,Sun 1:2": true,
	"Monday": true, "Sat 08:05": true, "hourly": true, "Hourly": true, "mon..sun": true, "semi-annually": true, "weekly UTC": true,

	"": false, "*": false, "*-*-*~1": false, "*-*-1..7 mon": false, "*-*-~1": false, "*-02~03/7:*:0": false,
	"*-13-01": false, "*/2:0": false, "*:*/7": false, "*:0/15/3": false, "1-32": false, "10:": false,
	"10:00:00 10:00": false, "10:00:60": false, "10:61": false, "12..10:00": false, "12:00:00/0": false,
	"1960-01-01": false, "25:00": false, ":10": false, "@": false, "@1.5": false, "Foo": false, "Mon,10:00": false,
	"Mon..Wed/2 1:2": false, "tue..mon": false, "~1": false, "every hour": false, "*/15 * * * *": false, "1.5:00": false,
}

func TestCalendar(t *testing.T) {
	for text, good := range calendars {
		if err := checkCalendar(text); (err == nil) != good {
			t.Errorf("checkCalendar(%q) = %v; systemd takes it: %v", text, err, good)
		}
	}
}

// TestSweepAgainstSystemd asks systemd itself, where it is there.
func TestSweepAgainstSystemd(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here")
	}
	for text, good := range calendars {
		if err := exec.Command(analyze, "calendar", "--", text).Run(); (err == nil) != good {
			t.Errorf("systemd-analyze calendar %q: %v; the table says %v", text, err, good)
		}
	}
	for _, text := range []string{"5min", "1h30min", "1.5h", "500ms 500 ms", "1M", "90 s"} {
		if err := exec.Command(analyze, "timespan", text).Run(); err != nil {
			t.Errorf("systemd-analyze timespan %q: %v", text, err)
		}
	}
}

func TestParseSweep(t *testing.T) {
	for _, c := range []struct{ text, span, calendar, accuracy string }{
		{"5min", "5min", "", ""},
		{"30s", "30s", "", "1s"},
		{"hourly", "", "hourly", ""},
		{"*:0/15", "", "*:0/15", ""},
		{"Mon..Fri *-*-1..7 18:00:00", "", "Mon..Fri *-*-1..7 18:00:00", ""},
		{"2024/1-01-01", "", "2024/1-01-01", ""},
		{"1-1 Europe/Port-au-Prince", "", "1-1 Europe/Port-au-Prince", ""},
		{"*-02~03", "", "*-02~03", ""},
		{"02~03", "", "02~03", ""},
	} {
		s, err := ParseSweep(c.text)
		if err != nil || s.Span != c.span || s.Calendar != c.calendar || s.accuracy() != c.accuracy {
			t.Errorf("ParseSweep(%q) = %+v, %v", c.text, s, err)
		}
	}
	for text, reason := range map[string]string{
		"0":        "too often",
		"100ms":    "too often",
		"infinity": "neither a span",
		"often":    "neither a span",
		"nonsense": "neither a span",

		"2024-13-45":                     "month \"13\" is not between 1 and 12",
		"@1700000000":                    "comes once",
		"2024-01-01":                     "comes once",
		"2099..2100-*-* 10:00":           "comes once",
		"Mon 2099-01-01 00:00:00 UTC":    "comes once",
		"2099-02~01 10:00 Europe/Berlin": "comes once",
		"":                               "empty",
	} {
		if _, err := ParseSweep(text); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("ParseSweep(%q): %v, want the reason %q", text, err, reason)
		}
	}
	if s, err := ParseSweep(DefaultSweep.Span); err != nil || s != DefaultSweep {
		t.Errorf("DefaultSweep is %+v and reads as %+v, %v", DefaultSweep, s, err)
	}
}
