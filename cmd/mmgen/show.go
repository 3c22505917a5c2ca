// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"

	"mmgen/generator"
)

const noSite = "mmgen: there is no Mailman 2.1 site here: no Defaults.py or mm_cfg.py in any of the usual places, and no mmgen.ini with a section [mm_cfg]"

// show is --dry-run and --output: for people, and for mmrun-settings.service.
// Faults are printed one a line, as file:line: reason.
func (p *program) show(w where, dir string) error {
	plan, err := makePlan(w)
	if err != nil {
		return err
	}
	p.print(plan.problems)
	switch {
	case !plan.found:
		fmt.Fprintln(p.stderr, noSite)
		return nil
	case !plan.readable:
		return errSettings
	case dir != "":
		err = generator.Write(dir, plan.units)
	default:
		err = generator.Print(p.stdout, plan.units)
	}
	if err != nil {
		return outputError{err}
	}
	if plan.bad() {
		return errSettings
	}
	return nil
}

func (p *program) print(problems []generator.Problem) {
	for _, problem := range problems {
		fmt.Fprintln(p.stderr, problem)
	}
}
