// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/generator/rootfs"
	"mmgen/generator/vouched"
	"mmgen/runner/mailwrapper"
	"mmgen/runner/site/sitetest"
)

const mail = "From anne@example.com Sat Nov 28 10:00:00 2026\nSubject: x\n\nit's\x00 \\n\n"

var mailServer = mailwrapper.Caller{UID: 38, GID: 38, Effective: 38}

// world is a site with the list demo, whose settings are vouched for.
type world struct {
	*sitetest.World
	file string // what vouches
	cfg  string // a file that the settings came from
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{World: sitetest.New(t)}
	w.AddList(t, "demo", nil)
	w.cfg, w.file = w.Path("mm_cfg.py"), w.Path("vouched")
	w.Write(t, "mm_cfg.py", []byte("MTA = None\n"))
	marks := make([]rootfs.Mark, 2)
	for i, path := range []string{w.cfg, w.Path("mmgen.ini")} {
		var err error
		if marks[i], err = rootfs.MarkOf(path); err != nil {
			t.Fatal(err)
		}
	}
	w.Write(t, "vouched", []byte(vouched.Text(texts(t, w.Settings), marks)))
	return w
}

// texts are the settings that are vouched for.
func texts(t *testing.T, settings *mmcfg.Settings) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, name := range vouched.Names {
		values[name] = settings.Str(name)
		if name == "QFILE_SCHEMA_VERSION" {
			values[name] = strconv.Itoa(settings.Int(name))
		}
		if values[name] == "" {
			t.Fatalf("%s is not set", name)
		}
	}
	return values
}

// TestSameEntries: what mailman makes of a mail is to the byte what mmrun makes of it.
func TestSameEntries(t *testing.T) {
	w := newWorld(t)
	now := func() time.Time { return time.Unix(1795000000, 123456000) }
	w.Site.Now = now
	asMmrun := w.Site.WayIn()
	for _, script := range mailwrapper.Scripts() {
		c, ok := plainCall([]string{script.Name, "demo"}, mailServer, w.file, now)
		if ok == script.NeedsOwner() {
			t.Errorf("%s: a plain call: %t", script.Name, ok)
		}
		if !ok {
			continue
		}
		var made []string
		for _, site := range []mailwrapper.Site{asMmrun, c.site} {
			name, err := script.Enqueue(site, "demo", strings.NewReader(mail))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(site.Dir(script.Queue), name+".pck")
			made = append(made, path+"\n"+string(sitetest.ReadFile(t, path)))
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		if made[0] != made[1] {
			t.Errorf("%s: mmrun makes\n%q\nand mailman\n%q", script.Name, made[0], made[1])
		}
	}
}

// TestMmrunsCalls: what is not plain is left to mmrun.
func TestMmrunsCalls(t *testing.T) {
	post := []string{"post", "demo"}
	for name, test := range map[string]struct {
		args   []string
		caller mailwrapper.Caller
		spoil  func(*testing.T, world)
		plain  bool
	}{
		"plain":           {args: post, caller: mailServer, plain: true},
		"lent":            {args: post, caller: mailwrapper.Caller{UID: 65534, GID: 65534, Effective: 38}, plain: true},
		"a person's call": {args: post, caller: mailwrapper.Caller{UID: 1000, GID: 1000, Effective: 38}},
		"root":            {args: post, caller: mailwrapper.Caller{}},
		"no list":         {args: post[:1], caller: mailServer},
		"flags":           {args: []string{"--config", "x", "post", "demo"}, caller: mailServer},
		"unknown script":  {args: []string{"pots", "demo"}, caller: mailServer},
		"unknown list":    {args: []string{"post", "dome"}, caller: mailServer},
		"a path":          {args: []string{"post", "../lists/demo"}, caller: mailServer},
		"empty name":      {args: []string{"post", ""}, caller: mailServer},
		"settings file written to": {args: post, caller: mailServer, spoil: func(t *testing.T, w world) {
			w.Write(t, "mm_cfg.py", []byte("MTA = None\nMTA = None\n"))
		}},
		"settings file gone": {args: post, caller: mailServer, spoil: func(t *testing.T, w world) {
			if err := os.Remove(w.cfg); err != nil {
				t.Fatal(err)
			}
		}},
		"settings file new": {args: post, caller: mailServer, spoil: func(t *testing.T, w world) {
			w.Write(t, "mmgen.ini", nil)
		}},
		"nobody vouches": {args: post, caller: mailServer, spoil: func(t *testing.T, w world) {
			if err := os.Remove(w.file); err != nil {
				t.Fatal(err)
			}
		}},
		"half a file": {args: post, caller: mailServer, spoil: func(t *testing.T, w world) {
			text := sitetest.ReadFile(t, w.file)
			w.Write(t, "vouched", text[:len(text)-3])
		}},
		"names of their own": {args: post, caller: mailServer, spoil: func(t *testing.T, w world) {
			values := texts(t, w.Settings)
			values["ACCEPTABLE_LISTNAME_CHARACTERS"] = "[a-z]"
			w.Write(t, "vouched", []byte(vouched.Text(values, nil)))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if test.spoil != nil {
				test.spoil(t, w)
			}
			if _, ok := plainCall(test.args, test.caller, w.file, time.Now); ok != test.plain {
				t.Errorf("a plain call: %t, want %t", ok, test.plain)
			}
		})
	}
}

// TestMmrunFor: mmrun is looked for beside the program, but never beside one that lends
// its group.
func TestMmrunFor(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"bin/mmrun", "lib/mmgen/mailman", "elsewhere/mailman"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	installed := filepath.Join(dir, "bin/mmrun")
	for _, test := range []struct {
		self   string
		caller mailwrapper.Caller
		want   string
	}{
		{"lib/mmgen/mailman", mailServer, installed},
		{"lib/mmgen/mailman", mailwrapper.Caller{UID: 65534, GID: 65534, Effective: 38}, packaged},
		{"elsewhere/mailman", mailServer, packaged},
	} {
		self := func() (string, error) { return filepath.Join(dir, test.self), nil }
		if got := mmrunFor(test.caller, self); got != test.want {
			t.Errorf("%s of %+v: %s, want %s", test.self, test.caller, got, test.want)
		}
	}
}
