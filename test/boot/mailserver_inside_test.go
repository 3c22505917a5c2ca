// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mmgen/generator/vouched"
	"mmgen/test/demosite"
	"mmgen/test/fakenntp"
)

const listAddress = demosite.List + "@" + demosite.Host

// delivery is how long a mail may take from sendmail to a mailbox.
const delivery = 40 * time.Second

// TestMailServerInside runs in the machine of TestMailServer, in this order.
func TestMailServerInside(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		t.Skip("runs in the booted system only; see TestMailServer")
	}
	news := newsServer(t)
	steps := []struct {
		name string
		run  func(*testing.T)
	}{
		{"there is no Python", noPython},
		{"the package changes nothing", packageChangesNothing},
		{"mmgen switch oneshot", switchesOver},
		{"the mail server's settings", mailServerIsTold},
		{"a post reaches mailboxes and archive", postReachesAll},
		{"a post reaches the newsgroup", func(t *testing.T) { postReachesNews(t, news) }},
		{"an article reaches the list", articleReachesList},
		{"a subscription is confirmed by mail", subscriptionIsConfirmed},
		{"a held post is approved by mail", heldPostIsApprovedByMail},
		{"a held post is approved by a command", heldPostIsApprovedByCommand},
		{"a bounce is counted", bounceIsCounted},
		{"a new list", newListWorks},
		{"mail to nobody comes back", unknownListBounces},
		{"the day's jobs have timers", jobsHaveTimers},
		{"all is quiet", allIsQuiet},
	}
	for _, step := range steps {
		if !t.Run(step.name, step.run) {
			t.Logf("what the journal and Exim have to say:\n%s", output(t, "sh", "-c", "journalctl -b --no-pager -n 40; tail -n 20 /var/log/exim4/*log; true"))
			break // what comes next needs it
		}
	}
}

