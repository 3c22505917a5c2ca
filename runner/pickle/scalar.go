// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
)

// maxLong bounds the digits, or bytes, of a long. Mailman stores none beyond
// 64 bits; decoding takes longer than linear time.
const maxLong = 4096

// zeros stand for bytes that the pickle does not have.
var zeros [8]byte

// bytes reads n bytes of the pickle. Where there are not so many it fails, and returns
// min(n, 8) bytes that are zero.
func (f *filter) bytes(n int) []byte {
	if n > len(f.data)-f.pos {
		f.fail(fmt.Errorf("%w: the opcode claims %d bytes more, there are %d", errTruncated, n, len(f.data)-f.pos))
		return zeros[:min(n, len(zeros))]
	}
	b := f.data[f.pos : f.pos+n]
	f.pos += n
	return b
}

// line reads up to a newline and drops it.
func (f *filter) line() []byte {
	n := bytes.IndexByte(f.data[f.pos:], '\n')
	if n < 0 {
		f.fail(errTruncated)
		return nil
	}
	b := f.data[f.pos : f.pos+n]
	f.pos += n + 1
	return b
}

// counted reads a length of four bytes and that many bytes. cPickle takes
// the length as signed.
func (f *filter) counted() []byte {
	n := f.uint32()
	if n > math.MaxInt32 {
		f.fail(fmt.Errorf("negative length %d", int32(n)))
		return nil
	}
	return f.bytes(int(n))
}

func (f *filter) byte() byte { return f.bytes(1)[0] }

func (f *filter) uint32() uint32 { return binary.LittleEndian.Uint32(f.bytes(4)) }

// intText is INT: the decimal digits of an int, or of a long where they do not fit into 64
// bits; 00 is False and 01 is True.
func (f *filter) intText() pyvalue.Value {
	b := f.line()
	switch string(b) {
	case "00":
		return false
	case "01":
		return true
	}
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil {
		return n
	}
	return f.parseLong(b)
}

func (f *filter) int4() pyvalue.Value { return int64(int32(f.uint32())) }

func (f *filter) int2() pyvalue.Value { return int64(binary.LittleEndian.Uint16(f.bytes(2))) }

func (f *filter) int1() pyvalue.Value { return int64(f.byte()) }

func (f *filter) longText() pyvalue.Value {
	return f.parseLong(bytes.TrimSuffix(f.line(), []byte("L")))
}

func (f *filter) parseLong(b []byte) pyvalue.Value {
	if len(b) > maxLong {
		f.fail(fmt.Errorf("a number of %d digits", len(b)))
		return nil
	}
	digits := strings.TrimPrefix(string(b), "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		f.fail(fmt.Errorf("%.40q is no number", b))
		return nil
	}
	n, _ := new(big.Int).SetString(string(b), 10)
	return pyvalue.Long{Int: n}
}

func (f *filter) long1() pyvalue.Value { return f.binaryLong(uint32(f.byte())) }

func (f *filter) long4() pyvalue.Value { return f.binaryLong(f.uint32()) }

// binaryLong reads n bytes, little-endian two's complement.
func (f *filter) binaryLong(n uint32) pyvalue.Value {
	if n > maxLong {
		f.fail(fmt.Errorf("a number of %d bytes", n))
		return nil
	}
	b := slices.Clone(f.bytes(int(n)))
	slices.Reverse(b)
	v := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0]&0x80 != 0 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*n)))
	}
	return pyvalue.Long{Int: v}
}

func (f *filter) floatText() pyvalue.Value {
	b := f.line()
	s := strings.TrimSpace(string(b))
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.ContainsAny(s, "xXpP_") {
		f.fail(fmt.Errorf("%.40q is no float", b))
	}
	return v
}

func (f *filter) float8() pyvalue.Value {
	return math.Float64frombits(binary.BigEndian.Uint64(f.bytes(8)))
}

// memoText reads a memo number in digits.
func (f *filter) memoText() uint32 {
	b := f.line()
	i, err := strconv.ParseUint(string(b), 10, 32)
	if err != nil {
		f.fail(fmt.Errorf("%.40q is no memo number", b))
	}
	return uint32(i)
}
