// SPDX-License-Identifier: GPL-2.0-or-later

package fakesmtp

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

const challenge = "<1896.697170952@sink.example.com>"

// extensions is the answer to EHLO.
func (s *session) extensions() string {
	lines := []string{"sink"}
	if _, secure := s.conn.(*tls.Conn); s.server.script.TLS != nil && !secure {
		lines = append(lines, "STARTTLS")
	}
	if s.server.script.Users != nil {
		lines = append(lines, "AUTH LOGIN PLAIN CRAM-MD5")
	}
	lines = append(lines, s.server.script.Extra...)
	last := len(lines) - 1
	for i := range lines[:last] {
		lines[i] = "250-" + lines[i]
	}
	lines[last] = "250 " + lines[last]
	return strings.Join(lines, "\n")
}

// auth does what a rule says, or what the client asks.
func (s *session) auth(line, args string) bool {
	agree := ""
	rule := s.rule(Auth, line)
	if rule == (Rule{}) {
		agree = s.authenticate(args)
	}
	return s.obey(rule, Auth, agree, func(*Transaction, string) {})
}

// authenticate carries out an AUTH command and returns the last reply.
func (s *session) authenticate(args string) string {
	mechanism, initial, _ := strings.Cut(args, " ")
	switch strings.ToUpper(mechanism) {
	case "PLAIN":
		fields := strings.Split(s.answer(initial, ""), "\x00")
		if len(fields) == 3 && s.knows(fields[1], fields[2]) {
			return "235 welcome"
		}
	case "LOGIN":
		user := s.answer(initial, "Username:")
		if s.knows(user, s.answer("", "Password:")) {
			return "235 welcome"
		}
	case "CRAM-MD5":
		user, digest, _ := strings.Cut(s.answer("", challenge), " ")
		password, ok := s.server.script.Users[user]
		mac := hmac.New(md5.New, []byte(password))
		mac.Write([]byte(challenge))
		if ok && digest == hex.EncodeToString(mac.Sum(nil)) {
			return "235 welcome"
		}
	default:
		return "504 unknown mechanism"
	}
	return "535 5.7.8 wrong name or password"
}

func (s *session) knows(user, password string) bool {
	stored, ok := s.server.script.Users[user]
	return ok && stored == password
}

// answer decodes an initial response, or asks for one where there is none.
func (s *session) answer(initial, ask string) string {
	if initial == "" {
		s.send("334 " + base64.StdEncoding.EncodeToString([]byte(ask)))
		line, err := s.readLine()
		if err != nil {
			return ""
		}
		initial = line
	}
	text, err := base64.StdEncoding.DecodeString(initial)
	if err != nil {
		return ""
	}
	return string(text)
}
