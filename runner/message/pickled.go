// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/message/parse"
	"mmgen/runner/pickle"
)

// ErrNotMessage is what FromPickle returns, wrapped, for a value that is no
// message.
var ErrNotMessage = errors.New("not a message object")

// version is the __version__ of messages that Mailman with Python 2.7's email
// package pickles (Message.py: VERSION).
var version = [3]int64{4, 0, 3}

// loadDepth is how deep parts may lie in each other. Python exhausts its stack when it writes a
// message of more than 247 levels.
const loadDepth = 250

// isMessageClass tells whether one of the classes that a pickle may name (package pickle) is a
// class of messages: Message, Mailman's letters, and the parts that the email package makes.
// All of these are classic classes, which package pickle must be told.
func isMessageClass(class pickle.Global) bool {
	switch class.Name {
	case "Message", "UserNotification", "OwnerNotification":
		return true
	}
	return strings.HasPrefix(class.Name, "MIME")
}

// hasVersion tells the classes whose __init__ and __setstate__ are Mailman's.
func hasVersion(class pickle.Global) bool { return class.Module == "Mailman.Message" }

// FromPickle takes the message out of a loaded queue entry: an instance of
// Mailman.Message.Message, a notification, or one of the email package's own
// classes; or a str, the text of a message, which is parsed (Switchboard.py:
// dequeue). States of older versions of the email package are brought up to
// date as Message.py: __setstate__ does.
func FromPickle(v pyvalue.Value) (*Message, error) {
	if text, ok := v.(pyvalue.Str); ok {
		return Parse(string(text)), nil
	}
	inst, ok := v.(*pickle.Instance)
	if !ok {
		return nil, fmt.Errorf("load message: the pickle holds %s: %w", describe(v), ErrNotMessage)
	}
	l := loader{seen: map[*pickle.Instance]*loaded{}}
	got, err := l.message(inst, 0)
	if err != nil {
		return nil, fmt.Errorf("load message: %w", err)
	}
	return got.msg, nil
}

// loader turns instances into messages. An instance that stands in several places becomes one
// message. An instance that contains itself is refused, and so is a small file that stands for
// an endless message because its parts are shared.
type loader struct {
	seen map[*pickle.Instance]*loaded
	size int // the size of all different messages in bytes
}

type loaded struct {
	msg  *Message
	size int // the size of the message and its parts in bytes; shared parts count each time
}

// sharedLimit is by how much shared parts may make a message larger than what
// the pickle holds.
const sharedLimit = 1 << 20

func (l *loader) message(inst *pickle.Instance, depth int) (*loaded, error) {
	if got, ok := l.seen[inst]; ok {
		if got == nil {
			return nil, errors.New("a part contains itself")
		}
		return got, nil
	}
	if depth > loadDepth {
		return nil, fmt.Errorf("parts lie more than %d deep in each other", loadDepth)
	}
	l.seen[inst] = nil
	got, err := l.build(inst, depth)
	if err != nil {
		return nil, err
	}
	l.seen[inst] = got
	return got, nil
}

func (l *loader) build(inst *pickle.Instance, depth int) (*loaded, error) {
	if !isMessageClass(inst.Class) {
		return nil, fmt.Errorf("instance of %s.%s: %w", inst.Class.Module, inst.Class.Name, ErrNotMessage)
	}
	attrs, ok := inst.State.(*pyvalue.Dict)
	if !ok {
		return nil, fmt.Errorf("the state of a %s is %s, not a dict", inst.Class.Name, describe(inst.State))
	}
	m := newOf(inst.Class)
	m.loaded = attrs
	if err := m.setFields(attrs.GetStr("_headers")); err != nil {
		return nil, err
	}
	m.preamble = optionalOf(attrs.GetStr("preamble"))
	m.epilogue = optionalOf(attrs.GetStr("epilogue"))
	m.unixFrom = optionalOf(attrs.GetStr("_unixfrom"))
	if t := optionalOf(attrs.GetStr("_default_type")); t.ok {
		m.defaultType = t.text
	}
	m.loadCharset(attrs.GetStr("_charset"))
	size, err := l.setPayload(m, attrs.GetStr("_payload"), depth)
	if err != nil {
		return nil, err
	}
	return &loaded{m, size}, nil
}

