// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"

	"mmgen/generator/pyvalue/pystr"
)

//go:embed aliases.txt
var aliasesFile string

// aliases has Python's name for each normalized name.
var aliases = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(aliasesFile) {
		canonical, list, found := strings.Cut(line, ":")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		for _, alias := range strings.Fields(list) {
			names[alias] = canonical
		}
	}
	return names
})

// canonicalName is the name of the codec that Python finds by a name, "" for none.
// Case does not matter, and every run of other characters than letters, digits and
// dots counts as one underscore, none at the ends (encodings/__init__.py:
// normalize_encoding). Where a dotted name is not known as it is, its dots are
// underscores too (search_function).
func canonicalName(name string) string {
	if strings.IndexByte(name, 0) >= 0 {
		return "" // Python refuses it before it looks
	}
	var buf [40]byte
	norm := buf[:0]
	for i := range len(name) {
		switch c := pystr.LowerByte(name[i]); {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '.':
			norm = append(norm, c)
		case len(norm) > 0 && norm[len(norm)-1] != '_':
			norm = append(norm, '_')
		}
	}
	norm = bytes.TrimSuffix(norm, []byte("_"))
	if canonical := aliases()[string(norm)]; canonical != "" {
		return canonical
	}
	return aliases()[strings.ReplaceAll(string(norm), ".", "_")]
}
