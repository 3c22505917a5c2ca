// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"mmgen/generator/pyvalue"
	"mmgen/runner/charset"
	"mmgen/runner/mlist"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
	"mmgen/templates/archive"
	"mmgen/templates/letters"
)

// maxTemplate bounds a template, in bytes; Mailman's have up to 10,000.
const maxTemplate = 4 << 20

// ErrNoLetter says that neither the site nor this program has a letter of
// that name.
var ErrNoLetter = errors.New("no template file found")

// Letter says which template a letter is made from, and with what.
type Letter struct {
	Name string      // the name of the template, as in Mailman: bounce.txt
	Vars Vars        // nil leaves every % as it is
	Raw  bool        // do not fill it to Column
	Lang string      // "" for that of the list
	List *mlist.List // nil for none
}

// Template is a template as it was found.
type Template struct {
	Text string // the text, in bytes of the charset of Lang
	Lang string // the language for which it was found
	Path string // the file, or letters/en/NAME or archive/en/NAME for one of our own
}

// Find looks for a letter's template (Utils.py: findtext). For each language,
// which are the letter's own, the list's and DEFAULT_SERVER_LANGUAGE, it looks
// in the folder LANG of
//
//	LIST_DATA_DIR/list
//	TEMPLATE_DIR/host_name of the list
//	TEMPLATE_DIR/site
//	TEMPLATE_DIR
//
// then for TEMPLATE_DIR/en/NAME and at last among our own letters and pages. A file
// that is there but can't be read is an error.
func (l Letter) Find(s *site.Site) (Template, error) {
	templates := s.Settings.Str("TEMPLATE_DIR")
	var langs, dirs []string
	if l.Lang != "" {
		langs = append(langs, l.Lang)
	}
	if l.List != nil {
		langs = append(langs, l.List.PreferredLanguage())
		dirs = append(dirs, l.List.Dir(), filepath.Join(templates, l.List.HostName()))
	}
	langs = append(langs, s.Settings.Str("DEFAULT_SERVER_LANGUAGE"))
	dirs = append(dirs, filepath.Join(templates, "site"), templates)
	for _, lang := range langs {
		for _, dir := range dirs {
			path := filepath.Join(dir, lang, l.Name)
			if data, err := safeio.ReadFile(s.FileSystem(), path, maxTemplate); err == nil {
				return Template{string(data), lang, path}, nil
			} else if !errors.Is(err, fs.ErrNotExist) {
				return Template{}, fmt.Errorf("reading the template of a letter: %w", err)
			}
		}
	}
	return l.findEnglish(s, langs[len(langs)-1])
}

// findEnglish looks for a template that no language has. A template that it finds
// counts as being in the last language looked for, as in Mailman.
func (l Letter) findEnglish(s *site.Site, lang string) (Template, error) {
	templates := s.Settings.Str("TEMPLATE_DIR")
	path := filepath.Join(templates, "en", l.Name)
	data, err := safeio.ReadFile(s.FileSystem(), path, maxTemplate)
	if err == nil {
		return Template{string(data), lang, path}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return Template{}, fmt.Errorf("reading the template of a letter: %w", err)
	}
	folder, own := "letters", letters.FS
	if filepath.Ext(l.Name) == ".html" {
		folder, own = "archive", archive.FS
	}
	if data, err = own.ReadFile("en/" + l.Name); err != nil {
		return Template{}, fmt.Errorf("%w: %s is not in TEMPLATE_DIR (%s)", ErrNoLetter, l.Name, templates)
	}
	path = folder + "/en/" + l.Name
	return Template{string(data), lang, path}, nil
}

// Make writes the letter (Utils.py: maketext). A template that can't be
// interpolated is used as it stands, with a line in the error log.
func (l Letter) Make(s *site.Site) (Text, error) {
	template, err := l.Find(s)
	if err != nil {
		return Text{}, err
	}
	text := Text{S: template.Text}
	if l.Vars != nil {
		text = template.fill(s, l.Vars)
	}
	if l.Raw {
		return text, nil
	}
	return Wrap(text), nil
}

// fill puts variables into the template. A template that can't be interpolated is returned as
// it stands.
func (template Template) fill(s *site.Site, vars Vars) Text {
	plain := Text{S: template.Text}
	text, err := Interpolate(plain, vars)
	if errors.Is(err, &pyvalue.Error{Type: "UnicodeDecodeError"}) {
		// A variable is unicode and the template is not ASCII.
		var decoded string
		if decoded, err = charset.Decode(template.Text, s.CharsetOf(template.Lang), charset.Replace); err == nil {
			text, err = Interpolate(Text{decoded, true}, vars)
		}
	}
	if err != nil {
		s.Logs.Logf("error", "broken template: %s\n%v", template.Path, err)
		return plain
	}
	return text
}
