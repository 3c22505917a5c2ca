// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"fmt"
	"maps"
	"net"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
	"mmgen/test/fakesmtp"
)

// world is a site with one list and a scripted SMTP server.
type world struct {
	t      testing.TB
	server *fakesmtp.Server
	site   *site.Site
	list   *mlist.List
	logs   *sitetest.Log
	dials  int
}

// settings and attributes of the list that differ from a test's usual ones.
type settings map[string]any
type attributes map[string]pyvalue.Value

func newWorld(t testing.TB, script fakesmtp.Script, set settings, attrs attributes) *world {
	t.Helper()
	w := &world{t: t, server: fakesmtp.Start(t, script)}
	made := sitetest.New(t)
	w.site, w.logs = made.Site, made.Log
	w.site.Hostname, w.site.Host, w.site.PID = "here.example.com", "here", 1
	w.site.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		w.dials++
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	all := settings{"SMTPHOST": "127.0.0.1", "SMTPPORT": int64(w.server.Port()), "DEFAULT_URL_PATTERN": "http://%s/mailman/"}
	maps.Copy(all, set)
	for name, v := range all {
		made.Set(name, v)
	}
	list := attributes{
		"include_sender_header": int64(1), "passwords": new(pyvalue.Dict),
		"members":   strDict("anne@example.com", int64(0), "zoe@example.org", int64(0)),
		"usernames": strDict("anne@example.com", pyvalue.Str("Anne Person"), "zoe@example.org", pyvalue.Unicode("Zoë, the 2nd")),
	}
	maps.Copy(list, attrs)
	made.AddList(t, "test", list)
	w.list = made.Open(t, "test")
	return w
}

// strDict makes a dict of keys and values in turn.
func strDict(items ...pyvalue.Value) *pyvalue.Dict {
	d := new(pyvalue.Dict)
	for i := 0; i < len(items); i += 2 {
		d.SetStr(items[i].(string), items[i+1])
	}
	return d
}

// deliverer decorates with a line that names the recipients.
func (w *world) deliverer() *Deliverer {
	w.t.Helper()
	d, err := New(w.site)
	if err != nil {
		w.t.Fatal(err)
	}
	d.decorate = func(_ *site.Site, _ *mlist.List, msg *message.Message, data queue.Metadata, recips []string) error {
		if !data.Bool("nodecorate") {
			msg.SetBody(msg.Body() + "-- \nfor " + strings.Join(recips, ", ") + "\n")
		}
		return nil
	}
	w.t.Cleanup(d.Close)
	return d
}

const post = "From: anne@example.com\nTo: test@lists.example.com\nSubject: A word\nMessage-ID: <m1@example.com>\nSender: x\n\nThe text.\n"

// entry is the metadata of a post.
func entry(recips ...string) queue.Metadata {
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str("test"))
	data.SetStr("tolist", int64(1))
	data.SetStrs("recips", recips)
	return data
}

// logFunc is told of each line of a log.
type logFunc func(log, line string)

func (f logFunc) Logf(log, format string, args ...any) { f(log, fmt.Sprintf(format, args...)) }

func failingDecorator(err error) decorator {
	return func(*site.Site, *mlist.List, *message.Message, queue.Metadata, []string) error { return err }
}
