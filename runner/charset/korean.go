// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"

	"golang.org/x/text/encoding/korean"

	"mmgen/generator/pyvalue/pystr"
)

// ksX1001 is KS X 1001, cp949 its extension by Windows.
var (
	ksX1001 = table{enc: korean.EUCKR, grid: true}
	cp949   = table{enc: korean.EUCKR}
)

// eucKR is euc-kr. Syllables that KS X 1001 lacks are spelt out: a filler and
// three letters (KS X 1001, annex 3).
type eucKR struct{ *tableCodec }

// The second bytes of initial and final letters, in the order of Unicode's
// syllables. Vowels stand in that order. Without a final letter there is a
// filler.
const (
	hangulFiller  = "\xA4\xD4"
	hangulInitial = "\xA1\xA2\xA4\xA7\xA8\xA9\xB1\xB2\xB3\xB5\xB6\xB7\xB8\xB9\xBA\xBB\xBC\xBD\xBE"
	hangulFinal   = "\xD4\xA1\xA2\xA3\xA4\xA5\xA6\xA7\xA9\xAA\xAB\xAC\xAD\xAE\xAF\xB0\xB1\xB2\xB4\xB5\xB6\xB7\xB8\xBA\xBB\xBC\xBD\xBE"
	hangulVowel   = 0xBF // the first one's
	hangulVowels  = 21
	hangulFirst   = 0xAC00
	hangulLast    = 0xD7A3
	hangulSpelt   = 8 // length of a syllable spelt out
)

func (e *eucKR) next(b string, out *output) (n int, ok bool) {
	if !strings.HasPrefix(b, hangulFiller) {
		return e.tableCodec.next(b, out)
	}
	if len(b) < hangulSpelt {
		return len(b), false
	}
	initial := strings.IndexByte(hangulInitial, b[3])
	vowel := int(b[5]) - hangulVowel
	final := strings.IndexByte(hangulFinal, b[7])
	if b[2] != 0xA4 || b[4] != 0xA4 || b[6] != 0xA4 ||
		initial < 0 || vowel < 0 || vowel >= hangulVowels || final < 0 {
		return hangulSpelt, false
	}
	out.addRune(hangulFirst + rune((initial*hangulVowels+vowel)*len(hangulFinal)+final))
	return hangulSpelt, true
}

func (e *eucKR) put(text string, out *output) (n int, ok bool) {
	if n, ok = e.tableCodec.put(text, out); ok {
		return n, true
	}
	r, n := pystr.DecodeRune(text)
	if r < hangulFirst || r > hangulLast {
		return n, false
	}
	i := int(r - hangulFirst)
	vowel := i / len(hangulFinal) % hangulVowels
	out.add(hangulFiller)
	out.addBytes([]byte{
		0xA4, hangulInitial[i/len(hangulFinal)/hangulVowels],
		0xA4, byte(hangulVowel + vowel),
		0xA4, hangulFinal[i%len(hangulFinal)],
	})
	return n, true
}
