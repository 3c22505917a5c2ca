// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site/sitetest"
)

func init() { siteTypes = func() map[string][]string { return nil } } // whatever machine this is

// TestScrub plays testdata: what comes of a message, and the files that are
// stored in the list's archive. Mailman's Scrubber made the same of each, but
// where a file says that it did not.
func TestScrub(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			c := sitetest.OpenCase(t, path)
			msg := message.Parse(c.Texts["message"])
			keep, err := scrubAlone(t, c.World, msg)
			if err != nil {
				t.Fatal(err)
			}
			text := "(discarded)\n"
			if keep {
				text, _ = msg.Render(message.Format{MangleFrom: true, Refold: true})
			}
			got := map[string]string{"want": text}
			maps.Copy(got, stored(t, c.World))
			delete(c.Texts, "message")
			if diff := cmp.Diff(c.Texts, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// scrubber is that of the list "test", for a change that does not save the list.
func scrubber(t testing.TB, w *sitetest.World) Scrubber {
	t.Helper()
	c := w.Change(t, "test")
	c.KeepList()
	return Scrubber{w.Site, c, i18n.For(w.Site, c.List().PreferredLanguage())}
}

// scrubAlone scrubs a message in a change of its own.
func scrubAlone(t testing.TB, w *sitetest.World, msg *message.Message) (keep bool, err error) {
	t.Helper()
	s := scrubber(t, w)
	if keep, err = s.Scrub(t.Context(), msg, w.Clock); err != nil {
		return false, errors.Join(err, s.Change.Abort())
	}
	return keep, s.Change.Commit()
}

// stored are the files in the list's archive.
func stored(t testing.TB, w *sitetest.World) map[string]string {
	t.Helper()
	files := map[string]string{}
	top := w.Path("archives/private/test")
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files["files/"+strings.TrimPrefix(path, top+"/")] = withNewline(string(data))
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

func TestFaultyMessages(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	for text, want := range map[string]error{
		"Date: the other day\nContent-Type: image/gif\n\nGIF\n": nil,
		"Content-Type: message/rfc822\n":                        nil,
	} {
		if _, err := scrubAlone(t, w, message.Parse(text)); !errors.Is(err, want) {
			t.Errorf("%q: error %v, want %v", text, err, want)
		}
	}
	empty := message.New()
	empty.Add("Content-Type", "message/rfc822")
	if _, err := scrubAlone(t, w, empty); !errors.Is(err, errNoMessage) {
		t.Errorf("a message/rfc822 without a message: %v", err)
	}
}

// TestFullDisk: what can't be stored is an error, and no file or folder stays behind.
func TestFullDisk(t *testing.T) {
	for _, op := range []string{"mkdir", "create", "write", "sync", "rename"} {
		w := sitetest.New(t)
		w.AddList(t, "test", nil)
		full := false
		w.FS = &faultfs.FS{Fail: func(o, path string) error {
			if full && o == op && !strings.Contains(path, "/locks/") {
				return syscall.ENOSPC
			}
			return nil
		}}
		s := scrubber(t, w)
		full = true
		_, err := s.Scrub(t.Context(), message.Parse(gif), w.Clock)
		if err == nil {
			err = s.Change.Commit()
		} else {
			err = errors.Join(err, s.Change.Abort())
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: error %v", op, err)
		}
		full = false
		w.Lock(t, "test") // finishes the change, where it has happened
		_, err = os.Stat(w.Path("archives/private/test/attachments/20261118/f15a397b/attachment.gif"))
		if files := stored(t, w); len(files) > 0 && op != "rename" || op == "rename" && (err != nil || len(files) != 1) {
			t.Errorf("%s: there is %v", op, files)
		}
		if _, err := os.Stat(w.Path("archives/private/test/attachments")); (err == nil) != (op == "rename") {
			t.Errorf("%s: the folder of attachments: %v", op, err)
		}
	}
}

const gif = "Message-ID: <m1@example.com>\nContent-Type: image/gif\n\nGIF\n"

// TestWithItsMessage: files appear with the change that their message is part of, or
// not at all. Messages of one change that share a folder don't share names.
func TestWithItsMessage(t *testing.T) {
	for _, commit := range []bool{true, false} {
		w := sitetest.New(t)
		w.AddList(t, "test", nil)
		s := scrubber(t, w)
		var named []string
		for range 3 {
			msg := message.Parse(gif)
			if _, err := s.Scrub(t.Context(), msg, w.Clock); err != nil {
				t.Fatal(err)
			}
			_, name, _ := strings.Cut(msg.DecodedBody(), "/f15a397b/")
			named = append(named, strings.TrimSuffix(name, ">\n"))
		}
		for path := range stored(t, w) {
			if !strings.HasSuffix(path, ".tmp") {
				t.Errorf("there is %s before the change", path)
			}
		}
		end, want := s.Change.Abort, []string(nil)
		if commit {
			end, want = s.Change.Commit, []string{"attachment.gif", "attachment-0001.gif", "attachment-0002.gif"}
			if diff := cmp.Diff(want, named); diff != "" {
				t.Errorf("the messages name -want +got:\n%s", diff)
			}
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
		var got []string
		for path := range stored(t, w) {
			got = append(got, filepath.Base(path))
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("commit %v: files -want +got:\n%s", commit, diff)
		}
	}
}

// TestManyParts: however many parts there are, no lock but the list's is taken, and
// the folder is forced to the disk as often as for one.
func TestManyParts(t *testing.T) {
	counts := func(parts int) (links, dirSyncs, fileSyncs int) {
		w := sitetest.New(t)
		w.AddList(t, "test", nil)
		w.FS = &faultfs.FS{Fail: func(op, path string) error {
			switch {
			case op == "link":
				links++
			case op == "sync" && filepath.Ext(path) == ".tmp":
				fileSyncs++
			case op == "sync":
				dirSyncs++
			}
			return nil
		}}
		text := "Message-ID: <m1@example.com>\nContent-Type: multipart/mixed; boundary=b\n\n" +
			strings.Repeat("--b\nContent-Type: text/html\n\n<p>\n", parts) + "--b--\n"
		if _, err := scrubAlone(t, w, message.Parse(text)); err != nil {
			t.Fatal(err)
		}
		if files := stored(t, w); len(files) != parts {
			t.Errorf("of %d parts %d were stored", parts, len(files))
		}
		return links, dirSyncs, fileSyncs
	}
	_, few, _ := counts(1)
	links, many, files := counts(300)
	if links != 1 || many != few || files != 300 {
		t.Errorf("300 parts: %d locks, %d directories forced to the disk instead of %d, %d files", links, many, few, files)
	}
}

// TestEndlessFilter: a command for HTML that uses up what it may have for one message
// is not run for the parts that are left, whose source is stored.
func TestEndlessFilter(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	w.Set("ARCHIVE_HTML_SANITIZER", "echo run >> "+w.Path("runs")+"; yes")
	part := "--b\nContent-Type: text/html\n\n<p>words\n"
	text := "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat(part, 3) + "--b--\n"
	if _, err := scrubAlone(t, w, message.Parse(text)); err != nil {
		t.Fatal(err)
	}
	runs := string(sitetest.ReadFile(t, w.Path("runs")))
	if told := strings.Count(w.Log.String(), "parts that are left"); runs != "run\n" || told != 1 {
		t.Errorf("it was run %q and told %d times", runs, told)
	}
	sources := 0
	for _, text := range stored(t, w) {
		sources += strings.Count(text, "&lt;p&gt;words")
	}
	if sources != 3 {
		t.Errorf("%d sources are stored", sources)
	}
}

// TestModes: files can be read and folders be written by the group, as
// Mailman's other programs need it.
func TestModes(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	if _, err := scrubAlone(t, w, message.Parse(gif)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]fs.FileMode{
		"":                              0o775,
		"attachments":                   0o775,
		"attachments/20261118":          0o775,
		"attachments/20261118/f15a397b": 0o775 | fs.ModeSetgid,
		"attachments/20261118/f15a397b/attachment.gif": 0o664,
	} {
		info, err := os.Stat(filepath.Join(w.Path("archives/private/test"), path))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode() &^ fs.ModeDir; got != want && got != want|fs.ModeSetgid {
			t.Errorf("%s has mode %v, want %v", path, got, want)
		}
	}
}

// TestForeignLanguage: what is said in the language of the sender is text of the
// list's charset, or UTF-8. (Mailman puts in the bytes as they are.)
func TestForeignLanguage(t *testing.T) {
	for _, test := range []struct{ list, want string }{
		{"de", "\xc4n HTML \xc4ttachment w\xc4s scrubbed...\n"},
		{"ja", "Än HTML Ättachment wÄs scrubbed...\n"},
		{"ru", "Än HTML Ättachment wÄs scrubbed...\n"},
	} {
		w := sitetest.New(t)
		w.AddList(t, "test", map[string]pyvalue.Value{"preferred_language": pyvalue.Str(test.list)})
		w.Set("MESSAGES_DIR", "testdata/messages")
		s := scrubber(t, w)
		s.Translator = i18n.For(w.Site, "fr")
		msg := message.Parse("Message-ID: <m1@example.com>\nContent-Type: text/html\n\n<p>\n")
		if _, err := s.Scrub(t.Context(), msg, w.Clock); err != nil {
			t.Fatal(err)
		}
		want := test.want + "URL: <http://lists.example.com/pipermail/test/attachments/20261118/f15a397b/attachment.htm>\n"
		if got := msg.DecodedBody(); got != want {
			t.Errorf("list in %s: %q, want %q", test.list, got, want)
		}
	}
}

func TestDayOf(t *testing.T) {
	const envelope = "From anne@example.com Fri Feb  6 11:05:00 2015"
	for _, test := range []struct{ date, envelope, want string }{
		{"Wed, 18 Nov 2026 23:59:59 -1200", "", "20261118"}, // by its own zone
		{"1 Jan 70 00:00:00", "", "19700101"},
		{"Wed, 00 Nov 2026 11:03:40 -0000", "", "20261101"},
		{"Wed, 18 Nov 2026 24:03:40 -0000", envelope, "20150206"},
		{"Wed, 32 Nov 2026 11:03:40 -0000", envelope, "20150206"},
		{"Wed, 18 Nov 1899 11:03:40 -0000", envelope, "20150206"},
		{"Wed, 18 Nov 12026 11:03:40 -0000", envelope, "120261118"},
		{"never", envelope, "20150206"},
		{"never", "From anne", "00000000"},
		{"never", "From anne x Brumaire 18 y 1799", "17990018"},
		{"never", "From anne x Nov 18th y 1799", "00000000"},
		{"", "", "20261118"},
		{"", envelope, "20261118"},
		{"never", "", "20261118"}, // Mailman raises an exception
	} {
		msg := message.New()
		if test.date != "" {
			msg.Add("Date", test.date)
		}
		if test.envelope != "" {
			msg.SetUnixFrom(test.envelope)
		}
		received := time.Date(2026, 11, 19, 0, 30, 0, 0, time.FixedZone("", 3600))
		if got := dayOf(msg, received); got != test.want {
			t.Errorf("%q, %q: %s, want %s", test.date, test.envelope, got, test.want)
		}
	}
}

func TestSplitExt(t *testing.T) {
	for path, want := range map[string][2]string{
		"a.b":        {"a", ".b"},
		"a.b.c":      {"a.b", ".c"},
		"a":          {"a", ""},
		"a.":         {"a", "."},
		".a":         {".a", ""},
		"..a":        {"..a", ""},
		"..a.b":      {"..a", ".b"},
		"x.y/a":      {"x.y/a", ""},
		"x.y/.a.b":   {"x.y/.a", ".b"},
		"x/..":       {"x/..", ""},
		"":           {"", ""},
		"archive.gz": {"archive", ".gz"},
	} {
		if base, ext := SplitExt(path); [2]string{base, ext} != want {
			t.Errorf("%q: %q %q, want %q", path, base, ext, want)
		}
	}
}

// TestSiteTypes: a machine's types come behind Python's own.
func TestSiteTypes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mime.types")
	text := "# types\ntext/html html shtml # and more\nApplication/X-Case case\napplication/x-new new newer\nimage/jpg jfif\nno-extension\n#x y\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	site := readTypes([]string{"/nowhere/mime.types", file})
	for ctype, want := range map[string][]string{
		"text/html":          {".htm", ".html", ".shtml"},
		"application/x-new":  {".new", ".newer"},
		"application/x-case": nil, // is looked up in lower case
		"image/jpg":          {".jfif", ".jpg"},
		"no-extension":       nil,
		"image/jpeg":         {".jpe", ".jpg", ".jpeg"},
	} {
		if diff := cmp.Diff(want, extensionsOf(ctype, site)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", ctype, diff)
		}
	}
}
