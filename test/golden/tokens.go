// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"maps"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// bijection pairs the chance tokens of one side with those of the other.
type bijection struct{ there, back map[string]string }

func newBijection() bijection {
	return bijection{map[string]string{}, map[string]string{}}
}

func (b bijection) clone() bijection {
	return bijection{maps.Clone(b.there), maps.Clone(b.back)}
}

// pair tells whether the two may stand for each other, and remembers it.
func (b bijection) pair(want, got string) bool {
	w, known := b.there[want]
	g, taken := b.back[got]
	if known || taken {
		return known && taken && w == got && g == want
	}
	b.there[want], b.back[got] = got, want
	return true
}

// patterns are the parts of a text that chance or the clock decide.
var patterns = regexp.MustCompile(strings.Join([]string{
	`(?P<boundary>={15}\d+==)`,
	`(?P<msgid>mailman\.\d+\.\d+\.\d+\.)`,
	`(?P<cookie>\b[0-9a-f]{40}\b)`,
	`(?P<date>[A-Z][a-z]{2}, +\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [-+]\d{4})`,
	`(?P<ctime>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:UTC )?\d{4})`,
	`(?P<epoch>\b1\d{9}(?:\.\d+)?\b)`,
	`(?P<password>\b(?:[aeiou][bcdfghkmnprstvwxz]|[bcdfghkmnprstvwxz][aeiou]){4}\b)`, // USER_FRIENDLY_PASSWORDS
}, "|"))

// token is a part of a text: kind "" for plain text.
type token struct{ kind, text string }

func tokenize(text string) []token {
	var tokens []token
	names := patterns.SubexpNames()
	at := 0
	for _, match := range patterns.FindAllStringSubmatchIndex(text, -1) {
		tokens = append(tokens, token{"", text[at:match[0]]})
		for i := 1; i < len(names); i++ {
			if match[2*i] >= 0 {
				tokens = append(tokens, token{names[i], text[match[0]:match[1]]})
			}
		}
		at = match[1]
	}
	return append(tokens, token{"", text[at:]})
}

// softBreak is where quoted-printable breaks a line, and perhaps a token.
var softBreak = regexp.MustCompile(`([^=])=\n`)

func joinSoft(text string) string { return softBreak.ReplaceAllString(text, "$1") }

// isToken tells whether a dict key is made by chance.
func isToken(key string) bool {
	tokens := tokenize(key)
	return len(tokens) == 3 && tokens[0].text == "" && tokens[2].text == "" && tokens[1].kind == "cookie"
}

// text compares two texts, part by part.
func (c *comparison) text(path, want, got string) {
	c.boundaries = newBijection()
	w, g := tokenize(joinSoft(want)), tokenize(joinSoft(got)) // of equal texts too, to pair their tokens
	if len(w) != len(g) {
		c.differ(path, "%s", firstDifference(want, got))
		return
	}
	for i := range w {
		if !c.token(w[i], g[i]) {
			c.differ(path, "%s", firstDifference(want, got))
			return
		}
	}
}

func (c *comparison) token(want, got token) bool {
	if want.kind != got.kind {
		return false
	}
	switch want.kind {
	case "":
		return want.text == got.text
	case "boundary":
		return c.boundaries.pair(want.text, got.text)
	case "msgid", "cookie", "password":
		return c.tokens.pair(want.text, got.text)
	}
	w, g := seconds(want), seconds(got)
	return want.text == got.text || math.Abs(w-g) <= clockTolerance
}

// seconds reads a time token; NaN, which is near to no number, for any other token.
func seconds(t token) float64 {
	layouts := map[string]string{"date": "Mon, _2 Jan 2006 15:04:05 -0700", "ctime": "Mon Jan _2 15:04:05 2006"}
	if layout, ok := layouts[t.kind]; ok {
		when, err := time.Parse(layout, strings.Replace(t.text, " UTC", "", 1))
		if err != nil {
			return math.NaN()
		}
		return float64(when.Unix())
	}
	s, err := strconv.ParseFloat(t.text, 64)
	if err != nil {
		return math.NaN()
	}
	return s
}

// firstDifference shows the first lines in which two texts differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var wl, gl string
		if i < len(w) {
			wl = w[i]
		}
		if i < len(g) {
			gl = g[i]
		}
		if wl != gl && !sameShape(wl, gl) {
			return "line " + strconv.Itoa(i+1) + "\n      want " + strconv.Quote(wl) + "\n      got  " + strconv.Quote(gl)
		}
	}
	return "a token or time differs:\n" + want + "\n------\n" + got
}

// sameShape tells whether lines differ in tokens alone.
func sameShape(want, got string) bool {
	w, g := tokenize(want), tokenize(got)
	if len(w) != len(g) {
		return false
	}
	for i := range w {
		if w[i].kind != g[i].kind || (w[i].kind == "" && w[i].text != g[i].text) {
			return false
		}
	}
	return true
}

// unfoldHeaders undoes the folding of header fields, in the message and in
// its parts: white space where a header is folded does not count.
func unfoldHeaders(text string) string {
	var out []string
	inHeader, nested := true, false
	for _, line := range strings.Split(text, "\n") {
		folded := inHeader && len(out) > 0 && line != "" && (line[0] == ' ' || line[0] == '\t')
		switch {
		case folded:
			out[len(out)-1] += " " + strings.TrimLeft(line, " \t")
			continue
		case line == "" && inHeader:
			inHeader, nested = nested, false
		case strings.HasPrefix(line, "--") && !inHeader:
			inHeader = true
		case inHeader && strings.HasPrefix(strings.ToLower(line), "content-type: message/"):
			nested = true
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
