// SPDX-License-Identifier: GPL-2.0-or-later

package member_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/site/sitetest"
)

// TestMembers plays a script of changes and compares the list with what
// Mailman's own code made of the same list by the same script.
func TestMembers(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/members.txtar")
	if err != nil {
		t.Fatal(err)
	}
	section := make(map[string]string)
	for _, f := range ar.Files {
		section[f.Name] = string(f.Data)
	}
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Lock(t, "test")
	var answers strings.Builder
	for line := range strings.Lines(section["script"]) {
		f := strings.Fields(line)
		answer, err := play(l, f)
		if err != nil {
			answer = "error " + f[0] + " " + f[1]
		}
		if answer != "" {
			answers.WriteString(answer + "\n")
		}
	}
	if diff := cmp.Diff(section["answers"], answers.String()); diff != "" {
		t.Errorf("answers (-Mailman +here):\n%s", diff)
	}
	if err := l.Save(); err != nil {
		t.Fatal(err)
	}
	var attrs []string
	for line := range strings.Lines(section["list"]) {
		attr, _, _ := strings.Cut(line, " ")
		attrs = append(attrs, attr)
	}
	if diff := cmp.Diff(section["list"], sitetest.Show(w.Open(t, "test").Attrs, attrs...)); diff != "" {
		t.Errorf("list (-Mailman +here):\n%s", diff)
	}
}

// play does one line of the script.
func play(l *mlist.List, f []string) (answer string, err error) {
	number := func(i int) int { n, _ := strconv.Atoi(f[i]); return n }
	switch f[0] {
	case "add":
		return "", member.Of(l).Add(member.NewMember{Address: f[1], Digest: f[2] == "1", Password: f[3], Language: f[4],
			Name: pyvalue.Str(strings.Join(f[5:], " "))})
	case "remove":
		return "", member.Of(l).Remove(f[1])
	case "change":
		return "", member.Of(l).ChangeAddress(f[1], f[2], f[3] == "1")
	case "opt":
		return "", member.Of(l).SetOption(f[1], member.Option(number(2)), f[3] == "1")
	case "status":
		return "", member.Of(l).SetDeliveryStatus(f[1], member.Status(number(2)))
	case "name":
		setMember(l, "usernames", f[1], pyvalue.Str(f[2]))
		return "", nil
	case "topics":
		setMember(l, "topics_userinterest", f[1], pyvalue.Strings(f[2:]...))
		return "", nil
	case "password":
		return "", member.Of(l).SetPassword(f[1], f[2])
	case "lang":
		setMember(l, "language", f[1], pyvalue.Str(f[2]))
		return "lang " + member.Of(l).Language(f[1]), nil
	case "show":
		cp, _ := member.Of(l).CPAddress(f[1])
		status, err := member.Of(l).DeliveryStatus(f[1])
		name, _ := member.Of(l).Name(f[1])
		return strings.TrimSpace(fmt.Sprintln("show", cp, status, pyvalue.Text(name), member.Of(l).Option(f[1], member.Digests),
			member.Of(l).Option(f[1], member.DontReceiveDuplicates), member.Of(l).Option(f[1], member.DisableMime),
			member.Of(l).Language(f[1]), l.OptionsURL(f[1], true),
			pyvalue.Texts(l.Dict("topics_userinterest").GetStr(pystr.Lower(f[1]))))), err
	case "addr":
		return strings.TrimSpace(fmt.Sprintln("addr", l.PostingAddress(), l.BouncesAddress(), l.OwnerAddress(), l.RequestAddress(),
			l.ConfirmationAddress("abc"), l.ScriptURL("admin", true), l.MemberAdminAddress(f[1]))), nil
	case "valid":
		return strings.TrimSpace(fmt.Sprintln("valid", f[1], mlist.ValidAddress(f[1]))), nil
	}
	return "unknown line " + f[0], nil
}

// setMember sets what only the web pages set of a member; no topics are none.
func setMember(l *mlist.List, attr, addr string, v pyvalue.Value) {
	key := pyvalue.Str(pystr.Lower(addr))
	if !pyvalue.Truth(v) {
		l.Dict(attr).Delete(key)
		return
	}
	l.DictToWrite(attr).Set(key, v)
}

// Who changes an address to that of another member would lose a member in
// Mailman, where the exception comes between removing and adding.
func TestChangeAddressToMember(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Lock(t, "test")
	if err := member.Of(l).ChangeAddress("anne@example.com", "Bart@example.org", false); !errors.Is(err, member.ErrAlreadyMember) {
		t.Errorf("error is %v, want ErrAlreadyMember", err)
	}
	if !member.Of(l).Has("anne@example.com") || !member.Of(l).Has("bart@example.org") {
		t.Error("a member was lost")
	}
}

func TestMemberLanguage(t *testing.T) {
	languages := new(pyvalue.Dict)
	for addr, lang := range map[string]string{"anne@example.com": "fr", "bart@example.org": "de", "cate@example.net": "xx"} {
		languages.SetStr(addr, pyvalue.Str(lang))
	}
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"preferred_language": pyvalue.Str("ja"), "language": languages,
		"available_languages": pyvalue.Strings("ja", "fr", "xx"),
	})
	l := w.Open(t, "test")
	for addr, want := range map[string]string{
		"Anne@example.com": "fr", // offered
		"bart@example.org": "ja", // not offered by the list
		"cate@example.net": "ja", // not known to the site
		"who@example.com":  "ja", // no member
	} {
		if got := member.Of(l).Language(addr); got != want {
			t.Errorf("language of %s is %s, want %s", addr, got, want)
		}
	}
	// The look changed the list, as in Mailman.
	if got, want := l.Strs("available_languages"), []string{"ja", "fr", "xx", "en"}; !cmp.Equal(got, want) {
		t.Errorf("available_languages is %v, want %v", got, want)
	}
}

func TestUnlockedListDoesNotChange(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Open(t, "test")
	const anne = "anne@example.com"
	for what, err := range map[string]error{
		"AddMember":         member.Of(l).Add(member.NewMember{Address: "new@example.com"}),
		"RemoveMember":      member.Of(l).Remove(anne),
		"SetMemberPassword": member.Of(l).SetPassword(anne, "x"),
		"SetMemberOption":   member.Of(l).SetOption(anne, member.Moderate, true),
		"SetDeliveryStatus": member.Of(l).SetDeliveryStatus(anne, member.ByUser),
		"SetBounceInfo":     member.Of(l).SetBounceInfo(anne, nil),
		"Save":              l.Save(),
	} {
		if !errors.Is(err, mlist.ErrNotLocked) {
			t.Errorf("%s: %v, want ErrNotLocked", what, err)
		}
	}
}

func TestRandomPassword(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	w.Set("MEMBER_PASSWORD_LENGTH", int64(25))
	w.Set("USER_FRIENDLY_PASSWORDS", true)
	p := member.Of(w.Open(t, "test")).RandomPassword()
	if len(p) != 25 || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz") != "" {
		t.Errorf("friendly password %q, want 25 letters", p)
	}
	for i := 0; i+2 <= len(p); i += 2 {
		if strings.ContainsAny(p[i:i+1], "aeiou") == strings.ContainsAny(p[i+1:i+2], "aeiou") {
			t.Errorf("%q in %q can't be said", p[i:i+2], p)
		}
	}
	w.Set("USER_FRIENDLY_PASSWORDS", false)
	if q := member.Of(w.Open(t, "test")).RandomPassword(); len(q) != 25 || q == p {
		t.Errorf("secure password %q", q)
	}
}
