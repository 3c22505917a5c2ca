// SPDX-License-Identifier: GPL-2.0-or-later

package status

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// TestLevels checks how bad each state of a site is, and what the line for monitoring
// says of it.
func TestLevels(t *testing.T) {
	entry := func(w *sitetest.World, queue, ext string, age time.Duration) {
		name := fmt.Sprintf("%d.5+aa%s", w.Clock.Add(-age).Unix(), ext)
		w.Write(t, filepath.Join("qfiles", queue, name), []byte("x"))
	}
	for name, test := range map[string]struct {
		make  func(w *sitetest.World)
		units []Unit
		want  Level
		says  string
	}{
		"at rest":        {want: OK, says: "nothing to do | in=0"},
		"mail under way": {func(w *sitetest.World) { entry(w, "in", ".pck", time.Minute) }, nil, OK, "1 entries queued | in=1"},
		"late mail":      {func(w *sitetest.World) { entry(w, "in", ".pck", 20*time.Minute) }, nil, Warning, "queue in: the oldest of 1 waits for 20m"},
		"stuck mail":     {func(w *sitetest.World) { entry(w, "out", ".pck", 3*time.Hour) }, nil, Critical, "queue out: the oldest of 1 waits for 3h0m"},
		"a long drain": {func(w *sitetest.World) {
			entry(w, "out", ".pck", 3*time.Hour)
			entry(w, "out", ".bak", 3*time.Hour)
		}, nil, Warning, "queue out: the oldest of 1 waits for 3h0m"},
		"mail that is to wait": {func(w *sitetest.World) { entry(w, "retry", ".pck", 50*time.Hour) }, nil, OK, "1 entries queued"},
		"shunted":              {func(w *sitetest.World) { entry(w, "shunt", ".pck", time.Second) }, nil, Warning, "1 shunted"},
		"bad":                  {func(w *sitetest.World) { entry(w, "bad", ".psv", time.Second) }, nil, Warning, "1 bad"},
		"a stray":              {func(w *sitetest.World) { w.Write(t, "qfiles/in/foo.pck", nil) }, nil, Warning, "queue in: files that are no entries: foo.pck"},
		"no directory": {func(w *sitetest.World) {
			os.RemoveAll(w.Path("qfiles/in"))
			w.Write(t, "qfiles/in", nil)
		}, nil, Critical, "queue in: "},
		"a failed unit":   {nil, []Unit{{Name: "mmrun-in.service", Active: "failed", Result: "timeout"}}, Critical, "mmrun-in.service failed: timeout"},
		"a unit that ran": {nil, []Unit{{Name: "mmrun-in.service", Active: "inactive", Result: "exit-code"}}, OK, "nothing to do"},
		"a broken list":   {func(w *sitetest.World) { w.Write(t, "lists/test/request.pck", []byte("x")) }, nil, Warning, "list test: "},
		"two faults": {func(w *sitetest.World) {
			entry(w, "shunt", ".pck", time.Second)
			entry(w, "out", ".pck", 3*time.Hour)
		}, nil, Critical, "queue out: the oldest of 1 waits for 3h0m (and 1 more)"},
	} {
		t.Run(name, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", nil)
			if test.make != nil {
				test.make(w)
			}
			st := Collect(context.Background(), w.Site, func(context.Context) ([]Unit, error) { return test.units, nil })
			if st.Level != test.want || !strings.HasPrefix(st.Summary(), "MMRUN "+test.want.String()+" - "+test.says) {
				t.Errorf("level %v: %s", st.Level, st.Summary())
			}
			if strings.Count(st.Summary(), "\n") > 0 || strings.Count(st.Summary(), "|") != 1 {
				t.Errorf("that is no line for monitoring: %q", st.Summary())
			}
		})
	}
}

// TestContent checks what tables and JSON tell besides the judgement.
func TestContent(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	due := w.Clock.Add(time.Hour).Truncate(time.Second)
	deferred, err := pickle.Dump(pyvalue.Str("x\n\n"), 1)
	if err != nil {
		t.Fatal(err)
	}
	data := &pyvalue.Dict{}
	data.SetStr("deliver_after", float64(due.Unix()))
	metadata, err := pickle.Dump(data, 1)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, "qfiles/retry/1.5+aa.pck", append(deferred, metadata...))
	held := &pyvalue.Dict{}
	held.Set(int64(1), pyvalue.NewTuple(int64(1), pyvalue.NewTuple()))
	held.Set(int64(2), pyvalue.NewTuple(int64(2), pyvalue.NewTuple()))
	held.SetStr("version", pyvalue.NewTuple(int64(0), int64(1)))
	requests, err := pickle.Dump(held, 1)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, "lists/test/request.pck", requests)
	claim := w.Path("locks/test.lock." + w.Host + ".999999999.0")
	w.Write(t, "locks/test.lock."+w.Host+".999999999.0", []byte(claim))
	if err := os.Link(claim, w.Path("locks/test.lock")); err != nil {
		t.Fatal(err)
	}

	st := Collect(context.Background(), w.Site, func(context.Context) ([]Unit, error) { return nil, errors.New("no systemd") })
	var b strings.Builder
	if err := st.WriteText(&b, Colours{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"retry     1        0        ", "next at " + due.In(w.Clock.Location()).Format(time.DateTime),
		"\ntest.lock  ", "\ntest  1           1 ", "lock test.lock: its holder is gone",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	raw, err := json.Marshal(st)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Level  string
		Queues []struct {
			Name     string
			Deferred *time.Time
		}
		Locks []struct {
			Name  string
			Stale bool
		}
		Lists []struct{ Held, Requests int }
	}
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if back.Level != "WARNING" || len(back.Locks) != 1 || !back.Locks[0].Stale || len(back.Lists) != 1 ||
		back.Lists[0].Held != 1 || back.Lists[0].Requests != 1 || back.Queues[7].Deferred == nil || !back.Queues[7].Deferred.Equal(due) {
		t.Errorf("%s", raw)
	}
}
