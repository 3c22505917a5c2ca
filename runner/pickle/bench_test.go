// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"fmt"
	"testing"

	"mmgen/generator/pyvalue"
)

// bigList is what the config.pck of a list of n members holds of them.
func bigList(n int) *pyvalue.Dict {
	members, passwords, language, options, names, bounces, status :=
		&pyvalue.Dict{}, &pyvalue.Dict{}, &pyvalue.Dict{}, &pyvalue.Dict{}, &pyvalue.Dict{}, &pyvalue.Dict{}, &pyvalue.Dict{}
	for i := range n {
		addr := pyvalue.Str(fmt.Sprintf("subscriber-%05d@host%d.example.com", i, i%97))
		members.Set(addr, int64(0))
		passwords.Set(addr, pyvalue.Str(fmt.Sprintf("pw%08x", i*2654435761)))
		language.Set(addr, pyvalue.Str("en"))
		options.Set(addr, int64(256+i%8))
		names.Set(addr, pyvalue.Unicode(fmt.Sprintf("Sübscriber %d", i)))
		if i%20 == 0 {
			date := pyvalue.NewTuple(int64(2026), int64(1+i%12), int64(1+i%28))
			state := &pyvalue.Dict{}
			state.SetStr("member", addr)
			state.SetStr("score", 1.5)
			state.SetStr("date", date)
			state.SetStr("cookie", nil)
			bounces.Set(addr, &Instance{Class: Global{"Mailman.Bouncer", "_BounceInfo"}, State: state, OldStyle: true})
			status.Set(addr, pyvalue.NewTuple(int64(2), 1794999940.25))
		}
	}
	list := &pyvalue.Dict{}
	for i := range 150 {
		list.SetStr(fmt.Sprintf("some_list_attribute_%d", i), int64(i%3))
	}
	for i, d := range []*pyvalue.Dict{members, passwords, language, options, names, bounces, status} {
		list.SetStr([]string{"members", "passwords", "language", "user_options", "usernames", "bounce_info", "delivery_status"}[i], d)
	}
	return list
}

func BenchmarkLoadList10000(b *testing.B) {
	data, err := Dump(bigList(10000), 1)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Load(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDumpList10000(b *testing.B) {
	list := bigList(10000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Dump(list, 1); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadEntry loads a queue entry: a message of 8 headers and its
// metadata.
func BenchmarkLoadEntry(b *testing.B) {
	data := sampleFiles(b)["entry-message.pck"]
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := loadAll(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDumpEntry(b *testing.B) {
	values, err := loadAll(sampleFiles(b)["entry-message.pck"])
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var data []byte
		for _, v := range values {
			if data, err = AppendDump(data, v, 1); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// recipients is what the metadata of a post to a list of n members are.
func recipients(n int) *pyvalue.Dict {
	recips := &pyvalue.List{}
	for i := range n {
		recips.Items = append(recips.Items, pyvalue.Str(fmt.Sprintf("subscriber-%05d@host%d.example.com", i, i%97)))
	}
	data := &pyvalue.Dict{}
	data.SetStr("listname", pyvalue.Str("test"))
	data.SetStr("recips", recips)
	return data
}

func BenchmarkLoadRecipients10000(b *testing.B) {
	data, err := Dump(recipients(10000), 1)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Load(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDumpRecipients10000(b *testing.B) {
	v := recipients(10000)
	var data []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if data, err = AppendDump(data[:0], v, 1); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadConfig loads the config.pck of a list of a few members.
func BenchmarkLoadConfig(b *testing.B) {
	data := sampleFiles(b)["config-bounces.pck"]
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := loadAll(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDictGet(b *testing.B) {
	members := bigList(10000).GetStr("members").(*pyvalue.Dict)
	key := members.Entries()[5000].Key
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := members.Get(key); !ok {
			b.Fatal("gone")
		}
	}
}
