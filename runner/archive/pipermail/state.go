// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/archive/page"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// state is what pipermail.pck says of the archive: a dict of the attributes of Mailman's
// HyperArchive, pickled with protocol 0 (pipermail.py: getstate; HyperArch.py: getstate).
//
//	sequence         the number of the next article
//	archives         the names of the volumes, the newest first
//	archive          the volume that was written last, and of it:
//	size             how many articles it has
//	firstdate, lastdate, archivedate
//	                 when the oldest and the newest were written, and its indexes, as
//	                 asctime() has it
//	depth, type      what is left over from the last index: its last depth, `Thread`
//	lang, version, basedir, update_TOC, _dirty_archives, _volre
//	                 constants, which nobody reads
//
// Attributes of other names stay as they are.
type state struct {
	attrs    *pyvalue.Dict
	sequence int64
	volumes  []string
}

const (
	stateFile = "pipermail.pck"
	stateMode = 0o660
	maxState  = 64 << 20
	version   = "0.09 (Mailman edition)" // pipermail.py: __version__
)

// readState reads pipermail.pck. Where that can't be read findState finds out what it would say.
func (a *Archive) readState() (*state, error) {
	data, err := safeio.ReadFile(a.fsys(), a.path(stateFile), maxState)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(data) > 0 {
		s, err := parseState(data)
		if err == nil {
			return s, nil
		}
		a.logf("%s can't be read and is made anew: %v", stateFile, err)
	}
	return a.findState()
}

func parseState(data []byte) (*state, error) {
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, err
	}
	attrs, ok := v.(*pyvalue.Dict)
	if !ok {
		return nil, fmt.Errorf("it is a %s", pyvalue.TypeName(v))
	}
	s := &state{attrs: attrs}
	if s.sequence, ok = pyvalue.AsInt(attrs.GetStr("sequence")); !ok || s.sequence < 0 {
		return nil, errors.New("it has no number for the next article")
	}
	if _, ok = attrs.GetStr("archives").(*pyvalue.List); !ok {
		return nil, errors.New("it has no volumes")
	}
	for _, name := range pyvalue.Items(attrs.GetStr("archives")) {
		if name, ok := pyvalue.AsString(name); ok {
			s.addVolume(name)
		}
	}
	return s, nil
}

// findState finds the volumes of an archive whose pipermail.pck is gone, which are those that
// have a database, and the number of the next article, which is behind that of the last page.
func (a *Archive) findState() (*state, error) {
	s := &state{attrs: &pyvalue.Dict{}}
	files, err := a.entriesOf("database")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		name, ok := strings.CutSuffix(file.Name(), "-article")
		if !ok {
			continue
		}
		s.addVolume(name)
		numbers, err := a.pageNumbers(name)
		if err != nil {
			return nil, err
		}
		for _, n := range numbers {
			s.sequence = max(s.sequence, n+1)
		}
	}
	slices.Sort(s.volumes)
	return s, nil
}

// entriesOf are the entries of a directory of the archive, in any order; none where it is not
// there.
func (a *Archive) entriesOf(dir string) ([]fs.DirEntry, error) {
	entries, err := a.fsys().ReadDir(a.path(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return entries, err
}

// has tells whether the archive has a volume.
func (s *state) has(volume string) bool { return slices.Contains(s.volumes, volume) }

func (s *state) addVolume(name string) {
	if !s.has(name) {
		s.volumes = append(s.volumes, name)
	}
}

// describe notes the volume that was written last; thread is its thread index.
func (s *state) describe(v page.Volume, thread []*filed) {
	s.attrs.SetStr("archive", pyvalue.Str(v.Name))
	s.attrs.SetStr("firstdate", asctime(v.First))
	s.attrs.SetStr("lastdate", asctime(v.Last))
	s.attrs.SetStr("archivedate", asctime(v.Written))
	s.attrs.SetStr("size", int64(v.Size))
	s.attrs.SetStr("version", pyvalue.Str(version))
	s.attrs.SetStr("depth", int64(lastDepth(thread)))
	s.attrs.SetStr("type", pyvalue.Str("Thread"))
}

// lastDepth is how deep the thread index shows its last article.
func lastDepth(thread []*filed) int {
	if len(thread) == 0 {
		return 0
	}
	return page.ThreadDepth(thread[len(thread)-1].depth())
}

func asctime(t time.Time) pyvalue.Str { return pyvalue.Str(t.Format(time.ANSIC)) }

// writeState has the change write pipermail.pck.
func (a *Archive) writeState() error {
	attrs := a.state.attrs
	attrs.SetStr("sequence", a.state.sequence)
	attrs.SetStr("archives", pyvalue.Strings(a.state.volumes...))
	attrs.SetStr("lang", pyvalue.Str(a.list.PreferredLanguage()))
	attrs.SetStr("basedir", pyvalue.Str(a.dir))
	attrs.SetStr("update_TOC", int64(0))
	attrs.SetStr("_dirty_archives", &pyvalue.List{})
	attrs.SetStr("_volre", patternsByPeriod())
	data, err := pickle.Dump(attrs, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", a.path(stateFile), err)
	}
	return a.replace(a.path(stateFile), data, stateMode)
}

func patternsByPeriod() *pyvalue.Dict {
	d := &pyvalue.Dict{}
	for _, known := range volumeNames {
		name := [...]string{year: "year", month: "month", quarter: "quarter", week: "week", day: "day"}[known.period]
		d.SetStr(name, pyvalue.Str(known.pattern))
	}
	return d
}
