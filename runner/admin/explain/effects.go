// SPDX-License-Identifier: GPL-2.0-or-later

package explain

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/admin/show"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/shadowfs"
	"mmgen/runner/site"
)

// Queued is an entry that a run makes.
type Queued struct {
	Queue      string   `json:"queue"`
	List       string   `json:"list,omitempty"`
	From       string   `json:"from,omitempty"`
	Subject    string   `json:"subject,omitempty"`
	Recipients []string `json:"recipients,omitempty"`
	Text       string   `json:"text,omitempty"` // the text, if the entry is a letter that Mailman writes
}

// File is a file that a run makes, changes or removes.
type File struct {
	Path   string `json:"path"`
	Change string `json:"change"` // made, changed or removed
}

// Attribute is an attribute of a list that a run changes, or one entry of it.
type Attribute struct {
	List   string `json:"list"`
	Name   string `json:"name"`
	Before string `json:"before,omitempty"` // the value as Python source; "" where there was none
	After  string `json:"after,omitempty"`
}

var changeNames = map[shadowfs.Change]string{shadowfs.Made: "made", shadowfs.Changed: "changed", shadowfs.Removed: "removed"}

// effects reads what a run has left in the shadow.
func (w *shadow) effects(r *Report) error {
	changes, err := w.fs.Changes()
	if err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(changes)) {
		dir, name := filepath.Split(path)
		dir = filepath.Clean(dir)
		switch q, isQueue := w.queueOf(dir); {
		case within(path, w.dir), strings.HasPrefix(name, site.LockMark), name == "config.pck.last":
		case isQueue:
			w.queued(r, q, path)
		case name == "config.pck" && changes[path] == shadowfs.Changed:
			if err := w.listChanges(r, path); err != nil {
				return err
			}
		default:
			r.Files = append(r.Files, File{path, changeNames[changes[path]]})
		}
	}
	return nil
}

// within tells whether a file lies somewhere in a directory.
func within(path, dir string) bool { return strings.HasPrefix(path, filepath.Clean(dir)+"/") }

// queueOf is the queue whose directory it is.
func (w *shadow) queueOf(dir string) (q site.QueueDir, ok bool) {
	for _, q := range site.QueueDirs() {
		if filepath.Clean(w.real.Settings.Str(q.Setting)) == dir {
			return q, true
		}
	}
	return site.QueueDir{}, false
}

// queued notes an entry that the run has made; the entry that is explained is not one.
func (w *shadow) queued(r *Report, in site.QueueDir, path string) {
	base := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	own := strings.TrimSuffix(filepath.Base(r.File), filepath.Ext(r.File))
	if base == own && in.Name == r.Queue || filepath.Ext(path) == ".sent" {
		return
	}
	q := Queued{Queue: in.Name}
	if f, err := show.Read(w.fs.Path(path)); err == nil {
		q.about(f, in.Setting == site.Virgin)
	}
	r.Queued = append(r.Queued, q)
}

// about takes what is to be said of an entry from its file.
func (q *Queued) about(f show.File, letter bool) {
	data := queue.Metadata{Dict: f.Data}
	if f.Data != nil {
		q.List, q.Recipients = data.Str("listname"), data.Strs("recips")
	}
	if f.Message == nil {
		return
	}
	msg := message.Parse(*f.Message)
	q.From = msg.Get("From")
	q.Subject = strings.Join(strings.Fields(msg.Get("Subject")), " ")
	if letter {
		q.Text = textOf(msg)
	}
}

// textOf is the plain text of a letter, without those that it has attached.
func textOf(msg *message.Message) string {
	if !msg.IsMultipart() {
		return msg.DecodedBody()
	}
	var texts []string
	for _, part := range msg.Parts() {
		if part.ContentType() == "text/plain" {
			texts = append(texts, part.DecodedBody())
		}
	}
	return strings.Join(texts, "\n")
}

// secret are the attributes of lists whose values are not shown.
var secret = map[string]bool{"password": true, "mod_password": true, "post_password": true, "passwords": true}

// listChanges notes how a list differs from what it was.
func (w *shadow) listChanges(r *Report, path string) error {
	before, err := attributes(path)
	if err != nil {
		return err
	}
	after, err := attributes(w.fs.Path(path))
	if err != nil {
		return err
	}
	list := filepath.Base(filepath.Dir(path))
	for _, change := range differences(before, after) {
		name, _, _ := strings.Cut(change.Name, "[")
		if secret[name] {
			change.Before, change.After = "", "(not shown)"
		}
		change.List = list
		r.Changes = append(r.Changes, change)
	}
	return nil
}

func attributes(path string) (*pyvalue.Dict, error) {
	f, err := show.Read(path)
	if err != nil || len(f.Values) == 0 {
		return new(pyvalue.Dict), err
	}
	d, _ := f.Values[0].(*pyvalue.Dict)
	return d, nil
}

// differences are the attributes that differ; of those that are dicts the entries.
func differences(before, after *pyvalue.Dict) (all []Attribute) {
	for _, key := range keysOf(before, after) {
		a, hadIt := before.Get(key)
		b, hasIt := after.Get(key)
		if hadIt == hasIt && pyvalue.Equal(a, b) {
			continue
		}
		name := pyvalue.Text(key)
		dictA, isA := a.(*pyvalue.Dict)
		dictB, isB := b.(*pyvalue.Dict)
		if (hadIt && !isA) || (hasIt && !isB) { // a dict that is not there counts as an empty one
			all = append(all, Attribute{Name: name, Before: valueText(a, hadIt), After: valueText(b, hasIt)})
			continue
		}
		for _, entry := range differences(dictA, dictB) {
			entry.Name = name + "[" + entry.Name + "]"
			all = append(all, entry)
		}
	}
	return all
}

// keysOf are the keys of two dicts, each once.
func keysOf(a, b *pyvalue.Dict) (keys []pyvalue.Value) {
	keys = a.Keys()
	for _, key := range b.Keys() {
		if !a.Has(key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// valueText is a value in Python, an instance's by its attributes.
func valueText(v pyvalue.Value, there bool) string {
	if !there {
		return ""
	}
	if i, ok := v.(*pickle.Instance); ok {
		v = i.State
	}
	return clip(pyvalue.Repr(v))
}
