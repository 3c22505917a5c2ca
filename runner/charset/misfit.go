// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "fmt"

const replacement = "\uFFFD"

// misfit is an ErrUnicode: it says what does not fit. Texts are tried in one charset after the
// other, so that most of these errors are never read, and it is put into words only where one is.
type misfit struct {
	charset string // the charset to decode from or encode in; "" as long as it is not known
	decoded bool
	code    rune // the byte or the character
	at      int  // its offset
}

func (e *misfit) Error() string {
	doing, what := "encode", fmt.Sprintf("character U+%04X", e.code)
	if e.decoded {
		doing, what = "decode", fmt.Sprintf("byte 0x%02x", e.code)
	}
	return fmt.Sprintf("%s text in %s: %s at offset %d: %v", doing, e.charset, what, e.at, ErrUnicode)
}

// Is makes it an ErrUnicode.
func (e *misfit) Is(target error) bool { return target == ErrUnicode }

// inCharset names the charset in a misfit; any other error stays as it is.
func inCharset(name string, err error) error {
	if m, ok := err.(*misfit); ok {
		m.charset = name
	}
	return err
}
