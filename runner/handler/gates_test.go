// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// TestGates reads testdata/gates: what the handlers of Mailman 2.1.39 that
// decide on a post (SpamDetect, Approve, Moderate, Emergency), Replybot and
// Tagger do. Where Mailman would let a password go out, the post is refused
// (approve-*.txt). A file has
//
//	post           the handler; settings, attributes of the list and metadata
//	               other than the usual, members, TXT records in the DNS
//	message        the post
//	verdict        go on, discard, held or rejected with the words for it, or
//	               shunted, and then nothing more
//	message then   its fields and parts afterwards
//	data then      the metadata
//	letters        what was sent to whom
//	list then      attributes of the list that changed
//	log            what was logged; reasons why a pattern is none, or why the
//	               DNS can't be asked, are in words of our own
//
// Values are as in Python. The list `other` has the member zed@example.org.
func TestGates(t *testing.T) {
	sitetest.EachArchive(t, "gates", 130, func(t *testing.T, part map[string]string) map[string]string {
		return passGate(t, part["post"], part["message"])
	})
}

// dnsTable is a DNS: the TXT records of names. With none the server fails.
type dnsTable map[string][]string

func (d dnsTable) LookupTXT(_ context.Context, name string) ([]string, error) {
	records, ok := d[strings.TrimSuffix(name, ".")]
	switch {
	case !ok:
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	case len(records) == 0:
		return nil, &net.DNSError{Err: "server misbehaving", Name: name, IsTemporary: true}
	}
	return records, nil
}

// gateOf makes a site with a post and the handler for it.
func gateOf(t *testing.T, setup, text string) (*sitetest.World, *post.Post, Handler) {
	t.Helper()
	w := sitetest.New(t)
	w.Set("DEFAULT_URL_PATTERN", "http://%s/mailman/")
	dns := dnsTable{}
	w.LookupTXT = dns.LookupTXT
	attrs := map[string]pyvalue.Value{"password": pyvalue.Str(""), "web_page_url": pyvalue.Str("http://lists.example.com/mailman/")}
	members, options := new(pyvalue.Dict), new(pyvalue.Dict)
	p := &post.Post{Site: w.Site, Msg: message.Parse(text), Data: queue.NewMetadata()}
	var step Handler
	for line := range strings.Lines(setup) {
		kind, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		name, value, _ := strings.Cut(rest, " = ")
		switch kind {
		case "handler":
			step, _ = Lookup(rest)
		case "setting":
			w.Set(name, sitetest.ParsePython(t, value))
		case "list":
			attrs[name] = sitetest.ParsePython(t, value)
		case "data":
			p.Data.SetStr(name, sitetest.ParsePython(t, value))
		case "dns":
			dns[name] = nil // and stays so for "FAIL"
			for _, record := range pyvalue.Items(sitetest.ParsePython(t, value)) {
				s, _ := pyvalue.AsString(record)
				dns[name] = append(dns[name], s)
			}
		case "member":
			addr, moderated := strings.CutSuffix(rest, " moderated")
			members.SetStr(addr, int64(0))
			if moderated {
				options.SetStr(addr, int64(member.Moderate))
			}
		default:
			t.Fatalf("bad line %q", line)
		}
	}
	attrs["members"], attrs["user_options"] = members, options
	w.AddList(t, "test", attrs)
	zed := new(pyvalue.Dict)
	zed.SetStr("zed@example.org", int64(0))
	w.AddList(t, "other", map[string]pyvalue.Value{"members": zed})
	p.Change = w.Change(t, "test")
	p.List = p.Change.List()
	return w, p, step
}

// passGate sends a message through a handler and shows what then is.
func passGate(t *testing.T, setup, text string) map[string]string {
	t.Helper()
	w, p, step := gateOf(t, setup, text)
	before := showWatched(p.List)
	v, err := step(t.Context(), p)
	if err != nil {
		return map[string]string{"verdict": "shunted\n", "log": w.Log.String()}
	}
	shown := map[string]string{
		"message then": showMessage(p.Msg, ""),
		"verdict":      showVerdict(t, w, p, v),
		"log":          w.Log.String(),
		"list then":    newLines(before, showWatched(p.List)),
	}
	if v.Action != post.Held { // what a held post leaves is Hold's
		shown["data then"], shown["letters"] = showData(p.Data), showLetters(t, w)
	} else {
		delete(shown, "log")
		delete(shown, "list then")
	}
	return shown
}

func showVerdict(t *testing.T, w *sitetest.World, p *post.Post, v post.Verdict) string {
	t.Helper()
	switch v.Action {
	case post.Discard:
		return "discard\n"
	case post.Reject:
		if v.Notice.Unicode {
			return "rejected: " + sitetest.ShowPython(pyvalue.Unicode(v.Notice.S)) + "\n"
		}
		return "rejected: " + sitetest.ShowPython(pyvalue.Str(v.Notice.S)) + "\n"
	case post.Held:
		return "held: " + sitetest.ShowPython(pyvalue.Str(requestReason(t, w))) + "\n"
	}
	return "go on\n"
}

// requestReason is why the only request of a list waits.
func requestReason(t *testing.T, w *sitetest.World) string {
	t.Helper()
	reason, _ := pyvalue.AsString(w.HeldRequest(t)[3])
	return reason
}

func showLetters(t *testing.T, w *sitetest.World) string {
	t.Helper()
	var b strings.Builder
	for _, e := range w.Committed(t, site.Virgin) {
		for _, name := range []string{"Message-ID", "Date", "Precedence"} {
			if !e.Msg.Has(name) {
				t.Errorf("a letter has no %s", name)
			}
			e.Msg.Del(name)
		}
		b.WriteString("to " + strings.Join(e.Data.Strs("recips"), ", ") + "\n" + showMessage(e.Msg, "    "))
	}
	return b.String()
}

// showWatched shows the attributes that these handlers may change.
func showWatched(l *mlist.List) []string {
	var lines []string
	for _, name := range []string{"password", "user_options", "postings_responses", "admin_responses", "request_responses"} {
		lines = append(lines, name+" = "+sitetest.ShowPython(l.Value(name))+"\n")
	}
	return lines
}

func newLines(before, after []string) string {
	var b strings.Builder
	for _, line := range after {
		if !slices.Contains(before, line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// What a site or a list has of a wrong shape shunts the post, which can be
// unshunted when that is mended.
func TestGatesWrongShape(t *testing.T) {
	for _, tt := range []struct{ setup, want string }{
		{`handler SpamDetect
setting KNOWN_SPAMMERS = [["from"]]`, "KNOWN_SPAMMERS"},
		{`handler SpamDetect
setting KNOWN_SPAMMERS = [["from", "bad("]]`, "KNOWN_SPAMMERS"},
		{`handler SpamDetect
list header_filter_rules = [["x", 3]]`, "header_filter_rules"},
		{`handler SpamDetect
list header_filter_rules = [["bad(", 3, 0]]`, "mend that pattern"},
		{`handler Moderate
list generic_nonmember_action = 9`, "generic_nonmember_action"},
	} {
		_, p, step := gateOf(t, tt.setup, "From: zed@example.org\n\nHello.\n")
		v, err := step(t.Context(), p)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: verdict %v, and the error %v does not say %q", tt.setup, v, err, tt.want)
		}
	}
}
