// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xrash/smetrics"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/stock"
	"mmgen/generator/pyvalue"
)

// applyINI gives the INI file the last word on settings.
func (l *loader) applyINI() {
	l.applySection(sectionMMCfg, l.applyEntry)
	l.applySection(sectionQRunners, l.applyRunner)
	if l.result == nil {
		l.hostWarning()
	}
}

// applySection applies the entries of a section of the INI file.
func (l *loader) applySection(name string, apply func(iniEntry) error) {
	for _, e := range l.ini.sections[name] {
		if err := apply(e); err != nil {
			l.errs = append(l.errs, &Error{File: l.ini.path, Line: e.line, Reason: err.Error(), Names: l.about(e.key)})
		}
	}
}

// about is the setting that an error in the INI file is about; none if there is no such
// setting.
func (l *loader) about(name string) []string {
	if _, ok := l.settings.vals[name]; !ok {
		return nil
	}
	return []string{name}
}

// hostWarning warns if a site without Python files does not name its mail host: the stock one
// will hardly be right.
func (l *loader) hostWarning() {
	if l.settings.Origin("DEFAULT_EMAIL_HOST").File == "" && len(l.ini.sections[sectionMMCfg]) > 0 {
		l.warnings = append(l.warnings, &Error{File: l.ini.path,
			Reason: fmt.Sprintf("DEFAULT_EMAIL_HOST is not set; %s is assumed", l.settings.Str("DEFAULT_EMAIL_HOST"))})
	}
}

// applyEntry sets one setting of [mm_cfg].
func (l *loader) applyEntry(e iniEntry) error {
	if !l.known(e.key) {
		return fmt.Errorf("no setting of Mailman is called %s%s", e.key, l.hint(e.key))
	}
	if err := pure(e.code); err != nil {
		return fmt.Errorf("%s: %w", e.key, err)
	}
	b, err := l.iniValue(e, l.pinned())
	switch {
	case err != nil:
		if ee, ok := err.(*eval.Error); ok {
			return fmt.Errorf("%s: %s", e.key, ee.Reason())
		}
		return err
	case b.Unknown != nil:
		return fmt.Errorf("%s can't be known: %s", e.key, b.Unknown.Reason)
	case b.Opaque:
		return fmt.Errorf("%s: a function or module is no value", e.key)
	}
	l.settings.vals[e.key] = setting{b.Value, Origin{l.ini.path, e.line}}
	delete(l.bindings, e.key)
	if l.result != nil {
		l.result.Set(e.key, b.Value, l.ini.path, e.line)
	}
	return nil
}

// known says whether the site has a setting of that name.
func (l *loader) known(name string) bool {
	if !isSetting(name) {
		return false
	}
	if stock.For(name) != nil {
		return true
	}
	if _, ok := l.settings.vals[name]; ok {
		return true
	}
	b, ok := l.bindings[name]
	return ok && !b.Opaque
}

// hint proposes the setting whose name is most similar.
func (l *loader) hint(name string) string {
	best, distance := "", 3
	for _, known := range l.settings.Names() {
		if d := smetrics.WagnerFischer(strings.ToUpper(name), known, 1, 1, 1); d < distance {
			best, distance = known, d
		}
	}
	if best == "" {
		return ""
	}
	return "; is " + best + " meant?"
}

// runnerNames are the runners that Mailman has.
var runnerNames = [...]string{
	"ArchRunner", "BounceRunner", "CommandRunner", "IncomingRunner", "NewsRunner", "OutgoingRunner", "VirginRunner",
	"RetryRunner", "MaildirRunner",
}

// applyRunner sets one count of QRUNNERS.
func (l *loader) applyRunner(e iniEntry) error {
	st := l.settings.vals["QRUNNERS"]
	if !stock.KindRunners.Fits(st.value) {
		st.value = stock.New(l.at.layout, nil).Value("QRUNNERS")
	}
	items := pyvalue.Items(st.value)
	n, err := strconv.Atoi(e.text)
	if err != nil || n < 0 || n > stock.MaxRunners {
		return fmt.Errorf("%s = %s: want how many to run, 0 to %d", e.key, clip(e.text), stock.MaxRunners)
	}
	entry := pyvalue.NewTuple(pyvalue.Str(e.key), int64(n))
	out, known := &pyvalue.List{}, slices.Contains(runnerNames[:], e.key)
	for _, it := range items {
		if name, _ := pyvalue.AsString(pyvalue.Items(it)[0]); name == e.key {
			it, known = entry, true
		}
		out.Items = append(out.Items, it)
	}
	switch {
	case !known:
		return fmt.Errorf("there is no runner %s; want one of %s", e.key, strings.Join(runnerNames[:], ", "))
	case !slices.Contains(out.Items, Value(entry)):
		out.Items = append(out.Items, entry)
	}
	l.settings.vals["QRUNNERS"] = setting{out, Origin{l.ini.path, e.line}}
	return nil
}
