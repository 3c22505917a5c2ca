// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"strconv"
	"strings"

	"github.com/coreos/go-systemd/v22/unit"

	"mmgen/templates"
)

// filling is what turns a template into the lines of a unit.
type filling struct {
	version int
	when    map[string]bool   // the words after "#:" that are true
	values  map[string]string // the values, by the name between two @, escaped for their places
}

// fill reads the templates of the given names one after the other. A value of
// several lines makes as many options of one.
func (f filling) fill(names ...string) []*unit.UnitOption {
	var opts []*unit.UnitOption
	for _, name := range names {
		for _, opt := range template(name) {
			value, condition, _ := strings.Cut(opt.Value, "#:")
			value, present := f.expand(strings.TrimSpace(value))
			if !present || !f.holds(strings.Fields(condition)) {
				continue
			}
			for line := range strings.SplitSeq(value, "\n") {
				opts = append(opts, unit.NewUnitOption(opt.Section, opt.Name, line))
			}
		}
	}
	return opts
}

// template reads a template: sections, and lines NAME=VALUE. TestTemplates checks that
// each template exists and has no other lines.
func template(name string) []unit.UnitOption {
	text, _ := templates.Units.ReadFile("units/" + name)
	var opts []unit.UnitOption
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, found := strings.CutPrefix(line, "["); found {
			section = strings.TrimSuffix(name, "]")
		} else if name, value, found := strings.Cut(line, "="); found {
			opts = append(opts, unit.UnitOption{Section: section, Name: name, Value: value})
		}
	}
	return opts
}

func (f filling) holds(condition []string) bool {
	for i := 0; i < len(condition); i++ {
		if condition[i] == "since" && i+1 < len(condition) {
			i++
			if since, err := strconv.Atoi(condition[i]); err != nil || f.version < since {
				return false
			}
		} else if !f.when[condition[i]] {
			return false
		}
	}
	return true
}

// expand puts values in; present is false if one of them is empty.
func (f filling) expand(text string) (value string, present bool) {
	var b strings.Builder
	for {
		before, name, after, found := cutPlaceholder(text)
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		if f.values[name] == "" {
			return "", false
		}
		b.WriteString(f.values[name])
		text = after
	}
}

// cutPlaceholder finds the first @name@; a system call group (@system-service)
// is not one.
func cutPlaceholder(text string) (before, name, after string, found bool) {
	for start := 0; start < len(text); start++ {
		if text[start] != '@' {
			continue
		}
		end := start + 1
		for end < len(text) && text[end] >= 'a' && text[end] <= 'z' {
			end++
		}
		if end > start+1 && end < len(text) && text[end] == '@' {
			return text[:start], text[start+1 : end], text[end+1:], true
		}
	}
	return text, "", "", false
}
