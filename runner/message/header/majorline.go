// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
)

// MajorLine decodes a header value into one line (CookHeaders.py: ch_oneline). The line is in
// the first charset that the value names, or in us-ascii where it names none; where that
// charset lacks a character of the other words, the line is in UTF-8. A value that can't be
// decoded is returned as it stands, without its line breaks; the charset is then us-ascii,
// which may be wrong.
func MajorLine(value string) (line, charsetName string) {
	line, charsetName, err := majorLine(value)
	if err != nil {
		return DropLineEnds(value), "us-ascii"
	}
	return line, charsetName
}

func majorLine(value string) (line, name string, err error) {
	chunks, err := Decode(value)
	if err != nil {
		return "", "", err
	}
	for i, c := range chunks {
		chunks[i].Text = strings.TrimRight(c.Text, pystr.Blanks)
		if name == "" {
			name = c.Charset
		}
	}
	if name == "" {
		name = "us-ascii"
	}
	h, err := Make(chunks, Layout{})
	if err != nil {
		return "", "", err
	}
	text, err := h.Unicode()
	if err != nil {
		return "", "", err
	}
	line = dropTextLineEnds(text)
	if charset.Known(name) && !charset.Holds(line, name) {
		name = "utf-8"
	}
	line, err = charset.Encode(line, name, charset.Replace)
	return line, name, err
}
