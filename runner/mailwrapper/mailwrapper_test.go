// SPDX-License-Identifier: GPL-2.0-or-later

package mailwrapper_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mailwrapper"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

const mail = "From anne@example.com Sat Nov 28 10:00:00 2026\nSubject: gr\xfc\xdfe 'x'\r\n\nit's\x00 \\n\n"

// find is the script of that name.
func find(t testing.TB, name string) mailwrapper.Script {
	t.Helper()
	i := slices.IndexFunc(mailwrapper.Scripts(), func(s mailwrapper.Script) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("there is no script %s", name)
	}
	return mailwrapper.Scripts()[i]
}

// TestEntries checks the queue and the metadata that each script of Mailman gives to a
// mail.
func TestEntries(t *testing.T) {
	for name, want := range map[string]struct{ queue, data string }{
		"post":        {site.In, `{"listname": "test", "tolist": 1}`},
		"admin":       {site.Bounces, `{"listname": "test"}`},
		"bounces":     {site.Bounces, `{"listname": "test"}`},
		"confirm":     {site.Commands, `{"listname": "test", "toconfirm": 1}`},
		"join":        {site.Commands, `{"listname": "test", "tojoin": 1}`},
		"leave":       {site.Commands, `{"listname": "test", "toleave": 1}`},
		"request":     {site.Commands, `{"listname": "test", "torequest": 1}`},
		"subscribe":   {site.Commands, `{"listname": "test", "tojoin": 1}`},
		"unsubscribe": {site.Commands, `{"listname": "test", "toleave": 1}`},
		"owner": {site.In, `{"envsender": "mailman-bounces@lists.example.com", "listname": "test", ` +
			`"pipeline": ["SpamDetect", "Replybot", "OwnerRecips", "ToOutgoing"], "toowner": 1}`},
	} {
		t.Run(name, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", nil)
			script := find(t, name)
			entry, err := script.Enqueue(w.Site.WayIn(), "test", strings.NewReader(mail))
			if err != nil {
				t.Fatal(err)
			}
			raw := string(sitetest.ReadFile(t, filepath.Join(w.Site.Settings.Str(want.queue), entry+".pck")))
			if !strings.HasPrefix(raw, `S"From anne@`) {
				t.Errorf("the entry begins with %.30q, which is no text in protocol 0", raw)
			}
			q, err := w.Site.OpenQueue(want.queue, 0, 1)
			if err != nil {
				t.Fatal(err)
			}
			e, err := q.Take(entry)
			if err != nil {
				t.Fatal(err)
			}
			if e.Value != pyvalue.Value(pyvalue.Str(mail)) {
				t.Errorf("the mail became %s", pyvalue.Repr(e.Value))
			}
			for key, value := range map[string]pyvalue.Value{"version": int64(3), "_parsemsg": true} {
				if got, _ := e.Data.Value(key); got != value {
					t.Errorf("%s is %v, want %v", key, got, value)
				}
				e.Data.Delete(pyvalue.Str(key))
			}
			e.Data.Delete(pyvalue.Str("received_time"))
			if got := sitetest.ShowPython(e.Data.Dict); got != want.data {
				t.Errorf("metadata are %s, want %s", got, want.data)
			}
		})
	}
}

// TestStatus checks what the MTA is told where there is no entry.
func TestStatus(t *testing.T) {
	post := find(t, "post")
	for name, test := range map[string]struct {
		list   string
		fault  string
		errno  error
		broken bool
		want   int
	}{
		"unknown list":   {list: "nosuch", want: mailwrapper.ExitNoUser},
		"path as list":   {list: "../lists/test", want: mailwrapper.ExitNoUser},
		"full disk":      {list: "test", fault: "write", errno: syscall.ENOSPC, want: mailwrapper.ExitTempFail},
		"no right":       {list: "test", fault: "create", errno: fs.ErrPermission, want: mailwrapper.ExitTempFail},
		"name not saved": {list: "test", fault: "open", errno: syscall.EIO, want: mailwrapper.ExitTempFail},
		"half a mail":    {list: "test", broken: true, want: mailwrapper.ExitTempFail},
	} {
		t.Run(name, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", nil)
			if test.fault != "" {
				w.Site.FS = faultfs.Always(test.fault, test.errno)
			}
			in := strings.NewReader(mail)
			var err error
			if test.broken {
				_, err = post.Enqueue(w.Site.WayIn(), test.list, iotest.TimeoutReader(iotest.OneByteReader(in)))
			} else {
				_, err = post.Enqueue(w.Site.WayIn(), test.list, in)
			}
			if got := mailwrapper.Status(err); err == nil || got != test.want {
				t.Errorf("status %d of error %v, want %d", got, err, test.want)
			}
			left, globErr := filepath.Glob(filepath.Join(w.Site.Settings.Str(site.In), "*"))
			if globErr != nil || len(left) > 0 {
				t.Errorf("left in the queue: %q, %v", left, globErr)
			}
		})
	}
}

