// SPDX-License-Identifier: GPL-2.0-or-later

// Package address reads and writes addresses in header fields as email.utils of Python
// 2.7 does (email/utils.py, email/_parseaddr.py).
package address

import "strings"

// Address is a pair of email.utils.getaddresses.
type Address struct{ Name, Addr string }

// Sets of characters of email/_parseaddr.py: AddrlistClass.
const (
	addrBlank      = " \t"
	addrSpace      = " \t\r\n"
	addrSpecials   = `()<>@,:;."[]`
	addrAtomEnds   = addrSpecials + addrSpace
	addrPhraseEnds = `()<>@,:;"[]` + addrSpace
)

// maxAddressGroups bounds groups within groups (`a:b:c:..`). Python gives up
// with an exception at about as many.
const maxAddressGroups = 900

// ParseList is email.utils.getaddresses: the addresses of all values of a field. For text that
// is not an address the result is Python's, often an empty pair.
func ParseList(values []string) []Address {
	p := addressParser{field: strings.Join(values, ", ")}
	var all []Address
	for p.more() {
		if got := p.address(0); len(got) > 0 {
			all = append(all, got...)
		} else {
			all = append(all, Address{})
		}
	}
	return all
}

// maxFirst is how much of a field is read for its first address, in bytes. A field of many
// megabytes is not an address, and reading it would take seconds.
const maxFirst = 64 << 10

// Parse is email.utils.parseaddr: the first address, or an empty pair. Of the field the first
// 64 KB are read.
func Parse(value string) Address {
	p := addressParser{field: value[:min(len(value), maxFirst)]}
	if p.more() { // the text behind the first address does not matter, and may be long
		if got := p.address(0); len(got) > 0 {
			return got[0]
		}
	}
	return Address{}
}

// addressParser reads addresses as email/_parseaddr.py: AddrlistClass does.
type addressParser struct {
	field    string
	pos      int
	comments joined // the comments of the address that is being read
}

// joined collects texts with a space between each two. A field may be as long as the mail, and
// have millions of texts.
type joined struct {
	text strings.Builder
	some bool // there is a text, which may be empty
}

func (j *joined) add(text string) {
	if j.some {
		j.text.WriteByte(' ')
	}
	j.text.WriteString(text)
	j.some = true
}

func (j *joined) String() string { return j.text.String() }

func (p *addressParser) more() bool { return p.pos < len(p.field) }

// at tells whether the next character is one of set.
func (p *addressParser) at(set string) bool {
	return p.more() && strings.IndexByte(set, p.field[p.pos]) >= 0
}

// address reads one address, or a group with all in it (getaddress).
func (p *addressParser) address(depth int) []Address {
	p.comments = joined{}
	p.skip()
	start := p.pos
	first := p.firstPhrase()
	p.skip()
	found := p.rest(start, first, depth)
	p.skip()
	if p.at(",") {
		p.pos++
	}
	return found
}

// rest reads the text behind the words of an address that begins at start. first is the first
// of these words; nil where there are none.
func (p *addressParser) rest(start int, first *string, depth int) []Address {
	switch {
	case p.at(".@"):
		// The words were the local part. Its comments are read once more, and
		// so they occur twice.
		p.pos = start
		addr := p.addrSpec()
		return []Address{{p.comments.String(), addr}}
	case p.at(":"):
		p.pos++
		return p.group(depth + 1)
	case p.at("<"):
		name := p.phrasesFrom(start)
		addr := p.routeAddr()
		if p.comments.some {
			name += " (" + p.comments.String() + ")"
		}
		return []Address{{name, addr}}
	case first != nil:
		return []Address{{p.comments.String(), *first}}
	case p.at(addrSpecials):
		p.pos++
	}
	return nil
}

// group reads the members of a group to its semicolon.
func (p *addressParser) group(depth int) []Address {
	if depth > maxAddressGroups {
		p.pos = len(p.field)
	}
	var members []Address
	for p.more() {
		p.skip()
		if p.at(";") {
			p.pos++
			break
		}
		members = append(members, p.address(depth)...)
	}
	return members
}

// skip passes over white space and keeps comments (gotonext).
func (p *addressParser) skip() {
	for p.more() {
		switch {
		case p.at(addrSpace):
			p.pos++
		case p.at("("):
			p.comments.add(p.comment())
		default:
			return
		}
	}
}

