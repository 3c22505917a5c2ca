// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What d.keys() is in Python 2.7 after these keys were set one by one.
func TestHashOrder(t *testing.T) {
	var members, ordered []Value
	for i := range 24 {
		members = append(members, Str(fmt.Sprintf("m%d@example.com", i)))
	}
	for _, i := range []int{21, 6, 3, 9, 7, 0, 15, 13, 16, 18, 19, 23, 22, 8, 12, 4, 5, 1, 10, 11, 14, 20, 2, 17} {
		ordered = append(ordered, members[i])
	}
	for _, c := range []struct{ keys, want []Value }{
		{nil, nil},
		{
			strValues("To", "From", "Cc", "Subject", "Date", "List-Id", "List-Post"),
			strValues("List-Id", "List-Post", "From", "Cc", "To", "Date", "Subject"),
		},
		{
			[]Value{Unicode("é"), Unicode("a"), Str("b"), Unicode("日本"), Str(""), Str("\xff\xe9")},
			[]Value{Unicode("a"), Str(""), Str("b"), Unicode("日本"), Unicode("é"), Str("\xff\xe9")},
		},
		{members, ordered},
		{[]Value{Str("b"), 1.5, Str("a")}, []Value{Str("b"), 1.5, Str("a")}}, // not known here
	} {
		if got := hashOrderOf(c.keys); !slices.Equal(got, c.want) {
			t.Errorf("%v\n got %v\nwant %v", c.keys, got, c.want)
		}
	}
}

// A table of this size grows otherwise than a small one.
func TestHashOrderOfMany(t *testing.T) {
	var keys []Value
	for i := range 60000 {
		keys = append(keys, Str(fmt.Sprintf("m%d@example.com", i)))
	}
	var ordered []string
	for _, key := range hashOrderOf(keys) {
		ordered = append(ordered, string(key.(Str)))
	}
	sum := fmt.Sprintf("%x", sha1.Sum([]byte(strings.Join(ordered, ","))))
	if want := "d24e493d55fe1e4a07466d5640680565ab461605"; sum != want {
		t.Errorf("SHA-1 of the keys is %s, in Python %s", sum, want)
	}
}

func hashOrderOf(keys []Value) []Value {
	d := new(Dict)
	for _, key := range keys {
		d.Set(key, nil)
	}
	var got []Value
	for _, e := range d.HashOrder() {
		got = append(got, e.Key)
	}
	return got
}

func strValues(items ...string) []Value { return Strings(items...).Items }
