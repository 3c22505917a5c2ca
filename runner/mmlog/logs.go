// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/journal"

	"mmgen/runner/safeio"
)

// stamp is StampedLogger.py's "%b %d %H:%M:%S %Y " in the C locale.
const stamp = "Jan 02 15:04:05 2006 "

// Options say where the logs are, and which clock, process id and file system are used.
type Options struct {
	Dir    string           // LOG_DIR
	PID    int              // goes into each line
	Now    func() time.Time // in the zone that the lines shall show; nil for time.Now
	Stderr io.Writer        // where lines go that can't be written; nil for os.Stderr
	// Journal also gets each message; nil for none. See SystemJournal.
	Journal Journal
	FS      safeio.FS // nil for safeio.OS
}

// Logs is the Logger that writes files. Its methods may be called from
// several goroutines.
type Logs struct {
	opt Options

	mu         sync.Mutex
	subject    Subject // the mail that messages are about
	files      map[string]*logFile
	complained map[string]bool // steps whose failure was written to standard error
}

// logFile is one open log; without a file its lines go to standard error.
type logFile struct {
	file safeio.File
	torn bool // the last write left half a line
}

// New returns logs that open each file at its first message.
func New(o Options) *Logs {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Stderr == nil {
		o.Stderr = os.Stderr
	}
	if o.FS == nil {
		o.FS = safeio.OS
	}
	return &Logs{opt: o, files: map[string]*logFile{}, complained: map[string]bool{}}
}

// Logf implements Logger.
func (l *Logs) Logf(log, format string, args ...any) { l.logf(priority(log), log, format, args) }

func (l *Logs) logf(priority journal.Priority, log, format string, args []any) {
	msg := format
	if len(args) > 0 {
		msg = shortened(fmt.Sprintf(format, shortArgs(args)...), longestMessage)
	}
	line := l.opt.Now().Format(stamp) + "(" + strconv.Itoa(l.opt.PID) + ") " + msg + "\n"

	l.mu.Lock()
	defer l.mu.Unlock()
	inJournal := l.opt.Journal != nil && l.opt.Journal.Send(Record{
		Priority: priority, Text: strings.TrimRight(msg, "\n"), Log: log, Subject: l.subject}) == nil
	if !l.write(log, line) && !inJournal {
		fmt.Fprintf(l.opt.Stderr, "%s: %s", log, line)
	}
}

// Bounds, in bytes: a mail can have a Message-ID of any length.
const (
	longestMessage = 256 << 10
	longestText    = 64 << 10 // bytes of one message
)

// shortArgs are the values of a message, its texts shortened. The message itself is made
// after that, for a long text may take all the memory that there is.
func shortArgs(args []any) []any {
	short := slices.Clone(args)
	for i, arg := range short {
		if text, ok := arg.(string); ok {
			short[i] = shortened(text, longestText)
		}
	}
	return short
}

// shortened is a text of no more than some bytes, or its beginning and its length.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return fmt.Sprintf("%s.. (%d bytes)", text[:most], len(text))
}

// Close closes all files; a later message opens its file again.
func (l *Logs) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var first error
	for _, f := range l.files {
		if f.file == nil {
			continue
		}
		if err := f.file.Close(); err != nil && first == nil {
			first = err
		}
	}
	clear(l.files)
	clear(l.complained)
	return first
}

// write puts the line into the log's file and tells whether it got there.
func (l *Logs) write(log, line string) bool {
	f := l.open(log)
	if f.file == nil {
		return false
	}
	if f.torn {
		line = "\n" + line
	}
	n, err := io.WriteString(f.file, line)
	if err != nil {
		f.torn = f.torn || n > 0
		l.complain("write", err)
		return false
	}
	f.torn = false
	return true
}

func (l *Logs) open(log string) *logFile {
	f := l.files[log]
	if f == nil {
		f = &logFile{}
		l.files[log] = f
		var err error
		if f.file, err = openLog(l.opt.FS, filepath.Join(l.opt.Dir, log)); err != nil {
			l.complain("open", err)
		}
	}
	return f
}

// complain writes to standard error why logs can't be written. One cause mostly
// concerns all logs, so that is written once for all of them.
func (l *Logs) complain(step string, err error) {
	if l.complained[step] {
		return
	}
	l.complained[step] = true
	fmt.Fprintf(l.opt.Stderr, "log lines go here, since they can't be written: %s\n", safeio.Explain(err))
}
