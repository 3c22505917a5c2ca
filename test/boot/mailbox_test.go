// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"fmt"
	"mime"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sendPost sends a mail with a text made of its subject.
func sendPost(t *testing.T, from, to, subject string) {
	t.Helper()
	send(t, from, to, fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@boot.example.com>\nDate: %s\n\nHello, this is %s.\n",
		from, to, subject, strings.ReplaceAll(subject, " ", "-"), time.Now().Format(time.RFC1123Z), subject))
}

// replyText is the answer to a mail, with nothing but its subject.
func replyText(from string, to *mail.Message) string {
	return fmt.Sprintf("From: %s\nTo: %s\nSubject: Re: %s\nIn-Reply-To: %s\nMessage-ID: <reply-%d@boot.example.com>\n\n",
		from, replyAddress(to), to.Header.Get("Subject"), to.Header.Get("Message-ID"), time.Now().UnixNano())
}

// replyAddress is where an answer to a mail goes to.
func replyAddress(m *mail.Message) string {
	for _, field := range []string{"Reply-To", "From"} {
		if all, err := m.Header.AddressList(field); err == nil {
			return all[0].Address
		}
	}
	return ""
}

// send gives a mail to the mail server, as a user's mail program does.
func send(t *testing.T, from, to, text string) {
	t.Helper()
	sendmail := exec.Command("/usr/sbin/sendmail", "-i", "-f", from, to)
	sendmail.Stdin = strings.NewReader(text)
	if out, err := sendmail.CombinedOutput(); err != nil {
		t.Fatalf("sendmail %s: %v\n%s", to, err, out)
	}
}

// mailbox are the mails that a user has.
func mailbox(t *testing.T, user string) []*mail.Message {
	t.Helper()
	data, err := os.ReadFile("/var/mail/" + user)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var all []*mail.Message
	for _, text := range strings.Split("\n"+string(data), "\nFrom ")[1:] {
		_, text, _ = strings.Cut(text, "\n")
		m, err := mail.ReadMessage(strings.NewReader(text))
		if err != nil {
			continue // half written
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil {
			t.Fatal(err)
		}
		m.Header["Subject"] = []string{subject}
		all = append(all, m)
	}
	return all
}

// arrives waits until a user has a mail whose subject begins so, and returns it. A second
// one is an error.
func arrives(t *testing.T, user, subject string) *mail.Message {
	t.Helper()
	var found []*mail.Message
	var subjects []string
	defer func() {
		if len(found) == 0 {
			t.Logf("%s has mails of these subjects: %q", user, subjects)
		}
	}()
	wait(t, fmt.Sprintf("%q in the mailbox of %s", subject, user), func() bool {
		found, subjects = nil, nil
		for _, m := range mailbox(t, user) {
			subjects = append(subjects, m.Header.Get("Subject"))
			if strings.HasPrefix(m.Header.Get("Subject"), subject) {
				found = append(found, m)
			}
		}
		return len(found) > 0
	})
	if len(found) > 1 {
		t.Errorf("%s has %d mails %q", user, len(found), subject)
	}
	return found[0]
}

// appears waits until a file of the site that matches has this text in it.
func appears(t *testing.T, pattern, text string) {
	t.Helper()
	wait(t, fmt.Sprintf("%q in %s", text, pattern), func() bool {
		files, _ := filepath.Glob(filepath.Join(varPrefix, pattern)) // the pattern is good
		for _, file := range files {
			if data, err := os.ReadFile(file); err == nil && strings.Contains(string(data), text) {
				return true
			}
		}
		return false
	})
}

// wait waits until something is so.
func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(delivery); !done(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after %v there is not %s", delivery, what)
		}
	}
}

// output is what a command prints on standard output.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	var faults strings.Builder
	cmd := exec.Command(name, args...)
	cmd.Stderr = &faults
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, faults.String())
	}
	return string(out)
}
