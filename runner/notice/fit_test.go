// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"testing"

	"mmgen/runner/i18n"
	"mmgen/runner/site/sitetest"
)

func TestFit(t *testing.T) {
	for _, tt := range []struct {
		text    string
		unicode bool
		charset string
		want    string
	}{
		{"plain", false, "us-ascii", "plain"},
		{"caf\xe9", false, "us-ascii", "caf\xe9"}, // bytes of no known charset stay
		{"café €", true, "iso-8859-1", "caf\xe9 ?"},
		{"caf\xe9", false, "utf-8", "caf\xe9"},
		{"\xa4\xa2", false, "euc-jp", "\xa4\xa2"},
		{"あé", true, "euc-jp", "\xa4\xa2?"},                    // EUC-JP has an é, ISO-2022-JP has none
		{"\xa4\xa2 caf\xe9", false, "euc-jp", "\xa4\xa2 caf?"}, // \xe9 begins a letter that does not end
		{"caf\xe9", false, "x-unknown", "caf\xe9"},
	} {
		if got := fit(i18n.Text{S: tt.text, Unicode: tt.unicode}, tt.charset); got != tt.want {
			t.Errorf("%q in %s: %q, want %q", tt.text, tt.charset, got, tt.want)
		}
	}
}

// A Japanese letter with a French word in it can be read.
func TestLetterInCharsetOfMail(t *testing.T) {
	w := sitetest.New(t)
	text := i18n.Text{S: "\xa4\xa2 \x8f\xab\xb1\n"}
	letter := User{Recipients: []string{"anne@example.com"}, Text: text, Lang: "ja"}.Message(w.Site)
	part := TextPart(w.Site, text, "ja")
	for _, body := range []string{letter.Body(), part.Body()} {
		if want := "\x1b$B$\"\x1b(B ?\n"; body != want {
			t.Errorf("the text is %q, want %q", body, want)
		}
	}
}
