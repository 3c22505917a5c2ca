// SPDX-License-Identifier: GPL-2.0-or-later

// Package unixcrypt is crypt(3) in its traditional form, made of DES: how Mailman before
// 2.1 kept the passwords of list administrators. 2.1 still takes them (SecurityManager.py:
// Authenticate), and only them: it hands crypt(3) the first two characters of what is
// stored, which begin none of the newer forms.
//
// A crypted password has 13 characters of
//
//	./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz
//
// The first two are the salt, 12 bits; the other eleven are 64 bits: what 25 rounds of DES
// make of zeros with the first eight characters of the password as the key, seven bits of
// each. A bit of the salt exchanges two outputs of DES's expansion E, so that machines made
// for DES are of no use.
//
// Go's crypto/des has no such exchange, and the libraries of newer forms leave this one
// out. It is here to check old passwords and not to make new ones.
package unixcrypt

import (
	"crypto/subtle"
	"strings"
)

// Len is how many characters a crypted password has.
const Len = 13

const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Matches tells whether a password is the one that was crypted. Nothing is that is not of
// the form of a crypted password, and neither is a password with a zero byte.
func Matches(password, crypted string) bool {
	if len(crypted) != Len || strings.IndexByte(password, 0) >= 0 {
		return false
	}
	salt, ok := saltOf(crypted[:2])
	return ok && subtle.ConstantTimeCompare([]byte(crypted), []byte(crypted[:2]+crypt(password, salt))) == 1
}

func saltOf(s string) (salt uint, ok bool) {
	for i := range len(s) {
		v := strings.IndexByte(alphabet, s[i])
		if v < 0 {
			return 0, false
		}
		salt |= uint(v) << (6 * i)
	}
	return salt, true
}

// rounds is how often the block is encrypted.
const rounds = 25

func crypt(password string, salt uint) string {
	keys := schedule(keyOf(password))
	var b block
	for range rounds {
		b = encrypt(b, &keys, salt)
	}
	var out strings.Builder
	for i := 0; i < blockLen; i += 6 {
		v := 0
		for j := range 6 {
			v <<= 1
			if i+j < blockLen {
				v |= int(b[i+j])
			}
		}
		out.WriteByte(alphabet[v])
	}
	return out.String()
}

// keyOf is a password as a key: seven bits of each of its first eight characters, and
// one of parity, which DES ignores.
func keyOf(password string) (key block) {
	for i := range min(len(password), blockLen/8) {
		for j := range 7 {
			key[8*i+j] = password[i] >> (6 - j) & 1
		}
	}
	return key
}
