// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"

	"mmgen/cmd/internal/cmdline"
	"mmgen/generator"
	"mmgen/units"
)

const noSite = "there is no Mailman 2.1 site here: no Defaults.py or mm_cfg.py in any of the usual places, and no mmgen.ini with a section [mm_cfg]"

// dryRun is --dry-run: for people, and for mmrun-settings.service. Without
// names it prints every unit, with names the units of these names.
func (p *program) dryRun(w where, names []string) error {
	return p.show(w, func(set units.Set) error {
		if len(names) == 0 {
			return p.printUnits(set)
		}
		named, unknown := choose(set, names)
		return errors.Join(p.printUnits(named), unknown)
	})
}

// choose returns the units of these names, without links, and an error for the
// names that no unit has.
func choose(set units.Set, names []string) (named units.Set, err error) {
	var unknown []error
	for _, name := range names {
		if unit, ok := set.Unit(name); ok {
			named.Units = append(named.Units, unit)
		} else {
			unknown = append(unknown, unknownUnit(name, set))
		}
	}
	return named, errors.Join(unknown...)
}

func (p *program) printUnits(set units.Set) error {
	return printed(generator.Print(p.stdout, set))
}

func unknownUnit(name string, set units.Set) error {
	var known []string
	for _, unit := range set.Units {
		known = append(known, unit.Name)
	}
	return fmt.Errorf("there is no unit %s%s", name, cmdline.DidYouMean(name, known))
}

// write is --output.
func (p *program) write(w where, dir string) error {
	return p.show(w, func(set units.Set) error {
		if err := generator.Write(dir, set); err != nil {
			return outputError{err}
		}
		return nil
	})
}

// show plans the units, prints the faults, one a line as file:line: reason, and passes the
// units to a function.
func (p *program) show(w where, do func(units.Set) error) error {
	plan, err := makePlan(w, false)
	if err != nil {
		return err
	}
	p.print(plan.problems)
	switch {
	case !plan.found:
		p.say(noSite)
		return nil
	case !plan.readable:
		return errSettings
	}
	if err := do(plan.units); err != nil {
		return err
	}
	if plan.bad() {
		return errSettings
	}
	return nil
}

func (p *program) print(problems []generator.Problem) {
	for _, problem := range problems {
		p.say(problem.String())
	}
}

// say prints a message, each line behind the program's name.
func (p *program) say(message string) {
	cmdline.Report(p.stderr, "mmgen", errors.New(message))
}
