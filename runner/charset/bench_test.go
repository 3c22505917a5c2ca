// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"testing"
)

func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"us-ascii", strings.Repeat("plain text ", 100)},
		{"utf-8", strings.Repeat("caf\u00e9 au lait ", 100)},
		{"iso-8859-1", strings.Repeat("caf\xe9 au lait ", 100)},
		{"windows-1252", strings.Repeat("caf\xe9 au lait ", 100)},
		{"euc-jp", strings.Repeat("\xc6\xfc\xcb\xdc", 400)},
		{"iso-2022-jp", strings.Repeat("\x1b$BF|K\\\x1b(B ", 200)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(c.text, c.name, Replace); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
