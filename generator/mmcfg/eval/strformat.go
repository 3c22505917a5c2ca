// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strconv"
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
)

// textFormat is str.format() with plain fields: {}, {0}, {name}, each with
// !r or !s, an attribute or index behind it. A format specification is not
// followed.
func textFormat(ev *Interp, recv any, a *args) (any, error) {
	template, ok := recv.(string)
	if !ok {
		w := string(recv.(unicode))
		if !isASCII(w) {
			return ev.unknown("format() of a unicode that is not ASCII is not followed"), nil
		}
		v, err := textFormat(ev, w, a)
		if s, isStr := v.(string); isStr && err == nil {
			w, err := ev.toUnicode(s)
			return w, err
		}
		return v, err
	}
	f := fieldFormatter{ev: ev, args: a}
	for template != "" {
		i := strings.IndexAny(template, "{}")
		if i < 0 {
			break
		}
		f.parts = append(f.parts, template[:i])
		brace := template[i]
		template = template[i+1:]
		if template != "" && template[0] == brace {
			f.parts = append(f.parts, string(brace))
			template = template[1:]
			continue
		}
		if brace == '}' {
			return nil, ev.raise(excValueError, "Single '}' encountered in format string")
		}
		end := strings.IndexByte(template, '}')
		if end < 0 {
			return nil, ev.raise(excValueError, "Single '{' encountered in format string")
		}
		u, err := f.field(template[:end])
		if u != nil || err != nil {
			return u, err
		}
		template = template[end+1:]
	}
	return ev.text(append(f.parts, template)...)
}

type fieldFormatter struct {
	ev    *Interp
	args  *args
	parts []string
	auto  int
}

// field writes one replacement field.
func (f *fieldFormatter) field(field string) (*Unknown, error) {
	ev := f.ev
	if err := ev.spend(0); err != nil {
		return nil, err
	}
	name, spec, _ := strings.Cut(field, ":")
	name, conv, _ := strings.Cut(name, "!")
	if spec != "" || strings.ContainsAny(field, "{") || conv != "" && conv != "r" && conv != "s" || strings.ContainsAny(name, ".[") {
		u := ev.unknown("the format {%s} is not followed", field)
		ev.mayRaise(u)
		return u, nil
	}
	v, err := f.arg(name)
	if err != nil {
		return nil, err
	}
	if conv == "r" {
		v, err = ev.repr(v)
	} else {
		v, err = ev.str(v)
	}
	if err != nil {
		return nil, err
	}
	if u := unknownOf(v); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	s, _ := pyvalue.Text(v)
	f.parts = append(f.parts, s)
	return nil, nil
}

func (f *fieldFormatter) arg(name string) (any, error) {
	if name == "" {
		name = strconv.Itoa(f.auto)
		f.auto++
	}
	if i, err := strconv.Atoi(name); err == nil {
		if i >= len(f.args.pos) {
			return nil, f.ev.raise(excIndexError, "tuple index out of range")
		}
		return f.args.pos[i], nil
	}
	for i, n := range f.args.names {
		if n == name {
			return f.args.kw[i], nil
		}
	}
	return nil, f.ev.raiseArgs(excKeyError, name)
}
