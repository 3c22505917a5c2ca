// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"fmt"
	"mmgen/runner/message/header"
	"strings"
	"time"
)

// ErrStructure is what Render returns where Python's Generator raises: the
// content type asks for another kind of payload than the message has.
var ErrStructure = errors.New("payload does not fit the content type")

// Format says how Render writes a message. The zero Format is
// as_string(mangle_from_=False).
type Format struct {
	UnixFrom   bool // begin with the envelope line, or with `From nobody DATE` where the message has none
	MangleFrom bool // write lines of the body that begin `From ` as `>From `
	NoFold     bool // maxheaderlen=0: fold no field, not even an over-long one
	Refold     bool // fold the fields that were not changed as well, as Python does
	FoldParts  bool // treat fields of parts like those of the message itself: email.generator.Generator, not Mailman's

	Now   func() time.Time // the date of `From nobody`; nil is time.Now
	Token func() int64     // the number in a new boundary, 0 to 2^63-2; nil is a random one
}

// String is as_string(): without the envelope line, and with `>` before lines that begin `From
// `. (Python's str(msg) has the envelope line: Flatten(true, true).)
func (m *Message) String() string { return m.Flatten(false, true) }

// Flatten is as_string(unixfrom, mangle_from_). Where content type and payload don't fit each
// other, Python raises an exception; Flatten then writes the payload that there is, and Render
// also returns the error.
func (m *Message) Flatten(unixfrom, mangleFrom bool) string {
	text, _ := m.Render(Format{UnixFrom: unixfrom, MangleFrom: mangleFrom})
	return text
}

// Refolded is str(msg) of Mailman's Message: with the envelope line, and every field folded as
// Python folds it. now is for the date of `From nobody`. Where content type and payload don't
// fit each other, it writes the payload that there is, like Flatten.
func (m *Message) Refolded(now func() time.Time) string {
	text, _ := m.Render(Format{UnixFrom: true, MangleFrom: true, Refold: true, Now: now})
	return text
}

// Render writes the message (generator.py: Generator.flatten). A multipart without a boundary
// is given one, and its Content-Type keeps it. The error wraps ErrStructure; the text is then
// what Flatten returns.
func (m *Message) Render(f Format) (string, error) {
	g := generator{Format: f, made: map[*Message]string{}}
	g.out.Grow(m.size())
	if f.UnixFrom {
		g.out.WriteString(g.envelope(m))
		g.out.WriteByte('\n')
	}
	g.message(m, true)
	return g.out.String(), g.err
}

// size estimates the length of the flattened message.
func (m *Message) size() int {
	n := 128 + len(m.payload.text) + len(m.preamble.text) + len(m.epilogue.text)
	for i := range m.fields {
		n += len(m.fields[i].Name) + 4
		if t, ok := m.fields[i].Value.(header.Text); ok {
			n += len(t)
		}
	}
	for _, p := range m.payload.parts {
		n += p.size()
	}
	return n
}

// generator is email.generator.Generator with the changes of Mailman/Message.py: Generator.
type generator struct {
	Format
	out  strings.Builder
	made map[*Message]string // boundaries that were made
	err  error
}

func (g *generator) envelope(m *Message) string {
	if m.unixFrom.text != "" {
		return m.unixFrom.text
	}
	now := time.Now
	if g.Now != nil {
		now = g.Now
	}
	return "From nobody " + now().Format("Mon Jan _2 15:04:05 2006")
}

// message is _write. Python writes the payload first, which may give the message its boundary;
// here the boundary is made first.
func (g *generator) message(m *Message, top bool) {
	boundary := ""
	if m.wantsBoundary() {
		if boundary, _ = m.Boundary(); boundary == "" {
			boundary = g.makeBoundary(m)
		}
	}
	g.header(m, top)
	g.body(m, boundary)
}

// body is _dispatch: Python looks for a method named after the content type
// and, failing that, after the main type, with '-' read as '_'.
func (g *generator) body(m *Message, boundary string) {
	switch m.handler() {
	case handleMultipart:
		g.multipart(m, boundary)
	case handleSigned:
		g.signed(m, boundary)
	case handleStatus:
		g.deliveryStatus(m)
	case handleMessage:
		g.embedded(m)
	default:
		g.text(m)
	}
}

