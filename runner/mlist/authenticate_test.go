// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"strings"
	"testing"

	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

func sha(s string) pickle.Value { return pickle.Str(fmt.Sprintf("%x", sha1.Sum([]byte(s)))) }

func TestAuthenticate(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pickle.Value{
		"password": sha("admin"), "mod_password": sha("mod"), "post_password": pickle.Unicode(sha("post").(pickle.Str)),
	})
	w.AddList(t, "bare", map[string]pickle.Value{"mod_password": nil, "post_password": pickle.Str("")})
	l, bare := w.Open(t, "test"), w.Open(t, "bare")
	all := []mlist.Role{mlist.Poster, mlist.Moderator, mlist.Admin}
	for _, c := range []struct {
		l        *mlist.List
		password string
		roles    []mlist.Role
		want     mlist.Role
	}{
		{l, "admin", all, mlist.Admin},
		{l, "mod", all, mlist.Moderator},
		{l, "post", all, mlist.Poster},
		{l, "mod", []mlist.Role{mlist.Admin, mlist.Poster}, mlist.Nobody},
		{l, "other", all, mlist.Nobody},
		{l, string(sha("admin").(pickle.Str)), all, mlist.Nobody},
		{l, "", all, mlist.Nobody},
		{bare, "", all, mlist.Nobody},
		{bare, "x", []mlist.Role{mlist.Poster, mlist.Moderator}, mlist.Nobody},
	} {
		if got := c.l.Authenticate(c.password, c.roles...); got != c.want {
			t.Errorf("list %s, password %q for %v: %v, want %v", c.l.InternalName(), c.password, c.roles, got, c.want)
		}
	}
}

// A password that Mailman 2.0 wrote becomes one of today's, where the list is
// locked.
func TestAuthenticateOldPasswords(t *testing.T) {
	sum := md5.Sum([]byte("admin"))
	old := pickle.Str(sum[:])
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pickle.Value{"password": old})
	l := w.Open(t, "test")
	if l.Authenticate("admin", mlist.Admin) != mlist.Admin || l.Value("password") != old {
		t.Errorf("unlocked list: the password is %q", l.Value("password"))
	}
	l = w.Lock(t, "test")
	if l.Authenticate("wrong", mlist.Admin) != mlist.Nobody || l.Authenticate("admin", mlist.Admin) != mlist.Admin || l.Value("password") != sha("admin") {
		t.Errorf("locked list: the password is %q", l.Value("password"))
	}
	w.AddList(t, "ancient", map[string]pickle.Value{"password": pickle.Str("abJnggxhB/yWI")})
	if w.Open(t, "ancient").Authenticate("secret", mlist.Admin) != mlist.Nobody || !strings.Contains(w.Log.String(), "list ancient: its administrator's password is in the form of crypt(3)") {
		t.Errorf("a password of crypt(3): log %q", w.Log)
	}
}
