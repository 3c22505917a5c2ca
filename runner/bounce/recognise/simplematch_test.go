// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"
	"testing"

	"mmgen/runner/message"
)

// TestSimpleReports has a report for each row of the table, in its order: the
// lines up to the address, and the line that ends it, if any does. Behind that
// stands another address.
func TestSimpleReports(t *testing.T) {
	reports := []struct{ text, end string }{
		{"Here is your list of failed recipients:\n<bart@example.org>", "Here is your returned mail:"},
		{"   ----- The following addresses had delivery problems -----\n(expanded from: <bart@example.org>)", "   ----- Transcript of session follows -----"},
		{"This message was created automatically by mail delivery software.\nRCPT TO: <bart@example.org>", "Original message follows"},
		{"Message from InterScan E-Mail VirusWall NT\nRCPT TO:<bart@example.org> 550", "*** End of message"},
		{"Failed addresses follow:\n bart@example.org ... unknown", "Message text follows:"},
		{"This is the machine generated message from mail service.\n<bart@example.org>", "--- Below the next line is a copy of the message."},
		{"The following addresses did NOT receive a copy of your message:\n> bart@example.org", "--- Session Transcript ---"},
		{"Intended recipient:  bart@example.org", "--------RETURNED MAIL FOLLOWS--------"},
		{"Undeliverable Address:  bart@example.org", "Original message attached"},
		{"This message was created automatically by mail delivery\naddressed to 'bart@example.org'", "---- START OF RETURNED MESSAGE ----"},
		{"User's mailbox is full: <bart@example.org>", "Unable to deliver mail."},
		{"The email below could not be delivered to the following user:\n<bart@example.org>", "Old message:"},
		{"Unable to deliver message to the following address(es).\n<bart@example.org>: away", "--- Original message follows."},
		{"Delivery to the following recipients failed permanently:\n\n     bart@example.org", "----- Original message -----"},
		{"A message that you have sent could not be delivered\n<bart@example.org>", "--- copy"},
		{"A message that you sent could not be delivered\nbart@example.org: gone", "--- copy"},
		{"Delivery to the following recipients was aborted\n * bart@example.org", "Your mail"},
		{"Your message\nbart@example.org", "because: of"},
		{"Unable to deliver message to <bart@example.org>", "****  End of message  ****"},
		{"Sorry, unable to deliver your message to bart@example.org for", "A copy of the original message"},
		{"A message could not be delivered to:\n bart@example.org", "Subject: Soup"},
		{"Invalid final delivery userid: bart@example.org", "Original message follows."},
		{"---- Failed Recipients ----\n <bart@example.org>", "---- Returned Mail ----"},
		{"A message that you sent could not be delivered\n it was for bart@example.org)", "--- copy"},
		{"--> Error description:\nError-for:  bart@example.org", "Error-End: 1"},
		{"Your message could not be delivered\n<bart@example.org>: gone", "- copy"},
		{"Your message could not be delivered to\n'the mailbox' bart@example.org", ""},
		{"Your message has encountered delivery problems\nit is addressed to bart@example.org)", "Your message reads"},
		{"Did not reach the following recipient:\n to bart@example.org", ""},
		{"This is the deliver program at mx.example.net\nbart@example.org<", "- copy"},
		{"This is the email server at mx.example.net\n to bart@example.org  gone", "- copy"},
		{"- no such user here.\nbart@example.org is unknown", "There is no user"},
		{"The following recipient (one) could not be reached:\nbart@example.org", "bogus stop pattern"},
		{"Could not deliver message to some:\nFailed Recipient: bart@example.org", " -- "},
		{"--------Message not delivered to\n   bart@example.org", "--------Error Detail"},
		{"Your message to bart@example.org was automatically rejected:", "Reporting-UA: Dovecot"},
		{"A message that you sent was rejected\n by bart@example.org", "This is a copy of your message"},
		{"Message could not be delivered to some recipients.\nRecipient: [SMTP:bart@example.org]", "Message headers follow"},
		{"Yahoo! wasn't able to deliver the following message\nTo: bart@example.org", "---Below this line is a copy of the message."},
		{"This is a delivery failure notification message\n-- bart@example.org", "The problem appears to be"},
	}
	table := simpleReports()
	if len(reports) != len(table) {
		t.Fatalf("%d reports for %d rows", len(reports), len(table))
	}
	for i, c := range reports {
		behind := strings.NewReplacer("bart@", "anne@").Replace(c.text[strings.LastIndexByte(c.text, '\n')+1:])
		text := c.text + "\n" + c.end + "\n" + behind + "\n"
		r := newReport(message.Parse("Subject: failure\n\n" + text))
		got := r.firstStretch(table[i : i+1])
		if len(got) != 1 || got[0] != "bart@example.org" {
			t.Errorf("row %d finds %q in\n%s", i, got, text)
		}
		if got := simpleMatch(newReport(r.Message)); len(got.Failed) == 0 || got.Failed[0] != "bart@example.org" {
			t.Errorf("the table finds %v in\n%s", got, text)
		}
	}
}
