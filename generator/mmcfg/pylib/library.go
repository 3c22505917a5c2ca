// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"math"
	"strings"
	"sync"

	"mmgen/generator/hostinfo"
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/pyvalue"
)

// Module is a module of Python's own library, known in parts or by its name only; nil if there
// is none of that name.
func (Library) Module(name string) *eval.Module {
	if name == "posixpath" {
		name = "os.path"
	}
	if attrs, ok := libraries()[name]; ok {
		m := &eval.Module{Name: name, Attrs: attrs}
		if name == "socket" {
			m.More = isSocketName
		}
		return m
	}
	if strings.Contains(libraryNames, " "+name+" ") {
		return &eval.Module{Name: name}
	}
	return nil
}

// libraries are the known parts of modules. They are made when a module is first imported,
// since most starts of mmrun need none.
var libraries func() map[string]map[string]Value

func init() { // a variable's own value could not be this: its functions refer to the variable
	libraries = sync.OnceValue(makeLibraries)
}

func makeLibraries() map[string]map[string]Value {
	path := map[string]Value{"sep": pyvalue.Str("/"), "pardir": pyvalue.Str(".."), "curdir": pyvalue.Str(".")}
	for name, f := range pyop.PathFunctions {
		path[name] = &eval.Native{Least: 1, Most: pyop.MaxItems, Fn: func(ev *eval.Interp, _ Value, a []Value) (Value, error) {
			return ev.Result(f(a))
		}}
	}
	for name, is := range map[string]func(kind string) bool{
		"exists": func(kind string) bool { return kind != "" },
		"isfile": func(kind string) bool { return kind == "file" },
		"isdir":  func(kind string) bool { return kind == "dir" },
	} {
		path[name] = pathKind(is)
	}
	return map[string]map[string]Value{
		"os": {
			"path": &eval.Module{Name: "os.path", Attrs: path}, "getenv": &eval.Native{Least: 1, Most: 2, Fn: osGetenv}, "sep": pyvalue.Str("/"),
			"linesep": pyvalue.Str("\n"), "pathsep": pyvalue.Str(":"), "curdir": pyvalue.Str("."), "pardir": pyvalue.Str(".."),
			"devnull": pyvalue.Str("/dev/null"), "name": pyvalue.Str("posix"), "error": &eval.Class{Name: "OSError"},
			"uname": &eval.Native{Fn: osUname},
		},
		"os.path": path,
		"sys": {
			"platform": pyvalue.Str("linux2"), "maxint": int64(math.MaxInt64),
			// This changes nothing: what depends on the default encoding is not followed.
			"setdefaultencoding": one(func(*eval.Interp, Value) (Value, error) { return nil, nil }),
			"exit": &eval.Native{Most: 1, Fn: func(ev *eval.Interp, _ Value, a []Value) (Value, error) {
				return nil, ev.Raise("SystemExit", "%s", pyvalue.Text(otherwise(a, 0, pyvalue.Str(""))))
			}},
		},
		"socket": {
			"getfqdn": hostName((*hostinfo.Host).FQDN), "gethostname": hostName((*hostinfo.Host).Hostname),
			"error": &eval.Class{Name: "socket.error"}, "gaierror": &eval.Class{Name: "socket.gaierror"},
			"herror": &eval.Class{Name: "socket.herror"}, "timeout": &eval.Class{Name: "socket.timeout"},
		},
		"pwd": {
			"getpwnam": accountBy("getpwnam", "name", (*hostinfo.Host).UserByName, userRecord),
			"getpwuid": accountBy("getpwuid", "uid", func(h *hostinfo.Host, uid int64) (*hostinfo.User, error) { return h.UserByID(int(uid)) }, userRecord),
		},
		"grp": {
			"getgrnam": accountBy("getgrnam", "name", (*hostinfo.Host).GroupByName, groupRecord),
			"getgrgid": accountBy("getgrgid", "gid", func(h *hostinfo.Host, gid int64) (*hostinfo.Group, error) { return h.GroupByID(int(gid)) }, groupRecord),
		},
	}
}

// pathKind is os.path.exists and its like.
func pathKind(is func(kind string) bool) *eval.Native {
	return one(func(ev *eval.Interp, v Value) (Value, error) {
		name, ok := v.(pyvalue.Str)
		if !ok {
			return nil, ev.Refuse("a path that is a %s", pyvalue.TypeName(v))
		}
		if err := ev.Ask(); err != nil {
			return nil, err
		}
		kind, err := ev.Host().Exists(string(name))
		if err != nil {
			return nil, ev.Refuse("whether %s exists: %v", name, err)
		}
		return is(kind), nil
	})
}

// isSocketName says whether `from socket import *` may define a name, besides the known ones.
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

func osGetenv(ev *eval.Interp, _ Value, a []Value) (Value, error) {
	if err := ev.Need(ev.Environ()); err != nil {
		return nil, err
	}
	return dictGet(ev, ev.Environ(), a)
}

// osUname is os.uname, of which the system and the host name are known.
func osUname(ev *eval.Interp, _ Value, _ []Value) (Value, error) {
	host, err := ev.Host().Hostname()
	if err != nil {
		return nil, ev.Refuse("%v", err)
	}
	u := ev.Unknown("the kernel's version")
	return &eval.Record{Items: []Value{pyvalue.Str("Linux"), pyvalue.Str(host), u, u, u}}, nil
}

// libraryNames are the other modules of Python 2.7's library, which can be imported.
const libraryNames = " BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie DocXMLRPCServer HTMLParser MimeWriter Queue" +
	" SimpleHTTPServer SimpleXMLRPCServer SocketServer StringIO UserDict UserList UserString abc aifc anydbm argparse array ast" +
	" asynchat asyncore atexit audioop base64 bdb binascii binhex bisect bsddb bz2 cPickle cProfile cStringIO calendar cgi cgitb" +
	" chunk cmath cmd code codecs codeop collections colorsys commands compileall compiler contextlib cookielib copy_reg crypt csv" +
	" ctypes curses datetime dbhash dbm decimal difflib dircache dis distutils doctest dumbdbm email encodings errno fcntl filecmp" +
	" fileinput fnmatch formatter fpformat fractions ftplib functools future_builtins gc gdbm getopt getpass gettext glob gzip" +
	" hashlib heapq hmac htmlentitydefs htmllib httplib imaplib imghdr imp importlib inspect io itertools json keyword lib2to3" +
	" linecache locale logging mailbox mailcap markupbase marshal math md5 mhlib mimetools mimetypes mimify mmap modulefinder multifile" +
	" multiprocessing mutex netrc new nis nntplib numbers operator optparse parser pdb pickle pickletools pipes pkgutil platform" +
	" plistlib popen2 poplib posix posixfile pprint profile pstats pty py_compile pyclbr pydoc quopri random re readline resource" +
	" rexec rfc822 rlcompleter robotparser runpy sched select sets sgmllib sha shelve shlex shutil signal site smtpd smtplib" +
	" sndhdr spwd sqlite3 sre ssl stat statvfs string stringprep struct subprocess sunau symbol symtable sysconfig syslog" +
	" tabnanny tarfile telnetlib tempfile termios test textwrap thread threading time timeit token tokenize trace" +
	" traceback tty unicodedata unittest urllib urllib2 urlparse user uu uuid warnings wave weakref webbrowser whichdb wsgiref" +
	" types copy __builtin__ exceptions xdrlib xml xmllib xmlrpclib zipfile zipimport zlib paths "
