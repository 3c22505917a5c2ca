// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/safeio"
	"mmgen/runner/safeio/faultfs"
)

func TestTake(t *testing.T) {
	for sample, want := range map[string]struct{ subject, body string }{
		"text":   {"A plain word", "Hello everybody.\n"},
		"object": {"A plain word", "Hello everybody.\n"},
	} {
		t.Run(sample, func(t *testing.T) {
			s := newSite(t)
			q := s.open(t, "in")
			s.add(t, sample, "in/"+name1+".pck")
			e, err := q.Take(name1)
			if err != nil {
				t.Fatal(err)
			}
			if e.Name != name1 || e.Msg.Get("Subject") != want.subject || e.Msg.Body() != want.body {
				t.Errorf("took %q, subject %q, body %q", e.Name, e.Msg.Get("Subject"), e.Msg.Body())
			}
			if e.Data.Str("listname") != "test" || e.Data.Int("tolist") != 1 {
				t.Errorf("metadata are %v", pyvalue.Repr(e.Data.Dict))
			}
			s.wantFiles(t, "in/"+name1+".bak")
			if _, err := q.Take(name1); !errors.Is(err, ErrGone) {
				t.Errorf("taking it twice: %v, want ErrGone", err)
			}
			if err := q.Finish(name1); err != nil {
				t.Error(err)
			}
			s.wantFiles(t)
			s.wantLog(t)
		})
	}
}

// TestTakeFile: what was taken is known by its size before it is loaded, and a text by what
// it is decoded.
func TestTakeFile(t *testing.T) {
	text := strings.Repeat("\xe9\n", 1<<20)
	s := newSite(t)
	q := s.open(t, "in")
	s.write(t, "in/"+name1+".pck", []byte("S'"+strings.ReplaceAll(strings.ReplaceAll(text, "\xe9", `\xe9`), "\n", `\n`)+"'\n.(dp1\nS'_parsemsg'\np2\nI01\ns."))
	taken, err := q.TakeFile(name1)
	if err != nil {
		t.Fatal(err)
	}
	s.wantFiles(t, "in/"+name1+".bak")
	if got := taken.Size(); got < len(text) || got > len(text)+100 {
		t.Errorf("size %d for a text of %d bytes", got, len(text))
	}
	if e, err := taken.Load(); err != nil || e.Name != name1 || e.Msg.Body() != text {
		t.Errorf("loaded as another entry, error %v", err)
	}
}

func TestRestoreChangesNothing(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	s.add(t, "object", "in/"+name1+".pck")
	before := s.read(t, "in/"+name1+".pck")
	if _, err := q.Take(name1); err != nil {
		t.Fatal(err)
	}
	if err := q.Restore(name1); err != nil {
		t.Fatal(err)
	}
	s.wantFiles(t, "in/"+name1+".pck")
	if got := s.read(t, "in/"+name1+".pck"); got != before {
		t.Errorf("entry is %q, was %q", got, before)
	}
}

func TestPeek(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	s.add(t, "object", "in/"+name1+".pck")
	s.add(t, "bad-truncated-metadata", "in/"+name2+".pck")
	data, err := q.Peek(name1)
	if err != nil || data.Float("received_time") != 1794999940.012036 || strings.Join(data.Strs("recips"), " ") != "anne@example.com bart@example.org" {
		t.Errorf("metadata are %v, %v", data, err)
	}
	var unreadable *UnreadableError
	if _, err := q.Peek(name2); !errors.As(err, &unreadable) || unreadable.Part != "metadata" {
		t.Errorf("truncated metadata: %v", err)
	}
	if _, err := q.Peek("1+2"); !errors.Is(err, ErrGone) {
		t.Errorf("no such entry: %v", err)
	}
	s.wantFiles(t, "in/"+name1+".pck", "in/"+name2+".pck")
}

