// SPDX-License-Identifier: GPL-2.0-or-later

package explain_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/admin/explain"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// entry puts a message of the list "test" into a queue, and returns its file.
func entry(t *testing.T, w *sitetest.World, setting, text string, data map[string]pyvalue.Value) string {
	t.Helper()
	q, err := w.Queue(setting)
	if err != nil {
		t.Fatal(err)
	}
	meta := queue.NewMetadata()
	meta.SetStr("listname", pyvalue.Str("test"))
	for key, v := range data {
		meta.SetStr(key, v)
	}
	name, err := q.Put(message.Parse(text), meta)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(q.Dir(), name+".pck")
}

func explained(t *testing.T, w *sitetest.World, file string) explain.Report {
	t.Helper()
	r, err := explain.Explain(t.Context(), w.Site, file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const post = "From: anne@example.com\nTo: test@lists.example.com\nSubject: x\nMessage-ID: <1@example.com>\n\nText.\n"

var recips = map[string]pyvalue.Value{"recips": pyvalue.Strings("anne@example.com", "bart@example.org")}

// Programs that the settings name for archiving and delivery are not run.
func TestProgramsAreNotRun(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	ran := w.Path("ran")
	w.Set("PUBLIC_EXTERNAL_ARCHIVER", pyvalue.Str("touch "+ran))
	w.Set("SENDMAIL_CMD", pyvalue.Str("touch "+ran))
	w.Set("DELIVERY_MODULE", pyvalue.Str("Sendmail"))
	if r := explained(t, w, entry(t, w, site.Archive, post, nil)); r.Outcome != "done" {
		t.Errorf("archive: %+v", r)
	}
	r := explained(t, w, entry(t, w, site.Out, post, recips))
	var got []string
	for _, sent := range r.Sent {
		got = append(got, sent.Recipients...)
	}
	slices.Sort(got)
	if want := recips["recips"].(*pyvalue.List); !slices.Equal(got, pyvalue.Texts(want)) {
		t.Errorf("sent to %q: %+v", got, r)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program was run")
	}
}

// Somebody has the list locked: a run would wait for that, and this does not.
func TestLockedList(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	file := entry(t, w, site.In, post, nil)
	w.Lock(t, "test")
	begun := time.Now()
	if r := explained(t, w, file); r.Outcome != "done" || len(r.Handlers) == 0 || len(r.Queued) != 2 {
		t.Errorf("%+v", r)
	}
	if took := time.Since(begun); took > time.Minute {
		t.Errorf("it took %v", took)
	}
}

// What is wrong with an entry is told, with where it would go.
func TestFaults(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	for name, tt := range map[string]struct {
		data    map[string]pyvalue.Value
		outcome string
		want    string // in the logs
	}{
		"a list that is not there":     {map[string]pyvalue.Value{"listname": pyvalue.Str("nosuch")}, "shunted", "Dequeuing message destined for missing list: nosuch"},
		"a handler that is not there":  {map[string]pyvalue.Value{"pipeline": pyvalue.Strings("NoSuch")}, "shunted", "no handler is called NoSuch"},
		"the rest of a pipeline alone": {map[string]pyvalue.Value{"pipeline": pyvalue.Strings("CookHeaders")}, "done", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := explained(t, w, entry(t, w, site.In, post, tt.data))
			told := func(l explain.Line) bool { return strings.Contains(l.Text, tt.want) }
			if r.Outcome != tt.outcome || tt.want != "" && !slices.ContainsFunc(r.Logs, told) {
				t.Errorf("%+v", r)
			}
		})
	}
}

// What a handler changes is told: fields, body, metadata.
func TestHandlers(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"filter_content": int64(1), "convert_html_to_plaintext": int64(0)})
	text := strings.Replace(post, "\n\n", "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nText.\n--x\nContent-Type: image/png\n\npng\n--x--\n", 1)
	r := explained(t, w, entry(t, w, site.In, text, nil))
	i := slices.IndexFunc(r.Handlers, func(h explain.Handler) bool { return h.Name == "MimeDel" })
	if i < 0 || r.Handlers[i].Verdict != "changed" || !r.Handlers[i].Body ||
		!slices.ContainsFunc(r.Handlers[i].Added, func(f string) bool { return strings.HasPrefix(f, "X-Content-Filtered-By: ") }) {
		t.Errorf("%+v", r.Handlers)
	}
}

// With VERP each recipient has a transaction of its own, from an address that names them.
func TestVERP(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	data := maps.Clone(recips)
	data["verp"] = int64(1)
	got := map[string]string{} // sender by recipient
	r := explained(t, w, entry(t, w, site.Out, post, data))
	for _, sent := range r.Sent {
		if len(sent.Recipients) != 1 {
			t.Errorf("sent to %q at once", sent.Recipients)
			continue
		}
		got[sent.Recipients[0]] = sent.From
	}
	want := map[string]string{
		"anne@example.com": "test-bounces+anne=example.com@lists.example.com",
		"bart@example.org": "test-bounces+bart=example.org@lists.example.com",
	}
	if !maps.Equal(got, want) {
		t.Errorf("senders are %v, want %v\n%+v", got, want, r)
	}
}

// What goes to a news server is shown, and goes nowhere.
func TestNews(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"nntp_host": pyvalue.Str("news.invalid:1119"), "linked_newsgroup": pyvalue.Str("local.test"), "gateway_to_news": int64(1),
	})
	r := explained(t, w, entry(t, w, site.News, post, nil))
	if r.Outcome != "done" || len(r.Sent) != 1 {
		t.Fatalf("%+v", r)
	}
	sent := r.Sent[0]
	if !strings.Contains(sent.Server, "news.invalid") || !slices.Contains(sent.Header, "Newsgroups: local.test") {
		t.Errorf("%+v", sent)
	}
}
