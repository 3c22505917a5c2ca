// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"maps"
	"math"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
)

// library is a module of Python's own library: known in parts, or by name
// only; nil for what is not in the library.
func library(name string) *module {
	if name == "posixpath" {
		name = "os.path"
	}
	if attrs, ok := libraries[name]; ok {
		return &module{name: name, attrs: attrs, more: libraryMore[name]}
	}
	if strings.Contains(libraryNames, " "+name+" ") {
		return &module{name: name}
	}
	return nil
}

var (
	// libraries are what is known of some modules.
	libraries map[string]map[string]Value
	// libraryMore says which other names `import *` of them defines.
	libraryMore = map[string]func(string) bool{
		"os": isLowerName, "os.path": isLowerName, "sys": isLowerName, "string": isLowerName, "socket": isSocketName,
	}
)

func init() { // their functions look into the table
	path := pathFunctions()
	libraries = map[string]map[string]Value{
		"os": {
			"path": &module{name: "os.path", attrs: path}, "getenv": &native{name: "getenv", fn: osGetenv}, "sep": pyvalue.Str("/"),
			"linesep": pyvalue.Str("\n"), "pathsep": pyvalue.Str(":"), "curdir": pyvalue.Str("."), "pardir": pyvalue.Str(".."),
			"devnull": pyvalue.Str("/dev/null"), "name": pyvalue.Str("posix"), "error": &class{name: "OSError"},
			"uname": &native{name: "uname", fn: osUname},
		},
		"os.path": path,
		"sys": {
			"platform": pyvalue.Str("linux2"), "byteorder": pyvalue.Str("little"), "maxint": int64(math.MaxInt64),
			"setdefaultencoding": &native{name: "setdefaultencoding", fn: sysSetDefaultEncoding},
			"getdefaultencoding": &native{name: "getdefaultencoding", fn: func(ev *Interp, a *args) (Value, error) {
				return pyvalue.Str(ev.charset), nil
			}},
			"exit": &native{name: "exit", fn: func(ev *Interp, a *args) (Value, error) {
				return nil, ev.raiseArgs("SystemExit", a.pos...)
			}},
		},
		"socket": {
			"getfqdn":     &native{name: "getfqdn", fn: hostName("getfqdn")},
			"gethostname": &native{name: "gethostname", fn: hostName("gethostname")},
			"error":       &class{name: "socket.error"}, "gaierror": &class{name: "socket.gaierror"},
			"herror": &class{name: "socket.herror"}, "timeout": &class{name: "socket.timeout"},
		},
		"pwd": {"getpwnam": &native{name: "getpwnam", fn: getPwNam}, "getpwuid": &native{name: "getpwuid", fn: getPwUID}},
		"grp": {"getgrnam": &native{name: "getgrnam", fn: getGrNam}, "getgrgid": &native{name: "getgrgid", fn: getGrGID}},
		"re":  {"compile": &native{name: "compile", fn: reCompile}},
		"string": {
			"lowercase": pyvalue.Str("abcdefghijklmnopqrstuvwxyz"), "uppercase": pyvalue.Str("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
			"digits": pyvalue.Str("0123456789"),
		},
	}
	for name, flag := range map[string]int64{"I": 2, "IGNORECASE": 2, "L": 4, "LOCALE": 4, "M": 8, "MULTILINE": 8,
		"S": 16, "DOTALL": 16, "U": 32, "UNICODE": 32, "X": 64, "VERBOSE": 64} {
		libraries["re"][name] = flag
	}
	libraryMore["re"] = isLowerName
}

// isLowerName fits the functions that `import *` of a library module defines,
// and no setting.
func isLowerName(name string) bool { return strings.ToUpper(name) != name }

// isSocketName fits what `from socket import *` defines besides.
func isSocketName(name string) bool {
	for _, prefix := range [...]string{
		"AF_", "AI_", "BDADDR_", "BTPROTO_", "CAPI", "EAI_", "HCI_", "INADDR_", "IPPORT_", "IPPROTO_", "IPV6_", "IP_",
		"MSG_", "NETLINK_", "NI_", "PACKET_", "PF_", "SHUT_", "SOCK_", "SOL_", "SO_", "SSL_", "TCP_", "TIPC_", "RAND_",
	} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return strings.Contains(" EBADF EINTR SOMAXCONN SocketType socket create_connection fromfd getaddrinfo getdefaulttimeout"+
		" gethostbyaddr gethostbyname gethostbyname_ex getnameinfo getprotobyname getservbyname getservbyport has_ipv6"+
		" htonl htons inet_aton inet_ntoa inet_ntop inet_pton ntohl ntohs setdefaulttimeout socketpair ssl sslerror ", " "+name+" ")
}

// reCompile: patterns are not looked into, no setting is one.
func reCompile(ev *Interp, a *args) (Value, error) {
	if u := ev.wrongArgs(a, 1, 2); u != nil {
		return u, nil
	}
	return &opaque{kind: "SRE_Pattern"}, nil
}

// sysSetDefaultEncoding is what Debian's Defaults.py calls after reload(sys).
func sysSetDefaultEncoding(ev *Interp, a *args) (Value, error) {
	if u := ev.wrongArgs(a, 1, 1); u != nil {
		return u, nil
	}
	charset, _ := pyvalue.AsString(a.pos[0])
	ev.charset = charset
	return nil, nil
}

// environ is the one dict of the environment.
func (ev *Interp) environ() *pyvalue.Dict {
	if ev.env == nil {
		env := ev.world.Environ()
		ev.env = &pyvalue.Dict{}
		for _, name := range slices.Sorted(maps.Keys(env)) {
			ev.env.SetStr(name, pyvalue.Str(env[name]))
		}
		ev.markOf(ev.env).unordered = true
	}
	return ev.env
}

func osGetenv(ev *Interp, a *args) (Value, error) {
	return ev.callMethod(ev.environ(), "getenv", dictMethods["get"], a)
}

// osUname knows the system and the host name.
func osUname(ev *Interp, a *args) (Value, error) {
	if u := ev.wrongArgs(a, 0, 0); u != nil {
		return u, nil
	}
	u := ev.unknown("the kernel's version")
	return pyvalue.NewTuple(pyvalue.Str("Linux"), ev.answer(ev.world.Hostname()), u, u, u), nil
}

// answer is what the world said, or why it can't be known.
func (ev *Interp) answer(s string, err error) Value {
	if err != nil {
		return ev.refuse("%v", err)
	}
	return pyvalue.Str(s)
}

// libraryNames are the other modules of Python 2.7's library: importing them
// does not fail.
const libraryNames = " BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie DocXMLRPCServer HTMLParser MimeWriter Queue" +
	" SimpleHTTPServer SimpleXMLRPCServer SocketServer StringIO UserDict UserList UserString abc aifc anydbm argparse array ast" +
	" asynchat asyncore atexit audioop base64 bdb binascii binhex bisect bsddb bz2 cPickle cProfile cStringIO calendar cgi cgitb" +
	" chunk cmath cmd code codecs codeop collections colorsys commands compileall compiler contextlib cookielib copy_reg crypt csv" +
	" ctypes curses datetime dbhash dbm decimal difflib dircache dis distutils doctest dumbdbm email encodings errno fcntl filecmp" +
	" fileinput fnmatch formatter fpformat fractions ftplib functools future_builtins gc gdbm getopt getpass gettext glob gzip" +
	" hashlib heapq hmac htmlentitydefs htmllib httplib imaplib imghdr imp importlib inspect io itertools json keyword lib2to3" +
	" linecache locale logging mailbox mailcap markupbase marshal math md5 mhlib mimetools mimetypes mimify mmap modulefinder multifile" +
	" multiprocessing mutex netrc new nis nntplib numbers operator optparse parser pdb pickle pickletools pipes pkgutil platform" +
	" plistlib popen2 poplib posix posixfile pprint profile pstats pty py_compile pyclbr pydoc quopri random readline resource" +
	" rexec rfc822 rlcompleter robotparser runpy sched select sets sgmllib sha shelve shlex shutil signal site smtpd smtplib" +
	" sndhdr spwd sqlite3 sre ssl stat statvfs stringprep struct subprocess sunau symbol symtable sysconfig syslog" +
	" tabnanny tarfile telnetlib tempfile termios test textwrap thread threading time timeit token tokenize trace" +
	" traceback tty unicodedata unittest urllib urllib2 urlparse user uu uuid warnings wave weakref webbrowser whichdb wsgiref" +
	" types copy __builtin__ exceptions xdrlib xml xmllib xmlrpclib zipfile zipimport zlib paths "