// TestLook: an entry is loaded and stays, unless it is too large.
func TestLook(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	s.add(t, "object", "in/"+name1+".pck")
	length := len(s.read(t, "in/"+name1+".pck"))
	e, size, err := q.Look(name1, int64(length))
	if err != nil || size != length || e.Msg == nil || e.Data.Float("received_time") != 1794999940.012036 {
		t.Errorf("the entry is %+v, of %d bytes: %v", e, size, err)
	}
	if _, _, err := q.Look(name1, int64(length)-1); !errors.Is(err, safeio.ErrTooBig) {
		t.Errorf("a file that is too large: %v", err)
	}
	if _, _, err := q.Look("1+2", 1<<20); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such entry: %v", err)
	}
	s.wantFiles(t, "in/"+name1+".pck")
}

// Each of them Mailman puts away as it is.
func TestUnreadable(t *testing.T) {
	samples, err := filepath.Glob("testdata/bad-*")
	if err != nil || len(samples) < 8 {
		t.Fatalf("samples are missing: %v, %v", samples, err)
	}
	for _, path := range samples {
		sample := filepath.Base(path)
		for _, drop := range []bool{false, true} {
			t.Run(sample, func(t *testing.T) {
				s := newSite(t)
				q := s.open(t, "in", func(o *Options) { o.DropBad = drop })
				s.add(t, sample, "in/"+name1+".pck")
				s.add(t, "text", "in/"+name2+".pck")
				content := s.read(t, "in/"+name1+".pck")

				e, err := q.Take(name1)
				var unreadable *UnreadableError
				if e != nil || !errors.As(err, &unreadable) || !strings.Contains(err.Error(), name1) {
					t.Fatalf("took %v, error %v, want UnreadableError", e, err)
				}
				if err := q.SetAside(name1, err); err != nil {
					t.Fatal(err)
				}
				if drop {
					s.wantFiles(t, "in/"+name2+".pck")
					s.wantLog(t, "error: Uncaught runner exception: ", "error: Ignoring unparseable message: "+name1)
					return
				}
				s.wantFiles(t, "bad/"+name1+".psv", "in/"+name2+".pck")
				s.wantLog(t, "error: Uncaught runner exception: ", "error: Skipping and preserving unparseable message: "+name1)
				if got := s.read(t, "bad/"+name1+".psv"); got != content {
					t.Errorf("preserved %q, was %q", got, content)
				}
			})
		}
	}
}

func TestNotAMessage(t *testing.T) {
	const data = "(dp1\nS'listname'\np2\nS'test'\np3\ns."
	tests := []struct{ name, msg, data string }{
		{"None", "N.", data},
		{"a number", "I5\n.", data},
		{"a text that is not to be parsed", "S'Subject: x\\n\\n'\n.", data},
		{"another class", "(iemail.charset\nCharset\np1\n(dp2\nb.", data},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			in, shunt := s.open(t, "in"), s.open(t, "shunt")
			s.write(t, "in/"+name1+".pck", []byte(tt.msg+tt.data))
			e, err := in.Take(name1)
			var odd *NotMessageError
			if !errors.As(err, &odd) || e == nil || e.Msg != nil || e.Data.Str("listname") != "test" {
				t.Fatalf("took %+v, error %v, want NotMessageError", e, err)
			}
			// It can be shunted as it is.
			name, err := shunt.PutValue(e.Value, e.Data, With("whichq", pyvalue.Str(in.Dir())))
			if err != nil {
				t.Fatal(err)
			}
			again, err := shunt.Take(name)
			if !errors.As(err, &odd) || !pyvalue.Equal(again.Value, e.Value) || again.Data.Str("whichq") != in.Dir() {
				t.Errorf("shunted as %+v, error %v", again, err)
			}
		})
	}
	t.Run("text expected", func(t *testing.T) {
		s := newSite(t)
		q := s.open(t, "in")
		s.write(t, "in/"+name1+".pck", []byte("I5\n.(dp1\nS'_parsemsg'\np2\nI01\ns."))
		var unreadable *UnreadableError
		if e, err := q.Take(name1); e != nil || !errors.As(err, &unreadable) {
			t.Errorf("took %v, error %v, want UnreadableError", e, err)
		}
	})
}

