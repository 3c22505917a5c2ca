// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

// node is one item of a parsed pattern (the operators of sre_constants.py).
type node interface{}

// seq are items that follow each other.
type seq []node

type (
	// class is one character: any of some ranges and categories.
	class struct {
		negate bool
		ranges [][2]rune
		cats   []category
	}
	// anyChar is a dot in a pattern.
	anyChar struct{}
	// at is a place: one of ^ $ A Z b B.
	at byte
	// branch are alternatives.
	branch []seq
	// group is a group in parentheses; number is 0 for one that captures nothing.
	group struct {
		number int
		body   seq
	}
	// repeat is an item that is repeated: as often as possible, or as rarely as possible.
	repeat struct {
		min, max int // max is unbounded for no end
		lazy     bool
		item     node
	}
	// look looks ahead or behind.
	look struct {
		behind, negate bool
		body           seq
	}
	// backref matches the text that a group matched.
	backref int
	// conditional is the sequence yes if a group matched, else the sequence no.
	conditional struct {
		group   int
		yes, no seq
	}
)

// unbounded is MAXREPEAT: no upper limit.
const unbounded = 1<<32 - 1

// category is a class of characters by a letter: d, s or w, or their
// complements D, S, W.
type category byte

func literal(r rune) class { return class{ranges: [][2]rune{{r, r}}} }

// width is how many characters a sequence can match, at least and at most (sre_parse.py:
// getwidth). References to groups count as having no width, as they do there.
func (s seq) width() (lo, hi int) {
	for _, n := range s {
		l, h := width(n)
		lo, hi = lo+l, hi+h
		lo, hi = min(lo, unbounded), min(hi, unbounded)
	}
	return min(lo, unbounded-1), min(hi, unbounded)
}

func width(n node) (lo, hi int) {
	switch n := n.(type) {
	case class, anyChar:
		return 1, 1
	case group:
		return n.body.width()
	case repeat:
		lo, hi = width(n.item)
		return times(lo, n.min), times(hi, n.max)
	case branch:
		lo = unbounded - 1
		for _, s := range n {
			l, h := s.width()
			lo, hi = min(lo, l), max(hi, h)
		}
		return lo, hi
	}
	return 0, 0
}

// times multiplies widths of at most MAXREPEAT without an overflow.
func times(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	if a > unbounded/b {
		return unbounded
	}
	return a * b
}
