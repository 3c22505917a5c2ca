// SPDX-License-Identifier: GPL-2.0-or-later

package mimedel

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/post/posttest"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// TestMimeDel plays testdata/mimedel: what becomes of a post, the post where
// it goes on, and the entries that are made of it. Mailman's MimeDel made the
// same of each, but where a file says that it did not.
func TestMimeDel(t *testing.T) {
	paths, err := filepath.Glob("testdata/mimedel/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			c := sitetest.OpenCase(t, path)
			p := posttest.New(t, c.World, c.Texts["message"])
			v, err := Process(t.Context(), p)
			got := map[string]string{"message": c.Texts["message"], "verdict": posttest.Outcome(v, err) + "\n"}
			if got["verdict"] == "go on\n" {
				got["want"] = strings.TrimSuffix(p.Msg.String(), "\n") + "\n"
			}
			for name, setting := range map[string]string{"virgin": site.Virgin, "bad": site.Bad} {
				for _, e := range c.World.Committed(t, setting) {
					text := madeBoundary.ReplaceAllString(e.Msg.String(), "BOUNDARY")
					got[name] += "recips: " + strings.Join(e.Data.Strs("recips"), " ") + "\n" + text
				}
			}
			if diff := cmp.Diff(c.Texts, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

var madeBoundary = regexp.MustCompile(`===============\d+==`)

// TestMimeDelDigest: digests are not filtered.
func TestMimeDelDigest(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"filter_content": int64(1), "filter_mime_types": pyvalue.Strings("text")})
	p := posttest.New(t, w, "\nwords\n")
	p.Data.SetStr("isdigest", true)
	if v, err := Process(t.Context(), p); err != nil || v.Action != post.GoOn {
		t.Errorf("%v, %v", v, err)
	}
}

// TestMimeDelBadCommand: a setting that is no command is told in the log, and the
// post keeps its text.
func TestMimeDelBadCommand(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"filter_content": int64(1), "pass_mime_types": &pyvalue.List{}})
	w.Set("HTML_TO_PLAIN_TEXT_COMMAND", "lynx -dump %(file")
	p := posttest.New(t, w, "Content-Type: text/html\n\n<p>words\n")
	if _, err := Process(t.Context(), p); err != nil {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(w.Log.String(), "HTML_TO_PLAIN_TEXT_COMMAND") {
		t.Errorf("the log says %s", w.Log.String())
	}
	if p.Msg.Body() != "<p>words\n" {
		t.Errorf("the post has become %q", p.Msg.String())
	}
}

// TestMimeDelEndlessCommand: a command that uses up what it may have for one post is
// not run for the parts that are left, which stay HTML.
func TestMimeDelEndlessCommand(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"filter_content": int64(1), "pass_mime_types": &pyvalue.List{}})
	w.Set("HTML_TO_PLAIN_TEXT_COMMAND", "echo run >> "+w.Path("runs")+"; yes")
	part := "--b\nContent-Type: text/html\n\n<p>words\n"
	text := "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat(part, 3) + "--b--\n"
	p := posttest.New(t, w, text)
	if _, err := Process(t.Context(), p); err != nil {
		t.Errorf("error %v", err)
	}
	runs := string(sitetest.ReadFile(t, w.Path("runs")))
	if told := strings.Count(w.Log.String(), "the parts that are left stay HTML"); runs != "run\n" || told != 1 {
		t.Errorf("it was run %q and told %d times", runs, told)
	}
	if got := p.Msg.String(); strings.Count(got, "<p>words") != 3 {
		t.Errorf("the post has become\n%s", got)
	}
}

// FuzzMimeDel: whatever a message is, filtering it leaves one that can be
// printed, without what the list does not want.
func FuzzMimeDel(f *testing.F) {
	paths, _ := filepath.Glob("testdata/mimedel/*.txtar")
	for _, path := range paths {
		f.Add(sitetest.OpenCase(f, path).Texts["message"], true)
	}
	f.Fuzz(func(t *testing.T, text string, collapse bool) {
		w := sitetest.New(t)
		w.AddList(t, "test", map[string]pyvalue.Value{
			"filter_content": int64(1), "collapse_alternatives": collapse, "convert_html_to_plaintext": int64(0),
			"filter_mime_types": pyvalue.Strings("image", "text/html"), "filter_filename_extensions": pyvalue.Strings("exe"),
			"pass_mime_types": &pyvalue.List{},
		})
		p := posttest.New(t, w, text)
		v, err := Process(t.Context(), p)
		if err != nil || v.Action != post.GoOn {
			return
		}
		_ = p.Msg.String()
		p.Msg.Walk(func(part *message.Message) {
			if ctype := part.ContentType(); ctype == "text/html" || strings.HasPrefix(ctype, "image/") {
				t.Errorf("a part of type %s is left", ctype)
			}
		})
	})
}
