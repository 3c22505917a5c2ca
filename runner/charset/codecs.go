// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "encoding/binary"

// codecOf is the codec with that canonical name, nil where there is none.
func codecOf(canonical string) codec {
	switch canonical {
	case "":
		return nil
	case "ascii":
		return asciiCodec
	case "iso8859-1":
		return latin1Codec
	case "utf-8":
		return utf8Codec{}
	case "utf-8-sig":
		return utf8SigCodec{}
	case "utf-7":
		return utf7Codec{}
	case "utf-16":
		return utf16Codec{binary.LittleEndian, true}
	case "utf-16-le":
		return utf16Codec{binary.LittleEndian, false}
	case "utf-16-be":
		return utf16Codec{binary.BigEndian, false}
	case "utf-32":
		return utf32Codec{binary.LittleEndian, true}
	case "utf-32-le":
		return utf32Codec{binary.LittleEndian, false}
	case "utf-32-be":
		return utf32Codec{binary.BigEndian, false}
	}
	for _, of := range []func(string) codec{multibyteOf, iso2022Of} {
		if c := of(canonical); c != nil {
			return c
		}
	}
	return charmapOf(canonical)
}

// multibyteOf is the codec of an East Asian charset.
func multibyteOf(canonical string) codec {
	switch canonical {
	case "euc_jp":
		return multibyte{newEUCJP, true}
	case "shift_jis":
		return multibyte{newShiftJIS, true}
	case "cp932":
		return multibyte{newCP932, true}
	case "euc_kr":
		return multibyte{newEUCKR, true}
	case "cp949":
		return multibyte{newCP949, true}
	case "gb2312":
		return multibyte{newGB2312, true}
	case "gbk":
		return multibyte{newGBK, true}
	case "gb18030":
		return multibyte{newGB18030, true}
	case "hz":
		return multibyte{newHZ, false}
	case "big5":
		return multibyte{newBig5, true}
	case "cp950":
		return multibyte{newCP950, true}
	case "big5hkscs":
		return multibyte{newHKSCS, true}
	}
	return nil
}
