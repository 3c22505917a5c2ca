// SPDX-License-Identifier: GPL-2.0-or-later

package switching

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/coreos/go-systemd/v22/dbus"
	godbus "github.com/godbus/dbus/v5"
)

// Bus is the machine's systemd, over D-Bus.
type Bus struct{ conn *dbus.Conn }

// Dial connects to the machine's systemd.
func Dial(ctx context.Context) (*Bus, error) {
	conn, err := dbus.NewSystemConnectionContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("connecting to systemd: %w", err)
	}
	return &Bus{conn}, nil
}

// Close ends the connection.
func (b *Bus) Close() { b.conn.Close() }

// State implements Systemd.
func (b *Bus) State(ctx context.Context, unit string) (State, error) {
	properties, err := b.conn.GetUnitPropertiesContext(ctx, unit)
	if err != nil {
		return State{}, fmt.Errorf("asking systemd for %s: %w", unit, err)
	}
	text := func(name string) string {
		value, _ := properties[name].(string)
		return value
	}
	active := text("ActiveState")
	return State{
		Loaded:   text("LoadState") == "loaded",
		Masked:   text("LoadState") == "masked",
		Active:   active == "active" || active == "activating" || active == "reloading",
		Enabled:  text("UnitFileState") == "enabled",
		Disabled: text("UnitFileState") == "disabled",
	}, nil
}

// Start implements Systemd.
func (b *Bus) Start(ctx context.Context, unit string) error {
	return b.job(ctx, unit, b.conn.StartUnitContext)
}

// Stop implements Systemd.
func (b *Bus) Stop(ctx context.Context, unit string) error {
	return b.job(ctx, unit, b.conn.StopUnitContext)
}

// job queues a job for a unit and waits for its end.
func (b *Bus) job(ctx context.Context, unit string, queue func(context.Context, string, string, chan<- string) (int, error)) error {
	ended := make(chan string, 1)
	if _, err := queue(ctx, unit, "replace", ended); err != nil {
		return err
	}
	select {
	case result := <-ended:
		if result != "done" {
			return fmt.Errorf("systemd says %s; systemctl status %s says more", result, unit)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Enable implements Systemd.
func (b *Bus) Enable(ctx context.Context, unit string) error {
	_, _, err := b.conn.EnableUnitFilesContext(ctx, []string{unit}, false, true)
	return errors.Join(err, b.Reload(ctx))
}

// Disable implements Systemd.
func (b *Bus) Disable(ctx context.Context, unit string) error {
	_, err := b.conn.DisableUnitFilesContext(ctx, []string{unit}, false)
	return errors.Join(err, b.Reload(ctx))
}

// Reload implements Systemd.
func (b *Bus) Reload(ctx context.Context) error {
	err := b.conn.ReloadContext(ctx)
	var late godbus.Error
	if errors.As(err, &late) && late.Name == "org.freedesktop.DBus.Error.NoReply" {
		return nil // systemd closes the connection over it, before some versions
	}
	return err
}

// Running implements Systemd.
func (b *Bus) Running(ctx context.Context) (names []string, err error) {
	units, err := b.conn.ListUnitsByPatternsContext(ctx, []string{"active", "activating", "deactivating", "reloading"}, []string{"mmrun-*.service"})
	if err != nil {
		return nil, fmt.Errorf("asking systemd what runs: %w", err)
	}
	for _, unit := range units {
		if !strings.HasPrefix(unit.Name, "mmrun-settings") {
			names = append(names, unit.Name)
		}
	}
	return names, nil
}
