// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"encoding/json"
	"io"
)

// notNil is a slice that JSON shows as an empty array where it is nil.
func notNil[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// writeJSON writes a value as JSON, indented, its text as it is.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
