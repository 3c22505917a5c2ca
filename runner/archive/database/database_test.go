// SPDX-License-Identifier: GPL-2.0-or-later

package database

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mmgen/runner/change"
	"mmgen/runner/i18n"
	"mmgen/runner/safeio"
)

func unicode(s string) i18n.Text { return i18n.Text{S: s, Unicode: true} }

// keysOf knows an article by its `pickle`, which is AUTHOR|SUBJECT|DATE|ID.
func keysOf(pickled string) (k Keys, err error) {
	fields := strings.Split(pickled, "|")
	if len(fields) != 4 {
		return k, errors.New("not an article")
	}
	date, id := fields[2], fields[3]
	return Keys{
		Date:    Key{Order: date, ID: id},
		Author:  Key{Text: unicode(fields[0]), Order: date, ID: id},
		Subject: Key{Text: unicode(fields[1]), Order: date, ID: id},
		Thread:  Key{Order: date + ".0-", ID: id},
	}, nil
}

func add(t *testing.T, v *Volume, pickled string) {
	t.Helper()
	keys, err := keysOf(pickled)
	if err != nil {
		t.Fatal(err)
	}
	v.Add(keys.Date.ID, pickled, keys)
}

func open(t *testing.T, dir string) *Volume {
	t.Helper()
	v, err := Open(safeio.OS, dir, "2026-November", func(Loaded) {}, keysOf)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func save(t *testing.T, dir string, v *Volume) {
	t.Helper()
	c := change.New(safeio.OS, filepath.Join(dir, "record"))
	if err := errors.Join(v.Save(c), c.Commit()); err != nil {
		t.Fatal(err)
	}
}

// saved makes a database of three articles and returns its archive's directory.
func saved(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "database"), 0o770); err != nil {
		t.Fatal(err)
	}
	v := open(t, dir)
	add(t, v, "Person, Anne|topic|01794999910|t3@x")
	add(t, v, "B, Bärt|topic|01794999880|t2@x")
	add(t, v, "Person, Anne|other|01794999740|t4@x")
	save(t, dir, v)
	return dir
}

func ids(x *Index) string {
	var all []string
	for key := range x.All() {
		all = append(all, key.ID)
	}
	return strings.Join(all, " ")
}

// listing is the order of all indexes.
func listing(v *Volume) string {
	return fmt.Sprintf("date %s; author %s; subject %s; thread %s", ids(v.Date), ids(v.Author), ids(v.Subject), ids(v.Thread))
}

const want = "date t4@x t2@x t3@x; author t2@x t4@x t3@x; subject t4@x t2@x t3@x; thread t4@x t2@x t3@x"

