// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"mmgen/generator/hostinfo"
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/pylib"
	"mmgen/generator/mmcfg/stock"
	"mmgen/generator/rootfs"
)

// DefaultConfigFile is where the INI file is looked for, below the root.
const DefaultConfigFile = "/etc/mailman/mmgen.ini"

// Options say where to look.
type Options struct {
	Root string // "" for /
	// ConfigFile is the INI file; "" for DefaultConfigFile, which may be absent. Another one
	// must exist: below Root, or else on this machine.
	ConfigFile string
	// NoConfigFile says that no INI file is read: the settings are those that Mailman itself
	// has.
	NoConfigFile bool
	MMCfg        string         // mm_cfg.py; "" for those of stock.Layouts. It is found as ConfigFile is.
	Host         *hostinfo.Host // nil for hostinfo.Under(Root)
	// Witness notes which files the settings depend on; nil for none. It is of no use if Host
	// is given.
	Witness *rootfs.Witness
}

// Site is what Load found.
type Site struct {
	// Settings are nil if a file can't be read or evaluated. A setting that an error is about
	// has its stock value.
	Settings *Settings
	Units    Units // what the INI file has in [units]
	// JobTimes are the times of the day's jobs, by name, that the INI file has in [jobs].
	JobTimes map[string]UnitsValue
	SMTP     SMTP
	Warnings Errors
	Layout   string // Debian, RHEL, upstream, FreeBSD port, cPanel or stock
	// SourcePath is the file that units should name: mm_cfg.py, or else Defaults.py, or else
	// the INI file. Links are resolved.
	SourcePath string
	ConfigPath string // the INI file; "" if there is none
	// Modules are the files of Mailman's package that were imported, also those with errors.
	// Links are resolved. They have the link itself if mm_cfg.py is a link to nowhere;
	// SourcePath is then its target.
	Modules    []string
	PackageDir string // Mailman's Python package; "" if it does not exist
}

// Load finds and reads the settings of the site below a root directory. The error is ErrNoSite
// if there is no Mailman, else Errors. With Errors it returns a Site too, for a caller that
// must not stop at one bad setting.
func Load(opts Options) (*Site, error) {
	l := &loader{tree: rootfs.New(opts.Root).Before(opts.Witness), host: opts.Host}
	if l.host == nil {
		l.host = hostinfo.On(l.tree)
		l.host.EnvAsked = func() { opts.Witness.Doubt(errors.New("the environment was asked")) }
	}
	if !opts.NoConfigFile {
		if err := l.readINI(opts.ConfigFile); err != nil {
			usual, _ := l.tree.Resolve(DefaultConfigFile)
			return &Site{SourcePath: cmp.Or(opts.ConfigFile, usual)}, err
		}
	}
	at, err := discover(l.tree, opts.MMCfg)
	if at == nil && err == nil {
		if l.ini == nil || opts.ConfigFile == "" && len(l.ini.sections[sectionMMCfg]) == 0 && len(l.errs) == 0 {
			return nil, ErrNoSite
		}
		at = &found{layout: stock.Plain}
	}
	if at == nil {
		at = &found{}
	}
	return l.load(at, err)
}

// loader is one Load.
type loader struct {
	tree     *rootfs.Tree
	host     *hostinfo.Host
	at       *found
	ini      *iniFile
	modules  []string
	result   *eval.Result // what the Python files set; nil if there are none
	bindings map[string]eval.Binding
	iniGiven map[string]Value  // values of [mm_cfg] if there are no Python files
	iniDone  map[int]iniResult // results by line of the INI file
	settings *Settings
	units    Units
	jobTimes map[string]UnitsValue
	smtp     SMTP
	errs     Errors
	warnings Errors
}

// readINI reads the INI file. Errors in it are kept in l.errs; the error is that of a file
// that can't be read.
func (l *loader) readINI(name string) error {
	var text []byte
	var err error
	shown := DefaultConfigFile
	if name == "" {
		if text, err = l.tree.Read(shown); errors.Is(err, fs.ErrNotExist) {
			return danglingAny(l.tree, []string{shown})
		}
	} else {
		text, shown, err = l.tree.Given(name)
	}
	if err != nil {
		return unreadable(shown, err)
	}
	l.ini, l.errs = parseINI(shown, string(text))
	return nil
}

