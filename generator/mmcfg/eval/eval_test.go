// SPDX-License-Identifier: GPL-2.0-or-later

package eval_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/hostinfo"
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/pylib"
	"mmgen/generator/pyvalue"
)

// testHost is a machine of a few answers.
var testHost = &hostinfo.Host{
	Name: "host", FullName: "host.example.com", Env: map[string]string{"PATH": "/usr/bin:/bin", "LANG": "C"},
	Users:  []hostinfo.User{{Name: "list", Password: "x", UID: 38, GID: 39, Gecos: "Lists", Home: "/var/list", Shell: "/bin/sh"}},
	Groups: []hostinfo.Group{{Name: "list", Password: "x", GID: 39, Members: []string{"anne"}}},
	Read: func(path string) ([]byte, error) {
		switch path {
		case "/etc/machine-id", "/etc/lines":
			return []byte("one\ntwo\nthree"), nil
		case "/etc/local.py":
			return []byte("LOCAL = 7\n"), nil
		case "/srv/secret":
			return nil, errors.New("permission denied")
		}
		return nil, fs.ErrNotExist
	},
	Kind: func(path string) (string, error) {
		switch {
		case path == "/etc/lines":
			return "file", nil
		case path == "/etc":
			return "dir", nil
		case strings.HasPrefix(path, "/etc/"):
			return "", nil
		}
		return "", errors.New("it may come")
	},
}

var testModules = map[string]string{
	"Defaults": "import os\nLIST = ['a', 'b']\nHOST = 'x'\n_HIDDEN = 1\ndef add(x):\n    LIST.append(x)\n",
	"siteconf": "SITE = 1\nOTHER = 2\n",
	"exports":  "SITE = 1\n__all__ = ['SITE']\nOTHER = 2\n",
	"broken":   "X = (\n",
	"raises":   "X = 1\nY = undefined\n",
}

func testInterp() *eval.Interp {
	return eval.New(eval.Options{Host: testHost, Library: pylib.Library{}, Find: func(name string) (eval.Source, bool, error) {
		text, ok := testModules[name]
		return eval.Source{File: name + ".py", Text: []byte(text)}, ok, nil
	}})
}