func TestTooBig(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in", func(o *Options) { o.MaxSize, o.DropBad = 100, true })
	s.add(t, "text", "in/"+name1+".pck")
	_, err := q.Take(name1)
	var unreadable *UnreadableError
	if !errors.As(err, &unreadable) || !errors.Is(err, safeio.ErrTooBig) {
		t.Fatalf("error is %v, want UnreadableError", err)
	}
	if err := q.SetAside(name1, err); err != nil {
		t.Fatal(err)
	}
	s.wantFiles(t, "bad/"+name1+".psv")
}

// Whatever the file system refuses, the entry stays as it was.
func TestTakeFaults(t *testing.T) {
	for op, errno := range map[string]error{"open": syscall.EMFILE, "read": syscall.EIO, "rename": syscall.EROFS} {
		t.Run(op, func(t *testing.T) {
			s := newSite(t)
			q := s.open(t, "in", withFS(faultfs.Always(op, errno)))
			s.add(t, "text", "in/"+name1+".pck")
			_, err := q.Take(name1)
			var fault *IOError
			if !errors.As(err, &fault) || !errors.Is(err, errno) || !strings.Contains(err.Error(), name1) {
				t.Errorf("error is %v, want an IOError with %v", err, errno)
			}
			s.wantFiles(t, "in/"+name1+".pck")
		})
	}
}

// TestCannotBeRead: an entry that is not a regular file, or that nobody but its owner can read, is taken
// all the same, and goes to the bad queue whatever QRUNNER_SAVE_BAD_MESSAGES says.
func TestCannotBeRead(t *testing.T) {
	file := "in/" + name1 + ".pck"
	for name, make := range map[string]func(s *site, t *testing.T) safeio.FS{
		"another user's": func(s *site, t *testing.T) safeio.FS {
			s.add(t, "text", file)
			return faultfs.Always("open", syscall.EACCES)
		},
		"a pipe":            func(s *site, t *testing.T) safeio.FS { check(t, syscall.Mkfifo(s.dir+"/"+file, 0o660)); return nil },
		"a directory":       func(s *site, t *testing.T) safeio.FS { check(t, os.Mkdir(s.dir+"/"+file, 0o770)); return nil },
		"a link to nothing": func(s *site, t *testing.T) safeio.FS { check(t, os.Symlink("nothing", s.dir+"/"+file)); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.open(t, "in")
			fsys := make(s, t)
			q := s.open(t, "in", withFS(fsys), func(o *Options) { o.DropBad = true })
			_, err := q.Take(name1)
			var unreadable *UnreadableError
			if !errors.As(err, &unreadable) || !strings.Contains(err.Error(), name1) {
				t.Fatalf("error is %v, want an UnreadableError", err)
			}
			check(t, q.SetAside(name1, err))
			_, err = os.Lstat(s.dir + "/bad/" + name1 + ".psv")
			check(t, err)
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestBadQueueIsNotOurs: where the bad queue can't be written the entry stays
// out of the way beside the others; on a full disk it stays an entry.
func TestBadQueueIsNotOurs(t *testing.T) {
	for errno, want := range map[syscall.Errno]string{syscall.EACCES: ".psv", syscall.ENOSPC: ".pck"} {
		s := newSite(t)
		q := s.open(t, "in", withFS(&faultfs.FS{Fail: func(op, path string) error {
			if op == "mkdir" && strings.HasSuffix(path, "/bad") {
				return errno
			}
			return nil
		}}))
		s.add(t, "bad-garbage", "in/"+name1+".pck")
		_, err := q.Take(name1)
		if err = q.SetAside(name1, err); (err != nil) != (want == ".pck") {
			t.Errorf("%v: error is %v", errno, err)
		}
		s.wantFiles(t, "in/"+name1+want)
	}
}

func TestTakeIsNotOverABak(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	s.add(t, "text", "in/"+name1+".pck")
	s.add(t, "object", "in/"+name1+".bak")
	var fault *IOError
	if _, err := q.Take(name1); !errors.As(err, &fault) || !errors.Is(err, os.ErrExist) {
		t.Errorf("error is %v, want an IOError", err)
	}
	s.wantFiles(t, "in/"+name1+".bak", "in/"+name1+".pck")
}
