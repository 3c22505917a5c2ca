// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"testing"
)

// What `template % value` is in Python 2.7.
func TestFormat(t *testing.T) {
	for _, c := range []struct {
		template, value, want Value
		err                   string
	}{
		{template: Str("[Test %d]"), value: 7.0, want: Str("[Test 7]")},
		{template: Str("[Test %05d]"), value: int64(7), want: Str("[Test 00007]")},
		{template: Str("%s"), value: 7.0, want: Str("7.0")},
		{template: Str("%s"), value: NewLong(5), want: Str("5")},
		{template: Str("%x"), value: int64(255), want: Str("ff")},
		{template: Str("100%% of %d"), value: int64(3), want: Str("100% of 3")},
		{template: Str("%-4d|"), value: int64(3), want: Str("3   |")},
		{template: Str("%5.1f"), value: int64(2), want: Str("  2.0")},
		{template: Str("%d \xe9"), value: int64(1), want: Str("1 \xe9")},
		{template: Unicode("%d é"), value: int64(1), want: Unicode("1 é")},
		{template: Str("none"), value: int64(1), err: "TypeError"},
		{template: Str("100%%"), value: int64(1), err: "TypeError"},
		{template: Str("%d %d"), value: int64(1), err: "TypeError"},
		{template: Str("%(a)s"), value: int64(1), err: "TypeError"},
		{template: Str("%(x %d"), value: int64(1), err: "TypeError"},
		{template: Str("%c"), value: 65.0, err: "TypeError"},
		{template: Str("%"), value: int64(1), err: "ValueError"},
		{template: Str("%y"), value: int64(1), err: "ValueError"},
		{template: Str("%c"), value: int64(300), err: "OverflowError"},
		{template: Str("%s \xe9"), value: Unicode("x"), err: "UnicodeDecodeError"},
		{template: int64(5), value: int64(1), err: "TypeError"},
	} {
		got, err := Format(c.template, c.value)
		kind := ""
		if e, ok := err.(*Error); ok {
			kind = e.Type
		}
		if got != c.want || kind != c.err {
			t.Errorf("%v %% %v: %v, %v; want %v %s", c.template, c.value, got, err, c.want, c.err)
		}
	}
}
