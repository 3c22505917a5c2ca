// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/pickle"
)

// Tree is a var tree, decoded: its folders, and its files by path.
type Tree struct {
	Dirs  []string                  `json:"dirs"`
	Files map[string]map[string]any `json:"files"`
}

// Dump decodes the tree below root.
func Dump(root string) (Tree, error) {
	tree := Tree{Files: map[string]map[string]any{}}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			tree.Dirs = append(tree.Dirs, name)
			return nil
		}
		tree.Files[name], err = dumpFile(path, entry)
		return err
	})
	sort.Strings(tree.Dirs)
	return tree, err
}

func dumpFile(path string, entry fs.DirEntry) (map[string]any, error) {
	if entry.Type()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(path)
		return map[string]any{"type": "symlink", "target": target}, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	switch {
	case isPickle(path):
		return dumpPickles(data), nil
	case filepath.Base(filepath.Dir(path)) == "database":
		return dumpMarshal(data)
	case strings.HasSuffix(path, ".gz"):
		return dumpGzip(data)
	}
	return map[string]any{"type": "text", "text": encodeStr(string(data))}, nil
}

func isPickle(path string) bool {
	for _, suffix := range []string{".pck", ".pck.last", ".psv", ".bak"} {
		if strings.HasSuffix(path, suffix) {
			return true
		}
	}
	return false
}

// dumpPickles tells a queue entry (a message, then a dict) from other pickles.
func dumpPickles(data []byte) map[string]any {
	var values []pyvalue.Value
	for rest := data; len(rest) > 0; {
		v, behind, err := pickle.Load(rest)
		if err != nil {
			return map[string]any{"type": "unreadable", "size": json.Number(fmt.Sprint(len(data)))}
		}
		values, rest = append(values, v), behind
	}
	switch len(values) {
	case 1:
		return map[string]any{"type": "pickle", "value": Encode(values[0])}
	case 2:
		return map[string]any{"type": "queue-entry", "msg": Encode(values[0]), "data": Encode(values[1])}
	}
	encoded := []any{}
	for _, v := range values {
		encoded = append(encoded, Encode(v))
	}
	return map[string]any{"type": "pickles", "values": encoded}
}

// Encode turns a Python value into its JSON form.
func Encode(v pyvalue.Value) any {
	switch v := v.(type) {
	case int64:
		return json.Number(fmt.Sprint(v))
	case float64:
		return json.Number(pyvalue.FloatRepr(v))
	case pyvalue.Long:
		return map[string]any{"$long": v.String()}
	case pyvalue.Str:
		return encodeStr(string(v))
	case pyvalue.Unicode:
		return map[string]any{"$u": string(v)}
	case pickle.Global:
		return map[string]any{"$global": v.Module + "." + v.Name}
	case *pyvalue.List:
		return encodeItems(v.Items)
	case *pyvalue.Tuple:
		return map[string]any{"$tuple": encodeItems(v.Items)}
	case *pyvalue.Set:
		return map[string]any{"$set": encodeItems(v.Items)}
	case *pyvalue.Dict:
		return encodeDict(v)
	case *pickle.Instance:
		return encodeInstance(v)
	}
	return v // None, True, False
}

func encodeItems(items []pyvalue.Value) []any {
	encoded := make([]any, len(items))
	for i, item := range items {
		encoded[i] = Encode(item)
	}
	return encoded
}

func encodeDict(d *pyvalue.Dict) any {
	object, pairs := map[string]any{}, []any{}
	for _, entry := range d.Entries() {
		pairs = append(pairs, []any{Encode(entry.Key), Encode(entry.Value)})
		if key, ok := entry.Key.(pyvalue.Str); ok && isASCII(string(key)) {
			object[string(key)] = Encode(entry.Value)
		}
	}
	if len(object) == len(pairs) {
		return object
	}
	return map[string]any{"$dict": pairs}
}

func encodeInstance(v *pickle.Instance) any {
	encoded := map[string]any{
		"$class": v.Class.Module + "." + v.Class.Name,
		"state":  Encode(v.State),
	}
	if h, err := header.FromPickle(v); err == nil {
		encoded["text"] = encodeStr(h.Encoded())
		return encoded
	}
	if msg, err := message.FromPickle(v); err == nil {
		_, hasUnixFrom := msg.UnixFrom()
		encoded["text"] = encodeStr(msg.Flatten(hasUnixFrom, true))
	}
	return encoded
}

// encodeStr writes each byte of a str that is not ASCII as U+0000..U+00FF.
func encodeStr(s string) any {
	if isASCII(s) {
		return s
	}
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return map[string]any{"$bytes": string(runes)}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
