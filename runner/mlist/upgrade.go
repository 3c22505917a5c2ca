// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/pickle"
)

// obsolete are attributes that an upgrade removes (versions.py: ZapOldVars).
var obsolete = []string{
	"num_spawns", "filter_prog", "clobber_date", "public_archive_file_dir", "private_archive_file_dir",
	"archive_directory", "minimum_removal_date", "minimum_post_count_before_bounce_action",
	"automatic_bounce_action", "max_posts_between_bounces",
}

// before21 are attributes that only lists of Mailman 1.0 to 2.1 beta have.
// What versions.py: UpdateOldVars makes of them is left to Mailman.
var before21 = []string{
	"moderated", "posters", "member_posting_only", "forbidden_posters", "dont_respond_to_post_requests",
	"reminders_to_admins", "auto_subscribe", "open_subscribe", "closed", "mimimum_post_count_before_removal",
	"bad_posters", "automatically_remove", "posters_includes_members",
}

// beforeMailman21 is the attribute by which a list shows that it is too old to be upgraded
// here; "" where there is none.
func beforeMailman21(attrs *pyvalue.Dict) string {
	for _, attr := range before21 {
		if attrs.Has(pyvalue.Str(attr)) {
			return "the attribute " + attr
		}
	}
	for _, attr := range []string{"members", "digest_members"} {
		if _, isList := attrs.GetStr(attr).(*pyvalue.List); isList {
			return attr + " in a list"
		}
	}
	if pyvalue.Truth(attrs.GetStr("requests")) {
		return "held requests in the list itself"
	}
	return ""
}

// upgrade brings the attributes of a list of Mailman 2.1 with the given
// data_version to DATA_FILE_VERSION, as versions.py: Update does.
func (l *List) upgrade(from int) {
	for _, attr := range computed {
		l.addDefault(attr)
	}
	for attr := range defaults() {
		l.addDefault(attr)
	}
	for _, attr := range obsolete {
		l.Attrs.Delete(pyvalue.Str(attr))
	}
	l.upgradeUsers()
	for _, attr := range []string{"members", "digest_members"} {
		lowerMembers(l.DictToWrite(attr))
	}
	if from < 106 {
		l.upgradeTopics()
	}
	if from < 108 {
		l.recode()
	}
	if old, ok := l.Attrs.Get(pyvalue.Str("author_is_list")); ok { // 2.1.16rc2 only
		l.Attrs.SetStr("from_is_list", old)
		l.Attrs.Delete(pyvalue.Str("author_is_list"))
	}
	l.upgradeOptions()
	l.Attrs.SetStr("data_version", int64(l.env.Settings.Int("DATA_FILE_VERSION")))
}

func (l *List) addDefault(attr string) {
	if l.Attrs.Has(pyvalue.Str(attr)) {
		return
	}
	if v, ok := l.Default(attr); ok {
		l.Attrs.SetStr(attr, v)
	}
}

var bounceInfoClass = pickle.Global{Module: "Mailman.Bouncer", Name: "_BounceInfo"}

// hasMember tells whether an address is a member's (package member is above
// this one, and reads upgraded lists).
func (l *List) hasMember(addr string) bool {
	return l.Dict("members").GetStr(pystr.Lower(addr)) != nil || l.Dict("digest_members").GetStr(pystr.Lower(addr)) != nil
}

// upgradeUsers is versions.py: UpdateOldUsers.
func (l *List) upgradeUsers() {
	passwords := new(pyvalue.Dict)
	for key, v := range l.Dict("passwords").All() {
		if s, ok := pyvalue.AsString(key); ok {
			passwords.SetStr(pystr.Lower(s), v)
		}
	}
	l.Attrs.SetStr("passwords", passwords)
	infos := l.DictToWrite("bounce_info")
	for _, addr := range TextKeys(infos) {
		info, ok := infos.GetStr(addr).(*pickle.Instance) // old lists have tuples
		if !ok || info.Class != bounceInfoClass || !l.hasMember(addr) {
			infos.Delete(pyvalue.Str(addr))
		}
	}
}

// lowerMembers makes the keys of members or digest_members lower case. The
// value is the address where it has upper case, else 0.
func lowerMembers(members *pyvalue.Dict) {
	for _, addr := range TextKeys(members) {
		v, _ := members.Get(pyvalue.Str(addr))
		s, isStr := v.(pyvalue.Str)
		switch {
		case pystr.Lower(addr) != addr:
			members.Set(pyvalue.Str(pystr.Lower(addr)), pyvalue.Str(LowerDomain(addr)))
			members.Delete(pyvalue.Str(addr))
		case !isStr || pystr.Lower(string(s)) != addr:
			members.Set(pyvalue.Str(addr), int64(0))
		}
	}
}

