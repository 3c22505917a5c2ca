// SPDX-License-Identifier: GPL-2.0-or-later

package sitetest

import (
	"path/filepath"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
)

// Pending is what waits under a cookie of a list on the disk, the kind first; nil for
// nothing.
func Pending(t testing.TB, l *mlist.List, cookie string) []pyvalue.Value {
	t.Helper()
	v, _, err := pickle.Load(ReadFile(t, filepath.Join(l.Dir(), "pending.pck")))
	if err != nil {
		t.Fatal(err)
	}
	return pyvalue.Items(v.(*pyvalue.Dict).GetStr(cookie))
}
