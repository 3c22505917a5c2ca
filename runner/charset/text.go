// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"fmt"

	"mmgen/generator/pyvalue/pystr"
)

const replacement = "\uFFFD"

// badByte is the error for bytes that a codec can't decode.
func badByte(b byte, at int) error {
	return fmt.Errorf("byte 0x%02x at offset %d: %w", b, at, ErrUnicode)
}

// badRune is the error for a character, the first of text, that a charset lacks.
func badRune(text string, at int) error {
	r, _ := pystr.DecodeRune(text)
	return fmt.Errorf("character U+%04X at offset %d: %w", r, at, ErrUnicode)
}
