// SPDX-License-Identifier: GPL-2.0-or-later

// Package generator makes a site's settings into a set of systemd units, and
// writes them where systemd looks for them.
//
// Plan decides, and reads and writes no file: it takes the settings (QRUNNERS, the queue
// directories, what runs other programs) and facts about the host (systemd's version, its
// mounts). Look reads these facts, Write and Print write the units.
//
// # What a generator may do
//
// systemd runs it before anything else and waits for it. /var, /home and the
// network may be missing; nothing here looks at them, asks a name service or
// talks to systemd. What is read is below /etc, /usr and /proc. Two runs may
// overlap, so a unit appears under its name whole or not at all, and the same
// settings make the same bytes.
//
// # Bad settings
//
// A setting that can't be used is a Problem, with the place where it stands. It
// takes away what depends on it and nothing else: a queue whose directory is
// unknown has no units, the other queues have theirs. Where the user of the runners
// is not known, or nothing can be read at all, the only unit is
// mmrun-settings.service, which fails with the reasons, and the path unit that starts it
// when a settings file changes.
//
// A site that had units keeps them: if the settings have a fault, the generator writes the
// units of the last settings without a fault (Keep, Recall), in which every service also
// starts mmrun-settings.service. After a boot there are no such units; they are made when that
// service finds that the fault is mended (units.Awaiting).
//
// # When a queue is served
//
//	QRUNNERS has it with a count      a path unit, and the sweep
//	.. on a network file system       a timer (no host sees another's writes), and the sweep
//	.. with 0, or does not have it    the sweep
//	retry                             the sweep
//
// A count above 1 has Mailman start that many processes, each for a slice of
// the queue. One mmrun serves the whole queue faster than those did, and only
// one is let at it at a time, so there is one service whatever the count.
// Slices are for several hosts over the same files: a drop-in there gives each
// host's ExecStart= its own (-r in:0:2, -r in:1:2).
//
// # The sandbox and what Mailman's own programs need
//
// What mmrun does not do natively is handed to the installed Mailman's
// bin/qrunner, under Python 2, in the same service. Of the sandbox's lines:
//
//	RestrictSUIDSGID=         breaks what archives or scrubs: directories are made with mode 02775.
//	                          Left out where a setting names code of the site's own for that. A list with
//	                          an extend.py, which lies in /var, needs a drop-in.
//	MemoryDenyWriteExecute=   no harm: ctypes falls back to a file in /tmp (tried with 2.7.18)
//	SystemCallFilter=         no harm: no runner changes owners, priorities or limits
//	PrivateNetwork=           no harm: locks and temporary files are named by gethostname()
//	PrivateUsers=             no harm: all files are the site's own; its master's pid is still seen
//	ProcSubset=, ProtectProc= no harm: Mailman reads nothing in /proc
//	PrivateTmp=               no harm: converters get their file from the same /tmp
//	ProtectSystem=strict      no harm: it writes where the settings say
//
// MTA and its commands (POSTFIX_ALIAS_CMD ..) are no runner's: lists are made
// and removed on the web and by bin/newlist.
package generator

// Problem is a setting, or a line of a settings file, that can't be used.
type Problem struct {
	Where string // "/etc/mailman/mm_cfg.py:12"; "" if it has no place
	Text  string

	Warning bool // it takes no unit away
}

// String is the problem on a line, as compilers print theirs.
func (p Problem) String() string {
	text := p.Text
	if p.Warning {
		text = "warning: " + text
	}
	if p.Where == "" {
		return text
	}
	return p.Where + ": " + text
}
