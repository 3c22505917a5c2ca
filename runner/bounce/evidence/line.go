// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
)

// line is a line of a report without its line end, as it stands there and in small letters.
type line struct{ text, lower string }

func newLine(raw string) line {
	text := strings.TrimRight(head(raw, maxLine), " \t\r\n")
	return line{text, pystr.Lower(text)}
}

// verdict is what a line says of the recipient that it is about.
type verdict int

const (
	silent verdict = iota
	temporary
	permanent
)

// Postfix says noDomain where the DNS has no such domain, and noAnswer where the DNS did not
// answer.
const (
	noDomain = "domain name not found"
	noAnswer = "not found, try again"
)

var (
	permanentWords = []string{"user unknown", "unknown user", "unknown recipient", "recipient unknown", "unknown host", "host unknown",
		"unknown or illegal", "no such user", "no such person", "no such recipient", "no such address", "no mailbox here", "no mx found",
		"no valid recipients", "does not exist", "doesn't exist", "not found", "wasn't found", "couldn't be found", "not listed in",
		"invalid user", "invalid recipient", "invalid mailbox", "mailbox unavailable", "mailbox is full", "mailbox full", "over quota",
		"quota exceeded", "account is disabled", "account has been disabled", "permanent failure"}
	temporaryWords = []string{"deferred", "timed out", "timeout", "temporar", "try again later", "expired"}
)

// verdict is what the codes in the line say, or else its words.
func (l line) verdict() verdict {
	words := strings.Replace(l.lower, noDomain, "", 1)
	switch code := l.code(); {
	case code != silent:
		return code
	case strings.Contains(words, noAnswer):
		return temporary
	case containsAny(words, permanentWords):
		return permanent
	case containsAny(words, temporaryWords):
		return temporary
	}
	return silent
}

// code is what the codes in the line say. A status code (X.Y.Z) tells more than a
// reply code: a server that gives up has 554 4.4.7.
func (l line) code() (v verdict) {
	detailed := false
	for i := 0; i < len(l.text); i++ {
		if c := l.text[i]; (c == '4' || c == '5') && l.isCode(i) {
			status := l.text[i+1] == '.'
			switch {
			case status && !detailed:
				v, detailed = ofClass(c), true
			case status == detailed:
				v = max(v, ofClass(c))
			}
		}
	}
	return v
}

func ofClass(c byte) verdict {
	if c == '5' {
		return permanent
	}
	return temporary
}

// isCode tells whether a code begins at an offset: a reply code that stands for the
// failure of a recipient or a message, or a status code.
func (l line) isCode(i int) bool {
	if i > 0 && l.text[i-1] < 0x80 && strings.IndexByte(" \t:;,'\"[(=>#-", l.text[i-1]) < 0 {
		return false
	}
	text := l.text[i:]
	if len(text) < 3 || text[1] == '.' {
		return isStatus(text)
	}
	return '0' <= text[1] && text[1] <= '5' && isDigit(text[2]) && (len(text) == 3 || text[3] == ' ' || text[3] == '-')
}

// isStatus tells whether a text begins with exactly three numbers between points. A network
// address has four.
func isStatus(text string) bool {
	subject, ok := afterNumber(text[1:])
	if !ok {
		return false
	}
	rest, ok := afterNumber(subject)
	return ok && !(len(rest) > 1 && rest[0] == '.' && isDigit(rest[1]))
}

// afterNumber is what follows a point and a number of one to three digits.
func afterNumber(text string) (rest string, ok bool) {
	n := 1
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return text[min(n, len(text)):], strings.HasPrefix(text, ".") && 2 <= n && n <= 4
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// place is where an address stands in a line: offsets of its first byte and of the
// byte after it.
type place struct{ start, end int }

// places are those of the addresses in a text (RFC 5322 section 3.4.1, without
// comments and domain literals; RFC 6531 section 3.3).
func places(text string) (all []place) {
	from := 0
	for {
		at := strings.IndexByte(text[from:], '@')
		if at < 0 {
			return all
		}
		at += from
		start, end := localStart(text[from:at])+from, domainEnd(text, at+1)
		from = at + 1
		if start < at && strings.IndexByte(text[at+1:end], '.') > 0 {
			all = append(all, place{start, end})
			from = end
		}
	}
}

// localStart is where a local part begins that ends a text.
func localStart(text string) int {
	if strings.HasSuffix(text, `"`) {
		if open := strings.LastIndexByte(text[:len(text)-1], '"'); open >= 0 {
			return open
		}
	}
	start := len(text)
	for start > 0 && isAtom(text[start-1]) {
		start--
	}
	start = behindPunctuation(text, start)
	for start < len(text) && strings.IndexByte("'`", text[start]) >= 0 {
		start++
	}
	return start
}

func domainEnd(text string, start int) int {
	end := start
	for end < len(text) && (isAlnum(text[end]) || strings.IndexByte("-._", text[end]) >= 0) {
		end++
	}
	end = start + foreignEnd(text[start:end])
	for end > start && strings.IndexByte("-._", text[end-1]) >= 0 {
		end--
	}
	return end
}

// behindPunctuation is where a local part begins that a text has from an offset on:
// behind punctuation beyond ASCII, as in Chinese, which needs no blank.
func behindPunctuation(text string, start int) int {
	i := strings.LastIndexFunc(text[start:], isForeignPunctuation)
	if i < 0 {
		return start
	}
	_, size := utf8.DecodeRuneInString(text[start+i:])
	return start + i + size
}

// foreignEnd is where a domain ends that is followed by other text in a script without
// blanks: before punctuation beyond ASCII, and behind a last label that began in ASCII.
func foreignEnd(domain string) int {
	if i := strings.IndexFunc(domain, isForeignPunctuation); i >= 0 {
		domain = domain[:i]
	}
	label := strings.LastIndexByte(domain, '.') + 1
	if label == len(domain) || domain[label] >= utf8.RuneSelf {
		return len(domain)
	}
	if i := strings.IndexFunc(domain[label:], func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
		return label + i
	}
	return len(domain)
}

func isForeignPunctuation(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r))
}

func isAtom(c byte) bool { return isAlnum(c) || strings.IndexByte("!#$%&'*+/=?^_`{|}~.-", c) >= 0 }

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// addresses are those in a text.
func addresses(text string) (addrs []string) {
	for _, p := range places(text) {
		addrs = append(addrs, text[p.start:p.end])
	}
	return addrs
}
