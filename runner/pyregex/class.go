// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Blanks, digits and letters in ASCII (SRE_IS_SPACE and its like in _sre.c),
// and the blanks of Unicode as Python 2.7 knows them.
var (
	asciiBlanks  = [][2]rune{{'\t', '\r'}, {' ', ' '}}
	asciiDigits  = [][2]rune{{'0', '9'}}
	asciiWord    = [][2]rune{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	unicodeBlank = [][2]rune{{'\t', '\r'}, {0x1c, ' '}, {0x85, 0x85}, {0xa0, 0xa0}, {0x1680, 0x1680},
		{0x180e, 0x180e}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}}
)

// text writes a class of characters.
func (set class) text(flags Flags) string {
	ranges := set.ranges
	if flags&IgnoreCase != 0 {
		ranges = foldRanges(ranges, flags)
	}
	var with, without []string // properties of Unicode that belong to the class, and properties whose complements do
	for _, c := range set.cats {
		known, property := c.meaning(wide(flags))
		switch {
		case property == "" && c.isComplement():
			ranges = append(slices.Clip(ranges), complement(known)...)
		case property == "":
			ranges = append(slices.Clip(ranges), known...)
		case c.isComplement():
			without = append(without, property)
		default:
			with = append(with, property)
		}
	}
	ranges = normal(slices.Clone(ranges))
	if len(without) == 0 {
		return simple(set.negate, ranges, with)
	}
	return mixed(set.negate, ranges, with, without)
}

// simple writes a class that regexp2 has in the same form.
func simple(negate bool, ranges [][2]rune, properties []string) string {
	if !negate && len(properties) == 0 && len(ranges) == 1 && ranges[0][0] == ranges[0][1] {
		return char(ranges[0][0])
	}
	var b strings.Builder
	b.WriteString(map[bool]string{true: `[^`, false: `[`}[negate])
	for _, r := range ranges {
		b.WriteString(char(r[0]))
		if r[1] > r[0] {
			b.WriteString(`-` + char(r[1]))
		}
	}
	b.WriteString(strings.Join(properties, "") + `]`)
	return b.String()
}

// mixed writes a class that has complements of properties among its members,
// which regexp2 gets wrong.
func mixed(negate bool, ranges [][2]rune, with, without []string) string {
	if len(ranges) == 0 && len(with) == 0 && len(without) == 1 {
		return simple(!negate, nil, without)
	}
	var all []string
	if len(ranges) > 0 || len(with) > 0 {
		all = append(all, simple(false, ranges, with))
	}
	for _, property := range without {
		all = append(all, simple(true, nil, []string{property}))
	}
	any := strings.Join(all, `|`)
	if negate {
		return `(?:(?!` + any + `).)`
	}
	return `(?:` + any + `)`
}

func (c category) isComplement() bool { return c < 'a' }

// meaning is what belongs to a category, as ranges or as a property of Unicode. Of a category
// in upper case it is what does not belong to it.
func (c category) meaning(wide bool) (ranges [][2]rune, property string) {
	switch unicode.ToLower(rune(c)) {
	case 'd':
		if wide {
			return nil, `\p{Nd}`
		}
		return asciiDigits, ""
	case 's':
		if wide {
			return unicodeBlank, ""
		}
		return asciiBlanks, ""
	}
	if wide {
		return nil, `\p{L}\p{N}_`
	}
	return asciiWord, ""
}

// foldRanges adds to ranges the lower case forms of their characters, since text is compared in
// lower case, and the letters that Python takes for the same.
func foldRanges(ranges [][2]rune, flags Flags) [][2]rune {
	folded := slices.Clone(ranges)
	add := func(r rune) { folded = append(folded, [2]rune{r, r}) }
	for _, rg := range ranges {
		for _, cased := range unicode.CaseRanges {
			for r := max(rg[0], rune(cased.Lo)); r <= min(rg[1], rune(cased.Hi)); r++ {
				add(lower(r, flags))
			}
		}
	}
	if !wide(flags) {
		return folded
	}
	for _, letters := range alike {
		if slices.ContainsFunc(folded, func(rg [2]rune) bool {
			return slices.ContainsFunc(letters, func(l rune) bool { return rg[0] <= l && l <= rg[1] })
		}) {
			for _, l := range letters {
				add(l)
			}
		}
	}
	return folded
}

// normal sorts ranges and joins those that overlap or follow each other.
func normal(ranges [][2]rune) (joined [][2]rune) {
	slices.SortFunc(ranges, func(a, b [2]rune) int { return int(a[0] - b[0]) })
	for _, r := range ranges {
		if n := len(joined); n > 0 && r[0] <= joined[n-1][1]+1 {
			joined[n-1][1] = max(joined[n-1][1], r[1])
			continue
		}
		joined = append(joined, r)
	}
	return joined
}

// complement is all characters that are not in ranges, which must be sorted.
func complement(ranges [][2]rune) (rest [][2]rune) {
	from := rune(0)
	for _, r := range ranges {
		if r[0] > from {
			rest = append(rest, [2]rune{from, r[0] - 1})
		}
		from = r[1] + 1
	}
	return append(rest, [2]rune{from, unicode.MaxRune})
}

// char writes a character that stands for itself.
func char(r rune) string {
	if r < 0x80 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
		return string(r)
	}
	return fmt.Sprintf(`\x{%X}`, r)
}
