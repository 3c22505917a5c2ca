// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"bufio"
	"strings"
	"testing"
)

func TestReadReply(t *testing.T) {
	long := strings.Repeat("x", 9000)
	tests := []struct {
		name, sent string
		want       Reply
	}{
		{"one line", "250 ok\r\n", Reply{250, "ok"}},
		{"no text", "250\r\n", Reply{250, ""}},
		{"several lines", "551-no\r\n551 go elsewhere\r\n", Reply{551, "no\ngo elsewhere"}},
		{"bare LF", "250 ok\n", Reply{250, "ok"}},
		{"an empty line first", "250-\r\n250 ok\r\n", Reply{250, "\nok"}},
		{"blanks", "250   ok  \r\n", Reply{250, "ok"}},
		{"no SMTP", "HTTP/1.1 400 Bad Request\r\n", Reply{-1, "/1.1 400 Bad Request"}},
		{"short", "25\r\n", Reply{25, ""}},
		{"shorter", "\n", Reply{-1, ""}},
		{"end in the last line", "250 ok", Reply{250, "ok"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readReply(bufio.NewReaderSize(strings.NewReader(tt.sent), 8192))
			if err != nil || got != tt.want {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
	for name, sent := range map[string]string{
		"nothing": "", "cut short": "250-ok\r\n", "line without end": "250 " + long + "\r\n",
		"reply without end": strings.Repeat("250-"+long[:1000]+"\r\n", 100),
	} {
		t.Run(name, func(t *testing.T) {
			r, err := readReply(bufio.NewReaderSize(strings.NewReader(sent), 8192))
			if err == nil {
				t.Errorf("got %v; want an error", r)
			}
		})
	}
}

func FuzzReadReply(f *testing.F) {
	for _, seed := range []string{"250 ok\r\n", "551-no\r\n551 go elsewhere\r\n", "250\r\n", "-", "250-\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		r, err := readReply(bufio.NewReaderSize(strings.NewReader(sent), 8192))
		if err == nil && (r.Code < -99 || r.Code > 999 || len(r.Text) > len(sent)) {
			t.Errorf("%q is %v", sent, r)
		}
	})
}
