// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"mmgen/runner/safeio"
)

// The bits of a mode that are asked for, as chmod(2) has them.
const (
	setgid       = 0o2000
	groupDir     = setgid | 0o770 // check_perms: PRIVATEPERMS, QFILEPERMS
	groupFile    = 0o660          // check_perms: checkdata, MBOXPERMS
	tableFile    = 0o664          // MTA/Postfix.py: targetmode
	othersWrite  = 0o002
	othersRead   = 0o004
	others       = 0o007
	allModeBits  = 0o7777
	passwordFile = 0o640 // check_perms: checkadminpw
)

// rule is what is asked of a directory's or file's mode.
type rule struct{ want, bar uint32 }

// permissions looks at a directory or file; nil where all is well. The error says
// that it is not there.
func (m *Machine) permissions(path string, r rule) (*Finding, error) {
	info, err := m.FileSystem().Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return &Finding{Level: Error, Where: path, What: safeio.Explain(err), Mend: "sudo " + quote(m.Program) + " check"}, nil
	}
	file := attributesOf(info)
	return file.judge(m.Owner, r, path), nil
}

// attributes are the owner, group and mode of a file.
type attributes struct {
	uid, gid int
	mode     uint32 // the permission bits of chmod(2)
	dir      bool
}

func attributesOf(info fs.FileInfo) attributes {
	a := attributes{dir: info.IsDir()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		a.uid, a.gid, a.mode = int(stat.Uid), int(stat.Gid), stat.Mode&allModeBits
	}
	return a
}

// judge says what is wrong, worst first, and mends all of it in one command.
func (a attributes) judge(owner Owner, r rule, path string) *Finding {
	var what, mend []string
	level := Warning
	grouped := a.gid == owner.GIDs[0]
	missing := r.want &^ a.mode
	if !a.writableBy(owner) {
		level = Error
		what = append(what, fmt.Sprintf("the site's user, %s, can't write it", owner.User))
	}
	if !grouped {
		what = append(what, fmt.Sprintf("its group is number %d, and not %s", a.gid, owner.Group))
		mend = append(mend, "chgrp "+owner.Group+" "+quote(path))
		missing |= r.want & setgid // chgrp may take it away
	}
	if barred := r.bar & a.mode; barred != 0 {
		level = Error
		what = append(what, "others may "+verbs(barred, a.dir))
		mend = append(mend, "chmod "+symbolic('-', barred)+" "+quote(path))
	}
	if lacks := r.want &^ a.mode; lacks != 0 {
		what = append(what, "its mode lacks "+symbolic('+', lacks))
	}
	if missing != 0 {
		mend = append(mend, "chmod "+symbolic('+', missing)+" "+quote(path))
	}
	if len(what) == 0 {
		return nil
	}
	return &Finding{Level: level, Where: path, What: strings.Join(what, "; "), Mend: strings.Join(mend, " && ")}
}

// writableBy tells whether a user can write a file, or make files in a directory.
func (a attributes) writableBy(o Owner) bool {
	need := uint32(2)
	if a.dir {
		need = 3
	}
	shift := 0
	switch {
	case o.UID == 0:
		return true
	case a.uid == o.UID:
		shift = 6
	case slices.Contains(o.GIDs, a.gid):
		shift = 3
	}
	return a.mode>>shift&need == need
}

// verbs are what bits of others let them do.
func verbs(bits uint32, dir bool) string {
	var words []string
	for _, bit := range []struct {
		bit       uint32
		file, dir string
	}{{othersRead, "read it", "list it"}, {othersWrite, "write it", "write into it"}, {1, "run it", "enter it"}} {
		switch {
		case bits&bit.bit == 0:
		case dir:
			words = append(words, bit.dir)
		default:
			words = append(words, bit.file)
		}
	}
	return strings.Join(words, " and ")
}

// symbolic are bits as chmod(1) takes them: g+rws,o+r.
func symbolic(sign byte, bits uint32) string {
	var parts []string
	for _, who := range []struct {
		name    byte
		shift   int
		special uint32
	}{{'u', 6, 0}, {'g', 3, setgid}, {'o', 0, 0}} {
		var letters []byte
		for i, letter := range []byte("rwx") {
			if bits>>who.shift&(4>>i) != 0 {
				letters = append(letters, letter)
			}
		}
		if bits&who.special != 0 {
			letters = append(letters, 's')
		}
		if len(letters) > 0 {
			parts = append(parts, string(who.name)+string(sign)+string(letters))
		}
	}
	return strings.Join(parts, ",")
}
