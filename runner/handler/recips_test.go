// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

const memberPost = "From: Anne <anne@example.com>\nTo: test@lists.example.com\nSubject: x\n\nHello.\n"

// newPost is a plain post to the list `test`.
func newPost(t *testing.T, change map[string]pyvalue.Value) (*post.Post, *sitetest.World) {
	t.Helper()
	w := sitetest.New(t)
	w.AddList(t, "test", change)
	c := w.Change(t, "test")
	return &post.Post{Site: w.Site, Change: c, List: c.List(), Msg: message.Parse(memberPost), Data: queue.NewMetadata()}, w
}

func TestFileRecips(t *testing.T) {
	for _, c := range []struct {
		file string // "-" for none
		data []string
		want []string
	}{
		{"-", nil, []string{}},
		{"", nil, []string{}},
		{"bart@example.org\n  Cate@example.net \r\n\nlast@example.net", nil, []string{"bart@example.org", "Cate@example.net", "", "last@example.net"}},
		{"bart@example.org\nanne@example.com\nanne@example.com\n", nil, []string{"bart@example.org", "anne@example.com"}}, // not the author's own
		{"bart@example.org\n", []string{"there@example.com"}, []string{"there@example.com"}},
	} {
		p, _ := newPost(t, nil)
		if c.file != "-" {
			if err := os.WriteFile(filepath.Join(p.List.Dir(), "members.txt"), []byte(c.file), 0o660); err != nil {
				t.Fatal(err)
			}
		}
		if c.data != nil {
			p.Data.SetStrs("recips", c.data)
		}
		if _, err := fileRecips(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if got := p.Data.Strs("recips"); !slices.Equal(got, c.want) {
			t.Errorf("members.txt %q: recipients %q, want %q", c.file, got, c.want)
		}
	}
}

func TestFileRecipsUnreadable(t *testing.T) {
	p, _ := newPost(t, nil)
	if err := os.Mkdir(filepath.Join(p.List.Dir(), "members.txt"), 0o770); err != nil {
		t.Fatal(err)
	}
	if _, err := fileRecips(t.Context(), p); err == nil || p.Data.Has("recips") {
		t.Errorf("a members.txt that can't be read: error %v, recipients there: %v", err, p.Data.Has("recips"))
	}
}

// A sibling that is no address of a list is a fault that names it, not a post
// to the wrong people.
func TestBadSiblings(t *testing.T) {
	for _, attr := range []string{"regular_exclude_lists", "regular_include_lists"} {
		for _, name := range []string{"friends", "a@b@c"} {
			p, _ := newPost(t, map[string]pyvalue.Value{attr: pyvalue.Strings(name)})
			p.Msg.Add("Cc", name)
			if attr == "regular_include_lists" {
				p.Msg.Del("Cc")
			} else if name == "a@b@c" {
				continue // no To says that
			}
			_, err := calcRecips(t.Context(), p)
			if err == nil || !strings.Contains(err.Error(), attr) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s = %s: error %v", attr, name, err)
			}
		}
	}
}

func TestNoRecips(t *testing.T) {
	p, _ := newPost(t, nil)
	if _, err := avoidDuplicates(t.Context(), p); err == nil {
		t.Error("AvoidDuplicates without CalcRecips: no error")
	}
}

// Members share their addresses with the recipients: see BenchmarkRecipients.
func TestRecipientsAreNotTheList(t *testing.T) {
	p, _ := newPost(t, map[string]pyvalue.Value{"regular_exclude_lists": pyvalue.Strings("none@lists.example.com")})
	before := member.Of(p.List).Regular()
	if _, err := calcRecips(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	recips, _ := p.Data.List("recips")
	for i := range recips {
		recips[i] = nil
	}
	if after := member.Of(p.List).Regular(); len(before) < 2 || !slices.Equal(before, after) {
		t.Errorf("members %q became %q", before, after)
	}
}
