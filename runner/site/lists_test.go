// SPDX-License-Identifier: GPL-2.0-or-later

package site_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"mmgen/runner/site/sitetest"
)

// A list is a directory with a list's file in it.
func TestListNames(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "zoo", nil)
	w.AddList(t, "ape", nil)
	w.Write(t, "lists/empty/extend.py", nil)
	w.Write(t, "lists/file", nil)
	if names, err := w.ListNames(); err != nil || !slices.Equal(names, []string{"ape", "zoo"}) {
		t.Errorf("%q, %v", names, err)
	}
	if err := os.RemoveAll(w.Path("lists")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ListNames(); err == nil || !strings.Contains(err.Error(), "LIST_DATA_DIR") {
		t.Errorf("without the directory: %v, want an error that names the setting", err)
	}
}