// newsServer runs while the test does, with an article in the list's newsgroup.
func newsServer(t *testing.T) *fakenntp.Server {
	t.Helper()
	s, err := fakenntp.Listen("127.0.0.1:119", fakenntp.Script{Unique: true, Groups: map[string]fakenntp.Articles{newsgroup: {
		1: "From: Nora <nora@example.net>\nNewsgroups: " + newsgroup + "\nSubject: From afar\nMessage-ID: <news-1@example.net>\nDate: Sat, 28 Nov 2026 10:00:00 +0000\n\nHello from the news.\n",
	}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func noPython(t *testing.T) {
	if found := pythonsOf("/"); len(found) > 0 {
		t.Errorf("there is %q", found)
	}
}

// packageChangesNothing: installed, the package moves no mail and starts nothing, also
// not after a daemon-reload.
func packageChangesNothing(t *testing.T) {
	output(t, "dpkg", "-i", packageFile)
	systemctl(t, "daemon-reload")
	if units, _ := filepath.Glob("/run/systemd/generator*/mmrun*"); len(units) > 0 {
		t.Errorf("there are units: %q", units)
	}
}

func switchesOver(t *testing.T) {
	output(t, "mmgen", "switch", "oneshot")
	has(t, "mmrun.target", "loaded active generated")
	pathsAreAlive(t)
	if _, err := vouched.Read(vouched.File); err != nil {
		t.Errorf("nobody vouches for the settings, and the aliases start mmrun for each mail: %v", err)
	}
}

// mailServerIsTold: as the manual says, with what mmrun aliases prints.
func mailServerIsTold(t *testing.T) {
	server, _ := serverOf("/")
	if server.name == "Postfix" {
		output(t, "runuser", "-u", "list", "--", "sh", "-c", "cd "+varPrefix+"/data && mmrun aliases >aliases && postalias aliases")
		systemctl(t, "restart", "postfix")
		return
	}
	router, transport, found := strings.Cut(output(t, "mmrun", "aliases", "--mta", "exim"), "# In the section \"begin transports\":\n")
	if !found {
		t.Fatalf("no transport in %s", router)
	}
	write(t, "/etc/exim4/conf.d/router/350_mailman", router)
	write(t, "/etc/exim4/conf.d/transport/30_mailman", transport)
	output(t, "update-exim4.conf")
	systemctl(t, "restart", "exim4")
}

func postReachesAll(t *testing.T) {
	sendPost(t, "anne@example.com", listAddress, "First")
	for _, member := range []string{"anne", "bart", "cate"} {
		m := arrives(t, member, "[Demo] First")
		if got := m.Header.Get("List-Id"); !strings.Contains(got, "<"+demosite.List+"."+demosite.Host+">") {
			t.Errorf("List-Id is %q", got)
		}
	}
	appears(t, "archives/private/demo/*/000000.html", "Hello, this is First.")
	appears(t, "archives/private/demo.mbox/demo.mbox", "Subject: [Demo] First")
}

func postReachesNews(t *testing.T, news *fakenntp.Server) {
	var accepted []string
	wait(t, "an article", func() bool {
		accepted = news.Transcript().Accepted()
		return len(accepted) > 0
	})
	if !strings.Contains(accepted[0], "Newsgroups: "+newsgroup) || !strings.Contains(accepted[0], "Hello, this is First.") {
		t.Errorf("the article is\n%s", accepted[0])
	}
}

func articleReachesList(t *testing.T) {
	systemctl(t, "start", "mmrun-job-gate_news.service")
	for _, member := range []string{"anne", "bart", "cate"} {
		arrives(t, member, "[Demo] From afar")
	}
}

func subscriptionIsConfirmed(t *testing.T) {
	sendPost(t, "dora@example.org", demosite.List+"-join@"+demosite.Host, "let me in")
	asked := arrives(t, "dora", "confirm ")
	send(t, "dora@example.org", replyAddress(asked), replyText("dora@example.org", asked))
	arrives(t, "dora", "Welcome to the ")
	if members := output(t, "mmrun", "members", demosite.List); !strings.Contains(members, "dora@example.org\n") {
		t.Errorf("members are\n%s", members)
	}
	sendPost(t, "anne@example.com", listAddress, "Second")
	arrives(t, "dora", "[Demo] Second")
}

// heldPostIsApprovedByMail: the owner answers the mail that is in the notice, with the
// list's password.
func heldPostIsApprovedByMail(t *testing.T) {
	sendPost(t, demosite.Stranger, listAddress, "Held once")
	notice := arrives(t, "owner", "Demo post from "+demosite.Stranger)
	text, err := io.ReadAll(notice.Body)
	if err != nil {
		t.Fatal(err)
	}
	subject := regexp.MustCompile(`(?m)^Subject: (confirm [0-9a-f]+)$`).FindSubmatch(text)
	if subject == nil {
		t.Fatalf("no confirm in\n%s", text)
	}
	send(t, "owner@example.com", demosite.List+"-request@"+demosite.Host,
		fmt.Sprintf("From: owner@example.com\nTo: %s-request@%s\nSubject: Re: %s\nMessage-ID: <approve@example.com>\nApproved: %s\n\n\n",
			demosite.List, demosite.Host, subject[1], listPassword))
	arrives(t, "bart", "[Demo] Held once")
}

func heldPostIsApprovedByCommand(t *testing.T) {
	sendPost(t, demosite.Stranger, listAddress, "Held twice")
	arrives(t, "zed", "Your message to Demo awaits moderator approval")
	wait(t, "the held post", func() bool { return strings.Contains(output(t, "mmrun", "held", demosite.List), "Held twice") })
	id := regexp.MustCompile(`(?m)^demo (\d+): post by .*Held twice`).FindStringSubmatch(output(t, "mmrun", "held", demosite.List))
	if id == nil {
		t.Fatal("the held post has no number")
	}
	output(t, "mmrun", "held", demosite.List, "approve", id[1])
	arrives(t, "cate", "[Demo] Held twice")
}

// bounceIsCounted: the mail server itself sends back what a member can't get.
func bounceIsCounted(t *testing.T) {
	output(t, "mmrun", "subscribe", "--welcome", "n", demosite.List, "eve@example.com")
	sendPost(t, "anne@example.com", listAddress, "Third")
	arrives(t, "bart", "[Demo] Third")
	appears(t, "logs/bounce", "demo: eve@example.com ")
	output(t, "mmrun", "unsubscribe", "--goodbye", "n", demosite.List, "eve@example.com")
}

// newListWorks: with Postfix the aliases come from mmrun newlist, and call Mailman's own
// wrapper, which is a link to mmrun. Exim's router knows the list when it is there.
func newListWorks(t *testing.T) {
	if server, _ := serverOf("/"); server.name == "Postfix" {
		write(t, "/etc/mailman/mmgen.ini", "[mm_cfg]\nMTA = 'Postfix'\n[units]\njobs = yes\n")
		output(t, "install", "-d", varPrefix+"/mail") // WRAPPER_DIR
		output(t, "ln", "-s", "/usr/lib/mmgen/mailman", varPrefix+"/mail/mailman")
	}
	output(t, "mmrun", "newlist", "fresh", "owner@example.com", listPassword)
	arrives(t, "owner", "Your new mailing list: fresh")
	output(t, "mmrun", "subscribe", "--welcome", "n", "fresh", "cate@example.net", "anne@example.com")
	sendPost(t, "cate@example.net", "fresh@"+demosite.Host, "To the new list")
	arrives(t, "anne", "[Fresh] To the new list")
}

// unknownListBounces: what is for no list is for nobody.
func unknownListBounces(t *testing.T) {
	sendPost(t, "bart@example.org", "nosuch@"+demosite.Host, "Lost")
	wait(t, "the mail to come back", func() bool {
		for _, m := range mailbox(t, "bart") {
			if from := m.Header.Get("From"); strings.Contains(from, "MAILER-DAEMON") || strings.Contains(from, "Mailer-Daemon") {
				return true
			}
		}
		return false
	})
}

func jobsHaveTimers(t *testing.T) {
	for _, job := range []string{"checkdbs", "disabled", "senddigests", "mailpasswds", "gate_news", "nightly_gzip", "cull_bad_shunt"} {
		has(t, "mmrun-job-"+job+".timer", "loaded active generated")
	}
	for _, job := range []string{"checkdbs", "disabled", "senddigests", "nightly_gzip", "cull_bad_shunt"} {
		systemctl(t, "start", "mmrun-job-"+job+".service")
	}
}

// allIsQuiet: nothing waits, nothing was shunted, nothing runs.
func allIsQuiet(t *testing.T) {
	wait(t, "empty queues", func() bool {
		left, _ := filepath.Glob(varPrefix + "/qfiles/*/*")
		return len(left) == 0
	})
	wait(t, "the end of all processes", func() bool { return processes(t) == "" })
	pathsAreAlive(t)
	if out, err := exec.Command("mmrun", "status").CombinedOutput(); err != nil {
		t.Errorf("mmrun status: %v\n%s", err, out)
	}
	if faults, err := os.ReadFile(varPrefix + "/logs/error"); err == nil && len(faults) > 0 {
		t.Errorf("the error log says\n%s", faults)
	}
}
