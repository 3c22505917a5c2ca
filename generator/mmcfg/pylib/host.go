// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"mmgen/generator/hostinfo"
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/pyvalue"
)

// hostName is socket.gethostname or socket.getfqdn, without arguments: another host's name
// would need the network.
func hostName(ask func(*hostinfo.Host) (string, error)) *eval.Native {
	return &eval.Native{Fn: func(ev *eval.Interp, _ Value, _ []Value) (Value, error) {
		if err := ev.Ask(); err != nil {
			return nil, err
		}
		name, err := ask(ev.Host())
		if err != nil {
			return nil, ev.Refuse("%v", err)
		}
		return pyvalue.Str(name), nil
	}}
}

// accountBy is a function of pwd or grp that finds an account by a name or
// number.
func accountBy[K string | int64, T any](function, what string, find func(*hostinfo.Host, K) (*T, error), show func(*T) *eval.Record) *eval.Native {
	return one(func(ev *eval.Interp, v Value) (Value, error) {
		if s, isText := v.(pyvalue.Str); isText {
			v = string(s)
		}
		key, ok := v.(K)
		if !ok {
			return nil, ev.Refuse("a %s that is a %s", what, pyvalue.TypeName(v))
		}
		if err := ev.Ask(); err != nil {
			return nil, err
		}
		account, err := find(ev.Host(), key)
		switch {
		case err != nil:
			return nil, ev.Refuse("%v", err)
		case account == nil:
			return nil, ev.Raise("KeyError", "'%s(): %s not found: %v'", function, what, key)
		}
		return show(account), nil
	})
}

// userRecord is a pwd.struct_passwd.
func userRecord(u *hostinfo.User) *eval.Record {
	return &eval.Record{
		Items: []Value{pyvalue.Str(u.Name), pyvalue.Str(u.Password), int64(u.UID), int64(u.GID), pyvalue.Str(u.Gecos),
			pyvalue.Str(u.Home), pyvalue.Str(u.Shell)},
		Names: []string{"pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"},
	}
}

// groupRecord is a grp.struct_group.
func groupRecord(g *hostinfo.Group) *eval.Record {
	return &eval.Record{
		Items: []Value{pyvalue.Str(g.Name), pyvalue.Str(g.Password), int64(g.GID), pyvalue.Strings(g.Members...)},
		Names: []string{"gr_name", "gr_passwd", "gr_gid", "gr_mem"},
	}
}
