// SPDX-License-Identifier: GPL-2.0-or-later

package eval

func socketAttr(_ *Interp, name string) (any, error) {
	switch name {
	case "getfqdn":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			if err := ev.take(a, name, 0, 1); err != nil {
				return nil, err
			}
			if len(a.pos) == 1 && a.pos[0] != "" {
				return ev.unknown("getfqdn() of another host needs the network"), nil
			}
			return ev.answer(ev.world.FQDN()), ev.ask()
		}), nil
	case "gethostname":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			if err := ev.take(a, name, 0, 0); err != nil {
				return nil, err
			}
			return ev.answer(ev.world.Hostname()), ev.ask()
		}), nil
	case "error":
		return excSocketError, nil
	case "gaierror":
		return excSocketGaiError, nil
	case "herror":
		return excSocketHError, nil
	case "timeout":
		return excSocketTimeout, nil
	}
	return missing, nil
}

func pwdAttr(_ *Interp, name string) (any, error) {
	switch name {
	case "getpwnam":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			s, u, err := ev.nameArg(a, name)
			if u != nil || err != nil {
				return u, err
			}
			user, werr := ev.world.UserByName(s)
			if werr == nil && user == nil {
				return nil, ev.raiseArgs(excKeyError, "getpwnam(): name not found: "+s)
			}
			return ev.userStruct(user, werr), nil
		}), nil
	case "getpwuid":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			n, u, err := ev.idArg(a, name)
			if u != nil || err != nil {
				return u, err
			}
			user, werr := ev.world.UserByID(n)
			if werr == nil && user == nil {
				return nil, ev.raise(excKeyError, "getpwuid(): uid not found: %d", n)
			}
			return ev.userStruct(user, werr), nil
		}), nil
	}
	return missing, nil
}

func grpAttr(_ *Interp, name string) (any, error) {
	switch name {
	case "getgrnam":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			s, u, err := ev.nameArg(a, name)
			if u != nil || err != nil {
				return u, err
			}
			group, werr := ev.world.GroupByName(s)
			if werr == nil && group == nil {
				return nil, ev.raiseArgs(excKeyError, "getgrnam(): name not found: "+s)
			}
			return ev.groupStruct(group, werr), nil
		}), nil
	case "getgrgid":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) {
			n, u, err := ev.idArg(a, name)
			if u != nil || err != nil {
				return u, err
			}
			group, werr := ev.world.GroupByID(n)
			if werr == nil && group == nil {
				return nil, ev.raise(excKeyError, "getgrgid(): gid not found: %d", n)
			}
			return ev.groupStruct(group, werr), nil
		}), nil
	}
	return missing, nil
}

func (ev *Interp) nameArg(a *args, name string) (string, *Unknown, error) {
	v, u, err := ev.one(a, name)
	if u != nil || err != nil {
		return "", u, err
	}
	if err := ev.ask(); err != nil {
		return "", nil, err
	}
	s, ok := v.(string)
	if !ok {
		return "", nil, ev.raise(excTypeError, "%s() argument 1 must be string, not %s", name, typeName(v))
	}
	return s, nil, nil
}

func (ev *Interp) idArg(a *args, name string) (int, *Unknown, error) {
	v, u, err := ev.one(a, name)
	if u != nil || err != nil {
		return 0, u, err
	}
	if err := ev.ask(); err != nil {
		return 0, nil, err
	}
	n, ok := intOf(v)
	if !ok {
		return 0, nil, ev.raise(excTypeError, "an integer is required")
	}
	return n, nil, nil
}

// userStruct is a pwd.struct_passwd.
func (ev *Interp) userStruct(u *User, err error) any {
	if err != nil {
		return ev.unknown("%v", err)
	}
	return &structure{
		newTuple(u.Name, u.Password, int64(u.UID), int64(u.GID), u.Gecos, u.Home, u.Shell),
		[]string{"pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"},
	}
}

// groupStruct is a grp.struct_group.
func (ev *Interp) groupStruct(g *Group, err error) any {
	if err != nil {
		return ev.unknown("%v", err)
	}
	members := newList()
	for _, m := range g.Members {
		members.items = append(members.items, m)
	}
	return &structure{
		newTuple(g.Name, g.Password, int64(g.GID), members),
		[]string{"gr_name", "gr_passwd", "gr_gid", "gr_mem"},
	}
}
