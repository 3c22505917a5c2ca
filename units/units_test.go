// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/coreos/go-systemd/v22/unit"
	"github.com/google/go-cmp/cmp"

	"mmgen/templates"
)

// job returns a job for a queue by its name.
func job(name, dir string, trigger Trigger) Job {
	i := slices.IndexFunc(queues, func(q Queue) bool { return q.Name == name })
	return Job{Queue: queues[i], Dir: dir, Trigger: trigger}
}

func config(jobs ...Job) Config {
	return Config{
		Version: 252, Source: "/etc/mailman/mm_cfg.py",
		Runner: "/usr/bin/mmrun", Checker: "/usr/lib/systemd/system-generators/mmgen",
		User: "list", Group: "list", Sweep: DefaultSweep,
		Access: NewAccess([]string{"/var/lib/mailman"}, nil), Jobs: jobs,
	}
}

func names(set Set) (all []string) {
	for _, u := range set.Units {
		all = append(all, u.Name)
	}
	return all
}

func links(set Set) (all []string) {
	for _, l := range set.Links {
		all = append(all, l.Name+" "+l.Target)
	}
	return all
}

func value(t *testing.T, set Set, name, option string) string {
	t.Helper()
	u, ok := set.Unit(name)
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	section := "Service"
	for _, s := range []string{"Unit", "Path", "Timer"} {
		if u.Value(s, option) != nil {
			section = s
		}
	}
	return strings.Join(u.Value(section, option), " | ")
}

func TestWhichUnits(t *testing.T) {
	set := Build(config(job("in", "/q/in", ByPath), job("out", "/q/out", ByTimer), job("retry", "/q/retry", BySweep)))
	wantNames := []string{"mmrun.target", "mmrun-in.path", "mmrun-in.service", "mmrun-out.timer", "mmrun-out.service",
		"mmrun-retry.service", "mmrun-sweep.target", "mmrun-sweep.timer", "mmrun-settings.service"}
	if diff := cmp.Diff(wantNames, names(set)); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	wantLinks := []string{
		"multi-user.target.wants/mmrun.target ../mmrun.target",
		"mmrun.target.wants/mmrun-in.path ../mmrun-in.path",
		"mmrun-sweep.target.wants/mmrun-in.path ../mmrun-in.path",
		"mmrun-sweep.target.wants/mmrun-in.service ../mmrun-in.service",
		"mmrun.target.wants/mmrun-out.timer ../mmrun-out.timer",
		"mmrun-sweep.target.wants/mmrun-out.timer ../mmrun-out.timer",
		"mmrun-sweep.target.wants/mmrun-out.service ../mmrun-out.service",
		"mmrun-sweep.target.wants/mmrun-retry.service ../mmrun-retry.service",
		"mmrun.target.wants/mmrun-sweep.timer ../mmrun-sweep.timer",
		"mmrun.target.wants/mmrun-settings.service ../mmrun-settings.service",
	}
	if diff := cmp.Diff(wantLinks, links(set)); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}

// TestNeverSpins holds what the package comment says of path units.
func TestNeverSpins(t *testing.T) {
	var jobs []Job
	for _, q := range Queues() {
		jobs = append(jobs, Job{Queue: q, Dir: "/q/" + q.Name, Trigger: ByPath})
	}
	set := Build(config(jobs...))
	for _, q := range Queues() {
		service, pathUnit := "mmrun-"+q.Name+".service", "mmrun-"+q.Name+".path"
		for option, want := range map[string]string{
			"Type": "simple", "Restart": "on-failure", "RestartSec": "30s", "StartLimitIntervalSec": "0",
			"RestartPreventExitStatus": "", "SuccessExitStatus": "", "ExecCondition": "", "Requires": "", "BindsTo": "",
			"RequiresMountsFor": value(t, set, pathUnit, "RequiresMountsFor"),
		} {
			if got := value(t, set, service, option); got != want {
				t.Errorf("%s has %s=%s, want %s", service, option, got, want)
			}
		}
		conditions := value(t, set, service, "ConditionPathExistsGlob")
		if own := "|/q/" + q.Name + "/[0-9]*+*.pck | |/q/" + q.Name + "/[0-9]*+*.bak"; conditions != own && !strings.HasPrefix(conditions, own+" | |") {
			t.Errorf("%s has the conditions %s, want %s or what widens them", service, conditions, own)
		}
		if !strings.HasSuffix(value(t, set, service, "ExecStart"), " -r "+q.Name+" -o --linger 1s") {
			t.Errorf("%s does not linger: TriggerLimitBurst= counts on it", service)
		}
	}
}

