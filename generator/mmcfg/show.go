// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"io"

	"mmgen/generator/pyvalue"
)

// EncodeJSON writes all settings in upper case as one JSON object, sorted:
//
//	str, unicode   a string; a str that is not UTF-8 is {"b": "hex"}
//	list           an array
//	tuple          {"t": [..]}
//	dict           an object; with a key that is not a string {"d": [[key, value], ..]}
func (s *Settings) EncodeJSON(w io.Writer) error {
	var items []pyvalue.Entry
	for _, name := range s.Names() {
		if isUpper(name) {
			items = append(items, pyvalue.Entry{Key: pyvalue.Str(name), Value: s.vals[name].value})
		}
	}
	_, err := w.Write(append(pyvalue.AppendJSONObject(nil, items), '\n'))
	return err
}

// WriteText writes settings as Python would be told them, each with where it
// comes from: `NAME = value  # file:line`. No names means all.
func (s *Settings) WriteText(w io.Writer, names ...string) error {
	if len(names) == 0 {
		names = s.Names()
	}
	for _, name := range names {
		st, ok := s.vals[name]
		if !ok {
			return fmt.Errorf("no setting %s", name)
		}
		if _, err := fmt.Fprintf(w, "%s = %s  # %s\n", name, pyvalue.Repr(st.value), st.origin); err != nil {
			return err
		}
	}
	return nil
}
