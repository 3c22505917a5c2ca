// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"testing"

	"mmgen/generator/pyvalue"
)

// The values that variables may have; what pyvalue makes of them its own
// tests tell.
func TestInterpolate(t *testing.T) {
	vars := Vars{
		"n": 7, "long": int64(1795000000), "s": "abc", "str": pyvalue.Str("\xe9"), "none": nil,
		"u": pyvalue.Unicode("é"), "text": Text{S: "x"}, "utext": Text{S: "日", Unicode: true},
	}
	for _, tt := range []struct{ template, want Text }{
		{Text{S: "%(n)d %(n)2i %(long)s %(s)s %(none)s"}, Text{S: "7  7 1795000000 abc None"}},
		{Text{S: "%(str)s %(text)s 100%%"}, Text{S: "\xe9 x 100%"}},
		{Text{S: "%(missing)s"}, Text{S: "%(missing)s"}},
		{Text{S: "%(u)s %(utext)s"}, Text{"é 日", true}},
		{Text{"è %(s)s", true}, Text{"è abc", true}},
	} {
		if got, err := Interpolate(tt.template, vars); err != nil || got != tt.want {
			t.Errorf("Interpolate(%v) = %v, %v; want %v", tt.template, got, err, tt.want)
		}
	}
	for _, template := range []Text{{S: "%(s)d"}, {S: "%"}, {S: "%s"}, {S: "\xe8 %(u)s"}, {S: "%(str)s %(u)s"}} {
		if got, err := Interpolate(template, vars); err == nil {
			t.Errorf("Interpolate(%v) = %v, want an error", template, got)
		}
	}
}

func TestTextIn(t *testing.T) {
	for _, tt := range []struct {
		text    Text
		charset string
		want    string
	}{
		{Text{S: "\xe9 any bytes"}, "utf-8", "\xe9 any bytes"},
		{Text{S: "é日", Unicode: true}, "iso-8859-1", "\xe9?"},
		{Text{S: "é日", Unicode: true}, "us-ascii", "??"},
		{Text{S: "é日", Unicode: true}, "utf-8", "é日"},
		{Text{S: "aé", Unicode: true}, "no-such-charset", "a?"},
	} {
		if got := tt.text.In(tt.charset); got != tt.want {
			t.Errorf("%q in %s = %q, want %q", tt.text.S, tt.charset, got, tt.want)
		}
	}
}
