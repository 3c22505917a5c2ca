// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/hostinfo"

// World is the machine that a settings file may ask about; a *hostinfo.Host is
// one. Its answers must
// not need a network, a user database service or a running program. An error
// of any method means that the answer can't be known; its text is the reason.
type World interface {
	// Hostname is socket.gethostname().
	Hostname() (string, error)
	// FQDN is socket.getfqdn().
	FQDN() (string, error)
	// UserByName is pwd.getpwnam; nil where there is certainly none.
	UserByName(name string) (*hostinfo.User, error)
	// UserByID is pwd.getpwuid.
	UserByID(uid int) (*hostinfo.User, error)
	// GroupByName is grp.getgrnam; nil where there is certainly none.
	GroupByName(name string) (*hostinfo.Group, error)
	// GroupByID is grp.getgrgid.
	GroupByID(gid int) (*hostinfo.Group, error)
	// Environ is the environment.
	Environ() map[string]string
	// ReadFile is a file's text. fs.ErrNotExist means that it is certainly
	// not there; any other error that it can't be known.
	ReadFile(path string) ([]byte, error)
	// Exists says what a path is: "" nothing, "file", "dir" or "other".
	Exists(path string) (string, error)
}
