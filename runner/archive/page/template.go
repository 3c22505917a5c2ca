// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
)

// templateKey is what a template is asked for by.
type templateKey struct{ name, lang string }

// template is one that was read and taken apart (HyperArch.py: quick_maketext).
// An index has an entry for each article of a volume, so that it must be filled
// fast.
type template struct {
	path   string
	whole  string // the text of the template; a character that its charset lacks is a reference
	parts  []part
	err    error // why it can't be filled
	logged bool
}

// part is text of the template's own, and the variable that follows it.
type part struct {
	literal string
	key     string // "" behind the last literal
	spec    string // what follows the key in the template: s, i, 04d
}

// values are the variables of a template, by name. What they give is in the
// page's charset and escaped.
type values func(name string) (pyvalue.Value, bool)

// valueMap are values that are made beforehand.
type valueMap map[string]pyvalue.Value

func (m valueMap) get(name string) (pyvalue.Value, bool) {
	v, ok := m[name]
	return v, ok
}

// template finds a template for a language.
func (p *Pages) template(name, lang string) (*template, error) {
	key := templateKey{name, lang}
	if t, ok := p.templates[key]; ok {
		return t, nil
	}
	found, err := i18n.Letter{Name: name, Lang: lang, List: p.list}.Find(p.site)
	if err != nil {
		return nil, fmt.Errorf("pages of the archive: %w", err)
	}
	t := parseTemplate(found.Text, p.site.CharsetOf(lang))
	t.path = found.Path
	p.templates[key] = t
	return t, nil
}

// parseTemplate takes a template apart, whose text is made fit for a charset.
func parseTemplate(text, charset string) *template {
	t := &template{whole: i18n.Text{S: text}.InHTML(charset)}
	literal, rest := "", t.whole
	for {
		before, after, found := strings.Cut(rest, "%")
		literal += before
		if !found {
			break
		}
		if rest, found = strings.CutPrefix(after, "%"); found {
			literal += "%"
			continue
		}
		key, spec, err := conversion(after)
		if err != nil {
			t.err = err
			return t
		}
		rest = after[len("()")+len(key)+len(spec):]
		t.parts = append(t.parts, part{literal, key, spec})
		literal = ""
	}
	t.parts = append(t.parts, part{literal: literal})
	return t
}

// conversion is a key in parentheses, and what stands behind it up to the letter
// that ends the conversion.
func conversion(s string) (key, spec string, err error) {
	if !strings.HasPrefix(s, "(") {
		return "", "", fmt.Errorf("a conversion without a name at %.20q", "%"+s)
	}
	key, rest, ok := strings.Cut(s[1:], ")")
	end := strings.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune("-+ #0123456789.lhL", r) })
	if !ok || end < 0 {
		return "", "", fmt.Errorf("a conversion without an end at %.20q", "%"+s)
	}
	return key, rest[:end+1], nil
}

// append fills the template. A value that does not fit its conversion is an
// error; b is then as it was.
func (t *template) append(b []byte, value values) ([]byte, error) {
	begin := len(b)
	for i := range t.parts {
		p := &t.parts[i]
		b = append(b, p.literal...)
		if p.spec == "" {
			break
		}
		v, ok := value(p.key)
		if !ok {
			v = pyvalue.Str("%(" + p.key + ")s") // SafeDict.py: __getitem__
		}
		if filled, ok := appendPlain(b, p.spec, v); ok {
			b = filled
			continue
		}
		filled, err := pyvalue.Format(pyvalue.Str("%"+p.spec), pyvalue.NewTuple(v))
		if err != nil {
			return b[:begin], fmt.Errorf("%%(%s)%s: %w", p.key, p.spec, err)
		}
		b = append(b, pyvalue.Text(filled)...)
	}
	return b, nil
}

// appendPlain appends a text or a number where the conversion takes it as it is.
func appendPlain(b []byte, spec string, v pyvalue.Value) (filled []byte, ok bool) {
	switch v := v.(type) {
	case pyvalue.Str:
		if spec == "s" {
			return append(b, v...), true
		}
	case int64:
		if spec == "s" || spec == "i" || spec == "d" {
			return strconv.AppendInt(b, v, 10), true
		}
	}
	return b, false
}

// fill makes a page, or a piece of one, of a template; size is about how long its
// values are.
func (p *Pages) fill(name, lang string, value values, size int) ([]byte, error) {
	t, err := p.template(name, lang)
	if err != nil {
		return nil, err
	}
	return p.appendFilled(make([]byte, 0, len(t.whole)+size), t, value), nil
}

// appendFilled appends a template filled, or as it stands where it can't be filled,
// with a line in the error log the first time.
func (p *Pages) appendFilled(b []byte, t *template, value values) []byte {
	if t.err == nil {
		if b, t.err = t.append(b, value); t.err == nil {
			return b
		}
	}
	if !t.logged {
		p.site.Logs.Logf("error", "broken template: %s\n%v", t.path, t.err)
		t.logged = true
	}
	return append(b, t.whole...)
}

// fillAround is fill in pieces: wherever the template has %(long)s, the text of that
// variable is a piece of its own, which is not copied. size is about how long the other
// values are.
func (p *Pages) fillAround(name, lang string, value values, long, text string, size int) ([][]byte, error) {
	t, err := p.template(name, lang)
	if err != nil {
		return nil, err
	}
	var pieces [][]byte
	for i, between := range t.cutAt(long) {
		if i > 0 {
			pieces = append(pieces, unsafe.Slice(unsafe.StringData(text), len(text))) // it is only read
		}
		filled, err := between.append(make([]byte, 0, len(t.whole)+size), value)
		if t.err = errors.Join(t.err, err); t.err != nil {
			return [][]byte{p.appendFilled(nil, t, value)}, nil
		}
		pieces = append(pieces, filled)
	}
	return pieces, nil
}

// cutAt are the templates between which the variable stands, as %(key)s.
func (t *template) cutAt(key string) (all []template) {
	begin := 0
	for i, p := range t.parts {
		if p.key == key && p.spec == "s" {
			literal := part{literal: p.literal}
			all = append(all, template{parts: append(slices.Clone(t.parts[begin:i]), literal)})
			begin = i + 1
		}
	}
	return append(all, template{parts: t.parts[begin:]})
}
