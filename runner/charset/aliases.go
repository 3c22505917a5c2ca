// SPDX-License-Identifier: GPL-2.0-or-later

package charset

// aliasTarget is encodings/aliases.py and the names of the modules beside it.
func aliasTarget(norm string) string {
	switch norm {
	case "646", "ansi_x3.4_1968", "ansi_x3.4_1986", "ansi_x3_4_1968", "ascii", "cp367", "csascii",
		"ibm367", "iso646_us", "iso_646.irv_1991", "iso_ir_6", "us", "us_ascii":
		return "ascii"
	case "base64", "base64_codec", "base_64":
		return "base64"
	case "big5", "big5_tw", "csbig5":
		return "big5"
	case "big5_hkscs", "big5hkscs", "hkscs":
		return "big5hkscs"
	case "bz2", "bz2_codec":
		return "bz2"
	case "charmap":
		return "charmap"
	case "037", "cp037", "csibm037", "ebcdic_cp_ca", "ebcdic_cp_nl", "ebcdic_cp_us", "ebcdic_cp_wt",
		"ibm037", "ibm039":
		return "cp037"
	case "cp1006":
		return "cp1006"
	case "1026", "cp1026", "csibm1026", "ibm1026":
		return "cp1026"
	case "1140", "cp1140", "ibm1140":
		return "cp1140"
	case "1250", "cp1250", "windows_1250":
		return "cp1250"
	case "1251", "cp1251", "windows_1251":
		return "cp1251"
	case "1252", "cp1252", "windows_1252":
		return "cp1252"
	case "1253", "cp1253", "windows_1253":
		return "cp1253"
	case "1254", "cp1254", "windows_1254":
		return "cp1254"
	case "1255", "cp1255", "windows_1255":
		return "cp1255"
	case "1256", "cp1256", "windows_1256":
		return "cp1256"
	case "1257", "cp1257", "windows_1257":
		return "cp1257"
	case "1258", "cp1258", "windows_1258":
		return "cp1258"
	case "424", "cp424", "csibm424", "ebcdic_cp_he", "ibm424":
		return "cp424"
	case "437", "cp437", "cspc8codepage437", "ibm437":
		return "cp437"
	case "500", "cp500", "csibm500", "ebcdic_cp_be", "ebcdic_cp_ch", "ibm500":
		return "cp500"
	case "cp720":
		return "cp720"
	case "cp737":
		return "cp737"
	case "775", "cp775", "cspc775baltic", "ibm775":
		return "cp775"
	case "850", "cp850", "cspc850multilingual", "ibm850":
		return "cp850"
	case "852", "cp852", "cspcp852", "ibm852":
		return "cp852"
	case "855", "cp855", "csibm855", "ibm855":
		return "cp855"
	case "cp856":
		return "cp856"
	case "857", "cp857", "csibm857", "ibm857":
		return "cp857"
	case "858", "cp858", "csibm858", "ibm858":
		return "cp858"
	case "860", "cp860", "csibm860", "ibm860":
		return "cp860"
	case "861", "cp861", "cp_is", "csibm861", "ibm861":
		return "cp861"
	case "862", "cp862", "cspc862latinhebrew", "ibm862":
		return "cp862"
	case "863", "cp863", "csibm863", "ibm863":
		return "cp863"
	case "864", "cp864", "csibm864", "ibm864":
		return "cp864"
	case "865", "cp865", "csibm865", "ibm865":
		return "cp865"
	case "866", "cp866", "csibm866", "ibm866":
		return "cp866"
	case "869", "cp869", "cp_gr", "csibm869", "ibm869":
		return "cp869"
	case "cp874":
		return "cp874"
	case "cp875":
		return "cp875"
	case "932", "cp932", "ms932", "ms_kanji", "mskanji":
		return "cp932"
	case "949", "cp949", "ms949", "uhc":
		return "cp949"
	case "950", "cp950", "ms950":
		return "cp950"
	case "euc_jis2004", "euc_jis_2004", "eucjis2004", "jisx0213":
		return "euc_jis_2004"
	case "euc_jisx0213", "eucjisx0213":
		return "euc_jisx0213"
	case "euc_jp", "eucjp", "u_jis", "ujis":
		return "euc_jp"
	case "euc_kr", "euckr", "korean", "ks_c_5601", "ks_c_5601_1987", "ks_x_1001", "ksc5601", "ksx1001":
		return "euc_kr"
	case "gb18030", "gb18030_2000":
		return "gb18030"
	case "chinese", "csiso58gb231280", "euc_cn", "euccn", "eucgb2312_cn", "gb2312", "gb2312_1980",
		"gb2312_80", "iso_ir_58":
		return "gb2312"
	case "936", "cp936", "gbk", "ms936":
		return "gbk"
	case "hex", "hex_codec":
		return "hex"
	case "hp_roman8", "r8", "roman8":
		return "hp-roman8"
	case "hz", "hz_gb", "hz_gb_2312", "hzgb":
		return "hz"
	case "idna":
		return "idna"
	case "csiso2022jp", "iso2022_jp", "iso2022jp", "iso_2022_jp":
		return "iso2022_jp"
	case "iso2022_jp_1", "iso2022jp_1", "iso_2022_jp_1":
		return "iso2022_jp_1"
	case "iso2022_jp_2", "iso2022jp_2", "iso_2022_jp_2":
		return "iso2022_jp_2"
	case "iso2022_jp_2004", "iso2022jp_2004", "iso_2022_jp_2004":
		return "iso2022_jp_2004"
	case "iso2022_jp_3", "iso2022jp_3", "iso_2022_jp_3":
		return "iso2022_jp_3"
	case "iso2022_jp_ext", "iso2022jp_ext", "iso_2022_jp_ext":
		return "iso2022_jp_ext"
	case "csiso2022kr", "iso2022_kr", "iso2022kr", "iso_2022_kr":
		return "iso2022_kr"
	case "8859", "cp819", "csisolatin1", "ibm819", "iso8859", "iso8859_1", "iso_8859_1",
		"iso_8859_1_1987", "iso_ir_100", "l1", "latin", "latin1", "latin_1":
		return "iso8859-1"
	case "csisolatin6", "iso8859_10", "iso_8859_10", "iso_8859_10_1992", "iso_ir_157", "l6", "latin6":
		return "iso8859-10"
	case "iso8859_11", "iso_8859_11", "iso_8859_11_2001", "thai":
		return "iso8859-11"
	case "iso8859_13", "iso_8859_13", "l7", "latin7":
		return "iso8859-13"
	case "iso8859_14", "iso_8859_14", "iso_8859_14_1998", "iso_celtic", "iso_ir_199", "l8", "latin8":
		return "iso8859-14"
	case "iso8859_15", "iso_8859_15", "l9", "latin9":
		return "iso8859-15"
	case "iso8859_16", "iso_8859_16", "iso_8859_16_2001", "iso_ir_226", "l10", "latin10":
		return "iso8859-16"
	case "csisolatin2", "iso8859_2", "iso_8859_2", "iso_8859_2_1987", "iso_ir_101", "l2", "latin2":
		return "iso8859-2"
	case "csisolatin3", "iso8859_3", "iso_8859_3", "iso_8859_3_1988", "iso_ir_109", "l3", "latin3":
		return "iso8859-3"
	case "csisolatin4", "iso8859_4", "iso_8859_4", "iso_8859_4_1988", "iso_ir_110", "l4", "latin4":
		return "iso8859-4"
	case "csisolatincyrillic", "cyrillic", "iso8859_5", "iso_8859_5", "iso_8859_5_1988", "iso_ir_144":
		return "iso8859-5"
	case "arabic", "asmo_708", "csisolatinarabic", "ecma_114", "iso8859_6", "iso_8859_6",
		"iso_8859_6_1987", "iso_ir_127",
		"iso_8859_6_e", "iso_8859_6_i": // Mailman's bin/paths.py adds these (RFC 1556)
		return "iso8859-6"
	case "csisolatingreek", "ecma_118", "elot_928", "greek", "greek8", "iso8859_7", "iso_8859_7",
		"iso_8859_7_1987", "iso_ir_126":
		return "iso8859-7"
	case "csisolatinhebrew", "hebrew", "iso8859_8", "iso_8859_8", "iso_8859_8_1988", "iso_ir_138",
		"iso_8859_8_e", "iso_8859_8_i": // so does it these
		return "iso8859-8"
	case "csisolatin5", "iso8859_9", "iso_8859_9", "iso_8859_9_1989", "iso_ir_148", "l5", "latin5":
		return "iso8859-9"
	case "cp1361", "johab", "ms1361":
		return "johab"
	case "cskoi8r", "koi8_r":
		return "koi8-r"
	case "koi8_u":
		return "koi8-u"
	case "mac_arabic":
		return "mac-arabic"
	case "mac_centeuro":
		return "mac-centeuro"
	case "mac_croatian":
		return "mac-croatian"
	case "mac_cyrillic", "maccyrillic":
		return "mac-cyrillic"
	case "mac_farsi":
		return "mac-farsi"
	case "mac_greek", "macgreek":
		return "mac-greek"
	case "mac_iceland", "maciceland":
		return "mac-iceland"
	case "mac_latin2", "maccentraleurope", "maclatin2":
		return "mac-latin2"
	case "mac_roman", "macroman":
		return "mac-roman"
	case "mac_romanian":
		return "mac-romanian"
	case "mac_turkish", "macturkish":
		return "mac-turkish"
	case "palmos":
		return "palmos"
	case "cp154", "csptcp154", "cyrillic_asian", "pt154", "ptcp154":
		return "ptcp154"
	case "punycode":
		return "punycode"
	case "quopri", "quopri_codec", "quoted_printable", "quotedprintable":
		return "quopri"
	case "raw_unicode_escape":
		return "raw-unicode-escape"
	case "rot13", "rot_13":
		return "rot-13"
	case "csshiftjis", "s_jis", "shift_jis", "shiftjis", "sjis":
		return "shift_jis"
	case "s_jis_2004", "shift_jis_2004", "shiftjis2004", "sjis_2004":
		return "shift_jis_2004"
	case "s_jisx0213", "shift_jisx0213", "shiftjisx0213", "sjisx0213":
		return "shift_jisx0213"
	case "string_escape":
		return "string-escape"
	case "iso_ir_166", "tis620", "tis_620", "tis_620_0", "tis_620_2529_0", "tis_620_2529_1":
		return "tis-620"
	case "undefined":
		return "undefined"
	case "unicode_escape":
		return "unicode-escape"
	case "unicode_internal":
		return "unicode-internal"
	case "u16", "utf16", "utf_16":
		return "utf-16"
	case "unicodebigunmarked", "utf_16_be", "utf_16be":
		return "utf-16-be"
	case "unicodelittleunmarked", "utf_16_le", "utf_16le":
		return "utf-16-le"
	case "u32", "utf32", "utf_32":
		return "utf-32"
	case "utf_32_be", "utf_32be":
		return "utf-32-be"
	case "utf_32_le", "utf_32le":
		return "utf-32-le"
	case "u7", "unicode_1_1_utf_7", "utf7", "utf_7":
		return "utf-7"
	case "u8", "utf", "utf8", "utf8_ucs2", "utf8_ucs4", "utf_8":
		return "utf-8"
	case "utf_8_sig":
		return "utf-8-sig"
	case "uu", "uu_codec":
		return "uu"
	case "zip", "zlib", "zlib_codec":
		return "zlib"
	}
	return ""
}
