// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "golang.org/x/text/encoding/charmap"

// c1 is the patch for pages whose bytes 0x80 to 0x9f are the C1 controls,
// which x/text leaves out.
const c1 = "" +
	"\u0080\u0080\u0081\u0081\u0082\u0082\u0083\u0083\u0084\u0084\u0085\u0085" +
	"\u0086\u0086\u0087\u0087\u0088\u0088\u0089\u0089\u008a\u008a\u008b\u008b" +
	"\u008c\u008c\u008d\u008d\u008e\u008e\u008f\u008f\u0090\u0090\u0091\u0091" +
	"\u0092\u0092\u0093\u0093\u0094\u0094\u0095\u0095\u0096\u0096\u0097\u0097" +
	"\u0098\u0098\u0099\u0099\u009a\u009a\u009b\u009b\u009c\u009c\u009d\u009d" +
	"\u009e\u009e\u009f\u009f"

// pageOf is the page of a single-byte codec; ok is false where the codec is
// none. Pages that x/text has come first, then those it nearly has.
func pageOf(canonical string) (p page, ok bool) {
	if p = plainPage(canonical); p == (page{}) {
		if p = patchedPage(canonical); p == (page{}) {
			p = ownPage(canonical)
		}
	}
	return p, p != page{}
}

// plainPage has the pages that are the same in Python and x/text.
func plainPage(canonical string) page {
	switch canonical {
	case "cp037":
		return page{base: charmap.CodePage037}
	case "cp1140":
		return page{base: charmap.CodePage1140}
	case "cp1250":
		return page{base: charmap.Windows1250}
	case "cp1251":
		return page{base: charmap.Windows1251}
	case "cp1252":
		return page{base: charmap.Windows1252}
	case "cp1253":
		return page{base: charmap.Windows1253}
	case "cp1254":
		return page{base: charmap.Windows1254}
	case "cp1256":
		return page{base: charmap.Windows1256}
	case "cp1257":
		return page{base: charmap.Windows1257}
	case "cp1258":
		return page{base: charmap.Windows1258}
	case "cp437":
		return page{base: charmap.CodePage437}
	case "cp850":
		return page{base: charmap.CodePage850}
	case "cp852":
		return page{base: charmap.CodePage852}
	case "cp855":
		return page{base: charmap.CodePage855}
	case "cp858":
		return page{base: charmap.CodePage858}
	case "cp860":
		return page{base: charmap.CodePage860}
	case "cp862":
		return page{base: charmap.CodePage862}
	case "cp863":
		return page{base: charmap.CodePage863}
	case "cp865":
		return page{base: charmap.CodePage865}
	case "cp866":
		return page{base: charmap.CodePage866}
	case "cp874":
		return page{base: charmap.Windows874}
	case "iso8859-9":
		return page{base: charmap.ISO8859_9}
	case "koi8-r":
		return page{base: charmap.KOI8R}
	case "mac-cyrillic":
		return page{base: charmap.MacintoshCyrillic}
	case "mac-roman":
		return page{base: charmap.Macintosh}
	}
	return page{}
}

