// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
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
	data, err := os.ReadFile("testdata/tables.txt")
	if err != nil {
		t.Fatal(err)
	}
	var bmp strings.Builder
	for r := rune(0); r < 0x10000; r++ {
		if utf8.ValidRune(r) {
			bmp.WriteRune(r)
		}
	}
	for line := range strings.Lines(string(data)) {
		var name, wantDecoded, wantEncoded string
		if _, err := fmt.Sscan(line, &name, &wantDecoded, &wantEncoded); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if got := decodedCRC(t, name); got != wantDecoded {
			t.Errorf("%s: the CRC of all that is decoded is %s, want %s", name, got, wantDecoded)
		}
		encoded, err := Encode(bmp.String(), name, Ignore)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(encoded))); got != wantEncoded {
			t.Errorf("%s: the CRC of all that is encoded is %s, want %s", name, got, wantEncoded)
		}
	}
}

func decodedCRC(t *testing.T, name string) string {
	crc := crc32.NewIEEE()
	decode := func(b string) {
		text, err := Decode(b, name, Replace)
		if err != nil {
			t.Errorf("Decode(%q, %q, Replace): %v", b, name, err)
		}
		crc.Write([]byte(text))
	}
	c, canonical := lookup(name)
	double := strings.HasPrefix(canonical, "utf-")
	if _, ok := c.(multibyte); ok {
		double = true
	}
	for a := range 256 {
		decode(string([]byte{byte(a)}))
		for b := 0; b < 256 && double; b++ {
			decode(string([]byte{byte(a), byte(b)}) + "AAAAAAAA")
		}
	}
	return fmt.Sprintf("%08x", crc.Sum32())
}
