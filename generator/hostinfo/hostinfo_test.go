// SPDX-License-Identifier: GPL-2.0-or-later

package hostinfo_test

import (
	"io/fs"
	"strings"
	"testing"

	"mmgen/generator/hostinfo"
)

// hostOf is a machine that has these files.
func hostOf(files map[string]string) *hostinfo.Host {
	return &hostinfo.Host{Read: func(path string) ([]byte, error) {
		text, ok := files[path]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}}
}

// TestFQDN: the full name is the one that socket.getfqdn() finds in these files, or
// it is not known.
func TestFQDN(t *testing.T) {
	const hosts = "127.0.0.1 localhost\n10.0.0.1 mx mx.example.com # both\n10.0.0.2 bare alias\n"
	for _, c := range []struct{ hostname, hosts, want string }{
		{"mx\n", hosts, "mx.example.com"},
		{"MX\n", hosts, "mx.example.com"},
		{"# comment\n\nalias\n", hosts, "bare"},
		{"a.example.org\n", hosts, "a.example.org"},
		{"other\n", hosts, ""},
		{"other\n", "", ""},
		{"\n", hosts, ""},
	} {
		h := hostOf(map[string]string{"/etc/hostname": c.hostname, "/etc/hosts": c.hosts})
		got, err := h.FQDN()
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("hostname %q: %q, %v; want %q", c.hostname, got, err, c.want)
		}
	}
	if got := hostOf(nil).FullNameOf("lonely"); got != "lonely" {
		t.Errorf("without /etc/hosts: %q", got)
	}
}

// TestAccounts: an account that is not in the file is known to be missing only
// where no other database may have it.
func TestAccounts(t *testing.T) {
	files := map[string]string{
		"/etc/passwd":        "broken\nlist:x:38:39:Lists:/var/list:/bin/sh\n",
		"/etc/group":         "list:x:39:\nmail:x:8:anne,list\n",
		"/etc/nsswitch.conf": "passwd: files systemd [NOTFOUND=return]\ngroup: files sss # of the company\n",
	}
	h := hostOf(files)
	user, err := h.UserNamed("38")
	if err != nil || user == nil || user.Name != "list" {
		t.Fatalf("user 38: %v, %v", user, err)
	}
	if gids := h.GroupsOf(user); len(gids) != 2 || gids[0] != 39 || gids[1] != 8 {
		t.Errorf("groups %v", gids)
	}
	if user, err := h.UserNamed("nobody"); user != nil || err != nil {
		t.Errorf("nobody: %v, %v", user, err)
	}
	if group, err := h.GroupNamed("sales"); group != nil || err == nil || !strings.Contains(err.Error(), "sss is not asked") {
		t.Errorf("sales: %v, %v", group, err)
	}
	if group, err := h.GroupNamed("39"); err != nil || group == nil || group.Name != "list" {
		t.Errorf("group 39: %v, %v", group, err)
	}
}
