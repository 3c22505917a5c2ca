// SPDX-License-Identifier: GPL-2.0-or-later

package member

import (
	"encoding/base64"
	"strings"
)

// RandomPassword makes up a password of MEMBER_PASSWORD_LENGTH characters
// (Utils.py: MakeRandomPassword): of syllables that can be said, with
// USER_FRIENDLY_PASSWORDS, else of any letters and digits.
func (r Roster) RandomPassword() string {
	length := max(0, r.list.Env().Settings.Int("MEMBER_PASSWORD_LENGTH"))
	var b strings.Builder
	for b.Len() < length {
		random := r.list.Env().Random()
		if !r.list.Env().Settings.Bool("USER_FRIENDLY_PASSWORDS") {
			b.WriteString(base64.RawStdEncoding.EncodeToString(random[:18]))
			continue
		}
		for _, r := range random {
			b.WriteString(syllable(r))
		}
	}
	return b.String()[:length]
}

// syllable is a vowel and a consonant, in either order. Of a byte's values 170 stand
// for one syllable each, and for the others it is empty, so that all syllables are
// equally likely.
func syllable(random byte) string {
	const vowels, consonants = "aeiou", "bcdfghkmnprstvwxz"
	const pairs = len(vowels) * len(consonants)
	if int(random) >= 2*pairs {
		return ""
	}
	v := string(vowels[int(random)%pairs%len(vowels)])
	c := string(consonants[int(random)%pairs/len(vowels)])
	if int(random) < pairs {
		return c + v
	}
	return v + c
}
