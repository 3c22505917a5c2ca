// SPDX-License-Identifier: GPL-2.0-or-later

package shunted

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// world is a site with an entry in the shunt queue.
func world(t *testing.T, whichq string, extra ...queue.Extra) (*sitetest.World, string) {
	t.Helper()
	w := sitetest.New(t)
	q, err := w.Queue(site.Shunt)
	if err != nil {
		t.Fatal(err)
	}
	extra = append(extra, queue.With("listname", pyvalue.Str("test")))
	if whichq != "" {
		extra = append(extra, queue.With("whichq", pyvalue.Str(whichq)))
	}
	name, err := q.Put(message.Parse("From: anne@example.com\nSubject: a\n b\n\nx\n"), queue.Metadata{}, extra...)
	if err != nil {
		t.Fatal(err)
	}
	return w, name
}

// files are the files of a queue.
func files(t *testing.T, w *sitetest.World, setting string) (names []string) {
	t.Helper()
	found, err := os.ReadDir(w.Settings.Str(setting))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, file := range found {
		names = append(names, file.Name())
	}
	return names
}

// TestUnshunt checks where entries go, and that they go as they are.
func TestUnshunt(t *testing.T) {
	for name, test := range map[string]struct{ whichq, want string }{
		"no whichq":         {"", site.In},
		"of the same name":  {"/x/out", site.Out},
		"of another site":   {"/var/spool/mailman/bounces", site.Bounces},
		"with a slash":      {"/old/qfiles/news/", site.News},
		"the shunt queue":   {"/old/qfiles/shunt", ""},
		"no queue at all":   {"/etc", ""},
		"a way out of here": {"../../lists", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, entry := world(t, test.whichq, queue.With("pipeline", pyvalue.Strings("ToOutgoing")))
			path := filepath.Join(w.Settings.Str(site.Shunt), entry+".pck")
			before := sitetest.ReadFile(t, path)
			results, err := Unshunt(context.Background(), w.Site, nil)
			if err != nil || len(results) != 1 {
				t.Fatalf("%v, %v", results, err)
			}
			r := results[0]
			if test.want == "" {
				if r.Err == nil || string(sitetest.ReadFile(t, path)) != string(before) {
					t.Errorf("%+v; the entry must stay", r)
				}
				return
			}
			to := filepath.Join(w.Settings.Str(test.want), entry+".pck")
			if r.Err != nil || r.File != path || r.What != "test, from anne@example.com: a b" {
				t.Fatalf("%+v", r)
			}
			if string(sitetest.ReadFile(t, to)) != string(before) {
				t.Error("the entry has changed")
			}
			if left := files(t, w, site.Shunt); len(left) > 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
}

// TestOwnQueues: a queue of this site is known by its path, whatever it is called.
func TestOwnQueues(t *testing.T) {
	w := sitetest.New(t)
	news := w.Path("qfiles/in/usenet/out")
	if err := os.MkdirAll(news, 0o770); err != nil {
		t.Fatal(err)
	}
	w.Set("NEWSQUEUE_DIR", pyvalue.Str(news))
	q, err := Origin(w.Site, news)
	if err != nil || w.Settings.Str(q.Setting) != news {
		t.Errorf("%v, %v", q, err)
	}
}

// TestUnshuntFaults: an entry that can't go back is where it was, under its name.
func TestUnshuntFaults(t *testing.T) {
	t.Run("a disk that fails", func(t *testing.T) {
		w, entry := world(t, "")
		in := w.Settings.Str(site.In)
		w.Site.FS = &faultfs.FS{Fail: func(op, path string) error {
			if op == "link" && strings.HasPrefix(path, in) || op == "rename" && strings.HasSuffix(path, ".bak") {
				return syscall.EROFS
			}
			return nil
		}}
		results, _ := Unshunt(context.Background(), w.Site, nil)
		if len(results) != 1 || !errors.Is(results[0].Err, syscall.EROFS) {
			t.Errorf("%+v", results)
		}
		w.Site.FS = nil
		if _, err := Unshunt(context.Background(), w.Site, []string{entry}); err != nil {
			t.Error(err)
		}
		if got := files(t, w, site.In); len(got) != 1 || got[0] != entry+".pck" {
			t.Errorf("in: %q, shunt: %q", got, files(t, w, site.Shunt))
		}
	})
	t.Run("an unreadable entry", func(t *testing.T) {
		w, entry := world(t, "")
		w.Write(t, "qfiles/shunt/1.5+bb.pck", []byte("garbage"))
		results, err := Unshunt(context.Background(), w.Site, nil)
		if err != nil || len(results) != 2 || results[0].Err == nil || results[1].Err != nil {
			t.Errorf("%+v, %v", results, err)
		}
		if got := files(t, w, site.Shunt); len(got) != 1 || got[0] != "1.5+bb.pck" {
			t.Errorf("shunt: %q", got)
		}
		if got := files(t, w, site.In); len(got) != 1 || got[0] != entry+".pck" {
			t.Errorf("in: %q", got)
		}
	})
	t.Run("no such entry", func(t *testing.T) {
		w, _ := world(t, "")
		results, err := Unshunt(context.Background(), w.Site, []string{"1.5+cc.pck"})
		if err != nil || len(results) != 1 || !errors.Is(results[0].Err, fs.ErrNotExist) {
			t.Errorf("%+v, %v", results, err)
		}
	})
}

// TestDiscard checks what can be discarded, and that nothing else can.
func TestDiscard(t *testing.T) {
	w, entry := world(t, "")
	w.Write(t, "qfiles/bad/1.5+bb.psv", []byte("garbage"))
	w.Write(t, "lists/test/config.pck", []byte("x"))
	for _, file := range []string{
		w.Path("lists/test/config.pck"), "nosuch.pck", "../../lists/test/config.pck", w.Path("qfiles/shunt/../../lists/test/config.pck"),
		w.Path("qfiles/in/1.5+cc.bak"),
	} {
		results, err := Discard(context.Background(), w.Site, []string{file})
		if err != nil || len(results) != 1 || results[0].Err == nil {
			t.Errorf("%s: %+v, %v", file, results, err)
		}
	}
	if got := string(sitetest.ReadFile(t, w.Path("lists/test/config.pck"))); got != "x" {
		t.Error("a list is gone")
	}
	results, err := Discard(context.Background(), w.Site, []string{entry + ".pck", w.Path("qfiles/bad/1.5+bb.psv")})
	if err != nil || len(results) != 2 || results[0].Err != nil || results[1].Err != nil {
		t.Fatalf("%+v, %v", results, err)
	}
	if results[0].What != "test, from anne@example.com: a b" || results[1].What != "no message" {
		t.Errorf("%+v", results)
	}
	if left := append(files(t, w, site.Shunt), files(t, w, site.Bad)...); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}