type handlerKind int

const (
	handleText handlerKind = iota
	handleMultipart
	handleSigned
	handleStatus
	handleMessage
)

// handler tells which of Generator's methods writes the body.
func (m *Message) handler() handlerKind {
	main, sub, _ := strings.Cut(m.ContentType(), "/")
	for _, name := range []string{main + "_" + sub, main} {
		switch strings.ReplaceAll(name, "-", "_") {
		case "message_delivery_status":
			return handleStatus
		case "multipart_signed":
			return handleSigned
		case "multipart":
			return handleMultipart
		case "message":
			return handleMessage
		case "text":
			return handleText
		}
	}
	return handleText
}

// text is _handle_text.
func (g *generator) text(m *Message) {
	if m.payload.kind == payloadParts || m.payload.kind == payloadOther {
		g.fail(m, "a text")
		g.parts(m)
		return
	}
	g.mangled(m.payload.text)
}

// embedded is _handle_message: the one part of a message/rfc822.
func (g *generator) embedded(m *Message) {
	parts := m.payload.parts
	if m.HasBody() {
		g.out.WriteString(m.payload.text)
		return
	}
	if len(parts) == 0 {
		g.fail(m, "one message")
		return
	}
	g.message(parts[0], false)
}

// deliveryStatus is _handle_message_delivery_status: blocks of header fields,
// each but for its last line end, joined by line ends.
func (g *generator) deliveryStatus(m *Message) {
	if m.payload.kind != payloadParts {
		// Where the payload is a text, Python iterates over its characters.
		if !m.HasBody() || m.payload.text != "" {
			g.fail(m, "blocks of header fields")
		}
		g.mangled(m.payload.text)
		return
	}
	for i, p := range m.payload.parts {
		if i > 0 {
			g.out.WriteByte('\n')
		}
		g.out.WriteString(strings.TrimSuffix(g.apart(p), "\n"))
	}
}

// multipart is _handle_multipart.
func (g *generator) multipart(m *Message, boundary string) {
	if m.HasBody() {
		g.out.WriteString(m.payload.text)
		return
	}
	if m.payload.kind == payloadOther {
		g.fail(m, "a list of parts")
		return
	}
	if m.preamble.ok {
		g.mangled(m.preamble.text)
		g.out.WriteByte('\n')
	}
	g.out.WriteString("--" + boundary + "\n")
	for i, p := range m.payload.parts {
		if i > 0 {
			g.out.WriteString("\n--" + boundary + "\n")
		}
		g.message(p, false)
	}
	g.out.WriteString("\n--" + boundary + "--\n")
	if m.epilogue.ok {
		g.mangled(m.epilogue.text)
	}
}

// signed is _handle_multipart_signed: no header within is folded, since that
// would break the signature.
func (g *generator) signed(m *Message, boundary string) {
	old := g.NoFold
	g.NoFold = true
	g.multipart(m, boundary)
	g.NoFold = old
}

// parts writes parts whose container does not say multipart.
func (g *generator) parts(m *Message) {
	for i, p := range m.payload.parts {
		if i > 0 {
			g.out.WriteByte('\n')
		}
		g.message(p, false)
	}
}

// apart writes a part to a text of its own.
func (g *generator) apart(m *Message) string {
	sub := generator{Format: g.Format, made: g.made}
	sub.message(m, false)
	if g.err == nil {
		g.err = sub.err
	}
	return sub.out.String()
}

func (g *generator) fail(m *Message, want string) {
	if g.err == nil {
		g.err = fmt.Errorf("write a message of type %s: want %s: %w", m.ContentType(), want, ErrStructure)
	}
}

// mangled writes text with `>` before each `From ` that begins a line, if the
// format asks for it. Only '\n' ends a line there.
func (g *generator) mangled(text string) {
	if !g.MangleFrom {
		g.out.WriteString(text)
		return
	}
	if strings.HasPrefix(text, "From ") {
		g.out.WriteByte('>')
	}
	for {
		i := strings.Index(text, "\nFrom ")
		if i < 0 {
			break
		}
		g.out.WriteString(text[:i+1])
		g.out.WriteByte('>')
		text = text[i+1:]
	}
	g.out.WriteString(text)
}
