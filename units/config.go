// SPDX-License-Identifier: GPL-2.0-or-later

package units

// Oldest is the oldest systemd that the units are for; all their lines of then
// load on every later one.
const Oldest = 239

// Config says what the units are to do. Its strings are plain (paths, names):
// escaping them is this package's business. Each has to pass Check.
type Config struct {
	Version int      // systemd's, as 252; settings that are newer are left out
	Source  string   // the settings file, for SourcePath=
	Watched []string // the settings files, which are checked when they change
	Runner  string   // path of mmrun
	Checker string   // path of mmgen
	Flags   []string // flags of both programs that say where the settings are, if not in the usual places
	User    string   // the user that the runners run as
	Group   string
	Sweep   Sweep
	Access  Access
	Jobs    []Job
	// Periodic are the day's jobs; none where a crontab has them.
	Periodic []PeriodicJob
}

// Access is what of the file system the runners need, as clean absolute paths.
type Access struct {
	Writable []string // directories; they do not lie below each other
	Linked   []string // directories below a Writable one that may be links to elsewhere
	Mounts   []string // what must be mounted
	Runtime  string   // a directory of /run, as RuntimeDirectory= names it, which the machine makes anew after a boot; or ""
}

// Trigger is what starts the service of a queue, besides the sweep.
type Trigger int

const (
	BySweep Trigger = iota // only the sweep starts it
	ByPath                 // a path unit, at once
	ByTimer                // a timer, every half minute
)

// Job is one queue to be served.
type Job struct {
	Queue     Queue
	Dir       string // where its entries are
	BounceDir string // where its runner keeps bounces that it could not register yet, if it does and this is a local directory
	Trigger   Trigger
	After     []string // units that are started before its service where both are: servers that its runner talks to
	Remote    bool     // on a network file system: PID 1 must not look into it, as it would wait for a server that is away
	Notes     []string
	Relaxed   []Relaxation
}
