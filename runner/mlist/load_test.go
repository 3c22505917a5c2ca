// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// The attributes of a list that Mailman has just made are those that we take
// where one is missing.
func TestDefaults(t *testing.T) {
	own := map[string]bool{ // what is this list's own
		"created_at": true, "password": true, "owner": true, "available_languages": true,
		"members": true, "passwords": true, "language": true, "user_options": true,
	}
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Open(t, "test")
	made := sitetest.Attrs(t)
	for key, want := range made.All() {
		attr, _ := pyvalue.AsString(key)
		got, ok := l.Default(attr)
		if !ok {
			t.Errorf("%s has no default", attr)
		} else if g, w := sitetest.Repr(got), sitetest.Repr(want); g != w && !own[attr] {
			t.Errorf("default of %s is %s, Mailman's %s", attr, g, w)
		}
	}
	if _, ok := l.Default("no_such_attribute"); ok {
		t.Error("no_such_attribute has a default")
	}
}

func TestMissingAttributes(t *testing.T) {
	w := sitetest.New(t)
	data, err := pickle.Dump(new(pyvalue.Dict), 1)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, "lists/bare/config.pck", data)
	l := w.Open(t, "bare")
	if got := l.RealName(); got != "Bare" {
		t.Errorf("real_name is %q", got)
	}
	if got := l.PostingAddress(); got != "bare@lists.example.com" {
		t.Errorf("posting address is %q", got)
	}
	if got := l.Str("subject_prefix"); got != "[Bare] " {
		t.Errorf("subject_prefix is %q", got)
	}
	if got := l.Strs("pass_mime_types"); len(got) != 4 {
		t.Errorf("pass_mime_types is %q", got)
	}
	if l.Int("max_message_size") != 40 || l.Float("bounce_score_threshold") != 5 || !l.Bool("archive") {
		t.Error("numbers have no defaults")
	}
	if l.Dict("members").Len() > 0 || l.Dict("digest_members").Len() > 0 {
		t.Error("an empty list has members")
	}
	// Defaults do not become the list's own before somebody sets them.
	if got := l.Attrs.Len(); got != 0 || l.Str("web_page_url") != "http://lists.example.com/mailman/" {
		t.Errorf("%d attributes were set by looking:\n%s", got, sitetest.Show(l.Attrs))
	}
}

func TestAttributeTypes(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"a_long": pyvalue.NewLong(1 << 40), "a_true": true, "a_unicode": pyvalue.Unicode("é"), "none": nil,
		"an_empty_list": new(pyvalue.List), "a_list": &pyvalue.List{Items: []pyvalue.Value{pyvalue.Str("x"), nil, pyvalue.Unicode("y")}},
	})
	l := w.Open(t, "test")
	if l.Int("a_long") != 1<<40 || l.Int("a_true") != 1 || l.Int("a_unicode") != 0 || l.Int("none") != 0 {
		t.Error("Int reads numbers wrongly")
	}
	if l.Str("a_unicode") != "é" || l.Str("a_long") != "" {
		t.Error("Str reads texts wrongly")
	}
	if l.Bool("an_empty_list") || l.Bool("none") || !l.Bool("a_list") || !l.Bool("a_unicode") {
		t.Error("Bool is not Python's truth")
	}
	if got := l.Strs("a_list"); !cmp.Equal(got, []string{"x", "y"}) {
		t.Errorf("Strs reads %q", got)
	}
}

func TestUnknownList(t *testing.T) {
	w := sitetest.New(t)
	w.Write(t, "lists/empty/README", []byte("no list here"))
	w.Write(t, "lists/UPPER/config.pck", nil)
	for _, name := range []string{"nolist", "empty", "../lists/test", "UPPER", "a b", "x\n"} {
		if _, err := w.OpenList(name); !errors.Is(err, mlist.ErrUnknown) {
			t.Errorf("%q: %v, want ErrUnknown", name, err)
		}
		if w.ListExists(name) {
			t.Errorf("%q exists", name)
		}
	}
	const want = "mischief: Hostile listname: listname=../lists/test: remote=unidentified origin\n"
	if !strings.Contains(w.Log.String(), want) {
		t.Errorf("log is\n%swithout\n%s", w.Log, want)
	}
}

