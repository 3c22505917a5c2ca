// SPDX-License-Identifier: GPL-2.0-or-later

package units

import "strings"

// The names that entries of a queue have, as globs behind the queue's directory:
// RECEIVED+DIGEST, where RECEIVED is the repr of a number and DIGEST a SHA-1 of 40 hexadecimal
// digits (Switchboard.py: enqueue). Other files in the directory must not start a service:
// they would stay there, and the path unit would start the service again and again.
//
// [0-9a-f] for each of the digits would be exact, and would have PID 1 take
// five times as long to look through a full queue as "*.pck" does (200 ms for
// 20,000 entries, glibc 2.36); with "?" in the middle it is less than twice.
var (
	arriving = "/[0-9]*+" + "[0-9a-f]" + strings.Repeat("?", 38) + "[0-9a-f]" + ".pck"
	// waiting are the names of entries that a service can handle. Mailman accepts any digest,
	// and so does the sweep.
	waiting     = "/[0-9]*+*.pck"
	interrupted = "/[0-9]*+*.bak"
)
