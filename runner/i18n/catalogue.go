// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"mmgen/runner/safeio"
)

// catalogue is a GNU .mo file: a table of strings and one of their translations (GNU gettext
// manual, "The Format of GNU MO Files"). A string is searched for in the file's bytes from one
// end to the other: a run needs one or two of its two thousand strings, so an index would cost
// more than it saves.
type catalogue struct {
	data         []byte
	order        binary.ByteOrder
	n            int // strings
	msgids, strs int // the offsets of the tables
	charset      string
}

var errNotMO = errors.New("not a message catalogue (.mo)")

// maxCatalogue bounds a .mo file, in bytes; Mailman's have up to 600,000.
const maxCatalogue = 64 << 20

// readCatalogue reads a .mo file. On an error the catalogue is nil.
func readCatalogue(path string) (*catalogue, error) {
	data, err := safeio.ReadFile(safeio.OS, path, maxCatalogue)
	if err != nil {
		return nil, err
	}
	return newCatalogue(data)
}

// newCatalogue checks a .mo file and reads its charset. As in Python
// (gettext.py: GNUTranslations._parse) one bad entry makes it useless.
func newCatalogue(data []byte) (*catalogue, error) {
	const headSize, magic = 20, 0x950412de
	if len(data) < headSize {
		return nil, errNotMO
	}
	c := &catalogue{data: data, order: binary.LittleEndian}
	if c.order.Uint32(data) != magic {
		c.order = binary.BigEndian
	}
	if c.order.Uint32(data) != magic {
		return nil, errNotMO
	}
	n, msgids, strs, end := c.uint(8), c.uint(12), c.uint(16), uint64(len(data))
	if n*8+msgids > end || n*8+strs > end {
		return nil, fmt.Errorf("%w: its tables end behind the file", errNotMO)
	}
	c.n, c.msgids, c.strs = int(n), int(msgids), int(strs)
	for i := range c.n {
		for _, table := range []int{c.msgids, c.strs} {
			if length, off := c.where(table, i); off+length > end {
				return nil, fmt.Errorf("%w: string %d lies behind the end", errNotMO, i)
			}
		}
	}
	if head, ok := c.lookup(""); ok {
		c.charset = charsetOfHead(head)
	}
	return c, nil
}

func (c *catalogue) uint(off int) uint64 { return uint64(c.order.Uint32(c.data[off:])) }

func (c *catalogue) where(table, i int) (length, off uint64) {
	return c.uint(table + 8*i), c.uint(table + 8*i + 4)
}

// lookup finds the translation of a string, in the catalogue's charset. A
// string with plural forms has its own table in Python and is not found.
func (c *catalogue) lookup(msgid string) (string, bool) {
	for i := range c.n {
		length, off := c.where(c.msgids, i)
		if length == uint64(len(msgid)) && string(c.data[off:off+length]) == msgid {
			length, off := c.where(c.strs, i)
			return string(c.data[off : off+length]), true
		}
	}
	return "", false
}

// charsetOfHead reads the charset from the catalogue's head, which is the
// translation of "".
func charsetOfHead(head string) string {
	for line := range strings.SplitSeq(head, "\n") {
		name, value, ok := strings.Cut(line, ":")
		if ok && strings.EqualFold(strings.TrimSpace(name), "content-type") {
			_, cs, _ := strings.Cut(value, "charset=")
			return strings.TrimSpace(cs)
		}
	}
	return ""
}
