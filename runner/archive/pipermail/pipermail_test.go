// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/site/sitetest"
)

// post is what threads are made of: a message id, an hour of the 18th of November, and fields.
func post(id string, hour int, fields ...string) string {
	date := time.Date(2026, 11, 18, hour, 0, 0, 0, time.UTC)
	return dated(id, date, fields...)
}

func dated(id string, date time.Time, fields ...string) string {
	return fmt.Sprintf("From: Anne Person <anne@example.com>\nMessage-ID: <%s>\nDate: %s\n%s\n\nbody of %s\n",
		id, date.Format(time.RFC1123Z), strings.Join(fields, "\n"), id)
}

func newWorld(t testing.TB) *sitetest.World {
	t.Helper()
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"archive_volume_frequency": int64(month)})
	return w
}

// archive archives posts in one change.
func archive(t testing.TB, w *sitetest.World, posts ...string) {
	t.Helper()
	c := w.Change(t, "test")
	a, err := Open(w.Site, c, w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range posts {
		if err := a.Add(message.Parse(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Save(); err != nil {
		t.Fatal(err)
	}
	c.KeepList()
	w.Commit(t)
}

// read is a file of the list's archive.
func read(t testing.TB, w *sitetest.World, name string) string {
	t.Helper()
	data, err := os.ReadFile(w.Path("archives/private/test/" + name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var entry = regexp.MustCompile(`(?i)<!--(\d) .* -->|href="0*(\d+)\.html"`)

// threads are the articles of the thread index of November, by number, each with how deep
// it stands.
func threads(t *testing.T, w *sitetest.World) string {
	t.Helper()
	var all []string
	for _, match := range entry.FindAllStringSubmatch(read(t, w, "2026-November/thread.html"), -1) {
		if match[1] != "" {
			all = append(all, match[1]+":")
		} else {
			all[len(all)-1] += match[2]
		}
	}
	return strings.Join(all, " ")
}

func TestThreads(t *testing.T) {
	for _, test := range []struct {
		name  string
		posts []string
		want  string
	}{
		{"alone", []string{post("a", 1, "Subject: a"), post("b", 0, "Subject: b")}, "0:1 0:0"},
		{"In-Reply-To", []string{post("a", 1, "Subject: a"), post("b", 2, "Subject: b"), post("c", 3, "In-Reply-To: <a>", "Subject: b")}, "0:0 1:2 0:1"},
		{"In-Reply-To of what is not there", []string{post("a", 1, "Subject: a"), post("b", 2, "In-Reply-To: <x>", "References: <x> <a>")}, "0:0 1:1"},
		{"the youngest of References", []string{
			post("a", 1, "Subject: a"), post("b", 3, "Subject: b"), post("c", 2, "Subject: c"),
			post("d", 4, "References: <b> <a> <c>", "Subject: d")}, "0:0 0:2 0:1 1:3"},
		{"the oldest with the subject", []string{
			post("b", 2, "Subject: Topic"), post("a", 1, "Subject: Topic"), post("c", 3, "Subject: Re: topic")}, "0:0 1:1 2:2"},
		{"the prefix is no part of the subject", []string{post("a", 1, "Subject: [Test] A b"), post("b", 2, "Subject: Re: [Test] ab")}, "0:0 1:1"},
		{"other subjects", []string{post("a", 1, "Subject: Topic"), post("b", 2, "Subject: Topics"), post("c", 3)}, "0:0 0:1 0:2"},
		{"deep", []string{
			post("a", 1, "Subject: a"), post("b", 2, "In-Reply-To: <a>"), post("c", 3, "In-Reply-To: <b>"),
			post("d", 4, "In-Reply-To: <c>"), post("e", 5, "In-Reply-To: <d>")}, "0:0 1:1 2:2 3:3 3:4"},
		{"an answer from before", []string{post("a", 5, "Subject: a"), post("b", 1, "In-Reply-To: <a>", "Subject: b")}, "0:0 1:1"},
		{"itself", []string{post("a", 5, "In-Reply-To: <a>", "References: <a>", "Subject: a")}, "0:0"},
		{"a circle", []string{post("a", 1, "In-Reply-To: <b>", "Subject: a"), post("b", 2, "In-Reply-To: <a>", "Subject: b")}, "0:0 1:1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			together, alone := newWorld(t), newWorld(t)
			archive(t, together, test.posts...)
			for _, post := range test.posts {
				archive(t, alone, post)
			}
			if got := threads(t, together); got != test.want {
				t.Errorf("together: %s, want %s", got, test.want)
			}
			if got := threads(t, alone); got != test.want {
				t.Errorf("one by one: %s, want %s", got, test.want)
			}
			for _, file := range []string{"2026-November/000000.html", "2026-November/date.html", "2026-November/author.html", "2026-November/subject.html", "2026-November.txt", "database/2026-November-article"} {
				if a, b := read(t, together, file), read(t, alone, file); a != b {
					t.Errorf("%s: together\n%s\none by one\n%s", file, a, b)
				}
			}
		})
	}
}