// loadCharset sets _charset. A value that can't be understood is kept, and stored again as it
// was.
func (m *Message) loadCharset(v pyvalue.Value) {
	if inst, ok := v.(*pickle.Instance); ok {
		if cs, err := mimecharset.FromPickle(inst); err == nil {
			m.charset = cs
			return
		}
	}
	m.oddCharset = v
}

// setPayload sets the payload from _payload and returns the message's size.
func (l *loader) setPayload(m *Message, v pyvalue.Value, depth int) (size int, err error) {
	size = m.size()
	switch v := v.(type) {
	case nil:
	case pyvalue.Str:
		m.SetBody(string(v))
		size += len(v)
	case pyvalue.Unicode:
		m.SetBodyUnicode(string(v))
		size += len(v)
	case *pyvalue.List:
		if !onlyInstances(v.Items) {
			m.payload = payload{kind: payloadOther, other: v}
			break
		}
		parts := make([]*Message, 0, len(v.Items))
		l.size += size
		for _, item := range v.Items {
			got, err := l.message(item.(*pickle.Instance), depth+1)
			if err != nil {
				return 0, err
			}
			parts = append(parts, got.msg)
			size += got.size
			if size > l.size+sharedLimit {
				return 0, errors.New("the same part stands in too many places")
			}
		}
		m.SetParts(parts)
		return size, nil
	default:
		m.payload = payload{kind: payloadOther, other: v}
	}
	l.size += size
	return size, nil
}

func onlyInstances(items []pyvalue.Value) bool {
	for _, item := range items {
		if _, ok := item.(*pickle.Instance); !ok {
			return false
		}
	}
	return true
}

// setFields sets the header fields from _headers, a list of pairs.
func (m *Message) setFields(v pyvalue.Value) error {
	list, ok := v.(*pyvalue.List)
	if !ok {
		return fmt.Errorf("_headers is %s, not a list", describe(v))
	}
	upgrade := hasVersion(m.class) && olderThan(m.loaded.GetStr("__version__"), version)
	m.fields = make([]Field, 0, len(list.Items))
	for _, item := range list.Items {
		pair, ok := item.(*pyvalue.Tuple)
		if !ok || len(pair.Items) != 2 {
			return fmt.Errorf("_headers holds %s, not a pair", describe(item))
		}
		name := optionalOf(pair.Items[0])
		if !name.ok {
			return fmt.Errorf("_headers holds a name that is %s", describe(pair.Items[0]))
		}
		value, err := header.ValueFromPickle(pair.Items[1])
		if err != nil {
			return fmt.Errorf("header field %q: %w", name.text, err)
		}
		if h, ok := value.(*header.Header); ok && upgrade {
			// Chunks may have names of charsets where there should be charsets.
			h.Renew()
		}
		f := Field{Value: value, raw: pair}
		f.Name, f.gap = parse.SplitName(name.text)
		m.fields = append(m.fields, f)
	}
	return nil
}

// optionalOf takes a str or unicode for a text, and anything else for None.
func optionalOf(v pyvalue.Value) optional {
	text, ok := pyvalue.AsString(v)
	return optional{text, ok}
}

// olderThan compares a __version__ as Python compares tuples; none is older.
func olderThan(v pyvalue.Value, than [3]int64) bool {
	t, ok := v.(*pyvalue.Tuple)
	if !ok {
		return true
	}
	for i, want := range than {
		if i >= len(t.Items) {
			return true
		}
		n, ok := t.Items[i].(int64)
		if !ok || n > want {
			return false
		}
		if n < want {
			return true
		}
	}
	return false
}

// describe names the Python type of a value for an error.
func describe(v pyvalue.Value) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case *pickle.Instance:
		return "an instance of " + v.Class.String()
	}
	return "a " + pyvalue.TypeName(v)
}
