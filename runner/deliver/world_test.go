// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/test/fakesmtp"
)

// world is a site with one list and a scripted SMTP server.
type world struct {
	t      testing.TB
	server *fakesmtp.Server
	site   *site.Site
	list   *mlist.List
	logs   *memoryLogs
	dials  int
}

// memoryLogs keeps the lines of all logs, each after the log's name.
type memoryLogs struct {
	mu    sync.Mutex
	lines []string
}

func (l *memoryLogs) Logf(log, format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, log+": "+fmt.Sprintf(format, args...))
}

// of are the lines of one log.
func (l *memoryLogs) of(log string) (lines []string) {
	for _, line := range l.lines {
		if text, ok := strings.CutPrefix(line, log+": "); ok {
			lines = append(lines, text)
		}
	}
	return lines
}

// settings and attributes of the list that differ from a test's usual ones.
type settings map[string]any
type attributes map[string]pickle.Value

func newWorld(t testing.TB, script fakesmtp.Script, set settings, attrs attributes) *world {
	t.Helper()
	w := &world{t: t, server: fakesmtp.Start(t, script), logs: &memoryLogs{}}
	dir := t.TempDir()
	w.site = &site.Site{
		Settings: mmcfg.Stock(), Logs: w.logs, Hostname: "here.example.com", Host: "here", PID: 1,
		Now: func() time.Time { return time.Unix(1795000000, 0).UTC() },
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			w.dials++
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	all := settings{
		"SMTPHOST": "127.0.0.1", "SMTPPORT": int64(w.server.Port()),
		"LIST_DATA_DIR": dir, "LOCK_DIR": dir, "DEFAULT_URL_PATTERN": "http://%s/mailman/",
	}
	maps.Copy(all, set)
	for name, v := range all {
		w.site.Settings = w.site.Settings.With(name, v)
	}
	w.list = writeList(t, w.site, dir, attrs)
	return w
}

// writeList makes the list test@lists.example.com and opens it.
func writeList(t testing.TB, s *site.Site, dir string, attrs attributes) *mlist.List {
	t.Helper()
	state := new(pickle.Dict)
	for name, v := range map[string]pickle.Value{
		"_internal_name": pickle.Str("test"), "real_name": pickle.Str("Test"), "host_name": pickle.Str("lists.example.com"),
		"preferred_language": pickle.Str("en"), "data_version": int64(s.Settings.Int("DATA_FILE_VERSION")),
		"personalize": int64(0), "include_sender_header": int64(1),
		"members": strDict("anne@example.com", int64(0), "zoe@example.org", int64(0)),
		"usernames": strDict("anne@example.com", pickle.Str("Anne Person"),
			"zoe@example.org", pickle.Unicode("Zoë, the 2nd")),
	} {
		state.SetStr(name, v)
	}
	for name, v := range attrs {
		state.SetStr(name, v)
	}
	data, err := pickle.Dump(state, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "test"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "test", "config.pck"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	list, err := s.OpenList("test")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// strDict makes a dict of keys and values in turn.
func strDict(items ...pickle.Value) *pickle.Dict {
	d := new(pickle.Dict)
	for i := 0; i < len(items); i += 2 {
		d.SetStr(items[i].(string), items[i+1])
	}
	return d
}

// deliverer decorates with a line that names the recipients.
func (w *world) deliverer() *Deliverer {
	w.t.Helper()
	d, err := New(w.site, func(_ *mlist.List, msg *message.Message, data queue.Metadata, recips []string) error {
		if !data.Bool("nodecorate") {
			msg.SetBody(msg.Body() + "-- \nfor " + strings.Join(recips, ", ") + "\n")
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(d.Close)
	return d
}

const post = "From: anne@example.com\nTo: test@lists.example.com\nSubject: A word\nMessage-ID: <m1@example.com>\nSender: x\n\nThe text.\n"

// entry is the metadata of a post.
func entry(recips ...string) queue.Metadata {
	data := queue.NewMetadata()
	data.SetStr("listname", pickle.Str("test"))
	data.SetStr("tolist", int64(1))
	data.SetStrs("recips", recips)
	return data
}

// logFunc is told of each line of a log.
type logFunc func(log, line string)

func (f logFunc) Logf(log, format string, args ...any) { f(log, fmt.Sprintf(format, args...)) }

func failingDecorator(err error) Decorator {
	return func(*mlist.List, *message.Message, queue.Metadata, []string) error { return err }
}
