// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mmgen/generator/mmcfg/eval"
)

// check reports settings that can't be known or have the wrong type, and puts
// stock values in their place.
func (l *loader) check() {
	l.checkKnown()
	s := newStock(l.at.layout, l.pinned())
	for i := range stockTable {
		e := &stockTable[i]
		name := e.name
		st, ok := l.settings.vals[name]
		if !ok || e.kind.fits(st.value) {
			continue
		}
		l.errs = append(l.errs, &Error{File: st.origin.File, Line: st.origin.Line, Names: []string{name},
			Reason: fmt.Sprintf("%s must be %s, not %s", name, wants[e.kind], shortRepr(st.value))})
		v := newStock(l.at.layout, nil).value(name)
		if w := s.make(e.value); e.kind.fits(w) {
			v = w
		}
		l.settings.vals[name] = setting{value: v}
	}
}

// unknownGroup are settings that one unknown reached in one line.
type unknownGroup struct {
	file    string
	line    int
	unknown *eval.Unknown
}

// checkKnown reports what can't be known: an error where a runner reads it.
func (l *loader) checkKnown() {
	fatal, harmless := map[unknownGroup][]string{}, map[unknownGroup][]string{}
	for _, name := range slices.Sorted(maps.Keys(l.bindings)) {
		b := l.bindings[name]
		e := stockFor(name)
		read := e != nil && e.kind != unread
		switch {
		case b.Opaque && read:
			l.errs = append(l.errs, &Error{File: b.File, Line: b.Line, Names: []string{name},
				Reason: fmt.Sprintf("%s must be %s, not a function, module or the like", name, wants[e.kind])})
		case b.Unknown == nil || !isSetting(name):
		case read:
			g := unknownGroup{b.File, b.Line, b.Unknown}
			fatal[g] = append(fatal[g], name)
		default:
			g := unknownGroup{b.File, b.Line, b.Unknown}
			harmless[g] = append(harmless[g], name)
		}
	}
	for g, names := range fatal {
		l.errs = append(l.errs, g.report(names, "; set it in [mm_cfg] of mmgen.ini"))
	}
	for g, names := range harmless {
		l.warnings = append(l.warnings, g.report(names, ""))
	}
	l.errs.sort()
}

func (g unknownGroup) report(names []string, advice string) *Error {
	reason := g.unknown.Reason
	if g.unknown.File != g.file || g.unknown.Line != g.line {
		reason += fmt.Sprintf(" (%s:%d)", g.unknown.File, g.unknown.Line)
	}
	if len(names) > 1 {
		advice = strings.Replace(advice, "set it", "set them", 1)
	}
	return &Error{File: g.file, Line: g.line, Names: names,
		Reason: fmt.Sprintf("%s can't be known without running Python: %s%s", sprintNames(names), reason, advice)}
}

// sprintNames lists at most five names.
func sprintNames(names []string) string {
	if len(names) <= 5 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:5], ", "), len(names)-5)
}
