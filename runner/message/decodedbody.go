// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "mmgen/runner/message/transfer"

// DecodedBody is the body with its Content-Transfer-Encoding undone, "" for a multipart:
// get_payload(decode=True). Some bodies are decoded that Python cuts, or returns encoded:
// base64 in several runs, each with padding, or without any padding; an encoding whose name has
// white space or a comment behind it, stands in quotes, or has a hyphen too many or too few.
// Where the encoding is unknown, or the text is not in that encoding, the body is returned as
// it stands.
func (m *Message) DecodedBody() string {
	text, _ := m.DecodedWhole()
	return text
}

// DecodedWhole is DecodedBody, and tells whether that is all that the body holds. It is false
// where the encoding is unknown, where base64 or uuencode is broken, and where other text
// stands beside the encoded text. Code that replaces such a body by the decoded text loses a
// part of it.
func (m *Message) DecodedWhole() (text string, whole bool) {
	if !m.HasBody() {
		return "", !m.IsMultipart()
	}
	return transfer.Decode(m.payload.text, m.Get("Content-Transfer-Encoding"))
}
