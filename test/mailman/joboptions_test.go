// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mmgen/runner"
	"mmgen/runner/periodic"
)

// jobOptions are options and arguments, those of all jobs and those of some.
var jobOptions = map[string][]string{
	"":             {"", "-h", "--help", "-x", "--nosuch", "--", "test", "-- test", "-h -x", "-hx"},
	"disabled":     {"-o", "-omubaf", "-h -o", "-fh", "-l", "-l test", "-l test -l other", "-l test other", "--listname", "--listname=test", "--byadmin --byuser --unknown --notbybounce --all --force", "-e test", "-v"},
	"senddigests":  {"-l", "-l test", "-e test", "-l test -e test", "--listname test --exceptlist=other", "--exceptlist", "-f", "-l test other"},
	"mailpasswds":  {"-l", "-l test", "--listname=test", "--listname", "-e test", "-l test other"},
	"nightly_gzip": {"-v", "--verbose", "-vh", "-v test", "-v -- test", "-l test"},
	"bumpdigests":  {"test other", "-l test", "-v"},
	"checkdbs":     {"-l test"},
	"gate_news":    {"-l test", "-v"},
}

// TestJobOptions: mmrun takes and refuses what Mailman's scripts take and refuse.
func TestJobOptions(t *testing.T) {
	in := findInstalled(t)
	w := newJobSite(t, in, "en", nil)
	mmrun := filepath.Join(t.TempDir(), "mmrun")
	if out, err := exec.Command("go", "build", "-o", mmrun, "mmgen/cmd/mmrun").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	var steps []step
	for _, job := range periodic.Jobs() {
		for _, line := range slices.Concat(jobOptions[""], jobOptions[job.Name]) {
			steps = append(steps, step{"op": "options", "name": job.Name, "arguments": strings.Fields(line)})
		}
	}
	for i, want := range in.play(t, w.World, steps, nil).Results {
		job, arguments := steps[i]["name"].(string), steps[i]["arguments"].([]string)
		if got := taken(t, mmrun, job, arguments); got != want {
			t.Errorf("%s %q: %s, want %s", job, arguments, got, want)
		}
	}
}

// taken tells whether mmrun takes the options of a job: accepted, refused or help. Its settings
// can't be read, so that nothing is done.
func taken(t *testing.T, mmrun, job string, arguments []string) string {
	t.Helper()
	cmd := exec.Command(mmrun, append([]string{"--mm-cfg", filepath.Join(t.TempDir(), "none"), "job", job}, arguments...)...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case err == nil && bytes.HasPrefix(out, []byte("NAME:")):
		return "help"
	case errors.As(err, &exit) && exit.ExitCode() == runner.ExitUsage:
		return "refused"
	case errors.As(err, &exit) && exit.ExitCode() == runner.ExitSettings:
		return "accepted"
	}
	t.Fatalf("%s %q: %v\n%s", job, arguments, err, out)
	return ""
}
