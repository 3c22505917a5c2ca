// SPDX-License-Identifier: GPL-2.0-or-later

package decorate

import (
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Text fills in one of a list's texts around a message (Decorate.py: decorate):
// template is a pyvalue.Str or pyvalue.Unicode; what is its name in the error log;
// extra adds variables. The result is of one of these types and ends with a newline; it
// is nil where the template is blank. A template that can't be filled in is taken as it
// stands.
func Text(s *site.Site, list *mlist.List, template pyvalue.Value, what string, extra pyvalue.SafeDict) pyvalue.Value {
	text, ok := pyvalue.AsString(template)
	if !ok || pystr.Strip(text) == "" {
		return nil
	}
	if list.Bool("use_dollar_strings") {
		template = i18n.Like(template, i18n.ToPercent(text))
	}
	filled, err := pyvalue.FormatMapping(template, textVars(s, list, extra))
	if err != nil {
		s.Logs.Logf("error", "Exception while calculating %s:\n%v", what, err)
		text, _ = pyvalue.AsString(template)
		return i18n.Like(template, withNewline(text))
	}
	text, _ = pyvalue.AsString(filled)
	return i18n.Like(filled, withNewline(trimLines(text)))
}

// textVars are the variables of headers and footers: only a few attributes of the list, since
// others are secret.
func textVars(s *site.Site, list *mlist.List, extra pyvalue.SafeDict) pyvalue.SafeDict {
	vars := make(pyvalue.SafeDict, 8+len(extra))
	for _, attr := range []string{"real_name", "host_name", "web_page_url", "description", "info"} {
		vars[attr] = list.Value(attr)
	}
	name := pyvalue.Str(list.InternalName())
	vars["list_name"], vars["_internal_name"] = name, name
	vars["cgiext"] = pyvalue.Str(s.Settings.Str("CGIEXT"))
	for key, v := range extra {
		vars[key] = v
	}
	return vars
}

// trimLines makes line ends LF and removes the blanks before them, except for the blank of a
// line `-- `, which begins a signature.
func trimLines(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.Contains(text, " \n") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for line := range strings.Lines(text) {
		line, ended := strings.CutSuffix(line, "\n")
		if !ended {
			b.WriteString(line)
			break
		}
		trimmed := strings.TrimRight(line, " ")
		if trimmed == "--" && trimmed != line {
			trimmed = "-- "
		}
		b.WriteString(trimmed)
		b.WriteByte('\n')
	}
	return b.String()
}

func withNewline(text string) string { return strings.TrimSuffix(text, "\n") + "\n" }

// aboutMember are the variables with which a header or footer can speak of a member.
func aboutMember(s *site.Site, list *mlist.List, recip string, vars pyvalue.SafeDict) {
	addr := pystr.Lower(recip)
	vars["user_address"] = pyvalue.Str(addr)
	preserved, ok := member.Of(list).CPAddress(addr)
	if !ok {
		return
	}
	vars["user_delivered_to"] = pyvalue.Str(preserved)
	password, ok := member.Of(list).Password(addr)
	if !ok {
		return
	}
	vars["user_password"] = pyvalue.Str(password)
	language := member.Of(list).Language(addr)
	vars["user_language"] = pyvalue.Str(language)
	name, _ := member.Of(list).Name(addr)
	vars["user_name"] = encodedName(name, s.CharsetOf(language), addr)
	vars["user_optionsurl"] = pyvalue.Str(list.OptionsURL(addr, false))
}

// encodedName is a member's name in a charset; it is the address where the member has no name
// or the charset lacks a character of it. A str must be ASCII: Python decodes it as such before
// it encodes it.
func encodedName(name pyvalue.Value, cs, addr string) pyvalue.Value {
	text, ok := pyvalue.AsString(name)
	if ok && text != "" {
		if _, isBytes := name.(pyvalue.Str); isBytes {
			if _, err := charset.Decode(text, "us-ascii", charset.Strict); err != nil {
				return pyvalue.Str(addr)
			}
		}
		if encoded, err := charset.Encode(text, cs, charset.Strict); err == nil {
			return pyvalue.Str(encoded)
		}
	}
	return pyvalue.Str(addr)
}

// addDecorationData adds the variables that earlier handlers left in the metadata.
func addDecorationData(data queue.Metadata, vars pyvalue.SafeDict) {
	v, _ := data.Value("decoration-data")
	given, ok := v.(*pyvalue.Dict)
	if !ok {
		return
	}
	for key, value := range given.All() {
		if name, ok := pyvalue.AsString(key); ok {
			vars[name] = value
		}
	}
}
