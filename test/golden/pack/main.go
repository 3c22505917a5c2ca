// SPDX-License-Identifier: GPL-2.0-or-later

// Command pack turns folders of golden cases into the archives that package
// golden reads:
//
//	go run ./test/golden/pack FROM INTO CATEGORY..
//
// FROM holds a folder a case, and templates/ and messages/; INTO receives
// CASE.zip for each case of the categories, and shared.zip.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 4 {
		log.Fatal("usage: pack FROM INTO CATEGORY..")
	}
	from, into := os.Args[1], os.Args[2]
	for _, category := range os.Args[3:] {
		cases, err := filepath.Glob(filepath.Join(from, category+"-*", "case.json"))
		if err != nil {
			log.Fatal(err)
		}
		for _, path := range cases {
			dir := filepath.Dir(path)
			if err := packCase(dir, filepath.Join(into, filepath.Base(dir)+".zip")); err != nil {
				log.Fatalf("packing %s: %v", dir, err)
			}
		}
	}
	if err := packShared(from, filepath.Join(into, "shared.zip")); err != nil {
		log.Fatal(err)
	}
}

func packCase(dir, path string) error {
	return write(path, func(w *zip.Writer) error {
		for _, name := range []string{"case.json", "after.dump.json", "smtp.json", "nntp.json"} {
			if err := addJSON(w, filepath.Join(dir, name), name); err != nil {
				return err
			}
		}
		if err := addLists(w, filepath.Join(dir, "before.dump.json")); err != nil {
			return err
		}
		return addTree(w, dir, "before")
	})
}

func packShared(from, path string) error {
	return write(path, func(w *zip.Writer) error {
		for _, name := range []string{"templates", "messages"} {
			if err := addTree(w, from, name); err != nil {
				return err
			}
		}
		return nil
	})
}

func write(path string, fill func(*zip.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	w := zip.NewWriter(file)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	if err := fill(w); err != nil {
		return err
	}
	return w.Close()
}

// addLists adds the folders and the symbolic links of the tree before.
func addLists(w *zip.Writer, dump string) error {
	data, err := os.ReadFile(dump)
	if err != nil {
		return err
	}
	var tree struct {
		Dirs  []string
		Files map[string]struct{ Type string }
	}
	if err := json.Unmarshal(data, &tree); err != nil {
		return err
	}
	var links []string
	for name, file := range tree.Files {
		if file.Type == "symlink" {
			links = append(links, name)
		}
	}
	sort.Strings(links)
	if err := add(w, "before.dirs", []byte(strings.Join(tree.Dirs, "\n"))); err != nil {
		return err
	}
	return add(w, "before.links", []byte(strings.Join(links, "\n")))
}

func addTree(w *zip.Writer, top, name string) error {
	return filepath.WalkDir(filepath.Join(top, name), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".po") {
			return err
		}
		data, err := os.ReadFile(path)
		if entry.Type()&fs.ModeSymlink != 0 {
			var target string
			target, err = os.Readlink(path)
			data = []byte(target)
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		return add(w, rel, data)
	})
}

// addJSON adds a JSON file without its white space.
func addJSON(w *zip.Writer, path, name string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return add(w, name, compact.Bytes())
}

func add(w *zip.Writer, name string, data []byte) error {
	out, err := w.Create(name)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return err
}
