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
)

// maxLong bounds the digits, or bytes, of a long. Mailman stores none beyond
// 64 bits; decoding takes longer than linear time.
const maxLong = 4096

// bytes reads n bytes of the pickle.
func (m *machine) bytes(n int) ([]byte, error) {
	if n > len(m.data)-m.pos {
		return nil, fmt.Errorf("%w: the opcode claims %d bytes more, there are %d", errTruncated, n, len(m.data)-m.pos)
	}
	b := m.data[m.pos : m.pos+n]
	m.pos += n
	return b, nil
}

// line reads up to a newline and drops it.
func (m *machine) line() ([]byte, error) {
	n := bytes.IndexByte(m.data[m.pos:], '\n')
	if n < 0 {
		return nil, errTruncated
	}
	b := m.data[m.pos : m.pos+n]
	m.pos += n + 1
	return b, nil
}

// counted reads a length of four bytes and that many bytes. cPickle takes
// the length as signed.
func (m *machine) counted() ([]byte, error) {
	n, err := m.uint32()
	if err != nil {
		return nil, err
	}
	if n > math.MaxInt32 {
		return nil, fmt.Errorf("negative length %d", int32(n))
	}
	return m.bytes(int(n))
}

func (m *machine) uint32() (uint32, error) {
	b, err := m.bytes(4)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b), nil
}

// intText is INT: decimal digits, of an int, of a long beyond 64 bits, or the
// two spellings that mean False and True.
func (m *machine) intText() error {
	b, err := m.line()
	if err != nil {
		return err
	}
	switch string(b) {
	case "00":
		return m.no()
	case "01":
		return m.yes()
	}
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil {
		return m.push(n)
	}
	n, err := parseLong(b)
	if err != nil {
		return err
	}
	return m.push(n)
}

func (m *machine) int4() error {
	n, err := m.uint32()
	if err != nil {
		return err
	}
	return m.push(int64(int32(n)))
}

func (m *machine) int2() error {
	b, err := m.bytes(2)
	if err != nil {
		return err
	}
	return m.push(int64(binary.LittleEndian.Uint16(b)))
}

func (m *machine) int1() error {
	b, err := m.bytes(1)
	if err != nil {
		return err
	}
	return m.push(int64(b[0]))
}

func (m *machine) longText() error {
	b, err := m.line()
	if err != nil {
		return err
	}
	n, err := parseLong(bytes.TrimSuffix(b, []byte("L")))
	if err != nil {
		return err
	}
	return m.push(n)
}

func parseLong(b []byte) (Long, error) {
	if len(b) > maxLong {
		return Long{}, fmt.Errorf("a number of %d digits", len(b))
	}
	digits := strings.TrimPrefix(string(b), "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return Long{}, fmt.Errorf("%.40q is no number", b)
	}
	n, _ := new(big.Int).SetString(string(b), 10)
	return Long{Int: n}, nil
}

func (m *machine) long1() error {
	n, err := m.bytes(1)
	if err != nil {
		return err
	}
	return m.binaryLong(int(n[0]))
}

func (m *machine) long4() error {
	n, err := m.uint32()
	if err != nil {
		return err
	}
	if n > maxLong {
		return fmt.Errorf("a number of %d bytes", n)
	}
	return m.binaryLong(int(n))
}

// binaryLong reads n bytes, little-endian two's complement.
func (m *machine) binaryLong(n int) error {
	b, err := m.bytes(n)
	if err != nil {
		return err
	}
	b = slices.Clone(b)
	slices.Reverse(b)
	v := new(big.Int).SetBytes(b)
	if n > 0 && b[0]&0x80 != 0 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*n)))
	}
	return m.push(Long{Int: v})
}

func (m *machine) floatText() error {
	b, err := m.line()
	if err != nil {
		return err
	}
	s := strings.TrimSpace(string(b))
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.ContainsAny(s, "xXpP_") {
		return fmt.Errorf("%.40q is no float", b)
	}
	return m.push(f)
}

func (m *machine) float8() error {
	b, err := m.bytes(8)
	if err != nil {
		return err
	}
	return m.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
}

// memoText reads a memo number in digits.
func (m *machine) memoText() (uint32, error) {
	b, err := m.line()
	if err != nil {
		return 0, err
	}
	i, err := strconv.ParseUint(string(b), 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%.40q is no memo number", b)
	}
	return uint32(i), nil
}

func (m *machine) memo1() (uint32, error) {
	b, err := m.bytes(1)
	if err != nil {
		return 0, err
	}
	return uint32(b[0]), nil
}

func (m *machine) putText() error { return withNumber(m.memoText, m.put) }
func (m *machine) put1() error    { return withNumber(m.memo1, m.put) }
func (m *machine) put4() error    { return withNumber(m.uint32, m.put) }
func (m *machine) getText() error { return withNumber(m.memoText, m.get) }
func (m *machine) get1() error    { return withNumber(m.memo1, m.get) }
func (m *machine) get4() error    { return withNumber(m.uint32, m.get) }

func withNumber(read func() (uint32, error), use func(uint32) error) error {
	i, err := read()
	if err != nil {
		return err
	}
	return use(i)
}
