// SPDX-License-Identifier: GPL-2.0-or-later

// Package switching gives a site's queues from Mailman's resident runners to mmgen's units,
// and back, so that no mail is lost or comes twice.
//
// # To oneshot
//
//	mailman.service is disabled and stopped; what its runners have in hand they finish, or
//	leave as .bak, which mmrun recovers as they would
//	until Mailman's master lock is free nothing goes on
//	the mask of the generator goes, systemd reads its units anew
//	mmrun.target starts
//
// # To resident
//
//	the generator is masked, so that no boot brings the units back
//	mmrun.target is stopped; what runs ends the entry in hand
//	one drain by hand recovers what a killed mmrun left, and finishes its changes: its
//	records (.sent, mmrun-change-*) mean nothing to Mailman's Python
//	systemd reads its units anew; mailman.service is started and enabled
//
// Each step is taken only where it is needed. So a switch that was interrupted is gone on
// with by the next, and one that is done already does nothing.
//
// # Refused
//
// Where the other side could not take over nothing is done at all: the settings have a
// fault, so that mmgen could not make all units; the unit that is to be started is masked;
// there is no mailman.service to go back to; a mailmanctl runs that systemd did not start,
// or on another host. Where a later step fails the site is given back to the side
// that had it.
package switching

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mmgen/runner/site"
)

// Way says which side is to move the site's mail.
type Way string

// The ways.
const (
	Oneshot  Way = "oneshot"  // mmgen's units
	Resident Way = "resident" // Mailman's own runners
)

// Systemd is what is needed of the machine's systemd.
type Systemd interface {
	State(ctx context.Context, unit string) (State, error)
	Start(ctx context.Context, unit string) error // returns when the unit is started
	Stop(ctx context.Context, unit string) error  // returns when the unit is stopped
	Enable(ctx context.Context, unit string) error
	Disable(ctx context.Context, unit string) error
	Reload(ctx context.Context) error
	// Running are the services of mmrun that run just now.
	Running(ctx context.Context) ([]string, error)
}

// State is a unit's state.
type State struct {
	Loaded   bool // the unit exists, and is not masked
	Masked   bool // somebody has masked it with systemctl mask
	Active   bool
	Enabled  bool
	Disabled bool // and can be enabled, which a unit made of an /etc/init.d script can't
}

// Mask is the link that switches the generator off (systemd.generator(7)).
const Mask = "/etc/systemd/system-generators/mmgen"

const target = "mmrun.target"

// daemons are what Mailman's own service is called.
var daemons = []string{"mailman.service", "mailman-qrunner.service"}

// Switch is one switch of a site.
type Switch struct {
	Site    *site.Site
	Systemd Systemd
	Mask    string                      // the path of the generator's mask
	Check   func(context.Context) error // tells why mmgen can't make all units of the site
	Drain   func(context.Context) error // drains all queues by hand, as the site's user
	Say     func(string)                // tells what is done, or would be
	DryRun  bool
	// Wait waits between two looks at what must end.
	Wait func(context.Context, time.Duration) error

	before before
}

// before is the side that had the site before the switch.
type before struct {
	masked         bool
	daemon, target State
}

// ErrRefused says that nothing was done.
var ErrRefused = errors.New("refused")

// step is one step of a switch.
type step struct {
	says   string
	needed func(context.Context) (bool, error)
	do     func(context.Context) error
}

// To switches. The error is ErrRefused, or of the step that failed.
func (s *Switch) To(ctx context.Context, way Way) error {
	daemon, err := s.daemon(ctx)
	if err != nil {
		return err
	}
	if err := s.refuse(ctx, way, daemon); err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err := s.note(ctx, daemon); err != nil {
		return err
	}
	steps := s.toOneshot(daemon)
	if way == Resident {
		steps = s.toResident(daemon)
	}
	done := 0
	for _, st := range steps {
		taken, err := s.take(ctx, st)
		if taken {
			done++
		}
		if err == nil {
			continue
		}
		err = fmt.Errorf("%s: %w", st.says, err)
		if done > 0 && !s.DryRun {
			err = errors.Join(err, s.giveBack(context.WithoutCancel(ctx), daemon))
		}
		return err
	}
	if done == 0 {
		s.Say(fmt.Sprintf("nothing to do: the site is %s already", way))
	}
	return nil
}

// take takes a step, or says it, where it is needed.
func (s *Switch) take(ctx context.Context, st step) (taken bool, err error) {
	needed, err := st.needed(ctx)
	if err != nil || !needed {
		return false, err
	}
	s.Say(st.says)
	if s.DryRun {
		return true, nil
	}
	return true, st.do(ctx)
}

