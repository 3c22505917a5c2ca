// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/test/demosite"
)

// change changes the list's attributes.
func (s *site) change(b testing.TB, by func(attrs *pyvalue.Dict)) {
	b.Helper()
	path := filepath.Join(s.Var, "lists", demosite.List, "config.pck")
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		b.Fatal(err)
	}
	attrs := v.(*pyvalue.Dict)
	by(attrs)
	if data, err = pickle.Dump(attrs, 1); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o660); err != nil {
		b.Fatal(err)
	}
}

// addDetails gives the members what those of a real list have: each a
// password, a language and an option, half of them a name, and one in twenty
// bounced.
func addDetails(attrs *pyvalue.Dict) {
	passwords, languages, options, names, bounces := &pyvalue.Dict{}, &pyvalue.Dict{}, &pyvalue.Dict{}, &pyvalue.Dict{}, &pyvalue.Dict{}
	for i, member := range attrs.GetStr("members").(*pyvalue.Dict).Keys() {
		passwords.Set(member, pyvalue.Str(fmt.Sprintf("pw%08x", uint32(i)*2654435761)))
		languages.Set(member, pyvalue.Str("en"))
		options.Set(member, int64(256))
		if i%2 == 0 {
			names.Set(member, pyvalue.Unicode(fmt.Sprintf("Mémber %d", i)))
		}
		if i%20 == 0 {
			bounces.Set(member, bounceInfo(member))
		}
	}
	attrs.SetStr("passwords", passwords)
	attrs.SetStr("language", languages)
	attrs.SetStr("user_options", options)
	attrs.SetStr("usernames", names)
	attrs.SetStr("bounce_info", bounces)
}

func bounceInfo(member pyvalue.Value) pyvalue.Value {
	day := pyvalue.NewTuple(int64(2026), int64(7), int64(14))
	state := &pyvalue.Dict{}
	state.SetStr("member", member)
	state.SetStr("score", 1.5)
	state.SetStr("date", day)
	state.SetStr("firstbounce", day)
	state.SetStr("noticesleft", int64(3))
	state.SetStr("lastnotice", pyvalue.NewTuple(int64(0), int64(0), int64(0)))
	state.SetStr("cookie", nil)
	class := pickle.Global{Module: "Mailman.Bouncer", Name: "_BounceInfo"}
	return &pickle.Instance{Class: class, State: state, OldStyle: true}
}
