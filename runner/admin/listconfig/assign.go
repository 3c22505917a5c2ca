// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// complaint is what Mailman has against a value that is valid as such. Where it is not
// refused it is set all the same, or a mended one is.
type complaint struct {
	text    string
	refused bool
}

func refuse(format string, args ...any) *complaint {
	return &complaint{fmt.Sprintf(format, args...), true}
}

func warn(format string, args ...any) *complaint {
	return &complaint{fmt.Sprintf(format, args...), false}
}

// editor sets attributes of a list.
type editor struct {
	site *site.Site
	list *mlist.List
}

// setters are for attributes that are more than stored (the _setValue of the classes in
// Mailman/Gui). v is valid.
var setters = map[string]func(e editor, name string, v pyvalue.Value) *complaint{
	"real_name":               editor.setRealName,
	"new_member_options":      editor.setMemberOptions,
	"subject_prefix":          editor.setSubjectPrefix,
	"info":                    editor.setInfo,
	"admin_member_chunksize":  editor.setChunkSize,
	"host_name":               editor.setHostName,
	"dmarc_moderation_action": editor.setDMARCAction,

	"msg_header":    editor.setFrame,
	"msg_footer":    editor.setFrame,
	"digest_header": editor.setFrame,
	"digest_footer": editor.setFrame,

	"autoresponse_postings_text": editor.setAutoresponse,
	"autoresponse_admin_text":    editor.setAutoresponse,
	"autoresponse_request_text":  editor.setAutoresponse,

	"bounce_score_threshold":                    editor.setFloat,
	"bounce_info_stale_after":                   editor.setDays,
	"bounce_you_are_disabled_warnings":          editor.setInteger,
	"bounce_you_are_disabled_warnings_interval": editor.setDays,

	"filter_mime_types":          editor.setMIMETypes,
	"pass_mime_types":            editor.setMIMETypes,
	"filter_filename_extensions": editor.setExtensions,
	"pass_filename_extensions":   editor.setExtensions,
}

// set sets an attribute of a category to a value that is valid.
func (e editor) set(category, name string, v pyvalue.Value) *complaint {
	if setter := setters[name]; setter != nil {
		return setter(e, name, v)
	}
	if category == "privacy" { // Privacy.py stores what is equal as well, such as 1 for True
		return e.put(name, v)
	}
	return e.store(name, v)
}

// put gives an attribute a value.
func (e editor) put(name string, v pyvalue.Value) *complaint {
	e.list.Attrs.SetStr(name, pyvalue.Clone(v))
	return nil
}

// store is put, unless the attribute has a value that is equal (GUIBase.py: _setValue).
func (e editor) store(name string, v pyvalue.Value) *complaint {
	if pyvalue.Equal(e.list.Value(name), v) {
		return nil
	}
	return e.put(name, v)
}

func (e editor) setRealName(name string, v pyvalue.Value) *complaint {
	if text, _ := pyvalue.AsString(v); pystr.Lower(text) != e.list.InternalName() {
		return refuse("it must differ from the list's name by case only")
	}
	return e.store(name, v)
}

// setMemberOptions sets those bits that are options of members, and leaves the others.
func (e editor) setMemberOptions(name string, v pyvalue.Value) *complaint {
	options, _ := e.site.Settings.Value("OPTINFO")
	given, _ := pyvalue.AsInt(v)
	now := int64(e.list.Int(name))
	if table, ok := options.(*pyvalue.Dict); ok {
		for _, bit := range table.All() {
			bit, _ := pyvalue.AsInt(bit)
			now = now&^bit | given&bit
		}
	}
	return e.put(name, now)
}

func (e editor) setSubjectPrefix(name string, v pyvalue.Value) *complaint {
	return e.put(name, canonical(v, e.site.CharsetOf(e.list.PreferredLanguage())))
}

func (e editor) setInfo(name string, v pyvalue.Value) *complaint {
	text, _ := pyvalue.AsString(v)
	if !pyvalue.Equal(e.list.Value(name), v) && suspiciousHTML(text) {
		return refuse("its HTML may hold a script; a file for --inputfile can set mlist.info all the same")
	}
	return e.store(name, v)
}

func (e editor) setChunkSize(name string, v pyvalue.Value) *complaint {
	if n, ok := v.(int64); !ok || n < 1 {
		return refuse("it must be a whole number above 0")
	}
	return e.store(name, v)
}

func (e editor) setHostName(name string, v pyvalue.Value) *complaint {
	if text, _ := pyvalue.AsString(v); !mlist.ValidAddress("user@" + text) {
		return refuse("it must be a valid domain name")
	}
	return e.store(name, v)
}

// setDMARCAction allows no action that is milder than that of the site.
func (e editor) setDMARCAction(name string, v pyvalue.Value) *complaint {
	least := int64(e.site.Settings.Int("DEFAULT_DMARC_MODERATION_ACTION"))
	if n, _ := pyvalue.AsInt(v); n >= least {
		return e.put(name, v)
	}
	e.put(name, least)
	return warn("it must be at least the site's DEFAULT_DMARC_MODERATION_ACTION, and is %d now", least)
}

func (e editor) setFloat(name string, v pyvalue.Value) *complaint {
	f, _ := pyvalue.AsFloat(v)
	return e.store(name, f)
}

func (e editor) setInteger(name string, v pyvalue.Value) *complaint {
	n, err := integer(v)
	if err != nil {
		return refuse("%v", err)
	}
	return e.store(name, n)
}

// secondsOfDay are in a day: bounce_info_stale_after and its like are stored in seconds.
const secondsOfDay = 24 * 60 * 60

func (e editor) setDays(name string, v pyvalue.Value) *complaint {
	n, err := integer(v)
	days, _ := pyvalue.AsInt(n)
	if err != nil || days > 1<<40 {
		return refuse("%v", errNotANumber)
	}
	return e.store(name, days*secondsOfDay)
}

// setMIMETypes leaves out words that are not types (ContentFilter.py: _setValue).
func (e editor) setMIMETypes(name string, v pyvalue.Value) *complaint {
	types := new(pyvalue.List)
	var bad []string
	for _, line := range lines(v) {
		line = pystr.Lower(pystr.Strip(line))
		if !isMIMEType(line) {
			bad = append(bad, line)
			continue
		}
		types.Items = append(types.Items, i18n.Like(v, line))
	}
	e.put(name, types)
	if bad != nil {
		return warn("bad MIME types are left out: %q", bad)
	}
	return nil
}

// isMIMEType tells whether s is a type, or a main type alone.
func isMIMEType(s string) bool {
	main, sub, both := strings.Cut(s, "/")
	if !both {
		return s != ""
	}
	return pystr.Strip(main) != "" && pystr.Strip(sub) != "" && !strings.Contains(sub, "/")
}

func (e editor) setExtensions(name string, v pyvalue.Value) *complaint {
	extensions := new(pyvalue.List)
	for _, line := range lines(v) {
		extensions.Items = append(extensions.Items, i18n.Like(v, pystr.Lower(pystr.Strip(line))))
	}
	return e.put(name, extensions)
}

// lines are those of a text.
func lines(v pyvalue.Value) []string {
	text, _ := pyvalue.AsString(v)
	return pystr.SplitLines(text)
}
