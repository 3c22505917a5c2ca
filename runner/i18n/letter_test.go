// SPDX-License-Identifier: GPL-2.0-or-later

package i18n_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/site/sitetest"
	"mmgen/templates/letters"
)

// TestSearchOrder puts a letter at every place where Mailman looks, and takes
// them away from first to last.
func TestSearchOrder(t *testing.T) {
	places := []string{
		"lists/test/fr", "templates/lists.example.com/fr", "templates/site/fr", "templates/fr", // asked for
		"lists/test/de", "templates/lists.example.com/de", "templates/site/de", "templates/de", // of the list
		"lists/test/ja", "templates/lists.example.com/ja", "templates/site/ja", "templates/ja", // of the server
		"templates/en",
	}
	w := sitetest.New(t)
	w.Set("DEFAULT_SERVER_LANGUAGE", "ja")
	w.AddList(t, "test", map[string]pyvalue.Value{"preferred_language": pyvalue.Str("de")})
	for _, p := range places {
		w.Write(t, p+"/probe.txt", []byte(p+" %(n)s\n"))
	}
	letter := i18n.Letter{Name: "probe.txt", Lang: "fr", List: w.Open(t, "test"), Vars: i18n.Vars{"n": 1}}
	for _, p := range places {
		text, err := letter.Make(w.Site)
		if err != nil || text.S != p+" 1\n" {
			t.Errorf("found %q, %v; want that of %s", text.S, err, p)
		}
		found, err := letter.Find(w.Site)
		if lang := p[len(p)-2:]; err != nil || found.Path != w.Path(p+"/probe.txt") || found.Lang != lang && lang != "en" {
			t.Errorf("found %+v, %v; want %s", found, err, p)
		}
		if err := os.Remove(w.Path(p + "/probe.txt")); err != nil {
			t.Fatal(err)
		}
	}
	text, err := letter.Make(w.Site)
	if err != nil || !strings.HasPrefix(text.S, "This message only tests whether mail to %(address)s arrives.") {
		t.Errorf("our own letter is %q, %v", text.S, err)
	}
	letter.Name = "nothing.txt"
	if _, err := letter.Make(w.Site); !errors.Is(err, i18n.ErrNoLetter) {
		t.Errorf("a letter that nobody has: %v, want ErrNoLetter", err)
	}
}

func TestLetterWithoutList(t *testing.T) {
	w := sitetest.New(t)
	w.Write(t, "templates/site/en/probe.txt", []byte("100%% of\n%(n)s\n"))
	for _, tt := range []struct {
		letter i18n.Letter
		want   string
	}{
		{i18n.Letter{Name: "probe.txt", Vars: i18n.Vars{"n": "us"}}, "100% of us\n"},
		{i18n.Letter{Name: "probe.txt", Vars: i18n.Vars{"n": "us"}, Raw: true}, "100% of\nus\n"},
		{i18n.Letter{Name: "probe.txt"}, "100%% of %(n)s\n"},
		{i18n.Letter{Name: "probe.txt", Vars: i18n.Vars{}, Lang: "xx"}, "100% of %(n)s\n"},
	} {
		if got, err := tt.letter.Make(w.Site); err != nil || got.S != tt.want {
			t.Errorf("%+v: %q, %v; want %q", tt.letter, got.S, err, tt.want)
		}
	}
}

