// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"fmt"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/site/sitetest"
)

// bigList makes a list of 10,000 members.
func bigList(b *testing.B) *sitetest.World {
	members, passwords, language, options := new(pyvalue.Dict), new(pyvalue.Dict), new(pyvalue.Dict), new(pyvalue.Dict)
	for i := range 10000 {
		addr := fmt.Sprintf("member%05d@host%d.example.com", i, i%97)
		members.SetStr(addr, int64(0))
		passwords.SetStr(addr, pyvalue.Str(fmt.Sprintf("pw%06d", i)))
		language.SetStr(addr, pyvalue.Str("en"))
		options.SetStr(addr, int64(256))
	}
	w := sitetest.New(b)
	w.AddList(b, "test", map[string]pyvalue.Value{
		"members": members, "passwords": passwords, "language": language, "user_options": options,
	})
	return w
}

func BenchmarkLoad10000(b *testing.B) {
	w := bigList(b)
	for b.Loop() {
		w.Open(b, "test")
	}
}

func BenchmarkSave10000(b *testing.B) {
	w := bigList(b)
	l := w.Lock(b, "test")
	for b.Loop() {
		if err := l.Save(); err != nil {
			b.Fatal(err)
		}
	}
}
