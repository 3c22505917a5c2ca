// SPDX-License-Identifier: GPL-2.0-or-later

package mimedel

import (
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/mlist"
	"mmgen/runner/parttext"
	"mmgen/runner/scrub"
)

// mimeFilter is what a list wants and does not want: content types (main type
// or both), and extensions of file names. Empty pass lists let everything pass.
type mimeFilter struct {
	filterTypes, passTypes, filterExts, passExts []pyvalue.Value
}

func newMimeFilter(l *mlist.List) mimeFilter {
	return mimeFilter{
		filterTypes: pyvalue.Items(l.Value("filter_mime_types")), passTypes: pyvalue.Items(l.Value("pass_mime_types")),
		filterExts: pyvalue.Items(l.Value("filter_filename_extensions")), passExts: pyvalue.Items(l.Value("pass_filename_extensions")),
	}
}

// against says what the list has against a message or part, in one of
// Mailman's strings about a message; "" for nothing.
func (f mimeFilter) against(m *message.Message) string {
	ctype, main := pyvalue.Str(m.ContentType()), pyvalue.Str(m.ContentMaintype())
	ext := fileExtension(m)
	switch {
	case has(f.filterTypes, ctype) || has(f.filterTypes, main):
		return "The message's content type was explicitly disallowed"
	case len(f.passTypes) > 0 && !has(f.passTypes, ctype) && !has(f.passTypes, main):
		return "The message's content type was not explicitly allowed"
	case ext == nil:
		return ""
	case has(f.filterExts, ext):
		return "The message's file extension was explicitly disallowed"
	case len(f.passExts) > 0 && !has(f.passExts, ext):
		return "The message's file extension was not explicitly allowed"
	}
	return ""
}

func has(list []pyvalue.Value, v pyvalue.Value) bool {
	return slices.ContainsFunc(list, func(item pyvalue.Value) bool { return pyvalue.Equal(item, v) })
}

// filter takes unwanted parts out. It returns false where a multipart lost all
// that it had (MimeDel.py: filter_parts).
func (f mimeFilter) filter(m *message.Message) bool {
	if !m.IsMultipart() {
		return true
	}
	before := m.Parts()
	kept := []*message.Message{}
	for _, part := range before {
		if f.filter(part) && f.against(part) == "" {
			kept = append(kept, part)
		}
	}
	m.SetParts(kept)
	return len(kept) > 0 || len(before) == 0
}

// fileExtension is the extension of a part's file name, without its dot and in
// lower case; nil for none. It is a Str in UTF-8 or, where the name is a
// Python unicode that is not ASCII, a Unicode (MimeDel.py: get_file_ext).
func fileExtension(m *message.Message) pyvalue.Value {
	name, isUnicode, _ := m.Filename()
	if name == "" {
		name, _ = m.Param("name")
		isUnicode = false
	}
	if isUnicode && !pystr.IsASCII(name) {
		_, ext := scrub.SplitExt(strings.Join(strings.FieldsFunc(name, pystr.IsLineBreak), ""))
		if len(ext) < len(".x") {
			return nil
		}
		return pyvalue.Unicode(strings.ToLower(ext[1:]))
	}
	_, ext := scrub.SplitExt(header.Oneline(name, "utf-8"))
	if len(ext) < len(".x") {
		return nil
	}
	return pyvalue.Str(pystr.Lower(ext[1:]))
}

// collapseAlternatives puts one part of each multipart/alternative in its place,
// but for the message itself (MimeDel.py: collapse_multipart_alternatives). One
// without parts stays as it is; Mailman drops it, with the text that it may have.
// One that is a message of its own keeps its header.
func collapseAlternatives(m *message.Message) {
	if !m.IsMultipart() {
		return
	}
	kept := []*message.Message{}
	for _, part := range m.Parts() {
		if part.ContentType() != "multipart/alternative" {
			collapseAlternatives(part)
			kept = append(kept, part)
			continue
		}
		first := firstAlternative(part)
		switch {
		case first == nil:
			first = part
		case m.ContentType() == "message/rfc822":
			becomePart(part, first)
			first = part
		}
		kept = append(kept, first)
	}
	m.SetParts(kept)
}

// firstAlternative is the first part of a multipart that shows its reader
// something, or the first one where all are blank; nil where there is none.
// (Mailman's description of collapse_alternatives says so too, but it takes a blank
// first part all the same.)
func firstAlternative(m *message.Message) *message.Message {
	parts := m.Parts()
	if i := slices.IndexFunc(parts, func(part *message.Message) bool { return !parttext.IsBlank(part) }); i >= 0 {
		return parts[i]
	}
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

// recast makes each multipart with a single part that part (MimeDel.py:
// recast_multipart). What is signed stays as it is, and so does a message in a
// message, which would lose its header.
func recast(m *message.Message) {
	if !m.IsMultipart() || m.ContentType() == "multipart/signed" {
		return
	}
	if len(m.Parts()) == 1 && m.ContentType() != "message/rfc822" {
		becomePart(m, m.Parts()[0])
		recast(m)
		return
	}
	for _, part := range m.Parts() {
		recast(part)
	}
}

// becomePart gives a message the content of one of its parts, and the fields
// that describe it (MimeDel.py: reset_payload).
func becomePart(m, part *message.Message) {
	m.SharePayload(part)
	for _, name := range describing {
		m.Del(name)
	}
	if !part.Has("Content-Type") {
		m.Add("Content-Type", "text/plain")
	}
	for _, name := range describing {
		copyField(m, part, name)
	}
}

// describing are the fields that say what a content is.
var describing = []string{"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-Description"}

// copyField appends the first field of that name, unless it is empty: then
// only a content type is.
func copyField(m, from *message.Message, name string) {
	v, ok := from.Value(name)
	if !ok || v.Encoded() == "" && name != "Content-Type" {
		return
	}
	m.AddFields(message.Field{Name: name, Value: v})
}
