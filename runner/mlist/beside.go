// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

// Beside is a file beside config.pck, read and changed under the list's lock,
// that is saved when the list is.
type Beside interface {
	// Save writes the file.
	Save() error
}

// Keep returns what is kept under a name since the list was locked or saved
// last, and else what open makes, which is kept from now on: Save writes it
// behind config.pck. The list must be locked. What is not saved before it is
// unlocked is lost, as with Attrs.
func (l *List) Keep(name string, open func() (Beside, error)) (Beside, error) {
	if err := l.CheckLocked(); err != nil {
		return nil, err
	}
	if kept, ok := l.beside[name]; ok {
		return kept, nil
	}
	opened, err := open()
	if err != nil {
		return nil, err
	}
	if l.beside == nil {
		l.beside = make(map[string]Beside)
	}
	l.beside[name] = opened
	return opened, nil
}

// saveBeside saves what is kept. What could be saved is not kept any longer.
func (l *List) saveBeside() error {
	for name, kept := range l.beside {
		if err := kept.Save(); err != nil {
			return err
		}
		delete(l.beside, name)
	}
	return nil
}
