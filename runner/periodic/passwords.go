// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// passwords is the letter that reminds somebody of the passwords for the lists of a host.
type passwords struct {
	host        string
	addr        string // the address in lower case
	memberships []listPassword
}

// listPassword is what the letter says of a list.
type listPassword struct{ list, password, url, lang string }

// key tells this letter from all others of the same run.
func (p *passwords) key() string { return p.host + " " + p.addr }

// send queues the letter, with the change of the site list.
func (p *passwords) send(s *site.Site, c *mlist.Change) error {
	lang := p.language()
	t := i18n.For(s, lang)
	text, err := p.text(s, t, lang)
	if err != nil {
		return err
	}
	m := notice.User{
		Recipients: []string{p.addr}, Sender: s.SiteAddress(p.host, "owner"), Text: text, Lang: lang,
		Subject: t.T("%(host)s mailing list memberships reminder", i18n.Vars{"host": p.host}),
	}.Message(s)
	m.Add("X-No-Archive", "yes")
	m.Del("auto-submitted")
	m.Add("Auto-Submitted", "auto-generated")
	verp, _ := s.Settings.Value("VERP_PASSWORD_REMINDERS")
	return notice.Send(s, c, m,
		queue.With("errorsto", pyvalue.Str(s.SiteAddress(p.host, "bounces"))),
		queue.With("_nolist", int64(1)),
		queue.With("verp", mlist.FromSetting(verp)))
}

// text is the letter's text: the template, and behind it a table, which is not filled.
// Bytes that mean nothing in the charset of the language become question marks.
func (p *passwords) text(s *site.Site, t i18n.Translator, lang string) (i18n.Text, error) {
	text, err := i18n.Letter{Name: "cronpass.txt", Lang: lang, Vars: i18n.Vars{
		"hostname": p.host, "useraddr": p.addr,
		"exreq": s.SiteAddress(p.host, "request"), "owner": s.SiteAddress(p.host, "owner"),
	}}.Make(s)
	if err != nil {
		return text, err
	}
	cs := s.CharsetOf(lang)
	head := fmt.Sprintf("%s %s\n%-40s %-10s\n", padded(t.T("List", nil), 40), padded(t.T("Password // URL", nil), 10), "----", "--------")
	table := i18n.Text{S: head + p.table()}
	return i18n.Text{S: text.UTF8(cs) + table.UTF8(cs), Unicode: true}, nil
}

// table has a line or two for each list.
func (p *passwords) table() string {
	var rows []string
	for _, m := range p.memberships {
		gap := "\n           "
		list := m.list
		if len(list) <= 39 {
			gap, list = " ", padded(list, 40)
		}
		rows = append(rows, list+gap+padded(m.password, 10)+"\n"+m.url+"\n")
	}
	return strings.Join(rows, "\n")
}

// padded fills a text with blanks to so many bytes, as Python does with a str.
func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-len(text)))
}

// language is what most of the memberships are in; of several the one that Python's dict
// has first.
func (p *passwords) language() string {
	counts := new(pyvalue.Dict)
	for _, m := range p.memberships {
		n, _ := pyvalue.AsInt(counts.GetStr(m.lang))
		counts.SetStr(m.lang, n+1)
	}
	lang, most := "", int64(0)
	for _, entry := range counts.HashOrder() {
		if n, _ := pyvalue.AsInt(entry.Value); n > most {
			lang, _ = pyvalue.AsString(entry.Key)
			most = n
		}
	}
	return lang
}