// A unicode variable in a template with other bytes than ASCII makes the
// letter unicode, by the charset of the template's language.
func TestLetterCharset(t *testing.T) {
	w := sitetest.New(t)
	w.Write(t, "templates/fr/probe.txt", []byte("d\xe9j\xe0 %(name)s\n"))
	letter := i18n.Letter{Name: "probe.txt", Lang: "fr", Vars: i18n.Vars{"name": pyvalue.Unicode("Zoé")}}
	if got, err := letter.Make(w.Site); err != nil || got != (i18n.Text{S: "déjà Zoé\n", Unicode: true}) {
		t.Errorf("%+v, %v", got, err)
	}
	letter.Vars["name"] = "Zo\xe9"
	if got, err := letter.Make(w.Site); err != nil || got != (i18n.Text{S: "d\xe9j\xe0 Zo\xe9\n"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if w.Log.String() != "" {
		t.Errorf("log is %q", w.Log)
	}
	// Bytes and unicode that can't meet: the template as it is.
	letter.Vars["other"] = pyvalue.Unicode("x")
	w.Write(t, "templates/fr/probe.txt", []byte("d\xe9j\xe0 %(name)s %(other)s\n"))
	if got, err := letter.Make(w.Site); err != nil || got != (i18n.Text{S: "d\xe9j\xe0 %(name)s %(other)s\n"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if !strings.HasPrefix(w.Log.String(), "error: broken template: "+w.Path("templates/fr/probe.txt")+"\n") {
		t.Errorf("log is %q", w.Log)
	}
}

func TestUnreadableTemplate(t *testing.T) {
	w := sitetest.New(t)
	w.Write(t, "templates/site/en/probe.txt/x", nil) // a directory
	if _, err := (i18n.Letter{Name: "probe.txt"}).Make(w.Site); err == nil || errors.Is(err, i18n.ErrNoLetter) {
		t.Errorf("error is %v, want one of the file system", err)
	}
}

// variables are, for each letter that mmrun may have to write, those that Mailman's
// code gives to it and that Mailman's own template of the name uses (templates/en).
var variables = map[string]string{
	"adminaddrchgack.txt":     "listname name newaddr oldaddr",
	"adminsubscribeack.txt":   "listname member whence",
	"adminunsubscribeack.txt": "listname member whence",
	"bounce.txt":              "addr but did listname negative owneraddr reenable",
	"checkdbs.txt":            "adminDB count host_name real_name",
	"cronpass.txt":            "exreq hostname owner useraddr",
	"disabled.txt":            "confirmurl listname noticesleft optionsurl owneraddr password reason",
	"help.txt":                "adminaddr commands listinfo_url listname requestaddr version",
	"invite.txt":              "confirmurl cookie email hostname listname listowner requestaddr",
	"masthead.txt":            "got_list_email got_listinfo_url got_owner_email got_request_email real_name",
	"newlist.txt":             "admin_url listinfo_url listname password requestaddr siteowner",
	"nomoretoday.txt":         "listname num owneremail sender",
	"postack.txt":             "listinfo_url listname optionsurl subject",
	"postauth.txt":            "admindb_url hostname listname reason sender subject",
	"postheld.txt":            "confirmurl listname reason subject",
	"probe.txt":               "address listname optionsurl owneraddr",
	"refuse.txt":              "adminaddr listname reason request",
	"subauth.txt":             "admindb_url hostname listname username",
	"subscribeack.txt":        "emailaddr host_name listinfo_url optionsurl password real_name umbrella welcome",
	"unsub.txt":               "confirmurl cookie email listaddr listadmin listname remote requestaddr",
	"unsubauth.txt":           "admindb_url hostname listname username",
	"userpass.txt":            "fqdn_lname listname options_url owneraddr password requestaddr user",
	"verify.txt":              "confirmurl cookie email listaddr listadmin listname remote requestaddr",
}

// TestOwnLetters: there is a letter of our own for each that mmrun may have to write and
// no other, and it tells what Mailman's tells: it has the same variables, and can be made
// from them.
func TestOwnLetters(t *testing.T) {
	paths, err := fs.Glob(letters.FS, "en/*")
	if err != nil {
		t.Fatal(err)
	}
	used := make(map[string]string)
	for _, p := range paths {
		data, err := letters.FS.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		names := variablesOf(string(data))
		used[path.Base(p)] = strings.Join(names, " ")
		vars := i18n.Vars{}
		for _, name := range names {
			vars[name] = 1
		}
		text, err := i18n.Interpolate(i18n.Text{S: string(data)}, vars)
		if err != nil || !strings.HasSuffix(text.S, "\n") || strings.Contains(text.S, "%(") {
			t.Errorf("%s becomes %q, %v; want a text that ends with a line, with all variables in it", p, text.S, err)
		}
	}
	if diff := cmp.Diff(variables, used); diff != "" {
		t.Errorf("variables of the letters (-Mailman's +ours):\n%s", diff)
	}
}

// variablesOf are the names of the variables in a letter, sorted, each once.
func variablesOf(letter string) []string {
	names := make(map[string]bool)
	for _, m := range regexp.MustCompile(`%\((\w+)\)[sd]`).FindAllStringSubmatch(letter, -1) {
		names[m[1]] = true
	}
	return slices.Sorted(maps.Keys(names))
}
