// SPDX-License-Identifier: GPL-2.0-or-later

// Package hostinfo knows what a machine's files tell about it, for settings files and for the
// units: its names (hostname(5), hosts(5)), its users and groups (passwd(5), group(5)), and
// whether a file is there. No name server and no user database is asked: if one might know
// more (nsswitch.conf(5)), the answer is an error that says so.
package hostinfo

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"mmgen/generator/rootfs"
)

// User is a line of /etc/passwd.
type User struct {
	Name, Password     string
	UID, GID           int
	Gecos, Home, Shell string
}

// Group is a line of /etc/group.
type Group struct {
	Name, Password string
	GID            int
	Members        []string
}

// Host answers questions about a machine. Fields that are zero are found in the files that
// Read reads.
type Host struct {
	Name     string            // socket.gethostname(); "": /etc/hostname
	FullName string            // socket.getfqdn(); "": /etc/hosts
	Users    []User            // pwd; nil: /etc/passwd
	Groups   []Group           // grp; nil: /etc/group
	Env      map[string]string // nil: the process's
	EnvAsked func()            // called when Environ is; may be nil
	// Read reads a file of the machine. fs.ErrNotExist means that it certainly does
	// not exist.
	Read func(path string) ([]byte, error)
	// Kind says what a path is: "" nothing, "file", "dir", "other"; an error if that can't be
	// known. If it is nil nothing is known.
	Kind func(path string) (string, error)
}

// Under is the machine whose files are below root.
func Under(root string) *Host { return On(rootfs.New(root)) }

// On is the machine that has these files.
func On(tree *rootfs.Tree) *Host {
	t := files{tree}
	return &Host{Read: t.read, Kind: t.kind}
}

// files are those of a machine, as far as they can be known as early as systemd's
// generators run.
type files struct{ *rootfs.Tree }

// settled says whether a path is on a file system that is mounted when systemd's generators
// run. In others, a file that does not exist may still come.
func settled(p string) bool {
	return strings.HasPrefix(p, "/etc/") || strings.HasPrefix(p, "/usr/") || p == "/etc" || p == "/usr"
}

func (f files) read(p string) ([]byte, error) {
	if !strings.HasPrefix(p, "/") {
		return nil, errors.New("its path is relative")
	}
	for _, dir := range [...]string{"/proc/", "/sys/", "/dev/"} {
		if strings.HasPrefix(p, dir) {
			return nil, errors.New("it is no file of the site")
		}
	}
	b, err := f.Read(p)
	if errors.Is(err, fs.ErrNotExist) && !settled(p) {
		return nil, errors.New("it is not there (yet)")
	}
	return b, err
}

func (f files) kind(p string) (string, error) {
	if !settled(p) {
		return "", errors.New("only /etc and /usr are looked into")
	}
	info, err := f.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	case info.Mode().IsRegular():
		return "file", nil
	case info.IsDir():
		return "dir", nil
	}
	return "other", nil
}

// Environ is the environment.
func (h *Host) Environ() map[string]string {
	if h.EnvAsked != nil {
		h.EnvAsked()
	}
	if h.Env != nil {
		return h.Env
	}
	env := map[string]string{}
	for _, kv := range os.Environ() {
		if k, v, ok := strings.Cut(kv, "="); ok {
			env[k] = v
		}
	}
	return env
}

// ReadFile is a file's text. fs.ErrNotExist means that it is certainly not there;
// any other error that it can't be known.
func (h *Host) ReadFile(path string) ([]byte, error) { return h.Read(path) }

// Exists says what a path is: "" nothing, "file", "dir" or "other".
func (h *Host) Exists(path string) (string, error) {
	if h.Kind == nil {
		return "", errors.New("files are not looked for")
	}
	return h.Kind(path)
}
