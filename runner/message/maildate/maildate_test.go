// SPDX-License-Identifier: GPL-2.0-or-later

package maildate

import (
	"testing"
	"time"
)

// What email.utils.parsedate_tz and, for dates with a zone, mktime_tz are in
// Python 2.7. Where Python raises IndexError ok is false.
func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		text string
		want Date
		ok   bool
		unix int64
		time bool // it has a zone and is a time at all
	}{
		{"Mon, 09 Nov 2001 01:08:47 -0000", Date{2001, 11, 9, 1, 8, 47, 0, true}, true, 1005268127, true},
		{"Fri, 9 Nov 2001 01:08:47 +0530", Date{2001, 11, 9, 1, 8, 47, 19800, true}, true, 1005248327, true},
		{"9 Nov 2001 01:08 EST", Date{2001, 11, 9, 1, 8, 0, -18000, true}, true, 1005286080, true},
		{"Fri, 09-Nov-01 01:08:47 GMT", Date{2001, 11, 9, 1, 8, 47, 0, true}, true, 1005268127, true},
		{"Fri Nov  9 01:08:47 2001", Date{2001, 11, 9, 1, 8, 47, 0, false}, true, 0, false},
		{"Fri Nov  9 01:08:47 PST 2001", Date{2001, 11, 9, 1, 8, 47, -28800, true}, true, 1005296927, true},
		{"9 Nov 2001 01:08:47+0100", Date{2001, 11, 9, 1, 8, 47, 3600, true}, true, 1005264527, true},
		{"9 november 99 1:2:3 Z", Date{1999, 11, 9, 1, 2, 3, 0, true}, true, 942109323, true},
		{"9 Nov 2001 99:99:99 +9999", Date{2001, 11, 9, 99, 99, 99, 362340, true}, true, 1005264099, true},
		{"Tue, 18 Jun 0102 05:12:09 +0500", Date{102, 6, 18, 5, 12, 9, 18000, true}, true, -58933871271, true},
		{"9 Nov 2001 01:08:47 (CET)", Date{2001, 11, 9, 1, 8, 47, 0, false}, true, 0, false},
		{"9 Nov 2001 01.08.47", Date{}, false, 0, false},
		{"32 Nov 2001 01:08:47 GMT", Date{2001, 11, 32, 1, 8, 47, 0, true}, true, 1007255327, true},
		{"Fri", Date{}, false, 0, false},
		{"", Date{}, false, 0, false},
		{"  ", Date{}, false, 0, false},
		{"9 Foo 2001 01:08:47 GMT", Date{}, false, 0, false},
		{"x Nov 2001 01:08:47 GMT", Date{}, false, 0, false},
		{"9 Nov -5 01:08:47 GMT", Date{}, false, 0, false},
		{"9 Nov 12001 01:08:47 GMT", Date{12001, 11, 9, 1, 8, 47, 0, true}, true, 0, false},
		{",Nov 9 1:1 2001 GMT", Date{2001, 11, 9, 1, 1, 0, 0, true}, true, 1005267660, true},
		{"9 Nov , 01:08:47 GMT", Date{}, false, 0, false},
	} {
		got, ok := Parse(c.text)
		if got != c.want || ok != c.ok {
			t.Errorf("ParseDate(%q) = %v, %t; want %v, %t", c.text, got, ok, c.want, c.ok)
		}
		if !ok || !got.HasOffset {
			continue
		}
		if unix, err := got.Unix(); unix != c.unix || (err == nil) != c.time {
			t.Errorf("ParseDate(%q).Unix() = %d, %v; want %d", c.text, unix, err, c.unix)
		}
	}
}

func TestDateUnix(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("", 3600)
	d, _ := Parse("Fri Nov  9 01:08:47 2001")
	if got, err := d.Unix(); got != 1005264527 || err != nil {
		t.Errorf("a date without a zone: %d, %v", got, err)
	}
	for _, text := range []string{
		"9 Nov 1899 01:08", "9 Nov 99999999999 01:08 GMT", "9999999999 Nov 2001 01:08 GMT",
		"9 Nov 2001 01:08 +99999999999999999999",
	} {
		d, ok := Parse(text)
		if unix, err := d.Unix(); !ok || err == nil {
			t.Errorf("%q: %v, %t, Unix %d", text, d, ok, unix)
		}
	}
}

func TestFormatDate(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("", -12600)
	at := time.Unix(1005268127, 0)
	if got, want := Format(at), "Fri, 09 Nov 2001 01:08:47 -0000"; got != want {
		t.Errorf("FormatDate: %q, want %q", got, want)
	}
	if got, want := FormatLocal(at), "Thu, 08 Nov 2001 21:38:47 -0330"; got != want {
		t.Errorf("FormatLocalDate: %q, want %q", got, want)
	}
}
