// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"

	"mmgen/runner/safeio"
)

// compressed is what a volume's .txt.gz grows by: a member of its own (RFC 1952,
// section 2.2), which costs less than to compress the whole again as Mailman does.
type compressed struct {
	buf    bytes.Buffer
	writer *gzip.Writer
}

// addText adds an article to the text of its volume.
func (a *Archive) addText(v *volume, text []byte) error {
	if !a.compress {
		path := a.path(v.name + ".txt")
		return a.files.Append(path+".tmp", path, text, pageMode)
	}
	if v.text == nil {
		begun, err := a.compressText(v)
		if err != nil {
			return err
		}
		v.text = begun
	}
	_, err := v.text.writer.Write(text)
	return err
}

// compressText begins with the text that .txt has from the time when texts were not
// compressed.
func (a *Archive) compressText(v *volume) (*compressed, error) {
	c := &compressed{}
	c.writer = gzip.NewWriter(&c.buf)
	old, err := safeio.OpenRegular(a.fsys(), a.path(v.name+".txt"), os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	defer old.Close()
	_, err = io.Copy(c.writer, old)
	return c, err
}

// saveText puts the compressed text into .txt.gz, and removes .txt (HyperArch.py:
// update_archive).
func (a *Archive) saveText(v *volume) error {
	if v.text == nil {
		return nil
	}
	if err := v.text.writer.Close(); err != nil {
		return err
	}
	path := a.path(v.name + ".txt")
	a.files.Remove(path)
	return a.files.Append(path+".gz.tmp", path+".gz", v.text.buf.Bytes(), pageMode)
}
