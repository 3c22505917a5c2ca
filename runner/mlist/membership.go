// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"errors"
	"fmt"

	"mmgen/runner/pickle"
)

var (
	// ErrAlreadyMember is Errors.MMAlreadyAMember.
	ErrAlreadyMember = errors.New("already a member")
	// ErrDelivery says that the list, or the member, has not that way of
	// delivery, or has it already (Errors.CantDigestError, MustDigestError,
	// AlreadyReceivingDigests, AlreadyReceivingRegularDeliveries).
	ErrDelivery = errors.New("can't change the way of delivery")
)

// memberToChange checks what must hold before a member is changed.
func (l *List) memberToChange(addr string) error {
	if err := l.mustBeLocked(); err != nil {
		return err
	}
	if !l.IsMember(addr) {
		return fmt.Errorf("%s of list %s: %w", addr, l.name, ErrNotMember)
	}
	return nil
}

// NewMember is somebody who becomes a member.
type NewMember struct {
	Address  string
	Name     pickle.Value // Str or Unicode; nil for none
	Digest   bool
	Password string // "" for a random one
	Language string // "" for that of the list
}

// AddMember adds a member without asking or telling anybody (addNewMember).
func (l *List) AddMember(m NewMember) error {
	if err := l.mustBeLocked(); err != nil {
		return err
	}
	if l.IsMember(m.Address) {
		return fmt.Errorf("adding %s to list %s: %w", m.Address, l.name, ErrAlreadyMember)
	}
	if m.Password == "" {
		m.Password = l.RandomPassword()
	}
	if m.Language == "" {
		m.Language = l.PreferredLanguage()
	}
	key := pickle.Str(Lower(m.Address))
	var value pickle.Value = int64(0)
	if LowerDomain(m.Address) != string(key) {
		value = pickle.Str(m.Address) // upper case in the local part
	}
	attr := "members"
	if m.Digest {
		attr = "digest_members"
	}
	l.dictToWrite(attr).Set(key, value)
	l.dictToWrite("passwords").Set(key, pickle.Str(m.Password))
	l.dictToWrite("language").Set(key, pickle.Str(m.Language))
	if pickle.Truth(m.Name) {
		l.dictToWrite("usernames").Set(key, m.Name)
	}
	if options := l.Value("new_member_options"); pickle.Truth(options) {
		l.dictToWrite("user_options").Set(key, options)
	}
	return nil
}

// memberAttrs are the dicts that know of members.
var memberAttrs = []string{
	"passwords", "user_options", "members", "digest_members", "language",
	"topics_userinterest", "usernames", "bounce_info", "delivery_status",
}

// RemoveMember removes a member without asking or telling anybody
// (removeMember).
func (l *List) RemoveMember(addr string) error {
	if err := l.memberToChange(addr); err != nil {
		return err
	}
	for _, attr := range memberAttrs {
		l.dict(attr).Delete(pickle.Str(Lower(addr)))
	}
	return nil
}

// ChangeMemberAddress gives a member a new address, with all options; with
// keep the old address stays a member too (changeMemberAddress). A status of
// ByUser or ByAdmin goes along only where the old address goes.
func (l *List) ChangeMemberAddress(addr, newAddr string, keep bool) error {
	if err := l.memberToChange(addr); err != nil {
		return err
	}
	key := pickle.Str(Lower(addr))
	m := NewMember{Address: newAddr, Digest: l.MemberOption(addr, Digests), Language: l.MemberLanguage(addr)}
	m.Name, _ = l.MemberName(addr)
	m.Password, _ = l.MemberPassword(addr)
	options, _ := l.dict("user_options").Get(key)
	status, _ := l.DeliveryStatus(addr)
	delivery, _ := l.dict("delivery_status").Get(key)
	if Lower(newAddr) != string(key) && l.IsMember(newAddr) || keep && Lower(newAddr) == string(key) {
		return fmt.Errorf("changing %s of list %s to %s: %w", addr, l.name, newAddr, ErrAlreadyMember)
	}
	if !keep {
		if err := l.RemoveMember(addr); err != nil {
			return err
		}
	}
	if err := l.AddMember(m); err != nil {
		return err
	}
	newKey := pickle.Str(Lower(newAddr))
	if pickle.Truth(options) {
		l.dictToWrite("user_options").Set(newKey, options)
	}
	if !keep && (status == ByUser || status == ByAdmin) {
		l.dictToWrite("delivery_status").Set(newKey, delivery)
	}
	return nil
}

