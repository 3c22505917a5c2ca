// SPDX-License-Identifier: GPL-2.0-or-later

// Package pickle loads and stores Python 2 pickles, the format of nearly all
// of Mailman's own files: queue entries (Queue/Switchboard.py), config.pck
// (MailList.py), pending.pck (Pending.py), request.pck and held messages
// (ListAdmin.py), bounce events (Queue/BounceRunner.py), pipermail.pck and the
// articles in pipermail's databases (Archiver/pipermail.py).
//
// # Format
//
// A pickle is a program for a small stack machine: each opcode is a byte, some
// have an argument behind it, STOP ends it. Mailman writes protocol 1, where
// arguments are binary, and protocol 0 (pending.pck, pipermail, what its
// scripts queue), where they are lines of text. Load reads both, and protocol
// 2; Dump writes 0 and 1 as Python's cPickle does, opcode by opcode, with one
// difference that loading hides: equal texts are written once, while cPickle
// does so for identical objects, and numbers only objects that have more than
// one reference. The texts of a long list are written without numbers.
//
// # Loading
//
// The stack machine is gopickle. It takes Python 2's str and unicode for one
// type, leaves their escapes as they are, drops the difference of int and
// long, and trusts lengths. So one pass goes over the opcodes first. It
// follows the stack and the memo with the types of what is on them, refuses
// whatever Python would refuse, and writes for gopickle a stream without the
// opcodes that it has otherwise than Python 2.
//
// Nothing a pickle says is ever called. It can name the classes of which
// Mailman stores instances, and make sets; any other global is an error that
// names it. Lengths are held against the data that is there; nesting, numbers
// and work that would grow out of proportion are bounded.
//
// Kept are: the types of text and numbers, the order of dict keys, and which
// containers are one and the same, be it that a value holds itself.
package pickle

import (
	"fmt"
	"io"
	"sync"
)

// Load reads one pickle from the head of data and returns what is behind it.
// On an error that is all of data. The error is io.EOF if data is empty, and
// wraps io.ErrUnexpectedEOF if data ends within the pickle.
func Load(data []byte) (v Value, rest []byte, err error) {
	if len(data) == 0 {
		return nil, data, io.EOF
	}
	m := machines.Get().(*machine)
	defer m.release()
	m.reset(data)
	if err := m.translate(); err != nil {
		if m.start == len(data) {
			return nil, data, fmt.Errorf("pickle of %d bytes: %w", len(data), err)
		}
		return nil, data, fmt.Errorf("pickle: opcode %q at byte %d: %w", data[m.start], m.start, err)
	}
	v, err = m.run()
	if err != nil {
		return nil, data, fmt.Errorf("pickle: %w", err)
	}
	return v, data[m.pos:], nil
}

// machines are kept for the next of many small pickles.
var machines = sync.Pool{New: func() any { return newMachine() }}

// release keeps the machine, unless it has grown so big that keeping it, or
// cleaning it, would cost more than a new one.
func (m *machine) release() {
	if cap(m.feed) > 16<<10 || cap(m.stack) > 4<<10 {
		return
	}
	m.reset(nil)
	machines.Put(m)
}