// firstPhrase is the first of the words before an address, nil where there are none. It
// reads all of them.
func (p *addressParser) firstPhrase() (first *string) {
	p.phrases(func(word string) {
		if first == nil {
			it := word // a copy: otherwise word itself would be allocated on the heap for each word
			first = &it
		}
	})
	return first
}

// phrasesFrom are the words from start up to the current position, joined. They are read a
// second time for this: most fields with millions of words have no address behind them, so the
// words are not kept when they are first read.
func (p *addressParser) phrasesFrom(start int) string {
	var words joined
	again := addressParser{field: p.field[:p.pos], pos: start}
	again.phrases(words.add)
	return words.String()
}

// phrases reads the words before an address (getphraselist).
func (p *addressParser) phrases(add func(word string)) {
	for p.more() {
		switch {
		case p.at(addrSpace):
			p.pos++
		case p.at(`"`):
			add(p.delimited("\"\r"))
		case p.at("("):
			p.comments.add(p.comment())
		case p.at(addrPhraseEnds):
			return
		default:
			add(p.atom(addrPhraseEnds))
		}
	}
}

// routeAddr reads `<@route:addr>`; the route is dropped (getrouteaddr).
func (p *addressParser) routeAddr() string {
	route := false
	p.pos++
	p.skip()
	for p.more() {
		switch {
		case route:
			p.domain()
			route = false
		case p.at(">"):
			p.pos++
			return ""
		case p.at("@"):
			p.pos++
			route = true
		case p.at(":"):
			p.pos++
		default:
			addr := p.addrSpec()
			p.pos++
			return addr
		}
		p.skip()
	}
	return ""
}

// addrSpec reads `local@domain`; without a good domain it is empty, without a domain it is the
// local part (getaddrspec).
func (p *addressParser) addrSpec() string {
	var local strings.Builder
	p.skip()
	for p.more() {
		if p.at(".") {
			local.WriteByte('.')
			p.pos++
		} else if p.at(`"`) {
			local.WriteString(`"` + Quote(p.delimited("\"\r")) + `"`)
		} else if p.at(addrAtomEnds) {
			break
		} else {
			local.WriteString(p.atom(addrAtomEnds))
		}
		p.skip()
	}
	if !p.at("@") {
		return local.String()
	}
	p.pos++
	p.skip()
	domain := p.domain()
	if domain == "" {
		return ""
	}
	local.WriteString("@" + domain)
	return local.String()
}

// domain reads a domain; a second `@` makes it empty (getdomain).
func (p *addressParser) domain() string {
	var domain strings.Builder
	for p.more() {
		switch {
		case p.at(addrBlank):
			p.pos++
		case p.at("("):
			p.comments.add(p.comment())
		case p.at("["):
			domain.WriteString("[" + p.delimited("]\r") + "]")
		case p.at("."):
			p.pos++
			domain.WriteByte('.')
		case p.at("@"):
			return ""
		case p.at(addrAtomEnds):
			return domain.String()
		default:
			domain.WriteString(p.atom(addrAtomEnds))
		}
	}
	return domain.String()
}

// atom reads up to one of ends (getatom).
func (p *addressParser) atom(ends string) string {
	begin := p.pos
	for p.more() && !p.at(ends) { // strings.IndexAny takes longer for many short atoms
		p.pos++
	}
	return p.field[begin:p.pos]
}

// delimited reads from an opening character up to one of ends, without both.
// A backslash makes the next character an ordinary one (getdelimited).
func (p *addressParser) delimited(ends string) string {
	var b strings.Builder
	for p.pos++; p.more(); p.pos++ {
		switch {
		case p.at(ends):
			p.pos++
			return b.String()
		case p.at(`\`):
			p.pos++
			if !p.more() {
				return b.String()
			}
		}
		b.WriteByte(p.field[p.pos])
	}
	return b.String()
}

// comment reads a comment; the parentheses of comments within it are left out
// (getcomment). A carriage return closes one too.
func (p *addressParser) comment() string {
	var b strings.Builder
	depth := 1
	for p.pos++; p.more(); p.pos++ {
		switch {
		case p.at(")\r"):
			if depth--; depth == 0 {
				p.pos++
				return b.String()
			}
			continue
		case p.at("("):
			depth++
			continue
		case p.at(`\`):
			p.pos++
			if !p.more() {
				return b.String()
			}
		}
		b.WriteByte(p.field[p.pos])
	}
	return b.String()
}
