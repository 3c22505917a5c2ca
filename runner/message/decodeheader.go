// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"fmt"
	"strings"

	"mmgen/runner/charset"
)

// Chunk is one piece of a decoded header: bytes and their charset, lower case.
// Text that was not in an encoded word has no charset (None in Python);
// Encoded tells it from an encoded word whose charset is left empty.
type Chunk struct {
	Text, Charset string
	Encoded       bool
}

// DecodeHeader is email.header.decode_header: the encoded words of a value
// decoded, and what stands between them. The error is ErrHeaderParse.
//
// Python's quirks are kept: an encoded word ends only before white space or at
// the end of its line; words of the same charset are joined, and so is plain
// text, with a blank; without any encoded word the value comes back as it is,
// folded lines without one keep their indentation.
func DecodeHeader(value string) ([]Chunk, error) {
	if _, ok := findWord(value); !ok {
		return []Chunk{{Text: value}}, nil
	}
	var d wordDecoder
	for line, _, rest := cutLine(value); ; line, _, rest = cutLine(rest) {
		if err := d.line(line); err != nil {
			return nil, err
		}
		if rest == "" {
			d.close()
			return d.chunks, nil
		}
	}
}

// wordDecoder collects chunks. The text of the last one is in text until the
// next one begins.
type wordDecoder struct {
	chunks []Chunk
	text   strings.Builder
}

func (d *wordDecoder) line(line string) error {
	w, ok := findWord(line)
	if !ok {
		d.begin(Chunk{})
		d.text.WriteString(line)
		return nil
	}
	for ; ok; w, ok = findWord(line) {
		d.plain(line[:w.start])
		line = line[w.end:]
		text, err := w.decode()
		if err != nil {
			return err
		}
		c := Chunk{Charset: lowerASCII(w.charset), Encoded: true}
		if !d.in(c) {
			d.begin(c)
		}
		d.text.WriteString(text)
	}
	d.plain(line)
	return nil
}

func (d *wordDecoder) plain(text string) {
	text = strings.Trim(text, charset.Blanks)
	if text == "" {
		return
	}
	if d.in(Chunk{}) {
		d.text.WriteByte(' ')
	} else {
		d.begin(Chunk{})
	}
	d.text.WriteString(text)
}

// in tells whether the last chunk is one like c, which has no text.
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
// the next `?`, `q` or `b`, text up to the first `?=` that white space or the
// end of the line follows.
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

// wordEnd is where the `?=` stands that ends the word whose text begins at
// from, -1 where there is none on its line.
func wordEnd(s string, from int) int {
	for i := from; i < len(s) && s[i] != '\n'; i++ {
		if s[i] != '?' || !strings.HasPrefix(s[i:], "?=") {
			continue
		}
		if i+2 == len(s) || strings.IndexByte(" \t\n", s[i+2]) >= 0 {
			return i
		}
	}
	return -1
}

// lastOpen is the last place before eol, at or behind from, from where a
// word's charset could reach into the next line.
func lastOpen(s string, from, eol int) int {
	if i := strings.LastIndex(s[from:eol], "=?"); i >= 0 {
		return from + i
	}
	return eol
}

// decode undoes the word's encoding. Missing base64 padding is added.
func (w encodedWord) decode() (string, error) {
	if !w.base64 {
		return decodeWordQ(w.text), nil
	}
	text := w.text
	if n := len(text) % 4; n != 0 {
		text += "==="[:4-n]
	}
	data, ok := a2bBase64(text)
	if !ok {
		return "", fmt.Errorf("decode the word in %q (incorrect padding): %w", w.charset, ErrHeaderParse)
	}
	return data, nil
}