// daemon is the name of Mailman's own service; empty if the machine has none.
func (s *Switch) daemon(ctx context.Context) (string, error) {
	for _, name := range daemons {
		state, err := s.Systemd.State(ctx, name)
		if err != nil {
			return "", err
		}
		if state.Loaded {
			return name, nil
		}
	}
	return "", nil
}

// refuse says why a switch must not be begun.
func (s *Switch) refuse(ctx context.Context, way Way, daemon string) error {
	if err := s.refuseUnits(ctx, way, daemon); err != nil {
		return err
	}
	if way == Resident && daemon == "" {
		return fmt.Errorf("there is no %s here, so nobody would move the mail", daemons[0])
	}
	active := false
	if daemon != "" {
		state, err := s.Systemd.State(ctx, daemon)
		if err != nil {
			return err
		}
		active = state.Active
	}
	holder, held, err := s.Site.MasterHolder()
	if err != nil || !held || active {
		return err
	}
	return fmt.Errorf("mailmanctl runs (%s) and is not %s: stop it with %s stop", holder, daemons[0],
		filepath.Join(s.Site.Settings.Str("BIN_DIR"), "mailmanctl"))
}

// refuseUnits says why the units of the other side could not be started.
func (s *Switch) refuseUnits(ctx context.Context, way Way, daemon string) error {
	if way == Oneshot {
		state, err := s.Systemd.State(ctx, target)
		switch {
		case err != nil:
			return err
		case state.Masked:
			return maskedError(target)
		case !state.Active:
			if err := s.Check(ctx); err != nil {
				return err
			}
		}
	}
	if daemon != "" {
		return nil
	}
	for _, unit := range daemons {
		state, err := s.Systemd.State(ctx, unit)
		if err != nil {
			return err
		}
		if state.Masked && (way == Resident || state.Active) {
			return maskedError(unit)
		}
	}
	return nil
}

// maskedError says that systemd does not start a unit, whoever asks for it.
func maskedError(unit string) error {
	return fmt.Errorf("%s is masked; systemctl unmask %[1]s", unit)
}

func (s *Switch) toOneshot(daemon string) []step {
	var steps []step
	if daemon != "" {
		steps = s.stopDaemon(daemon)
	}
	return append(steps,
		step{"take the mask off the generator: " + s.Mask, always(s.masked), func(context.Context) error { return os.Remove(s.Mask) }},
		step{"systemctl daemon-reload", s.notLoaded(target), s.reloadFor(target)},
		step{"systemctl start " + target, s.not(target, State.active), s.start(target)},
	)
}

func (s *Switch) stopDaemon(daemon string) []step {
	return []step{
		{"systemctl disable " + daemon, s.is(daemon, State.enabled), func(ctx context.Context) error { return s.Systemd.Disable(ctx, daemon) }},
		{"systemctl stop " + daemon, s.is(daemon, State.active), func(ctx context.Context) error { return s.Systemd.Stop(ctx, daemon) }},
		{"wait until Mailman's runners are gone", always(func() bool { _, held, err := s.Site.MasterHolder(); return held || err != nil }), s.awaitMaster},
	}
}

func (s *Switch) toResident(daemon string) []step {
	return []step{
		{"mask the generator: " + s.Mask, always(func() bool { return !s.masked() }), func(context.Context) error { return s.mask() }},
		{"systemctl stop " + target, s.is(target, State.active), func(ctx context.Context) error { return s.Systemd.Stop(ctx, target) }},
		{"wait until mmrun has ended", s.running, s.awaitIdle},
		{"mmrun -r All -o, so that Mailman finds nothing half done", s.not(daemon, State.active), s.Drain},
		{"systemctl daemon-reload", s.is(target, State.loaded), s.Systemd.Reload},
		{"systemctl start " + daemon, s.not(daemon, State.active), s.start(daemon)},
		{"systemctl enable " + daemon, s.is(daemon, State.disabled), func(ctx context.Context) error { return s.Systemd.Enable(ctx, daemon) }},
	}
}

// note keeps who has the site.
func (s *Switch) note(ctx context.Context, daemon string) (err error) {
	s.before = before{masked: s.masked()}
	if daemon != "" {
		if s.before.daemon, err = s.Systemd.State(ctx, daemon); err != nil {
			return err
		}
	}
	s.before.target, err = s.Systemd.State(ctx, target)
	return err
}

