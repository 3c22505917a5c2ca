// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"mmgen/test/demosite"
	"mmgen/test/fakesmtp"
)

// commands are those that scripts have besides testscript's own.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"smtp":          smtp,
	"sink":          sink,
	"site":          makeSite,
	"post":          post,
	"left":          left,
	"sent":          sent,
	"await-mail":    awaitMail,
	"await-drained": awaitDrained,
	"lock":          lock,
	"signal":        signalAll,
	"systemd":       systemd,
	"give-to":       giveTo,
}

// stage is what a script plays on.
type stage struct {
	env  *testscript.Env
	site *demosite.Site
	port int
	mail func() []mail // what the mail server accepted
	gate chan struct{} // closed when the sink may accept

	authority *fakesmtp.Authority // for certificates

	notified *net.UnixConn // what systemd is told
}

type key struct{}

func on(ts *testscript.TestScript) *stage { return ts.Value(key{}).(*stage) }

// mail is a message that was accepted.
type mail struct {
	subject string
	to      []string
}

// site NAME [SETTING ..] makes a site with the list demo in the folder NAME, and
// its settings as NAME.ini and as NAME.py, an mm_cfg.py. It belongs to the
// user who runs the test, and its mail server is that of the last "smtp" or "sink".
func makeSite(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: site NAME [SETTING ..]")
	}
	s := on(ts)
	dir := ts.MkAbs(args[0])
	made, err := demosite.Make(dir, demosite.Members, time.Now)
	ts.Check(err)
	s.site = made
	ts.Check(made.WriteINI(dir+".ini", s.port, args[1:]...))
	ini, err := os.ReadFile(dir + ".ini")
	ts.Check(err)
	py := strings.Replace(string(ini), "[mm_cfg]", "from Defaults import *", 1)
	ts.Check(os.WriteFile(dir+".py", []byte(py), 0o644))
	ts.Setenv("HOSTNAME", hostname(ts))
}

func hostname(ts *testscript.TestScript) string {
	host, err := os.Hostname()
	ts.Check(err)
	return host
}

// post QUEUE NUMBER [RECIPIENT ..] queues Post NUMBER, to all members if no
// recipient is named; "post QUEUE 1-500" queues 500 of them.
func post(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: post QUEUE NUMBER[-NUMBER] [RECIPIENT ..]")
	}
	s := on(ts)
	first, last, several := strings.Cut(args[1], "-")
	if !several {
		last = first
	}
	from, err := strconv.Atoi(first)
	ts.Check(err)
	to, err := strconv.Atoi(last)
	ts.Check(err)
	recipients := args[2:]
	if len(recipients) == 0 {
		recipients = demosite.Members
	}
	q, err := s.site.Queue(args[0])
	ts.Check(err)
	for n := from; n <= to; n++ {
		ts.Check(s.site.PutOut(q, n, recipients))
	}
}

// left prints how many files each queue has, and what those are called that
// are no entries.
func left(ts *testscript.TestScript, _ bool, _ []string) {
	s := on(ts)
	entries := map[string]int{}
	var lines []string
	paths, err := filepath.Glob(filepath.Join(s.site.Var, "qfiles/*/*"))
	ts.Check(err)
	for _, path := range paths {
		queue, file := filepath.Base(filepath.Dir(path)), filepath.Base(path)
		if strings.HasSuffix(file, ".pck") && strings.Contains(file, "+") {
			entries[queue]++
			continue
		}
		lines = append(lines, queue+"/"+file)
	}
	for queue, n := range entries {
		lines = append(lines, fmt.Sprintf("%s: %d", queue, n))
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintln(ts.Stdout(), line)
	}
}

// sent prints what the mail server accepted, a line a message: its subject and
// its recipients, both sorted. Where several transactions made up a message
// it is one line.
func sent(ts *testscript.TestScript, _ bool, _ []string) {
	to := map[string][]string{}
	for _, m := range on(ts).mail() {
		to[m.subject] = append(to[m.subject], m.to...)
	}
	var lines []string
	for subject, recipients := range to {
		slices.Sort(recipients)
		lines = append(lines, subject+": "+strings.Join(recipients, " "))
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintln(ts.Stdout(), line)
	}
}

