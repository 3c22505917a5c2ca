// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "mmgen/runner/message/transfer"

// DecodedBody is the body with its Content-Transfer-Encoding undone, "" for a
// multipart: get_payload(decode=True). Where Python cuts the text or gives it back
// encoded though it can be read, it is decoded: base64 in several runs with padding
// each, or with none; an encoding with white space or a comment behind its name, in
// quotes, or with a hyphen too many or too few. It is the body as it stands where the
// encoding is unknown, or the text is not in that encoding.
func (m *Message) DecodedBody() string {
	text, _ := m.DecodedWhole()
	return text
}

// DecodedWhole is DecodedBody, and whether that is all that the body holds. It
// is not where the encoding is unknown, where base64 or uuencode is broken, and
// where other text stands beside them. Whoever writes such a body anew loses
// text.
func (m *Message) DecodedWhole() (text string, whole bool) {
	if !m.HasBody() {
		return "", !m.IsMultipart()
	}
	return transfer.Decode(m.payload.text, m.Get("Content-Transfer-Encoding"))
}
