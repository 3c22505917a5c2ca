// SPDX-License-Identifier: GPL-2.0-or-later

package member

import (
	"errors"
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist"
)

var (
	// ErrAlreadyMember is Errors.MMAlreadyAMember.
	ErrAlreadyMember = errors.New("already a member")
	// ErrDelivery says that the list does not offer that way of delivery, or
	// that the member has it already (Errors.CantDigestError, MustDigestError,
	// AlreadyReceivingDigests, AlreadyReceivingRegularDeliveries).
	ErrDelivery = errors.New("can't change the way of delivery")
)

// memberToChange checks what must hold before a member is changed.
func (r Roster) memberToChange(addr string) error {
	if err := r.list.CheckLocked(); err != nil {
		return err
	}
	if !r.Has(addr) {
		return fmt.Errorf("%s of list %s: %w", addr, r.list.InternalName(), ErrNotMember)
	}
	return nil
}

// NewMember is somebody who becomes a member.
type NewMember struct {
	Address  string
	Name     pyvalue.Value // Str or Unicode; nil for none
	Digest   bool
	Password string // "" for a random one
	Language string // "" for that of the list
}

// Add adds a member without asking or telling anybody (addNewMember).
func (r Roster) Add(m NewMember) error {
	if err := r.list.CheckLocked(); err != nil {
		return err
	}
	if r.Has(m.Address) {
		return fmt.Errorf("adding %s to list %s: %w", m.Address, r.list.InternalName(), ErrAlreadyMember)
	}
	if m.Password == "" {
		m.Password = r.RandomPassword()
	}
	if m.Language == "" {
		m.Language = r.list.PreferredLanguage()
	}
	key := pyvalue.Str(pystr.Lower(m.Address))
	var value pyvalue.Value = int64(0)
	if mlist.LowerDomain(m.Address) != string(key) {
		value = pyvalue.Str(m.Address) // upper case in the local part
	}
	attr := "members"
	if m.Digest {
		attr = "digest_members"
	}
	r.list.DictToWrite(attr).Set(key, value)
	r.list.DictToWrite("passwords").Set(key, pyvalue.Str(m.Password))
	r.list.DictToWrite("language").Set(key, pyvalue.Str(m.Language))
	if pyvalue.Truth(m.Name) {
		r.list.DictToWrite("usernames").Set(key, m.Name)
	}
	if options := r.list.Value("new_member_options"); pyvalue.Truth(options) {
		r.list.DictToWrite("user_options").Set(key, options)
	}
	return nil
}

// memberAttrs are the dicts that have entries of members.
var memberAttrs = []string{
	"passwords", "user_options", "members", "digest_members", "language",
	"topics_userinterest", "usernames", "bounce_info", "delivery_status",
}

// Remove removes a member without asking or telling anybody
// (removeMember).
func (r Roster) Remove(addr string) error {
	if err := r.memberToChange(addr); err != nil {
		return err
	}
	for _, attr := range memberAttrs {
		r.list.Dict(attr).Delete(pyvalue.Str(pystr.Lower(addr)))
	}
	return nil
}

// ChangeAddress gives a member a new address, with all options; with
// keep the old address stays a member too (changeMemberAddress). A status of
// ByUser or ByAdmin goes along only where the old address goes.
func (r Roster) ChangeAddress(addr, newAddr string, keep bool) error {
	if err := r.memberToChange(addr); err != nil {
		return err
	}
	key := pyvalue.Str(pystr.Lower(addr))
	m := NewMember{Address: newAddr, Digest: r.Option(addr, Digests), Language: r.Language(addr)}
	m.Name, _ = r.Name(addr)
	m.Password, _ = r.Password(addr)
	options, _ := r.list.Dict("user_options").Get(key)
	status, _ := r.DeliveryStatus(addr)
	delivery, _ := r.list.Dict("delivery_status").Get(key)
	if pystr.Lower(newAddr) != string(key) && r.Has(newAddr) || keep && pystr.Lower(newAddr) == string(key) {
		return fmt.Errorf("changing %s of list %s to %s: %w", addr, r.list.InternalName(), newAddr, ErrAlreadyMember)
	}
	if !keep {
		if err := r.Remove(addr); err != nil {
			return err
		}
	}
	if err := r.Add(m); err != nil {
		return err
	}
	newKey := pyvalue.Str(pystr.Lower(newAddr))
	if pyvalue.Truth(options) {
		r.list.DictToWrite("user_options").Set(newKey, options)
	}
	if !keep && (status == ByUser || status == ByAdmin) {
		r.list.DictToWrite("delivery_status").Set(newKey, delivery)
	}
	return nil
}

// SetPassword gives a member a password (setMemberPassword).
func (r Roster) SetPassword(addr, password string) error {
	return r.setMember("passwords", addr, pyvalue.Str(password))
}

func (r Roster) setMember(attr, addr string, v pyvalue.Value) error {
	if err := r.memberToChange(addr); err != nil {
		return err
	}
	r.list.DictToWrite(attr).Set(pyvalue.Str(pystr.Lower(addr)), v)
	return nil
}

// SetOption sets an option of a member or takes it away
// (setMemberOption). Digests moves the member to the other kind of delivery.
func (r Roster) SetOption(addr string, o Option, on bool) error {
	if err := r.memberToChange(addr); err != nil {
		return err
	}
	key := pyvalue.Str(pystr.Lower(addr))
	if o == Digests {
		return r.setDigest(key, on)
	}
	bits := r.optionBits(key) &^ o
	if on {
		bits |= o
	}
	if bits == 0 {
		r.list.Dict("user_options").Delete(key)
		return nil
	}
	r.list.DictToWrite("user_options").Set(key, int64(bits))
	return nil
}

// setDigest moves a member. A member who leaves the digests gets one last digest, so
// that no post is missed.
func (r Roster) setDigest(key pyvalue.Str, digest bool) error {
	from, to, allowed := "members", "digest_members", "digestable"
	if !digest {
		from, to, allowed = to, from, "nondigestable"
	}
	if !r.list.Bool(allowed) {
		return fmt.Errorf("%s: %w: list %s is not %s", key, ErrDelivery, r.list.InternalName(), allowed)
	}
	value, ok := r.list.Dict(from).Get(key)
	if !ok {
		return fmt.Errorf("%s: %w: delivered that way already", key, ErrDelivery)
	}
	r.list.Dict(from).Delete(key)
	r.list.DictToWrite(to).Set(key, value)
	if digest {
		r.list.Dict("one_last_digest").Delete(key)
	} else {
		r.list.DictToWrite("one_last_digest").Set(key, value)
	}
	return nil
}

// SetDeliveryStatus disables delivery to a member, or enables it and forgets
// its bounces (setDeliveryStatus).
func (r Roster) SetDeliveryStatus(addr string, s Status) error {
	if s == Enabled {
		return r.SetBounceInfo(addr, nil)
	}
	return r.setMember("delivery_status", addr, &pyvalue.Tuple{Items: []pyvalue.Value{int64(s), r.list.Now()}})
}
