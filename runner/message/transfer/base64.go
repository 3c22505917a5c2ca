// SPDX-License-Identifier: GPL-2.0-or-later

package transfer

// DecodeBase64 is binascii.a2b_base64: characters that are not base64 are skipped, and padding
// ends the data. ok is false where bits are left over ("Incorrect padding").
func DecodeBase64(s string) (data string, ok bool) {
	d := base64Decoder{out: make([]byte, 0, len(s)*3/4)}
	for i := 0; i < len(s); i++ {
		if d.read(s, i) {
			return string(d.out), true
		}
	}
	return string(d.out), d.count == 0
}

// base64Runs decodes base64 like DecodeBase64, and goes on behind padding. Data without their
// padding are decoded too. whole is false where a single character is left over, which is only
// a part of a byte, and where bits are left over behind padding, since that text may be another
// one.
func base64Runs(s string) (data string, whole bool) {
	d := base64Decoder{out: make([]byte, 0, len(s)*3/4)}
	first := true
	for i := 0; i < len(s); i++ {
		if d.read(s, i) {
			d = base64Decoder{out: d.out}
			first = false
		}
	}
	return string(d.out), d.count == 0 || first && d.count < 6
}

// base64Decoder takes base64 character by character.
type base64Decoder struct {
	out         []byte
	bits, count uint // the bits that are left over from the characters so far, and how many they are
	quad        int  // characters since the last group of four
}

// read takes the character at i. It tells whether that is padding which ends
// the data.
func (d *base64Decoder) read(s string, i int) (ends bool) {
	if s[i] == '=' {
		return d.quad > 2 || d.quad == 2 && padFollows(s[i+1:])
	}
	v := base64Value(s[i])
	if v < 0 {
		return false
	}
	d.quad = (d.quad + 1) & 3
	d.bits = d.bits<<6 | uint(v)
	if d.count += 6; d.count >= 8 {
		d.count -= 8
		d.out = append(d.out, byte(d.bits>>d.count))
		d.bits &= 1<<d.count - 1
	}
	return false
}

// padFollows tells whether the next character that counts is a padding one.
func padFollows(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '=' {
			return true
		}
		if base64Value(s[i]) >= 0 {
			return false
		}
	}
	return false
}

func base64Value(c byte) int {
	switch {
	case 'A' <= c && c <= 'Z':
		return int(c - 'A')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 26
	case '0' <= c && c <= '9':
		return int(c-'0') + 52
	case c == '+':
		return 62
	case c == '/':
		return 63
	}
	return -1
}
