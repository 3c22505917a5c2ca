// SPDX-License-Identifier: GPL-2.0-or-later

package moderation

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// read reads request.pck; a list without it has no requests.
func read(c *mlist.Change) (*Requests, error) {
	db, err := load(c.List())
	if err != nil {
		return nil, err
	}
	return &Requests{c, c.List(), db}, nil
}

// Look returns the requests of a list as they are on the disk, to be read only. The list
// need not be locked.
func Look(l *mlist.List) (*Requests, error) {
	db, err := load(l)
	if err != nil {
		return nil, fmt.Errorf("requests of list %s: %w", l.InternalName(), err)
	}
	return &Requests{list: l, db: db}, nil
}

func load(l *mlist.List) (*pyvalue.Dict, error) {
	path := filepath.Join(l.Dir(), fileName)
	data, err := safeio.ReadFile(l.Env().FS, path, maxRequests)
	if errors.Is(err, fs.ErrNotExist) {
		return new(pyvalue.Dict), nil
	}
	if err != nil {
		return nil, err
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read; move it away and what waits for a moderator is lost: %w", path, err)
	}
	db, ok := v.(*pyvalue.Dict)
	if !ok {
		return nil, fmt.Errorf("%s holds no dictionary; move it away and what waits for a moderator is lost", path)
	}
	return db, nil
}

// Save adds request.pck to the change (__closedb). The commit of the change calls it.
func (r *Requests) Save() error {
	version := int64(r.list.Env().Settings.Int("REQUESTS_FILE_SCHEMA_VERSION"))
	r.db.SetStr("version", pyvalue.NewTuple(requestNone, version))
	data, err := pickle.Dump(r.db, protocol)
	if err == nil {
		path := filepath.Join(r.list.Dir(), fileName)
		err = r.change.WriteFile(path+".tmp", path, data, fileMode)
	}
	if err != nil {
		return fmt.Errorf("requests of list %s: %w", r.list.InternalName(), err)
	}
	return nil
}

// Message is the message that is held. fs.ErrNotExist says that it is lost.
func (p HeldPost) Message(env *mlist.Env) (*message.Message, error) {
	data, isPickle, err := p.read(env)
	if err != nil {
		return nil, err
	}
	if !isPickle {
		return message.Parse(string(data)), nil
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, fmt.Errorf("the held message %s: %w", p.File, err)
	}
	msg, err := message.FromPickle(v)
	if err != nil {
		return nil, fmt.Errorf("the held message %s: %w", p.File, err)
	}
	return msg, nil
}

// Text is the message that is held as text, with an envelope line. fs.ErrNotExist says
// that it is lost.
func (p HeldPost) Text(env *mlist.Env) (string, error) {
	data, isPickle, err := p.read(env)
	if err != nil || !isPickle {
		return string(data), err
	}
	msg, err := p.Message(env)
	if err != nil {
		return "", err
	}
	return heldText(msg, env), nil
}

func (p HeldPost) read(env *mlist.Env) (data []byte, isPickle bool, err error) {
	data, err = safeio.ReadFile(env.FS, heldPath(env, p.File), maxHeld)
	if err != nil {
		err = fmt.Errorf("reading a held message in DATA_DIR: %w", err)
	}
	return data, filepath.Ext(p.File) == ".pck", err
}

// RemoveFile removes the message that was held.
func (r *Requests) RemoveFile(p HeldPost) { r.change.RemoveFile(heldPath(r.list.Env(), p.File)) }
