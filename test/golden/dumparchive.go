// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/marshal"
	"mmgen/runner/pickle"
)

// dumpMarshal decodes a file of an archive's database.
func dumpMarshal(data []byte) (map[string]any, error) {
	v, rest, err := marshal.Load(data)
	if err != nil || len(rest) > 0 {
		return map[string]any{"type": "unreadable"}, err
	}
	return map[string]any{"type": "marshal", "value": Encode(unpickled(v))}, nil
}

// pickled is a text that is a pickle.
type pickled struct{ value pyvalue.Value }

// unpickled is a dict with the pickles among its values decoded.
func unpickled(v pyvalue.Value) pyvalue.Value {
	dict, ok := v.(*pyvalue.Dict)
	if !ok {
		return v
	}
	for _, entry := range dict.Entries() {
		text, ok := entry.Value.(pyvalue.Str)
		if !ok || !strings.HasSuffix(string(text), ".") {
			continue
		}
		if value, rest, err := pickle.Load([]byte(text)); err == nil && len(rest) == 0 {
			dict.Set(entry.Key, pickled{value})
		}
	}
	return dict
}

func dumpGzip(data []byte) (map[string]any, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(r)
	return map[string]any{"type": "gzip", "text": encodeStr(string(text))}, err
}
