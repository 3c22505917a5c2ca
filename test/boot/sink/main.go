// SPDX-License-Identifier: GPL-2.0-or-later

// Command sink is the SMTP server of the boot test: it keeps one line for
// each message and recipient, TIME SUBJECT RECIPIENT, with tabs between and
// the time in nanoseconds since the epoch.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"mime"
	"net"
	"net/mail"
	"os"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"mmgen/test/smtpsink"
)

func main() {
	log.SetFlags(0)
	listen := flag.String("listen", "127.0.0.1:2525", "address to listen on")
	path := flag.String("log", "/dev/stdout", "file to append the lines to")
	flag.Parse()
	file, err := os.OpenFile(*path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	smtpsink.Serve(listener, func(m smtpsink.Mail) error { return note(file, m) })
	if _, err := daemon.SdNotify(false, daemon.SdNotifyReady); err != nil {
		log.Fatal(err)
	}
	select {}
}

func note(w io.Writer, m smtpsink.Mail) error {
	message, err := mail.ReadMessage(bytes.NewReader(m.Text))
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return err
	}
	for _, to := range m.To {
		if _, err := fmt.Fprintf(w, "%d\t%s\t%s\n", time.Now().UnixNano(), subject, to); err != nil {
			return err
		}
	}
	return nil
}
