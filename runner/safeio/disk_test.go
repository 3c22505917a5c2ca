// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

func TestSiteFault(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "/var/lists/test/config.pck.tmp", Err: unix.ENOSPC}
	for name, tt := range map[string]struct {
		err  error
		want string // "" for no fault of the site
	}{
		"nothing":             {nil, ""},
		"full":                {full, "/var/lists/test"},
		"wrapped":             {fmt.Errorf("saving: %w", fmt.Errorf("list test: %w", full)), "/var/lists/test"},
		"one of several":      {errors.Join(errors.New("other"), fmt.Errorf("a: %w, b: %w", fs.ErrNotExist, full)), "/var/lists/test"},
		"a rename":            {&os.LinkError{Op: "rename", Old: "/q/in/a", New: "/q/out/a", Err: unix.EROFS}, "/q/out"},
		"no descriptors left": {&fs.PathError{Op: "open", Path: "/q/in/a", Err: unix.EMFILE}, "/q/in"},
		"not ours":            {&fs.PathError{Op: "open", Path: "/q/in/a", Err: unix.EACCES}, ""},
		"not there":           {&fs.PathError{Op: "open", Path: "/q/in/a", Err: unix.ENOENT}, ""},
		"a connection":        {&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", unix.EIO)}, ""},
		"without a file":      {unix.ENOSPC, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir, ok := SiteFault(tt.err)
			if ok != (tt.want != "") || ok && dir != tt.want || IsSiteFault(tt.err) != ok {
				t.Errorf("got %q, %v; want %q", dir, ok, tt.want)
			}
		})
	}
}