// evaluated shows what a text sets as testdata/python27.txt does; what can't
// be known is NAME=?.
func evaluated(text string) string {
	r, err := testInterp().Run("m", eval.Source{File: "m.py", Text: []byte(text)})
	if err != nil {
		e := err.(*eval.Error)
		return fmt.Sprintf("E %d %s", e.Line, strings.TrimPrefix(e.Type, "socket."))
	}
	var out []string
	for _, b := range r.Bindings() {
		switch {
		case strings.HasPrefix(b.Name, "_") || strings.ToUpper(b.Name) != b.Name || b.Opaque:
		case b.Unknown != nil:
			out = append(out, b.Name+"=?")
		default:
			out = append(out, b.Name+"="+pyvalue.Repr(b.Value))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// withoutMessage leaves the type of an exception, without its words: those are
// for people, and not Python's everywhere.
func withoutMessage(shown string) string {
	if strings.HasPrefix(shown, "E ") {
		shown, _, _ = strings.Cut(shown, ":")
	}
	return shown
}

// unsure says whether something in a text can't be known, so that what Python
// raises later on may be missed.
func unsure(text string) bool {
	ev := testInterp()
	_, err := ev.Run("m", eval.Source{File: "m.py", Text: []byte(text)})
	if e, ok := err.(*eval.Error); ok && e.Type == "" {
		return true
	}
	return ev.Refused() > 0
}

var assignment = regexp.MustCompile(`(?:^|; )([A-Z][A-Z0-9_]*)=`)

// values takes apart what evaluated returns.
func values(shown string) map[string]string {
	out := map[string]string{}
	at := assignment.FindAllStringSubmatchIndex(shown, -1)
	for i, m := range at {
		end := len(shown)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		out[shown[m[2]:m[3]]] = shown[m[1]:end]
	}
	return out
}

// same compares two values as they are shown. The order of a dict's keys, which is not
// followed, is no part of a value.
func same(a, b string) bool {
	parts := func(shown string) []string {
		fields := strings.FieldsFunc(shown, func(r rune) bool { return strings.ContainsRune("{}, ", r) })
		slices.Sort(fields)
		return fields
	}
	return a == b || strings.Contains(a, "{") && slices.Equal(parts(a), parts(b))
}

// wrong says how what we found out contradicts Python, "" where it does not:
// each value is Python's or unknown.
func wrong(text, got, python string) string {
	if got == python {
		return ""
	}
	if strings.HasPrefix(python, "E ") || strings.HasPrefix(got, "E ") {
		if strings.HasPrefix(python, "E ") && unsure(text) || strings.HasPrefix(got, "E ") && unsure(text) {
			return ""
		}
		return "one of them raises"
	}
	found, truth := values(got), values(python)
	for name, v := range found {
		if v != "?" && !same(v, truth[name]) {
			return name
		}
	}
	for name := range truth {
		if _, ok := found[name]; !ok && !unsure(text) {
			return name + " is missing"
		}
	}
	return ""
}

// TestPython27 compares with what Python made of each text: a value is
// Python's, or unknown.
func TestPython27(t *testing.T) {
	b, err := os.ReadFile("testdata/python27.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(string(b), "====\n")[1:]
	equal := 0
	for _, c := range cases {
		i := strings.LastIndex(c, "\n---- ")
		text, want := c[:i], withoutMessage(strings.TrimSuffix(c[i+len("\n---- "):], "\n"))
		got := evaluated(text)
		if got == want {
			equal++
		}
		if how := wrong(text, got, want); how != "" {
			t.Errorf("%s\n%s\ngot    %s\nPython %s", text, how, got, want)
		}
	}
	if t.Logf("%d of %d texts are known through and through", equal, len(cases)); equal < len(cases)*2/5 {
		t.Error("that is too few")
	}
}

// TestWorld: what files ask about their machine.
func TestWorld(t *testing.T) {
	for text, want := range map[string]string{
		"import pwd\nA = pwd.getpwnam('list')[2], pwd.getpwnam('list').pw_gid, pwd.getpwuid(38).pw_name, pwd.getpwnam('list')[5:]": "A=(38, 39, 'list', ('/var/list', '/bin/sh'))",
		"import grp\nA = grp.getgrnam('list').gr_gid, grp.getgrgid(39)[0], grp.getgrnam('list').gr_mem":                            "A=(39, 'list', ['anne'])",
		"from pwd import getpwnam as g\nA = g('nobody')":                                                                           "E 2 KeyError",
		"import grp\nA = grp.getgrgid(1)":                                                                                          "E 2 KeyError",
		"A = open('/etc/lines').read()":                                                                                            `A='one\ntwo\nthree'`,
		"f = open('/etc/lines', 'r')\nA = f.readline().rstrip(), f.readlines(), f.read()":                                          `A=('one', ['two\n', 'three'], '')`,
		"A = [l.strip() for l in open('/etc/lines')]":                                                                              "A=?",
		"A = file('/etc/lines').read(2)":                                                                                           "A=?",
		"A = open('/etc/none').read()":                                                                                             "E 1 IOError",
		"A = open('/srv/secret').read()":                                                                                           "A=?",
		"A = open('/etc/lines', 'w')":                                                                                              "A=?",
		"A = open('/etc/lines', 'a').write('x')":                                                                                   "A=?",
		"execfile('/etc/local.py')\nA = LOCAL":                                                                                     "A=?",
		"import os\nA = os.path.exists('/etc/lines'), os.path.isdir('/etc'), os.path.isfile('/etc/no')":                            "A=(True, True, False)",
		"import os\nA = os.path.exists('/var/x')":                                                                                  "A=?",
		"import os\nA = os.popen('id').read()":                                                                                     "A=?",
		"import time\nA = time.time()":                                                                                             "A=?",
		"import socket\nA = socket.gethostname() + '|' + socket.getfqdn()":                                                         "A='host|host.example.com'",
		"import os\nA = os.uname()[1]":                                                                                             "A='host'",
		"import re\nA = re.compile('x')\nB = 1":                                                                                    "A=?; B=1",
	} {
		if got := evaluated(text); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// TestImport: modules of Mailman's package, and how they share their values.
func TestImport(t *testing.T) {
	for text, want := range map[string]string{
		"from Defaults import *\nLIST.append('c')\nadd('d')\nimport Defaults\nA = Defaults.LIST is LIST": "A=True; HOST='x'; LIST=['a', 'b', 'c', 'd']",
		"from Mailman.Defaults import *\nHOST = 'y'\nfrom Mailman import Defaults\nA = Defaults.HOST":    "A='x'; HOST='y'; LIST=['a', 'b']",
		"import Mailman.Defaults as D\nA = D.HOST\nD.HOST = 'z'\nfrom Defaults import HOST\n":            "A='x'; D=opaque; HOST='z'",
		"import Mailman.Defaults\nA = Mailman.Defaults.HOST":                                             "A='x'",
		"from .Defaults import HOST\nfrom . import siteconf\nA = siteconf.OTHER":                         "A=?; HOST=?",
		"from __future__ import absolute_import\nfrom Defaults import HOST":                              "E 1 ",
		"A = 1\nfrom ..Defaults import HOST":                                                             "A=1; HOST=?",
		"from siteconf import *":                                                                         "OTHER=2; SITE=1",
		"A = 1\nfrom exports import *\nB = 2":                                                            "A=?; B=2",
		"from Defaults import NOPE":                                                                      "E 1 ImportError",
		"import Mailman.nosuch":                                                                          "E 1 ImportError",
		"import Defaults\nA = Defaults.NOPE":                                                             "E 2 AttributeError",
		"X = 1\nimport broken":                                                                           "E 2 SyntaxError",
		"X = 1\nimport raises":                                                                           "E 2 NameError",
		"try:\n    import raises\nexcept NameError:\n    A = 1":                                          "A=1",
		"from Mailman import Utils\nA = Utils.f()\nB = 1":                                                "A=?; B=1",
		"A = 1\nfrom thirdparty import *\nB = 2":                                                         "A=?; B=2",
		"from thirdparty import *\nA = WHATEVER":                                                         "A=?",
		"from socket import *\nA = AF_INET\nB = NOPE":                                                    "E 3 NameError",
		"from socket import *\nA = AF_INET":                                                              "A=?",
		"A = 1\nfrom string import *\nB = 2":                                                             "A=?; B=2",
	} {
		want = strings.Replace(want, "D=opaque; ", "", 1)
		if got := evaluated(text); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// TestUnknown: what can't be known spreads to what depends on it, and no
// further.
func TestUnknown(t *testing.T) {
	const head = "import time\nU = time.time()\nA = 1\nL = [1]\nD = {'k': 1}\n"
	for text, want := range map[string]string{
		"B = U + 1; C = [U, 2]; E = len(C); F = C[1]; G = '%s' % U": "A=1; B=?; C=?; D={'k': 1}; E=?; F=?; G=?; L=[1]; U=?",
		"if U: A = 2":                                                    "A=?; D={'k': 1}; L=[1]; U=?",
		"if U: A = 2\nelse: A = 2":                                       "A=?; D={'k': 1}; L=[1]; U=?",
		"if U: B = [1, 'x']\nelse: B = [1, 'x']":                         "A=1; B=?; D={'k': 1}; L=[1]; U=?",
		"if U: B = 1\nelse: B = True":                                    "A=1; B=?; D={'k': 1}; L=[1]; U=?",
		"if U: L.append(2)":                                              "A=1; D={'k': 1}; L=?; U=?",
		"if U: L.append(2)\nelse: L.append(2)":                           "A=1; D={'k': 1}; L=?; U=?",
		"if U: D['x'] = 1\nB = L + [2]":                                  "A=1; B=[1, 2]; D=?; L=[1]; U=?",
		"if U:\n    A = 5\n    A = 1":                                    "A=?; D={'k': 1}; L=[1]; U=?",
		"if U: raise ValueError\nB = 2":                                  "A=1; B=2; D={'k': 1}; L=[1]; U=?",
		"if U: del A":                                                    "A=?; D={'k': 1}; L=[1]; U=?",
		"while A: break\nB = 2":                                          "A=1; B=2; D={'k': 1}; L=[1]; U=?",
		"while U: A = 2; L.append(1)":                                    "A=?; D={'k': 1}; L=?; U=?",
		"for B in U: D['x'] = B":                                         "A=1; B=?; D=?; L=[1]; U=?",
		"for i in [1, 2]:\n    if U: break\n    A = i":                   "A=?; D={'k': 1}; L=[1]; U=?",
		"for i in [1, 2]:\n    if U: continue\n    L.append(i)":          "A=1; D={'k': 1}; L=?; U=?",
		"B = [x for x in U]; C = [U for x in [1, 2]]; E = len(C)":        "A=1; B=?; C=?; D={'k': 1}; E=?; L=[1]; U=?",
		"B = 5 if U else 5; C = 5 if U else 6; E = U or 1; F = 0 and U":  "A=1; B=?; C=?; D={'k': 1}; E=?; F=0; L=[1]; U=?",
		"B = D\nif U: D = 2\nD['x'] = 1":                                 "A=1; B=?; D=?; L=[1]; U=?",
		"try:\n    L[1:] = 5\nexcept TypeError: A = 2":                   "A=?; D={'k': 1}; L=?; U=?",
		"try:\n    print u'\\xe9'\n    A = 2\nexcept UnicodeError: pass": "A=?; D={'k': 1}; L=[1]; U=?",
		"def f():\n    L.append(2)\n    import siteconf\n    return siteconf\nf().OTHER += 1\nimport siteconf\nB = siteconf.OTHER": "A=1; B=?; D={'k': 1}; L=?; U=?",
		"B = D\ntry: D |= U\nexcept TypeError: pass\nD['x'] = 1":                                                                   "A=1; B=?; D=?; L=[1]; U=?",
		"U.f(L)":             "A=1; D={'k': 1}; L=?; U=?",
		"U.f(A, 'x')":        "A=1; D={'k': 1}; L=[1]; U=?",
		"D[U] = 1\nL[0] = U": "A=1; D=?; L=?; U=?",
		"L.insert(U, 2)":     "A=1; D={'k': 1}; L=?; U=?",
		"L.extend(U)\nB = L": "A=1; B=?; D={'k': 1}; L=?; U=?",
		"try:\n    B = U.x\n    A = 2\nexcept:\n    B = 0":                       "A=?; B=?; D={'k': 1}; L=[1]; U=?",
		"try:\n    B = U.x\nexcept:\n    pass\nA = 2":                            "A=2; B=?; D={'k': 1}; L=[1]; U=?",
		"try:\n    import nkf\n    nkf.f()\nexcept ImportError:\n    pass":       "A=1; D={'k': 1}; L=[1]; U=?",
		"try:\n    import simplejson\n    B = 1\nexcept ImportError:\n    B = 1": "A=1; B=?; D={'k': 1}; L=[1]; U=?",
		"def f():\n    if U: return 1\n    L.append(2)\n    return 2\nB = f()":   "A=1; B=?; D={'k': 1}; L=?; U=?",
		"def f():\n    if U: return 1\n    return 1\nB = f()":                    "A=1; B=?; D={'k': 1}; L=[1]; U=?",
		"def f():\n    if U: return 1\n    else: return 1\nB = f()":              "A=1; B=?; D={'k': 1}; L=[1]; U=?",
		"def f():\n    global A\n    A = 2\nif U: f()":                           "A=?; D={'k': 1}; L=[1]; U=?",
		"def f(): L.append(2)\nfor x in U: f()":                                  "A=1; D={'k': 1}; L=?; U=?",
		"def f(): L.append(2)\nU.register(f)":                                    "A=1; D={'k': 1}; L=?; U=?",
		"def g():\n    L.append(1)\n    yield 1\nB = list(g())":                  "A=1; B=?; D={'k': 1}; L=?; U=?",
		"class C:\n    def m(self): L.append(1)\nB = C()":                        "A=1; B=?; C=?; D={'k': 1}; L=?; U=?",
		"exec U\nB = 1":                    "A=?; B=1; D=?; L=?; U=?",
		"execfile(U)\nB = LATER":           "A=?; B=?; D=?; L=?; U=?",
		"globals()[U] = 1":                 "A=?; D=?; L=?; U=?",
		"B = set([1]); C = len(L)":         "A=1; B=?; C=1; D={'k': 1}; L=[1]; U=?",
		"B, C = U":                         "A=1; B=?; C=?; D={'k': 1}; L=[1]; U=?",
		"M = [L]\nif U: M[0].append(2)":    "A=1; D={'k': 1}; L=?; M=?; U=?",
		"M = [L]\nM[U].append(2)":          "A=1; D={'k': 1}; L=?; M=?; U=?",
		"M = {1: L}\nM.get(U).append(2)":   "A=1; D={'k': 1}; L=?; M=?; U=?",
		"M = [L] + U\nM[0].append(2)":      "A=1; D={'k': 1}; L=?; M=?; U=?",
		"M = {U: L}\nM[1].append(2)":       "A=1; D={'k': 1}; L=?; M=?; U=?",
		"M = {}\nM[U] = L\nM[1].append(2)": "A=1; D={'k': 1}; L=?; M=?; U=?",
		"import siteconf\nif U: siteconf.OTHER += L\nB = siteconf.OTHER":                         "A=1; B=?; D={'k': 1}; L=?; U=?",
		"import siteconf\nif U: import siteconf\nsiteconf.OTHER = 7\nfrom siteconf import OTHER": "A=1; D={'k': 1}; L=[1]; OTHER=?; U=?",
		"import siteconf\nif U: import siteconf as q\nq.OTHER = 7\nfrom siteconf import OTHER":   "A=1; D={'k': 1}; L=[1]; OTHER=?; U=?",
		"for B in [1, 2]: globals()['B'] = 5":                                                    "A=?; B=?; D=?; L=?; U=?",
		"with U as B: A = 2":                                                                     "A=?; B=?; D={'k': 1}; L=[1]; U=?",
		"B = isinstance(U, str), type(A) is int":                                                 "A=1; B=?; D={'k': 1}; L=[1]; U=?",
		"B = sorted([U, 1]); C = max(1, U); E = U in [1]; F = 1 in [1, U]":                       "A=1; B=?; C=?; D={'k': 1}; E=?; F=?; L=[1]; U=?",
		"B = U == 1, U is None\nif U is None: A = 3":                                             "A=?; B=?; D={'k': 1}; L=[1]; U=?",
		"if U:\n    import siteconf\nimport siteconf\nB = siteconf.SITE":                         "A=1; B=?; D={'k': 1}; L=[1]; U=?",
	} {
		if got := evaluated(head + text); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// TestUnknownSays: an unknown tells where it comes from.
func TestUnknownSays(t *testing.T) {
	r, err := testInterp().Run("m", eval.Source{File: "m.py", Text: []byte("import os\nX = 1\nV = os.popen('date').read()\nW = V + 'x'\n")})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range r.Bindings() {
		if b.Name != "W" {
			continue
		}
		if b.Unknown == nil || b.Unknown.File != "m.py" || b.Unknown.Line != 3 || b.Unknown.Reason != "os.popen is not evaluated" {
			t.Errorf("W: %+v", b.Unknown)
		}
		if b.File != "m.py" || b.Line != 4 {
			t.Errorf("W is of %s:%d", b.File, b.Line)
		}
		return
	}
	t.Error("no W")
}

// TestOrigin: a value is from where it was last set or changed.
func TestOrigin(t *testing.T) {
	r, err := testInterp().Run("m", eval.Source{File: "m.py", Text: []byte("from Defaults import *\n\nA = 1\nA = 2\nB = []\nB.append(1)\nC = B\nadd('x')\n")})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"A": "m.py:4", "B": "m.py:6", "C": "m.py:7", "HOST": "Defaults.py:3", "LIST": "m.py:8"}
	for _, b := range r.Bindings() {
		if w, ok := want[b.Name]; ok && w != fmt.Sprintf("%s:%d", b.File, b.Line) {
			t.Errorf("%s is of %s:%d, want %s", b.Name, b.File, b.Line, w)
		}
	}
}

// TestErrorPlace: an exception is of the file's own line, and tells which
// function it arose in.
func TestErrorPlace(t *testing.T) {
	for text, want := range map[string]string{
		"from Defaults import *\nadd()":                      "m.py:2: TypeError: add() got too few arguments (0 given)",
		"def f():\n    return 1/0\nX = f()":                  "m.py:3: ZeroDivisionError: integer division or modulo by zero (raised at m.py:2)",
		"import raises":                                      "raises.py:2: NameError: name 'undefined' is not defined",
		"import broken":                                      "broken.py:2: SyntaxError: invalid syntax",
		"X = [0] * 50000\nfor A in X:\n    for B in X: pass": "m.py:3: evaluating this takes too many steps (more than 1000000)",
		"raise ValueError":                                   "m.py:1: evaluating this ends with an exception",
		"import sys\nif 1:\n    sys.exit('no good')":         "m.py:3: SystemExit: no good",
	} {
		_, err := testInterp().Run("m", eval.Source{File: "m.py", Text: []byte(text)})
		if err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// hostile are files that would hang Python, or take all memory.
var hostile = []string{
	"A = 'a' * 10**9", "A = 'a'\nwhile 1: A += A", "while 1: pass", "def f(): return f()\nf()", "f = lambda: f()\nf()",
	"X = ()\nfor i in xrange(10**9): X = (X, X)\nD = {X: 1}",
	"X = []\nfor i in range(50): X = [X, X]\nA = repr(X)\nB = X == X\nC = X",
	"X = []\nwhile 1: X = [X]", "X = []\nfor i in range(90000): X = [X]\nimport q\nq.f(X)",
	"X = ()\nfor i in range(90000): X = (X,)\nA = {X: 1}\nB = X == X\nC = `X`",
	"A = 10**10**10", "A = 1 << 10**9", "A = 2\nwhile 1: A = A * A", "A = range(10**9)", "A = [0] * 10**9",
	"A = '%1000000000d' % 1", "A = '%.1000000000f' % 1.0", "A = '%*d' % (10**9, 1)", "A = 'a'.center(10**9)",
	"A = 'ab'.replace('', 'x' * 1000000)", "A = 'x,' * 500000\nwhile 1: B = A.split(',')", "A = [1]\nfor x in A: A.append(x)",
	"D = {}\nfor i in range(200000): D[i * (2**64 - 1)] = i", "L = []\nfor i in range(90000):\n  try: L.append(i)\n  except: pass",
	"A='exec A'\nexec A", "A = 'eval(A)'\neval(A)", "D = {}\nD['x'] = D\nA = D\nB = `D`\nC = D == D",
	"for i in range(100000): globals()['X%d' % i] = range(1000)", "A = [x for x in xrange(10**8)]",
	"A = 'a' * 1000000\nD = {}\nwhile 1: D[A] = 1", "A = u'\\u20ac' * 300000\nwhile 1: B = A[5]",
	"import q\ndef f(n):\n  if q.x: return f(n-1)\n  return f(n-2)\nA = f(100)",
	"import q\ndef f():\n  if q.a: f()\n  if q.b: f()\n  if q.c: f()\nf()",
	"A = float(10**60000)", "A = int('9' * 16000)\nwhile 1: B = str(A)", "A = '-'.join(['a' * 1000] * 100000)",
	"import m\nfrom m import *\n", "A = map(None, *[range(100)] * 900)", "A = hash(10**19000)\nwhile 1: hash(10**19000)",
}

// TestHostile: each ends by itself; the deadline is only there to name the
// one that does not.
func TestHostile(t *testing.T) {
	for _, text := range hostile {
		done := make(chan struct{})
		go func() {
			defer close(done)
			evaluated(text)
		}()
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Fatalf("no end:\n%s", text)
		}
	}
}

// FuzzEval: no file makes the evaluator panic or hang, and none is evaluated
// differently the second time.
func FuzzEval(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	b, err := os.ReadFile("testdata/python27.txt")
	if err != nil {
		f.Fatal(err)
	}
	for i, c := range strings.Split(string(b), "====\n")[1:] {
		if i%3 == 0 {
			f.Add(c[:strings.LastIndex(c, "\n---- ")])
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		first := evaluated(text)
		if again := evaluated(text); again != first {
			t.Errorf("once %s\nthen %s", first, again)
		}
	})
}
