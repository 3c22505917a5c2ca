// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/admin/listconfig"
	"mmgen/runner/site/sitetest"
)

// What a value becomes in the list, and whether something is said of it, are what Mailman
// 2.1.39 answers (bin/config_list).
func TestInput(t *testing.T) {
	for _, tt := range []struct {
		name, value, want string
		said              bool
	}{
		{"archive", `'1'`, `True`, false},
		{"archive", `True`, `True`, false},
		{"archive", `9`, `9`, false},
		{"advertised", `1`, `1`, false},
		{"archive_private", `1.7`, `1`, false},
		{"archive", `'x'`, `True`, true},
		{"max_message_size", `2.5`, `2.5`, false},
		{"max_message_size", `' 7 '`, `7`, false},
		{"max_message_size", `'1e3'`, `1000.0`, false},
		{"max_message_size", `-1`, `40`, false},
		{"max_message_size", `'nan?'`, `40`, true},
		{"owner", `'a@x.de\n\n b@x.de '`, `['a@x.de', 'b@x.de']`, false},
		{"owner", `['nonsense']`, `['nonsense']`, false},
		{"owner", `'nonsense'`, `['owner@example.com']`, true},
		{"ban_list", `'^x.*@y$'`, `['^x.*@y$']`, false},
		{"ban_list", `'^('`, `[]`, true},
		{"ban_list", `'@other'`, `[]`, true},
		{"accept_these_nonmembers", `'@other'`, `['@other']`, false},
		{"accept_these_nonmembers", `'@test'`, `[]`, true},
		{"regular_include_lists", `'TEST@lists.example.com'`, `[]`, true},
		{"reply_to_address", `'x y'`, `''`, true},
		{"reply_to_address", `''`, `''`, false},
		{"real_name", `'TEST'`, `'TEST'`, false},
		{"real_name", `'Other'`, `'Test'`, true},
		{"host_name", `'x..y'`, `'lists.example.com'`, true},
		{"host_name", `'x.example'`, `'x.example'`, false},
		{"admin_member_chunksize", `0`, `30`, true},
		{"admin_member_chunksize", `2.0`, `30`, true},
		{"new_member_options", `1023`, `511`, false},
		{"new_member_options", `[16]`, `16`, false},
		{"subject_prefix", `'[&eacute;&lt;&euro;&#8364;&#x41;&no;&;&amp] '`, `u'[\xe9<&#8364;\u20ac&#x41;?&;&amp] '`, false},
		{"info", `'<b onClick=x>'`, `''`, true},
		{"info", `'&#111;nload'`, `''`, true},
		{"info", `'<b>fine</b> onloading'`, `'<b>fine</b> onloading'`, false},
		{"info", `'<LINK rel="SHORTCUT ICON" href="<mm-favicon>">'`, `'<LINK rel="SHORTCUT ICON" href="<mm-favicon>">'`, false},
		{"info", `'on\x01load'`, `''`, true},
		{"subscribe_policy", `3`, `3`, false},
		{"msg_footer", `'%(real_name) %(host_name)s 100%'`, `'%(real_name)s %(host_name)s 100%%'`, true},
		{"msg_footer", `'%(user_name)s %(nix)s'`, `'%(user_name)s %(nix)s'`, true},
		{"msg_footer", `'$x ${y}'`, `'%(x)s %(y)s'`, true},
		{"autoresponse_admin_text", `'%(listurl)s%%'`, `'%(listurl)s%%'`, false},
		{"bounce_info_stale_after", `'9'`, `777600`, false},
		{"bounce_score_threshold", `3`, `3.0`, false},
		{"bounce_you_are_disabled_warnings", `2.9`, `2`, false},
		{"filter_mime_types", `'Text/HTML\nimage\n\na/b/c\n/x'`, `['text/html', 'image']`, true},
		{"pass_filename_extensions", `'EXE\n Bat \r\n'`, `['exe', 'bat']`, false},
		{"topics", `[('a', 'b', 'c', False)]`, `[('a', 'b', 'c', False)]`, false},
		{"description", `'caf\xe9'`, `'caf\xe9'`, false},
	} {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", nil)
			reports, err := listconfig.Input(t.Context(), w.Site, "test", []byte(tt.name+" = "+tt.value+"\n"), false)
			if err != nil {
				t.Fatal(err)
			}
			said := slices.ContainsFunc(reports, func(r listconfig.Report) bool { return !r.Verbose })
			if got := pyvalue.Repr(w.Open(t, "test").Value(tt.name)); got != tt.want || said != tt.said {
				t.Errorf("got %s, want %s; said %v", got, tt.want, reports)
			}
		})
	}
}

