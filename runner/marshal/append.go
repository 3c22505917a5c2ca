// SPDX-License-Identifier: GPL-2.0-or-later

package marshal

import "encoding/binary"

// BeginDict appends the beginning of a dict. The caller then appends each key and its value,
// and calls EndDict.
func BeginDict(b []byte) []byte { return append(b, '{') }

// EndDict appends the end of a dict.
func EndDict(b []byte) []byte { return append(b, '0') }

// BeginTuple appends the beginning of a tuple; the caller then appends its n items.
func BeginTuple(b []byte, n int) []byte { return appendLen(append(b, '('), n) }

// AppendStr appends a str.
func AppendStr(b []byte, s string) []byte { return append(appendLen(append(b, 's'), len(s)), s...) }

// AppendUnicode appends a unicode, whose UTF-8 is s (pyvalue.Unicode).
func AppendUnicode(b []byte, s string) []byte {
	return append(appendLen(append(b, 'u'), len(s)), s...)
}

func appendLen(b []byte, n int) []byte { return binary.LittleEndian.AppendUint32(b, uint32(n)) }
