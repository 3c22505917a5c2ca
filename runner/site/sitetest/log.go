// SPDX-License-Identifier: GPL-2.0-or-later

package sitetest

import (
	"fmt"
	"strings"
	"sync"
)

// Log keeps what is logged.
type Log struct {
	mu    sync.Mutex
	lines []string
}

// Logf implements mmlog.Logger.
func (l *Log) Logf(log, format string, args ...any) {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, log+": "+format+"\n")
}

// String is all that was logged, each message on a line of its own behind the
// log's name.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "")
}

// Of are the messages of one log.
func (l *Log) Of(log string) (messages []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if text, ok := strings.CutPrefix(line, log+": "); ok {
			messages = append(messages, strings.TrimSuffix(text, "\n"))
		}
	}
	return messages
}
