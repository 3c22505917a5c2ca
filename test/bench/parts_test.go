// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/runner/mlist"
	"mmgen/runner/mmlog"
	"mmgen/test/demosite"
)

// These run within the benchmark's process; cpu-ms/op is its CPU time, garbage
// collection included.

func BenchmarkSettings(b *testing.B) {
	s := newSite(b, demosite.Members)
	measure(b, func() {
		if _, err := mmcfg.Load(mmcfg.Options{Root: s.Var, ConfigFile: s.config}); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkListLoad(b *testing.B) {
	env := bigList(b)
	measure(b, func() {
		if _, err := mlist.Open(env, demosite.List); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkListSave(b *testing.B) {
	list, err := mlist.Open(bigList(b), demosite.List)
	if err != nil {
		b.Fatal(err)
	}
	unlock, err := list.Lock(b.Context(), -1)
	if err != nil {
		b.Fatal(err)
	}
	defer unlock()
	measure(b, func() {
		if err := list.Save(); err != nil {
			b.Fatal(err)
		}
	})
}

// bigList makes a site whose list has 10,000 members.
func bigList(b *testing.B) *mlist.Env {
	b.Helper()
	s := newSite(b, addresses(10_000))
	s.change(b, addDetails)
	found, err := mmcfg.Load(mmcfg.Options{Root: s.Var, ConfigFile: s.config})
	if err != nil {
		b.Fatal(err)
	}
	logs := mmlog.New(mmlog.Options{Dir: found.Settings.Str("LOG_DIR"), Now: time.Now, Stderr: b.Output()})
	b.Cleanup(func() { logs.Close() })
	return &mlist.Env{Settings: found.Settings, Now: time.Now, Logs: logs}
}

// measure does something over and over.
func measure(b *testing.B, do func()) {
	b.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(200)) // as mmrun
	before := cpu(b)
	for b.Loop() {
		do()
	}
	b.ReportMetric((cpu(b)-before).Seconds()*1e3/float64(b.N), "cpu-ms/op")
}

// cpu is the CPU time that this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
