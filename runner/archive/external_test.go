// SPDX-License-Identifier: GPL-2.0-or-later

package archive_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/archive"
)

// TestRunCommand: the shell gets the line with the list's names, the command gets the post.
func TestRunCommand(t *testing.T) {
	long := strings.Repeat("0123456789abcde\n", 1<<14) // more than a pipe holds
	for name, tt := range map[string]struct {
		line, host, text string
		want             string // in the file out
		status           int
		err              string // in the error; "" for none
	}{
		"all is well":                    {line: "cat >OUT", text: first, want: first},
		"names":                          {line: "echo %(listname)s %(hostname)s >OUT", want: "test lists.example.com\n"},
		"other signs":                    {line: "echo '50%% %(other)s' >OUT", want: "50% %(other)s\n"},
		"it reads nothing":               {line: "true", text: long},
		"it fails":                       {line: "echo oh >&2; echo no >&2; exit 3", text: long, status: 3, err: "non-zero exit status: 3 (oh)"},
		"it is missing":                  {line: "/nowhere/hypermail", status: 127, err: "non-zero exit status: 127"},
		"it is killed":                   {line: "kill -9 $$", status: 0, err: "non-zero exit status: 0"},
		"it takes too long":              {line: "sleep 60 & sleep 60", err: "took longer than"},
		"it complains for long":          {line: "yes >&2", err: "took longer than"},
		"a host's name that is a script": {line: "echo %(hostname)s >OUT", host: "x;id", want: "", err: "mend the list's host_name"},
		"a line that is no format":       {line: "echo %", err: "incomplete format"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			l := w.Open(t, "test")
			if tt.host != "" {
				l.Attrs.SetStr("host_name", pyvalue.Str(tt.host))
			}
			out := w.Path("out")
			err := archive.RunCommand(t.Context(), l, strings.ReplaceAll(tt.line, "OUT", out), tt.text, 2*time.Second)
			if (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Fatalf("error is %v, want %q", err, tt.err)
			}
			if err != nil && !errors.Is(err, archive.ErrCommand) {
				t.Errorf("%v is no ErrCommand", err)
			}
			var ended *archive.StatusError
			if errors.As(err, &ended) && ended.Status != tt.status {
				t.Errorf("status is %d, want %d", ended.Status, tt.status)
			}
			got, _ := os.ReadFile(out)
			if tt.err == "" && string(got) != tt.want {
				t.Errorf("the command wrote %q, want %q", got, tt.want)
			}
		})
	}
}

// TestCourseOf: where posts go (Archiver.py: ArchiveMail).
func TestCourseOf(t *testing.T) {
	var (
		nowhere = archive.Course{}
		mbox    = archive.Course{Mbox: true}
		both    = archive.Course{Mbox: true, Pages: true}
		pages   = archive.Course{Pages: true}
	)
	for _, tt := range []struct {
		toMbox              int
		private             bool
		public, privateLine any
		want                archive.Course
	}{
		{-1, false, "cmd", "cmd", nowhere},
		{1, false, "cmd", "cmd", mbox},
		{2, false, false, false, both},
		{0, false, false, false, pages},
		{2, false, "cmd", false, archive.Course{Mbox: true, Command: "cmd"}},
		{2, true, "cmd", false, both},
		{0, true, "cmd", "other", archive.Course{Command: "other"}},
		{2, true, "cmd", "", both},
		{3, false, false, false, pages},
	} {
		w := newWorld(t)
		w.Set("ARCHIVE_TO_MBOX", int64(tt.toMbox))
		w.Set("PUBLIC_EXTERNAL_ARCHIVER", setting(tt.public))
		w.Set("PRIVATE_EXTERNAL_ARCHIVER", setting(tt.privateLine))
		l := w.Open(t, "test")
		l.Attrs.SetStr("archive_private", tt.private)
		if got := archive.CourseOf(l); got != tt.want {
			t.Errorf("%+v: %+v", tt, got)
		}
	}
}

func setting(v any) pyvalue.Value {
	if s, ok := v.(string); ok {
		return pyvalue.Str(s)
	}
	return v
}
