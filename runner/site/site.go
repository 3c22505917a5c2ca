// SPDX-License-Identifier: GPL-2.0-or-later

// Package site is one Mailman installation, as jobs see it: its settings, paths,
// queues, lists and logs, and the clock and the network. Of Mailman it answers to what
// Utils.py knows of the site as a whole (get_site_email, unique_message_id, GetCharSet)
// and to Queue/sbcache.py.
package site

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist"
	"mmgen/runner/mmlog"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
)

// Site is one Mailman installation. Its fields are set once; its methods may
// then be called from several goroutines.
type Site struct {
	Settings *mmcfg.Settings
	SMTP     mmcfg.SMTP
	Logs     mmlog.Logger
	Now      func() time.Time // the wall clock, in the site's time zone
	Random   func() [20]byte  // random bytes for cookies, passwords and boundaries
	Host     string           // socket.gethostname(), as locks and temporary files have it
	Hostname string           // socket.getfqdn()
	PID      int
	UID      int // the user that this process runs as; 0, root, is never given to Mailman's Python
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)
	// LookupTXT asks the DNS for TXT records, with the errors of net.Resolver;
	// nil for the machine's resolver.
	LookupTXT func(ctx context.Context, name string) ([]string, error)
	// LookupIPv4 asks the DNS for A records, as LookupTXT does for TXT records.
	LookupIPv4 func(ctx context.Context, name string) ([]netip.Addr, error)
	FS         safeio.FS // nil for safeio.OS

	mu     sync.Mutex
	queues map[string]*queue.Queue
	serial int // the number of the last Message-ID
}

// FileSystem is FS, or the machine's.
func (s *Site) FileSystem() safeio.FS {
	if s.FS == nil {
		return safeio.OS
	}
	return s.FS
}

// OpenList loads a list without locking it (Runner.py: _open_list). Errors
// are mlist's: ErrUnknown, ErrCorrupt and those of the file system.
func (s *Site) OpenList(name string) (*mlist.List, error) {
	return mlist.Open(s.ListEnv(), name)
}

// FindList is OpenList for a name that a person typed, in whatever case. An ErrUnknown is
// an UnknownListError.
func (s *Site) FindList(name string) (*mlist.List, error) {
	l, err := s.OpenList(strings.ToLower(strings.TrimSpace(name)))
	if errors.Is(err, mlist.ErrUnknown) {
		lists, _ := s.ListNames() // only to propose another
		return nil, &UnknownListError{Name: name, Lists: lists}
	}
	return l, err
}

// UnknownListError is an mlist.ErrUnknown of a name that a person typed.
type UnknownListError struct {
	Name  string
	Lists []string // the names of the lists that exist
}

func (e *UnknownListError) Error() string { return mlist.ErrUnknown.Error() + ": " + e.Name }

func (e *UnknownListError) Unwrap() error { return mlist.ErrUnknown }

// ListExists tells whether there is a list of that name (Utils.py:
// list_exists).
func (s *Site) ListExists(name string) bool { return mlist.Exists(s.ListEnv(), name) }

// ListEnv is the world of a list of the site.
func (s *Site) ListEnv() *mlist.Env {
	return &mlist.Env{
		Settings: s.Settings, Now: s.Now, Random: s.Random, Logs: s.Logs,
		Hostname: s.Host, PID: s.PID, FS: s.FileSystem(), LockMark: LockMark,
	}
}

// CharsetOf is the charset of a language (Utils.py: GetCharSet), us-ascii for
// one that the site does not know.
func (s *Site) CharsetOf(lang string) string { return mlist.CharsetOf(s.Settings, lang) }

// SiteAddress is an address of the site list, MAILMAN_SITE_LIST-extra@hostname
// (Utils.py: get_site_email). Without hostname it is that of the site's own
// domain, without extra that of the list itself.
func (s *Site) SiteAddress(hostname, extra string) string {
	if hostname == "" {
		hostname = s.mailDomain()
	}
	if extra != "" {
		extra = "-" + extra
	}
	return s.Settings.Str("MAILMAN_SITE_LIST") + extra + "@" + hostname
}

// mailDomain is the mail domain of the site's web host. A runner has no
// request that could name another one (Utils.py: get_domain).
func (s *Site) mailDomain() string {
	web := s.Settings.Str("DEFAULT_URL_HOST")
	if _, rest, ok := strings.Cut(s.Settings.Str("DEFAULT_URL"), "://"); ok {
		if host, _, _ := strings.Cut(rest, "/"); host != "" {
			web = host
		}
	}
	web = pystr.Lower(web)
	hosts, _ := s.Settings.Value("VIRTUAL_HOSTS")
	if d, ok := hosts.(*pyvalue.Dict); ok {
		if v, ok := d.Get(pyvalue.Str(web)); ok {
			if host, ok := pyvalue.AsString(v); ok {
				return host
			}
		}
	}
	return web
}
