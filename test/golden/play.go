// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"testing"

	"mmgen/generator/mmcfg"
	"mmgen/runner"
	"mmgen/runner/mmlog"
	"mmgen/runner/site"
	"mmgen/test/fakenntp"
	"mmgen/test/fakesmtp"
)

// StartSMTP starts the case's scripted SMTP server. It ends with t.
func (c *Case) StartSMTP(t testing.TB) *fakesmtp.Server {
	t.Helper()
	var script fakesmtp.Script
	if err := json.Unmarshal(c.SMTP, &script); err != nil {
		t.Fatal(err)
	}
	return fakesmtp.Start(t, script)
}

// StartNNTP starts the case's scripted news server. It ends with t.
func (c *Case) StartNNTP(t testing.TB) *fakenntp.Server {
	t.Helper()
	var script fakenntp.Script
	if err := json.Unmarshal(c.NNTP, &script); err != nil {
		t.Fatal(err)
	}
	return fakenntp.Start(t, script)
}

// Drain drains the case's queues as mmrun would, and returns the exit status.
func (w *World) Drain(t *testing.T) int {
	t.Helper()
	var specs []runner.Spec
	for _, name := range w.Runners {
		more, err := runner.ParseSpec(name)
		if err != nil {
			t.Fatal(err)
		}
		specs = append(specs, more...)
	}
	return runner.ExitStatus(runner.Drain(context.Background(), w.site(t), specs, runner.Options{}))
}

// site wires the case's site with its clock, its host and its process id.
func (w *World) site(t *testing.T) *site.Site {
	t.Helper()
	found, err := mmcfg.Load(mmcfg.Options{Root: t.TempDir(), ConfigFile: w.Config})
	if err != nil {
		t.Fatal(err)
	}
	settings := found.Settings
	logs := mmlog.New(mmlog.Options{Dir: settings.Str("LOG_DIR"), PID: 4242, Now: w.Now, Stderr: io.Discard})
	t.Cleanup(func() { logs.Close() })
	var dialer net.Dialer
	return &site.Site{
		Settings: settings,
		Logs:     logs,
		Now:      w.Now,
		Random:   counter(),
		Host:     "oracle",
		Hostname: "oracle.example.com",
		PID:      4242,
		Dial:     dialer.DialContext,
	}
}

// counter makes numbers that are all different.
func counter() func() [20]byte {
	var n byte
	return func() [20]byte {
		n++
		return [20]byte{0: 7, 19: n}
	}
}
