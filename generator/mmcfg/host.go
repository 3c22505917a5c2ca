// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"mmgen/generator/mmcfg/eval"
)

// User is a line of /etc/passwd.
type User = eval.User

// Group is a line of /etc/group.
type Group = eval.Group

// Host is what settings files may ask about their machine. What is left zero
// is found in the files that ReadFile reads.
type Host struct {
	Hostname string            // socket.gethostname(); "": /etc/hostname
	FQDN     string            // socket.getfqdn(); "": /etc/hosts
	Users    []User            // pwd; nil: /etc/passwd
	Groups   []Group           // grp; nil: /etc/group
	Environ  map[string]string // nil: the process's
	// ReadFile reads a file of the machine. fs.ErrNotExist means that it
	// certainly does not exist.
	ReadFile func(path string) ([]byte, error)
	// Exists says what a path is: "" nothing, "file", "dir", "other"; an
	// error where that can't be known. nil: nothing is known.
	Exists func(path string) (string, error)
}

// HostUnder is the machine whose files are below root.
func HostUnder(root string) *Host {
	t := newTree(root)
	return &Host{ReadFile: t.readForSettings, Exists: t.kindOf}
}

// settled says whether a path is on a file system that is there as early as
// systemd's generators run: of others nothing is known while a file is not
// there, since it may come.
func settled(p string) bool {
	return strings.HasPrefix(p, "/etc/") || strings.HasPrefix(p, "/usr/") || p == "/etc" || p == "/usr"
}

// readForSettings reads a file for open() in a settings file.
func (t *tree) readForSettings(p string) ([]byte, error) {
	if !strings.HasPrefix(p, "/") {
		return nil, errors.New("its path is relative")
	}
	for _, dir := range [...]string{"/proc/", "/sys/", "/dev/"} {
		if strings.HasPrefix(p, dir) {
			return nil, errors.New("it is no file of the site")
		}
	}
	b, err := t.read(p)
	if errors.Is(err, fs.ErrNotExist) && !settled(p) {
		return nil, errors.New("it is not there (yet)")
	}
	return b, err
}

// kindOf answers os.path.exists and its like.
func (t *tree) kindOf(p string) (string, error) {
	if !settled(p) {
		return "", errors.New("only /etc and /usr are looked into")
	}
	info, err := t.stat(p)
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

// world is a Host as the evaluator asks it.
type world struct{ *Host }

func (w world) Hostname() (string, error) {
	if w.Host.Hostname != "" {
		return w.Host.Hostname, nil
	}
	b, err := w.Host.ReadFile("/etc/hostname")
	if err != nil {
		return "", fmt.Errorf("the host name: %w", err)
	}
	if name := hostnameIn(string(b)); name != "" {
		return name, nil
	}
	return "", errors.New("the host name: /etc/hostname has none")
}

// FQDN is socket.getfqdn() as far as files tell.
func (w world) FQDN() (string, error) {
	if w.Host.FQDN != "" {
		return w.Host.FQDN, nil
	}
	name, err := w.Hostname()
	if err != nil {
		return "", err
	}
	b, err := w.Host.ReadFile("/etc/hosts")
	if err == nil {
		if full := fqdnIn(string(b), name); full != "" {
			return full, nil
		}
	}
	if strings.Contains(name, ".") {
		return name, nil
	}
	return "", fmt.Errorf("the full name of host %s is not in /etc/hosts, and DNS is not asked", name)
}

func (w world) UserByName(name string) (*User, error) {
	return account(w, "passwd", w.Users, passwdUsers, func(u *User) bool { return u.Name == name })
}

func (w world) UserByID(uid int) (*User, error) {
	return account(w, "passwd", w.Users, passwdUsers, func(u *User) bool { return u.UID == uid })
}

func (w world) GroupByName(name string) (*Group, error) {
	return account(w, "group", w.Groups, groupGroups, func(g *Group) bool { return g.Name == name })
}

func (w world) GroupByID(gid int) (*Group, error) {
	return account(w, "group", w.Groups, groupGroups, func(g *Group) bool { return g.GID == gid })
}

// account is the first of a database's accounts that matches: of those that are
// given, or else of those in the file of /etc. One that is not in the file may be
// in a database that is not asked, which is an error.
func account[T any](w world, database string, given []T, parse func(string) []T, match func(*T) bool) (*T, error) {
	all := given
	if given == nil {
		b, err := w.Host.ReadFile("/etc/" + database)
		if err != nil {
			return nil, fmt.Errorf("/etc/%s: %w", database, err)
		}
		all = parse(string(b))
	}
	if i := slices.IndexFunc(all, func(a T) bool { return match(&a) }); i >= 0 {
		return &all[i], nil
	}
	b, err := w.Host.ReadFile("/etc/nsswitch.conf")
	if given != nil || err != nil {
		return nil, nil
	}
	if source := nssSource(string(b), database); source != "" {
		return nil, fmt.Errorf("it is not in /etc/%s, and %s is not asked", database, source)
	}
	return nil, nil
}

func (w world) Environ() map[string]string {
	if w.Host.Environ != nil {
		return w.Host.Environ
	}
	env := map[string]string{}
	for _, kv := range os.Environ() {
		if k, v, ok := strings.Cut(kv, "="); ok {
			env[k] = v
		}
	}
	return env
}

func (w world) ReadFile(path string) ([]byte, error) { return w.Host.ReadFile(path) }

func (w world) Exists(path string) (string, error) {
	if w.Host.Exists == nil {
		return "", errors.New("files are not looked for")
	}
	return w.Host.Exists(path)
}
