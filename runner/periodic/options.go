// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"fmt"
	"hash/fnv"

	"mmgen/runner/member"
)

// Option is something that a job can be told.
type Option int

// The options of Mailman's scripts.
const (
	Operands    Option = iota // names of lists, without a flag
	ListName                  // -l, --listname
	ExceptList                // -e, --exceptlist
	Verbose                   // -v, --verbose
	ByAdmin                   // -o, --byadmin
	ByUser                    // -m, --byuser
	Unknown                   // -u, --unknown
	NotByBounce               // -b, --notbybounce
	All                       // -a, --all
	Force                     // -f, --force
)

// Options are what a job was told.
type Options struct {
	Lists   []string        // the lists to work on; none for all
	Except  []string        // the lists to leave out
	Reasons []member.Status // disabled: of which members, by why they get no mail
	Force   bool            // disabled: notices that are not due yet as well
	// Say is told what is done, if the job was asked to; else nil.
	Say func(string)
}

// sum tells runs that have other things to do from each other; "" for one without
// options.
func (o Options) sum() string {
	if len(o.Lists) == 0 && len(o.Except) == 0 && len(o.Reasons) == 0 && !o.Force {
		return ""
	}
	h := fnv.New32a()
	fmt.Fprintf(h, "%q %q %d %t", o.Lists, o.Except, o.Reasons, o.Force)
	return fmt.Sprintf("%08x", h.Sum32())
}