func TestNetworkOnlyWhereNeeded(t *testing.T) {
	open := map[string]bool{"in": true, "out": true, "news": true}
	for _, q := range Queues() {
		set := Build(config(Job{Queue: q, Dir: "/q"}))
		service := "mmrun-" + q.Name + ".service"
		private := value(t, set, service, "PrivateNetwork") == "yes" && value(t, set, service, "IPAddressDeny") == "any" &&
			value(t, set, service, "RestrictAddressFamilies") == "AF_UNIX"
		if private == open[q.Name] {
			t.Errorf("%s is cut off from the network: %v", service, private)
		}
	}
}

// TestRemote: PID 1 must not look into a directory whose server may be away.
func TestRemote(t *testing.T) {
	j := job("in", "/net/in", ByTimer)
	j.Remote = true
	set := Build(config(j))
	if got := value(t, set, "mmrun-in.service", "ConditionPathExistsGlob"); got != "" {
		t.Errorf("the service has systemd look for %s", got)
	}
}

func TestVersions(t *testing.T) {
	since := map[string]int{"PrivateMounts": 239, "RestrictSUIDSGID": 247, "ProtectHostname": 247, "ProtectKernelLogs": 247,
		"ProtectClock": 247, "ProtectProc": 247, "ProcSubset": 247, "TriggerLimitIntervalSec": 250, "TriggerLimitBurst": 250}
	for _, version := range []int{237, 239, 246, 247, 249, 250, 262} {
		c := config(job("in", "/q/in", ByPath))
		c.Version = version
		set := Build(c)
		for option, from := range since {
			name := "mmrun-in.service"
			if strings.HasPrefix(option, "Trigger") {
				name = "mmrun-in.path"
			}
			if got := value(t, set, name, option) != ""; got != (version >= from) {
				t.Errorf("systemd %d: %s has %s=: %v", version, name, option, got)
			}
		}
	}
}

func TestWithoutSettings(t *testing.T) {
	c := config()
	c.User, c.Group = "", ""
	set := BuildWithoutSettings(c)
	if diff := cmp.Diff([]string{"mmrun.target", "mmrun-settings.service"}, names(set)); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	if got := value(t, set, "mmrun.target", "Conflicts"); got != "" {
		t.Errorf("without a queue to serve the target still stops %s", got)
	}
	for option, want := range map[string]string{
		"User": "", "PrivateUsers": "", "CapabilityBoundingSet": "CAP_DAC_READ_SEARCH", "StandardError": "journal",
		"ExecStart": "/usr/lib/systemd/system-generators/mmgen --dry-run",
	} {
		if got := value(t, set, "mmrun-settings.service", option); got != want {
			t.Errorf("mmrun-settings.service has %s=%s, want %s", option, got, want)
		}
	}
}

// TestSettingsAreWatched: each file is, once.
func TestSettingsAreWatched(t *testing.T) {
	c := config()
	c.Watched = []string{"/etc/mailman/100%.py", "/etc/mailman/mmgen.ini"}
	set := Build(c)
	if got, want := value(t, set, "mmrun-settings.path", "PathChanged"), "/etc/mailman/100%%.py | /etc/mailman/mmgen.ini"; got != want {
		t.Errorf("watched: %s, want %s", got, want)
	}
	if want := "mmrun.target.wants/mmrun-settings.path ../mmrun-settings.path"; !slices.Contains(links(set), want) {
		t.Errorf("there is no link %s", want)
	}
}

