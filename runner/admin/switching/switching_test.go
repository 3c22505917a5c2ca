// SPDX-License-Identifier: GPL-2.0-or-later

package switching

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/runner/site/sitetest"
)

// machine is a systemd with the two services, one of which may run.
type machine struct {
	mask    string
	units   map[string]*State
	running []string
	fails   string // the call that fails
	calls   []string
}

func (m *machine) call(ctx context.Context, name, unit string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	call := strings.TrimSpace(name + " " + unit)
	m.calls = append(m.calls, call)
	if call == m.fails {
		return errors.New("no")
	}
	return nil
}

func (m *machine) State(_ context.Context, unit string) (State, error) {
	if state := m.units[unit]; state != nil {
		return *state, nil
	}
	return State{}, nil
}

func (m *machine) Start(ctx context.Context, unit string) error {
	if err := m.call(ctx, "start", unit); err != nil {
		return err
	}
	for name, state := range m.units {
		state.Active = name == unit // they conflict
	}
	return nil
}

func (m *machine) Stop(ctx context.Context, unit string) error {
	if err := m.call(ctx, "stop", unit); err != nil {
		return err
	}
	if state := m.units[unit]; state != nil {
		state.Active = false
	}
	m.running = slices.DeleteFunc(m.running, func(name string) bool { return name == unit })
	return nil
}

func (m *machine) Enable(ctx context.Context, unit string) error {
	if err := m.call(ctx, "enable", unit); err != nil {
		return err
	}
	m.units[unit].Enabled, m.units[unit].Disabled = true, false
	return nil
}

func (m *machine) Disable(ctx context.Context, unit string) error {
	m.units[unit].Enabled, m.units[unit].Disabled = false, true
	return m.call(ctx, "disable", unit)
}

// Reload runs the generator, unless it is masked.
func (m *machine) Reload(ctx context.Context) error {
	_, err := os.Lstat(m.mask)
	m.units[target].Loaded = err != nil
	return m.call(ctx, "reload", "")
}

func (m *machine) Running(context.Context) ([]string, error) { return slices.Clone(m.running), nil }

// resident is a machine whose site Mailman's own runners serve, oneshot one whose site
// mmgen's units serve.
func resident(t *testing.T) *machine {
	m := &machine{mask: filepath.Join(t.TempDir(), "system-generators/mmgen"), units: map[string]*State{
		"mailman.service": {Loaded: true, Active: true, Enabled: true}, target: {},
	}}
	if err := (&Switch{Mask: m.mask}).mask(); err != nil {
		t.Fatal(err)
	}
	return m
}

func oneshot(t *testing.T) *machine {
	m := resident(t)
	m.units = map[string]*State{"mailman.service": {Loaded: true, Disabled: true}, target: {Loaded: true, Active: true}}
	if err := os.Remove(m.mask); err != nil {
		t.Fatal(err)
	}
	return m
}

// play switches and returns what was said.
func play(t *testing.T, m *machine, way Way, change func(*Switch)) (said []string, err error) {
	t.Helper()
	w := sitetest.New(t)
	s := &Switch{
		Site: w.Site, Systemd: m, Mask: m.mask,
		Check: func(context.Context) error { return nil },
		Drain: func(ctx context.Context) error { return m.call(ctx, "drain", "") },
		Say:   func(text string) { said = append(said, text) },
		Wait:  func(context.Context, time.Duration) error { return nil },
	}
	if change != nil {
		change(s)
	}
	err = s.To(context.Background(), way)
	return said, err
}

func masked(m *machine) bool { return (&Switch{Mask: m.mask}).masked() }

