// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message/transfer"
)

// Chunk is one piece of a decoded header: bytes and their charset, lower case. Text that was
// not in an encoded word has no charset (None in Python); Encoded is true for an encoded word,
// whose charset may be empty too.
type Chunk struct {
	Text, Charset string
	Encoded       bool
}

// maxChunks is the largest number of chunks that a value may have.
const maxChunks = 100_000

// Decode is email.header.decode_header: the encoded words of a value
// decoded, and what stands between them. The error is ErrHeaderParse, also where
// there are more than 100,000 chunks.
//
// Python's quirks are kept: words of the same charset are joined, and so is plain
// text, with a blank; without any encoded word the value comes back as it is,
// folded lines without one keep their indentation.
//
// One quirk is not kept: for Python an encoded word ends only before white space or at the end
// of its line. Some software writes words that touch each other or other text, and Python takes
// them for one garbled word, or for plain text. Here they are words, and text that touches a
// word is part of its chunk, since a blank is written between chunks.
func Decode(value string) ([]Chunk, error) {
	if _, ok := findWord(value); !ok {
		return []Chunk{{Text: value}}, nil
	}
	var d wordDecoder
	for line, _, rest := pystr.CutLine(value); ; line, _, rest = pystr.CutLine(rest) {
		if err := d.line(line); err != nil {
			return nil, err
		}
		if len(d.chunks) > maxChunks {
			return nil, fmt.Errorf("decode a header of too many words: %w", ErrParse)
		}
		if rest == "" {
			d.close()
			return d.chunks, nil
		}
	}
}

// HasTouchingWords tells whether an encoded word of the value touches another word or other
// text, so that Python does not decode it as a word.
func HasTouchingWords(value string) bool {
	for rest, first := value, true; ; first = false {
		w, ok := findWord(rest)
		if !ok {
			return false
		}
		before, behind := rest[:w.start], rest[w.end:]
		if before == "" && !first || before != "" && strings.IndexByte(pystr.Blanks, before[len(before)-1]) < 0 ||
			behind != "" && strings.IndexByte(pystr.Blanks, behind[0]) < 0 {
			return true
		}
		rest = behind
	}
}

// wordDecoder collects chunks. The text of the last one is in text until the
// next one begins.
type wordDecoder struct {
	chunks  []Chunk
	text    strings.Builder
	touched bool // text that touches the last word is behind it
}

func (d *wordDecoder) line(line string) error {
	w, ok := findWord(line)
	if !ok {
		d.begin(Chunk{})
		d.text.WriteString(line)
		return nil
	}
	for first := true; ok && len(d.chunks) <= maxChunks; w, ok = findWord(line) {
		c := Chunk{Charset: pystr.Lower(w.charset), Encoded: true}
		text, err := w.decode()
		if err != nil {
			return err
		}
		before := d.between(line[:w.start], c, first)
		if w.start == 0 && !first {
			c = d.touching(c, text)
		}
		if !d.in(c) {
			d.begin(c)
		}
		if before != "" {
			d.touch(before)
		}
		line, first = line[w.end:], false
		d.text.WriteString(text)
		d.touched = false
	}
	d.plain(d.behind(line))
	return nil
}

// touching is the chunk of a word that touches the last one. Where one of the two words is in
// us-ascii, it gets the charset of the other, since a chunk of us-ascii is written with blanks
// around it.
func (d *wordDecoder) touching(c Chunk, text string) Chunk {
	last := &d.chunks[len(d.chunks)-1]
	switch {
	case c.Charset == "us-ascii" && pystr.IsASCII(text):
		return *last
	case last.Charset == "us-ascii" && pystr.IsASCII(d.text.String()):
		*last = c
	}
	return c
}

// between takes the text before a word of the chunk c: from the beginning of the line where
// first is true, else from the word before. It returns the part of the text that touches the
// word. A blank between the two words is kept where nothing else brings one: no plain text
// stands between them, which would be a chunk of its own, and both words or none of them are in
// us-ascii.
func (d *wordDecoder) between(text string, c Chunk, first bool) (before string) {
	if !first {
		text = d.behind(text)
	}
	i := strings.LastIndexAny(text, pystr.Blanks) + 1
	if pystr.IsASCII(text[i:]) {
		text, before = text[:i], text[i:]
	}
	gap := first || text != ""
	if d.plain(text) || !gap || len(d.chunks) == 0 {
		return before
	}
	last := d.chunks[len(d.chunks)-1]
	switch {
	case !last.Encoded || (last.Charset == "us-ascii") != (c.Charset == "us-ascii"):
	case d.touched:
		d.touch(" ")
	case before != "":
		before = " " + before
	}
	return before
}