func TestOwnNameCharacters(t *testing.T) {
	w := sitetest.New(t)
	w.Set("ACCEPTABLE_LISTNAME_CHARACTERS", "[-+_.=a-z0-9&]")
	w.AddList(t, "q&a", nil)
	if !w.ListExists("q&a") || w.ListExists("q/a") {
		t.Error("ACCEPTABLE_LISTNAME_CHARACTERS is not obeyed")
	}
}

// A broken config.pck is replaced by config.pck.last, with Mailman's words in
// the log, and nothing is thrown away.
func TestBrokenConfig(t *testing.T) {
	for _, broken := range []struct{ name, data string }{
		{"empty", ""}, {"truncated", "}q\x01(U\x10send_wel"}, {"garbage", "hello\n"}, {"no dictionary", "]q\x01."},
		{"bomb", "}q\x01T\xff\xff\xff\x7f"},
	} {
		t.Run(broken.name, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{"info": pyvalue.Str("the last state")})
			config := w.Path("lists/test/config.pck")
			last, err := os.ReadFile(config)
			if err != nil {
				t.Fatal(err)
			}
			w.Write(t, "lists/test/config.pck.last", last)
			w.Write(t, "lists/test/config.pck", []byte(broken.data))
			if got := w.Open(t, "test").Str("info"); got != "the last state" {
				t.Errorf("info is %q", got)
			}
			for name, want := range map[string]string{"config.pck": string(last), "config.pck.last": string(last),
				"config.pck.safety": string(last), "config.pck.corrupt": broken.data} {
				if got, err := os.ReadFile(w.Path("lists/test/" + name)); err != nil || string(got) != want {
					t.Errorf("%s holds %.20q, %v; want %.20q", name, got, err, want)
				}
			}
			log := w.Log.String()
			if !strings.HasPrefix(log, "error: couldn't load config file "+config+"\n") ||
				!strings.HasSuffix(log, "error: fixing corrupt config file, using: "+config+".last\n") {
				t.Errorf("log is\n%s", log)
			}
			if locks, _ := os.ReadDir(w.Path("locks")); len(locks) != 0 {
				t.Errorf("locks left: %v", locks)
			}
		})
	}
}

// With the list locked by somebody else the last state is read and the broken
// file stays where it is.
func TestBrokenConfigOfLockedList(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	holder := w.Lock(t, "test")
	if err := holder.Save(); err != nil {
		t.Fatal(err)
	}
	w.Write(t, "lists/test/config.pck", []byte("broken"))
	w.Set("LIST_LOCK_TIMEOUT", 0.01)
	if l := w.Open(t, "test"); !l.Dict("members").Has(pyvalue.Str("anne@example.com")) {
		t.Error("the last state was not read")
	}
	if data, _ := os.ReadFile(w.Path("lists/test/config.pck")); string(data) != "broken" {
		t.Errorf("config.pck is %.20q", data)
	}
}

func TestNothingToRead(t *testing.T) {
	w := sitetest.New(t)
	w.Write(t, "lists/broken/config.pck", []byte("x"))
	w.Write(t, "lists/broken/config.pck.last", []byte("y"))
	w.Write(t, "lists/old/config.db", []byte("{s\x07\x00\x00\x00"))
	for name, want := range map[string]string{
		"broken": "error: All broken fallbacks were corrupt, giving up\n",
		"old":    "is not supported: convert it with Mailman's bin/update\n",
	} {
		if _, err := w.OpenList(name); !errors.Is(err, mlist.ErrCorrupt) {
			t.Errorf("%s: %v, want ErrCorrupt", name, err)
		}
		if !strings.Contains(w.Log.String(), want) {
			t.Errorf("log is\n%swithout\n%s", w.Log, want)
		}
	}
}

// An unreadable file is no reason to take an older state.
func TestUnreadableConfig(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	config := w.Path("lists/test/config.pck")
	if err := os.Rename(config, config+".last"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(config, 0o770); err != nil {
		t.Fatal(err)
	}
	_, err := w.OpenList("test")
	if err == nil || errors.Is(err, mlist.ErrCorrupt) || errors.Is(err, mlist.ErrUnknown) {
		t.Errorf("error is %v, want one of the file system", err)
	}
}

func TestUpgrade(t *testing.T) {
	for _, version := range []string{"version-105-ru", "version-111-fr"} {
		t.Run(version, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", version+".pck"))
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(filepath.Join("testdata", version+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			w := sitetest.New(t)
			w.Write(t, "lists/test/config.pck", data)
			l := w.Open(t, "test")
			// What the list is saved as; bad values are mended behind that.
			saved, _, err := pickle.Load(sitetest.ReadFile(t, w.Path("lists/test/config.pck")))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), sitetest.Show(saved.(*pyvalue.Dict))); diff != "" {
				t.Errorf("upgraded list (-Mailman +here):\n%s", diff)
			}
			if l.Str("reply_to_address") != "" || l.Bool("reply_goes_to_list") {
				t.Error("a bad reply_to_address is not cleared")
			}
			if got := w.Log.String(); got != "error: Bad reply_to_address \"bad address\" cleared for list: test\n" {
				t.Errorf("log is %s", got)
			}
		})
	}
}

