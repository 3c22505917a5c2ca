// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"mmgen/runner/message"
	"mmgen/test/fakesmtp"
)

// TestOutage runs a process every minute while the server is away for three
// hours: a line when it begins, one when it ends, and one an hour in between.
func TestOutage(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{Rules: []fakesmtp.Rule{{On: fakesmtp.Connect, Times: 180, Drop: true}}}, nil, nil)
	begin := w.site.Now()
	told := 0
	for minute := range 185 {
		now := begin.Add(time.Duration(minute) * time.Minute)
		w.site.Now = func() time.Time { return now }
		d := w.deliverer()
		_, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil)
		d.Close()
		var away *AwayError
		if errors.As(err, &away) != (minute < 180) {
			t.Fatalf("minute %d: %v", minute, err)
		}
		if away != nil && away.Told {
			told++
		}
	}
	where := "SMTP server 127.0.0.1 on port " + port(w)
	want := []string{
		"Cannot connect to " + where + ": Connection unexpectedly closed",
		"Cannot connect to " + where + ": Connection unexpectedly closed (since Nov 18 11:06:40 2026)",
		"Cannot connect to " + where + ": Connection unexpectedly closed (since Nov 18 11:06:40 2026)",
		where + " is back, after 3h0m0s",
	}
	if got := w.logs.Of("error"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the error log has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if told != 3 {
		t.Errorf("%d of the errors were news, want 3", told)
	}
}

func port(w *world) string {
	_, port, _ := strings.Cut(w.server.Addr(), ":")
	return port
}

// TestOutageThatCanNotBeNoted is told each time, and stops no delivery.
func TestOutageThatCanNotBeNoted(t *testing.T) {
	spoil := map[string]func(path string) error{
		"no directory": func(path string) error { return os.Remove(strings.TrimSuffix(path, "/"+outageFile)) },
		"a directory":  func(path string) error { return os.Mkdir(path, 0o700) },
		"a named pipe": func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"half a file":  func(path string) error { return os.WriteFile(path, []byte("1795"), 0o600) },
		"another file": func(path string) error { return os.WriteFile(path, []byte("what is this?\n"), 0o600) },
	}
	for name, spoil := range spoil {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, fakesmtp.Script{Rules: []fakesmtp.Rule{{On: fakesmtp.Connect, Times: 1, Drop: true}}}, nil, nil)
			if err := spoil((&outage{site: w.site}).path()); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the server is there the second time
				w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), entry("anne@example.com"), nil)
			}
			if got := w.logs.Of("error"); len(got) == 0 || !strings.HasPrefix(got[0], "Cannot connect to SMTP server") {
				t.Errorf("the error log has %q", got)
			}
			if got := len(w.server.Transcript().Accepted()); got != 1 {
				t.Errorf("%d accepted", got)
			}
		})
	}
}

// TestTwoProcesses that meet the same outage tell it once, and so its end.
func TestTwoProcesses(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, nil)
	why := &AwayError{Server: "x", Err: errors.New("nobody is there")}
	a, b := &outage{site: w.site}, &outage{site: w.site}
	if !a.away(why) || b.away(why) {
		t.Error("the beginning was not told by the first alone")
	}
	a.back()
	b.back()
	if got := w.logs.Of("error"); len(got) != 2 || !strings.HasSuffix(got[1], "is back, after 0s") {
		t.Errorf("the error log has %q", got)
	}
}
