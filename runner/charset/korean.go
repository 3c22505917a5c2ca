// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "strings"

// eucKR is euc-kr. Syllables that KS X 1001 lacks are spelt out: a filler and
// three letters (KS X 1001, annex 3).
type eucKR struct{ *table }

// The second bytes of the initial and of the final letters, in the order of Unicode's
// syllables; the vowels stand in that order in KS X 1001 too. A syllable without a final
// letter ends with a filler.
const (
	hangulFiller  = "\xA4\xD4"
	hangulInitial = "\xA1\xA2\xA4\xA7\xA8\xA9\xB1\xB2\xB3\xB5\xB6\xB7\xB8\xB9\xBA\xBB\xBC\xBD\xBE"
	hangulFinal   = "\xD4\xA1\xA2\xA3\xA4\xA5\xA6\xA7\xA9\xAA\xAB\xAC\xAD\xAE\xAF\xB0\xB1\xB2\xB4\xB5\xB6\xB7\xB8\xBA\xBB\xBC\xBD\xBE"
	hangulVowel   = 0xBF // of the first vowel
	hangulVowels  = 21
	hangulFirst   = 0xAC00
	hangulLast    = 0xD7A3
	hangulSpelt   = 8 // the length of a syllable that is spelt out
)

func (e *eucKR) next(b string, out *output) (n int, ok bool) {
	if !strings.HasPrefix(b, hangulFiller) {
		return e.table.next(b, out)
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

func (e *eucKR) put(r rune, out *output) bool {
	if e.table.put(r, out) {
		return true
	}
	if r < hangulFirst || r > hangulLast {
		return false
	}
	i := int(r - hangulFirst)
	out.add(hangulFiller)
	out.addBytes([]byte{
		0xA4, hangulInitial[i/len(hangulFinal)/hangulVowels],
		0xA4, byte(hangulVowel + i/len(hangulFinal)%hangulVowels),
		0xA4, hangulFinal[i%len(hangulFinal)],
	})
	return true
}
