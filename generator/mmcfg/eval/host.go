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

func (ev *Interp) recordAttr(r *record, name string) (Value, error) {
	for i, n := range r.names {
		if n == name {
			return r.Items[i], nil
		}
	}
	return ev.refuse("%s of a record is not followed", name), nil
}

// hostName is socket.gethostname or socket.getfqdn.
func hostName(name string) func(ev *Interp, a *args) (Value, error) {
	return func(ev *Interp, a *args) (Value, error) {
		if u := ev.wrongArgs(a, 0, 1); u != nil {
			return u, nil
		}
		if err := ev.ask(); err != nil {
			return nil, err
		}
		switch {
		case len(a.pos) == 1 && (name != "getfqdn" || a.pos[0] != Value(pyvalue.Str(""))):
			return ev.refuse("%s() of another host needs the network", name), nil
		case name == "getfqdn":
			return ev.answer(ev.world.FQDN()), nil
		}
		return ev.answer(ev.world.Hostname()), nil
	}
}

func getPwNam(ev *Interp, a *args) (Value, error) {
	return byName(ev, a, "getpwnam", ev.world.UserByName, userRecord)
}

func getPwUID(ev *Interp, a *args) (Value, error) {
	return byID(ev, a, "getpwuid(): uid not found: %d", ev.world.UserByID, userRecord)
}

func getGrNam(ev *Interp, a *args) (Value, error) {
	return byName(ev, a, "getgrnam", ev.world.GroupByName, groupRecord)
}

func getGrGID(ev *Interp, a *args) (Value, error) {
	return byID(ev, a, "getgrgid(): gid not found: %d", ev.world.GroupByID, groupRecord)
}

// byName looks a user or group up by its name.
func byName[T any](ev *Interp, a *args, function string, find func(string) (*T, error), show func(*T) *record) (Value, error) {
	if u := ev.wrongArgs(a, 1, 1); u != nil {
		return u, nil
	}
	name, ok := a.pos[0].(pyvalue.Str)
	if !ok {
		return ev.refuse("%s() of a %s", function, pyvalue.TypeName(a.pos[0])), nil
	}
	if err := ev.ask(); err != nil {
		return nil, err
	}
	v, err := find(string(name))
	switch {
	case err != nil:
		return ev.refuse("%v", err), nil
	case v == nil:
		return nil, ev.raise("KeyError", "%s(): name not found: %s", function, name)
	}
	return show(v), nil
}

// byID looks one up by its number.
func byID[T any](ev *Interp, a *args, notFound string, find func(int) (*T, error), show func(*T) *record) (Value, error) {
	if u := ev.wrongArgs(a, 1, 1); u != nil {
		return u, nil
	}
	n, ok := a.pos[0].(int64)
	if !ok {
		return ev.refuse("a number that is a %s", pyvalue.TypeName(a.pos[0])), nil
	}
	if err := ev.ask(); err != nil {
		return nil, err
	}
	v, err := find(int(n))
	switch {
	case err != nil:
		return ev.refuse("%v", err), nil
	case v == nil:
		return nil, ev.raise("KeyError", notFound, n)
	}
	return show(v), nil
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
