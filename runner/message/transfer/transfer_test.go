// SPDX-License-Identifier: GPL-2.0-or-later

package transfer

import "testing"

// TestDecode has what Python's get_payload(decode=True) returns; where
// its binascii raises an error that get_payload lets through, the body as it
// stands; and where Python loses or spoils text, what does not.
func TestDecode(t *testing.T) {
	const hello = "SGVsbG8="
	tests := []struct {
		encoding, body, want string
		whole                bool
	}{
		{"7bit", "a=3Db", "a=3Db", true},
		{"", "a=3Db", "a=3Db", true},
		{" 8-Bit ", "a=3Db", "a=3Db", true},
		{"x-unknown", "a=3Db", "a=3Db", false},
		{"Quoted-Printable", "a=3Db =C3=a9=\nc=\r\nd", "a=b \xc3\xa9cd", true},
		{"quoted-printable", "=zz==4=", "=zz=4", true},
		{"quoted-printable", "a=\r\r\nb", "ab", true},
		{"quoted-printable", "text=\rthat Python leaves out\nb=\rc", "textthat Python leaves out\nbc", true},
		{"quoted-printable ", "a=3Db", "a=b", true},
		{"quoted-printable (RFC 2045 (6.7))", "a=3Db", "a=b", true},
		{"QUOTED_PRINTABLE;", "a=3Db", "a=b", true},
		{"base64", hello, "Hello", true},
		{"base64 ", hello, "Hello", true},
		{"base64 (a comment)", hello, "Hello", true},
		{"(a \\) comment)\n\tBase-64", hello, "Hello", true},
		{"\"base64\"", hello, "Hello", true},
		{"base64; charset=utf-8", hello, "Hello", true},
		{"BASE64", "SGVs\nbG8\r\n=\n", "Hello", true},
		{"base64", "SGVsbG8", "Hello", true},
		{"base64", "SGVs\nbG8h \n  IQ", "Hello!!", true},
		{"base64", "SGVsbG8=IGFnYWlu", "Hello again", true},
		{"base64", "SGVsbA==\nIGFnYQ==\nIQ==\n", "Hell aga!", true},
		{"base64", "SGVsbG8=I", "Hello", false},
		{"base64", "SGVsbG8=\nIQ", "Hello!", false},
		{"base64", hello + "\n____\nThe list's footer\n", "Hello", false},
		{"base64", "This is no base64, it is text.", "This is no base64, it is text.", false},
		{"base64", "=S=GVs*bG8", "=S=GVs*bG8", false},
		{"base64", "=S=GVs*bG8=", "Hello", false},
		{"base64", "SGVsbA=\n=", "Hell", true},
		{"base64", "", "", true},
		{"x-uuencode", "some text\nbegin 644 a b\n#0V%T\n`\nend\n", "Cat", false},
		{"x-uuencode", "\nbegin 644 a b\n#0V%T\n`\nend\nmore", "Cat", false},
		{"uuencode (old)", "\nbegin 644 a b\n#0V%T\n`\nend\n\n", "Cat", true},
		{"uue", "begin 644 x\n#0V\nend\n", "C`\x00", true},
		{"UUENCODE", "begin 644 x\n#0V%T=rash\nend", "Cat", true},
		{"x-uue", "begin 644 x\n#0V%T\n", "begin 644 x\n#0V%T\n", false},
		{"x-uue", "begin 9 x\n#0V%T\nend\n", "begin 9 x\n#0V%T\nend\n", false},
		{"x-uue", "begin 644 x\n#0V%\x80\nend\n", "begin 644 x\n#0V%\x80\nend\n", false},
	}
	for _, tt := range tests {
		if got, whole := Decode(tt.body, tt.encoding); got != tt.want || whole != tt.whole {
			t.Errorf("%s %q: %q, %t, not %q, %t", tt.encoding, tt.body, got, whole, tt.want, tt.whole)
		}
	}
}
