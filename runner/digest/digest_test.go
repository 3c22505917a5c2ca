// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

const masthead = "For %(real_name)s: %(got_list_email)s\n\t%(got_listinfo_url)s\n\t%(got_request_email)s\n\t%(got_owner_email)s\n"

// digester is that of the list "test", with a masthead of its own, for a change.
func digester(t testing.TB, w *sitetest.World) Digester {
	t.Helper()
	w.Write(t, "lists/test/en/masthead.txt", []byte(masthead))
	return Digester{w.Site, w.Change(t, "test")}
}

// TestDigests plays testdata: what posts leave in digest.mbox, the digests
// that are made of them, and what the list knows then. Mailman's ToDigest did
// the same with each, but where a file says that it did not.
func TestDigests(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			c := sitetest.OpenCase(t, path)
			d := digester(t, c.World)
			subscribe(t, d.list(), c.Texts["members"])
			if box, ok := c.Texts["digest.mbox"]; ok {
				c.Write(t, "lists/test/digest.mbox", []byte(box))
			}
			got := map[string]string{}
			for _, name := range slices.Sorted(maps.Keys(c.Texts)) {
				if strings.HasPrefix(name, "post") {
					if err := d.Add(t.Context(), message.Parse(c.Texts[name])); err != nil {
						t.Fatal(err)
					}
				}
			}
			got["list"] = listText(d.list())
			c.Commit(t)
			maps.Copy(got, made(t, c.World))
			want := map[string]string{}
			for name, text := range c.Texts {
				if name != "members" && name != "digest.mbox" && !strings.HasPrefix(name, "post") {
					want[name] = text
				}
			}
			if want["contents"] == "" {
				delete(got, "contents")
				delete(got, "text")
			} else {
				delete(got, "mime")
				delete(got, "plain")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if log := c.Log.String(); log != "" {
				t.Errorf("logged: %s", log)
			}
		})
	}
}

// subscribe makes digest members of lines `address mime|plain [disabled]`; a
// line `address last` is somebody who is to have one last digest.
func subscribe(t testing.TB, l *mlist.List, lines string) {
	t.Helper()
	members, options, status, last := new(pyvalue.Dict), new(pyvalue.Dict), new(pyvalue.Dict), new(pyvalue.Dict)
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		address, lower := words[0], pyvalue.Str(pystr.Lower(words[0]))
		if words[1] == "last" {
			last.Set(lower, pyvalue.Str("x"))
			continue
		}
		members.Set(lower, pyvalue.Value(int64(0)))
		if string(lower) != address {
			members.Set(lower, pyvalue.Str(address))
		}
		if words[1] == "plain" {
			options.Set(lower, int64(member.DisableMime))
		}
		if len(words) > 2 {
			status.Set(lower, pyvalue.NewTuple(int64(member.ByAdmin), 1795000000.0))
		}
	}
	for name, d := range map[string]*pyvalue.Dict{
		"digest_members": members, "user_options": options, "delivery_status": status, "one_last_digest": last,
	} {
		l.Attrs.SetStr(name, d)
	}
}

func listText(l *mlist.List) string {
	return fmt.Sprintf("volume %d, next issue %d, last sent %s, one last %s\n", l.Int("volume"),
		l.Int("next_digest_number"), pyvalue.Repr(l.Value("digest_last_sent_at")), pyvalue.Repr(l.Value("one_last_digest")))
}

var boundaries = regexp.MustCompile(`={15}\d+==`)

// made is what a digester has left: entries, mime and plain, the table of
// contents of the one and the text of the other decoded, and digest.mbox.
func made(t testing.TB, w *sitetest.World) map[string]string {
	t.Helper()
	got := map[string]string{}
	if box, err := os.ReadFile(w.Path("lists/test/digest.mbox")); err == nil {
		got["left/digest.mbox"] = string(box)
	}
	for _, e := range w.Entries(t, site.Virgin) {
		name := "mime"
		if !e.Msg.IsMultipart() {
			name = "plain"
			got["text"] = e.Msg.DecodedBody()
		} else {
			for _, part := range e.Msg.Parts() {
				if strings.HasPrefix(part.Get("Content-Description"), "Today") {
					got["contents"] = part.DecodedBody()
				}
			}
		}
		if got[name] != "" {
			t.Errorf("more than one %s digest", name)
		}
		if !e.Data.Bool("isdigest") || e.Data.Str("listname") != "test" {
			t.Errorf("metadata: %s", pyvalue.Repr(e.Data.Dict))
		}
		recips := e.Data.Strs("recips")
		slices.Sort(recips)
		got[name] = "recips: " + strings.Join(recips, " ") + "\n" + number1(e.Msg.String())
	}
	return got
}

// number1 gives boundaries that nobody chose numbers.
func number1(text string) string {
	names := map[string]string{}
	return boundaries.ReplaceAllStringFunc(text, func(b string) string {
		if names[b] == "" {
			names[b] = fmt.Sprintf("BOUNDARY-%d", len(names)+1)
		}
		return names[b]
	})
}

// TestSendNow: what waits is sent, however little it is, once.
func TestSendNow(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"digest_size_threshhold": int64(0)})
	d := digester(t, w)
	if sent, err := d.SendNow(t.Context()); sent || err != nil {
		t.Fatalf("with nothing to send: %v, %v", sent, err)
	}
	if err := d.Add(t.Context(), message.Parse("Message-ID: <m1@example.com>\n\nwords\n")); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	d = digester(t, w)
	if sent, err := d.SendNow(t.Context()); !sent || err != nil {
		t.Fatalf("%v, %v", sent, err)
	}
	if got := made(t, w); len(got) != 1 || got["left/digest.mbox"] == "" {
		t.Errorf("before it is committed there is %v", got)
	}
	w.Commit(t)
	if got := made(t, w); got["mime"] == "" || got["plain"] == "" || got["left/digest.mbox"] != "" {
		t.Errorf("there is %v", got)
	}
	if sent, err := digester(t, w).SendNow(t.Context()); sent || err != nil {
		t.Errorf("once more: %v, %v", sent, err)
	}
}

// TestNothingOfMailmans: a file that is no mailbox is left alone.
func TestNothingOfMailmans(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	d := digester(t, w)
	w.Write(t, "lists/test/digest.mbox", []byte("my notes\n"))
	_, err := d.SendNow(t.Context())
	if err == nil || !strings.Contains(err.Error(), "there is no message in "+w.Path("lists/test/digest.mbox")) {
		t.Errorf("error %v", err)
	}
	w.Commit(t)
	if got := made(t, w); len(got) != 1 || got["left/digest.mbox"] != "my notes\n" {
		t.Errorf("there is %v", got)
	}
}
