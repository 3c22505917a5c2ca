// SPDX-License-Identifier: GPL-2.0-or-later

package resolver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

func TestIsDomainName(t *testing.T) {
	long := strings.Repeat("a", 63)
	for name, want := range map[string]bool{
		"_dmarc.example.com": true, "_dmarc.example.com.": true, "_dmarc." + long + ".com": true, "_dmarc.b\xfccher.example": true,
		"_dmarc.": true, "_dmarc..com": false, "_dmarc.a" + long + ".com": false, "": false,
		strings.Repeat(long+".", 4) + "com": false,
	} {
		if got := isDomainName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// A name server that does not answer is not waited for longer than
// the timeout, whatever the resolver itself would do.
func TestHastyConnections(t *testing.T) {
	silent, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, addr := range []net.Addr{silent.LocalAddr(), listener.Addr()} {
		conn, err := New(time.Millisecond).Dial(t.Context(), addr.Network(), addr.String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, isPacket := conn.(net.PacketConn); isPacket != (addr.Network() == "udp") {
			t.Errorf("%s: the resolver will take it for the other kind", addr.Network())
		}
		if err := conn.SetDeadline(time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: %v", addr.Network(), err)
		}
	}
}

// TestAnswers: a name server on the loopback interface is asked for a name as it stands.
func TestAnswers(t *testing.T) {
	server := serveDNS(t, map[string][4]byte{"spam.example.dbl.spamhaus.org.": {127, 0, 1, 2}})
	r := New(time.Second)
	dial := r.Dial
	r.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) { return dial(ctx, network, server) }
	for name, want := range map[string]string{"spam.example.dbl.spamhaus.org": "[127.0.1.2]", "good.example.dbl.spamhaus.org": "not found"} {
		name, err := Absolute(name)
		if err != nil {
			t.Fatal(err)
		}
		addrs, err := r.LookupNetIP(t.Context(), "ip4", name)
		got := fmt.Sprint(addrs)
		if failure, ok := errors.AsType[*net.DNSError](err); ok && failure.IsNotFound {
			got = "not found"
		}
		if got != want {
			t.Errorf("%s: %s (%v), want %s", name, got, err, want)
		}
	}
}

// TestPanic: a question that ends in a panic has an error for an answer, and the others have
// theirs.
func TestPanic(t *testing.T) {
	answers := Each([]string{"a.example", "b.example", "c.example"}, func(name string) (string, error) {
		switch name {
		case "b.example":
			panic("odd packet")
		case "c.example":
			return "", os.ErrDeadlineExceeded
		}
		return "answer", nil
	})
	if a := answers[0]; a.Value != "answer" || a.Err != nil {
		t.Errorf("%q, %v", a.Value, a.Err)
	}
	if err := answers[1].Err; !errors.Is(err, ErrPanic) || !strings.Contains(err.Error(), "b.example: panic: odd packet") {
		t.Errorf("the error of a panic is %v", err)
	}
	if err := answers[2].Err; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the error of a failure is %v", err)
	}
}

// serveDNS is the address of a name server that knows these names.
func serveDNS(t *testing.T, names map[string][4]byte) (addr string) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		packet := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			if reply, err := answerDNS(packet[:n], names); err == nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

// answerDNS answers a question of one name.
func answerDNS(packet []byte, names map[string][4]byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(packet); err != nil {
		return nil, err
	}
	m.Header.Response, m.Additionals = true, nil
	q := m.Questions[0]
	if addr, ok := names[q.Name.String()]; ok && q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AResource{A: addr},
		}}
	} else {
		m.Header.RCode = dnsmessage.RCodeNameError
	}
	return m.Pack()
}