// A value with which Mailman would break off, or the list's posts would fail, is invalid,
// and the others are set.
func TestInputWrongTypes(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	bad := []string{
		"description = 5", "archive = None", "owner = ('a@example.com',)", "filter_mime_types = ['a/b']",
		"header_filter_rules = 'x'", "topics = [('a', 'b')]", "max_message_size = []", "available_languages = 7",
	}
	reports, err := listconfig.Input(t.Context(), w.Site, "test", []byte(strings.Join(bad, "\n")+"\nmax_days_to_hold = 3\n"), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range bad {
		name, _, _ := strings.Cut(line, " ")
		if !slices.Contains(reports, listconfig.Report{Text: "Invalid value for property: " + name}) {
			t.Errorf("nothing is said of %s", line)
		}
	}
	if got := w.Open(t, "test").Int("max_days_to_hold"); got != 3 {
		t.Errorf("max_days_to_hold is %d", got)
	}
}

// A value that is not a literal is refused with its line, before anything is set.
func TestInputCode(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	for text, want := range map[string]string{
		"archive = 0\nimport os":           "line 2: only NAME = VALUE",
		"archive = 0\nif 1: archive = 1":   "line 2: only NAME = VALUE",
		"archive = 0\narchive = not 1":     "line 2: the value must be a literal",
		"archive = 0\nowner = mlist.owner": "line 2: the value must be a literal",
		"archive = 0\nmlist.Save()":        "line 2: the value must be a literal",
		"archive = 0\nx = {[]: 1}":         "line 2: a list can't be the key",
		"archive = 0\n archive = 1":        "line 2: IndentationError",
	} {
		if _, err := listconfig.Input(t.Context(), w.Site, "test", []byte(text), false); !errors.Is(err, listconfig.ErrFile) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if !w.Open(t, "test").Bool("archive") {
		t.Error("the list was changed")
	}
}

// What Write writes Input reads, and it is the same list again; so does Set with what Text
// writes. Backslashes, quotation marks and letters of the list's charset survive.
func TestRoundTrip(t *testing.T) {
	for lang, letters := range map[string]string{"en": "plain", "fr": "\xe9\xe0", "ja": "\xc6\xfc\xcb\xdc"} {
		t.Run(lang, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{
				"preferred_language":  pyvalue.Str(lang),
				"available_languages": pyvalue.Strings(lang, "en"),
				"description":         pyvalue.Str(letters + ` \b "q" 'q'`),
				"acceptable_aliases":  pyvalue.Str("^a\\b\n" + letters + "\\\"\"\"\n'''"),
				"info":                pyvalue.Str("not of any charset: \xff\xfe"),
				"subject_prefix":      pyvalue.Unicode("[é] "),
				"ban_list":            pyvalue.Strings(`^.*\d+@example\.com$`),
				"topics":              pyvalue.NewList(pyvalue.NewTuple(pyvalue.Str("a"), pyvalue.Str(`b\d`), pyvalue.Str("c"), false)),
			})
			var file bytes.Buffer
			if err := listconfig.Write(&file, w.Site, "test"); err != nil {
				t.Fatal(err)
			}
			values, err := listconfig.Values(w.Site, "test", nil)
			if err != nil {
				t.Fatal(err)
			}
			before := shown(t, w, "test")
			w.AddList(t, "copy", map[string]pyvalue.Value{"preferred_language": pyvalue.Str(lang)})
			if _, err := listconfig.Input(t.Context(), w.Site, "copy", file.Bytes(), false); err != nil {
				t.Fatal(err)
			}
			if got := shown(t, w, "copy"); got != before {
				t.Errorf("by a file: got\n%s\nwant\n%s", got, before)
			}
			w.AddList(t, "again", nil)
			var settings []listconfig.Setting
			for _, v := range values {
				if v.Name != "real_name" {
					settings = append(settings, listconfig.Setting{Name: v.Name, Value: v.Text()})
				}
			}
			if _, err := listconfig.Set(t.Context(), w.Site, "again", settings); err != nil {
				t.Fatal(err)
			}
			if got := shown(t, w, "again"); got != before {
				t.Errorf("by a command line: got\n%s\nwant\n%s", got, before)
			}
		})
	}
}

// shown are the values of all attributes but the name of the list. A number and the truth
// that equals it are one, and the end of a text's last line is lost, as config_list has it.
func shown(t *testing.T, w *sitetest.World, list string) string {
	t.Helper()
	values, err := listconfig.Values(w.Site, list, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, v := range values {
		if text := v.Text(); v.Name != "real_name" {
			text = strings.NewReplacer("= True\n", "= 1\n", "= False\n", "= 0\n", `\n'`+"\n", "'\n").Replace("= " + text + "\n")
			b.WriteString(v.Name + " " + text)
		}
	}
	return b.String()
}

// One attribute that can't be set keeps the others from being set.
func TestSetAllOrNothing(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	for _, bad := range []listconfig.Setting{
		{Name: "nosuch", Value: "1"}, {Name: "archive", Value: "2"}, {Name: "subscribe_policy", Value: "0"},
		{Name: "topics", Value: "[('a', '(', '', False)]"}, {Name: "header_filter_rules", Value: "[('a\\n(', 3, False)]"},
		{Name: "ban_list", Value: "['nonsense']"}, {Name: "available_languages", Value: "en,xx"},
		{Name: "reply_goes_to_list", Value: "2"}, {Name: "gateway_to_news", Value: "yes"}, {Name: "password", Value: "x"},
	} {
		_, err := listconfig.Set(t.Context(), w.Site, "test", []listconfig.Setting{{Name: "max_days_to_hold", Value: "9"}, bad})
		if !errors.Is(err, listconfig.ErrValue) && !errors.Is(err, listconfig.ErrNoAttribute) || !strings.Contains(err.Error(), bad.Name) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if got := w.Open(t, "test").Int("max_days_to_hold"); got != 0 {
		t.Errorf("max_days_to_hold is %d", got)
	}
}

// The settings of the site say which attributes and choices there are.
func TestCategories(t *testing.T) {
	w := sitetest.New(t)
	count := func() (categories, attributes int) {
		for _, c := range listconfig.Categories(w.Settings) {
			categories, attributes = categories+1, attributes+len(c.Attributes)
		}
		return
	}
	if c, a := count(); c != 14 || a != 117 {
		t.Errorf("%d categories with %d attributes", c, a)
	}
	w.Set("OWNERS_CAN_ENABLE_PERSONALIZATION", true)
	w.Set("ALLOW_RFC2369_OVERRIDES", false)
	w.Set("ADMIN_CATEGORIES", pyvalue.Strings("nondigest", "general"))
	if c, a := count(); c != 2 || a != 38 {
		t.Errorf("with other settings %d categories with %d attributes", c, a)
	}
}
