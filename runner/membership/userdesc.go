// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"errors"

	"mmgen/runner/pickle"
)

// UserDesc is somebody who wants to become a member (UserDesc.py). In pending.pck it
// is an instance of Mailman.UserDesc.UserDesc, whose attributes may be missing.
type UserDesc struct {
	Address  string
	FullName pickle.Value // Str or Unicode; nil for none
	Password string       // "" for a random one
	// Digest says, as a truth value, whether digests are wanted; nil leaves it to the
	// list.
	Digest     pickle.Value
	Language   string // "" for that of the list
	Invitation string // the name of the list that invites; "" for none
}

var userDescClass = pickle.Global{Module: "Mailman.UserDesc", Name: "UserDesc"}

// ErrNoUserDesc says that what waits for a confirmation describes nobody.
var ErrNoUserDesc = errors.New("not an instance of UserDesc with an address")

// Pickle is the instance as Mailman stores it.
func (u UserDesc) Pickle() *pickle.Instance {
	state := new(pickle.Dict)
	state.SetStr("address", pickle.Str(u.Address))
	if u.FullName != nil {
		state.SetStr("fullname", u.FullName)
	}
	if u.Password != "" {
		state.SetStr("password", pickle.Str(u.Password))
	}
	if u.Digest != nil {
		state.SetStr("digest", u.Digest)
	}
	if u.Language != "" {
		state.SetStr("language", pickle.Str(u.Language))
	}
	if u.Invitation != "" {
		state.SetStr("invitation", pickle.Str(u.Invitation))
	}
	return &pickle.Instance{Class: userDescClass, State: state, OldStyle: true}
}

// UserDescFrom takes the instance that is stored. ErrNoUserDesc.
func UserDescFrom(v pickle.Value) (UserDesc, error) {
	inst, ok := v.(*pickle.Instance)
	if !ok || inst.Class != userDescClass {
		return UserDesc{}, ErrNoUserDesc
	}
	state, ok := inst.State.(*pickle.Dict)
	if !ok {
		return UserDesc{}, ErrNoUserDesc
	}
	u := UserDesc{FullName: state.GetStr("fullname"), Digest: state.GetStr("digest")}
	if u.Address, ok = pickle.AsString(state.GetStr("address")); !ok {
		return UserDesc{}, ErrNoUserDesc
	}
	u.Password, _ = pickle.AsString(state.GetStr("password"))
	u.Language, _ = pickle.AsString(state.GetStr("language"))
	u.Invitation, _ = pickle.AsString(state.GetStr("invitation"))
	return u, nil
}

// Override takes what another one says (UserDesc.py: __iadd__).
func (u *UserDesc) Override(o UserDesc) {
	if o.Address != "" {
		u.Address = o.Address
	}
	if o.FullName != nil {
		u.FullName = o.FullName
	}
	if o.Password != "" {
		u.Password = o.Password
	}
	if o.Digest != nil {
		u.Digest = o.Digest
	}
	if o.Language != "" {
		u.Language = o.Language
	}
}

// addressIn is the address in what waits for a confirmation: a UserDesc, or the
// address itself.
func addressIn(v pickle.Value) string {
	if u, err := UserDescFrom(v); err == nil {
		return u.Address
	}
	addr, _ := pickle.AsString(v)
	return addr
}

// withDefaults is somebody with all that is left to the list filled in.
func (s *Session) withDefaults(u UserDesc) UserDesc {
	if u.FullName == nil {
		u.FullName = pickle.Str("")
	}
	if u.Password == "" {
		u.Password = s.members().RandomPassword()
	}
	if u.Digest == nil {
		u.Digest = int64(1)
		if s.List.Bool("nondigestable") {
			u.Digest = int64(0)
		}
	}
	if u.Language == "" {
		u.Language = s.List.PreferredLanguage()
	}
	return u
}