// SetMemberPassword gives a member a password (setMemberPassword).
func (l *List) SetMemberPassword(addr, password string) error {
	return l.setMember("passwords", addr, pickle.Str(password))
}

// SetMemberLanguage gives a member a language, whether the list offers it or
// not (setMemberLanguage).
func (l *List) SetMemberLanguage(addr, lang string) error {
	return l.setMember("language", addr, pickle.Str(lang))
}

// SetMemberName gives a member a real name: a Str, Unicode or nil
// (setMemberName).
func (l *List) SetMemberName(addr string, name pickle.Value) error {
	return l.setMember("usernames", addr, name)
}

// SetMemberTopics says which topics a member wants; none means all
// (setMemberTopics).
func (l *List) SetMemberTopics(addr string, topics []string) error {
	if len(topics) == 0 {
		if err := l.memberToChange(addr); err != nil {
			return err
		}
		l.dict("topics_userinterest").Delete(pickle.Str(Lower(addr)))
		return nil
	}
	list := new(pickle.List)
	for _, t := range topics {
		list.Items = append(list.Items, pickle.Str(t))
	}
	return l.setMember("topics_userinterest", addr, list)
}

func (l *List) setMember(attr, addr string, v pickle.Value) error {
	if err := l.memberToChange(addr); err != nil {
		return err
	}
	l.dictToWrite(attr).Set(pickle.Str(Lower(addr)), v)
	return nil
}

// SetMemberOption sets an option of a member or takes it away
// (setMemberOption). Digests moves the member to the other kind of delivery.
func (l *List) SetMemberOption(addr string, o Option, on bool) error {
	if err := l.memberToChange(addr); err != nil {
		return err
	}
	key := pickle.Str(Lower(addr))
	if o == Digests {
		return l.setDigest(key, on)
	}
	bits := l.optionBits(key) &^ o
	if on {
		bits |= o
	}
	if bits == 0 {
		l.dict("user_options").Delete(key)
		return nil
	}
	l.dictToWrite("user_options").Set(key, int64(bits))
	return nil
}

// setDigest moves a member. Who leaves the digests gets one last one, so that
// no post is missed.
func (l *List) setDigest(key pickle.Str, digest bool) error {
	from, to, allowed := "members", "digest_members", "digestable"
	if !digest {
		from, to, allowed = to, from, "nondigestable"
	}
	if !l.Bool(allowed) {
		return fmt.Errorf("%s: %w: list %s is not %s", key, ErrDelivery, l.name, allowed)
	}
	value, ok := l.dict(from).Get(key)
	if !ok {
		return fmt.Errorf("%s: %w: delivered that way already", key, ErrDelivery)
	}
	l.dict(from).Delete(key)
	l.dictToWrite(to).Set(key, value)
	if digest {
		l.dict("one_last_digest").Delete(key)
	} else {
		l.dictToWrite("one_last_digest").Set(key, value)
	}
	return nil
}

// SetDeliveryStatus disables delivery to a member, or enables it and forgets
// its bounces (setDeliveryStatus).
func (l *List) SetDeliveryStatus(addr string, s Status) error {
	if s == Enabled {
		return l.SetBounceInfo(addr, nil)
	}
	return l.setMember("delivery_status", addr, &pickle.Tuple{Items: []pickle.Value{int64(s), l.now()}})
}