func TestSaved(t *testing.T) {
	dir := saved(t)
	v := open(t, dir)
	if got := listing(v); got != want {
		t.Errorf("order is %s\nwant %s", got, want)
	}
	if pickled, ok := pickledOf(v, "t2@x"); !ok || pickled != "B, Bärt|topic|01794999880|t2@x" {
		t.Errorf("article is %q, %v", pickled, ok)
	}
	for _, name := range []string{"article", "date", "author", "subject", "thread"} {
		info, err := os.Stat(filepath.Join(dir, "database/2026-November-"+name))
		if err != nil || info.Mode() != fileMode {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestOldest(t *testing.T) {
	v := open(t, saved(t))
	for text, want := range map[i18n.Text]string{
		unicode("topic"): "t2@x", {S: "topic"}: "t2@x", unicode("top"): "", unicode("z"): "", {}: "",
	} {
		if got, ok := v.Subject.Oldest(text); got != want || ok != (want != "") {
			t.Errorf("%+v: %q, %v; want %q", text, got, ok, want)
		}
	}
}

// TestSameIDTwice: the newer article is under all keys.
func TestSameIDTwice(t *testing.T) {
	v := open(t, saved(t))
	add(t, v, "New|topic|01794999999|t4@x")
	add(t, v, "New|topic|01794999999|t4@x")
	if got := ids(v.Date); got != "t4@x t2@x t3@x t4@x" {
		t.Errorf("by date: %s", got)
	}
	if pickled, _ := pickledOf(v, "t4@x"); v.Articles.Len() != 3 || pickled != "New|topic|01794999999|t4@x" {
		t.Errorf("article is %q of %d", pickled, v.Articles.Len())
	}
}

// TestOrderOfText: unicode and str are one where they are ASCII, and have an order in
// any case.
func TestOrderOfText(t *testing.T) {
	x := &Index{shape: triple}
	texts := []i18n.Text{unicode("a"), {S: "a"}, unicode("ä"), {S: "ä"}, {S: "\xe4"}, unicode("b"), {}}
	for _, text := range texts {
		x.Add(Key{Text: text, Order: "0", ID: "id"})
	}
	var got []i18n.Text
	for key := range x.All() {
		got = append(got, key.Text)
	}
	if want := []i18n.Text{{}, unicode("a"), unicode("b"), {S: "ä"}, unicode("ä"), {S: "\xe4"}}; !slices.Equal(got, want) {
		t.Errorf("order is %+v", got)
	}
}

// TestIndexesAreMended: an index that is gone, empty, cut or of another shape comes
// from the articles, and nothing is lost of the others.
func TestIndexesAreMended(t *testing.T) {
	for _, name := range []string{"date", "author", "subject", "thread"} {
		for what, spoil := range map[string]func(data []byte) []byte{
			"gone":       func([]byte) []byte { return nil },
			"empty":      func([]byte) []byte { return []byte{} },
			"cut":        func(data []byte) []byte { return data[:len(data)/2] },
			"not a dict": func([]byte) []byte { return []byte("i\x00\x00\x00\x00") },
			"other keys": func([]byte) []byte { return []byte("{i\x00\x00\x00\x00N0") },
			"other items": func(data []byte) []byte {
				return []byte(strings.ReplaceAll(string(data), "s\x04\x00\x00\x00t2@x", "N"))
			},
			"other article": func(data []byte) []byte { return []byte(strings.Replace(string(data), "t2@x", "t0@x", 1)) },
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				dir := saved(t)
				path := filepath.Join(dir, "database/2026-November-"+name)
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if data = spoil(data); data == nil {
					err = os.Remove(path)
				} else {
					err = os.WriteFile(path, data, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
				if got := listing(open(t, dir)); got != want {
					t.Errorf("order is %s\nwant %s", got, want)
				}
			})
		}
	}
}

// TestDamagedArticles: what can't be made anew is an error that says how to mend it.
func TestDamagedArticles(t *testing.T) {
	for _, data := range []string{"", "{", "{s\x01\x00\x00\x00aN0", "(\x00\x00\x00\x00", "{u\x01\x00\x00\x00as\x00\x00\x00\x000"} {
		dir := saved(t)
		if err := os.WriteFile(filepath.Join(dir, "database/2026-November-article"), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(safeio.OS, dir, "2026-November", func(Loaded) {}, keysOf)
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "2026-November-article") || !strings.Contains(err.Error(), "bin/arch --wipe") {
			t.Errorf("%q: error %v", data, err)
		}
	}
}

// TestManyArticles: of a file that is longer than what is in memory at a time, each pickle can be
// read, also when another one has replaced it, and the file is written anew with all of them.
func TestManyArticles(t *testing.T) {
	dir := saved(t)
	v := open(t, dir)
	pickle := func(version, i int) string {
		return fmt.Sprintf("%d|%s|%d|%d@x", version, strings.Repeat("s", 100*i), i, i)
	}
	for i := range 100 {
		add(t, v, pickle(1, i))
	}
	save(t, dir, v)
	for _, i := range []int{50, 100} { // one that is there, and a new one
		v = open(t, dir)
		old, there := pickledOf(v, fmt.Sprintf("%d@x", i))
		at, _ := v.Articles.Find("50@x")
		replaced := v.Articles.Pickled(at)
		add(t, v, pickle(2, i))
		if pickled, err := v.Articles.Read(replaced); there && (pickled != old || err != nil) {
			t.Errorf("the article that was replaced is %.20q, %v", pickled, err)
		}
		save(t, dir, v)
	}
	v = open(t, dir)
	for i := range 101 {
		want := pickle(1, i)
		if i == 50 || i == 100 {
			want = pickle(2, i)
		}
		if pickled, ok := pickledOf(v, fmt.Sprintf("%d@x", i)); pickled != want {
			t.Errorf("article %d is %.20q, %v", i, pickled, ok)
		}
	}
}

// TestInternedPickle: Python writes a text that comes again as a reference to the first.
func TestInternedPickle(t *testing.T) {
	as, err := articlesIn(t, []byte("{t\x02\x00\x00\x00idt\x01\x00\x00\x00at\x01\x00\x00\x00bR\x01\x00\x00\x000"))
	if got := pickles(t, as); err != nil || !slices.Equal(got, []string{"id", "a", "b", "a"}) {
		t.Errorf("articles are %q, %v", got, err)
	}
	writtenAgain(t, as)
}

// FuzzParse: what can be read is written and read again as it is.
func FuzzParse(f *testing.F) {
	x := &Index{shape: triple}
	x.Add(Key{Text: unicode("ä"), Order: "0", ID: "id"})
	f.Add(written(x))
	f.Add([]byte("{(\x03\x00\x00\x00t\x01\x00\x00\x00aR\x00\x00\x00\x00s\x00\x00\x00\x00s\x00\x00\x00\x000"))
	f.Add([]byte("{s\x01\x00\x00\x00as\x02\x00\x00\x00bb0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, shape := range []shape{pair, triple} {
			x, err := parseIndex(data, shape, 0)
			if err != nil {
				continue
			}
			again, err := parseIndex(written(x), shape, 0)
			if err != nil || !slices.Equal(again.keys, x.keys) {
				t.Errorf("%q: %v, and again %v, %v", data, x.keys, again, err)
			}
		}
		if as, err := articlesIn(t, data); err == nil {
			writtenAgain(t, as)
			as.Set("one more", "new")
			writtenAgain(t, as)
			as.Set(as.all[0].id, "another")
			writtenAgain(t, as)
		}
	})
}

// pickledOf is the pickle of the article of a message id.
func pickledOf(v *Volume, id string) (pickled string, ok bool) {
	at, ok := v.Articles.Find(id)
	if !ok {
		return "", false
	}
	pickled, err := v.Articles.Read(v.Articles.Pickled(at))
	return pickled, err == nil
}

// articlesIn are the articles of a file.
func articlesIn(t *testing.T, data []byte) (*Articles, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "articles")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	as := &Articles{at: map[string]int{}, fsys: safeio.OS, path: path}
	return as, as.load(func(Loaded) {})
}

// pickles are the articles as the file has them.
func pickles(t *testing.T, as *Articles) (all []string) {
	t.Helper()
	for _, a := range as.all {
		pickled, err := as.Read(a.pickled)
		if err != nil {
			t.Error(err)
		}
		all = append(all, a.id, pickled)
	}
	return all
}

func writtenAgain(t *testing.T, as *Articles) {
	t.Helper()
	var data bytes.Buffer
	if err := as.write(&data); err != nil {
		t.Fatal(err)
	}
	again, err := articlesIn(t, data.Bytes())
	if err != nil || !slices.Equal(pickles(t, again), pickles(t, as)) {
		t.Errorf("%v, and again %v, %v", as.all, again, err)
	}
}

// written is the file of an index.
func written(x *Index) []byte {
	var data bytes.Buffer
	_ = x.write(&data) // a buffer takes all
	return data.Bytes()
}
