// SPDX-License-Identifier: GPL-2.0-or-later

package stock

import (
	"slices"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
)

// Kind is what Mailman's runners need a setting to be. It is as lenient as the code that reads
// the setting.
type Kind uint8

const (
	Unread           Kind = iota // anything; mmgen and mmrun do not read it
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

// kinds has for each kind its name in settings.txt, the words for it after "must be", and the
// test of a value.
var kinds = [...]struct {
	name, wants string
	fits        func(Value) bool
}{
	Unread:           {"anything", "anything", func(Value) bool { return true }},
	KindTruth:        {"truth", "anything", func(Value) bool { return true }},
	KindNumber:       {"number", "a number", isNumber},
	KindNumeral:      {"numeral", "a number", func(v Value) bool { return isNumber(v) || v == nil || isNumeral(v) }},
	KindText:         {"text", "a string", isText},
	KindPath:         {"path", "an absolute path", isPath},
	KindOptText:      {"optional text", "a string or None", func(v Value) bool { return isText(v) || !pyvalue.Truth(v) }},
	KindNumberOrText: {"number or text", "a number or a string", func(v Value) bool { return isNumber(v) || isText(v) }},
	KindTexts:        {"texts", "a list of strings", each(isText)},
	KindTextPairs:    {"pairs of texts", "a list of pairs of strings", each(isTextPair)},
	KindSenders:      {"senders", "a list of strings and None", each(func(v Value) bool { return v == nil || isText(v) })},
	KindTextDict:     {"dict of texts", "a dict of strings", eachValue(isText)},
	KindLanguages:    {"languages", "a dict of (description, charset, direction)", eachValue(isLanguage)},
	KindLogLine:      {"log line", "a pair of strings or None", func(v Value) bool { return !pyvalue.Truth(v) || isTextPair(v) }},
	KindRunners:      {"runners", "a list of (runner name, count)", each(isRunner)},
}

// kindNamed is the kind of a name; Unread if there is none.
func kindNamed(name string) Kind {
	for k := range kinds {
		if kinds[k].name == name {
			return Kind(k)
		}
	}
	return Unread
}

// String is the words for a kind after "must be".
func (k Kind) String() string { return kinds[k].wants }

// Fits says whether a value is of the kind.
func (k Kind) Fits(v Value) bool { return kinds[k].fits(v) }

func isText(v Value) bool {
	_, ok := pyvalue.AsString(v)
	return ok
}

func isNumber(v Value) bool {
	_, ok := pyvalue.AsFloat(v)
	return ok
}

func isPath(v Value) bool {
	s, ok := pyvalue.AsString(v)
	return ok && strings.HasPrefix(s, "/") && !strings.ContainsRune(s, 0)
}

// isNumeral says whether v is a str of digits, or an empty one.
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

func isLanguage(v Value) bool { return len(pyvalue.Items(v)) == 3 && each(isText)(v) }

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

// MaxRunners is the largest count of one runner that is accepted.
const MaxRunners = 1024

// each is the test of a list or a tuple whose items all fit.
func each(fits func(Value) bool) func(Value) bool {
	return func(v Value) bool {
		_, isList := v.(*pyvalue.List)
		_, isTuple := v.(*pyvalue.Tuple)
		unfit := func(it Value) bool { return !fits(it) }
		return (isList || isTuple) && !slices.ContainsFunc(pyvalue.Items(v), unfit)
	}
}

// eachValue is the test of a dict from texts to values that all fit.
func eachValue(fits func(Value) bool) func(Value) bool {
	return func(v Value) bool {
		d, isDict := v.(*pyvalue.Dict)
		unfit := func(e pyvalue.Entry) bool { return !isText(e.Key) || !fits(e.Value) }
		return isDict && !slices.ContainsFunc(d.Entries(), unfit)
	}
}
