// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// World is a case laid out on disk, ready to be drained.
type World struct {
	*Case
	Var    string // the var tree
	Config string // the settings, as an INI file for mmrun
	NNTP   string // where the lists think their news server is
}

// nntpAddress is where the lists of the cases as recorded think their news server is.
const nntpAddress = "127.0.0.1:19119"

// Lay unpacks the case's var tree into a new folder, with the settings beside
// it. smtpPort and nntpPort are those of the scripted servers; nntpPort has
// five digits, as the one in the lists' files has. The folder is removed with t.
func (c *Case) Lay(t *testing.T, shared string, smtpPort, nntpPort int) *World {
	t.Helper()
	top := newTop(t, len(c.Var)-len("/tmp/mmo-/var"))
	w := &World{Case: c, Var: filepath.Join(top, "var"), Config: filepath.Join(top, "mmgen.ini"), NNTP: fmt.Sprintf("127.0.0.1:%05d", nntpPort)}
	replace := strings.NewReplacer(c.Var, w.Var, nntpAddress, w.NNTP)
	steps := []func() error{
		func() error { return c.unpack(w.Var, replace) },
		func() error { return unzip(shared, top) },
		func() error { return c.lock(w.Var) },
		func() error { return w.writeConfig(top, smtpPort) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			t.Fatalf("laying out golden case %s: %v", c.Name, err)
		}
	}
	return w
}

// newTop makes /tmp/mmo-XXXXXX: a pickle holds the length of a path, so the
// tree must lie at a path as long as the recorded one.
func newTop(t *testing.T, letters int) string {
	t.Helper()
	for {
		name := make([]byte, letters)
		for i := range name {
			name[i] = byte('a' + rand.IntN(26))
		}
		top := "/tmp/mmo-" + string(name)
		err := os.Mkdir(top, 0o755)
		if os.IsExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(top) })
		return top
	}
}

func (c *Case) unpack(varDir string, replace *strings.Replacer) error {
	dirs, err := fs.ReadFile(c.files, "before.dirs")
	if err != nil {
		return err
	}
	for _, dir := range append([]string{"."}, strings.Fields(string(dirs))...) {
		if err := os.MkdirAll(filepath.Join(varDir, dir), 0o775); err != nil {
			return err
		}
	}
	links, err := c.links()
	if err != nil {
		return err
	}
	return fs.WalkDir(c.files, "before", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(c.files, path)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, "before/")
		target := filepath.Join(varDir, name)
		if links[name] {
			return os.Symlink(string(data), target)
		}
		return c.place(target, []byte(replace.Replace(string(data))))
	})
}

// links are the symbolic links among the files; the archive holds what each
// points to.
func (c *Case) links() (map[string]bool, error) {
	data, err := fs.ReadFile(c.files, "before.links")
	links := map[string]bool{}
	for _, name := range strings.Fields(string(data)) {
		links[name] = true
	}
	return links, err
}

// place writes a file as old as some seconds before the case plays.
func (c *Case) place(path string, data []byte) error {
	if err := os.WriteFile(path, data, 0o660); err != nil {
		return err
	}
	old := c.Now().Add(-10 * time.Second)
	return os.Chtimes(path, old, old)
}

// Now is the time at which the case plays.
func (c *Case) Now() time.Time {
	return time.UnixMicro(int64(c.Clock.Now * 1e6)).UTC()
}

// lock takes the locks of lists that another host holds.
func (c *Case) lock(varDir string) error {
	for _, list := range c.Options.Locked {
		lock := filepath.Join(varDir, "locks", list+".lock")
		holder := lock + ".elsewhere.example.com.99.0"
		if err := os.WriteFile(holder, []byte(holder), 0o664); err != nil {
			return err
		}
		future := c.Now().AddDate(10, 0, 0)
		if err := os.Chtimes(holder, future, future); err != nil {
			return err
		}
		if err := os.Link(holder, lock); err != nil {
			return err
		}
	}
	return nil
}

// unzip unpacks an archive of plain files.
func unzip(path, into string) error {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer archive.Close()
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		target := filepath.Join(into, file.Name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// folders are the settings that name a folder in the var tree, by its name there.
var folders = []struct{ setting, dir string }{
	{"VAR_PREFIX", "."},
	{"LIST_DATA_DIR", "lists"},
	{"LOG_DIR", "logs"},
	{"LOCK_DIR", "locks"},
	{"DATA_DIR", "data"},
	{"SPAM_DIR", "spam"},
	{"PUBLIC_ARCHIVE_FILE_DIR", "archives/public"},
	{"PRIVATE_ARCHIVE_FILE_DIR", "archives/private"},
	{"QUEUE_DIR", "qfiles"},
	{"INQUEUE_DIR", "qfiles/in"},
	{"OUTQUEUE_DIR", "qfiles/out"},
	{"CMDQUEUE_DIR", "qfiles/commands"},
	{"BOUNCEQUEUE_DIR", "qfiles/bounces"},
	{"NEWSQUEUE_DIR", "qfiles/news"},
	{"ARCHQUEUE_DIR", "qfiles/archive"},
	{"SHUNTQUEUE_DIR", "qfiles/shunt"},
	{"VIRGINQUEUE_DIR", "qfiles/virgin"},
	{"BADQUEUE_DIR", "qfiles/bad"},
	{"RETRYQUEUE_DIR", "qfiles/retry"},
	{"MAILDIR_DIR", "qfiles/maildir"},
}

// writeConfig writes the site's settings as golden cases have them.
func (w *World) writeConfig(top string, smtpPort int) error {
	var ini bytes.Buffer
	ini.WriteString("[mm_cfg]\n")
	for _, f := range folders {
		fmt.Fprintf(&ini, "%s = %s\n", f.setting, quote(filepath.Join(w.Var, f.dir)))
	}
	fmt.Fprintf(&ini, "TEMPLATE_DIR = %s\n", quote(filepath.Join(top, "templates")))
	fmt.Fprintf(&ini, "MESSAGES_DIR = %s\n", quote(filepath.Join(top, "messages")))
	ini.WriteString("DEFAULT_EMAIL_HOST = 'lists.example.com'\n" +
		"DEFAULT_URL_HOST = 'lists.example.com'\n" +
		"SMTP_HELO_HOST = 'lists.example.com'\n" +
		"DEFAULT_URL_PATTERN = 'http://%s/mailman/'\n" +
		"MTA = None\n" +
		"SMTPHOST = '127.0.0.1'\n")
	fmt.Fprintf(&ini, "SMTPPORT = %d\n", smtpPort)
	for name, value := range w.MMCfg {
		text, err := literal(value, w.Var)
		if err != nil {
			return fmt.Errorf("setting %s: %w", name, err)
		}
		fmt.Fprintf(&ini, "%s = %s\n", name, text)
	}
	return os.WriteFile(w.Config, ini.Bytes(), 0o644)
}

// logs are all logs of the site, for a report.
func (w *World) logs() string {
	var all strings.Builder
	paths, _ := filepath.Glob(filepath.Join(w.Var, "logs", "*"))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err == nil {
			fmt.Fprintf(&all, "--- %s\n%s", filepath.Base(path), text)
		}
	}
	return all.String()
}
