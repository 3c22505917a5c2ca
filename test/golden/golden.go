// SPDX-License-Identifier: GPL-2.0-or-later

// Package golden runs the recorded cases of Mailman 2.1.39's queue runners
// against mmrun's and compares what each left behind.
//
// A case is one zip file in testdata, CATEGORY-NAME.zip:
//
//	case.json         clock, settings, runners to drain, server scripts
//	before/..         the var tree at the start, as Mailman wrote it
//	before.dirs       its folders, one a line (a zip keeps no empty ones)
//	after.dump.json   the tree that Mailman left, decoded
//	smtp.json         what its SMTP server was sent
//	nntp.json         what its NNTP server was sent
//
// testdata/shared.zip holds the letters (templates/) and catalogues
// (messages/) of all cases. Package pack makes the archives.
//
// Values are encoded as JSON: null, booleans and numbers stand for None, bool,
// int (no fraction) and float (with `.` or exponent); a string is a str of
// ASCII; {"$bytes"}, {"$u"}, {"$long"}, {"$tuple"}, {"$set"}, {"$dict"},
// {"$class", "state", "text"} and {"$global"} stand for the rest.
//
// What depends on chance or on the clock is compared by rule, see compare.go.
package golden

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"sort"
	"strings"
)

// Case is one recorded case.
type Case struct {
	Name        string          `json:"name"`
	Category    string          `json:"category"`
	Description string          `json:"description"`
	Runners     []string        `json:"runners"`
	ExitStatus  []int           `json:"exit_status"`
	Deviation   string          `json:"deviation"`
	Clock       Clock           `json:"clock"`
	MMCfg       map[string]any  `json:"mm_cfg"`
	Var         string          `json:"var"`
	Lists       []string        `json:"lists"`
	Options     Options         `json:"options"`
	SMTP        json.RawMessage `json:"smtp"` // a server script
	NNTP        json.RawMessage `json:"nntp"` // a server script

	files fs.FS
}

// Clock says when the case plays, in seconds since the epoch.
type Clock struct {
	Now float64 `json:"now"`
}

// Options are the peculiarities of a case.
type Options struct {
	Locked     []string `json:"locked"`      // lists that another host holds
	ChunkLoose bool     `json:"chunk_loose"` // recipients may be divided otherwise
}

// Find returns the archives in dir of the named categories, sorted; all
// categories where none is named.
func Find(dir string, categories ...string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(dir, "*-*.zip"))
	if err != nil {
		return nil, err
	}
	var found []string
	for _, path := range all {
		category, _, _ := strings.Cut(filepath.Base(path), "-")
		if len(categories) == 0 || contains(categories, category) {
			found = append(found, path)
		}
	}
	sort.Strings(found)
	return found, nil
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

// Open reads the archive of one case.
func Open(path string) (*Case, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("opening golden case %s: %w", path, err)
	}
	c := &Case{files: archive}
	if err := c.decode("case.json", c); err != nil {
		return nil, err
	}
	return c, nil
}

// Expected returns the recorded state after, as it would be in the world w, and the
// recorded SMTP and NNTP transcripts.
func (c *Case) Expected(w *World) (tree Tree, smtp, nntp any, err error) {
	if err = c.decode("after.dump.json", &tree, c.Var, w.Var, nntpAddress, w.NNTP); err != nil {
		return
	}
	if err = c.decode("smtp.json", &smtp); err != nil {
		return
	}
	err = c.decode("nntp.json", &nntp)
	return
}

// decode reads a JSON file of the case, with some of its text replaced.
func (c *Case) decode(name string, into any, replace ...string) error {
	data, err := fs.ReadFile(c.files, name)
	if err != nil {
		return fmt.Errorf("reading golden case: %w", err)
	}
	text := strings.NewReplacer(replace...).Replace(string(data))
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("golden case, %s: %w", name, err)
	}
	return nil
}
