// SPDX-License-Identifier: GPL-2.0-or-later

package pyformat

import (
	"strings"

	"mmgen/runner/pickle"
)

// FormatOne is `template % value` for a value that is neither tuple nor
// mapping: the template has one conversion, without a key. A TypeError says
// that it has none or more (CookHeaders.py: prefix_subject counts on that).
func FormatOne(template, value pickle.Value) (pickle.Value, error) {
	text, ok := pickle.AsString(template)
	if !ok {
		return nil, typeError("unsupported operand type(s) for %%: '%s' and '%s'", typeName(template), typeName(value))
	}
	_, isUnicode := template.(pickle.Unicode)
	f := formatter{rest: text, whole: len(text), unicode: isUnicode}
	used := false
	for f.rest != "" {
		if strings.HasPrefix(f.rest, "%(") {
			return nil, typeError("format requires a mapping")
		}
		if f.rest[0] != '%' {
			if err := f.step(); err != nil {
				return nil, err
			}
			continue
		}
		sp, err := f.parse()
		switch {
		case err != nil:
			return nil, err
		case sp.conversion == '%':
			f.literal(sp.pad("%", 1))
			continue
		case used:
			return nil, typeError("not enough arguments for format string")
		}
		used = true
		if err := f.convert(sp, value); err != nil {
			return nil, err
		}
	}
	if !used {
		return nil, typeError("not all arguments converted during string formatting")
	}
	if !f.unicode {
		return pickle.Str(f.out.String()), nil
	}
	if !isUnicode && f.foreign != nil {
		return nil, f.foreign
	}
	return pickle.Unicode(f.out.String()), nil
}
