// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// wantsBoundary tells whether m is written with a boundary.
func (m *Message) wantsBoundary() bool {
	kind := m.handler()
	return (kind == handleMultipart || kind == handleSigned) && m.payload.kind != payloadOther && !m.HasBody()
}

// makeBoundary gives m a boundary that is not equal to a line of its parts (_make_boundary). A
// Content-Type that is too broken to hold it is written all the same.
func (g *generator) makeBoundary(m *Message) string {
	if boundary, ok := g.made[m]; ok {
		return boundary
	}
	var texts []string
	for _, p := range m.payload.parts {
		texts = append(texts, g.apart(p))
	}
	all := strings.Join(texts, "\n")
	token := func() int64 { return rand.Int64N(math.MaxInt64) }
	if g.Token != nil {
		token = g.Token
	}
	first := fmt.Sprintf("===============%019d==", token())
	boundary := first
	for n := 0; hasLine(all, "--"+boundary) || hasLine(all, "--"+boundary+"--"); n++ {
		boundary = first + "." + strconv.Itoa(n)
	}
	if !m.SetBoundary(boundary) {
		g.fail(m, "a Content-Type field to put the boundary in")
		m.Add("Content-Type", m.ContentType())
		m.SetBoundary(boundary)
	}
	g.made[m] = boundary
	return boundary
}

// hasLine tells whether text has that line.
func hasLine(text, line string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], line)
		if i < 0 {
			return false
		}
		begin := from + i
		end := begin + len(line)
		if (begin == 0 || text[begin-1] == '\n') && (end == len(text) || text[end] == '\n') {
			return true
		}
		from = begin + 1
	}
}
