// SPDX-License-Identifier: GPL-2.0-or-later

package sitetest

import (
	"encoding/binary"
	"testing"
)

// AddCatalogue gives the site the catalogue of a language, in MESSAGES_DIR. pairs are
// strings and their translations, as Catalogue takes them; its head, the translation of "",
// is made of the charset.
func (w *World) AddCatalogue(t testing.TB, lang, charset string, pairs ...string) {
	t.Helper()
	w.WriteCatalogue(t, lang, Catalogue(binary.LittleEndian, append(pairs, "", "Content-Type: text/plain; charset="+charset+"\n")...))
}

// WriteCatalogue gives the site a file for the catalogue of a language.
func (w *World) WriteCatalogue(t testing.TB, lang string, mo []byte) {
	t.Helper()
	w.Write(t, "messages/"+lang+"/LC_MESSAGES/mailman.mo", mo)
}

// Catalogue is a .mo file, as GNU gettext reads it, of strings and their translations, in
// no order.
func Catalogue(order binary.AppendByteOrder, pairs ...string) []byte {
	const head = 28
	n := len(pairs) / 2
	var out, texts []byte
	for _, v := range []int{0x950412de, 0, n, head, head + 8*n, 0, 0} {
		out = order.AppendUint32(out, uint32(v))
	}
	for odd := range 2 { // the table of strings, then that of translations
		for i := range n {
			s := pairs[2*i+odd]
			out = order.AppendUint32(out, uint32(len(s)))
			out = order.AppendUint32(out, uint32(head+16*n+len(texts)))
			texts = append(append(texts, s...), 0)
		}
	}
	return append(out, texts...)
}
