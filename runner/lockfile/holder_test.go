// SPDX-License-Identifier: GPL-2.0-or-later

package lockfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestHolderOfContent(t *testing.T) {
	const path = "/var/lock/mailman/master-qrunner"
	tests := []struct {
		content string
		here    string
		host    string
		pid     int
	}{
		{path + ".box.4242.0", "box", "box", 4242},
		{path + ".box.4242", "box", "box", 4242},
		{path + ".box.example.com.4242.17", "other", "box.example.com", 4242},
		{path + ".box.example.com.4242", "other", "box.example.com", 4242},
		{path + ".10.0.0.5.4242", "10.0.0.5", "10.0.0.5", 4242},
		{path + ".10.0.0.5.4242.3", "10.0.0.5", "10.0.0.5", 4242},
		{path + ".box.4242\n", "box", "box", 4242},
		{"/elsewhere/master-qrunner.box.7.0", "box", "box", 7},
		{path + ".box.99999999999999999999", "box", "", 0},
		{path + ".box.-5", "box", "", 0},
		{path + ".4242", "box", "", 0},
		{path, "box", "", 0},
		{"", "box", "", 0},
		{"/etc/passwd", "box", "", 0},
	}
	for _, tt := range tests {
		h := snapshot{exists: true, claim: tt.content}.holder(path, tt.here)
		if h.Host != tt.host || h.PID != tt.pid {
			t.Errorf("%q seen from %s: host %q, pid %d; want %q, %d", tt.content, tt.here, h.Host, h.PID, tt.host, tt.pid)
		}
	}
}

func TestState(t *testing.T) {
	now := time.Unix(1795000000, 0)
	lives := func(h Holder) bool { return h.PID == 1 }
	tests := []struct {
		name   string
		holder Holder
		want   State
		stale  bool
	}{
		{"running", Holder{"box", 1, now, 0}, Running, false},
		{"dead", Holder{"box", 2, now, 0}, Dead, true},
		{"on another host", Holder{"other", 2, now, 0}, Elsewhere, false},
		{"unknown", Holder{"", 0, now, 0}, Elsewhere, false},
		{"just within the slop", Holder{"box", 1, now.Add(-ClockSlop), 0}, Running, false},
		{"expired", Holder{"box", 1, now.Add(-ClockSlop - 1), 0}, Expired, true},
		{"expired on another host", Holder{"other", 1, now.Add(-time.Hour), 0}, Expired, true},
	}
	for _, tt := range tests {
		got := tt.holder.State("box", now, lives)
		if got != tt.want || got.Stale() != tt.stale {
			t.Errorf("%s: state %d, stale %v; want %d, %v", tt.name, got, got.Stale(), tt.want, tt.stale)
		}
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "master-qrunner")
	if _, err := Read(path, "box"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no lock: %v, want fs.ErrNotExist", err)
	}
	until := time.Unix(1795108000, 0)
	elsewhere(t, path, "box.example.com.812", until)
	before := names(t, dir)
	h, err := Read(path, "box.example.com")
	if want := (Holder{"box.example.com", 812, until, os.Getuid()}); err != nil || h != want {
		t.Errorf("holder is %v, %v; want %v", h, err, want)
	}
	if after := names(t, dir); after != before {
		t.Errorf("reading changed the directory: %s", after)
	}
}
