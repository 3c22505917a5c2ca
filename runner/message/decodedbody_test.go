// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "testing"

func TestDecodedBodyOfMultipart(t *testing.T) {
	m := NewBase("multipart", "mixed")
	m.Attach(NewText("x", "plain", "us-ascii"))
	m.Add("Content-Transfer-Encoding", "base64")
	if got := m.DecodedBody(); got != "" {
		t.Errorf("a multipart decodes to %q", got)
	}
}
