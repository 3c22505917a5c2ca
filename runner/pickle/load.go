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
// The stack machine is gopickle, which reads the pickle through a filter. gopickle has one type
// for Python 2's str and unicode, and one for int and long, leaves escapes as they are, and
// trusts lengths and names. So the filter reads texts, numbers and names of classes itself and
// hands gopickle the values; it checks that the values on the stack are of the kinds that an
// opcode needs, and leaves the rest to gopickle: the stack, what goes into which list, dict,
// tuple or instance, the calls. At the end translate goes through the result and replaces
// gopickle's types by ours.
//
// Nothing a pickle says is ever called. It can name the classes of which Mailman stores
// instances, and make sets; any other global is an error that names it. Lengths are compared
// with the data that is there. The memory that the values take is estimated before they are
// made, and bounded by eight times the pickle and 64 MB; nesting and the work of hashing keys
// are bounded too.
//
// The types of text and numbers are kept, the order of dict keys, and which containers are one
// and the same; a value may hold itself.
package pickle

import (
	"fmt"
	"io"

	gopickle "github.com/nlpodyssey/gopickle/pickle"

	"mmgen/generator/pyvalue"
)

// Load reads one pickle from the head of data and returns what is behind it.
// On an error that is all of data. The error is io.EOF if data is empty, and
// wraps io.ErrUnexpectedEOF if data ends within the pickle.
func Load(data []byte) (v pyvalue.Value, rest []byte, err error) { return load(data, false) }

// LoadOwn is Load for data that belongs to the pickle from then on: long texts are parts of it
// instead of copies, and escapes are decoded where they stand. The caller must neither read nor
// change it afterwards, except for rest; this holds after an error too.
func LoadOwn(data []byte) (v pyvalue.Value, rest []byte, err error) { return load(data, true) }

func load(data []byte, own bool) (v pyvalue.Value, rest []byte, err error) {
	if len(data) == 0 {
		return nil, data, io.EOF
	}
	f := &filter{data: data, memo: newMemo(len(data)), text: arena{left: len(data), own: own}, left: costFactor*len(data) + spareCost}
	v, err = f.load()
	if err != nil {
		return nil, data, err
	}
	return v, data[f.pos:], nil
}

// The memory that the values of a pickle may take, as the filter estimates it, is costFactor
// times the length of the pickle and spareCost, in bytes.
const (
	costFactor = 8
	spareCost  = 64 << 20
)

func (f *filter) load() (pyvalue.Value, error) {
	u := gopickle.NewUnpickler(f)
	u.NextBuffer = func() (any, error) { return f.value, nil }
	u.FindClass = func(module, name string) (any, error) { return f.findClass(module, name) }
	v, err := u.Load()
	switch {
	case f.err != nil:
		return nil, f.err
	case err != nil:
		f.fail(err)
		return nil, f.err
	}
	v, err = translate(v, f.pos)
	if err != nil {
		return nil, fmt.Errorf("pickle: %w", err)
	}
	return v, nil
}
