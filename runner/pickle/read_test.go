// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"mmgen/generator/pyvalue"
)

// longTexts are texts of about a megabyte, by what is in them.
func longTexts() map[string]string {
	fill := func(piece string) string { return strings.Repeat(piece, longFile/len(piece)+1) }
	return map[string]string{
		"lines":       fill("a line of text\n"),
		"line ends":   fill("\n"),
		"8-bit":       fill("caf\xc3\xa9 \xe9\xff\x00\n"),
		"backslashes": fill(`\`),
		"odd":         fill("\\x\\'\"'\\n\t\r"),
		"quotes":      fill(`"'`),
		"one quote":   fill("word ") + "'",
	}
}

// TestReadOwn: a long text at the beginning of a file is what it is, wherever the pieces end
// in which it is read, and what follows stays.
func TestReadOwn(t *testing.T) {
	for name, text := range longTexts() {
		for shift := range 9 {
			text := strings.Repeat("x", shift) + text
			file, err := Dump(pyvalue.Str(text), 0)
			if err != nil {
				t.Fatal(err)
			}
			file = append(file, "I7\n."...)
			data, err := ReadOwn(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			if len(data) > len(text)+100 {
				t.Errorf("%s: %d bytes for a text of %d", name, len(data), len(text))
			}
			v, rest, err := LoadOwn(data)
			if err != nil || v != pyvalue.Str(text) || string(rest) != "I7\n." {
				t.Fatalf("%s, shifted by %d: another text, %q behind it, %v", name, shift, rest, err)
			}
		}
	}
}

// TestReadOwnLeaves: other files are read as they are.
func TestReadOwnLeaves(t *testing.T) {
	long := strings.Repeat("x", longFile)
	for name, file := range map[string]string{
		"empty": "", "short": "S'a'\n.", "binary": "U\x01a.", "long and binary": "T\x00\x00\x10\x00" + long + ".",
		"without an end": "S'" + long, "without a quote": "S'" + long + "\n.", "another quote": "S'" + long + "\"\n.",
		"no text": long, "half an escape": "S'" + long + "\\x1'\n.", "a lone backslash": "S'" + long + "\\'\n.", "octal": "S'" + long + "\\101'\n.",
		"blanks behind": "S'" + long + "'" + strings.Repeat(" ", 2*window) + "\n.",
	} {
		data, err := ReadOwn(strings.NewReader(file), int64(len(file)))
		if err != nil || string(data) != file {
			t.Errorf("%s: %d bytes %.20q, %v", name, len(data), data, err)
		}
	}
	failing := iotest.ErrReader(syscall.EIO)
	if _, err := ReadOwn(readerAt{failing}, longFile); !errors.Is(err, syscall.EIO) {
		t.Errorf("a disk that fails: %v", err)
	}
	if data, err := ReadOwn(strings.NewReader("S'a'"), 100); err != nil || string(data) != "S'a'" {
		t.Errorf("a file that became shorter: %q, %v", data, err)
	}
}

// readerAt reads the same wherever it is asked to.
type readerAt struct{ io.Reader }

func (r readerAt) ReadAt(p []byte, _ int64) (int, error) { return r.Read(p) }
