// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/stock"
)

// check reports settings that can't be known or have the wrong type, and puts
// stock values in their place.
func (l *loader) check() {
	l.checkKnown()
	s := stock.New(l.at.layout, l.pinned())
	for _, e := range stock.Table() {
		name := e.Name
		st, ok := l.settings.vals[name]
		if !ok || e.Kind.Fits(st.value) {
			continue
		}
		l.errs = append(l.errs, &Error{File: st.origin.File, Line: st.origin.Line, Names: []string{name},
			Reason: fmt.Sprintf("%s must be %s, not %s", name, e.Kind, shortRepr(st.value))})
		v := stock.New(l.at.layout, nil).Value(name)
		if w := s.Make(&e); e.Kind.Fits(w) {
			v = w
		}
		l.settings.vals[name] = setting{value: v}
	}
}

// unknownGroup is settings that one Unknown made unknown in one line. If they are many, it is
// all of them, in the line of the Unknown itself.
type unknownGroup struct {
	file    string
	line    int
	unknown *eval.Unknown
}

// manyNames is up to how many unknown settings are named one by one. If there are more, the
// user should mend their cause.
const manyNames = 5

// checkKnown reports settings that can't be known. It is an error if mmgen or mmrun read one.
func (l *loader) checkKnown() {
	count := map[*eval.Unknown]int{}
	for name, b := range l.bindings {
		if b.Unknown != nil && isSetting(name) {
			count[b.Unknown]++
		}
	}
	fatal, harmless := map[unknownGroup][]string{}, map[unknownGroup][]string{}
	for _, name := range slices.Sorted(maps.Keys(l.bindings)) {
		b := l.bindings[name]
		e := stock.For(name)
		read := e != nil && e.Kind != stock.Unread
		if b.Opaque && read {
			l.errs = append(l.errs, &Error{File: b.File, Line: b.Line, Names: []string{name},
				Reason: fmt.Sprintf("%s must be %s, not a function, module or the like", name, e.Kind)})
		}
		if b.Unknown == nil || !isSetting(name) {
			continue
		}
		g := unknownGroup{b.File, b.Line, b.Unknown}
		if count[b.Unknown] > manyNames {
			g.file, g.line = b.Unknown.File, b.Unknown.Line
		}
		if read {
			fatal[g] = append(fatal[g], name)
		} else {
			harmless[g] = append(harmless[g], name)
		}
	}
	for g, names := range fatal {
		l.errs = append(l.errs, g.report(names, l.remedy(names)))
	}
	for g, names := range harmless {
		if fatal[g] == nil {
			l.warnings = append(l.warnings, g.report(names, ""))
		}
	}
	l.errs.sort()
}

// remedy says how the user makes settings known: by lines of the INI file or, if they are
// many, by plain assignments in place of their cause.
func (l *loader) remedy(names []string) string {
	if len(names) > manyNames {
		return "; write what this line does as plain assignments (NAME = value), or take it out and set in [mm_cfg] of mmgen.ini what differs from the stock settings"
	}
	values := stock.New(l.at.layout, nil)
	lines := make([]string, len(names))
	for i, name := range names {
		lines[i] = fmt.Sprintf("%s = %s", name, shortRepr(values.Value(name)))
	}
	it := "it"
	if len(names) > 1 {
		it = "them"
	}
	return fmt.Sprintf("; set %s in [mm_cfg] of mmgen.ini, as in %s", it, strings.Join(lines, ", "))
}

func (g unknownGroup) report(names []string, advice string) *Error {
	reason := g.unknown.Reason
	if g.unknown.File != g.file || g.unknown.Line != g.line {
		reason += fmt.Sprintf(" (%s:%d)", g.unknown.File, g.unknown.Line)
	}
	what := strings.Join(names, ", ")
	if len(names) > manyNames {
		what = fmt.Sprintf("%d settings, %s among them,", len(names), names[0])
	}
	return &Error{File: g.file, Line: g.line, Names: names,
		Reason: fmt.Sprintf("%s can't be known without running Python: %s%s", what, reason, advice)}
}
