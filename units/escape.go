// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"strings"
)

// How a string gets into a unit file differs from option to option. Checked
// against systemd 252; the rules of 239 are the same.

var percent = strings.NewReplacer("%", "%%")

// plain is for an option whose whole value is one string: SourcePath=.
func plain(s string) string { return percent.Replace(s) }

// glob is for PathExistsGlob= and ConditionPathExistsGlob=, which take the
// whole value: characters that are special to glob(3) are literal in dir, pattern is
// appended as it is. Braces count too (GLOB_BRACE).
func glob(dir, pattern string) string {
	return plain(globEscaper.Replace(dir)) + pattern
}

var globEscaper = strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`, `\`, `\\`)

// Watchable reports whether a path unit sees what happens in dir. systemd
// watches a glob's directory under its escaped name, so with a character that
// has to be escaped it watches nothing.
func Watchable(dir string) bool { return !strings.ContainsAny(dir, `*?[{\`) }

// word is for one word of a list: ReadWritePaths=, RequiresMountsFor=.
func word(s string) string { return quote(plain(s)) }

// bindWord is for one word of BindPaths=, where a colon separates.
func bindWord(s string) string {
	return strings.ReplaceAll(word(s), ":", `\:`)
}

// argument is for one argument in ExecStart=.
func argument(s string) string { return quote(strings.ReplaceAll(plain(s), "$", "$$")) }

// program is for the program in ExecStart=, where no variable is expanded.
func program(path string) string { return quote(plain(path)) }

// quote puts a string in quotes if it needs them.
func quote(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\"'\\;") {
		return s
	}
	return `"` + quoteEscaper.Replace(s) + `"`
}

var quoteEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// join makes a list of words.
func join(words []string, escape func(string) string) string {
	escaped := make([]string, len(words))
	for i, w := range words {
		escaped[i] = escape(w)
	}
	return strings.Join(escaped, " ")
}

// optional marks a path that may be missing. systemd wants the mark before the
// path and takes it inside of quotes as well.
func optional(path string) string { return "-" + path }
