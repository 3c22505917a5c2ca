// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/mlist"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// TestPosts reads testdata/posts: what handlers of Mailman 2.1.39 make of a
// post, but for names under From munging: raw bytes are U+FFFD to Mailman, and of
// several authors it knows the sender only (munge-*.txt). A file has
//
//	post           the handlers; settings, attributes and members of the list
//	               and metadata other than the usual
//	message        the post
//	message then   its fields and parts afterwards; Header is an instance of
//	               email.header.Header, shown as it is encoded
//	data then      the metadata, recipients sorted
//	verdict        the notice to the author of a post that is rejected
//	queued         queues that got the post, with the subject it had then
//	list then      attributes of the list that changed
//	log            what was logged
//
// Values are as in Python. Besides the list `test` there are its siblings sib1
// and sib2, see siblings.
func TestPosts(t *testing.T) {
	sitetest.EachArchive(t, "posts", 100, func(t *testing.T, part map[string]string) map[string]string {
		return playPost(t, part["post"], part["message"])
	})
}

// siblings are other lists of the site: members, host_name and
// equivalent_domains.
var siblings = map[string][3]string{
	"sib1": {"anne@example.com kate@k.example Bart@Example.org fred@other.example", sitetest.Host, " eq.example,\n other.example "},
	"sib2": {"lena@l.example Cate.mixed@example.net", "other.example", "eq.example, other.example; a,b"},
}

func addSiblings(t *testing.T, w *sitetest.World) {
	t.Helper()
	for name, s := range siblings {
		w.AddList(t, name, map[string]pyvalue.Value{"host_name": pyvalue.Str(s[1]), "equivalent_domains": pyvalue.Str(s[2])})
		l := w.Lock(t, name)
		setMembers(t, l, strings.ReplaceAll(s[0], " ", "\n"))
		if err := l.Save(); err != nil {
			t.Fatal(err)
		}
	}
}

// playPost sends a message through handlers and shows what then is.
func playPost(t *testing.T, setup, text string) map[string]string {
	t.Helper()
	w := sitetest.New(t)
	if strings.Contains(setup, "regular_") {
		addSiblings(t, w)
	}
	attrs, members, handlers := map[string]pyvalue.Value{}, "", []string(nil)
	data := queue.NewMetadata()
	for line := range strings.Lines(setup) {
		kind, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		name, value, _ := strings.Cut(rest, " = ")
		switch kind {
		case "handlers":
			handlers = strings.Fields(rest)[1:]
		case "setting":
			w.Set(name, sitetest.ParsePython(t, value))
		case "list":
			attrs[name] = sitetest.ParsePython(t, value)
		case "data":
			data.SetStr(name, sitetest.ParsePython(t, value))
		case "member":
			members += rest + "\n"
		default:
			t.Fatalf("bad line %q", line)
		}
	}
	w.AddList(t, "test", attrs)
	c := w.Change(t, "test")
	list := c.List()
	setMembers(t, list, members)
	before := list.Attrs.Copy()
	p := &post.Post{Site: w.Site, Change: c, List: list, Msg: message.Parse(text), Data: data}
	verdict := ""
	for _, name := range handlers {
		step, ok := Lookup(name)
		if !ok {
			t.Fatalf("no handler %s", name)
		}
		v, err := step(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if v.Action == post.Reject {
			verdict = "rejected: " + sitetest.ShowPython(pyvalue.Str(v.Notice.S)) + "\n"
		}
		if v.Action != post.GoOn {
			break
		}
	}
	return map[string]string{
		"message then": showMessage(p.Msg, ""),
		"data then":    showData(p.Data),
		"verdict":      verdict,
		"queued":       showQueued(t, w),
		"list then":    showChanges(before, list.Attrs),
		"log":          w.Log.String(),
	}
}

// setMembers gives a list these members, each on a line with options.
func setMembers(t *testing.T, l *mlist.List, lines string) {
	t.Helper()
	for _, addr := range member.Of(l).All() {
		if err := member.Of(l).Remove(addr); err != nil {
			t.Fatal(err)
		}
	}
	options := map[string]member.Option{
		"notmetoo": member.DontReceiveOwnPosts, "nodupes": member.DontReceiveDuplicates,
		"nonmatching": member.ReceiveNonmatchingTopics, "ack": member.AcknowledgePosts,
	}
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		m := member.NewMember{Address: words[0], Password: "pw", Digest: slices.Contains(words, "digest")}
		var errs []error
		for _, w := range words[1:] {
			if name, ok := strings.CutPrefix(w, "name="); ok {
				m.Name = sitetest.ParsePython(t, name)
			}
		}
		errs = append(errs, member.Of(l).Add(m))
		for _, w := range words[1:] {
			if o, ok := options[w]; ok {
				errs = append(errs, member.Of(l).SetOption(m.Address, o, true))
			} else if topics, ok := strings.CutPrefix(w, "topics="); ok {
				l.DictToWrite("topics_userinterest").SetStr(strings.ToLower(m.Address), pyvalue.Strings(strings.Split(topics, ",")...))
			} else if w == "off" {
				errs = append(errs, member.Of(l).SetDeliveryStatus(m.Address, member.ByUser))
			}
		}
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

var madeID = regexp.MustCompile(`mailman\.\d+\.\d+\.\d+\.`)

func showMessage(m *message.Message, indent string) string {
	var b strings.Builder
	if line, ok := m.UnixFrom(); ok {
		b.WriteString(indent + line + "\n")
	}
	for _, f := range m.Fields() {
		value := sitetest.ShowPython(header.PickleValue(f.Value))
		b.WriteString(indent + f.Name + ": " + madeID.ReplaceAllString(value, "mailman.N.") + "\n")
	}
	if !m.IsMultipart() {
		return b.String() + indent + "body: " + sitetest.ShowPython(pyvalue.Str(m.Body())) + "\n"
	}
	for _, part := range m.Parts() {
		b.WriteString(indent + "part:\n" + showMessage(part, indent+"    "))
	}
	return b.String()
}

func showData(data queue.Metadata) string {
	var lines []string
	for key, v := range data.All() {
		name, _ := pyvalue.AsString(key)
		if name == "recips" {
			recips := data.Strs("recips")
			slices.Sort(recips)
			v = pyvalue.Strings(recips...)
		}
		lines = append(lines, name+" = "+sitetest.ShowPython(v)+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func showQueued(t *testing.T, w *sitetest.World) string {
	t.Helper()
	var b strings.Builder
	for _, q := range []struct{ name, setting string }{
		{"archive", site.Archive}, {"news", site.News}, {"virgin", site.Virgin}, {"out", site.Out},
	} {
		for _, e := range w.Committed(t, q.setting) {
			if got := e.Data.Str("listname"); got != "test" && q.name != "archive" {
				t.Errorf("entry in %s is of list %q", q.name, got)
			}
			fmt.Fprintf(&b, "%s %s\n", q.name, e.Msg.Get("Subject"))
		}
	}
	return b.String()
}

func showChanges(before, after *pyvalue.Dict) string {
	var b strings.Builder
	for _, name := range []string{"password", "post_id"} {
		if v := after.GetStr(name); !pyvalue.Equal(before.GetStr(name), v) {
			b.WriteString(name + " = " + sitetest.ShowPython(v) + "\n")
		}
	}
	return b.String()
}
