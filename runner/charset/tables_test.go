// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTables compares whole codecs with Python 2.7's. Each line of tables.txt
// has a codec, the CRC of all its one-byte texts decoded with 'replace' (with
// codecs of several bytes, also of all two-byte texts with AAAAAAAA behind
// them), and the CRC of the basic multilingual plane encoded with 'ignore'.
func TestTables(t *testing.T) {
	var bmp strings.Builder
	for r := rune(0); r < 0x10000; r++ {
		if utf8.ValidRune(r) {
			bmp.WriteRune(r)
		}
	}
	for _, line := range linesOf(t, "testdata/tables.txt") {
		name := line[0]
		if got := decodedCRC(t, name); got != line[1] {
			t.Errorf("%s: the CRC of all that is decoded is %s, want %s", name, got, line[1])
		}
		if got := encodedCRC(t, name, bmp.String()); got != line[2] {
			t.Errorf("%s: the CRC of all that is encoded is %s, want %s", name, got, line[2])
		}
	}
}

// TestSharedCodes compares the codecs in which some codes are other characters
// than in Python, or are none in one of the two. Each line of shared.txt has a
// codec, the CRC of the characters of all codes of two bytes, the CRC of those
// characters encoded again, and the codes that are left out.
func TestSharedCodes(t *testing.T) {
	for _, line := range linesOf(t, "testdata/shared.txt") {
		name, omitted := line[0], map[int]bool{}
		for _, span := range line[3:] {
			var first, last int
			if _, err := fmt.Sscanf(span, "%X-%X", &first, &last); err != nil {
				t.Fatalf("%s: %q: %v", name, span, err)
			}
			for ; first <= last; first++ {
				omitted[first] = true
			}
		}
		var all strings.Builder
		for code := 0x8140; code <= 0xFEFE; code++ {
			if code&0xFF >= 0x40 && !omitted[code] {
				if text, err := Decode(string([]byte{byte(code >> 8), byte(code)}), name, Strict); err == nil {
					all.WriteString(text)
				}
			}
		}
		if got := crcOf(all.String()); got != line[1] {
			t.Errorf("%s: the CRC of what is decoded is %s, want %s", name, got, line[1])
		}
		if got := encodedCRC(t, name, all.String()); got != line[2] {
			t.Errorf("%s: the CRC of what is encoded is %s, want %s", name, got, line[2])
		}
	}
}

// linesOf has the fields of each line of a file.
func linesOf(t *testing.T, path string) (lines [][]string) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		fields := strings.Fields(string(line))
		if len(fields) < 3 {
			t.Fatalf("%s: %q", path, line)
		}
		lines = append(lines, fields)
	}
	return lines
}

func decodedCRC(t *testing.T, name string) string {
	crc := crc32.NewIEEE()
	decode := func(b string) {
		text, err := Decode(b, name, Replace)
		if err != nil {
			t.Fatalf("Decode(%q, %q, Replace): %v", b, name, err)
		}
		crc.Write([]byte(text))
	}
	kind, _, _ := lookup(name)
	table, ok := kind.start().(*table)
	single := ok && len(table.codes) == 1 && table.codes[0].last == 0xFF
	for a := range 256 {
		decode(string([]byte{byte(a)}))
		for b := 0; b < 256 && !single; b++ {
			decode(string([]byte{byte(a), byte(b)}) + "AAAAAAAA")
		}
	}
	return fmt.Sprintf("%08x", crc.Sum32())
}

func encodedCRC(t *testing.T, name, text string) string {
	encoded, err := Encode(text, name, Ignore)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return crcOf(encoded)
}

func crcOf(s string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(s))) }
