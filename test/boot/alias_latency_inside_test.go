// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"mmgen/test/demosite"
)

// TestAliasLatencyInside runs in the machine of TestAliasLatency.
func TestAliasLatencyInside(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		t.Skip("runs in the booted system only; see TestAliasLatency")
	}
	var resident, ours []time.Duration
	t.Run("resident Mailman", func(t *testing.T) {
		if _, err := os.Stat(wrapperLink); err != nil {
			t.Skip("$MMRUN_TEST_MAILMAN names no installed Mailman 2.1")
		}
		systemctl(t, "enable", "--now", "mailman.service")
		aliasCalls(t, wrapperLink)
		resident = timeMails(t, "Resident")
	})
	t.Run("mmgen", func(t *testing.T) {
		output(t, "dpkg", "-i", packageFile)
		output(t, "mmgen", "switch", "oneshot")
		aliasCalls(t, "/usr/lib/mmgen/mailman")
		ours = timeMails(t, "Oneshot")
	})
	if len(resident) > 0 && len(ours) > 0 && median(ours) >= median(resident) {
		t.Errorf("mmgen's median is %v, and resident Mailman's is %v", median(ours), median(resident))
	}
}

// aliasCalls has the list's alias call a program, which takes the wrapper's arguments.
func aliasCalls(t *testing.T, program string) {
	t.Helper()
	aliases := fmt.Sprintf("%[1]s: \"|%[2]s post %[1]s\"\n", demosite.List, program)
	write(t, varPrefix+"/data/aliases", aliases)
	output(t, "chown", "list:list", varPrefix+"/data/aliases")
	output(t, "runuser", "-u", "list", "--", "postalias", varPrefix+"/data/aliases")
	systemctl(t, "restart", "postfix")
}

// timeMails sends mails, one after the other has arrived, and returns how long each took
// to all members, the shortest first. The first two, with which processes start and
// caches fill, do not count.
func timeMails(t *testing.T, name string) []time.Duration {
	t.Helper()
	const unmeasured = 2
	var took []time.Duration
	for i := range unmeasured + *mailsTimed {
		start := time.Now()
		arrived := timeMail(t, fmt.Sprintf("%s %d.", name, i))
		if i >= unmeasured {
			took = append(took, arrived.Sub(start))
		}
		if i == unmeasured+*mailsTimed-1 {
			t.Logf("the last of them, which began at %s and took %v:\n%s", start.Format("15:04:05.000000"), arrived.Sub(start),
				output(t, "journalctl", "-b", "--no-pager", "-o", "short-precise", fmt.Sprintf("--since=@%d.%06d", start.Unix(), start.Nanosecond()/1000)))
		}
		// Mailman's runners look into their queues once a second: mails come at all times of it.
		time.Sleep(latencyPause + time.Second*time.Duration(i)/time.Duration(*mailsTimed))
	}
	slices.Sort(took)
	t.Logf("%d mails, from sendmail to the last of %d mailboxes: median %v, worst %v, best %v", len(took), len(demosite.Members),
		median(took).Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond), took[0].Round(time.Millisecond))
	return took
}

// timeMail sends a post and returns when the last of the members' mailboxes had it.
func timeMail(t *testing.T, subject string) (last time.Time) {
	t.Helper()
	sendPost(t, demosite.Members[0], listAddress, subject)
	for _, member := range []string{"anne", "bart", "cate"} {
		arrives(t, member, "[Demo] "+subject)
		info, err := os.Stat("/var/mail/" + member)
		if err != nil {
			t.Fatal(err)
		}
		if info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}

// median is the middle one of sorted times.
func median(sorted []time.Duration) time.Duration { return sorted[len(sorted)/2] }
