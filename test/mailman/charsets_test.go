// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"encoding/hex"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"mmgen/runner/charset"
)

// charsetTexts is how many texts are tried in each charset.
const charsetTexts = 300

// documented are the charsets of which package charset says in what they are not
// Python's, and why. Its own tests hold all that is alike in them.
var documented = map[string]bool{"big5": true, "big5hkscs": true, "cp950": true}

// isPrivate tells characters that mean nothing in mail: package charset knows no codes
// for them.
func isPrivate(r rune) bool { return unicode.Is(unicode.Co, r) }

// TestCharsets: texts in each charset that is known here, whole and damaged, are decoded
// and encoded as Python does it, with each way to go on after an error.
func TestCharsets(t *testing.T) {
	in := findInstalled(t)
	out, err := exec.Command(in.python, "testdata/charsets.py", strconv.FormatUint(*firstSeed, 10), strconv.Itoa(charsetTexts)).Output()
	if err != nil {
		t.Fatal(err)
	}
	tried, faults := map[string]bool{}, map[string]int{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		name := f[0]
		if !charset.Known(name) || documented[name] {
			continue
		}
		tried[name] = true
		private := strings.ContainsFunc(unhex(t, f[3]), isPrivate)
		for i, mode := range []charset.Mode{charset.Strict, charset.Replace, charset.Ignore} {
			decoded, err := charset.Decode(unhex(t, f[1]), name, mode)
			encoded, encodeErr := charset.Encode(unhex(t, f[5]), name, mode)
			for _, c := range []struct {
				what, of, got, want string
				err                 error
			}{{"decoding", f[1], decoded, f[2+i], err}, {"encoding", f[5], encoded, f[6+i], encodeErr}} {
				if got := hexOr(c.got, c.err); got != c.want && !(private && c.what == "decoding") {
					if faults[name]++; faults[name] <= 3 {
						t.Errorf("%s, %s %s, mode %d: %s, Python has %s", name, c.what, c.of, mode, got, c.want)
					}
				}
			}
		}
	}
	if len(tried) < 50 {
		t.Errorf("only %d charsets were tried", len(tried))
	}
	for name, n := range faults {
		t.Errorf("%s: %d differences", name, n)
	}
}

func unhex(t *testing.T, digits string) string {
	t.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// hexOr is a text in hexadecimal, or "-" for an error.
func hexOr(text string, err error) string {
	if err != nil {
		return "-"
	}
	return hex.EncodeToString([]byte(text))
}
