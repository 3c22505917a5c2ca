// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"slices"
	"strings"
)

// Code is the text of a statement or expression. It tells what the text may change, for
// text that is not followed.
type Code struct {
	tokens []token
	// Bound are the names that the text assigns to, deletes, imports or defines, each
	// with its attributes, as in a.b. For a skipped statement it may have more names.
	Bound []string
	used  []string
}

// Used are the names that the text mentions, each with its attributes, as in a.b.c.
func (c *Code) Used() []string {
	if c.used == nil {
		c.used = []string{}
		for i := range c.tokens {
			if path := pathAt(c.tokens, i); path != "" {
				c.used = append(c.used, path)
			}
		}
	}
	return c.used
}

// Called are the names of what the text calls, "" for what has no name.
func (c *Code) Called() (names []string) {
	for i, t := range c.tokens {
		if i > 0 && t.is("(") && c.tokens[i-1].endsOperand() {
			names = append(names, pathAt(c.tokens, i-1))
		}
	}
	return names
}

// Has says whether one of these keywords or operators is in the text.
func (c *Code) Has(words ...string) bool {
	return slices.ContainsFunc(c.tokens, func(t token) bool {
		return (t.kind == tKeyword || t.kind == tOp) && slices.Contains(words, t.text)
	})
}

// HasStar says whether there is an import * in the text.
func (c *Code) HasStar() bool {
	for i, t := range c.tokens {
		if t.is("*") && i > 0 && c.tokens[i-1].is("import") {
			return true
		}
	}
	return false
}

// HasName says whether is holds for a name in the text, those of attributes included.
func (c *Code) HasName(is func(name string) bool) bool {
	return slices.ContainsFunc(c.tokens, func(t token) bool { return t.kind == tName && is(t.text) })
}

// Size is how many tokens the text has.
func (c *Code) Size() int { return len(c.tokens) }

// pathAt is the name at token i, with its attributes. It is "" if the token is no name,
// or is itself an attribute.
func pathAt(tokens []token, i int) string {
	if tokens[i].kind != tName || i > 1 && tokens[i-1].is(".") && tokens[i-2].endsOperand() {
		return ""
	}
	path := tokens[i].text
	for i++; i+1 < len(tokens) && tokens[i].is(".") && tokens[i+1].kind == tName; i += 2 {
		path += "." + tokens[i+1].text
	}
	return path
}

func firstOf(path string) string {
	name, _, _ := strings.Cut(path, ".")
	return name
}

// boundIn are the names that skipped text may bind: all names of each line in which
// anything may bind one.
func boundIn(tokens []token) (bound []string) {
	assigns := func(t token) bool { return t.kind == tOp && isAssignment(t.text) }
	for len(tokens) > 0 {
		n := 1 + slices.IndexFunc(tokens, func(t token) bool { return t.kind == tNewline })
		if n == 0 {
			n = len(tokens)
		}
		line := &Code{tokens: tokens[:n]}
		if line.Has("for", "del", "as", "import", "def", "class", "global", "except") || slices.ContainsFunc(line.tokens, assigns) {
			bound = append(bound, line.Used()...)
		}
		tokens = tokens[n:]
	}
	return bound
}

func isAssignment(op string) bool {
	return strings.HasSuffix(op, "=") && op != "==" && op != "!=" && op != "<=" && op != ">="
}
