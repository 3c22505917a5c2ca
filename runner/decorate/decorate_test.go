// SPDX-License-Identifier: GPL-2.0-or-later

package decorate

import (
	"maps"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// attributes of a list that differ from those of the usual one.
type attributes map[string]pyvalue.Value

// openList makes a site with the list test@lists.example.com.
func openList(t testing.TB, attrs attributes) (*site.Site, *mlist.List, *sitetest.Log) {
	t.Helper()
	w := sitetest.New(t)
	w.Set("DEFAULT_URL_PATTERN", "http://%s/mailman/")
	all := attributes{
		"web_page_url": pyvalue.Str("http://lists.example.com/mailman/"), "description": pyvalue.Str("A list"),
		"available_languages": pyvalue.Strings("en", "de"),
		"members":             dictOf("anne@example.com", int64(0), "bart@example.org", pyvalue.Str("Bart@example.org")),
		"passwords":           dictOf("anne@example.com", pyvalue.Str("pw1")),
		"language":            dictOf("anne@example.com", pyvalue.Str("de")),
		"usernames":           dictOf("anne@example.com", pyvalue.Unicode("Zoë"), "bart@example.org", pyvalue.Str("Bart")),
		"msg_header":          pyvalue.Str("Head of %(host_name)s\n"),
		"msg_footer":          pyvalue.Str("-- \nThe foot of %(real_name)s\n"),
	}
	maps.Copy(all, attrs)
	w.AddList(t, "test", all)
	return w.Site, w.Open(t, "test"), w.Log
}

// dictOf makes a dict of keys and values in turn.
func dictOf(items ...pyvalue.Value) *pyvalue.Dict {
	d := new(pyvalue.Dict)
	for i := 0; i < len(items); i += 2 {
		d.SetStr(items[i].(string), items[i+1])
	}
	return d
}

var madeBoundary = regexp.MustCompile(`===============\d+==`)

// TestDecorate reads testdata/decorate: what Decorate.process of Mailman 2.1.39
// makes of a message. A file has the list's attributes, the message, the
// result, and what the error log got.
func TestDecorate(t *testing.T) {
	sitetest.EachArchive(t, "decorate", 20, func(t *testing.T, part map[string]string) map[string]string {
		attrs, recips, data := parseListPart(t, part["list"])
		s, list, log := openList(t, attrs)
		msg := message.Parse(part["message"])
		if err := Message(s, list, msg, data, recips); err != nil {
			t.Fatal(err)
		}
		return map[string]string{
			"want":      madeBoundary.ReplaceAllString(msg.Flatten(false, false), "BOUNDARY"),
			"error log": strings.ReplaceAll(log.String(), "error: ", ""),
		}
	})
}

// parseListPart reads lines `attribute = value` and `personalize for recipient`.
func parseListPart(t *testing.T, text string) (attributes, []string, queue.Metadata) {
	t.Helper()
	attrs, data := attributes{}, queue.NewMetadata()
	recips := []string{"anne@example.com"}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSpace(line)
		if recip, ok := strings.CutPrefix(line, "personalize for "); ok {
			recips[0], _ = strconv.Unquote(recip)
			data.SetStr("personalize", int64(1))
			continue
		}
		name, value, ok := strings.Cut(line, " = ")
		unquoted, err := strconv.Unquote(strings.TrimPrefix(value, "u"))
		switch number, numberErr := strconv.ParseInt(value, 10, 64); {
		case numberErr == nil:
			attrs[name] = number
		case !ok || err != nil:
			t.Fatalf("bad line %q", line)
		case value[0] == 'u':
			attrs[name] = pyvalue.Unicode(unquoted)
		default:
			attrs[name] = pyvalue.Str(unquoted)
		}
	}
	return attrs, recips, data
}

func TestNotDecorated(t *testing.T) {
	const text = "From: anne@example.com\n\nThe text.\n"
	for _, key := range []string{"isdigest", "nodecorate"} {
		s, list, _ := openList(t, nil)
		data, msg := queue.NewMetadata(), message.Parse(text)
		data.SetStr(key, int64(1))
		if err := Message(s, list, msg, data, nil); err != nil || msg.String() != text {
			t.Errorf("%s: %v, %q", key, err, msg.String())
		}
	}
}

