// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"mmgen/generator/pyvalue/pystr"
)

var (
	errNoPlus   = errors.New("its name is not NUMBER+HASH")
	errNoNumber = errors.New("its name does not begin with a number")
)

// parseName takes RECEIVED+DIGEST apart. A name at which Switchboard.py: files raises
// an exception is an error, unless a path unit starts a service for it (Watched). Then
// it counts as an entry that was received before all others, so that it does not stay
// in the queue.
func parseName(name string) (received float64, digest string, err error) {
	before, digest, ok := strings.Cut(name, "+")
	if !ok {
		return 0, "", errNoPlus
	}
	received, ok = parseFloat(before)
	switch {
	case Watched(name) && (!ok || strings.Contains(digest, "+")):
		return 0, digest, nil
	case strings.Contains(digest, "+"):
		return 0, "", errNoPlus
	case !ok:
		return 0, "", errNoNumber
	}
	return received, digest, nil
}

// ReceivedOf is when the entry of that name was received. The error says why no entry is
// called so.
func ReceivedOf(name string) (time.Time, error) {
	received, _, err := parseName(name)
	return TimeOf(received), err
}

// TimeOf is a time of the metadata, seconds since 1970.
func TimeOf(seconds float64) time.Time {
	whole, rest := math.Modf(seconds)
	return time.Unix(int64(whole), int64(rest*1e6)*1e3)
}

// Watched tells whether a file of that name and the extension .pck starts a
// service: the condition of the services is [0-9]*+*.pck, the glob of the path
// units is that or less (units/entry.go). No such file may stay in a queue when a
// drain ends well.
func Watched(name string) bool {
	return name != "" && name[0] >= '0' && name[0] <= '9' && strings.Contains(name, "+")
}

// parseFloat is Python's float(s).
func parseFloat(s string) (float64, bool) {
	s = pystr.Strip(s)
	if strings.ContainsAny(s, "xXpP_") {
		return 0, false // Go's own notations
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil || errors.Is(err, strconv.ErrRange)
}

// splitExt is os.path.splitext: a file name that only begins with dots has no
// extension.
func splitExt(file string) (name, ext string) {
	i := strings.LastIndexByte(file, '.')
	if i < 0 || strings.Trim(file[:i], ".") == "" {
		return file, ""
	}
	return file[:i], file[i:]
}

// hashSpace is one more than the largest SHA-1 (Switchboard.py: shamax+1).
var hashSpace = new(big.Int).Lsh(big.NewInt(1), 160)

// sliceBounds are the first and the last digest of a slice
// (Switchboard.py: __init__).
func sliceBounds(slice, slices int) (lower, upper *big.Int) {
	edge := func(n int) *big.Int {
		e := new(big.Int).Mul(hashSpace, big.NewInt(int64(n)))
		return e.Div(e, big.NewInt(int64(slices)))
	}
	upper = edge(slice + 1)
	return edge(slice), upper.Sub(upper, big.NewInt(1))
}

// inSlice tells whether an entry with that digest is this queue's. What is no
// hexadecimal number is in the first slice.
func (q *Queue) inSlice(digest string) bool {
	if q.lower == nil {
		return true
	}
	n, ok := new(big.Int).SetString(digest, 16)
	if !ok {
		return q.lower.Sign() == 0
	}
	return q.lower.Cmp(n) <= 0 && n.Cmp(q.upper) <= 0
}
