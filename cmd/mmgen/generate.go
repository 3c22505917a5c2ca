// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"path/filepath"

	"mmgen/generator"
)

// generate is what systemd calls. Whatever the settings are like, the boot goes
// on: what is wrong goes to the kernel's log, and what can be made is made.
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
	plan, err := makePlan(w)
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
	if !plan.found {
		return nil
	}
	if err := generator.Write(dir, plan.units); err != nil {
		log.Print(generator.Error, err.Error())
		return outputError{err}
	}
	return nil
}