// await-mail N waits until the mail server has been given N messages.
func awaitMail(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	for range 3000 {
		if len(on(ts).mail()) >= n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("half a minute, and no mail")
}

// await-drained waits until no queue has a file.
func awaitDrained(ts *testscript.TestScript, _ bool, _ []string) {
	for range 3000 {
		paths, err := filepath.Glob(filepath.Join(on(ts).site.Var, "qfiles/*/*"))
		ts.Check(err)
		if len(paths) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("half a minute, and the queues are not empty")
}

// lock NAME live|dead|elsewhere makes a lock in the site's lock directory, as
// LockFile.py does, of a process that lives (one that looks like mailmanctl), that
// is dead, or that is on another host.
func lock(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: lock NAME live|dead|elsewhere")
	}
	host, pid := hostname(ts), 99
	switch args[1] {
	case "live":
		sleep, err := exec.LookPath("sleep")
		ts.Check(err)
		cmd := &exec.Cmd{Path: sleep, Args: []string{"mailmanctl", "60"}}
		ts.Check(cmd.Start())
		ts.Defer(func() {
			cmd.Process.Kill()
			cmd.Wait()
		})
		pid = cmd.Process.Pid
	case "dead":
		cmd := exec.Command("true")
		ts.Check(cmd.Run())
		pid = cmd.Process.Pid
	case "elsewhere":
		host = "elsewhere.example.com"
	}
	path := filepath.Join(on(ts).site.Var, "locks", args[0])
	claim := fmt.Sprintf("%s.%s.%d.0", path, host, pid)
	ts.Check(os.WriteFile(claim, []byte(claim), 0o664))
	until := time.Now().Add(24 * time.Hour)
	ts.Check(os.Chtimes(claim, until, until))
	ts.Check(os.Link(claim, path))
	ts.Setenv("LOCKER", strconv.Itoa(pid))
}

// signal TERM tells the commands in the background to end.
func signalAll(ts *testscript.TestScript, _ bool, args []string) {
	if !slices.Equal(args, []string{"TERM"}) {
		ts.Fatalf("usage: signal TERM (kill has the others)")
	}
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}

// systemd opens a $NOTIFY_SOCKET for the commands that follow. "systemd told
// TEXT" waits until one of them has said that.
func systemd(ts *testscript.TestScript, _ bool, args []string) {
	s := on(ts)
	if len(args) == 0 {
		path := ts.MkAbs("notify")
		conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
		ts.Check(err)
		ts.Defer(func() { conn.Close() })
		ts.Setenv("NOTIFY_SOCKET", path)
		s.notified = conn
		return
	}
	if len(args) != 2 || args[0] != "told" {
		ts.Fatalf("usage: systemd [told TEXT]")
	}
	ts.Check(s.notified.SetReadDeadline(time.Now().Add(30 * time.Second)))
	for {
		var buf [4096]byte
		n, err := s.notified.Read(buf[:])
		if err != nil {
			ts.Fatalf("systemd was not told %q: %v", args[1], err)
		}
		if string(buf[:n]) == args[1] {
			return
		}
	}
}

// give-to USER [FOLDER] gives the site, or a folder of it, to another user, who
// can reach it then.
func giveTo(ts *testscript.TestScript, _ bool, args []string) {
	account, err := user.Lookup(args[0])
	ts.Check(err)
	uid, err := strconv.Atoi(account.Uid)
	ts.Check(err)
	gid, err := strconv.Atoi(account.Gid)
	ts.Check(err)
	group, err := user.LookupGroupId(account.Gid)
	ts.Check(err)
	ts.Setenv("GROUP", group.Name)
	top := on(ts).site.Var
	if len(args) > 1 {
		top = ts.MkAbs(args[1])
	}
	ts.Check(filepath.WalkDir(top, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, uid, gid)
	}))
	for dir := filepath.Dir(top); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		ts.Check(os.Chmod(dir, 0o755))
	}
}
