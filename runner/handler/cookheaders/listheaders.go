// SPDX-License-Identifier: GPL-2.0-or-later

package cookheaders

import (
	"mmgen/runner/message/address"
	"mmgen/runner/message/header"
	"strings"
)

// addListHeaders adds the fields by which mail programs know a list (RFC 2369,
// RFC 2919; CookHeaders.py: process). Mailman's own letters
// (`reduced_list_headers`) have only List-Id of them, and X-List-Administrivia.
func (c cook) addListHeaders() {
	ChangeHeader(c.Post, "List-Id", header.Text(c.listID()))
	if c.Data.Bool("reduced_list_headers") {
		ChangeHeader(c.Post, "X-List-Administrivia", header.Text("yes"))
		return
	}
	for _, f := range c.listHeaders() {
		if len(f.name)+len(": ")+len(f.value) > maxListHeader {
			f.value = strings.ReplaceAll(f.value, ", ", ",\n ")
		}
		ChangeHeader(c.Post, f.name, header.Text(f.value))
	}
}

// maxListHeader is the length at which these fields are folded.
const maxListHeader = 78

// listID is `Description <test.lists.example.com>`, in one line.
func (c cook) listID() string {
	id := c.List.InternalName() + "." + c.List.HostName()
	description := c.TextOf("description")
	if description.S != "" {
		name := ListHeader(c.Post, description, header.Layout{Name: "List-Id", MaxLine: 998}).Encoded()
		if name != "" {
			return address.Format(address.Address{Name: name, Addr: id})
		}
	}
	return "<" + id + ">"
}

type listHeader struct{ name, value string }

// listHeaders are the fields of RFC 2369, in the order that Python's dict gives
// them in Mailman.
func (c cook) listHeaders() []listHeader {
	request := "mailto:" + c.List.RequestAddress() + "?subject="
	headers := []listHeader{{"List-Unsubscribe", "<" + c.List.ScriptURL("options", true) + ">, <" + request + "unsubscribe>"}}
	if c.List.Bool("archive") {
		headers = append(headers, listHeader{"List-Archive", "<" + c.List.ArchiveURL() + ">"})
	}
	if c.List.Bool("include_list_post_header") {
		headers = append(headers, listHeader{"List-Post", "<mailto:" + c.List.PostingAddress() + ">"})
	}
	return append(headers,
		listHeader{"List-Help", "<" + request + "help>"},
		listHeader{"List-Subscribe", "<" + c.List.ScriptURL("listinfo", true) + ">, <" + request + "subscribe>"})
}
