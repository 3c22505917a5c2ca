// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import (
	"bytes"
	"errors"
	"os"
	"syscall"
	"testing"
)

// TestFullDisk: help and version that can't be printed are an error, which cli drops.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"prog", "--help"}, {"prog", "--version"}, {"prog", "sub", "--help"}} {
		app := testApp(new(bytes.Buffer))
		app.Writer.(*keeper).w = full
		err := Run(app, args)
		var unwritten *WriteError
		if !errors.As(err, &unwritten) || !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%q: %v", args, err)
		}
		if err := Run(testApp(new(bytes.Buffer)), args); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
}
