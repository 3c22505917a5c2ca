// SPDX-License-Identifier: GPL-2.0-or-later

package parttext

import (
	"html"
	"strings"
	"sync"
)

// HTML is the text that an HTML document shows, without any tag, comment,
// script and style sheet, its character references decoded. Tags that begin a
// new line or a cell of a table are line feeds, other tags are nothing, so that
// a word with tags in it is still one word. White space stays as it is.
func HTML(document string) string {
	var b strings.Builder
	for {
		text, rest, found := strings.Cut(document, "<")
		b.WriteString(html.UnescapeString(text))
		if !found {
			return b.String()
		}
		name, after, ok := cutTag(rest)
		if !ok { // the character is a less-than sign, and begins no tag
			b.WriteByte('<')
			document = rest
			continue
		}
		if breaksLine()[name] {
			b.WriteByte('\n')
		}
		document = after
		if name == "script" || name == "style" {
			document = behindElement(after, name)
		}
	}
}

// cutTag takes a tag or comment, behind its `<`, off a document; one that never
// ends goes on to the end of it. It returns the name of the tag in lower case,
// "" for a comment and the like; ok is false for text that is not a tag.
func cutTag(s string) (name, after string, ok bool) {
	if comment, found := strings.CutPrefix(s, "!--"); found {
		_, after, _ = strings.Cut(comment, "-->")
		return "", after, true
	}
	if s == "" || !isLetter(s[0]) && !strings.ContainsRune("/!?", rune(s[0])) {
		return "", "", false
	}
	tag, after, _ := strings.Cut(s, ">")
	tag = strings.TrimPrefix(tag, "/")
	end := 0
	for end < len(tag) && (isLetter(tag[end]) || '0' <= tag[end] && tag[end] <= '9') {
		end++
	}
	return strings.ToLower(tag[:end]), after, true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// behindElement is the rest behind the end tag of an element whose content is not text;
// nothing where there is no end tag.
func behindElement(document, name string) string {
	for {
		_, rest, found := strings.Cut(document, "</")
		if !found {
			return ""
		}
		if len(rest) >= len(name) && strings.EqualFold(rest[:len(name)], name) {
			_, after, _ := strings.Cut(rest, ">")
			return after
		}
		document = rest
	}
}

// breaksLine has the elements that do not stand in the midst of a line.
var breaksLine = setOf(`address article aside blockquote body br caption center dd div dl dt
	fieldset figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol
	option p pre section table tbody td textarea tfoot th thead title tr ul`)

// showsMore has the elements that show something without any text.
var showsMore = setOf("applet audio canvas embed iframe img input math object svg video")

// setOf has names that blanks are between. It is made when first asked for.
func setOf(names string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		for _, name := range strings.Fields(names) {
			set[name] = true
		}
		return set
	})
}

// IsBlankHTML tells whether an HTML document shows neither text nor picture.
func IsBlankHTML(document string) bool {
	for rest := document; ; {
		_, tag, found := strings.Cut(rest, "<")
		if !found {
			return isBlank(HTML(document))
		}
		if name, after, ok := cutTag(tag); ok {
			if showsMore()[name] {
				return false
			}
			tag = after
		}
		rest = tag
	}
}