// TestThereAndBack switches both ways, twice each.
func TestThereAndBack(t *testing.T) {
	m := resident(t)
	m.running = nil
	for range 2 {
		m.calls = nil
		if _, err := play(t, m, Oneshot, nil); err != nil {
			t.Fatal(err)
		}
		want := "disable mailman.service|stop mailman.service|reload|start mmrun.target"
		if got := strings.Join(m.calls, "|"); got != want || masked(m) || !m.units[target].Active {
			t.Fatalf("calls %s, masked %v; want %s", got, masked(m), want)
		}
		m.calls = nil
		if said, err := play(t, m, Oneshot, nil); err != nil || len(m.calls) > 0 || len(said) != 1 {
			t.Fatalf("again: %v, %q, %q", err, m.calls, said)
		}
		m.running = []string{"mmrun-in.service", "mmrun-out.service"}
		if _, err := play(t, m, Resident, nil); err != nil {
			t.Fatal(err)
		}
		want = "stop mmrun.target|stop mmrun-in.service|stop mmrun-out.service|drain|reload|start mailman.service|enable mailman.service"
		if got := strings.Join(m.calls, "|"); got != want || !masked(m) || !m.units["mailman.service"].Active || m.units[target].Loaded {
			t.Fatalf("calls %s; want %s", got, want)
		}
		m.calls = nil
		if _, err := play(t, m, Resident, nil); err != nil || len(m.calls) > 0 {
			t.Fatalf("again: %v, %q", err, m.calls)
		}
	}
}

func TestDryRun(t *testing.T) {
	for way, m := range map[Way]*machine{Oneshot: resident(t), Resident: oneshot(t)} {
		before := fmt.Sprint(masked(m), *m.units["mailman.service"], *m.units[target])
		said, err := play(t, m, way, func(s *Switch) { s.DryRun = true })
		if err != nil || len(said) < 3 || len(m.calls) > 0 || fmt.Sprint(masked(m), *m.units["mailman.service"], *m.units[target]) != before {
			t.Errorf("%s: %v, said %q, done %q", way, err, said, m.calls)
		}
	}
}

// TestRefused: nothing is done where the other side could not take over.
func TestRefused(t *testing.T) {
	t.Run("no service to go back to", func(t *testing.T) {
		m := oneshot(t)
		delete(m.units, "mailman.service")
		if _, err := play(t, m, Resident, nil); !errors.Is(err, ErrRefused) || len(m.calls) > 0 {
			t.Errorf("%v, %q", err, m.calls)
		}
	})
	t.Run("a fault in the settings", func(t *testing.T) {
		m, fault := resident(t), errors.New("mm_cfg.py:2: SyntaxError")
		faulty := func(s *Switch) { s.Check = func(context.Context) error { return fault } }
		if _, err := play(t, m, Oneshot, faulty); !errors.Is(err, ErrRefused) || !errors.Is(err, fault) || len(m.calls) > 0 {
			t.Errorf("%v, %q", err, m.calls)
		}
		m = oneshot(t)
		if _, err := play(t, m, Oneshot, faulty); err != nil {
			t.Errorf("where it is done already: %v", err)
		}
		if _, err := play(t, m, Resident, faulty); err != nil {
			t.Errorf("Mailman needs no unit of mmgen's: %v", err)
		}
	})
	t.Run("a masked unit", func(t *testing.T) {
		for _, test := range []struct {
			way    Way
			unit   string
			active bool
			want   string // of the error; "" for none
		}{
			{Resident, "mailman.service", false, "mailman.service is masked; systemctl unmask mailman.service"},
			{Resident, "mailman-qrunner.service", false, "mailman-qrunner.service is masked; systemctl unmask mailman-qrunner.service"},
			{Oneshot, "mailman.service", true, "mailman.service is masked; systemctl unmask mailman.service"},
			{Oneshot, "mailman.service", false, ""},
			{Oneshot, target, false, "mmrun.target is masked; systemctl unmask mmrun.target"},
			{Resident, target, false, ""},
		} {
			m := resident(t)
			if test.way == Resident {
				m = oneshot(t)
			}
			if test.unit == "mailman-qrunner.service" {
				delete(m.units, "mailman.service")
			}
			m.units[test.unit] = &State{Masked: true, Active: test.active}
			_, err := play(t, m, test.way, nil)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("%s with %s masked: %v", test.way, test.unit, err)
			case test.want != "" && (!errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), test.want) || len(m.calls) > 0):
				t.Errorf("%s with %s masked: %v, %q; want %s", test.way, test.unit, err, m.calls, test.want)
			}
		}
	})
	t.Run("a mailmanctl by hand, or on another host", func(t *testing.T) {
		for _, way := range []Way{Oneshot, Resident} {
			m := oneshot(t)
			m.units[target].Active = false
			_, err := play(t, m, way, func(s *Switch) {
				lock := filepath.Join(s.Site.LockDir(), "master-qrunner")
				until := s.Site.Now().Add(time.Hour)
				claim := lock + ".elsewhere.99.0"
				for _, err := range []error{
					os.WriteFile(claim, []byte(claim), 0o664), os.Chtimes(claim, until, until), os.Link(claim, lock),
				} {
					if err != nil {
						t.Fatal(err)
					}
				}
			})
			if !errors.Is(err, ErrRefused) || len(m.calls) > 0 {
				t.Errorf("%s: %v, %q", way, err, m.calls)
			}
		}
	})
}

