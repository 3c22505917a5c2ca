// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"slices"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
)

// PreferredLanguage is the language of the list.
func (l *List) PreferredLanguage() string { return l.Str("preferred_language") }

// AvailableLanguages are the languages that members may choose, of those the
// site knows (MailList.py: GetAvailableLanguages). As in Mailman the look
// itself changes the list: it gains DEFAULT_SERVER_LANGUAGE where it lacks it.
func (l *List) AvailableLanguages() []string {
	server := l.env.Settings.Str("DEFAULT_SERVER_LANGUAGE")
	langs := pyvalue.Texts(l.Value("available_languages"))
	if !slices.Contains(langs, server) {
		langs = append(langs, server)
		if stored, ok := l.Attrs.GetStr("available_languages").(*pyvalue.List); ok {
			stored.Items = append(stored.Items, pyvalue.Str(server))
		}
	}
	return slices.DeleteFunc(langs, func(lang string) bool {
		_, known := language(l.env.Settings, lang)
		return !known
	})
}

// CharsetOf is the charset of a language (Utils.py: GetCharSet), us-ascii for
// one that the site does not know.
func CharsetOf(set *mmcfg.Settings, lang string) string {
	const charset = 1 // LC_DESCRIPTIONS: (description, charset, direction)
	if entry, ok := language(set, lang); ok && len(entry) > charset {
		if s, ok := pyvalue.AsString(entry[charset]); ok {
			return s
		}
	}
	return "us-ascii"
}

// language is a language's entry in LC_DESCRIPTIONS.
func language(set *mmcfg.Settings, lang string) (entry []pyvalue.Value, ok bool) {
	v, _ := set.Value("LC_DESCRIPTIONS")
	langs, _ := v.(*pyvalue.Dict)
	if v, ok = langs.Get(pyvalue.Str(lang)); !ok {
		return nil, false
	}
	return pyvalue.Items(v), true
}
