// SPDX-License-Identifier: GPL-2.0-or-later

package explain

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mmlog"
	"mmgen/runner/safeio"
	"mmgen/runner/safeio/shadowfs"
	"mmgen/runner/site"
)

// shadow is a site on which a run can be tried.
type shadow struct {
	real *site.Site
	site *site.Site
	dir  string // the directory that has all that is written
	fs   *shadowfs.FS
	logs *logs
	peer *peer
}

// newShadow makes the shadow of a site for a run of a queue.
func newShadow(s *site.Site, setting string) (*shadow, error) {
	dir, err := os.MkdirTemp("", "mmrun-explain-*")
	if err != nil {
		return nil, err
	}
	w := &shadow{real: s, dir: dir, fs: shadowfs.New(s.FileSystem(), filepath.Join(dir, "files")), logs: &logs{}}
	w.peer = &peer{news: setting == site.News}
	files := mmlog.New(mmlog.Options{Dir: filepath.Join(dir, "logs"), PID: s.PID, Now: s.Now, Stderr: io.Discard, Journal: w.logs})
	w.logs.close = files.Close
	shadowed := site.Site{
		Settings: s.Settings, Logs: files, Now: s.Now, Random: s.Random, Host: s.Host, Hostname: s.Hostname, PID: s.PID,
		UID: s.UID, Dial: w.peer.dial, LookupTXT: s.LookupTXT, LookupIPv4: s.LookupIPv4, FS: w.fs,
	}
	w.site = &shadowed
	w.harmless()
	err = errors.Join(os.Mkdir(filepath.Join(dir, "logs"), 0o700), os.Mkdir(w.locks(), 0o700))
	for _, q := range site.QueueDirs() {
		err = errors.Join(err, w.fs.Empty(s.Settings.Str(q.Setting)))
	}
	if err != nil {
		return nil, errors.Join(err, w.remove())
	}
	return w, nil
}

// harmless changes the settings by which a run starts programs, and those that the peer
// does not play.
func (w *shadow) harmless() {
	set := w.site.Settings
	for _, name := range []string{"PUBLIC_EXTERNAL_ARCHIVER", "PRIVATE_EXTERNAL_ARCHIVER"} {
		if set.Bool(name) {
			set = set.With(name, pyvalue.Str("cat > /dev/null"))
		}
	}
	if set.Str("DELIVERY_MODULE") == "Sendmail" {
		set = set.With("DELIVERY_MODULE", pyvalue.Str("SMTPDirect"))
	}
	w.site.Settings = set.With("SMTP_AUTH", false).With("SMTP_USE_TLS", false).With("LOCK_DIR", pyvalue.Str(w.locks()))
}

// locks is the directory of the shadow's locks, where nobody else has one.
func (w *shadow) locks() string { return filepath.Join(w.dir, "locks") }

// place puts a copy of an entry's file into its queue.
func (w *shadow) place(file, setting string) error {
	data, err := safeio.ReadFile(safeio.OS, file, math.MaxInt64)
	if err != nil {
		return fmt.Errorf("reading the entry: %w", err)
	}
	base := filepath.Base(file)
	path := filepath.Join(w.real.Settings.Str(setting), strings.TrimSuffix(base, filepath.Ext(base))+".pck")
	return safeio.WriteNew(w.fs, path+".tmp", path, [][]byte{data}, 0o660)
}

// remove removes all that was written.
func (w *shadow) remove() error {
	w.logs.close()
	return os.RemoveAll(w.dir)
}

// Line is a line of one of Mailman's logs.
type Line struct {
	Log  string `json:"log"`
	Text string `json:"text"`
}

// logs keeps what is logged.
type logs struct {
	lines   []Line
	outcome string // how the entry ended
	close   func() error
}

// Send implements mmlog.Journal.
func (l *logs) Send(r mmlog.Record) error {
	switch {
	case r.Outcome != "":
		l.outcome = r.Outcome
	case r.Log != "" && r.Log != "locks":
		l.lines = append(l.lines, Line{r.Log, r.Text})
	}
	return nil
}

// take returns the lines since the last call.
func (l *logs) take() []Line {
	lines := l.lines
	l.lines = nil
	return lines
}
