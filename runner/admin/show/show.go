// SPDX-License-Identifier: GPL-2.0-or-later

// Package show reads the files in which Mailman keeps things, for people and for
// programs: what bin/dumpdb and bin/show_qfiles do.
//
// A file is one of these, by what stands in it and not by its name:
//
//   - an Entry of a queue, or a held message that is no more than a message
//     (.pck, .bak and .psv in the queues, heldmsg-*.pck): the metadata and the message;
//   - Values: pickles one behind the other (config.pck, pending.pck, request.pck,
//     bounce-events-*.pck, pipermail.pck), or one marshalled value (an archive's
//     database);
//   - Text: anything else (digest.mbox, heldmsg-*.txt, logs).
//
// What can be read of a damaged file is shown, with a Fault that says why there is no
// more. Nothing in a file is run, and nothing is changed.
package show

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
	"mmgen/runner/marshal"
	"mmgen/runner/memory"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// File is a file that was read.
type File struct {
	Path string
	// Message is the text of the message, nil where the file has none; Data are its
	// metadata, nil where there are none.
	Message *string
	Data    *pyvalue.Dict
	Values  []pyvalue.Value
	Text    *string
	Fault   string // why a part could not be read; empty: all was
}

// Read reads a file. The error is of the file system: a file that can be opened is shown
// whatever it holds.
func Read(path string) (File, error) {
	raw, err := safeio.ReadFile(safeio.OS, path, math.MaxInt64)
	if err != nil {
		return File{}, fmt.Errorf("reading %s: %w", path, err)
	}
	defer memory.BoundRead(len(raw))()
	f := File{Path: path}
	values, err := pickles(raw)
	switch {
	case len(values) == 0:
		f.readOther(raw, err)
	case f.readEntry(values):
		f.Fault = faultOf(err)
	default:
		f.Values, f.Fault = values, faultOf(err)
	}
	return f, nil
}

// pickles are the pickles at the beginning of a file; the error is what ended them
// before the file's end.
func pickles(raw []byte) (values []pyvalue.Value, err error) {
	for {
		v, rest, err := pickle.Load(raw)
		if errors.Is(err, io.EOF) && len(raw) == 0 {
			return values, nil
		}
		if err != nil {
			return values, fmt.Errorf("behind %d values: %w", len(values), err)
		}
		values, raw = append(values, v), rest
	}
}

func faultOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// readEntry takes values for a message and its metadata, if that is what they are.
func (f *File) readEntry(values []pyvalue.Value) bool {
	if len(values) > 2 {
		return false
	}
	var data *pyvalue.Dict
	if len(values) == 2 {
		dict, isDict := values[1].(*pyvalue.Dict)
		if !isDict {
			return false
		}
		data = dict
	}
	text, isText := pyvalue.AsString(values[0])
	if !isText {
		msg, err := message.FromPickle(values[0])
		if err != nil {
			return false
		}
		text = msg.Flatten(false, false)
	} else if data == nil {
		return false
	}
	f.Message, f.Data = &text, data
	return true
}

// readOther takes a file that is not a pickle: a marshalled value or a text. err is why it
// is no pickle.
func (f *File) readOther(raw []byte, err error) {
	if v, rest, err := marshal.Load(raw); err == nil && len(rest) == 0 && len(raw) > 0 {
		f.Values = []pyvalue.Value{v}
		return
	}
	text := string(raw)
	f.Text = &text
	if strings.HasSuffix(f.Path, ".pck") || !utf8.ValidString(text) && strings.ContainsRune(text, 0) {
		f.Fault = faultOf(err)
	}
}
