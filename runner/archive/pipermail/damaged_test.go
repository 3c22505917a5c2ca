// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"errors"
	"os"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/archive/database"
	"mmgen/runner/message"
	"mmgen/runner/site/sitetest"
)

// spoil changes a file of the list's archive.
func spoil(t *testing.T, w *sitetest.World, name string, how func(string) string) {
	t.Helper()
	w.Write(t, "archives/private/test/"+name, []byte(how(read(t, w, name))))
}

// TestUnreadableArticle: it is left out of the indexes, once with a line in the log, and
// stays in the database.
func TestUnreadableArticle(t *testing.T) {
	for name, how := range map[string]func(string) string{
		"not a pickle": func(data string) string { return strings.Replace(data, "(iMailman", "(xMailman", 1) },
		"other class": func(data string) string {
			return strings.Replace(data, ".HyperArch\nArticle", ".HyperArch\nOsystem", 1)
		},
		"other place": func(data string) string { return strings.Replace(data, "S'000000.html'", "S'../../a.htm'", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			archive(t, w, post("a", 1, "Subject: a"), post("b", 2, "Subject: b"))
			spoil(t, w, "database/2026-November-article", how)
			archive(t, w, post("c", 3, "In-Reply-To: <a>", "Subject: c"))
			if got := threads(t, w); got != "0:1 0:2" {
				t.Errorf("threads are %s", got)
			}
			if n := strings.Count(w.Log.String(), `article "a" of volume 2026-November can't be read`); n != 1 {
				t.Errorf("logged %d times:\n%s", n, w.Log)
			}
			if db := read(t, w, "database/2026-November-article"); !strings.Contains(db, "S'<a>'") {
				t.Errorf("the article is not in the database any more")
			}
		})
	}
}

// TestDamagedDatabase: a post for a damaged volume is not archived, with an error that says
// how to mend it; others of the same batch are.
func TestDamagedDatabase(t *testing.T) {
	w := newWorld(t)
	archive(t, w, post("a", 1, "Subject: a"))
	spoil(t, w, "database/2026-November-article", func(data string) string { return data[:len(data)-5] })
	c := w.Change(t, "test")
	a, err := Open(w.Site, c, w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	err = a.Add(message.Parse(post("b", 2, "Subject: b")))
	if !errors.Is(err, database.ErrDamaged) || !strings.Contains(err.Error(), "bin/arch --wipe") {
		t.Errorf("error is %v", err)
	}
	if err := a.Add(message.Parse(dated("old", w.Clock.AddDate(-1, 0, 0), "Subject: old"))); err != nil {
		t.Fatal(err)
	}
	if err := a.Save(); err != nil {
		t.Fatal(err)
	}
	c.KeepList()
	w.Commit(t)
	if got := read(t, w, "2025-November/000001.html"); !strings.Contains(got, "body of old") {
		t.Errorf("the other post is\n%s", got)
	}
	if got := read(t, w, "2026-November.txt"); strings.Contains(got, "body of b") {
		t.Errorf("the text has the post that is not archived:\n%s", got)
	}
}

// TestDamagedDate: an index whose dates are none says that it begins in 1970.
func TestDamagedDate(t *testing.T) {
	w := newWorld(t)
	archive(t, w, post("a", 1, "Subject: a"))
	spoil(t, w, "database/2026-November-date", func(data string) string { return strings.ReplaceAll(data, "01794", " 1794") })
	archive(t, w, post("b", 2, "Subject: b"))
	if got := threads(t, w); got != "0:0 0:1" {
		t.Errorf("threads are %s", got)
	}
	if state := stateOf(t, w); state.GetStr("firstdate") != pyvalue.Str("Thu Jan  1 00:00:00 1970") {
		t.Errorf("the first is of %v", state.GetStr("firstdate"))
	}
}

// TestPagesOfNeighbours: a page that is to get a new neighbour is written with the body that
// it has; one in which no body is found stays, and one that is gone comes back empty.
func TestPagesOfNeighbours(t *testing.T) {
	w := newWorld(t)
	archive(t, w, post("a", 1, "Subject: a"), post("c", 3, "Subject: c"))
	spoil(t, w, "2026-November/000000.html", func(page string) string { return strings.Replace(page, "body of a", "another body", 1) })
	archive(t, w, post("b", 2, "Subject: b"))
	if page := read(t, w, "2026-November/000000.html"); !strings.Contains(page, "another body") || !strings.Contains(page, `HREF="000002.html">b`) {
		t.Errorf("the page is\n%s", page)
	}
	spoil(t, w, "2026-November/000000.html", func(string) string { return "by hand" })
	if err := os.Remove(w.Path("archives/private/test/2026-November/000002.html")); err != nil {
		t.Fatal(err)
	}
	archive(t, w, post("d", 1, "Subject: d", "In-Reply-To: <a>"))
	if page := read(t, w, "2026-November/000000.html"); page != "by hand" {
		t.Errorf("the page is\n%s", page)
	}
	if !strings.Contains(w.Log.String(), "000000.html has no mark where its body begins") {
		t.Errorf("log:\n%s", w.Log)
	}
	if page := read(t, w, "2026-November/000002.html"); strings.Contains(page, "body of b") || !strings.Contains(page, `HREF="000003.html">d`) {
		t.Errorf("the page is\n%s", page)
	}
}

// TestOnlyNeighboursAreWritten: the pages of all other articles are not touched.
func TestOnlyNeighboursAreWritten(t *testing.T) {
	w := newWorld(t)
	archive(t, w, post("a", 1, "Subject: a"), post("b", 2, "Subject: b"), post("c", 5, "Subject: c"), post("d", 6, "Subject: d"))
	for _, name := range []string{"000000.html", "000003.html"} {
		spoil(t, w, "2026-November/"+name, func(page string) string {
			return strings.Replace(page, "body of", "untouched", 1) + "<!-- untouched -->"
		})
	}
	archive(t, w, post("e", 3, "Subject: e"))
	if got := threads(t, w); got != "0:0 0:1 0:4 0:2 0:3" {
		t.Fatalf("threads are %s", got)
	}
	for name, want := range map[string]bool{"000000.html": true, "000003.html": true, "000001.html": false, "000002.html": false} {
		if got := strings.Contains(read(t, w, "2026-November/"+name), "<!-- untouched -->"); got != want {
			t.Errorf("%s is untouched: %v", name, got)
		}
	}
}

// TestLongBodies: bodies that don't wait in memory come on their pages all the same.
func TestLongBodies(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat(strings.Repeat("x", 99)+"\n", maxKept/200)
	archive(t, w,
		post("a", 1, "Subject: a")+long, post("b", 2, "Subject: b")+long, post("c", 3, "Subject: c")+long, post("d", 4, "Subject: d"))
	for i, name := range []string{"000000", "000001", "000002", "000003"} {
		page := read(t, w, "2026-November/"+name+".html")
		if got, want := strings.Count(page, strings.Repeat("x", 99)), maxKept/200; i < 3 && got != want {
			t.Errorf("%s has %d lines, want %d", name, got, want)
		}
		if got, want := strings.Count(page, "<!--beginarticle-->"), 1; got != want {
			t.Errorf("%s has %d bodies", name, got)
		}
		if i < 3 && !strings.Contains(page, `<LINK REL="Next"`) || i > 0 && !strings.Contains(page, `<LINK REL="Previous"`) {
			t.Errorf("%s lacks a neighbour", name)
		}
	}
	left, err := os.ReadDir(w.Path("archives/private/test/2026-November"))
	if err != nil || len(left) != 9 {
		t.Errorf("%d files: %v, %v", len(left), left, err)
	}
}