func TestCheckCaller(t *testing.T) {
	for name, test := range map[string]struct {
		caller mailwrapper.Caller
		ok     bool
	}{
		"a person, not setgid":   {mailwrapper.Caller{GID: 1000, Effective: 1000}, true},
		"nogroup, setgid":        {mailwrapper.Caller{GID: 65534, Effective: 38}, true},
		"mail, setgid":           {mailwrapper.Caller{GID: 8, Effective: 38}, true},
		"a person, setgid":       {mailwrapper.Caller{GID: 1000, Effective: 38}, false},
		"some service, setgid":   {mailwrapper.Caller{GID: 999, Effective: 38}, true},
		"a network user, setgid": {mailwrapper.Caller{GID: 70000, Effective: 38}, false},
	} {
		err := mailwrapper.CheckCaller(test.caller)
		if (err == nil) != test.ok || err != nil && mailwrapper.Status(err) != mailwrapper.ExitNoPerm {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWriteAliases(t *testing.T) {
	var b strings.Builder
	if err := mailwrapper.WriteAliases(&b, "a&b", "/usr/bin/mmrun"); err != nil {
		t.Fatal(err)
	}
	want := `## a&b mailing list
a&b:             "|/usr/bin/mmrun post a\&b"
a&b-admin:       "|/usr/bin/mmrun admin a\&b"
a&b-bounces:     "|/usr/bin/mmrun bounces a\&b"
a&b-confirm:     "|/usr/bin/mmrun confirm a\&b"
a&b-join:        "|/usr/bin/mmrun join a\&b"
a&b-leave:       "|/usr/bin/mmrun leave a\&b"
a&b-owner:       "|/usr/bin/mmrun owner a\&b"
a&b-request:     "|/usr/bin/mmrun request a\&b"
a&b-subscribe:   "|/usr/bin/mmrun subscribe a\&b"
a&b-unsubscribe: "|/usr/bin/mmrun unsubscribe a\&b"
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// TestExim: the transport's command has three words for Exim, which divides it at blanks
// before it looks at what is between braces, but not inside of quotes.
func TestExim(t *testing.T) {
	var b strings.Builder
	if err := (mailwrapper.Exim{Program: "/usr/bin/mmrun", ListDir: "/var/lib/mailman/lists", User: "list", Group: "list"}).Write(&b); err != nil {
		t.Fatal(err)
	}
	_, command, _ := strings.Cut(b.String(), "\n  command = ")
	command, _, _ = strings.Cut(command, "\n")
	quoted := strings.Split(command, "'")
	if len(quoted) != 3 || quoted[0] != "/usr/bin/mmrun " || quoted[2] != " $local_part_data" || !strings.HasPrefix(quoted[1], "${if def:local_part_suffix ") {
		t.Errorf("the command is %s", command)
	}
}

func BenchmarkEnqueue(b *testing.B) {
	w := sitetest.New(b)
	w.AddList(b, "test", nil)
	post := find(b, "post")
	for b.Loop() {
		entry, err := post.Enqueue(w.Site.WayIn(), "test", strings.NewReader(mail))
		if err != nil {
			b.Fatal(err)
		}
		if err := os.Remove(filepath.Join(w.Site.Settings.Str(site.In), entry+".pck")); err != nil {
			b.Fatal(err)
		}
	}
}
