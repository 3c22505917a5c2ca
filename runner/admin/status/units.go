// SPDX-License-Identifier: GPL-2.0-or-later

package status

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/dbus"
)

// patterns are the names of the units that the site's mail depends on.
var patterns = []string{"mmrun*", "mailman.service", "mailman-qrunner.service"}

// Systemd asks the machine's systemd over D-Bus.
func Systemd(ctx context.Context) ([]Unit, error) {
	conn, err := dbus.NewSystemConnectionContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking systemd: %w", err)
	}
	defer conn.Close()
	found, err := conn.ListUnitsByPatternsContext(ctx, nil, patterns)
	if err != nil {
		return nil, fmt.Errorf("asking systemd for its units: %w", err)
	}
	var units []Unit
	for _, f := range found {
		if f.LoadState == "not-found" {
			continue
		}
		u := Unit{Name: f.Name, Active: f.ActiveState, Sub: f.SubState}
		if strings.HasSuffix(f.Name, ".service") {
			u.readService(ctx, conn)
		}
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b Unit) int { return strings.Compare(a.Name, b.Name) })
	return units, nil
}

// readService adds what only services have: what became of the last run.
func (u *Unit) readService(ctx context.Context, conn *dbus.Conn) {
	properties, err := conn.GetUnitTypePropertiesContext(ctx, u.Name, "Service")
	if err != nil {
		return
	}
	u.Result, _ = properties["Result"].(string)
	if status, ok := properties["ExecMainStatus"].(int32); ok {
		u.Status = int(status)
	}
	if began, ok := properties["ExecMainStartTimestamp"].(uint64); ok && began > 0 {
		at := time.UnixMicro(int64(began))
		u.LastRun = &at
	}
}
