// SPDX-License-Identifier: GPL-2.0-or-later

package stock

import (
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
)

// Kind is what a setting must be for Mailman's runners to work with it. They
// are as lenient as the code that reads the setting is.
type Kind uint8

const (
	Unread           Kind = iota // by mmgen and mmrun: anything
	KindTruth                    // anything; only whether it is true counts
	KindNumber                   // int, long, float, bool
	KindNumeral                  // a number, a str of digits, or nothing
	KindText                     // str or unicode
	KindPath                     // an absolute path
	KindOptText                  // str, unicode or something false
	KindNumberOrText             // either
	KindTexts                    // list or tuple of texts
	KindTextPairs                // list or tuple of pairs of texts
	KindSenders                  // list or tuple of texts and None
	KindTextDict                 // dict of text to text
	KindLanguages                // dict of text to (text, text, text)
	KindLogLine                  // (text, text), or something false
	KindRunners                  // list or tuple of (text, whole number)
)

// kinds has the name of each kind in settings.txt, and what it is, after "must be".
var kinds = [...]struct{ name, wants string }{
	Unread:           {"anything", "anything"},
	KindTruth:        {"truth", "anything"},
	KindNumber:       {"number", "a number"},
	KindNumeral:      {"numeral", "a number"},
	KindText:         {"text", "a string"},
	KindPath:         {"path", "an absolute path"},
	KindOptText:      {"optional text", "a string or None"},
	KindNumberOrText: {"number or text", "a number or a string"},
	KindTexts:        {"texts", "a list of strings"},
	KindTextPairs:    {"pairs of texts", "a list of pairs of strings"},
	KindSenders:      {"senders", "a list of strings and None"},
	KindTextDict:     {"dict of texts", "a dict of strings"},
	KindLanguages:    {"languages", "a dict of (description, charset, direction)"},
	KindLogLine:      {"log line", "a pair of strings or None"},
	KindRunners:      {"runners", "a list of (runner name, count)"},
}

// kindNamed is the kind of a name; Unread where there is none.
func kindNamed(name string) Kind {
	for k := range kinds {
		if kinds[k].name == name {
			return Kind(k)
		}
	}
	return Unread
}

// String is what a kind is, after "must be".
func (k Kind) String() string { return kinds[k].wants }

// Fits says whether a value is of the kind.
func (k Kind) Fits(v Value) bool {
	switch k {
	case Unread, KindTruth:
		return true
	case KindNumber:
		return isNumber(v)
	case KindNumeral:
		return isNumber(v) || v == nil || isNumeral(v)
	case KindText:
		return isText(v)
	case KindPath:
		s, ok := pyvalue.AsString(v)
		return ok && strings.HasPrefix(s, "/") && !strings.ContainsRune(s, 0)
	case KindOptText:
		return isText(v) || !pyvalue.Truth(v)
	case KindNumberOrText:
		return isNumber(v) || isText(v)
	case KindTexts:
		return eachItem(v, isText)
	case KindTextPairs:
		return eachItem(v, isTextPair)
	case KindSenders:
		return eachItem(v, func(it Value) bool { return it == nil || isText(it) })
	case KindTextDict:
		return eachValue(v, isText)
	case KindLanguages:
		return eachValue(v, func(it Value) bool {
			items := pyvalue.Items(it)
			return len(items) == 3 && eachItem(it, isText)
		})
	case KindLogLine:
		return !pyvalue.Truth(v) || isTextPair(v)
	case KindRunners:
		return eachItem(v, isRunner)
	}
	return false
}

func isText(v Value) bool {
	_, ok := pyvalue.AsString(v)
	return ok
}

func isNumber(v Value) bool {
	_, ok := pyvalue.AsFloat(v)
	return ok
}

// isNumeral says whether v is a str of digits, or empty.
func isNumeral(v Value) bool {
	s, ok := pyvalue.AsString(v)
	s = strings.TrimSpace(s)
	if s == "" {
		return ok
	}
	_, err := strconv.Atoi(s)
	return err == nil
}

func isTextPair(v Value) bool {
	items := pyvalue.Items(v)
	return len(items) == 2 && isText(items[0]) && isText(items[1])
}

func isRunner(v Value) bool {
	items := pyvalue.Items(v)
	if len(items) != 2 || !isText(items[0]) {
		return false
	}
	switch n := items[1].(type) {
	case bool:
		return true
	case int64:
		return n >= 0 && n <= MaxRunners
	}
	return false
}

// MaxRunners is the largest count of one runner that is taken for meant.
const MaxRunners = 1024

func eachItem(v Value, ok func(Value) bool) bool {
	for _, it := range pyvalue.Items(v) {
		if !ok(it) {
			return false
		}
	}
	return isSequence(v)
}

func eachValue(v Value, ok func(Value) bool) bool {
	d, isDict := v.(*pyvalue.Dict)
	if !isDict {
		return false
	}
	for _, it := range d.Entries() {
		if !isText(it.Key) || !ok(it.Value) {
			return false
		}
	}
	return true
}
