// SPDX-License-Identifier: GPL-2.0-or-later

package pyformat

import (
	"testing"

	"mmgen/runner/pickle"
)

// What `template % value` is in Python 2.7.
func TestFormatOne(t *testing.T) {
	for _, c := range []struct {
		template, value, want pickle.Value
		err                   string
	}{
		{template: pickle.Str("[Test %d]"), value: 7.0, want: pickle.Str("[Test 7]")},
		{template: pickle.Str("[Test %05d]"), value: int64(7), want: pickle.Str("[Test 00007]")},
		{template: pickle.Str("%s"), value: 7.0, want: pickle.Str("7.0")},
		{template: pickle.Str("%s"), value: pickle.NewLong(5), want: pickle.Str("5")},
		{template: pickle.Str("%x"), value: int64(255), want: pickle.Str("ff")},
		{template: pickle.Str("100%% of %d"), value: int64(3), want: pickle.Str("100% of 3")},
		{template: pickle.Str("%-4d|"), value: int64(3), want: pickle.Str("3   |")},
		{template: pickle.Str("%5.1f"), value: int64(2), want: pickle.Str("  2.0")},
		{template: pickle.Str("%d \xe9"), value: int64(1), want: pickle.Str("1 \xe9")},
		{template: pickle.Unicode("%d é"), value: int64(1), want: pickle.Unicode("1 é")},
		{template: pickle.Str("none"), value: int64(1), err: "TypeError"},
		{template: pickle.Str("100%%"), value: int64(1), err: "TypeError"},
		{template: pickle.Str("%d %d"), value: int64(1), err: "TypeError"},
		{template: pickle.Str("%(a)s"), value: int64(1), err: "TypeError"},
		{template: pickle.Str("%(x %d"), value: int64(1), err: "TypeError"},
		{template: pickle.Str("%c"), value: 65.0, err: "TypeError"},
		{template: pickle.Str("%"), value: int64(1), err: "ValueError"},
		{template: pickle.Str("%y"), value: int64(1), err: "ValueError"},
		{template: pickle.Str("%c"), value: int64(300), err: "OverflowError"},
		{template: pickle.Str("%s \xe9"), value: pickle.Unicode("x"), err: "UnicodeDecodeError"},
		{template: int64(5), value: int64(1), err: "TypeError"},
	} {
		got, err := FormatOne(c.template, c.value)
		kind := ""
		if e, ok := err.(*Error); ok {
			kind = e.Type
		}
		if got != c.want || kind != c.err {
			t.Errorf("%v %% %v: %v, %v; want %v %s", c.template, c.value, got, err, c.want, c.err)
		}
	}
}
