// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/address"
	"mmgen/runner/message/header"
)

// Sender is get_sender(use_envelope, preserve_case): the first address of the first From field,
// else of the first Sender field (with useEnvelope, Sender comes before From), else the address
// in the envelope line; "" where there is none. It is in lower case unless preserveCase.
// Callers pass the site's USE_ENVELOPE_SENDER, which Python takes where use_envelope is None.
func (m *Message) Sender(useEnvelope, preserveCase bool) string {
	headers := [2]string{"from", "sender"}
	if useEnvelope {
		headers = [2]string{"sender", "from"}
	}
	for _, h := range headers {
		value := m.Get(h)
		if value == "" {
			continue
		}
		if first := address.Parse(header.DropLineEnds(value)); first.Addr != "" {
			return cased(first.Addr, preserveCase)
		}
	}
	return cased(m.envelopeSender(), preserveCase)
}

// envelopeSender is the second word of the envelope line, "" where there is
// none. (get_sender would raise IndexError for a line of one word.)
func (m *Message) envelopeSender() string {
	if words := pystr.Fields(m.unixFrom.text); len(words) > 1 {
		return words[1]
	}
	return ""
}

// maxSenders is how much of a field is read for the addresses in it, in bytes.
const maxSenders = 64 << 10

// Senders is get_senders(preserve_case, headers): all addresses of all these fields in order,
// as often as they occur, empty ones included. headers is the site's SENDER_HEADERS; "" in it
// stands for None, which means the envelope line. Of each field the first 64 KB are read.
func (m *Message) Senders(preserveCase bool, headers []string) []string {
	var found []string
	for _, h := range headers {
		if h == "" {
			if a := m.envelopeSender(); a != "" {
				found = append(found, cased(a, preserveCase))
			}
			continue
		}
		values := m.GetAll(h)
		for i, value := range values {
			values[i] = header.DropLineEnds(value[:min(len(value), maxSenders)])
		}
		if len(values) == 0 {
			continue
		}
		for _, a := range address.ParseList(values) {
			found = append(found, cased(a.Addr, preserveCase))
		}
	}
	return found
}

func cased(address string, preserve bool) string {
	if preserve {
		return address
	}
	return pystr.Lower(address)
}