// giveBack gives the site back to the side that had it before a switch that failed, or that was
// interrupted: ctx is one that still stands then.
func (s *Switch) giveBack(ctx context.Context, daemon string) error {
	err := s.remask(ctx)
	switch {
	case s.before.target.Active:
		s.Say("give the site back to mmrun")
		return errors.Join(err, s.Systemd.Start(ctx, target))
	case s.before.daemon.Active:
		s.Say("give the site back to " + daemon)
		if s.before.daemon.Enabled {
			err = errors.Join(err, s.Systemd.Enable(ctx, daemon))
		}
		return errors.Join(err, s.Systemd.Start(ctx, daemon))
	}
	s.Say("nobody moves the site's mail, as before")
	if daemon != "" {
		err = errors.Join(err, s.Systemd.Stop(ctx, daemon)) // systemd may try to start it again and again
	}
	return err
}

// remask leaves the generator masked, or not, as it was.
func (s *Switch) remask(ctx context.Context) error {
	if s.before.masked == s.masked() {
		return nil
	}
	if s.before.masked {
		return errors.Join(s.mask(), s.Systemd.Reload(ctx))
	}
	return errors.Join(os.Remove(s.Mask), s.Systemd.Reload(ctx))
}

// masked tells whether the generator is switched off.
func (s *Switch) masked() bool {
	to, err := os.Readlink(s.Mask)
	return err == nil && to == os.DevNull
}

func (s *Switch) mask() error {
	if err := os.MkdirAll(filepath.Dir(s.Mask), 0o755); err != nil {
		return err
	}
	return os.Symlink(os.DevNull, s.Mask)
}

func (s State) loaded() bool   { return s.Loaded }
func (s State) active() bool   { return s.Active }
func (s State) enabled() bool  { return s.Enabled }
func (s State) disabled() bool { return s.Disabled }

// is tells whether a unit is in a state.
func (s *Switch) is(unit string, in func(State) bool) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		state, err := s.Systemd.State(ctx, unit)
		return in(state), err
	}
}

func (s *Switch) not(unit string, in func(State) bool) func(context.Context) (bool, error) {
	is := s.is(unit, in)
	return func(ctx context.Context) (bool, error) {
		yes, err := is(ctx)
		return !yes, err
	}
}

func (s *Switch) notLoaded(unit string) func(context.Context) (bool, error) {
	return s.not(unit, State.loaded)
}

func always(needed func() bool) func(context.Context) (bool, error) {
	return func(context.Context) (bool, error) { return needed(), nil }
}

// start starts a unit and sees to it that it stays up.
func (s *Switch) start(unit string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := s.Systemd.Start(ctx, unit); err != nil {
			return err
		}
		state, err := s.Systemd.State(ctx, unit)
		if err == nil && !state.Active {
			err = fmt.Errorf("it ended at once; journalctl -u %s says why", unit)
		}
		return err
	}
}

// reloadFor has systemd run the generator, which must make a unit.
func (s *Switch) reloadFor(unit string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := s.Systemd.Reload(ctx); err != nil {
			return err
		}
		state, err := s.Systemd.State(ctx, unit)
		if err == nil && !state.Loaded {
			err = fmt.Errorf("mmgen made no %s; mmgen --dry-run says why", unit)
		}
		return err
	}
}

const (
	lookEvery = 500 * time.Millisecond
	// patience is how long what must end may take: a runner finishes its entry,
	// which may be waiting for a mail server that says nothing.
	patience = 10 * time.Minute
)

func (s *Switch) awaitMaster(ctx context.Context) error {
	return s.await(ctx, func() (string, error) {
		holder, held, err := s.Site.MasterHolder()
		if held {
			return "mailmanctl, " + holder, err
		}
		return "", err
	})
}

// awaitIdle has what runs end. One that waits for a restart would not end by itself.
func (s *Switch) awaitIdle(ctx context.Context) error {
	running, err := s.Systemd.Running(ctx)
	if err != nil {
		return err
	}
	for _, unit := range running {
		if err := s.Systemd.Stop(ctx, unit); err != nil {
			return err
		}
	}
	return s.await(ctx, func() (string, error) {
		running, err := s.Systemd.Running(ctx)
		if len(running) > 0 {
			return running[0], err
		}
		return "", err
	})
}

func (s *Switch) running(ctx context.Context) (bool, error) {
	running, err := s.Systemd.Running(ctx)
	return len(running) > 0, err
}

// await waits until nothing is left; left names what is.
func (s *Switch) await(ctx context.Context, left func() (string, error)) error {
	for waited := time.Duration(0); ; waited += lookEvery {
		name, err := left()
		if err != nil || name == "" {
			return err
		}
		if waited >= patience {
			return fmt.Errorf("%s still runs after %v", name, patience)
		}
		if err := s.Wait(ctx, lookEvery); err != nil {
			return err
		}
	}
}