// TestFaults: a step that fails gives the site back to the side that had it.
func TestFaults(t *testing.T) {
	for _, test := range []struct {
		way   Way
		fails string
		again string // who has the site then
	}{
		{Oneshot, "stop mailman.service", "mailman.service"},
		{Oneshot, "reload", "mailman.service"},
		{Oneshot, "start mmrun.target", "mailman.service"},
		{Resident, "stop mmrun-in.service", target},
		{Resident, "drain", target},
		{Resident, "start mailman.service", target},
		{Resident, "enable mailman.service", target},
	} {
		m := resident(t)
		if test.way == Resident {
			m = oneshot(t)
		}
		m.running = []string{"mmrun-in.service"}
		m.fails = test.fails
		if _, err := play(t, m, test.way, nil); err == nil || errors.Is(err, ErrRefused) {
			t.Errorf("%s, %s: error %v", test.way, test.fails, err)
		}
		if !m.units[test.again].Active || masked(m) == (test.again == target) || m.units["mailman.service"].Enabled != (test.way == Oneshot) {
			t.Errorf("%s, %s: %s does not run; %q", test.way, test.fails, test.again, m.calls)
		}
	}
	t.Run("interrupted", func(t *testing.T) {
		for way, again := range map[Way]string{Oneshot: "mailman.service", Resident: target} {
			m := resident(t)
			if way == Resident {
				m = oneshot(t)
			}
			ctx, interrupt := context.WithCancel(context.Background())
			s := &Switch{
				Site: sitetest.New(t).Site, Systemd: m, Mask: m.mask,
				Check: func(context.Context) error { return nil },
				Drain: func(ctx context.Context) error { return ctx.Err() },
				Say: func(text string) {
					if strings.HasPrefix(text, "systemctl stop") {
						interrupt()
					}
				},
			}
			err := s.To(ctx, way)
			if !errors.Is(err, context.Canceled) || !m.units[again].Active || masked(m) == (again == target) {
				t.Errorf("%s: %v; %s does not run; %q", way, err, again, m.calls)
			}
		}
	})
	t.Run("a site that nobody had", func(t *testing.T) {
		for _, way := range []Way{Oneshot, Resident} {
			m := resident(t)
			m.units["mailman.service"] = &State{Loaded: true, Disabled: true}
			m.fails = "start " + map[Way]string{Oneshot: target, Resident: "mailman.service"}[way]
			if _, err := play(t, m, way, nil); err == nil || !masked(m) || m.units[target].Loaded || slices.Contains(m.calls, "start "+map[Way]string{Resident: target, Oneshot: "mailman.service"}[way]) {
				t.Errorf("%s: %v; %q", way, err, m.calls)
			}
		}
	})
	t.Run("what does not end", func(t *testing.T) {
		m := resident(t)
		m.units["mailman.service"].Active = true
		waits := 0
		_, err := play(t, m, Oneshot, func(s *Switch) {
			s.Wait = func(context.Context, time.Duration) error { waits++; return nil }
			lock := filepath.Join(s.Site.LockDir(), "master-qrunner")
			until := s.Site.Now().Add(time.Hour)
			claim := lock + ".elsewhere.99.0"
			for _, err := range []error{
				os.WriteFile(claim, []byte(claim), 0o664), os.Chtimes(claim, until, until), os.Link(claim, lock),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
		})
		if err == nil || waits != int(patience/lookEvery) || !m.units["mailman.service"].Active {
			t.Errorf("%v after %d waits", err, waits)
		}
	})
}