// behind takes the text that touches the last word, and returns the text that follows.
func (d *wordDecoder) behind(text string) (rest string) {
	n := strings.IndexAny(text, pystr.Blanks)
	if n < 0 {
		n = len(text)
	}
	if n == 0 || !pystr.IsASCII(text[:n]) {
		return text
	}
	d.touch(text[:n])
	d.touched = true
	return text[n:]
}

// touch adds ASCII text to the chunk of a word.
func (d *wordDecoder) touch(text string) {
	if b, err := charset.Encode(text, d.chunks[len(d.chunks)-1].Charset, charset.Strict); err == nil {
		text = b
	}
	d.text.WriteString(text)
}

// plain takes text that is not encoded. It tells whether there is any.
func (d *wordDecoder) plain(text string) bool {
	text = pystr.Strip(text)
	if text == "" {
		return false
	}
	if d.in(Chunk{}) {
		d.text.WriteByte(' ')
	} else {
		d.begin(Chunk{})
	}
	d.text.WriteString(text)
	return true
}

// in tells whether the last chunk has the charset of c; the text of c is empty.
func (d *wordDecoder) in(c Chunk) bool {
	n := len(d.chunks)
	return n > 0 && d.chunks[n-1] == c
}

func (d *wordDecoder) begin(c Chunk) {
	d.close()
	d.chunks = append(d.chunks, c)
}

func (d *wordDecoder) close() {
	if n := len(d.chunks); n > 0 {
		d.chunks[n-1].Text = d.text.String()
	}
	d.text.Reset()
}

// encodedWord is an encoded word found in a text.
type encodedWord struct {
	start, end    int
	charset, text string
	base64        bool
}

// findWord finds the first encoded word (email/header.py: ecre): charset up to
// the next `?`, `q` or `b`, text up to wordEnd.
func findWord(s string) (w encodedWord, ok bool) {
	for at := 0; ; {
		i := strings.Index(s[at:], "=?")
		if i < 0 {
			return w, false
		}
		w.start = at + i
		at = w.start + 1
		open := w.start + 2
		n := strings.IndexByte(s[open:], '?')
		if n < 0 {
			return w, false
		}
		text := open + n + len("?q?")
		if text > len(s) || s[text-1] != '?' || strings.IndexByte("qQbB", s[text-2]) < 0 {
			continue
		}
		end := wordEnd(s, text)
		if end < 0 {
			// No later word on this line has an end either.
			next := strings.IndexByte(s[text:], '\n')
			if next < 0 {
				return w, false
			}
			at = max(at, lastOpen(s, at, text+next))
			continue
		}
		w.charset, w.text, w.end = s[open:open+n], s[text:end], end+len("?=")
		w.base64 = s[text-2] == 'b' || s[text-2] == 'B'
		return w, true
	}
}

// wordEnd is where the `?=` stands that ends the word whose text begins at from, -1 where there
// is none on its line. It is the first `?=`, unless other text touches that, and the same run
// of characters ends with another `?=`: some software leaves question marks in a word.
func wordEnd(s string, from int) int {
	first := -1
	for i := from; i < len(s) && s[i] != '\n'; i++ {
		switch {
		case first >= 0 && (strings.IndexByte(pystr.Blanks, s[i]) >= 0 || strings.HasPrefix(s[i:], "=?")):
			return first
		case !strings.HasPrefix(s[i:], "?="):
		case i+2 == len(s) || strings.IndexByte(" \t\n", s[i+2]) >= 0:
			return i
		case first < 0:
			first = i
			i++
		}
	}
	return first
}

// lastOpen is the last place from `from` up to eol where a word could begin whose charset
// reaches into the next line.
func lastOpen(s string, from, eol int) int {
	if i := strings.LastIndex(s[from:eol], "=?"); i >= 0 {
		return from + i
	}
	return eol
}

// decode undoes the word's encoding. Missing base64 padding is added.
func (w encodedWord) decode() (string, error) {
	if !w.base64 {
		return transfer.DecodeWordQ(w.text), nil
	}
	text := w.text
	if n := len(text) % 4; n != 0 {
		text += "==="[:4-n]
	}
	data, ok := transfer.DecodeBase64(text)
	if !ok {
		return "", fmt.Errorf("decode the word in %q (incorrect padding): %w", w.charset, ErrParse)
	}
	return data, nil
}
