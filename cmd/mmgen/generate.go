// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"path/filepath"

	"mmgen/generator"
	"mmgen/generator/vouched"
	"mmgen/units"
)

// generate is the call by systemd. The boot goes on whatever the settings are like: problems
// go to the kernel's log, and all units that can be made are made.
func (p *program) generate(w where, dir string) error {
	if !generator.Wanted(p.getenv) {
		return nil
	}
	log := generator.OpenKernelLog(filepath.Join(w.root, "/dev/kmsg"), p.stderr)
	defer func() {
		if fault := recover(); fault != nil {
			log.Print(generator.Error, fmt.Sprintf("internal error, no units for Mailman: %v", fault))
		}
	}()
	plan, err := makePlan(w, true)
	if err != nil {
		return err
	}
	for _, problem := range plan.problems {
		level := generator.Error
		if problem.Warning {
			level = generator.Warning
		}
		log.Print(level, problem.String())
	}
	set := plan.units
	if filepath.Clean(dir) == filepath.Join(w.root, generator.UnitDir) {
		set = keptOr(plan, filepath.Join(w.root, generator.KeptUnits), log)
		if err := generator.KeepText(filepath.Join(w.root, vouched.File), plan.wayIn); err != nil {
			log.Print(generator.Warning, "the settings for the way in: "+err.Error())
		}
	}
	if !plan.found {
		return nil
	}
	if err := generator.Write(dir, set); err != nil {
		log.Print(generator.Error, err.Error())
		return outputError{err}
	}
	return nil
}

// keptOr returns the units of a plan and keeps a copy of them in a file. If the settings have
// a fault it returns the copy instead, since a site that runs must not lose its units because
// of a typing error and any daemon-reload. Without a copy it returns the units that can be
// made; these add the others as soon as the fault is mended.
func keptOr(plan plan, file string, log generator.Log) units.Set {
	var err error
	set := plan.units
	switch {
	case !plan.found:
		err = generator.Forget(file)
	case !plan.bad():
		err = generator.Keep(file, plan.units)
	default:
		var kept units.Set
		var ok bool
		if kept, ok, err = generator.Recall(file); ok {
			set = units.Stale(kept)
			log.Print(generator.Warning, "the units stay as they were before the settings had this fault")
		} else {
			set = units.Awaiting(plan.units, generator.KeptUnits)
		}
	}
	if err != nil {
		log.Print(generator.Warning, err.Error())
	}
	return set
}
