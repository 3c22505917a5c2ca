// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"errors"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/markup"
)

// LowerDomain returns an address with its domain in lower case (Utils.py:
// LCDomain).
func LowerDomain(addr string) string {
	i := strings.IndexByte(addr, '@')
	if i < 0 {
		return addr
	}
	return addr[:i+1] + pystr.Lower(addr[i+1:])
}

var (
	// ErrBadAddress is Errors.MMBadEmailError: it is no qualified address.
	ErrBadAddress = errors.New("not an email address")
	// ErrHostileAddress is Errors.MMHostileAddress: it has characters in it that
	// are dangerous somewhere.
	ErrHostileAddress = errors.New("not a safe email address")
)

// MaxAddress is how long an address can be, in bytes: the longest line of a header (RFC
// 5322 2.1.1). Mail servers take much less (RFC 5321 4.5.3.1.3). A mail can claim to
// come from a longer one, which is neither answered nor kept.
const MaxAddress = 998

// CheckAddress tells what is wrong with an address (Utils.py: ValidateEmail):
// ErrBadAddress where it is not qualified or too long, ErrHostileAddress where it has
// characters that are dangerous somewhere.
func CheckAddress(addr string) error {
	if addr == "" || len(addr) > MaxAddress || strings.Contains(addr, " ") {
		return ErrBadAddress
	}
	for i := range len(addr) {
		if c := addr[i]; c < ' ' || c >= 0x7f || strings.IndexByte(`][()<>|:;^,\"\`, c) >= 0 {
			return ErrHostileAddress
		}
	}
	at := strings.IndexByte(addr, '@')
	if at < 1 {
		return ErrBadAddress
	}
	labels := strings.Split(addr[at+1:], ".")
	if len(labels) < 2 {
		return ErrBadAddress
	}
	if !slices.ContainsFunc(labels, func(label string) bool { return !validLabel(label) }) {
		return nil
	}
	return ErrHostileAddress
}

// ValidAddress tells whether nothing is wrong with an address.
func ValidAddress(addr string) bool { return CheckAddress(addr) == nil }

func validLabel(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !isAlnum(c) && (c != '-' || i == 0) {
			return false
		}
	}
	return s != ""
}

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// Address is NAME-extra@host_name, or NAME@host_name where extra is ""
// (MailList.py: getListAddress).
func (l *List) Address(extra string) string {
	if extra != "" {
		extra = "-" + extra
	}
	return l.name + extra + "@" + l.HostName()
}

// PostingAddress is where posts go to (GetListEmail).
func (l *List) PostingAddress() string { return l.Address("") }

// BouncesAddress is what mail to the members comes back to (GetBouncesEmail).
func (l *List) BouncesAddress() string { return l.Address("bounces") }

// OwnerAddress reaches the owners and moderators (GetOwnerEmail).
func (l *List) OwnerAddress() string { return l.Address("owner") }

// RequestAddress is where email commands go to (GetRequestEmail without a
// cookie).
func (l *List) RequestAddress() string { return l.Address("request") }

// ConfirmationAddress is where the answer to a confirmation goes to
// (GetRequestEmail with a cookie): a VERPed one with VERP_CONFIRMATIONS.
func (l *List) ConfirmationAddress(cookie string) string {
	if cookie == "" || !l.env.Settings.Bool("VERP_CONFIRMATIONS") {
		return l.RequestAddress()
	}
	return expand(l.env.Settings.Str("VERP_CONFIRM_FORMAT"),
		map[string]string{"addr": l.name + "-confirm", "cookie": cookie}) + "@" + l.HostName()
}

// ProbeAddress is the sender of a probe message, to which it comes back
// (Deliverer.py: sendProbe).
func (l *List) ProbeAddress(token string) string {
	return expand(l.env.Settings.Str("VERP_PROBE_FORMAT"),
		map[string]string{"bounces": l.name + "-bounces", "token": token}) + "@" + l.HostName()
}

// expand puts variables into a setting that is a format: %(name)s and %%.
func expand(format string, vars map[string]string) string {
	pairs := []string{"%%", "%"}
	for name, v := range vars {
		pairs = append(pairs, "%("+name+")s", v)
	}
	return strings.NewReplacer(pairs...).Replace(format)
}

// MemberAdminAddress is where what concerns a membership is sent to
// (GetMemberAdminEmail): the member, or on an umbrella list, whose members
// are lists, the people who run that list.
func (l *List) MemberAdminAddress(member string) string {
	if !l.Bool("umbrella_list") {
		return member
	}
	account, host, ok := strings.Cut(member, "@")
	if !ok {
		return member
	}
	return account + l.Str("umbrella_member_suffix") + "@" + host
}

// ScriptURL is the address of one of the list's web pages (GetScriptURL). It
// is absolute always: the relative form is for pages that a web server asked
// for.
func (l *List) ScriptURL(target string, absolute bool) string {
	return l.Str("web_page_url") + target + l.env.Settings.Str("CGIEXT") + "/" + l.name
}

// OptionsURL is the address of a member's page of options
// (GetOptionsURL(addr, obscure=0, absolute)).
func (l *List) OptionsURL(addr string, absolute bool) string {
	return l.ScriptURL("options", absolute) + "/" + markup.QuoteURL(pystr.Lower(addr))
}

// ObscuredOptionsURL is GetOptionsURL(addr, obscure=1, absolute).
func (l *List) ObscuredOptionsURL(addr string, absolute bool) string {
	return l.OptionsURL(ObscureAddress(addr), absolute)
}

// ObscureAddress hides an address from those who collect them (Utils.py:
// ObscureEmail).
func ObscureAddress(addr string) string { return strings.ReplaceAll(addr, "@", "--at--") }

// hasSchemeAndHost tells whether urlparse finds both in a URL.
func hasSchemeAndHost(url string) bool {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok || scheme == "" {
		return false
	}
	for i := range len(scheme) {
		if c := scheme[i]; !isAlnum(c) && strings.IndexByte("+-.", c) < 0 {
			return false
		}
	}
	return rest != "" && strings.IndexByte("/?#", rest[0]) < 0
}
