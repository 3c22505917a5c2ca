// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
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
	dict, ok := v.(*pyvalue.Dict)
	if !ok || dict.Len() == 0 {
		return map[string]any{"type": "marshal", "value": Encode(v)}, nil
	}
	return map[string]any{"type": "marshal", "value": encodePairs(dict)}, nil
}

// encodePairs encodes a dict, with the pickles among its values decoded.
func encodePairs(dict *pyvalue.Dict) any {
	var pairs []any
	for _, entry := range dict.Entries() {
		pairs = append(pairs, []any{Encode(entry.Key), encodeUnpickled(entry.Value)})
	}
	return map[string]any{"$dict": pairs}
}

// encodeUnpickled encodes a value; what a str is a pickle of is decoded.
func encodeUnpickled(v pyvalue.Value) any {
	if text, ok := v.(pyvalue.Str); ok && strings.HasSuffix(string(text), ".") {
		if value, rest, err := pickle.Load([]byte(text)); err == nil && len(rest) == 0 {
			return map[string]any{"$pickled": Encode(value)}
		}
	}
	return Encode(v)
}

func dumpGzip(data []byte) (map[string]any, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(r)
	return map[string]any{"type": "gzip", "text": encodeStr(string(text))}, err
}

// Mailman adds an empty line to the page of an article each time that it writes it anew, for
// a batch of posts once each, and the size of what is compressed is that of its zlib.
var (
	emptyAtEnd = regexp.MustCompile(`\n\n+<!--endarticle-->`)
	gzipSize   = regexp.MustCompile(`(\.txt\.gz">[^0-9]*) [0-9]+ `)
)

// settled is a tree without what on its pages is no matter.
func settled(t Tree) Tree {
	for path, file := range t.Files {
		if text, ok := file["text"].(string); ok && strings.HasPrefix(path, "archives/") && strings.HasSuffix(path, ".html") {
			text = emptyAtEnd.ReplaceAllString(text, "\n<!--endarticle-->")
			file["text"] = gzipSize.ReplaceAllString(text, "$1 N ")
		}
	}
	return t
}
