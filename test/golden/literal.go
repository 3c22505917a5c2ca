// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
)

// literal writes a JSON-encoded value as a Python literal, for a settings file.
func literal(v any, varDir string) (string, error) {
	switch v := v.(type) {
	case nil:
		return "None", nil
	case bool:
		return map[bool]string{true: "True", false: "False"}[v], nil
	case json.Number:
		return v.String(), nil
	case string:
		return quote(strings.ReplaceAll(v, "@VAR@", varDir)), nil
	case []any:
		items, err := literals(v, varDir)
		return "[" + items + "]", err
	case map[string]any:
		return literalObject(v, varDir)
	}
	return "", fmt.Errorf("no Python literal for %v", v)
}

func literalObject(object map[string]any, varDir string) (string, error) {
	if tuple, ok := object["$tuple"].([]any); ok {
		items, err := literals(tuple, varDir)
		return "(" + items + ",)", err
	}
	if bytes, ok := object["$bytes"].(string); ok {
		return quote(bytes), nil
	}
	if _, special := object["$dict"]; special {
		return "", errors.New("no Python literal for a dict with such keys")
	}
	var pairs []string
	for key, value := range object {
		text, err := literal(value, varDir)
		if err != nil {
			return "", err
		}
		pairs = append(pairs, quote(key)+": "+text)
	}
	sort.Strings(pairs)
	return "{" + strings.Join(pairs, ", ") + "}", nil
}

func literals(items []any, varDir string) (string, error) {
	texts := make([]string, len(items))
	for i, item := range items {
		text, err := literal(item, varDir)
		if err != nil {
			return "", err
		}
		texts[i] = text
	}
	return strings.Join(texts, ", "), nil
}

// quote writes a str of characters U+0000..U+00FF as Python's repr does.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		if r == '\'' || r == '\\' || r < ' ' || r > '~' {
			fmt.Fprintf(&b, "\\x%02x", r)
		} else {
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
