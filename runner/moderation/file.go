// SPDX-License-Identifier: GPL-2.0-or-later

package moderation

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// read reads request.pck; a list without it has no requests.
func read(l *mlist.List) (*Requests, error) {
	path := filepath.Join(l.Dir(), fileName)
	data, err := safeio.ReadFile(l.Env().FS, path, maxRequests)
	if errors.Is(err, fs.ErrNotExist) {
		return &Requests{l, new(pickle.Dict)}, nil
	}
	if err != nil {
		return nil, err
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read; move it away and what waits for a moderator is lost: %w", path, err)
	}
	db, ok := v.(*pickle.Dict)
	if !ok {
		return nil, fmt.Errorf("%s holds no dictionary; move it away and what waits for a moderator is lost", path)
	}
	return &Requests{l, db}, nil
}

// Save writes request.pck (__closedb); saving the list calls it.
func (r *Requests) Save() error {
	version := int64(r.list.Env().Settings.Int("REQUESTS_FILE_SCHEMA_VERSION"))
	r.db.SetStr("version", pickle.NewTuple(requestNone, version))
	data, err := pickle.Dump(r.db, protocol)
	if err == nil {
		path := filepath.Join(r.list.Dir(), fileName)
		err = r.list.WriteFile(path+".tmp", path, data, fileMode)
	}
	if err != nil {
		return fmt.Errorf("requests of list %s: %w", r.list.InternalName(), err)
	}
	return nil
}