// TestTemplates: every placeholder and condition is one that Build knows.
func TestTemplates(t *testing.T) {
	known := strings.Fields("@source@ @resident@ @queue@ @arriving@ @waiting@ @interrupted@ @bounces@ @next@ @coming@ @servers@ @exec@ @user@ @group@ @mounts@ @writable@ @linked@ @runtime@ @span@ @calendar@ @accuracy@ @files@ @job@ @persistent@ @again@ @enough@")
	entries, err := fs.ReadDir(templates.Units, "units")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields("mmrun.target queue.path queue.timer queue.service sandbox sweep.target sweep.timer settings.service job.timer job.service") {
		if len(template(name)) == 0 {
			t.Errorf("there is no template %s", name)
		}
	}
	for _, e := range entries {
		opts := template(e.Name())
		text, _ := fs.ReadFile(templates.Units, "units/"+e.Name())
		theirs, err := unit.DeserializeOptions(bytes.NewReader(text))
		if len(opts) == 0 || len(opts) != len(theirs) || err != nil {
			t.Errorf("%s has %d lines; go-systemd reads %d, %v", e.Name(), len(opts), len(theirs), err)
		}
		for i, opt := range opts[:min(len(opts), len(theirs))] {
			if !theirs[i].Match(&opt) {
				t.Errorf("%s has %v; go-systemd reads %v", e.Name(), opt, theirs[i])
			}
		}
		for _, opt := range opts {
			text, condition, _ := strings.Cut(opt.Value, "#:")
			for found := true; found; {
				var name string
				if _, name, text, found = cutPlaceholder(text); found && !slices.Contains(known, "@"+name+"@") {
					t.Errorf("%s: %s= has the unknown @%s@", e.Name(), opt.Name, name)
				}
			}
			for _, w := range strings.Fields(condition) {
				if !slices.Contains([]string{"since", "239", "247", "250", "local", "network", "offline", "runtime"}, w) {
					t.Errorf("%s: %s= has the unknown condition %q", e.Name(), opt.Name, w)
				}
			}
		}
	}
}

// TestTextReadsBack: what was serialised is what systemd's syntax makes of it.
func TestTextReadsBack(t *testing.T) {
	c := config(job("in", `/srv/a b"c\d%n:e'f`, ByPath))
	c.Access = NewAccess([]string{"/srv", `/srv/a b"c\d%n:e'f`}, nil)
	for _, u := range Build(c).Units {
		text := u.Text()
		if !strings.HasPrefix(text, Header+"\n") {
			t.Errorf("%s starts with %q", u.Name, text[:40])
		}
		back, err := unit.DeserializeOptions(strings.NewReader(text))
		if err != nil || !unit.AllMatch(back, u.Options) {
			t.Errorf("%s reads back as %v (%v), was %v", u.Name, back, err, u.Options)
		}
	}
}

func TestNotesAreComments(t *testing.T) {
	u := Unit{Notes: []string{strings.Repeat("word ", 40) + "\nExecStart=/bin/false\r[Service]\\"}}
	for _, line := range strings.Split(strings.TrimSpace(u.Text()), "\n") {
		if !strings.HasPrefix(line, "#") || len(line) > 78 {
			t.Errorf("the line %q is no comment of 78 characters", line)
		}
	}
}

func TestQueues(t *testing.T) {
	var got []string
	for _, q := range Queues() {
		got = append(got, path.Join(q.Name, q.Runner, q.Setting))
		for _, name := range []string{q.Runner, strings.TrimSuffix(q.Runner, "Runner")} {
			if found, ok := QueueOf(name); !ok || found != q {
				t.Errorf("QueueOf(%q) = %v, %v", name, found, ok)
			}
		}
	}
	want := []string{"archive/ArchRunner/ARCHQUEUE_DIR", "bounces/BounceRunner/BOUNCEQUEUE_DIR", "commands/CommandRunner/CMDQUEUE_DIR",
		"in/IncomingRunner/INQUEUE_DIR", "news/NewsRunner/NEWSQUEUE_DIR", "out/OutgoingRunner/OUTQUEUE_DIR",
		"retry/RetryRunner/RETRYQUEUE_DIR", "virgin/VirginRunner/VIRGINQUEUE_DIR"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, ok := QueueOf("MaildirRunner"); ok {
		t.Error("mmrun is said to serve a maildir")
	}
}
