// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// curious is a scripted job that asks about the first word of each subject, once.
type curious struct {
	scripted
	known map[string]bool
	asked []string // a call each
}

func (c *curious) Questions(_ *mlist.List, e *queue.Entry) []string {
	subject := e.Msg.Get("subject")
	if strings.Contains(subject, "trips") {
		panic("no such thing")
	}
	if word := strings.Fields(subject)[0]; !c.known[word] {
		return []string{word}
	}
	return nil
}

func (c *curious) Ask(_ context.Context, questions []string) {
	if locks, _ := filepath.Glob(c.site.LockDir() + "/test.lock*"); len(locks) > 0 {
		c.t.Errorf("asked with the list locked: %q", locks)
	}
	c.asked = append(c.asked, fmt.Sprint(questions))
	for _, word := range questions {
		c.known[word] = true
	}
}

// askAll has a curious job handle what is queued. It returns what was asked.
func askAll(t *testing.T, w *sitetest.World, q *queue.Queue) string {
	t.Helper()
	c := &curious{scripted: scripted{t: t, site: w.Site}, known: map[string]bool{}}
	if _, err := workOn(t, w, q, c, &report{logs: w.Logs}).round(t.Context()); err != nil {
		t.Fatal(err)
	}
	return strings.Join(c.asked, " ")
}

// TestAsker: what must be asked about entries of one list is asked at once, with the list
// unlocked, and the entries are a batch nevertheless.
func TestAsker(t *testing.T) {
	many := strings.TrimSuffix(strings.Repeat("a, ", 49), ", ")
	for _, tt := range []struct {
		subjects string
		asked    string
		saves    int
	}{
		{"a, b, c", "[a b c]", 1},
		{"a 1, b 1, a 2, b 2", "[a b]", 1},
		{"a, b unlocked, c", "[a c]", 2},
		{"a, b trips, c", "[a c]", 1},
		{"*a, *b", "[a b]", 2},
		{many + ", b, c", "[a b] [c]", 2},
	} {
		t.Run(tt.subjects[:min(20, len(tt.subjects))], func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{"info": pyvalue.Str("")})
			q := fill(t, w, tt.subjects)
			saves := countSaves(w)
			if got := askAll(t, w, q); got != tt.asked || *saves != tt.saves {
				t.Errorf("asked %s and saved the list %d times, want %s and %d", got, *saves, tt.asked, tt.saves)
			}
			left := entriesIn(t, w)
			if wantShunted := strings.Contains(tt.subjects, "trips"); strings.Contains(left, "commands") || wantShunted != strings.Contains(left, "shunt b trips") {
				t.Errorf("in the queues are %s", left)
			}
		})
	}
}

// TestAskerPassesOver: entries of other lists, and large ones, ask when they are in hand.
func TestAskerPassesOver(t *testing.T) {
	w := sitetest.New(t)
	for _, name := range []string{"test", "other"} {
		w.AddList(t, name, map[string]pyvalue.Value{"info": pyvalue.Str("")})
	}
	q, err := w.OpenQueue(site.Commands, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range []struct{ subject, list, body string }{
		{"a", "test", ""}, {"large", "test", strings.Repeat("x", aheadMost)}, {"elsewhere", "other", ""}, {"b", "test", ""},
	} {
		data := queue.NewMetadata()
		data.SetStr("listname", pyvalue.Str(e.list))
		data.SetStr("received_time", float64(w.Clock.Unix())-100+float64(i))
		if _, err := q.Put(message.Parse("From: anne@example.com\nSubject: "+e.subject+"\n\n"+e.body), data); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := askAll(t, w, q), "[a b] [large] [elsewhere]"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
}
