// SPDX-License-Identifier: GPL-2.0-or-later

package explain

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mmgen/runner/lazyregexp"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// errorLogs are where to look for why an entry was shunted: the error log, and what a
// rotation made of it.
var errorLogs = []string{"error", "error.1"}

// maxLog is how much of the end of a log is read, in bytes.
const maxLog = 16 << 20

// reasonOf is why a run shunted the entry of that name, as the error log has it, and when;
// "" where the log does not know.
func reasonOf(s *site.Site, name string) string {
	for _, log := range errorLogs {
		f, err := safeio.OpenRegular(safeio.OS, filepath.Join(s.Settings.Str("LOG_DIR"), log), os.O_RDONLY, 0)
		if err != nil {
			continue // a log that can't be read gives no reason
		}
		reason := reasonIn(endOf(f), name)
		_ = f.Close()
		if reason != "" {
			return reason
		}
	}
	return ""
}

// endOf is the end of a log.
func endOf(f safeio.File) io.Reader {
	info, err := f.Stat()
	if err != nil {
		return f
	}
	from := max(0, info.Size()-maxLog)
	return io.NewSectionReader(f, from, info.Size()-from)
}

// reasonIn looks through a log. Runner.py: _log writes "Uncaught runner exception", and then
// as a message of its own a traceback, the last line of which has the exception's
// name too; Runner.py: _onefile writes "SHUNTING" behind it. Other processes
// may write between these lines.
func reasonIn(log io.Reader, name string) (reason string) {
	last := map[string]string{} // the last line of each process
	traced := ""                // the process whose traceback goes on in the next line
	lines := bufio.NewReader(log)
	for {
		line, err := lines.ReadString('\n')
		line = strings.TrimRight(line, "\n")
		if stamped := logLine().FindStringSubmatch(line); stamped != nil {
			when, pid, text := stamped[1], stamped[2], stamped[3]
			traced = ""
			switch what, rest, _ := strings.Cut(text, ": "); {
			case what == "Uncaught runner exception":
				last[pid] = when + ": " + rest
			case strings.HasPrefix(text, "Traceback "):
				traced = pid
			case what == "SHUNTING" && strings.TrimSpace(rest) == name:
				reason = last[pid]
			}
		} else if traced != "" && line != "" && line[0] != ' ' && last[traced] != "" {
			last[traced] = last[traced][:whenLength] + ": " + line
		}
		if err != nil {
			return reason
		}
	}
}

// logLine is the first line of a message in a log of Mailman: when, process, text
// (Logging/StampedLogger.py).
var logLine = lazyregexp.New(`^(\w{3} \d\d \d\d:\d\d:\d\d \d{4}) \((\d+)\) (.*)$`)

// whenLength is how long the time in a log's line is, in bytes.
const whenLength = len("Nov 28 16:00:00 2026")
