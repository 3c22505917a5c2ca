// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"mmgen/generator"
	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/generator/rootfs"
	"mmgen/generator/vouched"
	"mmgen/units"
)

// plan is what mmgen makes of a site.
type plan struct {
	found    bool // a site at all
	readable bool // its settings could be read
	units    units.Set
	problems []generator.Problem
	wayIn    string // the text of vouched.File; "" where nothing vouches for the settings
}

func (p plan) bad() bool {
	return slices.ContainsFunc(p.problems, func(problem generator.Problem) bool { return !problem.Warning })
}

// makePlan reads the settings and looks at the machine; at boot only at the parts that are
// there then.
func makePlan(w where, boot bool) (plan, error) {
	flags, err := w.flags()
	if err != nil {
		return plan{}, err
	}
	witness := new(rootfs.Witness)
	site, faults, found := loadBefore(witness, w)
	if !found {
		return plan{}, nil
	}
	host := generator.Look(w.root)
	if w.version > 0 {
		host.Version = w.version
	}
	p := plan{found: true, readable: site.Settings != nil, problems: problems(faults, site.Warnings)}
	from := generator.Site{Source: site.SourcePath, Config: cmp.Or(site.ConfigPath, defaultConfig), Modules: site.Modules, Trusted: site.SMTP.CAFile, Flags: flags}
	if !p.readable {
		p.units = generator.PlanWithoutSettings(from, host)
		return p, nil
	}
	from.Setting = lookup(site.Settings, faults)
	from.Units, from.JobTimes = unitsSection(site.Units), jobTimes(site.JobTimes)
	set, more := generator.Plan(from, host)
	p.units = set
	more = append(more, generator.Check(from, host, generator.LookClosely(w.root, boot))...)
	p.problems = append(p.problems, more...)
	if len(faults) == 0 && len(flags) == 0 {
		p.wayIn = vouchedText(site.Settings, witness)
	}
	return p, nil
}

// vouchedText is the text of vouched.File; "" if nothing vouches for the settings.
func vouchedText(settings *mmcfg.Settings, witness *rootfs.Witness) string {
	marks, err := witness.Marks(time.Now())
	if err != nil {
		return "" // mmrun reads the settings itself then
	}
	values := map[string]string{}
	for _, name := range vouched.Names {
		value, _ := settings.Value(name)
		switch v := value.(type) {
		case pyvalue.Str:
			values[name] = string(v)
		case int64:
			values[name] = strconv.FormatInt(v, 10)
		}
	}
	return vouched.Text(values, marks)
}

// load reads the settings. found is false if there is no site. Its Settings are nil if they
// can't be read at all.
func load(w where) (site *mmcfg.Site, faults mmcfg.Errors, found bool) {
	return loadBefore(nil, w)
}

// loadBefore is load with a witness.
func loadBefore(witness *rootfs.Witness, w where) (site *mmcfg.Site, faults mmcfg.Errors, found bool) {
	site, err := mmcfg.Load(mmcfg.Options{Root: w.root, ConfigFile: w.config, MMCfg: w.mmCfg, Witness: witness})
	if errors.Is(err, mmcfg.ErrNoSite) {
		return nil, nil, false
	}
	if err != nil && !errors.As(err, &faults) {
		faults = mmcfg.Errors{{Reason: err.Error()}}
	}
	if site == nil {
		site = &mmcfg.Site{}
	}
	return site, faults, true
}

// problems are the errors in the settings, and the warnings.
func problems(faults, warnings mmcfg.Errors) []generator.Problem {
	var all []generator.Problem
	for _, fault := range faults {
		all = append(all, problemOf(fault))
	}
	for _, warning := range warnings {
		problem := problemOf(warning)
		problem.Warning = true
		all = append(all, problem)
	}
	return all
}

// problemOf splits an error into its place and the rest.
func problemOf(e *mmcfg.Error) generator.Problem {
	place, _ := strings.CutSuffix(e.Error(), ": "+e.Reason)
	return generator.Problem{Where: place, Text: e.Reason}
}

// lookup finds settings. A setting with a fault has its stock value, which is not what the
// site wants; so it counts as not known.
func lookup(settings *mmcfg.Settings, faults mmcfg.Errors) generator.Lookup {
	return func(name string) (pyvalue.Value, string, error) {
		if slices.ContainsFunc(faults, func(fault *mmcfg.Error) bool { return slices.Contains(fault.Names, name) }) {
			return nil, "", generator.ErrReported
		}
		value, _ := settings.Value(name)
		return value, place(settings.Origin(name)), nil
	}
}

// place is the file and line of a value, "" for a stock one.
func place(origin mmcfg.Origin) string {
	if origin.File == "" {
		return ""
	}
	return origin.String()
}

// unitsSection is what the INI file has in [units].
func unitsSection(u mmcfg.Units) generator.UnitsSection {
	return generator.UnitsSection{Sweep: given(u.Sweep), User: given(u.User), Group: given(u.Group), Runner: given(u.Runner), Jobs: given(u.Jobs)}
}

// jobTimes are what the INI file has in [jobs].
func jobTimes(times map[string]mmcfg.UnitsValue) map[string]generator.UnitsValue {
	all := make(map[string]generator.UnitsValue, len(times))
	for name, v := range times {
		all[name] = given(v)
	}
	return all
}

func given(v mmcfg.UnitsValue) generator.UnitsValue {
	return generator.UnitsValue{Text: v.Text, Where: place(v.Origin)}
}
