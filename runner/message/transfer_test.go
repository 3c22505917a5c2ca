// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "testing"

// TestDecodedBody has what Python's get_payload(decode=True) returns; where
// its binascii raises an error that get_payload lets through, the body as it
// stands.
func TestDecodedBody(t *testing.T) {
	tests := []struct{ encoding, body, want string }{
		{"7bit", "a=3Db", "a=3Db"},
		{"Quoted-Printable", "a=3Db =C3=a9=\nc=\r\nd=\re\nf", "a=b \xc3\xa9cdf"},
		{"quoted-printable", "=zz==4=", "=zz=4"},
		{"quoted-printable ", "a=3Db", "a=3Db"},
		{"base64", "SGVsbG8=", "Hello"},
		{"BASE64", "SGVs\nbG8\r\n=\n", "Hello"},
		{"base64", "SGVsbG8=IGFnYWlu", "Hello"},
		{"base64", "=S=GVs*bG8", "=S=GVs*bG8"},
		{"base64", "=S=GVs*bG8=", "Hello"},
		{"base64", "SGVsbA=\n=", "Hell"},
		{"base64", "", ""},
		{"x-uuencode", "some text\nbegin 644 a b\n#0V%T\n`\nend\nmore", "Cat"},
		{"uue", "begin 644 x\n#0V\nend\n", "C`\x00"},
		{"uuencode", "begin 644 x\n#0V%T=rash\nend", "Cat"},
		{"x-uue", "begin 644 x\n#0V%T\n", "begin 644 x\n#0V%T\n"},
		{"x-uue", "begin 9 x\n#0V%T\nend\n", "begin 9 x\n#0V%T\nend\n"},
		{"x-uue", "begin 644 x\n#0V%\x80\nend\n", "begin 644 x\n#0V%\x80\nend\n"},
	}
	for _, tt := range tests {
		m := New()
		m.Add("Content-Transfer-Encoding", tt.encoding)
		m.SetBody(tt.body)
		if got := m.DecodedBody(); got != tt.want {
			t.Errorf("%s %q: %q, not %q", tt.encoding, tt.body, got, tt.want)
		}
	}
}

func TestDecodedBodyOfMultipart(t *testing.T) {
	m := NewMultipart("mixed", NewText("x", "plain", "us-ascii"))
	m.Add("Content-Transfer-Encoding", "base64")
	if got := m.DecodedBody(); got != "" {
		t.Errorf("a multipart decodes to %q", got)
	}
}