func (l *loader) load(at *found, err error) (*Site, error) {
	l.at = at
	site := &Site{SourcePath: at.mmCfg, PackageDir: at.pkg}
	if at.layout != nil {
		site.Layout = at.layout.Name
	}
	if l.ini != nil {
		site.ConfigPath = l.ini.path
	}
	switch {
	case site.SourcePath != "":
	case at.pkg != "":
		site.SourcePath = path.Join(at.pkg, "Defaults.py")
	default:
		site.SourcePath = site.ConfigPath
	}
	if err == nil {
		err = l.evaluate()
	}
	site.Modules = l.modules
	if at.link != "" {
		site.Modules = append(site.Modules, at.link)
	}
	if err != nil {
		l.errs = append(l.errs, asErrors(err)...)
		return site, l.errs.orNil()
	}
	l.errs.sort()
	l.warnings.sort()
	site.Settings, site.Units, site.Warnings = l.settings, l.units, l.warnings
	site.JobTimes, site.SMTP = l.jobTimes, l.smtp
	return site, l.errs.orNil()
}

// asErrors makes Errors of an error of the evaluator.
func asErrors(err error) Errors {
	switch e := err.(type) {
	case Errors:
		return e
	case *eval.Error:
		return Errors{{File: e.File, Line: e.Line, Reason: e.Reason()}}
	}
	return Errors{{Reason: err.Error()}}
}

// evaluate finds out the settings.
func (l *loader) evaluate() error {
	if l.at.mmCfg != "" || l.at.pkg != "" {
		if err := l.evaluatePython(); err != nil {
			return err
		}
	}
	l.settings = &Settings{make(map[string]setting, len(stock.Table())+32)}
	l.fill()
	if l.ini != nil {
		l.applyINI()
	}
	l.check()
	if l.ini != nil {
		l.jobTimes = map[string]UnitsValue{}
		l.applySection(sectionSMTP, l.applySMTP)
		l.applySection(sectionUnits, l.applyUnit)
		l.applySection(sectionJobs, l.applyJob)
	}
	return nil
}

// evaluatePython evaluates mm_cfg.py over Defaults.py.
func (l *loader) evaluatePython() error {
	ev := l.interpreter(nil)
	var err error
	if l.at.mmCfg != "" {
		l.result, err = ev.Run("mm_cfg", eval.Source{File: l.at.mmCfg, Path: l.at.source, Text: l.at.text})
	} else {
		l.result, err = ev.Import("Defaults")
	}
	if err != nil {
		return err
	}
	l.bindings = map[string]eval.Binding{}
	for _, b := range l.result.Bindings() {
		l.bindings[b.Name] = b
	}
	lost := l.result.Lost()
	for _, e := range stock.Table() {
		name := e.Name
		if _, ok := l.bindings[name]; !ok && lost != nil {
			l.bindings[name] = eval.Binding{Name: name, Unknown: lost, File: lost.File, Line: lost.Line}
		}
	}
	return nil
}

// interpreter makes an evaluator that finds the site's modules. pinned is for stock.New.
func (l *loader) interpreter(pinned func(string) (Value, bool)) *eval.Interp {
	find := func(name string) (eval.Source, bool, error) { return l.findModule(name, pinned) }
	return eval.New(eval.Options{Host: l.host, Library: pylib.Library{}, Find: find, Installed: l.installed})
}

// findModule reads a module of Mailman's package, or makes a stock one if Mailman's does not
// exist. Without the package, a module of the site's own is beside mm_cfg.py.
func (l *loader) findModule(name string, pinned func(string) (Value, bool)) (eval.Source, bool, error) {
	switch {
	case strings.ContainsAny(name, "/."):
		return eval.Source{}, false, nil
	case name == "Defaults" && !l.at.defaults:
		return stockModule(l.at.layout, pinned), true, nil
	case name == "Version" && (l.at.pkg == "" || !l.tree.Exists(path.Join(l.at.pkg, "Version.py"))):
		return versionModule(), true, nil
	}
	dirs := []string{l.at.pkg}
	if l.at.pkg == "" && l.at.mmCfg != "" {
		dirs = []string{path.Dir(l.at.source), path.Dir(l.at.mmCfg)}
	}
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		file := path.Join(dir, name+".py")
		text, err := l.tree.Read(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if real, err := l.tree.Resolve(file); err == nil && !slices.Contains(l.modules, real) {
			l.modules = append(l.modules, real)
		}
		return eval.Source{File: file, Text: text}, err == nil, err
	}
	return eval.Source{}, false, nil
}

// fill takes the settings of the Python files. Those that they lack, as a Defaults.py older
// than 2.1.39 does, get stock values.
func (l *loader) fill() {
	for name, b := range l.bindings {
		if isSetting(name) && !b.Opaque && b.Unknown == nil {
			l.settings.vals[name] = setting{b.Value, Origin{b.File, b.Line}}
		}
	}
	isMissing := func(name string) bool {
		_, ok := l.settings.vals[name]
		return !ok && isSetting(name)
	}
	for name, v := range stock.New(l.at.layout, l.pinned()).All(isMissing) {
		l.settings.vals[name] = setting{value: v}
	}
}
