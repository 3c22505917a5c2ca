// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
)

const (
	// longFile is the length of a file, in bytes, from which on its text is decoded while it is
	// read.
	longFile = 1 << 20
	// window is how many bytes of the file are in memory at a time.
	window = 64 << 10
	// margin is how many bytes at the end of the window are left for the next one: an escape
	// may begin there, or the end of the text.
	margin = 16
)

// ReadOwn reads a file of size bytes, for LoadOwn.
//
// What Mailman's scripts queue begins with a text of protocol 0, which has two bytes for a line
// feed and four for a byte that is not ASCII. A long text of this kind is decoded while it is
// read, and stands in the result as protocol 1 has it: the file may be four times as long as
// the text. Where the text is not as Python writes it, the result is the file as it is, and
// LoadOwn says what is wrong.
func ReadOwn(r io.ReaderAt, size int64) ([]byte, error) {
	if size >= longFile {
		if text, ok := measure(r, size); ok {
			if b, ok := text.read(r, size); ok {
				return appendSection(b, r, text.end, size)
			}
		}
	}
	return appendSection(make([]byte, 0, size), r, 0, size)
}

// appendSection appends what lies in a file between two offsets, or what there is of it.
func appendSection(b []byte, r io.ReaderAt, from, to int64) ([]byte, error) {
	n, err := r.ReadAt(b[len(b):len(b)+int(to-from)], from)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:len(b)+n], err
}

// leadingText is a text of protocol 0 at the beginning of a file.
type leadingText struct {
	length int   // the length of the decoded text in bytes
	end    int64 // the offset behind the text's line
}

// binaryHead is the length of what stands before a text in protocol 1: the opcode and the
// length of the text.
const binaryHead = 5

// measure looks for a text of protocol 0 at the beginning of a file, and tells how long
// it is.
func measure(r io.ReaderAt, size int64) (t leadingText, ok bool) {
	t.end, ok = eachPiece(r, size, func(piece []byte, end int) (int, bool) {
		length, n, ok := lengthTo(piece, end)
		t.length += length
		return n, ok
	})
	return t, ok && t.length <= math.MaxInt32
}

// read reads the text, as it is in protocol 1, with room for the rest of the file behind
// it. It is not ok if the disk fails.
func (t leadingText) read(r io.ReaderAt, size int64) (b []byte, ok bool) {
	b = make([]byte, binaryHead, binaryHead+int64(t.length)+size-t.end)
	b[0] = 'T'
	binary.LittleEndian.PutUint32(b[1:], uint32(t.length))
	_, ok = eachPiece(r, size, func(piece []byte, end int) (n int, ok bool) {
		text, n, err := unescapeTo(b, piece, end)
		if err != nil || len(text) > binaryHead+t.length {
			return n, false
		}
		b = text
		return n, true
	})
	return b, ok && len(b) == binaryHead+t.length
}

// eachPiece goes through the text of protocol 0 at the beginning of a file, without its quotes.
// It calls take with pieces of the text: take decodes the characters and escapes that begin
// before end, and returns where the last of them ends. eachPiece returns the offset behind the
// line of the text; ok is false if there is no such text, or where take says so.
func eachPiece(r io.ReaderAt, size int64, take func(piece []byte, end int) (n int, ok bool)) (behind int64, ok bool) {
	in := bufio.NewReaderSize(io.NewSectionReader(r, 0, size), window)
	head, _ := in.Peek(2)
	if len(head) < 2 || head[0] != 'S' || head[1] != '\'' && head[1] != '"' {
		return 0, false
	}
	quote := head[1]
	n := 2
	for {
		_, _ = in.Discard(n) // it is in the window
		behind += int64(n)
		piece, _ := in.Peek(window)
		end := len(piece) - margin
		line := bytes.IndexByte(piece, '\n')
		if line >= 0 {
			text, closed := bytes.CutSuffix(piece[:line], []byte{quote})
			_, ok = take(text, len(text))
			return behind + int64(line) + 1, ok && closed
		}
		if end <= 0 {
			return 0, false // no line, or too many blanks at its end
		}
		if n, ok = take(piece, end); !ok {
			return 0, false
		}
	}
}
