// SPDX-License-Identifier: GPL-2.0-or-later

package change

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// growth is a file that grows with the change: what is added waits in temp.
type growth struct {
	name, temp string
	file       safeio.File // temp, open to append to
	size       int64       // the size of temp in bytes
	fault      error       // why temp is not what it should be
}

// Append has a file grow by data with the change. Several calls for a file add up. perm
// is the mode of a file that is not there yet; one that is there keeps its mode. temp
// is where the data wait, on the same file system. The error is safeio.ErrNotRegular, among
// others, where name is not a file.
func (c *Change) Append(temp, name string, data []byte, perm fs.FileMode) error {
	g, err := c.growthOf(temp, name, perm)
	if err == nil {
		err = g.add(data)
	}
	if err != nil {
		return fmt.Errorf("appending to %s: %w", name, err)
	}
	return nil
}

// growthOf is the growth of a file; the first time it is begun.
func (c *Change) growthOf(temp, name string, perm fs.FileMode) (*growth, error) {
	if g := c.growth(name); g != nil {
		return g, nil
	}
	if err := mayGrow(c.fsys, name); err != nil {
		return nil, err
	}
	if err := c.Draft(temp); err != nil {
		return nil, err
	}
	const flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC | os.O_APPEND | unix.O_NOFOLLOW
	f, err := safeio.OpenRegular(c.fsys, temp, flags, perm)
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(perm); err != nil {
		_ = f.Close()
		return nil, err
	}
	g := &growth{name: name, temp: temp, file: f}
	c.growing = append(c.growing, g)
	return g, nil
}

// mayGrow fails where a file is there and can't be written to. A change that has happened,
// and can't be finished since somebody else owns the file, would stand in the way of all
// that come after it.
func mayGrow(fsys safeio.FS, name string) error {
	f, err := safeio.OpenRegular(fsys, name, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// growth is the growth of a file, nil where it does not grow.
func (c *Change) growth(name string) *growth {
	i := slices.IndexFunc(c.growing, func(g *growth) bool { return g.name == name })
	if i < 0 {
		return nil
	}
	return c.growing[i]
}

// add adds all of data, or nothing.
func (g *growth) add(data []byte) error {
	if g.fault != nil {
		return g.fault
	}
	if _, err := g.file.Write(data); err != nil {
		return errors.Join(err, g.cut(g.size))
	}
	g.size += int64(len(data))
	return nil
}

// cut takes back what comes behind size.
func (g *growth) cut(size int64) error {
	g.size = size
	if err := g.file.Truncate(size); err != nil && g.fault == nil {
		g.fault = fmt.Errorf("%s has at its end what does not belong there: %w", g.temp, err)
	}
	return g.fault
}

// lengths are the lengths of all growths.
func (c *Change) lengths() map[string]int64 {
	all := make(map[string]int64, len(c.growing))
	for _, g := range c.growing {
		all[g.name] = g.size
	}
	return all
}

// shorten takes back what was added since the lengths were taken. Where that fails
// the change will not be made.
func (c *Change) shorten(before map[string]int64) {
	for _, g := range c.growing {
		if g.size > before[g.name] {
			_ = g.cut(before[g.name])
		}
	}
}

// Size is how long a file will be when the change is made, as far as it is appended to,
// created or replaced; ok is false where it will not be there.
func (c *Change) Size(name string) (size int64, ok bool, err error) {
	for _, s := range slices.Backward(c.steps) {
		if s.file == name && s.temp != "" {
			return c.sizeOnDisk(s.temp)
		}
	}
	size, ok, err = c.sizeOnDisk(name)
	if g := c.growth(name); err == nil && g != nil && g.size > 0 {
		return size + g.size, true, nil
	}
	return size, ok, err
}

func (c *Change) sizeOnDisk(name string) (size int64, ok bool, err error) {
	info, err := c.fsys.Stat(name)
	switch {
	case err == nil:
		return info.Size(), true, nil
	case errors.Is(err, fs.ErrNotExist):
		return 0, false, nil
	}
	return 0, false, err
}

// endGrowing makes steps of all growths. How long a file is counts now: nothing but the
// list's lock keeps others from appending to it meanwhile.
func (c *Change) endGrowing() error {
	for _, g := range c.growing {
		if g.fault != nil {
			return fmt.Errorf("appending to %s: %w", g.name, g.fault)
		}
		if g.size == 0 {
			continue
		}
		size, _, err := c.sizeOnDisk(g.name)
		if err != nil {
			return err
		}
		c.files.Add(g.file)
		g.file = nil
		c.steps = append(c.steps, step{kind: grow, temp: g.temp, file: g.name, state: strconv.FormatInt(size, 10)})
	}
	c.closeGrowing()
	return nil
}

// closeGrowing closes what is open of the growths, and forgets them.
func (c *Change) closeGrowing() {
	for _, g := range c.growing {
		if g.file != nil {
			_ = g.file.Close()
		}
	}
	c.growing = nil
}

// Symlink makes a file a symbolic link to target with the change, whatever link or
// file is there.
func (c *Change) Symlink(target, name string) {
	c.steps = append(c.steps, step{kind: link, file: name, target: target})
}
