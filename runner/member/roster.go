// SPDX-License-Identifier: GPL-2.0-or-later

// Package member has a list's members: their addresses, passwords, names, languages and
// options, whether mail is sent to them and what their bounces were. It answers to
// Mailman/MemberAdaptor.py, OldStyleMemberships.py and, of Bouncer.py, the class
// _BounceInfo.
//
// Of a member whose address in lower case is KEY the list's attributes are
//
//	members[KEY] or digest_members[KEY]  the address, or 0 where it is KEY
//	passwords[KEY], language[KEY]        texts
//	usernames[KEY]                       a str or unicode, if there is a name
//	user_options[KEY]                    bits, see Option; none for 0
//	topics_userinterest[KEY]             names of topics; none for all
//	delivery_status[KEY]                 (Status, time); none for Enabled
//	bounce_info[KEY]                     see BounceInfo; none without bounces
//
// A change needs the list's lock, and is on the disk when the list is saved.
package member

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist"
)

// ErrNotMember is Errors.NotAMemberError.
var ErrNotMember = errors.New("not a member")

// Option is a bit in a member's options (Defaults.py, user_options).
type Option int

// The options of a member. Digests is not kept as a bit: it says in which
// dict the member is.
const (
	Digests                  Option = 0
	DisableDelivery          Option = 1 // only in old lists, see DeliveryStatus
	DontReceiveOwnPosts      Option = 2
	AcknowledgePosts         Option = 4
	DisableMime              Option = 8
	ConcealSubscription      Option = 16
	SuppressPasswordReminder Option = 32
	ReceiveNonmatchingTopics Option = 64
	Moderate                 Option = 128
	DontReceiveDuplicates    Option = 256
)

// Status says whether mail is sent to a member, and if not, why
// (MemberAdaptor.py).
type Status int

// The reasons why delivery to a member is disabled.
const (
	Enabled  Status = 0
	Unknown  Status = 1 // disabled before Mailman 2.1
	ByUser   Status = 2
	ByAdmin  Status = 3
	ByBounce Status = 4
)

// Roster is the members of a list: a view of its attributes.
type Roster struct{ list *mlist.List }

// Of is the roster of a list.
func Of(l *mlist.List) Roster { return Roster{l} }

// All are the lower-cased addresses of all members, those with regular
// delivery first (getMembers).
func (r Roster) All() []string { return append(r.Regular(), r.Digest()...) }

// Regular are the members that get each post (getRegularMemberKeys).
func (r Roster) Regular() []string { return mlist.TextKeys(r.list.Dict("members")) }

// Digest are the members that get digests (getDigestMemberKeys).
func (r Roster) Digest() []string { return mlist.TextKeys(r.list.Dict("digest_members")) }

// Has tells whether an address is a member's. As in all methods that take a member's
// address, case does not matter.
func (r Roster) Has(addr string) bool {
	_, ok := r.CPAddress(addr)
	return ok
}

// CPAddress is the address of a member with its case preserved
// (getMemberCPAddress).
func (r Roster) CPAddress(addr string) (string, bool) {
	key := pyvalue.Str(pystr.Lower(addr))
	for _, attr := range []string{"members", "digest_members"} {
		if v, ok := r.list.Dict(attr).Get(key); ok {
			if s, ok := v.(pyvalue.Str); ok {
				return string(s), true
			}
			return string(key), true // 0 stands for an address without upper case
		}
	}
	return "", false
}

// Password is a member's password in clear (getMemberPassword).
func (r Roster) Password(addr string) (string, bool) {
	return pyvalue.AsString(r.list.Dict("passwords").GetStr(pystr.Lower(addr)))
}

// Authenticate tells whether a password is a member's own; an empty one never is
// (SecurityManager.py: Authenticate, for AuthUser).
func (r Roster) Authenticate(addr, password string) bool {
	secret, ok := r.Password(addr)
	return ok && password != "" && subtle.ConstantTimeCompare([]byte(secret), []byte(password)) == 1
}

// Language is a member's language if the list offers it, else the
// list's, as for an address that is no member's (getMemberLanguage).
func (r Roster) Language(addr string) string {
	lang, ok := pyvalue.AsString(r.list.Dict("language").GetStr(pystr.Lower(addr)))
	if ok && slices.Contains(r.list.AvailableLanguages(), lang) {
		return lang
	}
	if !ok {
		r.list.AvailableLanguages() // Mailman asks for these too, which may change the list
	}
	return r.list.PreferredLanguage()
}

// Name is a member's real name (getMemberName): a Str or Unicode, or nil
// where none is known. ok is false for an address that is no member's.
func (r Roster) Name(addr string) (v pyvalue.Value, ok bool) {
	if !r.Has(addr) {
		return nil, false
	}
	return r.list.Dict("usernames").GetStr(pystr.Lower(addr)), true
}

// Option tells whether a member has an option set, false for an
// address that is no member's (getMemberOption).
func (r Roster) Option(addr string, o Option) bool {
	key := pyvalue.Str(pystr.Lower(addr))
	switch regular := r.list.Dict("members").Has(key); {
	case o == Digests:
		return !regular && r.list.Dict("digest_members").Has(key)
	case !regular && !r.Has(addr):
		return false
	}
	return r.optionBits(key)&o != 0
}

func (r Roster) optionBits(key pyvalue.Str) Option {
	v, _ := r.list.Dict("user_options").Get(key)
	return Option(mlist.Integer(v))
}

// DeliveryStatus tells whether a member gets mail (getDeliveryStatus). An
// address that is no member's has none: ErrNotMember.
func (r Roster) DeliveryStatus(addr string) (Status, error) {
	if !r.Has(addr) {
		return Enabled, fmt.Errorf("delivery status of %s: %w", addr, ErrNotMember)
	}
	if t := r.deliveryEntry(addr); len(t) > 0 {
		return Status(mlist.Integer(t[0])), nil
	}
	return Enabled, nil
}

// DeliveryStatusTime is when delivery to a member was disabled, in seconds
// since the epoch, 0 where it is enabled (getDeliveryStatusChangeTime).
func (r Roster) DeliveryStatusTime(addr string) float64 {
	if t := r.deliveryEntry(addr); len(t) > 1 {
		f, _ := pyvalue.AsFloat(t[1])
		return f
	}
	return 0
}

// deliveryEntry is the tuple (status, time) of a member, nil where mail flows.
func (r Roster) deliveryEntry(addr string) []pyvalue.Value {
	return pyvalue.Items(r.list.Dict("delivery_status").GetStr(pystr.Lower(addr)))
}
