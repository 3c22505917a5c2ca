// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
)

// kind is what a setting must be for Mailman's runners to work with it. They
// are as lenient as the code that reads the setting is.
type kind uint8

const (
	unread           kind = iota // by mmgen and mmrun: anything
	kindTruth                    // anything; only whether it is true counts
	kindNumber                   // int, long, float, bool
	kindNumeral                  // a number, a str of digits, or nothing
	kindText                     // str or unicode
	kindPath                     // an absolute path
	kindOptText                  // str, unicode or something false
	kindNumberOrText             // either
	kindTexts                    // list or tuple of texts
	kindTextPairs                // list or tuple of pairs of texts
	kindSenders                  // list or tuple of texts and None
	kindTextDict                 // dict of text to text
	kindLanguages                // dict of text to (text, text, text)
	kindLogLine                  // (text, text), or something false
	kindRunners                  // list or tuple of (text, whole number)
)

// wants says what a kind is, after "must be".
var wants = [...]string{
	unread:           "anything",
	kindTruth:        "anything",
	kindNumber:       "a number",
	kindNumeral:      "a number",
	kindText:         "a string",
	kindPath:         "an absolute path",
	kindOptText:      "a string or None",
	kindNumberOrText: "a number or a string",
	kindTexts:        "a list of strings",
	kindTextPairs:    "a list of pairs of strings",
	kindSenders:      "a list of strings and None",
	kindTextDict:     "a dict of strings",
	kindLanguages:    "a dict of (description, charset, direction)",
	kindLogLine:      "a pair of strings or None",
	kindRunners:      "a list of (runner name, count)",
}

// fits says whether a value is of the kind.
func (k kind) fits(v Value) bool {
	switch k {
	case unread, kindTruth:
		return true
	case kindNumber:
		return isNumber(v)
	case kindNumeral:
		return isNumber(v) || v == nil || isNumeral(v)
	case kindText:
		return isText(v)
	case kindPath:
		s, ok := pyvalue.AsString(v)
		return ok && strings.HasPrefix(s, "/") && !strings.ContainsRune(s, 0)
	case kindOptText:
		return isText(v) || !pyvalue.Truth(v)
	case kindNumberOrText:
		return isNumber(v) || isText(v)
	case kindTexts:
		return eachItem(v, isText)
	case kindTextPairs:
		return eachItem(v, isTextPair)
	case kindSenders:
		return eachItem(v, func(it Value) bool { return it == nil || isText(it) })
	case kindTextDict:
		return eachValue(v, isText)
	case kindLanguages:
		return eachValue(v, func(it Value) bool {
			items := pyvalue.Items(it)
			return len(items) == 3 && eachItem(it, isText)
		})
	case kindLogLine:
		return !pyvalue.Truth(v) || isTextPair(v)
	case kindRunners:
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
		return n >= 0 && n <= maxRunners
	}
	return false
}

// maxRunners is the largest count of one runner that is taken for meant.
const maxRunners = 1024

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
