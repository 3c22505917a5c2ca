// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"encoding/json"
	"strings"
)

// notification is what Amazon SES says of a message in a notification that SNS sends
// on (Amazon SES Developer Guide, "Amazon SNS notification contents for Amazon SES").
type notification struct {
	NotificationType string
	EventType        string
	Message          string // the notification itself, if SNS has put it into another object
	Bounce           struct {
		BounceType        string
		BouncedRecipients []struct{ EmailAddress string }
	}
}

// maxNotification is more than SNS sends, in bytes.
const maxNotification = 1 << 20

// snsNotification reads a bounce that Amazon SES reports by SNS. A bounce that is not
// permanent does not count, nor do a complaint and a delivery.
func snsNotification(r *report) (addrs []string, known bool) {
	if !r.Has("x-amz-sns-message-id") {
		return nil, false
	}
	for _, text := range r.texts() {
		n, ok := parseNotification(head(text, maxNotification))
		if !ok || n.NotificationType+n.EventType != "Bounce" || n.Bounce.BounceType != "Permanent" {
			continue
		}
		for _, one := range n.Bounce.BouncedRecipients[:min(maxRecipients, len(n.Bounce.BouncedRecipients))] {
			addrs = append(addrs, addresses(head(one.EmailAddress, maxLine))...)
		}
	}
	return addrs, true
}

// parseNotification reads the object that a text begins with. Lines may be folded
// with nothing but a line feed.
func parseNotification(text string) (n notification, ok bool) {
	text = strings.NewReplacer("\r", "", "\n", "").Replace(strings.TrimSpace(text))
	if !strings.HasPrefix(text, "{") || json.NewDecoder(strings.NewReader(text)).Decode(&n) != nil {
		return n, false
	}
	if n.Message != "" {
		return n, json.Unmarshal([]byte(n.Message), &n) == nil
	}
	return n, true
}
