// SPDX-License-Identifier: GPL-2.0-or-later

package decorate

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mmgen/generator/pyvalue"
	"mmgen/runner/charset"
	"mmgen/runner/message"
	"mmgen/runner/queue"
)

// FuzzDecorate: whatever a message is, afterwards its texts have header and
// footer once more than before, in this order, and each part that it had is still
// there.
func FuzzDecorate(f *testing.F) {
	paths, _ := filepath.Glob("testdata/decorate/*.txt")
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name == "message" {
				f.Add(string(file.Data))
			}
		}
	}
	const header, footer = "[header of the list]", "[footer of the list]"
	s, list, _ := openList(f, attributes{"msg_header": pyvalue.Str(header + "\n"), "msg_footer": pyvalue.Str(footer + "\n")})
	f.Fuzz(func(t *testing.T, text string) {
		msg := message.Parse(text)
		before, parts := textsOf(msg), msg.Parts()
		if err := Message(s, list, msg, queue.NewMetadata(), nil); err != nil {
			t.Fatal(err)
		}
		_ = msg.String()
		after := textsOf(msg)
		for _, words := range []string{header, footer} {
			if had, has := strings.Count(before, words), strings.Count(after, words); has != had+1 {
				t.Errorf("%s: %d times before, %d times afterwards in\n%q", words, had, has, after)
			}
		}
		if strings.Index(after, header) > strings.LastIndex(after, footer) {
			t.Errorf("the footer comes first: %q", after)
		}
		kept := map[*message.Message]bool{}
		msg.Walk(func(part *message.Message) { kept[part] = true })
		for _, part := range parts {
			if !kept[part] {
				t.Errorf("a part is gone: %q", part)
			}
		}
	})
}

// textsOf are the texts in a message, decoded where their charset is known.
func textsOf(msg *message.Message) string {
	var b strings.Builder
	msg.Walk(func(part *message.Message) {
		if part.IsMultipart() {
			return
		}
		body := part.DecodedBody()
		if text, err := charset.Decode(body, part.ContentCharset(), charset.Replace); err == nil {
			body = text
		}
		b.WriteString(body)
	})
	return b.String()
}
