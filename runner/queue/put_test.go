// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"bytes"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/safeio/faultfs"
)

func post() *message.Message { return message.Parse("Subject: x\n\nhi\n") }

func TestPut(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	s := newSite(t)
	q := s.open(t, "in", func(o *Options) {
		o.Now = func() time.Time { return time.Unix(now, 12036*1000+999) }
	})
	data := NewMetadata()
	data.SetStr("tolist", int64(1))
	data.SetStr("version", int64(1))
	data.SetStr("_note", pyvalue.Str("gone"))
	data.Set(pyvalue.Unicode("_unote"), int64(1))
	before := pyvalue.Repr(data.Dict)

	name, err := q.Put(post(), data, With("listname", pyvalue.Str("test")))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^1795000000\.012036\+[0-9a-f]{40}$`).MatchString(name) {
		t.Errorf("name is %q", name)
	}
	s.wantFiles(t, "in/"+name+".pck")
	s.wantMode(t, "in/"+name+".pck", 0o660)
	if got := pyvalue.Repr(data.Dict); got != before {
		t.Errorf("the caller's metadata became %s", got)
	}
	e, err := q.Take(name)
	if err != nil {
		t.Fatal(err)
	}
	want := NewMetadata()
	want.SetStr("tolist", int64(1))
	want.SetStr("version", int64(3))
	want.SetStr("listname", pyvalue.Str("test"))
	want.SetStr("received_time", 1795000000.012036)
	want.SetStr("_parsemsg", false)
	if !pyvalue.Equal(e.Data.Dict, want.Dict) {
		t.Errorf("metadata are %s, want %s", pyvalue.Repr(e.Data.Dict), pyvalue.Repr(want.Dict))
	}
	if e.Msg.Get("Subject") != "x" || e.Msg.Body() != "hi\n" {
		t.Errorf("message is %q", e.Msg.String())
	}
}

// What Mailman 2.1.39 names an entry of that received_time by; where nobody
// could list such a name (None, a long, 1e+16), ours is the present time.
func TestReceivedTime(t *testing.T) {
	tests := []struct {
		received pyvalue.Value
		want     string
	}{
		{1794999940.012036, "1794999940.012036"},
		{1795000000.0, "1795000000.0"},
		{int64(5), "5"},
		{-2.5, "-2.5"},
		{0.1, "0.1"},
		{1e-5, "1e-05"},
		{1e15, "1000000000000000.0"},
		{nil, "1795000000.0"},
		{1e16, "1795000000.0"},
		{math.NaN(), "1795000000.0"},
		{math.Inf(1), "1795000000.0"},
		{pyvalue.Str("../../x"), "1795000000.0"},
		{pyvalue.NewLong(5), "5"},
	}
	for _, tt := range tests {
		s := newSite(t)
		q := s.open(t, "in")
		data := NewMetadata()
		data.SetStr("received_time", tt.received)
		name, err := q.Put(post(), data)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(name, tt.want+"+") {
			t.Errorf("%s: name is %q, want %s", pyvalue.Repr(tt.received), name, tt.want)
		}
		l, err := q.List()
		if err != nil || len(l.Names) != 1 || l.Names[0] != name {
			t.Errorf("%s: listing is %q, %v", pyvalue.Repr(tt.received), l, err)
		}
	}
}

func TestPutPlaintext(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	name, err := q.Put(post(), Metadata{}, With("_plaintext", true), With("listname", pyvalue.Str("test")))
	if err != nil {
		t.Fatal(err)
	}
	raw := s.read(t, "in/"+name+".pck")
	if !regexp.MustCompile(`^S'From nobody .*\\nSubject: x\\n\\nhi\\n'\n`).MatchString(raw) {
		t.Errorf("file is %q", raw)
	}
	e, err := q.Take(name)
	if err != nil {
		t.Fatal(err)
	}
	if e.Msg.Get("subject") != "x" || !e.Data.Bool("_parsemsg") || e.Data.Has("_plaintext") {
		t.Errorf("message is %q, metadata %s", e.Msg.String(), pyvalue.Repr(e.Data.Dict))
	}
}

// The same message at the same moment, again and again.
func TestPutNeverOverwrites(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	seen := map[string]bool{}
	for range 20 {
		name, err := q.Put(post(), Metadata{})
		if err != nil {
			t.Fatal(err)
		}
		if seen[name] {
			t.Fatalf("%s twice", name)
		}
		seen[name] = true
	}
	l, err := q.List()
	if err != nil || len(l.Names) != 20 {
		t.Errorf("%d entries, %v", len(l.Names), err)
	}
	// A .tmp of a process that died is not in the way either.
	for name := range seen {
		s.write(t, "other/"+name+".pck.tmp", []byte("half"))
	}
	other := s.open(t, "other")
	name, err := other.Put(post(), Metadata{})
	if err != nil || seen[name] {
		t.Errorf("name %s, %v", name, err)
	}
}

func TestPutFaults(t *testing.T) {
	for op, errno := range map[string]error{
		"create": syscall.EROFS, "write": syscall.ENOSPC, "sync": syscall.EIO, "close": syscall.EDQUOT, "rename": syscall.EACCES,
	} {
		t.Run(op, func(t *testing.T) {
			s := newSite(t)
			q := s.open(t, "in", withFS(faultfs.Always(op, errno)))
			_, err := q.Put(post(), Metadata{})
			var fault *IOError
			if !errors.As(err, &fault) || !errors.Is(err, errno) || !strings.Contains(err.Error(), s.dir+"/in") {
				t.Errorf("error is %v, want an IOError with %v", err, errno)
			}
			s.wantFiles(t)
		})
	}
	t.Run("always there", func(t *testing.T) {
		q := newSite(t).open(t, "in", withFS(faultfs.Always("create", syscall.EEXIST)))
		var fault *IOError
		if _, err := q.Put(post(), Metadata{}); !errors.As(err, &fault) {
			t.Errorf("error is %v, want an IOError", err)
		}
	})
}

// TestPythonReadsWhatPutWrote has Mailman's own Switchboard list and dequeue.
// It needs a Python 2.7 and $MAILMAN_PYTHONPATH, such as
// /usr/lib/mailman:/usr/lib/mailman/pythonlib, where `import Mailman` works.
func TestPythonReadsWhatPutWrote(t *testing.T) {
	pythonpath := os.Getenv("MAILMAN_PYTHONPATH")
	if pythonpath == "" {
		t.Skip("MAILMAN_PYTHONPATH does not say where Mailman's Python code is")
	}
	python, err := exec.LookPath("python2.7")
	if err != nil {
		t.Skip("no python2.7")
	}
	s := newSite(t)
	q := s.open(t, "in")
	data := NewMetadata()
	data.SetStrs("recips", []string{"anne@example.com", "bart@example.org"})
	for i, opt := range []Extra{With("listname", pyvalue.Str("test")), With("_plaintext", true)} {
		data.SetStr("received_time", float64(i)+0.5)
		if _, err := q.Put(message.Parse("Subject: gr\xfc\xdfe\nTo: test\n\nhi\n"), data, opt); err != nil {
			t.Fatal(err)
		}
	}
	// Entries that Recover has counted must stay readable as well.
	for i, sample := range []string{"text", "object"} {
		s.add(t, sample, "in/"+[]string{"2.5", "3.5"}[i]+"+12.bak")
	}
	if err := q.Recover(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, filepath.Join("testdata", "dequeue.py"), q.Dir())
	cmd.Env = append(os.Environ(), "PYTHONPATH="+pythonpath)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	const recips = "'recips': ['anne@example.com', 'bart@example.org']"
	want := "'gr\\xfc\\xdfe' 'hi\\n' {'_parsemsg': False, 'listname': 'test', 'received_time': 0.5, " + recips + ", 'version': 3}\n" +
		"'gr\\xfc\\xdfe' 'hi\\n' {'_parsemsg': True, 'received_time': 1.5, " + recips + ", 'version': 3}\n" +
		"'A plain word' 'Hello everybody.\\n' {'_bak_count': 1, '_parsemsg': True, 'listname': 'test', 'received_time': 1794999000.25, 'tolist': 1, 'version': 3}\n" +
		"'A plain word' 'Hello everybody.\\n' {'_bak_count': 1, '_parsemsg': False, 'lang': 'en', 'listname': 'test', 'received_time': 1794999940.012036, " + recips + ", 'tolist': 1, 'version': 3}\n"
	if got := string(bytes.ReplaceAll(out, []byte("\r"), nil)); got != want {
		t.Errorf("Python has\n%swant\n%s", got, want)
	}
}