func TestDecorationData(t *testing.T) {
	s, list, _ := openList(t, attributes{"msg_footer": pyvalue.Str("%(extra)s %(real_name)s\n"), "msg_header": pyvalue.Str("")})
	data, msg := queue.NewMetadata(), message.Parse("Subject: x\n\nThe text.\n")
	data.SetStr("decoration-data", dictOf("extra", pyvalue.Str("more"), "real_name", pyvalue.Str("Other")))
	if err := Message(s, list, msg, data, []string{"anne@example.com"}); err != nil {
		t.Fatal(err)
	}
	if got, want := msg.Body(), "The text.\nmore Other\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPersonalizedForMany(t *testing.T) {
	s, list, _ := openList(t, nil)
	data := queue.NewMetadata()
	data.SetStr("personalize", int64(1))
	err := Message(s, list, message.Parse("\nThe text.\n"), data, []string{"anne@example.com", "bart@example.org"})
	if err == nil {
		t.Error("a personalized message was decorated for two")
	}
}

// TestCharsetsMeetInUTF8 is about texts that the list's charset holds, but not
// the one that it goes out as, where Mailman doubles header and footer; and
// about those that no part in the list's charset could hold, where it raises an
// exception.
func TestCharsetsMeetInUTF8(t *testing.T) {
	tests := []struct{ name, language, footer, charset, encoding, body, want string }{
		{"EUC-JP has é, ISO-2022-JP has not", "ja", "\xa4\xb3\xa4\xf3\n", "iso-8859-1", "quoted-printable", "Caf=E9\n", "Café\nこん\n"},
		{"the list's charset lacks it", "fr", "日\n", "iso-8859-1", "quoted-printable", "Caf=E9\n", "Café\n日\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var footer pyvalue.Value = pyvalue.Str(tt.footer)
			if utf8.ValidString(tt.footer) {
				footer = pyvalue.Unicode(tt.footer)
			}
			s, list, _ := openList(t, attributes{
				"preferred_language": pyvalue.Str(tt.language), "msg_footer": footer, "msg_header": pyvalue.Str(""),
			})
			msg := message.Parse("Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=" + tt.charset +
				"\nContent-Transfer-Encoding: " + tt.encoding + "\n\n" + tt.body)
			if err := Message(s, list, msg, queue.NewMetadata(), nil); err != nil {
				t.Fatal(err)
			}
			if msg.ContentType() != "text/plain" || msg.ContentCharset() != "utf-8" || msg.DecodedBody() != tt.want {
				t.Errorf("got %s", msg)
			}
		})
	}
}

// A text that neither charset holds stays as it is, in a part of its own.
func TestCharsetsApart(t *testing.T) {
	s, list, _ := openList(t, attributes{
		"preferred_language": pyvalue.Str("fr"), "msg_footer": pyvalue.Str("Caf\xe9\n"), "msg_header": pyvalue.Str(""),
	})
	msg := message.Parse("Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=koi8-r\n\n\xf6\n")
	if err := Message(s, list, msg, queue.NewMetadata(), nil); err != nil {
		t.Fatal(err)
	}
	if msg.ContentType() != "multipart/mixed" || len(msg.Parts()) != 2 {
		t.Fatalf("got %s", msg)
	}
	for i, want := range []string{
		"Content-Type: text/plain; charset=koi8-r\n\n\xf6\n",
		"Content-Type: text/plain; charset=\"iso-8859-1\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\nContent-Disposition: inline\n\nCaf=E9\n",
	} {
		if got := msg.Parts()[i].Flatten(false, false); got != want {
			t.Errorf("part %d: got %q, want %q", i, got, want)
		}
	}
}

// A multipart/mixed whose boundary never comes has a text for a payload, to
// which Mailman adds parts and then can't write it.
func TestMixedWithoutParts(t *testing.T) {
	s, list, _ := openList(t, nil)
	msg := message.Parse("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=nowhere\n\nThe text.\n")
	if err := Message(s, list, msg, queue.NewMetadata(), nil); err != nil {
		t.Fatal(err)
	}
	text := msg.Flatten(false, false)
	for _, want := range []string{"Head of lists.example.com\n", "\nThe text.\n", "The foot of Test\n"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("want %q once in\n%s", want, text)
		}
	}
	if again := message.Parse(text); len(again.Parts()) != 3 {
		t.Errorf("it has %d parts:\n%s", len(again.Parts()), text)
	}
}

func BenchmarkDecoratePersonal(b *testing.B) {
	s, list, _ := openList(b, attributes{"msg_footer": pyvalue.Str("-- \n%(real_name)s list\n%(web_page_url)slistinfo%(cgiext)s/%(_internal_name)s\n%(user_address)s\n")})
	data := queue.NewMetadata()
	data.SetStr("personalize", int64(1))
	msg := message.Parse("From: anne@example.com\n\n" + strings.Repeat("A line of text, as there are so many.\n", 50))
	for b.Loop() {
		if err := Message(s, list, msg.Copy(), data, []string{"anne@example.com"}); err != nil {
			b.Fatal(err)
		}
	}
}
