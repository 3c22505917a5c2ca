// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/pickle"
)

// FuzzParse: no text makes any of this fail, and what was written once comes
// back byte for byte, and through a pickle. unsettled tells the exceptions.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no cases in testdata/parse: %v", err)
	}
	for _, file := range files {
		f.Add(sections(f, file)["message"])
	}
	f.Add("Content-Type: multipart/mixed; boundary*0*=us-ascii''a%20; boundary*1=\"b\\\"c\"\r\n\r\n--a b\"c\r\n\r\nx")
	f.Add("Content-Transfer-Encoding: x-uue\n\nbegin 644 x\n#0V%T\n \nend\n")
	f.Fuzz(func(t *testing.T, text string) {
		m := Parse(text)
		useAll(m)
		once, _ := m.Render(Format{NoFold: true})
		if again, _ := reload(t, m).Render(Format{NoFold: true}); again != once {
			t.Errorf("stored and loaded (- before, + after):\n%s", cmp.Diff(once, again))
		}
		if unsettled(m, once) {
			return
		}
		if twice, _ := Parse(once).Render(Format{NoFold: true}); twice != once {
			t.Errorf("once (-) and twice (+):\n%s", cmp.Diff(once, twice))
		}
	})
}

// useAll calls what reads, and on a copy what changes, each part of a message.
func useAll(m *Message) {
	m.Walk(func(p *Message) {
		p.ContentCharset()
		p.Filename()
		p.DecodedBody()
		p.Sender(true, false)
		p.Senders(true, []string{"from", "", "sender"})
		c := p.Copy()
		c.SetParam("charset", "utf-8")
		c.DelParam("name")
		_ = c.SetType("multipart/mixed")
		c.SetBoundary("b")
		_ = c.Flatten(true, true)
		_ = c.SetBodyCharset(p.Body(), mimecharset.New("iso-8859-1"))
	})
}

// unsettled tells whether a message that was written as text may be read other
// than it was, as Python does too: a \r comes to stand before a \n; a field
// begins on its second line, and is written in one; a block of a delivery
// status has more than fields; a multipart is none, and gains a line end within
// another.
func unsettled(m *Message, text string) bool {
	found := strings.Contains(text, "\r")
	m.Walk(func(p *Message) {
		found = found || p.handler() == handleStatus || p.ContentMaintype() == "multipart" && !p.IsMultipart()
		for _, f := range p.Fields() {
			v := f.Value.Encoded()
			found = found || strings.TrimLeft(v, pystr.Blanks) != v
		}
	})
	return found
}

// FuzzFromPickle: no pickle makes any of this fail, and a message that could be
// loaded can be stored and loaded again.
func FuzzFromPickle(f *testing.F) {
	files, err := filepath.Glob("testdata/pickled/*.pck")
	if err != nil || len(files) == 0 {
		f.Fatalf("no pickles in testdata/pickled: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, _, err := pickle.Load(data)
		if err != nil {
			return
		}
		m, err := FromPickle(v)
		if err != nil {
			return
		}
		useAll(m)
		once, _ := m.Render(Format{NoFold: true})
		if again, _ := reload(t, m).Render(Format{NoFold: true}); again != once {
			t.Errorf("stored and loaded (- before, + after):\n%s", cmp.Diff(once, again))
		}
	})
}
