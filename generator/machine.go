// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"mmgen/generator/hostinfo"
	"mmgen/generator/rootfs"
)

// machine is the Machine below a root directory.
type machine struct {
	root  string
	files *rootfs.Tree
	boot  bool // only /etc and /usr are there
	host  *hostinfo.Host
}

// LookClosely returns the machine below root. At boot nothing but /etc and /usr
// is looked at.
func LookClosely(root string, boot bool) Machine {
	if root == "" {
		root = "/"
	}
	return machine{root: root, files: rootfs.New(root), boot: boot, host: hostinfo.Under(root)}
}

func (m machine) User(name string) (account Account, exists, known bool) {
	if !m.has("/etc/passwd") {
		return Account{}, false, false
	}
	user, err := m.host.UserNamed(name)
	if err != nil || user == nil {
		return Account{}, false, err == nil
	}
	return Account{user.UID, m.host.GroupsOf(user)}, true, true
}

func (m machine) Group(name string) (gid int, exists, known bool) {
	if !m.has("/etc/group") {
		return 0, false, false
	}
	group, err := m.host.GroupNamed(name)
	if err != nil || group == nil {
		return 0, false, err == nil
	}
	return group.GID, true, true
}

func (m machine) Is(account Account) bool { return os.Geteuid() == account.UID }

func (m machine) has(file string) bool {
	_, err := m.files.Stat(file)
	return err == nil
}

// Stat can't tell that a file is missing from a directory that is missing in an
// image, as images are often in parts.
func (m machine) Stat(file string) (info fs.FileInfo, known bool) {
	if m.boot && !below(file, "/etc") && !below(file, "/usr") {
		return nil, false
	}
	real, err := m.files.Resolve(file)
	if err != nil {
		return nil, false
	}
	info, err = m.files.Stat(real)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, path.Clean(m.root) == "/" || m.has(path.Dir(file))
	}
	if err != nil || hasACL(m.files.OnDisk(real)) {
		return nil, false
	}
	return info, true
}

// Read reads what Stat sees.
func (m machine) Read(file string) ([]byte, bool) {
	if info, known := m.Stat(file); !known || info == nil {
		return nil, false
	}
	text, err := m.files.Read(file)
	return text, err == nil
}

// hasACL reports whether more than its mode says who may read a file.
func hasACL(file string) bool {
	n, err := unix.Getxattr(file, "system.posix_acl_access", nil)
	return err == nil && n > 0
}

// may reports whether an account has permissions, in the lowest three bits, on a
// file by its mode.
func (a Account) may(info fs.FileInfo, permissions fs.FileMode) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return true
	}
	switch {
	case int(stat.Uid) == a.UID:
		permissions <<= 6
	case slices.Contains(a.GIDs, int(stat.Gid)):
		permissions <<= 3
	}
	return info.Mode()&permissions == permissions
}
