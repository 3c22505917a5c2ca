// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mmlog"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site/sitetest"
)

// records is a journal.
type records []mmlog.Record

func (r *records) Send(m mmlog.Record) error {
	*r = append(*r, m)
	return nil
}

// TestJournal: the journal hears of each entry once how it ended, and what each message
// is about. An entry that stays has not ended.
func TestJournal(t *testing.T) {
	for _, tt := range []struct {
		subjects string
		setUp    func(*testing.T, *sitetest.World)
		outcomes string // in the order in which the entries end
		about    string // subject of the entry that the message "SHUNTING" is about
	}{
		{"a, b", nil, "1 done, 2 done", ""},
		{"a, b fails, c", nil, "1 done, 2 shunted, 3 done", "2"},
		{"a, b unlocked, c", nil, "1 done, 2 done, 3 done", ""},
		{"a, b stays", nil, "1 done", ""},
		{"a, b", failingRename("config.pck"), "", ""},
		{"a", garbage, "1 bad, 2 done", ""},
	} {
		t.Run(tt.subjects, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{"info": pyvalue.Str("")})
			q := fill(t, w, tt.subjects)
			sent := &records{}
			logs := mmlog.New(mmlog.Options{Dir: w.Path("logs"), Journal: sent})
			defer logs.Close()
			w.Site.Logs = logs
			if tt.setUp != nil {
				tt.setUp(t, w)
			}
			listing, err := q.List()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := workOn(t, w, q, &scripted{t: t, site: w.Site}, &report{logs: logs}).round(t.Context()); err != nil {
				t.Fatal(err)
			}
			number := func(s mmlog.Subject) string {
				if s.Queue != "commands" || s.List != "test" && s.Entry != unreadable {
					t.Errorf("a message is about %+v", s)
				}
				return fmt.Sprint(slices.Index(listing.Names, s.Entry) + 1)
			}
			var outcomes []string
			about := ""
			for _, r := range *sent {
				if r.Outcome != "" {
					outcomes = append(outcomes, number(r.Subject)+" "+r.Outcome)
				}
				if strings.HasPrefix(r.Text, "SHUNTING:") {
					about = number(r.Subject)
				}
			}
			if got := strings.Join(outcomes, ", "); got != tt.outcomes {
				t.Errorf("outcomes are %q, want %q", got, tt.outcomes)
			}
			if about != tt.about {
				t.Errorf("SHUNTING is about %q, want %q", about, tt.about)
			}
		})
	}
}

// unreadable is the name of an entry that is older than those of fill.
const unreadable = "1794999000.5+93f37d2531ac3b3c9632a0d146844c53a5857a20"

// garbage queues an entry that can't be read.
func garbage(t *testing.T, w *sitetest.World) {
	w.Write(t, "qfiles/commands/"+unreadable+".pck", []byte("garbage"))
}

// failingRename has renames to paths fail that contain that.
func failingRename(part string) func(*testing.T, *sitetest.World) {
	return func(_ *testing.T, w *sitetest.World) {
		w.FS = &faultfs.FS{Fail: func(op, path string) error {
			if op == "rename" && strings.Contains(path, part) {
				return fmt.Errorf("rename %s: refused", path)
			}
			return nil
		}}
	}
}
