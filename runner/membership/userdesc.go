// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"errors"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
)

// UserDesc is somebody who wants to become a member (UserDesc.py). In pending.pck it
// is an instance of Mailman.UserDesc.UserDesc, whose attributes may be missing.
type UserDesc struct {
	Address  string
	FullName pyvalue.Value // Str or Unicode; nil for none
	Password string        // "" for a random one
	// Digest says, as a truth value, whether digests are wanted; nil leaves it to the
	// list.
	Digest     pyvalue.Value
	Language   string // "" for that of the list
	Invitation string // the name of the list that invites; "" for none
}

var userDescClass = pickle.Global{Module: "Mailman.UserDesc", Name: "UserDesc"}

// ErrNoUserDesc says that the pending action has no UserDesc.
var ErrNoUserDesc = errors.New("not an instance of UserDesc with an address")

// Pickle is the instance as Mailman stores it.
func (u UserDesc) Pickle() *pickle.Instance {
	state := new(pyvalue.Dict)
	state.SetStr("address", pyvalue.Str(u.Address))
	if u.FullName != nil {
		state.SetStr("fullname", u.FullName)
	}
	if u.Password != "" {
		state.SetStr("password", pyvalue.Str(u.Password))
	}
	if u.Digest != nil {
		state.SetStr("digest", u.Digest)
	}
	if u.Language != "" {
		state.SetStr("language", pyvalue.Str(u.Language))
	}
	if u.Invitation != "" {
		state.SetStr("invitation", pyvalue.Str(u.Invitation))
	}
	return &pickle.Instance{Class: userDescClass, State: state, OldStyle: true}
}

// UserDescFrom takes the instance that is stored. ErrNoUserDesc.
func UserDescFrom(v pyvalue.Value) (UserDesc, error) {
	inst, ok := v.(*pickle.Instance)
	if !ok || inst.Class != userDescClass {
		return UserDesc{}, ErrNoUserDesc
	}
	state, ok := inst.State.(*pyvalue.Dict)
	if !ok {
		return UserDesc{}, ErrNoUserDesc
	}
	u := UserDesc{FullName: state.GetStr("fullname"), Digest: state.GetStr("digest")}
	if u.Address, ok = pyvalue.AsString(state.GetStr("address")); !ok {
		return UserDesc{}, ErrNoUserDesc
	}
	u.Password, _ = pyvalue.AsString(state.GetStr("password"))
	u.Language, _ = pyvalue.AsString(state.GetStr("language"))
	u.Invitation, _ = pyvalue.AsString(state.GetStr("invitation"))
	return u, nil
}

// addressIn is the address in the data that wait for a confirmation: a UserDesc has it, or
// they are the address itself.
func addressIn(v pyvalue.Value) string {
	if u, err := UserDescFrom(v); err == nil {
		return u.Address
	}
	addr, _ := pyvalue.AsString(v)
	return addr
}

// withDefaults fills in what somebody leaves to the list.
func (s *Session) withDefaults(u UserDesc) UserDesc {
	if u.FullName == nil {
		u.FullName = pyvalue.Str("")
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
