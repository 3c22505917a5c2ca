// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
)

// The variables that headers and footers, and automatic responses, may have.
var (
	frameVariables = []string{
		"real_name", "list_name", "host_name", "web_page_url", "description", "info", "cgiext", "_internal_name",
	}
	personalVariables = []string{
		"user_address", "user_delivered_to", "user_password", "user_name", "user_optionsurl",
	}
	responseVariables = []string{"listname", "listurl", "requestemail", "adminemail", "owneremail"}
)

func (e editor) setFrame(name string, v pyvalue.Value) *complaint {
	allowed := frameVariables
	if strings.HasPrefix(name, "msg_") && e.list.Bool("personalize") {
		allowed = slices.Concat(frameVariables, personalVariables)
	}
	return e.setTemplate(name, v, allowed)
}

func (e editor) setAutoresponse(name string, v pyvalue.Value) *complaint {
	return e.setTemplate(name, v, responseVariables)
}

// setTemplate stores a text with variables (GUIBase.py: _convertString). Unknown variables
// are complained of; a %(name) that lacks its s is mended.
func (e editor) setTemplate(name string, v pyvalue.Value, allowed []string) *complaint {
	text, _ := pyvalue.AsString(v)
	dollar := e.list.Bool("use_dollar_strings")
	used := i18n.PercentNames(text)
	if dollar {
		used = i18n.DollarNames(text)
	}
	bad := slices.DeleteFunc(used, func(name string) bool { return slices.Contains(allowed, name) })
	if len(bad) > 0 {
		slices.Sort(bad)
		e.store(name, v)
		return warn("unknown variables, with which the list may not work: %s", strings.Join(slices.Compact(bad), ", "))
	}
	if fixed := i18n.ToPercent(i18n.ToDollar(text)); !dollar && fixed != text {
		e.store(name, i18n.Like(v, fixed))
		return warn("its variables are mended; look whether they are as they were meant")
	}
	return e.store(name, v)
}

// canonical is a text in which references of HTML are characters, in unicode (Utils.py:
// canonstr). cs is the charset of the list's language.
func canonical(v pyvalue.Value, cs string) pyvalue.Value {
	if cs == "us-ascii" {
		cs = "iso-8859-1"
	}
	rest := i18n.TextOf(v).UTF8(cs)
	var b strings.Builder
	for {
		before, behind, found := strings.Cut(rest, "&")
		b.WriteString(before)
		if !found {
			return pyvalue.Unicode(b.String())
		}
		ref, behindRef, closed := strings.Cut(behind, ";")
		if !closed || ref == "" {
			b.WriteByte('&')
			rest = behind
			continue
		}
		b.WriteString(referenced(ref, cs))
		rest = behindRef
	}
}

// referenced is what &ref; stands for. A name that HTML does not have is a question mark,
// and one that ISO 8859-1 does not have becomes a reference by number, as in Mailman.
func referenced(ref, cs string) string {
	if digits, ok := strings.CutPrefix(ref, "#"); ok {
		n, err := strconv.ParseInt(pystr.Strip(digits), 10, 32)
		if err != nil || n < 0 || n > 0x10ffff {
			return "&" + ref + ";"
		}
		return string(pystr.AppendRune(nil, rune(n)))
	}
	runes := []rune(html.UnescapeString("&" + ref + ";"))
	switch {
	case len(runes) != 1:
		return "?"
	case runes[0] > 0xff:
		return "&#" + strconv.Itoa(int(runes[0])) + ";"
	}
	text, err := charset.Decode(string([]byte{byte(runes[0])}), cs, charset.Replace)
	if err != nil {
		return string(runes)
	}
	return text
}
