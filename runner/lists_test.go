// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"os"
	"syscall"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/pending"
	"mmgen/runner/queue"
	"mmgen/test/fakesmtp"
)

// TestCorruptConfig: a config.pck that can't be read is replaced by the state
// before (MailList.py: Load); where that is broken as well, the list counts as
// missing.
func TestCorruptConfig(t *testing.T) {
	good, err := os.ReadFile("site/sitetest/testdata/config.pck")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		config, last string // "" for no file
		served       bool
	}{
		"garbage, the last one is good":   {"garbage", string(good), true},
		"empty, the last one is good":     {" ", string(good), true},
		"cut off, the last one is good":   {string(good[:len(good)/2]), string(good), true},
		"hostile, the last one is good":   {"cos\nsystem\n(S'true'\ntR.", string(good), true},
		"a list, the last one is good":    {"(lp0\n.", string(good), true},
		"gone, the last one is good":      {"", string(good), true},
		"garbage, and no last one":        {"garbage", "", false},
		"garbage, and so is the last one": {"garbage", "garbage", false},
		"both are gone":                   {"", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.AddList(t, "other", nil)
			if err := os.Remove(w.Path("lists/test/config.pck")); err != nil {
				t.Fatal(err)
			}
			for file, content := range map[string]string{"config.pck": tt.config, "config.pck.last": tt.last} {
				if content != "" {
					w.Write(t, "lists/test/"+file, []byte(content))
				}
			}
			w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", list: "other", recips: []string{bart}})
			if tt.served {
				w.check(w.drain("Outgoing"), 0, "", "a: "+anne+"\nb: "+bart)
				w.logged("error: couldn't load config file " + w.Path("lists/test/config.pck"))
				w.logged("error: fixing corrupt config file, using: " + w.Path("lists/test/config.pck.last"))
				if config, err := os.ReadFile(w.Path("lists/test/config.pck")); err != nil || string(config) != string(good) {
					t.Errorf("config.pck was not replaced: %v", err)
				}
				return
			}
			w.check(w.drain("Outgoing"), 0, "shunt a: "+anne, "b: "+bart)
			w.logged("error: Dequeuing message destined for missing list: test")
			if which := w.entries("shunt")[0].Data.Str("whichq"); which != "" {
				t.Errorf("whichq is %q", which)
			}
		})
	}
}

// TestUnreadableList: it exists, so that the entry goes back where it came from
// when it is unshunted.
func TestUnreadableList(t *testing.T) {
	w := newWorld(t)
	w.breakDisk(diskFault{op: "open", glob: "lists/test/config.pck", errno: syscall.EACCES})
	w.put(entry{subject: "a", recips: []string{anne}})
	w.check(w.drain("Outgoing"), 0, "shunt a: "+anne, "")
	if got, want := w.entries("shunt")[0].Data.Str("whichq"), w.Path("qfiles/out"); got != want {
		t.Errorf("whichq is %q, want %q", got, want)
	}
}

// TestDirectoryInPlaceOfList: mail of the list waits until it is moved away.
func TestDirectoryInPlaceOfList(t *testing.T) {
	w := newWorld(t)
	w.AddList(t, "other", nil)
	config := w.Path("lists/test/config.pck")
	check(w, os.Rename(config, config+".kept"))
	check(w, os.Mkdir(config, 0o770))
	w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", list: "other", recips: []string{anne}})
	w.check(w.drain("Outgoing"), 74, "out a: "+anne, "b: "+anne)
	w.logged("not a regular file (move it away)")
	check(w, os.Remove(config))
	check(w, os.Rename(config+".kept", config))
	w.check(w.drain("Outgoing"), 0, "", "b: "+anne+"\na: "+anne)
}

const elsewhere = "elsewhere.example.com"

// TestLockedList: another host has the list. What was refused for good waits on
// disk to be registered; nobody gets anything twice, nothing is forgotten.
func TestLockedList(t *testing.T) {
	w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "550 no such user"})
	w.hurry()
	w.Set("LIST_LOCK_TIMEOUT", 0.02)
	w.lock("test.lock", elsewhere, 99, w.Clock.Add(time.Hour))
	w.put(entry{subject: "a", recips: []string{anne, bart}})
	w.check(w.drain("Outgoing"), 75, "", "a: "+anne)
	w.logged("qrunner: Entries stay queued: ", "list test", elsewhere)
	if got := w.score(bart); got != 0 {
		t.Errorf("score is %v while the list is locked", got)
	}
	w.check(w.drain("Outgoing"), 75, "", "a: "+anne)
	w.unlock("test.lock")
	w.check(w.drain("Outgoing"), 0, "", "a: "+anne)
	if got := w.score(bart); got != 1 {
		t.Errorf("score is %v, want 1", got)
	}
	w.check(w.drain("Outgoing"), 0, "", "a: "+anne)
	if got := w.score(bart); got != 1 {
		t.Errorf("score is %v after one more drain, want 1", got)
	}
}

// probe queues a probe of a member, and makes its token known.
func (w *world) probe(addr string) {
	w.t.Helper()
	token, err := pending.New(w.Change(w.t, "test"), pending.ProbeBounce, pyvalue.Str(addr), post("bounced").Pickle())
	if err != nil {
		w.t.Fatal(err)
	}
	w.Commit(w.t)
	w.put(entry{subject: "probe", recips: []string{addr}, extra: []queue.Extra{queue.With("probe_token", pyvalue.Str(token))}})
}

// TestProbeRefused: a probe that the server refuses came back: the member is
// disabled at once. While the list is locked the probe stays as it is.
func TestProbeRefused(t *testing.T) {
	w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "550 no such user"})
	w.Set("LIST_LOCK_TIMEOUT", 0.02)
	w.probe(bart)
	w.lock("test.lock", elsewhere, 99, w.Clock.Add(time.Hour))
	before := w.bytes("out")
	w.check(w.drain("Outgoing"), 75, "out probe: "+bart, "")
	if w.bytes("out") != before {
		t.Error("the probe's entry was changed")
	}
	w.unlock("test.lock")
	w.drain("Outgoing")
	if status, err := member.Of(w.list()).DeliveryStatus(bart); err != nil || status != member.ByBounce {
		t.Errorf("delivery status is %v, %v", status, err)
	}
}

// TestProbeUnknown: a refused probe whose token nobody knows any more is for
// the administrator.
func TestProbeUnknown(t *testing.T) {
	w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Reply: "550 no such user"})
	w.put(entry{subject: "probe", recips: []string{bart}, extra: []queue.Extra{queue.With("probe_token", pyvalue.Str("00"))}})
	w.check(w.drain("Outgoing"), 0, "shunt probe: "+bart, "")
	w.logged("error: Uncaught runner exception: ", "no such probe")
}
