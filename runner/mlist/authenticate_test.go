// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/site/sitetest"
)

func sha(s string) pyvalue.Value { return pyvalue.Str(fmt.Sprintf("%x", sha1.Sum([]byte(s)))) }

func TestAuthenticate(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"password": sha("admin"), "mod_password": sha("mod"), "post_password": pyvalue.Unicode(sha("post").(pyvalue.Str)),
	})
	w.AddList(t, "bare", map[string]pyvalue.Value{"mod_password": nil, "post_password": pyvalue.Str("")})
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
		{l, string(sha("admin").(pyvalue.Str)), all, mlist.Nobody},
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
	old := pyvalue.Str(sum[:])
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"password": old})
	l := w.Open(t, "test")
	if l.Authenticate("admin", mlist.Admin) != mlist.Admin || l.Value("password") != old {
		t.Errorf("unlocked list: the password is %q", l.Value("password"))
	}
	l = w.Lock(t, "test")
	if l.Authenticate("wrong", mlist.Admin) != mlist.Nobody || l.Authenticate("admin", mlist.Admin) != mlist.Admin || l.Value("password") != sha("admin") {
		t.Errorf("locked list: the password is %q", l.Value("password"))
	}
	const crypted = "abNANd1rDfiNc"
	w.AddList(t, "ancient", map[string]pyvalue.Value{"password": pyvalue.Str(crypted)})
	l = w.Open(t, "ancient")
	if l.Authenticate("wrong", mlist.Admin) != mlist.Nobody || l.Authenticate(crypted, mlist.Admin) != mlist.Nobody {
		t.Error("crypt(3): another password is good")
	}
	if l.Authenticate("secret", mlist.Admin) != mlist.Admin || l.Value("password") != pyvalue.Str(crypted) {
		t.Errorf("crypt(3), unlocked list: the password is %q", l.Value("password"))
	}
	l = w.Lock(t, "ancient")
	if l.Authenticate("secret", mlist.Admin) != mlist.Admin || l.Value("password") != sha("secret") {
		t.Errorf("crypt(3), locked list: the password is %q", l.Value("password"))
	}
}

// The passwords of the site are in files, which need not be there.
func TestAuthenticateSite(t *testing.T) {
	w := sitetest.New(t)
	w.Set("SITE_PW_FILE", w.Path("data/adm.pw"))
	w.Set("LISTCREATOR_PW_FILE", w.Path("data/creator.pw"))
	w.AddList(t, "test", nil)
	l := w.Open(t, "test")
	roles := []mlist.Role{mlist.Creator, mlist.SiteAdmin}
	if got := l.Authenticate("site", roles...); got != mlist.Nobody {
		t.Errorf("without a file: %v", got)
	}
	w.Write(t, "data/adm.pw", []byte(sha("site").(pyvalue.Str)+"\n"))
	w.Write(t, "data/creator.pw", []byte(sha("creator").(pyvalue.Str)+"\n"))
	for password, want := range map[string]mlist.Role{"site": mlist.SiteAdmin, "creator": mlist.Creator, "other": mlist.Nobody, "": mlist.Nobody} {
		if got := l.Authenticate(password, roles...); got != want {
			t.Errorf("%q: %v, want %v", password, got, want)
		}
	}
}
