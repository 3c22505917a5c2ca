// SPDX-License-Identifier: GPL-2.0-or-later

package sitetest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
)

// Case is a world that a file describes, and the texts that are in the file.
//
// The file is a txtar archive. What stands before its first text is about the
// world: blank lines, comments that begin with #, settings (`NAME = value`) and
// attributes of the list "test" (`list.name = value`). A value is a number, a
// 'text' with Go's escapes, True, False, None, or a list of such: [1, 'a'].
type Case struct {
	*World
	Texts map[string]string
}

// OpenCase makes the world of a file, with that list in it.
func OpenCase(t testing.TB, path string) *Case {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := &Case{World: New(t), Texts: map[string]string{}}
	attrs := map[string]pyvalue.Value{}
	for n, line := range strings.Split(string(archive.Comment), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		name, text, _ := strings.Cut(line, " = ")
		v, ok := parseValue(text)
		if !ok {
			t.Fatalf("%s:%d: %s: not `NAME = value`", path, n+1, line)
		}
		if attr, ok := strings.CutPrefix(name, "list."); ok {
			attrs[attr] = mlist.FromSetting(v)
		} else {
			c.Set(name, v)
		}
	}
	c.AddList(t, "test", attrs)
	for _, f := range archive.Files {
		c.Texts[f.Name] = string(f.Data)
	}
	return c
}

// parseValue reads a value.
func parseValue(s string) (v mmcfg.Value, ok bool) {
	switch s {
	case "True":
		return true, true
	case "False":
		return false, true
	case "None":
		return nil, true
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return f, true
	}
	if inner, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(inner, "]") {
		return parseList(strings.TrimSuffix(inner, "]"))
	}
	if len(s) < 2 || s[0] != '\'' || s[len(s)-1] != '\'' {
		return nil, false
	}
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(s[1:len(s)-1], `"`, `\"`) + `"`)
	return pyvalue.Str(text), err == nil
}

func parseList(s string) (v mmcfg.Value, ok bool) {
	list := &pyvalue.List{}
	if s == "" {
		return list, true
	}
	for _, item := range strings.Split(s, ", ") {
		v, ok := parseValue(item)
		if !ok {
			return nil, false
		}
		list.Items = append(list.Items, v)
	}
	return list, true
}
