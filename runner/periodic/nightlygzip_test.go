// SPDX-License-Identifier: GPL-2.0-or-later

package periodic_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/periodic"
	"mmgen/runner/site/sitetest"
)

const (
	changedText = "archives/private/test/2026-November.txt"
	oldText     = "archives/private/test/2026-October.txt"
	newText     = "archives/private/test/2026-December.txt"
)

// archiveSite is a site with an archive of which one text has changed since it was
// compressed, another not, and one was never compressed.
func archiveSite(t *testing.T) *sitetest.World {
	t.Helper()
	w := sitetest.New(t)
	w.Set("ARCHIVE_TO_MBOX", int64(2))
	w.Set("GZIP_ARCHIVE_TXT_FILES", false)
	w.AddList(t, "test", nil)
	w.AddList(t, "without", map[string]pyvalue.Value{"archive": false})
	for name, ago := range map[string]time.Duration{changedText: time.Hour, changedText + ".gz": 2 * time.Hour, oldText: 3 * time.Hour, oldText + ".gz": 2 * time.Hour} {
		w.Write(t, name, []byte("text of a month\n"))
		age(t, w, name, ago)
	}
	if err := os.Chmod(w.Path(changedText+".gz"), 0o640); err != nil {
		t.Fatal(err)
	}
	w.Write(t, newText, []byte("text of a month\n"))
	return w
}

func TestNightlyGzip(t *testing.T) {
	w := archiveSite(t)
	var said []string
	runJob(t, w, "nightly_gzip", periodic.Options{Say: func(text string) { said = append(said, strings.ReplaceAll(text, w.Var+"/", "")) }}, nil)
	wantText(t, strings.Join(said, "\n"), "Processing list: test\ngzip'ing: "+newText+"\ngzip'ing: "+changedText)
	zip, err := gzip.NewReader(bytes.NewReader(sitetest.ReadFile(t, w.Path(changedText+".gz"))))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil || string(text) != "text of a month\n" || zip.Name != "2026-November.txt" {
		t.Errorf("%s: %q, %v", zip.Name, text, err)
	}
	for name, want := range map[string]os.FileMode{newText: 0o664, changedText: 0o640} {
		info, err := os.Stat(w.Path(name + ".gz"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s.gz has mode %v, want %v", name, info.Mode(), want)
		}
	}
	wantText(t, string(sitetest.ReadFile(t, w.Path(oldText+".gz"))), "text of a month\n")
	wantFiles(t, w.Path("archives/private/test"), []string{"2026-December.txt", "2026-December.txt.gz", "2026-November.txt", "2026-November.txt.gz", "2026-October.txt", "2026-October.txt.gz"}, "*")
}

// TestNightlyGzipLeavesOthersAlone: where each post compresses the text, or there is no
// pipermail archive, nothing is done.
func TestNightlyGzipLeavesOthersAlone(t *testing.T) {
	for name, v := range map[string]pyvalue.Value{"ARCHIVE_TO_MBOX": int64(0), "GZIP_ARCHIVE_TXT_FILES": true} {
		w := archiveSite(t)
		w.Set(name, v)
		runJob(t, w, "nightly_gzip", periodic.Options{}, nil)
		wantText(t, string(sitetest.ReadFile(t, w.Path(changedText+".gz"))), "text of a month\n")
	}
}