// upgradeTopics rewrites patterns that were compiled in verbose mode.
func (l *List) upgradeTopics() {
	topics := new(pyvalue.List)
	for _, topic := range pyvalue.Items(l.Value("topics")) {
		fields := append([]pyvalue.Value(nil), pyvalue.Items(topic)...)
		if len(fields) != 4 {
			topics.Items = append(topics.Items, topic)
			continue
		}
		if pattern, ok := fields[1].(pyvalue.Str); ok {
			fields[1] = pyvalue.Str(plainPattern(string(pattern)))
		}
		topics.Items = append(topics.Items, &pyvalue.Tuple{Items: fields})
	}
	l.Attrs.SetStr("topics", topics)
}

// plainPattern removes white space and comments from a verbose regular
// expression (Utils.py: strip_verbose_pattern).
func plainPattern(pattern string) string {
	var b strings.Builder
	put := func(c byte) {
		switch c {
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		default:
			b.WriteByte(c)
		}
	}
	var inClass, comment, copyNext bool
	for i := range len(pattern) {
		c := pattern[i]
		switch {
		case copyNext:
			put(c)
			copyNext = false
		case comment:
			comment = c != '\n'
		case c == '#' && !inClass:
			comment = true
		case c == '[' && !inClass:
			inClass, copyNext = true, true
			b.WriteByte(c)
		case c == ']' && inClass:
			inClass = false
			b.WriteByte(c)
		case pystr.IsBlank(rune(c)):
			if inClass {
				put(c)
			}
		case c == '\\' && !inClass:
			b.WriteByte(c)
			copyNext = true
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// oldCharsets are languages whose charset became utf-8 in Mailman 2.1.19.
var oldCharsets = map[string]string{"ro": "iso-8859-2", "ru": "koi8-r"}

// recode converts the list's texts from the charset that its language had before, unless
// they can already be in the new charset.
func (l *List) recode() {
	old, ok := oldCharsets[l.PreferredLanguage()]
	if !ok || CharsetOf(l.env.Settings, l.PreferredLanguage()) != "utf-8" {
		return
	}
	for key, v := range l.Attrs.Copy().All() {
		if s, ok := pyvalue.AsString(key); !ok || strings.HasPrefix(s, "_") {
			continue
		}
		if changed, ok := recoded(v, old); ok {
			l.Attrs.Set(key, changed)
		}
	}
}

// recoded returns v with its texts converted; ok is false where none had to
// be. Lists and dicts are changed in place.
func recoded(v pyvalue.Value, old string) (changed pyvalue.Value, ok bool) {
	switch v := v.(type) {
	case pyvalue.Str:
		if _, err := charset.Decode(string(v), "utf-8", charset.Strict); err == nil {
			return v, false
		}
		s, err := charset.Decode(string(v), old, charset.Strict)
		return pyvalue.Str(s), err == nil
	case *pyvalue.List:
		for i, item := range v.Items {
			if changed, did := recoded(item, old); did {
				v.Items[i], ok = changed, true
			}
		}
	case *pyvalue.Tuple:
		t := &pyvalue.Tuple{Items: append([]pyvalue.Value(nil), v.Items...)}
		for i, item := range v.Items {
			if changed, did := recoded(item, old); did {
				t.Items[i], ok = changed, true
			}
		}
		return t, ok
	case *pyvalue.Dict:
		for key, item := range v.Copy().All() {
			if changed, did := recoded(item, old); did {
				v.Set(key, changed)
				ok = true
			}
		}
	}
	return v, ok
}

// What lists of Mailman 2.0 said of a member to whom no mail is sent
// (Defaults.py: DisableDelivery; MemberAdaptor.py: UNKNOWN).
const (
	disableDelivery = 1        // a bit of the options
	disabledLongAgo = int64(1) // the status
)

// upgradeOptions is versions.py: CanonicalizeUserOptions: keys of user_options
// in lower case, members only, and DisableDelivery moved to delivery_status.
func (l *List) upgradeOptions() {
	if l.Int("useropts_version") > 0 {
		return
	}
	options := new(pyvalue.Dict)
	for key, v := range l.Dict("user_options").All() {
		addr, ok := pyvalue.AsString(key)
		if !ok || !l.hasMember(addr) {
			continue
		}
		lower := pyvalue.Str(pystr.Lower(addr))
		old, _ := options.Get(lower)
		options.Set(lower, int64(Integer(old)|Integer(v)))
	}
	for _, addr := range TextKeys(options) {
		bits := Integer(options.GetStr(addr))
		if bits&disableDelivery == 0 {
			continue
		}
		l.DictToWrite("delivery_status").SetStr(addr, pyvalue.NewTuple(disabledLongAgo, l.Now()))
		if bits &^= disableDelivery; bits == 0 {
			options.Delete(pyvalue.Str(addr))
		} else {
			options.SetStr(addr, int64(bits))
		}
	}
	l.Attrs.SetStr("user_options", options)
	l.Attrs.SetStr("useropts_version", int64(1))
}
