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

// bytes reads n bytes of the pickle.
func (f *filter) bytes(n int) ([]byte, error) {
	if n > len(f.data)-f.pos {
		return nil, fmt.Errorf("%w: the opcode claims %d bytes more, there are %d", errTruncated, n, len(f.data)-f.pos)
	}
	b := f.data[f.pos : f.pos+n]
	f.pos += n
	return b, nil
}

// line reads up to a newline and drops it.
func (f *filter) line() ([]byte, error) {
	n := bytes.IndexByte(f.data[f.pos:], '\n')
	if n < 0 {
		return nil, errTruncated
	}
	b := f.data[f.pos : f.pos+n]
	f.pos += n + 1
	return b, nil
}

// counted reads a length of four bytes and that many bytes. cPickle takes
// the length as signed.
func (f *filter) counted() ([]byte, error) {
	n, err := f.uint32()
	if err != nil {
		return nil, err
	}
	if n > math.MaxInt32 {
		return nil, fmt.Errorf("negative length %d", int32(n))
	}
	return f.bytes(int(n))
}

func (f *filter) uint32() (uint32, error) {
	b, err := f.bytes(4)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b), nil
}

// intText is INT: the decimal digits of an int, or of a long where they do not fit into 64
// bits; 00 is False and 01 is True.
func (f *filter) intText() (pyvalue.Value, error) {
	b, err := f.line()
	if err != nil {
		return nil, err
	}
	switch string(b) {
	case "00":
		return false, nil
	case "01":
		return true, nil
	}
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil {
		return n, nil
	}
	n, err := parseLong(b)
	if err != nil {
		return nil, err
	}
	return n, nil
}

func (f *filter) int4() (pyvalue.Value, error) {
	n, err := f.uint32()
	if err != nil {
		return nil, err
	}
	return int64(int32(n)), nil
}

func (f *filter) int2() (pyvalue.Value, error) {
	b, err := f.bytes(2)
	if err != nil {
		return nil, err
	}
	return int64(binary.LittleEndian.Uint16(b)), nil
}

func (f *filter) int1() (pyvalue.Value, error) {
	b, err := f.bytes(1)
	if err != nil {
		return nil, err
	}
	return int64(b[0]), nil
}

func (f *filter) longText() (pyvalue.Value, error) {
	b, err := f.line()
	if err != nil {
		return nil, err
	}
	n, err := parseLong(bytes.TrimSuffix(b, []byte("L")))
	if err != nil {
		return nil, err
	}
	return n, nil
}

func parseLong(b []byte) (pyvalue.Long, error) {
	if len(b) > maxLong {
		return pyvalue.Long{}, fmt.Errorf("a number of %d digits", len(b))
	}
	digits := strings.TrimPrefix(string(b), "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return pyvalue.Long{}, fmt.Errorf("%.40q is no number", b)
	}
	n, _ := new(big.Int).SetString(string(b), 10)
	return pyvalue.Long{Int: n}, nil
}

func (f *filter) long1() (pyvalue.Value, error) {
	n, err := f.bytes(1)
	if err != nil {
		return nil, err
	}
	return f.binaryLong(int(n[0]))
}

func (f *filter) long4() (pyvalue.Value, error) {
	n, err := f.uint32()
	if err != nil {
		return nil, err
	}
	if n > maxLong {
		return nil, fmt.Errorf("a number of %d bytes", n)
	}
	return f.binaryLong(int(n))
}

// binaryLong reads n bytes, little-endian two's complement.
func (f *filter) binaryLong(n int) (pyvalue.Value, error) {
	b, err := f.bytes(n)
	if err != nil {
		return nil, err
	}
	b = slices.Clone(b)
	slices.Reverse(b)
	v := new(big.Int).SetBytes(b)
	if n > 0 && b[0]&0x80 != 0 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*n)))
	}
	return pyvalue.Long{Int: v}, nil
}

func (f *filter) floatText() (pyvalue.Value, error) {
	b, err := f.line()
	if err != nil {
		return nil, err
	}
	s := strings.TrimSpace(string(b))
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.ContainsAny(s, "xXpP_") {
		return nil, fmt.Errorf("%.40q is no float", b)
	}
	return v, nil
}

func (f *filter) float8() (pyvalue.Value, error) {
	b, err := f.bytes(8)
	if err != nil {
		return nil, err
	}
	return math.Float64frombits(binary.BigEndian.Uint64(b)), nil
}

// memoText reads a memo number in digits.
func (f *filter) memoText() (uint32, error) {
	b, err := f.line()
	if err != nil {
		return 0, err
	}
	i, err := strconv.ParseUint(string(b), 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%.40q is no memo number", b)
	}
	return uint32(i), nil
}

func (f *filter) memo1() (uint32, error) {
	b, err := f.bytes(1)
	if err != nil {
		return 0, err
	}
	return uint32(b[0]), nil
}