// patchedPage has the pages where a few bytes are other characters in Python,
// or are undefined there (U+FFFD).
func patchedPage(canonical string) page {
	switch canonical {
	case "cp1026":
		return page{base: charmap.CodePage037, patch: "" +
			"\u0048\u007b\u004a\u00c7\u004f\u0021\u005a\u011e\u005b\u0130\u005f\u005e" +
			"\u0068\u005b\u006a\u015f\u0079\u0131\u007b\u00d6\u007c\u015e\u007f\u00dc" +
			"\u008c\u007d\u008d\u0060\u008e\u00a6\u00a1\u00f6\u00ac\u005d\u00ad\u0024" +
			"\u00ae\u0040\u00b0\u00a2\u00ba\u00ac\u00bb\u007c\u00c0\u00e7\u00cc\u007e" +
			"\u00d0\u011f\u00dc\u005c\u00e0\u00fc\u00ec\u0023\u00fc\u0022"}
	case "cp1255":
		return page{base: charmap.Windows1255, patch: "\u00ca\ufffd"}
	case "cp424":
		return page{base: charmap.CodePage037, patch: "" +
			"\u0041\u05d0\u0042\u05d1\u0043\u05d2\u0044\u05d3\u0045\u05d4\u0046\u05d5" +
			"\u0047\u05d6\u0048\u05d7\u0049\u05d8\u0051\u05d9\u0052\u05da\u0053\u05db" +
			"\u0054\u05dc\u0055\u05dd\u0056\u05de\u0057\u05df\u0058\u05e0\u0059\u05e1" +
			"\u0062\u05e2\u0063\u05e3\u0064\u05e4\u0065\u05e5\u0066\u05e6\u0067\u05e7" +
			"\u0068\u05e8\u0069\u05e9\u0070\ufffd\u0071\u05ea\u0072\ufffd\u0073\ufffd" +
			"\u0074\u00a0\u0075\ufffd\u0076\ufffd\u0077\ufffd\u0078\u2017\u0080\ufffd" +
			"\u008c\ufffd\u008d\ufffd\u008e\ufffd\u009a\ufffd\u009b\ufffd\u009c\ufffd" +
			"\u009e\ufffd\u00aa\ufffd\u00ab\ufffd\u00ac\ufffd\u00ad\ufffd\u00ae\ufffd" +
			"\u00cb\ufffd\u00cc\ufffd\u00cd\ufffd\u00ce\ufffd\u00cf\ufffd\u00db\ufffd" +
			"\u00dc\ufffd\u00dd\ufffd\u00de\ufffd\u00df\ufffd\u00eb\ufffd\u00ec\ufffd" +
			"\u00ed\ufffd\u00ee\ufffd\u00ef\ufffd\u00fb\ufffd\u00fc\ufffd\u00fd\ufffd" +
			"\u00fe\ufffd"}
	case "cp500":
		return page{base: charmap.CodePage037, patch: "" +
			"\u004a\u005b\u004f\u0021\u005a\u005d\u005f\u005e\u00b0\u00a2\u00ba\u00ac" +
			"\u00bb\u007c"}
	case "cp857":
		return page{base: charmap.CodePage850, patch: "" +
			"\u008d\u0131\u0098\u0130\u009e\u015e\u009f\u015f\u00a6\u011e\u00a7\u011f" +
			"\u00d0\u00ba\u00d1\u00aa\u00d5\ufffd\u00e7\ufffd\u00e8\u00d7\u00ec\u00ec" +
			"\u00ed\u00ff\u00f2\ufffd"}
	case "cp861":
		return page{base: charmap.CodePage865, patch: "" +
			"\u008b\u00d0\u008c\u00f0\u008d\u00de\u0095\u00fe\u0097\u00dd\u0098\u00fd" +
			"\u00a4\u00c1\u00a5\u00cd\u00a6\u00d3\u00a7\u00da\u00af\u00bb"}
	case "cp875":
		return page{base: charmap.CodePage1047, patch: "" +
			"\u0041\u0391\u0042\u0392\u0043\u0393\u0044\u0394\u0045\u0395\u0046\u0396" +
			"\u0047\u0397\u0048\u0398\u0049\u0399\u004a\u005b\u004f\u0021\u0051\u039a" +
			"\u0052\u039b\u0053\u039c\u0054\u039d\u0055\u039e\u0056\u039f\u0057\u03a0" +
			"\u0058\u03a1\u0059\u03a3\u005a\u005d\u0062\u03a4\u0063\u03a5\u0064\u03a6" +
			"\u0065\u03a7\u0066\u03a8\u0067\u03a9\u0068\u03aa\u0069\u03ab\u006a\u007c" +
			"\u0070\u00a8\u0071\u0386\u0072\u0388\u0073\u0389\u0074\u00a0\u0075\u038a" +
			"\u0076\u038c\u0077\u038e\u0078\u038f\u0080\u0385\u008a\u03b1\u008b\u03b2" +
			"\u008c\u03b3\u008d\u03b4\u008e\u03b5\u008f\u03b6\u009a\u03b7\u009b\u03b8" +
			"\u009c\u03b9\u009d\u03ba\u009e\u03bb\u009f\u03bc\u00a0\u00b4\u00aa\u03bd" +
			"\u00ab\u03be\u00ac\u03bf\u00ad\u03c0\u00ae\u03c1\u00af\u03c3\u00b0\u00a3" +
			"\u00b1\u03ac\u00b2\u03ad\u00b3\u03ae\u00b4\u03ca\u00b5\u03af\u00b6\u03cc" +
			"\u00b7\u03cd\u00b8\u03cb\u00b9\u03ce\u00ba\u03c2\u00bb\u03c4\u00bc\u03c5" +
			"\u00bd\u03c6\u00be\u03c7\u00bf\u03c8\u00cb\u03c9\u00cc\u0390\u00cd\u03b0" +
			"\u00ce\u2018\u00cf\u2015\u00da\u00b1\u00db\u00bd\u00dc\u001a\u00dd\u0387" +
			"\u00de\u2019\u00df\u00a6\u00e1\u001a\u00eb\u00a7\u00ec\u001a\u00ed\u001a" +
			"\u00ee\u00ab\u00ef\u00ac\u00fb\u00a9\u00fc\u001a\u00fd\u001a\u00fe\u00bb"}
	case "iso8859-2":
		return page{base: charmap.ISO8859_2, patch: c1}
	case "iso8859-3":
		return page{base: charmap.ISO8859_3, patch: c1}
	case "iso8859-4":
		return page{base: charmap.ISO8859_4, patch: c1}
	case "iso8859-5":
		return page{base: charmap.ISO8859_5, patch: c1}
	case "iso8859-6":
		return page{base: charmap.ISO8859_6, patch: c1}
	case "iso8859-7":
		return page{base: charmap.ISO8859_7, patch: c1}
	case "iso8859-8":
		return page{base: charmap.ISO8859_8, patch: c1}
	case "iso8859-10":
		return page{base: charmap.ISO8859_10, patch: c1}
	case "iso8859-11":
		return page{base: charmap.Windows874, patch: c1}
	case "iso8859-13":
		return page{base: charmap.ISO8859_13, patch: c1}
	case "iso8859-14":
		return page{base: charmap.ISO8859_14, patch: c1}
	case "iso8859-15":
		return page{base: charmap.ISO8859_15, patch: c1}
	case "iso8859-16":
		return page{base: charmap.ISO8859_16, patch: c1}
	case "koi8-u":
		return page{base: charmap.KOI8U, patch: "" +
			"\u00ae\u255d\u00be\u256c"}
	case "mac-croatian":
		return page{base: charmap.Macintosh, patch: "" +
			"\u00a9\u0160\u00ae\u017d\u00b4\u2206\u00b9\u0161\u00be\u017e\u00c6\u0106" +
			"\u00c8\u010c\u00d0\u0110\u00d8\uf8ff\u00d9\u00a9\u00de\u00c6\u00df\u00bb" +
			"\u00e0\u2013\u00e6\u0107\u00e8\u010d\u00f0\u0111\u00f9\u03c0\u00fa\u00cb" +
			"\u00fd\u00ca\u00fe\u00e6"}
	case "mac-iceland":
		return page{base: charmap.Macintosh, patch: "" +
			"\u00a0\u00dd\u00dc\u00d0\u00dd\u00f0\u00de\u00de\u00df\u00fe\u00e0\u00fd"}
	case "mac-romanian":
		return page{base: charmap.Macintosh, patch: "" +
			"\u00ae\u0102\u00af\u0218\u00be\u0103\u00bf\u0219\u00de\u021a\u00df\u021b"}
	case "mac-turkish":
		return page{base: charmap.Macintosh, patch: "" +
			"\u00da\u011e\u00db\u011f\u00dc\u0130\u00dd\u0131\u00de\u015e\u00df\u015f" +
			"\u00f5\uf8a0"}
	case "palmos":
		return page{base: charmap.Windows1252, patch: "" +
			"\u0081\u0081\u008d\u2666\u008e\u2663\u008f\u2665\u0090\u2660\u009b\u009b" +
			"\u009d\u009d\u009e\u009e"}
	case "ptcp154":
		return page{base: charmap.Windows1251, patch: "" +
			"\u0080\u0496\u0081\u0492\u0082\u04ee\u0083\u0493\u0086\u04b6\u0087\u04ae" +
			"\u0088\u04b2\u0089\u04af\u008a\u04a0\u008b\u04e2\u008c\u04a2\u008d\u049a" +
			"\u008e\u04ba\u008f\u04b8\u0090\u0497\u0098\u04b3\u0099\u04b7\u009a\u04a1" +
			"\u009b\u04e3\u009c\u04a3\u009d\u049b\u009e\u04bb\u009f\u04b9\u00a4\u04e8" +
			"\u00a5\u0498\u00a6\u04b0\u00aa\u04d8\u00ad\u04ef\u00af\u049c\u00b1\u04b1" +
			"\u00b4\u0499\u00b5\u04e9\u00ba\u04d9\u00bd\u04aa\u00be\u04ab\u00bf\u049d"}
	case "tis-620":
		return page{base: charmap.Windows874, patch: c1 +
			"\u00a0\ufffd"}
	}
	return page{}
}
