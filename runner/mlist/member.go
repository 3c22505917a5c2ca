// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"errors"
	"fmt"
	"slices"

	"mmgen/runner/pickle"
)

// ErrNotMember is Errors.NotAMemberError.
var ErrNotMember = errors.New("not a member")

// Option is a bit in a member's options (Defaults.py, user_options).
type Option int

// The options of a member. Digests is not kept as a bit: it says in which
// dict the member is.
const (
	Digests                  Option = 0
	DisableDelivery          Option = 1 // old lists only, see DeliveryStatus
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

// Members are the lower-cased addresses of all members, those with regular
// delivery first (getMembers).
func (l *List) Members() []string { return append(l.RegularMembers(), l.DigestMembers()...) }

// RegularMembers are the members that get each post (getRegularMemberKeys).
func (l *List) RegularMembers() []string { return textKeys(l.dict("members")) }

// DigestMembers are the members that get digests (getDigestMemberKeys).
func (l *List) DigestMembers() []string { return textKeys(l.dict("digest_members")) }

func textKeys(d *pickle.Dict) []string {
	if d == nil {
		return nil
	}
	keys := make([]string, 0, d.Len())
	for key := range d.All() {
		if s, ok := pickle.AsString(key); ok {
			keys = append(keys, s)
		}
	}
	return keys
}

// IsMember tells whether an address is a member's. Like all that takes a
// member's address it does not mind upper case.
func (l *List) IsMember(addr string) bool {
	_, ok := l.MemberCPAddress(addr)
	return ok
}

// MemberCPAddress is the address of a member with its case preserved
// (getMemberCPAddress).
func (l *List) MemberCPAddress(addr string) (string, bool) {
	key := pickle.Str(Lower(addr))
	for _, attr := range []string{"members", "digest_members"} {
		if v, ok := l.dict(attr).Get(key); ok {
			if s, ok := v.(pickle.Str); ok {
				return string(s), true
			}
			return string(key), true // 0: no upper case in it
		}
	}
	return "", false
}

// MemberPassword is a member's password in clear (getMemberPassword).
func (l *List) MemberPassword(addr string) (string, bool) {
	return pickle.AsString(l.dict("passwords").GetStr(Lower(addr)))
}

// MemberLanguage is a member's language if the list offers it, else the
// list's, also for who is no member (getMemberLanguage).
func (l *List) MemberLanguage(addr string) string {
	lang, ok := pickle.AsString(l.dict("language").GetStr(Lower(addr)))
	if ok && slices.Contains(l.AvailableLanguages(), lang) {
		return lang
	}
	if !ok {
		l.AvailableLanguages() // Mailman looks here too, and a look changes the list
	}
	return l.PreferredLanguage()
}

// MemberName is a member's real name (getMemberName): a Str or Unicode, or nil
// where none is known. ok is false for who is no member.
func (l *List) MemberName(addr string) (v pickle.Value, ok bool) {
	if !l.IsMember(addr) {
		return nil, false
	}
	return l.dict("usernames").GetStr(Lower(addr)), true
}

// MemberOption tells whether a member has an option set, false for who is no
// member (getMemberOption).
func (l *List) MemberOption(addr string, o Option) bool {
	key := pickle.Str(Lower(addr))
	switch regular := l.dict("members").Has(key); {
	case o == Digests:
		return !regular && l.dict("digest_members").Has(key)
	case !regular && !l.IsMember(addr):
		return false
	}
	return l.optionBits(key)&o != 0
}

func (l *List) optionBits(key pickle.Str) Option {
	v, _ := l.dict("user_options").Get(key)
	return Option(integer(v))
}

// MemberTopics are the names of the topics a member wants, none for all
// (getMemberTopics).
func (l *List) MemberTopics(addr string) []string {
	if !l.IsMember(addr) {
		return nil
	}
	return texts(l.dict("topics_userinterest").GetStr(Lower(addr)))
}

// DeliveryStatus tells whether a member gets mail (getDeliveryStatus). Who is
// no member has none: ErrNotMember.
func (l *List) DeliveryStatus(addr string) (Status, error) {
	if !l.IsMember(addr) {
		return Enabled, fmt.Errorf("delivery status of %s: %w", addr, ErrNotMember)
	}
	if t := l.deliveryEntry(addr); len(t) > 0 {
		return Status(integer(t[0])), nil
	}
	return Enabled, nil
}

// DeliveryStatusTime is when delivery to a member was disabled, in seconds
// since the epoch, 0 where it is enabled (getDeliveryStatusChangeTime).
func (l *List) DeliveryStatusTime(addr string) float64 {
	if t := l.deliveryEntry(addr); len(t) > 1 {
		f, _ := pickle.AsFloat(t[1])
		return f
	}
	return 0
}

// deliveryEntry is the tuple (status, time) of a member, nil where mail flows.
func (l *List) deliveryEntry(addr string) []pickle.Value {
	return pickle.Items(l.dict("delivery_status").GetStr(Lower(addr)))
}

// DisabledMembers are the members with one of these statuses
// (getDeliveryStatusMembers).
func (l *List) DisabledMembers(statuses ...Status) []string {
	return slices.DeleteFunc(l.Members(), func(addr string) bool {
		s, err := l.DeliveryStatus(addr)
		return err != nil || !slices.Contains(statuses, s)
	})
}

// BouncingMembers are the addresses with something to remember
// (getBouncingMembers).
func (l *List) BouncingMembers() []string { return textKeys(l.dict("bounce_info")) }
