// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/crontab"
	"mmgen/units"
)

func names(set units.Set) string {
	var all []string
	for _, u := range set.Units {
		all = append(all, strings.TrimPrefix(u.Name, "mmrun-"))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// always are the units that a site has whatever its queues.
const always = "mmrun.target settings.path settings.service sweep.target sweep.timer"

func sorted(list string) string {
	fields := strings.Fields(list)
	slices.Sort(fields)
	return strings.Join(fields, " ")
}

// triggers says what starts each queue: "in.path news.timer".
func triggers(set units.Set) string {
	var found []string
	for _, u := range set.Units {
		name := strings.TrimPrefix(u.Name, "mmrun-")
		if strings.HasPrefix(name, "settings.") {
			continue
		}
		if strings.HasSuffix(name, ".path") || strings.HasSuffix(name, ".timer") && name != "sweep.timer" {
			found = append(found, name)
		}
	}
	return strings.Join(found, " ")
}

const allPaths = "archive.path bounces.path commands.path in.path news.path out.path virgin.path"

const allServices = "archive.service bounces.service commands.service in.service news.service out.service retry.service virgin.service"

func TestStockSite(t *testing.T) {
	set, problems := Plan(testSite(nil), testHost)
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	if got, want := names(set), sorted(always+" "+allPaths+" "+allServices); got != want {
		t.Errorf("units %s\nwant  %s", got, want)
	}
	for _, u := range set.Units {
		if len(u.Notes) > 0 {
			t.Errorf("%s has notes: %q", u.Name, u.Notes)
		}
	}
}

func TestTriggers(t *testing.T) {
	for _, c := range []struct {
		name     string
		own      map[string]any
		mounts   Mounts
		want     string
		problems []string
	}{
		{name: "counts of 0, and queues left out", own: map[string]any{"QRUNNERS": counts("Incoming 1 Outgoing 4 News 0")}, want: "in.path out.path"},
		{name: "nothing runs", own: map[string]any{"QRUNNERS": list()}, want: ""},
		{name: "names without Runner", own: map[string]any{"QRUNNERS": tuple(list("Incoming", int64(1)))}, want: "in.path"},
		{name: "negative counts run none", own: map[string]any{"QRUNNERS": list(tuple("ArchRunner", int64(-1)))}, want: ""},
		{name: "retry alone is not watched", own: map[string]any{"QRUNNERS": counts("Retry 1")}, want: ""},
		{
			name: "a runner that mmrun does not have", own: map[string]any{"QRUNNERS": counts("Maildir 1 Incoming 1 Spam 0")},
			want: "in.path", problems: []string{"/etc/mailman/mm_cfg.py:7: warning: QRUNNERS: mmrun has no MaildirRunner: nothing will serve it"},
		},
		{
			name: "no list of pairs", own: map[string]any{"QRUNNERS": "all"}, want: allPaths,
			problems: []string{"/etc/mailman/mm_cfg.py:7: QRUNNERS: is not a list of pairs ('IncomingRunner', 1)"},
		},
		{
			name: "one item is no pair", own: map[string]any{"QRUNNERS": list("ArchRunner", tuple("NewsRunner", int64(1)), tuple("OutgoingRunner", "1"))},
			want: "news.path", problems: []string{
				"/etc/mailman/mm_cfg.py:7: QRUNNERS: an item is not a pair ('IncomingRunner', 1)",
				"/etc/mailman/mm_cfg.py:7: QRUNNERS: an item is not a pair of a name and a number of slices",
			},
		},
		{
			name: "unknown counts", own: map[string]any{"QRUNNERS": errors.New("depends on the weather")}, want: allPaths,
			problems: []string{"/etc/mailman/mm_cfg.py:7: QRUNNERS: depends on the weather"},
		},
		{
			name: "one queue's directory unknown", own: map[string]any{"INQUEUE_DIR": errors.New("depends on a socket")},
			want:     "archive.path bounces.path commands.path news.path out.path virgin.path",
			problems: []string{"/etc/mailman/mm_cfg.py:7: INQUEUE_DIR: depends on a socket"},
		},
		{
			name: "directories that are none", own: map[string]any{"INQUEUE_DIR": "qfiles/in", "OUTQUEUE_DIR": nil, "NEWSQUEUE_DIR": "/a\nb"},
			want: "archive.path bounces.path commands.path virgin.path",
			problems: []string{
				`/etc/mailman/mm_cfg.py:7: INQUEUE_DIR: "qfiles/in" is not an absolute path`,
				`/etc/mailman/mm_cfg.py:7: NEWSQUEUE_DIR: "/a\nb" has a control character in it, and a unit file can't hold that`,
				"/etc/mailman/mm_cfg.py:7: OUTQUEUE_DIR: is empty",
			},
		},
		{
			name: "all on NFS", mounts: Mounts{{"/var/lib/mailman", "nfs4"}},
			want: strings.ReplaceAll(allPaths, ".path", ".timer"),
		},
		{
			name: "one queue on NFS, one with count 0", mounts: Mounts{{"/net", "nfs"}},
			own:  map[string]any{"INQUEUE_DIR": "/net/in", "NEWSQUEUE_DIR": "/net/news", "QRUNNERS": counts("Incoming 1 Outgoing 1 News 0")},
			want: "in.timer out.path",
		},
		{name: "a name that can't be watched", own: map[string]any{"INQUEUE_DIR": "/q{1}/in", "QRUNNERS": counts("Incoming 1")}, want: "in.timer"},
	} {
		host := testHost
		host.Mounts = append(Mounts{{"/", "ext4"}}, c.mounts...)
		set, problems := Plan(testSite(c.own), host)
		if got := triggers(set); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if diff := cmp.Diff(c.problems, texts(problems)); diff != "" {
			t.Errorf("%s: problems (-want +got):\n%s", c.name, diff)
		}
	}
}

func texts(problems []Problem) (all []string) {
	for _, p := range problems {
		all = append(all, p.String())
	}
	return all
}

func TestUnwatchedQueuesAreSwept(t *testing.T) {
	set, _ := Plan(testSite(map[string]any{"QRUNNERS": counts("Incoming 1")}), testHost)
	for _, name := range strings.Fields(allServices) {
		link := units.Link{Name: "mmrun-sweep.target.wants/mmrun-" + name, Target: "../mmrun-" + name}
		if !slices.Contains(set.Links, link) {
			t.Errorf("the sweep does not start mmrun-%s", name)
		}
	}
}

func TestSlicesAreOneService(t *testing.T) {
	set, _ := Plan(testSite(map[string]any{"QRUNNERS": counts("Outgoing 4")}), testHost)
	u, _ := set.Unit("mmrun-out.service")
	if len(u.Notes) != 1 || !strings.Contains(u.Notes[0], "4 slices") {
		t.Errorf("notes: %q", u.Notes)
	}
}

// TestIdentity: without knowing whom to run as nothing is served, and what is
// there says so.
func TestIdentity(t *testing.T) {
	given := func(v string) UnitsValue { return UnitsValue{v, "/etc/mailman/mmgen.ini:3"} }
	for _, c := range []struct {
		name    string
		own     map[string]any
		units   UnitsSection
		problem string
	}{
		{"the user is not known", map[string]any{"MAILMAN_USER": errors.New("depends on pwd")}, UnitsSection{}, "/etc/mailman/mm_cfg.py:7: MAILMAN_USER: depends on pwd"},
		{"the group is no name", map[string]any{"MAILMAN_GROUP": "li st"}, UnitsSection{}, `/etc/mailman/mm_cfg.py:7: MAILMAN_GROUP: "li st" is not the name of a user or group`},
		{"the INI file's user is no name", nil, UnitsSection{User: given("a b")}, `/etc/mailman/mmgen.ini:3: user = a b: "a b" is not the name of a user or group`},
		{"the runner is no path", nil, UnitsSection{Runner: given("mmrun")}, `/etc/mailman/mmgen.ini:3: runner = mmrun: "mmrun" is not an absolute path`},
	} {
		site := testSite(c.own)
		site.Units = c.units
		set, problems := Plan(site, testHost)
		if diff := cmp.Diff([]string{c.problem}, texts(problems)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if got := names(set); got != "mmrun.target settings.path settings.service" {
			t.Errorf("%s: units %s", c.name, got)
		}
	}
}

func TestUnitsSection(t *testing.T) {
	ini := func(v string) UnitsValue { return UnitsValue{v, "/etc/mailman/mmgen.ini:3"} }
	site := testSite(nil)
	site.Flags = []string{"--config", "/srv/my site.ini"}
	site.Units = UnitsSection{User: ini("mm"), Group: ini("500"), Runner: ini("/opt/mm run"), Sweep: ini("*:0/15")}
	set, problems := Plan(site, testHost)
	if problems != nil {
		t.Errorf("problems: %v", problems)
	}
	out, _ := set.Unit("mmrun-out.service")
	settings, _ := set.Unit("mmrun-settings.service")
	timer, _ := set.Unit("mmrun-sweep.timer")
	for _, c := range []struct {
		unit                units.Unit
		section, name, want string
	}{
		{out, "Service", "User", "mm"},
		{out, "Service", "Group", "500"},
		{out, "Service", "ExecStart", `"/opt/mm run" --config "/srv/my site.ini" -r out -o --linger 1s`},
		{settings, "Service", "User", "mm"},
		{settings, "Service", "ExecStart", usualPlace + ` --config "/srv/my site.ini" --dry-run`},
		{timer, "Timer", "OnCalendar", "*:0/15"},
		{timer, "Timer", "OnUnitInactiveSec", ""},
	} {
		if got := strings.Join(c.unit.Value(c.section, c.name), ","); got != c.want {
			t.Errorf("%s: %s=%s, want %s", c.unit.Name, c.name, got, c.want)
		}
	}
}

// TestBadSweep: the sweep goes on as usual, and the fault is told.
func TestBadSweep(t *testing.T) {
	site := testSite(nil)
	site.Units.Sweep = UnitsValue{"often", "/etc/mailman/mmgen.ini:9"}
	set, problems := Plan(site, testHost)
	timer, _ := set.Unit("mmrun-sweep.timer")
	if got := timer.Value("Timer", "OnUnitInactiveSec"); !slices.Equal(got, []string{"5min"}) {
		t.Errorf("OnUnitInactiveSec=%s", got)
	}
	if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), "/etc/mailman/mmgen.ini:9: sweep = often: ") {
		t.Errorf("problems: %v", problems)
	}
}

func TestUnknownVersionIsTheOldest(t *testing.T) {
	host := testHost
	host.Version = 0
	unknown, _ := Plan(testSite(nil), host)
	host.Version = units.Oldest
	oldest, _ := Plan(testSite(nil), host)
	if diff := cmp.Diff(fmt.Sprint(oldest), fmt.Sprint(unknown)); diff != "" {
		t.Error(diff)
	}
}

// TestAccess: Debian's links lead out of VAR_PREFIX, RHEL's directories lie outside.
func TestAccess(t *testing.T) {
	access := func(own map[string]any) (writable, linked string) {
		set, _ := Plan(testSite(own), testHost)
		u, _ := set.Unit("mmrun-in.service")
		return strings.Join(u.Value("Service", "ReadWritePaths"), ","), strings.Join(u.Value("Service", "BindPaths"), ",")
	}
	writable, linked := access(nil)
	if want := "/var/lib/mailman -/var/lock/mailman -/var/log/mailman"; writable != want {
		t.Errorf("Debian: ReadWritePaths=%s, want %s", writable, want)
	}
	for _, dir := range []string{"archives/private", "archives/public", "data", "lists", "locks", "logs", "qfiles", "spam"} {
		if !slices.Contains(strings.Fields(linked), "-/var/lib/mailman/"+dir) {
			t.Errorf("Debian: BindPaths=%s lacks %s, which may be a link", linked, dir)
		}
	}
	if strings.Contains(linked, "qfiles/") {
		t.Errorf("Debian: BindPaths=%s keeps files from being renamed between queues", linked)
	}
	writable, _ = access(map[string]any{"LOCK_DIR": "/var/lock/mailman", "LOG_DIR": "/var/log/mailman",
		"QUEUE_DIR": "/var/spool/mailman", "INQUEUE_DIR": "/var/spool/mailman/in"})
	if want := "-/var/lib/mailman -/var/lock/mailman -/var/log/mailman /var/spool/mailman"; writable != want {
		t.Errorf("RHEL: ReadWritePaths=%s, want %s", writable, want)
	}
}

// periodicSite is a site that wants the day's jobs.
func periodicSite(times map[string]string) Site {
	site := testSite(map[string]any{"BAD_SHUNT_ARCHIVE_DIRECTORY": "/srv/old"})
	site.Units.Jobs = UnitsValue{"yes", "/etc/mailman/mmgen.ini:2"}
	site.JobTimes = map[string]UnitsValue{}
	for name, text := range times {
		site.JobTimes[name] = UnitsValue{text, "/etc/mailman/mmgen.ini:4"}
	}
	return site
}

func TestPeriodic(t *testing.T) {
	set, problems := Plan(periodicSite(map[string]string{"senddigests": "Mon 07:00", "nightly_gzip": "no", "bumpdigests": "yearly"}), testHost)
	if problems != nil {
		t.Errorf("problems: %v", problems)
	}
	for name, want := range map[string]string{
		"checkdbs": "*-*-* 08:00:00", "disabled": "*-*-* 09:00:00", "senddigests": "Mon 07:00", "mailpasswds": "*-*-01 05:00:00",
		"gate_news": "*:0/5", "nightly_gzip": "", "cull_bad_shunt": "*-*-* 04:30:00", "bumpdigests": "yearly",
	} {
		timer, there := set.Unit("mmrun-job-" + name + ".timer")
		service, hasService := set.Unit("mmrun-job-" + name + ".service")
		if got := strings.Join(timer.Value("Timer", "OnCalendar"), ","); got != want || there != (want != "") || there != hasService {
			t.Errorf("%s: OnCalendar=%s, want %s", name, got, want)
		}
		if got := strings.Join(service.Value("Service", "ExecStart"), ","); there && got != UsualRunner+" job "+name {
			t.Errorf("%s: ExecStart=%s", name, got)
		}
		if catchUp := timer.Value("Timer", "Persistent") != nil; there && catchUp != (name != "gate_news") {
			t.Errorf("%s: Persistent=yes is %t", name, catchUp)
		}
		writes := strings.Contains(strings.Join(service.Value("Service", "ReadWritePaths"), ","), "/srv/old")
		if writes != (name == "cull_bad_shunt") {
			t.Errorf("%s may write BAD_SHUNT_ARCHIVE_DIRECTORY: %t", name, writes)
		}
	}
}

// TestNoPeriodic: without a word of them there are none, since a crontab has them.
func TestNoPeriodic(t *testing.T) {
	for _, jobs := range []string{"", "no", "often"} {
		site := periodicSite(map[string]string{"checkdbs": "hourly"})
		site.Units.Jobs.Text = jobs
		set, problems := Plan(site, testHost)
		for _, u := range set.Units {
			if strings.HasPrefix(u.Name, "mmrun-job-") {
				t.Errorf("jobs = %s: there is %s", jobs, u.Name)
			}
		}
		if len(problems) != 1 || problems[0].Warning != (jobs != "often") {
			t.Errorf("jobs = %s: problems: %v", jobs, problems)
		}
	}
}

// TestBadPeriodicTime: the job is due when Mailman's crontab has it, and the fault is told.
func TestBadPeriodicTime(t *testing.T) {
	for _, text := range []string{"often", "2027-01-01 08:00", ""} {
		set, problems := Plan(periodicSite(map[string]string{"checkdbs": text}), testHost)
		timer, _ := set.Unit("mmrun-job-checkdbs.timer")
		if got := timer.Value("Timer", "OnCalendar"); !slices.Equal(got, []string{"*-*-* 08:00:00"}) {
			t.Errorf("OnCalendar=%s", got)
		}
		if len(problems) != 1 || problems[0].Warning || !strings.HasPrefix(problems[0].String(), "/etc/mailman/mmgen.ini:4: checkdbs = "+text+": ") {
			t.Errorf("problems: %v", problems)
		}
	}
}

// TestPeriodicIsKnown: each of Mailman's cron scripts has a job, and its time is one.
func TestPeriodicIsKnown(t *testing.T) {
	for _, script := range crontab.Jobs() {
		if _, ok := units.PeriodicOf(script.Name); !ok {
			t.Errorf("there is no job %s", script.Name)
		}
		if err := units.CheckCalendar(script.Calendar); script.Calendar != "" && err != nil {
			t.Errorf("%s: %v", script.Name, err)
		}
	}
}