func TestUpgradeOfLockedList(t *testing.T) {
	data, err := os.ReadFile("testdata/version-111-fr.pck")
	if err != nil {
		t.Fatal(err)
	}
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	w.Lock(t, "test")
	w.Write(t, "lists/test/config.pck", data)
	if l := w.Open(t, "test"); l.Int("data_version") != 112 || l.Str("subject_prefix") != "[Test] " {
		t.Error("the list is not upgraded in memory")
	}
	if string(sitetest.ReadFile(t, w.Path("lists/test/config.pck"))) != string(data) {
		t.Error("somebody else's list was written")
	}
}

func TestVersionsThatStay(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "newer", map[string]pyvalue.Value{"data_version": int64(113)})
	w.AddList(t, "ancient", map[string]pyvalue.Value{"data_version": int64(90), "moderated": int64(1)})
	for name, version := range map[string]int{"newer": 113, "ancient": 90} {
		if l := w.Lock(t, name); l.Int("data_version") != version {
			t.Errorf("data_version of %s became %d", name, l.Int("data_version"))
		} else if err := l.Save(); err != nil {
			t.Error(err)
		}
		if got := w.Open(t, name).Int("data_version"); got != version {
			t.Errorf("data_version of %s was saved as %d", name, got)
		}
	}
	if !strings.Contains(w.Log.String(), "it has the attribute moderated, from before Mailman 2.1; run Mailman's bin/update") {
		t.Errorf("log is\n%s", w.Log)
	}
}

func TestBadWebPageURL(t *testing.T) {
	w := sitetest.New(t)
	for url, want := range map[string]string{
		"":                            "http://lists.example.com/mailman/",
		"/mailman/":                   "http://lists.example.com/mailman/",
		"http://":                     "http://lists.example.com/mailman/",
		"https://x.example.org":       "https://x.example.org/",
		"https://x.example.org/lists": "https://x.example.org/lists/",
		"http://x.example.org/m/":     "http://x.example.org/m/",
	} {
		w.AddList(t, "test", map[string]pyvalue.Value{"web_page_url": pyvalue.Str(url)})
		if got := w.Open(t, "test").Str("web_page_url"); got != want {
			t.Errorf("web_page_url %q became %q, want %q", url, got, want)
		}
	}
}

// Topics that no message could ever fit are dropped, with Mailman's words.
func TestBadTopics(t *testing.T) {
	topic := func(pattern pyvalue.Value) pyvalue.Value {
		return pyvalue.NewTuple(pyvalue.Str("name"), pattern, pyvalue.Str("description"), int64(0))
	}
	good := []pyvalue.Value{topic(pyvalue.Str("a.*b\r\nc{2}")), topic(pyvalue.Str("")), topic(pyvalue.Unicode("é+")), topic(pyvalue.Str("(?P<x>y)(?=z)"))}
	bad := []pyvalue.Value{topic(pyvalue.Str("a\n(b")), topic(pyvalue.Str("*")), topic(nil), pyvalue.NewTuple(int64(1), int64(2))}
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"topics": &pyvalue.List{Items: append(bad, good...)}})
	got := w.Open(t, "test").Value("topics")
	if want := (&pyvalue.List{Items: good}); !pyvalue.Equal(got, want) {
		t.Errorf("topics are %s, want %s", sitetest.Repr(got), sitetest.Repr(want))
	}
	const want = `error: Bad topic pattern "a|(b" for list: test
error: Bad topic pattern "*" for list: test
error: Bad topic pattern "None" for list: test
error: Bad topic "(1, 2)" for list: test
`
	if got := w.Log.String(); got != want {
		t.Errorf("log is\n%swant\n%s", got, want)
	}
}
