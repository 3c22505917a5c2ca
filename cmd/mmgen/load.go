// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"slices"
	"strings"

	"mmgen/generator"
	"mmgen/generator/mmcfg"
	"mmgen/generator/mmcfg/pyvalue"
	"mmgen/units"
)

// plan is what mmgen makes of a site.
type plan struct {
	found    bool // a site at all
	readable bool // its settings
	units    units.Set
	problems []generator.Problem
}

func (p plan) bad() bool {
	return slices.ContainsFunc(p.problems, func(problem generator.Problem) bool { return !problem.Warning })
}

// makePlan reads the settings and looks at the machine.
func makePlan(w where) (plan, error) {
	flags, err := w.flags()
	if err != nil {
		return plan{}, err
	}
	site, problems, found := load(w)
	if !found {
		return plan{problems: problems}, nil
	}
	host := generator.Look(w.root)
	if w.version > 0 {
		host.Version = w.version
	}
	p := plan{found: true, readable: site.Settings != nil, problems: problems}
	from := generator.Site{Source: site.SourcePath, Flags: flags}
	if !p.readable {
		p.units = generator.Broken(from, host)
		return p, nil
	}
	from.Setting = lookup(site.Settings, problems)
	from.Units = wishes(site)
	set, more := generator.Plan(from, host)
	p.units = set
	p.problems = append(p.problems, untold(more, problems)...)
	return p, nil
}

// load reads the settings. found is false where there is no site; its Settings
// are nil where nothing can be made of them.
func load(w where) (site *mmcfg.Site, problems []generator.Problem, found bool) {
	site, err := mmcfg.Load(mmcfg.Options{Root: w.root, ConfigFile: w.config, MMCfg: w.mmCfg})
	if errors.Is(err, mmcfg.ErrNoSite) {
		return nil, nil, false
	}
	var faults mmcfg.Errors
	if err != nil && !errors.As(err, &faults) {
		problems = append(problems, generator.Problem{Text: err.Error()})
	}
	for _, fault := range faults {
		problems = append(problems, problemOf(fault))
	}
	if site == nil {
		return &mmcfg.Site{}, problems, true
	}
	for _, warning := range site.Warnings {
		problem := problemOf(warning)
		problem.Warning = true
		problems = append(problems, problem)
	}
	return site, problems, true
}

// problemOf splits an error into its place and the rest.
func problemOf(e *mmcfg.Error) generator.Problem {
	place, _ := strings.CutSuffix(e.Error(), ": "+e.Reason)
	return generator.Problem{Where: place, Text: e.Reason}
}

// lookup finds settings. One that a problem is about has a stock value in its
// place, which is not what the site wants.
func lookup(settings *mmcfg.Settings, problems []generator.Problem) generator.Lookup {
	told := map[string]bool{}
	for _, problem := range problems {
		for _, name := range subjects(problem.Text) {
			told[name] = !problem.Warning
		}
	}
	return func(name string) (pyvalue.Value, string, error) {
		if told[name] {
			return nil, "", generator.ErrTold
		}
		value, _ := settings.Value(name)
		if origin := settings.Origin(name); origin.File != "" {
			return value, origin.String(), nil
		}
		return value, "", nil
	}
}

// subjects are the settings that a problem begins with: "A, B can't be known ..".
func subjects(text string) (names []string) {
	for _, word := range strings.Fields(text) {
		name, more := strings.CutSuffix(word, ",")
		if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != "" {
			break
		}
		names = append(names, name)
		if !more {
			break
		}
	}
	return names
}

// wishes are the INI file's; without one they are the settings'.
func wishes(site *mmcfg.Site) generator.Wishes {
	if site.ConfigPath == "" {
		return generator.Wishes{}
	}
	wish := func(value string) generator.Wish { return generator.Wish{Value: value, Where: site.ConfigPath} }
	return generator.Wishes{
		Sweep: wish(site.Units.Sweep), Runner: wish(site.Units.Runner),
		User: wish(site.Units.User), Group: wish(site.Units.Group),
	}
}

// untold leaves out problems of the INI file's values that have been told
// already, with their line.
func untold(problems, told []generator.Problem) []generator.Problem {
	return slices.DeleteFunc(problems, func(problem generator.Problem) bool {
		key, _, _ := strings.Cut(problem.Text, ":")
		return slices.ContainsFunc(told, func(t generator.Problem) bool {
			return strings.HasPrefix(t.Where, problem.Where+":") && strings.HasPrefix(t.Text, key+" =")
		})
	})
}
