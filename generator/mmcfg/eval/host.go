// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/pyvalue"

// record is a tuple with names, such as pwd.getpwnam returns.
type record struct {
	object
	Items []Value
	names []string
}

func (*record) TypeName() string { return "struct" }

// hostName is socket.gethostname or socket.getfqdn; of another host it would
// need the network.
func hostName(ask func(World) (string, error)) func(ev *Interp, a *args) (Value, error) {
	return func(ev *Interp, a *args) (Value, error) {
		if u := ev.known(a, 0, 0); u != nil {
			return u, nil
		}
		if err := ev.ask(); err != nil {
			return nil, err
		}
		return ev.answer(ask(ev.world)), nil
	}
}

// accountBy is a function of pwd or grp that finds an account by a name or
// number.
func accountBy[K string | int64, T any](function, what string, find func(World, K) (*T, error), show func(*T) *record) *native {
	return &native{name: function, fn: one(func(ev *Interp, v Value) (Value, error) {
		if s, isText := v.(pyvalue.Str); isText {
			v = string(s)
		}
		key, ok := v.(K)
		if !ok {
			return ev.refuse("a %s that is a %s", what, pyvalue.TypeName(v)), nil
		}
		if err := ev.ask(); err != nil {
			return nil, err
		}
		account, err := find(ev.world, key)
		switch {
		case err != nil:
			return ev.refuse("%v", err), nil
		case account == nil:
			return nil, ev.raise("KeyError", "%s(): %s not found: %v", function, what, key)
		}
		return show(account), nil
	})}
}

// userRecord is a pwd.struct_passwd.
func userRecord(u *User) *record {
	return &record{
		Items: []Value{pyvalue.Str(u.Name), pyvalue.Str(u.Password), int64(u.UID), int64(u.GID), pyvalue.Str(u.Gecos),
			pyvalue.Str(u.Home), pyvalue.Str(u.Shell)},
		names: []string{"pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"},
	}
}

// groupRecord is a grp.struct_group.
func groupRecord(g *Group) *record {
	return &record{
		Items: []Value{pyvalue.Str(g.Name), pyvalue.Str(g.Password), int64(g.GID), pyvalue.Strings(g.Members...)},
		names: []string{"gr_name", "gr_passwd", "gr_gid", "gr_mem"},
	}
}
