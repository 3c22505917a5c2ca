// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "strings"

// stdlib is a module of Python's own library: known in parts, or by name
// only; nil for what is not in the library.
func stdlib(name string) *module {
	switch name {
	case "os":
		return &module{name: name, lookup: osAttr, exports: []string{"path", "environ", "getenv", "sep", "linesep", "error", "name"}, more: isLowerName}
	case "os.path", "posixpath":
		return &module{name: "os.path", lookup: pathAttr, exports: []string{"join", "dirname", "basename", "split", "splitext", "isabs", "normpath", "exists", "isfile", "isdir", "abspath"}, more: isLowerName}
	case "sys":
		return &module{name: name, lookup: sysAttr, exports: []string{"version_info", "platform", "maxint", "exit"}, more: isLowerName}
	case "socket":
		return &module{name: name, lookup: socketAttr, exports: []string{"getfqdn", "gethostname", "error", "gaierror", "herror", "timeout"}, more: isSocketName}
	case "pwd":
		return &module{name: name, lookup: pwdAttr, exports: []string{"getpwnam", "getpwuid", "getpwall"}}
	case "grp":
		return &module{name: name, lookup: grpAttr, exports: []string{"getgrnam", "getgrgid", "getgrall"}}
	case "string":
		return &module{name: name, lookup: stringAttr, exports: []string{"join", "split", "lower", "upper", "strip", "replace", "letters", "digits", "lowercase", "uppercase"}, more: isLowerName}
	case "re":
		return &module{name: name, lookup: reAttr, exports: []string{"compile", "escape", "I", "L", "M", "S", "X", "U", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "VERBOSE", "UNICODE", "error"}, more: isLowerName}
	case "copy":
		return &module{name: name, lookup: copyAttr, exports: []string{"copy", "deepcopy"}, more: isLowerName}
	case "types":
		return &module{name: name, lookup: typesAttr, more: func(n string) bool { return strings.HasSuffix(n, "Type") || n == "StringTypes" }, exports: []string{"StringType", "ListType", "DictType"}}
	case "__builtin__", "exceptions":
		return &module{name: name, lookup: func(_ *Interp, n string) (any, error) {
			if v, ok := builtin(n); ok {
				return v, nil
			}
			return missing, nil
		}}
	}
	if strings.Contains(stdlibNames, " "+name+" ") {
		return &module{name: name}
	}
	return nil
}

// isLowerName fits the functions that `import *` of a library module defines,
// and no setting.
func isLowerName(name string) bool { return strings.ToUpper(name) != name }

// isSocketName fits what `from socket import *` defines besides the exports.
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

// stdlibNames are the other modules of Python 2.7's library: importing them
// does not fail.
const stdlibNames = " BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie DocXMLRPCServer HTMLParser MimeWriter Queue" +
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
	" xdrlib xml xmllib xmlrpclib zipfile zipimport zlib paths "
