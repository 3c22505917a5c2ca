// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "golang.org/x/text/encoding/traditionalchinese"

// hkscs is big5hkscs, Big5 with all that ETEN and Hong Kong added; big5 and
// cp950, that of Windows, are parts of it. The encoder of x/text prefers codes
// that only Hong Kong has, so a character's code is the first in big5Search.
var (
	hkscs = table{
		enc:        traditionalchinese.Big5,
		differ:     big5Differs,
		search:     big5Search,
		searchOnly: true,
	}
	big5 = table{
		enc:        traditionalchinese.Big5,
		legal:      []span{{0xA140, 0xA3BF}, {0xA440, 0xC8D3}, {0xC940, 0xF9D5}},
		differ:     big5Differs,
		search:     big5Search,
		searchOnly: true,
	}
	cp950 = table{
		enc:        traditionalchinese.Big5,
		legal:      []span{{0xA140, 0xA3BF}, {0xA3E1, 0xC8D3}, {0xC940, 0xF9FE}},
		differ:     "\uFFED\u2593",
		search:     big5Search,
		searchOnly: true,
	}
)

// big5Differs is where x/text follows cp950.
const big5Differs = "\u2027\u2022\uFE51\uFF64\u00AF\u203E\uFF5E\u223C\u2295\u2641\u2299\u2609" +
	"\u2215\uFF0F\uFE68\uFF3C\uFFE5\u00A5\uFFE0\u00A2\uFFE1\u00A3"

// big5Search are the codes of Big5: first those of its own letters and signs, then
// ETEN's, then Hong Kong's.
var big5Search = []span{
	{0xA440, 0xC67E}, {0xA241, 0xA3FE}, {0xA140, 0xA240}, {0xC940, 0xF9FE},
	{0xC6A1, 0xC8FE}, {0x8740, 0xA0FE}, {0xFA40, 0xFEFE},
}
