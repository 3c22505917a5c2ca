// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// shown is the value of an attribute as config_list and the web pages show it (the
// getValue of the classes in Mailman/Gui).
func shown(l *mlist.List, a Attribute) pyvalue.Value {
	v := l.Value(a.Name)
	switch a.Name {
	case "bounce_info_stale_after", "bounce_you_are_disabled_warnings_interval":
		f, _ := pyvalue.AsFloat(v)
		return int64(f / secondsOfDay)
	case "filter_mime_types", "pass_mime_types", "filter_filename_extensions", "pass_filename_extensions":
		return pyvalue.Str(strings.Join(pyvalue.Texts(v), "\n"))
	case "available_languages":
		return pyvalue.Strings(languages(l)...)
	case "subject_prefix":
		return pyvalue.Str(i18n.TextOf(v).InHTML(mlist.CharsetOf(l.Env().Settings, l.PreferredLanguage())))
	}
	return v
}

// languages are those that a list offers: that of the site is always among them
// (MailList.py: GetAvailableLanguages).
func languages(l *mlist.List) []string {
	langs := l.Strs("available_languages")
	if site := l.Env().Settings.Str("DEFAULT_SERVER_LANGUAGE"); !slices.Contains(langs, site) {
		langs = append(langs, site)
	}
	return langs
}

// Write writes the attributes of a list as a file that can be given to Input, and to
// Mailman's config_list (bin/config_list: do_output). The assignments are those of
// config_list, except that backslashes survive. Of its comments there are the names of the
// categories and the legal values, in the language of the list.
func Write(w io.Writer, s *site.Site, list string) error {
	l, err := s.FindList(list)
	if err != nil {
		return err
	}
	f := formatter{b: bufio.NewWriter(w), say: i18n.For(s, l.PreferredLanguage()), charset: s.CharsetOf(l.PreferredLanguage())}
	fmt.Fprintf(f.b, "# -*- python -*-\n# -*- coding: %s -*-\n", f.charset)
	fmt.Fprintf(f.b, "## \"%s\" mailing list configuration settings\n## captured on %s\n\n", l.InternalName(), s.Now().Format("Mon Jan _2 15:04:05 2006"))
	for _, c := range Categories(s.Settings) {
		fmt.Fprintf(f.b, "## %s %s\n\n", strings.ToUpper(c.Name[:1])+c.Name[1:], f.say.T("options", nil))
		for _, a := range c.Attributes {
			names, first := a.choices(s.Settings)
			f.attribute(a, shown(l, a), names, first)
		}
	}
	return f.b.Flush()
}

// formatter writes attributes as config_list does.
type formatter struct {
	b       *bufio.Writer
	say     i18n.Translator
	charset string // the charset of the list's language
}

func (f formatter) attribute(a Attribute, v pyvalue.Value, choices []string, first int) {
	if len(choices) > 0 {
		fmt.Fprintf(f.b, "#\n# %s\n", f.say.T("legal values are:", nil))
		for i, choice := range choices {
			fmt.Fprintf(f.b, "#    %d = \"%s\"\n", first+i, f.say.T(choice, nil))
		}
	}
	text := pyvalue.Repr(v)
	if a.Kind == String || a.Kind == Text || a.Kind == FileUpload {
		text = f.text(v)
	}
	fmt.Fprintf(f.b, "%s = %s\n\n", a.Name, text)
}

// text is a text as config_list writes it: readable where that is possible in the charset
// of the file.
func (f formatter) text(v pyvalue.Value) string {
	text, isStr := v.(pyvalue.Str)
	if !isStr {
		return pyvalue.Repr(v)
	}
	lines := pystr.SplitLines(string(text))
	whole := strings.Join(lines, "\n")
	_, err := charset.Decode(whole, f.charset, charset.Strict)
	switch ascii := pystr.IsASCII(whole); {
	case err != nil, len(lines) < 2 && ascii:
		return pyvalue.Repr(pyvalue.Str(whole))
	case len(lines) == 1:
		return `"` + escape(whole) + `"`
	}
	return `"""` + escape(whole) + `"""`
}

// escape writes a text to stand between quotation marks.
func escape(s string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) }
